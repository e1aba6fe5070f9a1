//! From text to a table.
//!
//! Written out here because what people send is read more leniently than the `csv` crate can be told to: blanks
//! before a quotation do not end it, and a blank line is a row.

use facteur_template::whitespace::{is_line_break, is_space, is_zero_width};

use super::table::{Bounds, Builder, Table, TableError};

/// What stands between the cells of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    /// A comma, as everywhere but in the spreadsheets of half of Europe and of Quebec.
    #[default]
    Comma,
    /// A semicolon, where the comma is busy with decimals.
    Semicolon,
    /// A tab.
    Tab,
}

impl Separator {
    /// The character itself.
    pub fn as_char(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
        }
    }
}

impl Table {
    /// Reads comma-separated values. Quotations may hold separators, line breaks and doubled quotation marks;
    /// lines end in LF, CR LF or CR; nothing else is an error.
    ///
    /// ```
    /// use facteur_model::recipient_table::{Bounds, Table};
    ///
    /// let text = "email address,name\r\nada@example.ca,\"Lovelace, Ada\"\r\n";
    /// let table = Table::from_csv(text, Bounds::new(50_000, 1 << 20))?;
    /// let row = table.row(0).expect("one row");
    /// assert_eq!(row.cell(1), Some("Lovelace, Ada"));
    /// # Ok::<(), facteur_model::recipient_table::TableError>(())
    /// ```
    pub fn from_csv(text: &str, bounds: Bounds) -> Result<Self, TableError> {
        Self::from_separated(text, Separator::Comma, bounds)
    }

    /// As [`from_csv`](Self::from_csv), with another separator.
    pub fn from_separated(text: &str, separator: Separator, bounds: Bounds) -> Result<Self, TableError> {
        if text.len() > bounds.bytes {
            return Err(TableError::TooLarge(bounds.bytes));
        }
        let mut reader = Reader {
            rest: text.trim_start_matches(is_blank_within_a_line).trim_end_matches(is_around),
            separator: separator.as_char(),
            builder: Self::builder(bounds),
            unclosed: None,
        };
        if !reader.rest.is_empty() {
            while reader.row()? {}
        }
        let mut table = reader.builder.finish()?;
        table.unclosed_quote = reader.unclosed;
        Ok(table)
    }
}

/// Around a whole file every kind of space goes, of the first and the last cell as well.
fn is_around(character: char) -> bool {
    is_space(character) || is_zero_width(character)
}

/// Blank lines at the beginning are counted, so that rows have the numbers that an editor shows.
fn is_blank_within_a_line(character: char) -> bool {
    is_around(character) && !is_line_break(character) && character != '\t'
}

struct Reader<'a> {
    rest: &'a str,
    separator: char,
    builder: Builder,
    unclosed: Option<usize>,
}

