//! Files of recipients, as people have them: comma-separated values of several kinds, Excel and OpenDocument
//! spreadsheets. Whatever was guessed or chosen on the way is said.

mod archive;
mod excel;
mod number;
mod open_document;
mod text;

use crate::App;
use facteur_model::recipient_table::{Bounds, Separator, Table, TableError};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// Files that are read at the same time: each takes a processor and the memory of its table.
const MOST_AT_ONCE: usize = 2;
/// Files that wait for their turn; more is an attack, and says so.
const MOST_WAITING: usize = 16;

/// A file that was read.
#[derive(Debug)]
pub struct Sheet {
    /// What it holds.
    pub table: Table,
    /// What its reader should know.
    pub notes: Vec<Note>,
}

/// Something that was guessed, chosen or looks wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The letters were written in this encoding.
    Encoding(Encoding),
    /// The cells were separated by something else than commas.
    Separator(Separator),
    /// Of several sheets the first one with data was taken.
    Sheet {
        /// Its name.
        name: String,
        /// How many sheets the file has.
        of: usize,
    },
    /// Dates were written as year, month and day: the file does not say how its author sees them.
    Dates,
    /// Cells with the error of a formula are read as empty.
    Errors(usize),
    /// A quotation opens in this line and is never closed.
    UnclosedQuote(usize),
}

impl Note {
    /// Notes as they are kept with the list.
    pub(crate) fn to_kept(notes: &[Self]) -> String {
        let kept: Vec<Value> = notes
            .iter()
            .map(|note| match note {
                Self::Encoding(Encoding::Utf16) => json!(["utf-16"]),
                Self::Encoding(Encoding::Windows1252) => json!(["windows-1252"]),
                Self::Separator(separator) => json!(["separator", separator.as_char().to_string()]),
                Self::Sheet { name, of } => json!(["sheet", name, of]),
                Self::Dates => json!(["dates"]),
                Self::Errors(cells) => json!(["errors", cells]),
                Self::UnclosedQuote(line) => json!(["unclosed", line]),
            })
            .collect();
        Value::Array(kept).to_string()
    }

    /// Reads what [`Note::to_kept`] wrote; what another version wrote is left out.
    pub(crate) fn from_kept(kept: &str) -> Vec<Self> {
        let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
        let read = |note: &Value| match note.as_array()?.as_slice() {
            [kind] => match kind.as_str()? {
                "utf-16" => Some(Self::Encoding(Encoding::Utf16)),
                "windows-1252" => Some(Self::Encoding(Encoding::Windows1252)),
                "dates" => Some(Self::Dates),
                _ => None,
            },
            [kind, value] => match kind.as_str()? {
                "separator" => [Separator::Semicolon, Separator::Tab]
                    .into_iter()
                    .find(|separator| value.as_str() == Some(&separator.as_char().to_string()))
                    .map(Self::Separator),
                "errors" => number(value).map(Self::Errors),
                "unclosed" => number(value).map(Self::UnclosedQuote),
                _ => None,
            },
            [_, name, of] => Some(Self::Sheet { name: name.as_str()?.to_owned(), of: number(of)? }),
            _ => None,
        };
        let kept: Vec<Value> = serde_json::from_str(kept).unwrap_or_default();
        kept.iter().filter_map(read).collect()
    }
}

/// How letters were written, where it was not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Two bytes a letter, as Excel's "Unicode text".
    Utf16,
    /// What old Windows programs write in America and Western Europe.
    Windows1252,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// More bytes than are taken in, or that it would unfold to.
    #[error("the file is too large")]
    TooLarge,
    /// More cells than are taken in.
    #[error("the file has too many cells")]
    TooManyCells,
    /// A spreadsheet of Excel before 2007, or one behind a password: the two begin alike.
    #[error("the file is of an old Excel or behind a password")]
    OldOrLocked,
    /// Something else than a table.
    #[error("the file is not a table")]
    NotATable,
    /// A spreadsheet that breaks off or contradicts itself.
    #[error("the file is damaged")]
    Damaged,
    /// Many other files are being read.
    #[error("too many files are being read")]
    Busy,
}

