//! Lines of a file for spreadsheets, in which nothing is ever calculated.

/// Spreadsheets read a file as UTF-8 only behind this.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What a spreadsheet may take for the beginning of a formula, in the widths that keyboards of Asia write too.
const BEGINS_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Adds a row. Every cell is in quotes, so that none ends early, whichever separator the reader expects.
pub fn write_row<'a>(file: &mut Vec<u8>, cells: impl IntoIterator<Item = &'a str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            file.push(b',');
        }
        file.push(b'"');
        if would_be_calculated(cell) {
            file.push(b'\'');
        }
        for byte in cell.bytes() {
            if byte == b'"' {
                file.push(b'"');
            }
            file.push(byte);
        }
        file.push(b'"');
    }
    file.extend_from_slice(b"\r\n");
}

/// Would a spreadsheet calculate this cell? A number with its country code in front is only a number.
fn would_be_calculated(cell: &str) -> bool {
    let is_number = cell
        .strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    cell.starts_with(BEGINS_FORMULA) && !is_number
}

/// The cell as it was before [`write_row`] made it a text, for files in which every cell has a type.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if would_be_calculated(text) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(cells: &[&str]) -> String {
        let mut file = Vec::new();
        write_row(&mut file, cells.iter().copied());
        String::from_utf8(file).expect("text stays text")
    }

    #[test]
    fn a_cell_is_a_text_whatever_stands_in_it() {
        assert_eq!(
            written(&["=1+1", "a\"b", "c,d\ne", "-2", "plain", "", "+16135550199", "+1-2", "＝1"]),
            "\"'=1+1\",\"a\"\"b\",\"c,d\ne\",\"'-2\",\"plain\",\"\",\"+16135550199\",\"'+1-2\",\"'＝1\"\r\n"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_and_never_begins_a_formula(
            cells in prop::collection::vec(prop_oneof![any::<String>(), "[=+@\t\r\n'\"-]{1,3}.{0,8}", "\\+[0-9]{1,15}"], 1..8)
        ) {
            let mut file = BYTE_ORDER_MARK.to_vec();
            write_row(&mut file, cells.iter().map(String::as_str));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&file[BYTE_ORDER_MARK.len()..]);
            let records: Vec<_> = reader.records().collect::<Result<_, _>>().expect("CSV");
            prop_assert_eq!(records.len(), 1);
            prop_assert_eq!(records[0].len(), cells.len());
            for (read, cell) in records[0].iter().zip(&cells) {
                prop_assert!(!would_be_calculated(read), "{:?}", read);
                prop_assert!(read == cell || read.strip_prefix('\'') == Some(cell));
                if !cell.starts_with('\'') {
                    prop_assert_eq!(plain(read), cell);
                }
            }
        }
    }
}