impl Reader<'_> {
    /// Reads a row, and says whether another one follows.
    fn row(&mut self) -> Result<bool, TableError> {
        loop {
            self.cell()?;
            let mut characters = self.rest.chars();
            let end = characters.next();
            self.rest = characters.as_str();
            if end == Some(self.separator) {
                continue;
            }
            if end == Some('\r') {
                self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
            }
            self.builder.end_row();
            return Ok(end.is_some());
        }
    }

    /// Reads a cell up to what ends it.
    fn cell(&mut self) -> Result<(), TableError> {
        self.rest = self.rest.trim_start_matches(' ');
        if let Some(quotation) = self.rest.strip_prefix('"') {
            self.rest = quotation;
            self.quotation()?;
        }
        let is_end = |character| character == self.separator || matches!(character, '\n' | '\r');
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at(end);
        self.builder.push(plain)?;
        self.rest = rest;
        self.builder.end_cell()
    }

    /// Reads what follows a quotation mark, to the one that closes it.
    fn quotation(&mut self) -> Result<(), TableError> {
        loop {
            let Some(mark) = self.rest.find('"') else {
                self.unclosed = self.builder.row_in_hand();
                self.builder.push(self.rest)?;
                self.rest = "";
                return Ok(());
            };
            self.builder.push(&self.rest[..mark])?;
            self.rest = &self.rest[mark + 1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    self.builder.push("\"")?;
                    self.rest = rest;
                }
                None => return Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::table::is_blank;
    use super::super::write_row;
    use super::*;

    const BOUNDS: Bounds = Bounds { rows: 100, bytes: 10_000, cells: 1_000 };

    fn cells(text: &str) -> Vec<Vec<String>> {
        let table = Table::from_csv(text, BOUNDS).expect("a table");
        all(&table)
    }

    fn all(table: &Table) -> Vec<Vec<String>> {
        std::iter::once(table.headings())
            .chain(table.rows())
            .map(|row| row.cells().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn quotations_hold_what_would_end_a_cell() {
        assert_eq!(cells("a,b\n\"1,\n\"\"2\"\"\",  \"x\"y"), [["a", "b"], ["1,\n\"2\"", "xy"]]);
        assert_eq!(cells("a\n=\"1\"\n'b'"), [["a"], ["=\"1\""], ["'b'"]]);
    }

    #[test]
    fn lines_end_as_windows_unix_and_old_macs_end_them() {
        assert_eq!(cells("a\r\n1\n2\r3"), [["a"], ["1"], ["2"], ["3"]]);
    }

    #[test]
    fn a_blank_first_heading_keeps_its_column() {
        assert_eq!(
            cells(",email address\nAda,a@example.ca\n"),
            [["", "email address"], ["Ada", "a@example.ca"]]
        );
        assert_eq!(cells("\u{feff},,\n a , b"), [["a ", "b"]]);
    }

    #[test]
    fn a_quotation_that_is_never_closed_runs_to_the_end_and_is_known() {
        let table = Table::from_csv("a,b\n1,2\n3,\"4\n5,6", BOUNDS).expect("a table");
        assert_eq!(all(&table)[2], ["3", "4\n5,6"]);
        assert_eq!(table.unclosed_quote(), Some(1));
        assert_eq!(Table::from_csv("a\n\"1\"", BOUNDS).expect("a table").unclosed_quote(), None);
    }

    #[test]
    fn rows_have_the_numbers_that_an_editor_shows() {
        let table = Table::from_csv("\n\na\n\n1", BOUNDS).expect("a table");
        assert_eq!((table.row_count(), table.line(0), table.line(1)), (2, 4, 5));
    }

    #[test]
    fn a_semicolon_or_a_tab_may_separate() {
        for separator in [Separator::Semicolon, Separator::Tab] {
            let text = "a;b\n1,0;\"x;y\"".replace(';', &separator.as_char().to_string());
            let table = Table::from_separated(&text, separator, BOUNDS).expect("a table");
            assert_eq!(all(&table)[1][0], "1,0");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a\",;\\n\\r\\t \u{feff}é]{0,60}", rows in 0..5_usize) {
            let bounds = Bounds { rows, bytes: 50, cells: 20 };
            if let Ok(table) = Table::from_csv(&text, bounds) {
                prop_assert!(table.kept() <= rows);
                prop_assert!(table.kept() <= table.row_count());
                prop_assert!(table.row_count() <= text.matches(['\n', '\r']).count());
                let width = table.headings().width();
                prop_assert!((1..=20).contains(&width));
            }
        }

        #[test]
        fn what_is_written_is_read_again(
            rows in prop::collection::vec(prop::collection::vec("[a-c\",; \\n\\r'=é\u{200b}]{0,5}", 0..4), 0..8)
        ) {
            let mut written = vec![vec!["heading".to_owned()]];
            written.extend(rows);
            written.push(vec!["last".to_owned()]);
            let mut text = String::new();
            for row in &written {
                write_row(&mut text, row);
            }
            let table = Table::from_csv(&text, BOUNDS).expect("a table");
            let read = all(&table);
            // A row without cells is a blank line, and a row of blanks is kept without its cells.
            let blank = |cell: &String| cell.chars().all(is_blank);
            for row in &mut written {
                if row.iter().all(blank) {
                    row.clear();
                }
            }
            prop_assert_eq!(&read, &written);
            prop_assert_eq!(Table::from_csv(&table.to_csv(), BOUNDS).expect("a table"), table);
        }
    }
}
