//! A report as a spreadsheet (Office Open XML), written while it is read: neither all of it in memory, nor any of it in
//! clear in a file. Every cell is a text, which no spreadsheet calculates.

use super::csv::{BYTE_ORDER_MARK, plain};
use super::file::ReportFile;
use crate::Unavailable;
use facteur_store::{Error, ReportKind};
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, StreamWriter};

/// Rows of a sheet, but for the one with the titles.
pub const MOST_SPREADSHEET_LINES: u64 = 1_048_575;

/// The parts of a workbook with one sheet; the sheet comes last.
const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];
const SHEET: &str = "xl/worksheets/sheet1.xml";
const SHEET_BEGINS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="8" width="26" customWidth="1"/></cols><sheetData>"#;
const SHEET_ENDS: &str = "</sheetData></worksheet>";

/// A report's file on its way into a spreadsheet.
pub struct Spreadsheet {
    file: ReportFile,
    /// Away while a piece is written, and for good after the last.
    sheet: Option<Sheet>,
}

/// The workbook so far; what has been written leaves it with every piece.
struct Sheet {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
    /// Is the first cell of every row but the first a number?
    is_numbered: bool,
    is_begun: bool,
}

/// Bytes that wait to leave.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Spreadsheet {
    pub fn new(file: ReportFile) -> Self {
        let is_numbered = file.report().kind == ReportKind::Job;
        let written = Written::default();
        let zip = ZipWriter::new_stream(written.clone());
        let sheet = Some(Sheet { zip, written, is_numbered, is_begun: false });
        Self { file, sheet }
    }

    /// The next bytes; nothing after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Unavailable> {
        let Some(sheet) = self.sheet.take() else { return Ok(None) };
        let piece = self.file.next().await?;
        let written = tokio::task::spawn_blocking(move || match piece {
            Some(lines) => sheet.with(&lines).map(|sheet| (sheet.written.take(), Some(sheet))),
            None => sheet.end().map(|bytes| (bytes, None)),
        });
        let broken = Error::Unsealable { place: "report_chunks.sealed_lines" };
        let (bytes, sheet) = written.await.map_err(|_| Error::Closed)?.map_err(|_| broken)?;
        self.sheet = sheet;
        Ok(Some(bytes))
    }
}

impl Sheet {
    fn with(mut self, lines: &[u8]) -> ZipResult<Self> {
        let lines = lines.strip_prefix(BYTE_ORDER_MARK).unwrap_or(lines);
        let mut text = String::with_capacity(lines.len() * 2);
        let mut has_titles = !self.is_begun;
        if !self.is_begun {
            self.begin()?;
        }
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(lines);
        for row in rows.records() {
            let row = row.map_err(io::Error::other)?;
            text.push_str("<row>");
            for (at, cell) in row.iter().enumerate() {
                if at == 0 && self.is_numbered && !has_titles {
                    push_number(&mut text, cell);
                } else {
                    push_text(&mut text, plain(cell));
                }
            }
            text.push_str("</row>");
            has_titles = false;
        }
        self.zip.write_all(text.as_bytes())?;
        Ok(self)
    }

    fn begin(&mut self) -> ZipResult<()> {
        for (name, content) in PARTS {
            self.zip.start_file(name, options())?;
            self.zip.write_all(content.as_bytes())?;
        }
        self.zip.start_file(SHEET, options())?;
        self.zip.write_all(SHEET_BEGINS.as_bytes())?;
        self.is_begun = true;
        Ok(())
    }

    fn end(mut self) -> ZipResult<Vec<u8>> {
        if !self.is_begun {
            self.begin()?;
        }
        self.zip.write_all(SHEET_ENDS.as_bytes())?;
        self.zip.finish()?;
        Ok(self.written.take())
    }
}

/// Quickly rather than small: somebody waits.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_level(Some(1))
}

fn push_number(text: &mut String, cell: &str) {
    if cell.is_empty() || !cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return push_text(text, cell);
    }
    text.push_str("<c><v>");
    text.push_str(cell);
    text.push_str("</v></c>");
}

fn push_text(text: &mut String, cell: &str) {
    text.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    for character in cell.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '\r' => text.push_str("&#13;"),
            // XML knows no other control characters, and none of these.
            '\t' | '\n' => text.push(character),
            character if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {}
            character => text.push(character),
        }
    }
    text.push_str("</t></is></c>");
}

#[cfg(test)]
mod tests {
    use super::super::csv::write_row;
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use proptest::prelude::*;

    /// The cells of a spreadsheet made of these rows, in several pieces.
    fn read_back(rows: &[Vec<String>], is_numbered: bool) -> Vec<Vec<Data>> {
        let written = Written::default();
        let zip = ZipWriter::new_stream(written.clone());
        let mut sheet = Sheet { zip, written, is_numbered, is_begun: false };
        let mut bytes = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut lines = if at == 0 { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
            write_row(&mut lines, row.iter().map(String::as_str));
            sheet = sheet.with(&lines).expect("a piece is written");
            bytes.extend(sheet.written.take());
        }
        bytes.extend(sheet.end().expect("it ends"));
        let mut book: Xlsx<_> = Xlsx::new(io::Cursor::new(bytes)).expect("a workbook");
        let range = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
        range.rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn cells_are_texts_and_row_numbers_are_numbers() {
        let rows = [["Row number", "Recipient"], ["1", "+16135550199"], ["2", "=1+1"], ["3", "<a&b>"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(
            read_back(&rows, true),
            [
                vec![text("Row number"), text("Recipient")],
                vec![Data::Float(1.0), text("+16135550199")],
                vec![Data::Float(2.0), text("=1+1")],
                vec![Data::Float(3.0), text("<a&b>")],
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_stands_in_a_report_is_a_spreadsheet(cells in prop::collection::vec("[^\\p{Cc}]{1,12}", 1..9)) {
            let rows = vec![cells.clone(), cells.clone()];
            prop_assert_eq!(read_back(&rows, false).len(), 2);
        }
    }
}
