//! What is in an archive, measured before any of it is read.

use super::SheetError;
use std::io::{Cursor, Read, copy, sink};
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes that all parts of a spreadsheet may unfold to: three times what a hundred thousand long rows need.
const MOST_UNFOLDED: u64 = 256 << 20;
/// Parts of a spreadsheet.
const MOST_PARTS: usize = 5_000;

/// Whose spreadsheet it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Excel,
    OpenDocument,
}

impl From<ZipError> for SheetError {
    fn from(_: ZipError) -> Self {
        SheetError::Damaged
    }
}

/// Says what an archive is, once it is known that it can be read in bounded memory. What an archive says of its own
/// size is not believed.
pub(super) fn look(file: &[u8]) -> Result<Content, SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(file))?;
    if archive.len() > MOST_PARTS {
        return Err(SheetError::TooLarge);
    }
    let mut left = MOST_UNFOLDED;
    for number in 0..archive.len() {
        let mut part = archive.by_index(number)?.take(left + 1);
        let unfolded = copy(&mut part, &mut sink()).map_err(|_| SheetError::Damaged)?;
        left = left.checked_sub(unfolded).ok_or(SheetError::TooLarge)?;
    }
    if archive.by_name("content.xml").is_ok() {
        Ok(Content::OpenDocument)
    } else if archive.by_name("xl/workbook.xml").is_ok() {
        Ok(Content::Excel)
    } else {
        Err(SheetError::NotATable)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// An archive with these parts.
    pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
            writer.write_all(content).expect("its content");
        }
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn an_archive_that_would_fill_the_memory_is_not_unfolded() {
        let zeros = vec![0; 90 << 20];
        let parts: Vec<(String, &[u8])> = (0..3).map(|n| (format!("xl/{n}.xml"), zeros.as_slice())).collect();
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, zeros)| (name.as_str(), *zeros)).collect();
        let bomb = archive(&parts);
        assert!(bomb.len() < 1 << 20, "{}", bomb.len());
        assert_eq!(look(&bomb), Err(SheetError::TooLarge));
    }

    #[test]
    fn an_archive_of_something_else_is_no_table() {
        assert_eq!(look(&archive(&[("letter.txt", b"Hello")])), Err(SheetError::NotATable));
        assert_eq!(look(&archive(&[("content.xml", b"")])), Ok(Content::OpenDocument));
        let mut cut = archive(&[("xl/workbook.xml", b"<workbook/>")]);
        cut.truncate(cut.len() / 2);
        assert_eq!(look(&cut), Err(SheetError::Damaged));
    }
}
