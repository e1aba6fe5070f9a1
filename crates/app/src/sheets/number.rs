//! Numbers and times as people see them in a spreadsheet, as far as the file says.

/// The digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// What the format of a cell asks for; separators of thousands and currencies are the reader's, not the file's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    /// Digits before the point, at least.
    whole: usize,
    /// Digits behind it.
    decimals: usize,
    is_percentage: bool,
}

impl Format {
    /// Reads the code of a format, such as `#,##0.00`; nothing when it says nothing of digits.
    pub fn parse(code: &str) -> Option<Self> {
        let mut format = Self { whole: 0, decimals: 0, is_percentage: false };
        let (mut is_behind, mut has_digits) = (false, false);
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            match character {
                // The format of negative numbers follows.
                ';' => break,
                // A literal, or a space as wide as one.
                '\\' | '_' | '*' => drop(characters.next()),
                '"' => drop(characters.by_ref().find(|c| *c == '"')),
                '[' => drop(characters.by_ref().find(|c| *c == ']')),
                '0' if is_behind => format.decimals += 1,
                '0' => format.whole += 1,
                '#' | '?' => {}
                '.' => is_behind = true,
                '%' => format.is_percentage = true,
                // Fractions, powers of ten, dates, letters.
                '/' | '@' => return None,
                letter if letter.is_alphabetic() => return None,
                _ => {}
            }
            has_digits |= matches!(character, '0' | '#' | '?');
        }
        let is_sensible = format.whole <= 30 && format.decimals <= DIGITS;
        (has_digits && is_sensible).then_some(format)
    }
}

/// A number as its cell shows it: never as a power of ten, and without the noise of binary fractions.
pub(super) fn shown(value: f64, format: Option<Format>) -> String {
    if !value.is_finite() {
        return String::new();
    }
    // To the digits that a spreadsheet keeps: 0.1 + 0.2 is 0.3 there.
    let value: f64 = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
    let Some(Format { whole, decimals, is_percentage }) = format else {
        return format!("{value}");
    };
    let (value, sign) = if is_percentage { (value * 100.0, "%") } else { (value, "") };
    // Formats such as `#` that ask for nothing show the number as it is.
    let digits = if whole == 0 && decimals == 0 {
        format!("{}", value.round())
    } else {
        format!("{value:.decimals$}")
    };
    let (minus, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
    let before = digits.find('.').unwrap_or(digits.len());
    let zeros = "0".repeat(whole.saturating_sub(before));
    format!("{minus}{zeros}{digits}{sign}")
}

/// A date, with its time unless that is midnight; a time alone.
pub(super) fn date(date: Option<(u16, u8, u8)>, (hour, minute, second): (u8, u8, u8)) -> String {
    let seconds = if second == 0 { String::new() } else { format!(":{second:02}") };
    let time = format!("{hour:02}:{minute:02}{seconds}");
    match date {
        Some((year, month, day)) if (hour, minute, second) == (0, 0, 0) => {
            format!("{year:04}-{month:02}-{day:02}")
        }
        Some((year, month, day)) => format!("{year:04}-{month:02}-{day:02} {time}"),
        None => time,
    }
}

/// A duration in days, as hours and minutes.
pub(super) fn hours(days: f64) -> String {
    let minutes = (days * 24.0 * 60.0).round();
    format!("{}:{:02}", (minutes / 60.0).floor(), minutes.rem_euclid(60.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_phone_number_is_never_a_power_of_ten() {
        assert_eq!(shown(16_132_532_225.0, None), "16132532225");
        assert_eq!(shown(447_911_123_456.0, Format::parse("General")), "447911123456");
        assert_eq!(shown(1e20, None), "100000000000000000000");
        assert_eq!(shown(-0.5, None), "-0.5");
    }

    #[test]
    fn formats_say_how_many_digits() {
        let seen = |value, code| shown(value, Format::parse(code));
        assert_eq!(seen(7.0, "000"), "007");
        assert_eq!(seen(-7.0, "000"), "-007");
        assert_eq!(seen(1234.5, "\"$\"#,##0.00_);[Red](\"$\"#,##0.00)"), "1234.50");
        assert_eq!(seen(0.5, "0%"), "50%");
        assert_eq!(seen(2.6, "#"), "3");
        assert_eq!(seen(2.5, "# ?/?"), "2.5");
        assert_eq!(seen(1.5, "0.00E+00"), "1.5");
    }

    #[test]
    fn times_are_short() {
        assert_eq!(date(Some((2026, 1, 2)), (0, 0, 0)), "2026-01-02");
        assert_eq!(date(None, (9, 5, 30)), "09:05:30");
        assert_eq!(hours(1.5), "36:00");
    }

    proptest! {
        #[test]
        fn no_number_is_written_with_an_exponent(value in any::<f64>(), code in "[#0,.%;\"\\\\_\\[\\]E$ ]{0,10}") {
            let seen = shown(value, Format::parse(&code));
            prop_assert!(!seen.contains(['e', 'E']), "{seen}");
        }
    }
}
