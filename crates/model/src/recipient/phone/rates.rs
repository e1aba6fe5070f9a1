//! What one fragment of a text message counts for, by country calling code (contract §3.1.2, templates §17).

/// Units assumed for a country that the contract accepts without telling its rate.
const UNITS_WITHOUT_SAMPLE: u8 = 1;

/// Calling code and units, in the order of the code. The whole of North America is code 1, islands included.
#[rustfmt::skip] // one row per ten countries; one line each would hide the table's shape
const UNITS: [(u16, u8); 108] = [
    (1, 1), (7, 27), (27, 7), (31, 8), (33, 5), (34, 5), (36, 8), (40, 6), (41, 4), (44, 6),
    (47, 10), (48, 3), (49, 8), (51, 10), (52, 7), (54, 7), (56, 4), (57, 4), (58, 8), (61, 10),
    (63, 14), (64, 7), (81, 5), (84, 10), (90, 2), (91, 5), (93, 25), (95, 23), (211, 16), (213, 17),
    (218, 22), (220, 6), (221, 25), (222, 14), (224, 10), (225, 24), (227, 20), (229, 15), (234, 16), (235, 19),
    (237, 13), (240, 9), (243, 15), (250, 12), (251, 23), (252, 17), (254, 12), (255, 27), (256, 14), (257, 29),
    (260, 25), (262, 14), (265, 22), (267, 3), (350, 6), (352, 6), (354, 7), (356, 5), (359, 10), (370, 3),
    (372, 6), (373, 5), (374, 13), (375, 16), (376, 8), (377, 9), (378, 7), (383, 15), (385, 6), (386, 10),
    (389, 2), (420, 5), (421, 6), (423, 2), (501, 18), (505, 8), (507, 10), (508, 11), (509, 18), (590, 11),
    (594, 12), (596, 8), (597, 13), (599, 9), (673, 1), (675, 20), (678, 9), (679, 14), (680, 5), (682, 8),
    (686, 11), (687, 11), (688, 4), (690, 9), (691, 10), (692, 10), (880, 21), (886, 6), (960, 22), (961, 24),
    (968, 10), (970, 22), (973, 3), (975, 26), (976, 19), (994, 25), (995, 12), (996, 21),
];

/// Countries that are sent to, whose rate no golden vector tells: [`UNITS_WITHOUT_SAMPLE`] until somebody does.
#[rustfmt::skip] // as above
const UNITS_UNKNOWN: [u16; 94] = [
    20, 30, 32, 39, 43, 45, 46, 55, 60, 62, 65, 66, 82, 86, 92, 94, 212, 216, 223, 226,
    228, 230, 231, 232, 233, 236, 238, 239, 241, 242, 244, 245, 246, 247, 248, 253, 258, 261, 263, 264,
    266, 268, 269, 290, 291, 297, 298, 299, 351, 353, 355, 357, 358, 371, 380, 381, 382, 387, 500, 502,
    503, 504, 506, 591, 592, 593, 595, 598, 670, 672, 674, 676, 677, 681, 683, 685, 689, 852, 853, 855,
    856, 870, 962, 964, 965, 966, 967, 971, 972, 974, 977, 992, 993, 998,
];

/// Units of one fragment sent to a country, or nothing when the contract sends no texts there: Cuba, Iran,
/// Sudan, North Korea, Syria, and calling codes of no country such as satellite and free phone services.
pub(super) fn units_per_fragment(country_code: u16) -> Option<u8> {
    if let Ok(place) = UNITS.binary_search_by_key(&country_code, |&(code, _)| code) {
        return Some(UNITS[place].1);
    }
    UNITS_UNKNOWN.binary_search(&country_code).is_ok().then_some(UNITS_WITHOUT_SAMPLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Named in templates §17.
    const NOT_SENT_TO: [u16; 13] = [53, 98, 249, 800, 808, 850, 878, 881, 882, 883, 888, 963, 979];

    #[test]
    fn every_calling_code_of_the_world_is_either_priced_or_refused_on_purpose() {
        for code in super::super::numbering::calling_codes() {
            assert_eq!(
                units_per_fragment(code).is_none(),
                NOT_SENT_TO.contains(&code),
                "calling code {code}"
            );
        }
    }

    #[test]
    fn both_tables_are_in_order_and_share_no_country() {
        assert!(UNITS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(UNITS_UNKNOWN.is_sorted_by(|a, b| a < b));
        assert!(UNITS.iter().all(|(code, _)| !UNITS_UNKNOWN.contains(code)));
    }

    #[test]
    fn a_text_to_britain_counts_six_times_a_text_at_home() {
        assert_eq!(units_per_fragment(1), Some(1));
        assert_eq!(units_per_fragment(44), Some(6));
        assert_eq!(units_per_fragment(53), None);
    }
}