impl From<TableError> for SheetError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Empty => Self::Empty,
            TableError::TooLarge(_) => Self::TooLarge,
            TableError::TooManyCells(_) => Self::TooManyCells,
        }
    }
}

/// Those who read files.
pub(crate) struct Readers {
    at_once: Semaphore,
    waiting: Semaphore,
}

impl Default for Readers {
    fn default() -> Self {
        Self { at_once: Semaphore::new(MOST_AT_ONCE), waiting: Semaphore::new(MOST_WAITING) }
    }
}

impl App {
    /// Reads a file, whatever it is called: what is in it says what it is.
    pub async fn read_sheet(&self, file: Vec<u8>, bounds: Bounds) -> Result<Sheet, SheetError> {
        let read = move || read(&file, bounds);
        // A defect in reading one file is that file's.
        self.at_the_readers(read).await?.unwrap_or(Err(SheetError::Damaged))
    }

    /// Does work on a whole file away from the requests of others, when its turn has come. `None` when it panicked.
    pub(crate) async fn at_the_readers<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<T>, SheetError> {
        let Readers { at_once, waiting } = &self.0.sheets;
        let waits = waiting.try_acquire().map_err(|_| SheetError::Busy)?;
        let turn = at_once.acquire().await.map_err(|_| SheetError::Busy)?;
        drop(waits);
        let done = tokio::task::spawn_blocking(work).await.ok();
        drop(turn);
        Ok(done)
    }
}

/// What a file begins with that is an archive, an old Excel workbook, a page for printing.
const ARCHIVE: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
const PAGES: &[u8] = b"%PDF";

fn read(file: &[u8], bounds: Bounds) -> Result<Sheet, SheetError> {
    if file.len() > bounds.bytes {
        return Err(SheetError::TooLarge);
    }
    if file.starts_with(COMPOUND) {
        return Err(SheetError::OldOrLocked);
    }
    if file.starts_with(PAGES) {
        return Err(SheetError::NotATable);
    }
    if !file.starts_with(ARCHIVE) {
        return text::read(file, bounds);
    }
    match archive::look(file)? {
        archive::Content::Excel => excel::read(file, bounds),
        archive::Content::OpenDocument => open_document::read(file, bounds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUNDS: Bounds = Bounds { rows: 3, bytes: 1 << 16, cells: 60 };

    pub(super) fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
        let table = &sheet.table;
        std::iter::once(table.headings())
            .chain(table.rows())
            .map(|row| row.cells().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn notes_are_kept_as_they_are() {
        let notes = [
            Note::Encoding(Encoding::Utf16),
            Note::Encoding(Encoding::Windows1252),
            Note::Separator(Separator::Tab),
            Note::Sheet { name: "Été".to_owned(), of: 2 },
            Note::Dates,
            Note::Errors(3),
            Note::UnclosedQuote(4),
        ];
        assert_eq!(Note::from_kept(&Note::to_kept(&notes)), notes);
        assert_eq!(Note::from_kept("[[1],[\"new\"]]"), []);
    }

    #[test]
    fn what_is_in_a_file_says_what_it_is() {
        let refused = |file: &[u8]| read(file, BOUNDS).expect_err("refused");
        assert_eq!(refused(b""), SheetError::Empty);
        assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), SheetError::OldOrLocked);
        assert_eq!(refused(b"%PDF-1.7"), SheetError::NotATable);
        assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), SheetError::NotATable);
        assert_eq!(refused(b"PK\x03\x04 and no more"), SheetError::Damaged);
        assert_eq!(refused(&vec![b'a'; (1 << 16) + 1]), SheetError::TooLarge);
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(
            start in prop::sample::select(vec![&b""[..], ARCHIVE, COMPOUND, b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]),
            rest in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let file = [start, &rest].concat();
            if let Ok(Sheet { table, .. }) = read(&file, BOUNDS) {
                prop_assert!(table.kept() <= BOUNDS.rows);
            }
        }
    }
}
