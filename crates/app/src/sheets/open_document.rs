//! OpenDocument spreadsheets: LibreOffice and its relatives. Their cells hold the text that people see.

use super::{Note, Sheet, SheetError};
use facteur_model::recipient_table::{Bounds, Builder, Table};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader, Cursor};
use zip::ZipArchive;

/// Rows of the largest sheet that a program writes. Repetitions beyond it are nobody's.
const MOST_ROWS: usize = 1 << 20;
/// Spaces that one mark may stand for.
const MOST_SPACES: usize = 1_000;

impl From<quick_xml::Error> for SheetError {
    fn from(_: quick_xml::Error) -> Self {
        SheetError::Damaged
    }
}

/// Reads the first sheet with data. Its size was measured before.
pub(super) fn read(file: &[u8], bounds: Bounds) -> Result<Sheet, SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(file))?;
    let content = archive.by_name("content.xml")?;
    let mut walk = Walk { xml: Reader::from_reader(BufReader::new(content)), buffer: Vec::new() };
    let (mut found, mut name, mut of) = (None, String::new(), 0_usize);
    loop {
        walk.buffer.clear();
        match walk.xml.read_event_into(&mut walk.buffer)? {
            Event::Start(start) if start.name().as_ref() == "table:table" => {
                of += 1;
                if found.is_some() {
                    continue;
                }
                name = attribute(&start, "table:name").unwrap_or_default();
                match walk.table(bounds) {
                    Err(SheetError::Empty) => {}
                    table => found = Some(table?),
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let (table, errors) = found.ok_or(SheetError::Empty)?;
    let mut notes = Vec::new();
    if of > 1 {
        notes.push(Note::Sheet { name, of });
    }
    if errors > 0 {
        notes.push(Note::Errors(errors));
    }
    Ok(Sheet { table, notes })
}

struct Walk<R> {
    xml: Reader<R>,
    buffer: Vec<u8>,
}

/// A cell and how often it stands there.
struct Cells {
    text: String,
    times: usize,
}

impl<R: BufRead> Walk<R> {
    /// Reads a table to its end. Says besides how many cells show errors.
    fn table(&mut self, bounds: Bounds) -> Result<(Table, usize), SheetError> {
        let mut builder = Table::builder(bounds);
        let (mut rows, mut errors) = (0_usize, 0_usize);
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    let times =
                        repeated(&start, "table:number-rows-repeated").min(MOST_ROWS.saturating_sub(rows));
                    rows += times;
                    let cells = self.row(&mut errors)?;
                    write(&mut builder, &cells, times)?;
                }
                Event::Empty(empty) if empty.name().as_ref() == "table:table-row" => {
                    let times =
                        repeated(&empty, "table:number-rows-repeated").min(MOST_ROWS.saturating_sub(rows));
                    rows += times;
                    builder.blank_rows(times);
                }
                Event::End(end) if end.name().as_ref() == "table:table" => break,
                Event::Eof => return Err(SheetError::Damaged),
                _ => {}
            }
        }
        Ok((builder.finish()?, errors))
    }

    /// Reads a row to its end.
    fn row(&mut self, errors: &mut usize) -> Result<Vec<Cells>, SheetError> {
        let mut cells = Vec::new();
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(start) if is_cell(&start) => {
                    let times = repeated(&start, "table:number-columns-repeated");
                    let is_error = attribute(&start, "calcext:value-type").as_deref() == Some("error");
                    let mut text = self.cell()?;
                    if is_error {
                        *errors = errors.saturating_add(1);
                        text.clear();
                    }
                    cells.push(Cells { text, times });
                }
                Event::Empty(empty) if is_cell(&empty) => {
                    let times = repeated(&empty, "table:number-columns-repeated");
                    cells.push(Cells { text: String::new(), times });
                }
                Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(cells),
                Event::Eof => return Err(SheetError::Damaged),
                _ => {}
            }
        }
    }

    /// Reads a cell to its end: the text of its paragraphs, one below the other, without what is noted beside it.
    fn cell(&mut self) -> Result<String, SheetError> {
        let mut text = String::new();
        let (mut paragraphs, mut depth_of_note, mut is_in_paragraph) = (0, 0_usize, false);
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(start) if start.name().as_ref() == "office:annotation" => depth_of_note += 1,
                Event::End(end) if end.name().as_ref() == "office:annotation" => {
                    depth_of_note = depth_of_note.saturating_sub(1);
                }
                Event::End(end)
                    if matches!(end.name().as_ref(), "table:table-cell" | "table:covered-table-cell") =>
                {
                    return Ok(text);
                }
                Event::Eof => return Err(SheetError::Damaged),
                _ if depth_of_note > 0 => {}
                Event::Start(start) if start.name().as_ref() == "text:p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    (paragraphs, is_in_paragraph) = (paragraphs + 1, true);
                }
                Event::End(end) if end.name().as_ref() == "text:p" => is_in_paragraph = false,
                _ if !is_in_paragraph => {}
                Event::Start(mark) | Event::Empty(mark) => match mark.name().as_ref() {
                    "text:s" => {
                        let spaces = repeated(&mark, "text:c").min(MOST_SPACES);
                        text.extend(std::iter::repeat_n(' ', spaces));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ => {}
                },
                Event::Text(piece) => text.push_str(&piece.xml10_content()),
                Event::CData(piece) => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(name) => match name.resolve_char_ref()? {
                    Some(character) => text.push(character),
                    None => text.push_str(resolve_xml_entity(name.as_ref()).unwrap_or_default()),
                },
                _ => {}
            }
        }
    }
}

/// Writes a row as often as it stands there. Blank cells at its end, a thousand as a rule, are left out.
fn write(builder: &mut Builder, cells: &[Cells], times: usize) -> Result<(), SheetError> {
    let said = cells.iter().rposition(|cell| !cell.text.trim().is_empty());
    let Some(last) = said else {
        builder.blank_rows(times);
        return Ok(());
    };
    for written in 0..times {
        if builder.is_full() {
            builder.count_rows(times - written);
            return Ok(());
        }
        for cell in &cells[..=last] {
            for _ in 0..cell.times {
                builder.cell(&cell.text)?;
            }
        }
        builder.end_row();
    }
    Ok(())
}

fn is_cell(start: &BytesStart<'_>) -> bool {
    matches!(start.name().as_ref(), "table:table-cell" | "table:covered-table-cell")
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    attribute.normalized_value(XmlVersion::Explicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// How often something stands there: once, unless it says otherwise.
fn repeated(start: &BytesStart<'_>, name: &str) -> usize {
    attribute(start, name).and_then(|times| times.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::archive;
    use super::super::tests::cells;
    use super::*;
    use proptest::prelude::*;

    const BOUNDS: Bounds = Bounds { rows: 100, bytes: 1 << 16, cells: 20_000 };

    fn read(tables: &str) -> Result<Sheet, SheetError> {
        let content = format!(
            "<office:document-content><office:spreadsheet>{tables}</office:spreadsheet></office:document-content>"
        );
        super::read(&archive(&[("content.xml", content.as_bytes())]), BOUNDS)
    }

    fn text(cell: &str) -> String {
        format!("<table:table-cell><text:p>{cell}</text:p></table:table-cell>")
    }

    fn row(cells: &[&str]) -> String {
        format!(
            "<table:table-row>{}</table:table-row>",
            cells.iter().map(|cell| text(cell)).collect::<String>()
        )
    }

    #[test]
    fn cells_hold_what_people_see() {
        let table = format!(
            "<table:table table:name='One'>{}<table:table-row>\
             <table:table-cell office:value-type='float' office:value='16132532225'><text:p>16132532225</text:p></table:table-cell>\
             <table:table-cell><office:annotation><text:p>a note</text:p></office:annotation>\
             <text:p>A&amp;B<text:s text:c='2'/>&#233;</text:p><text:p><text:span>second</text:span></text:p></table:table-cell>\
             <table:table-cell calcext:value-type='error'><text:p>#N/A</text:p></table:table-cell>\
             </table:table-row></table:table>",
            row(&["phone number", "name", "x"])
        );
        let sheet = read(&table).expect("a sheet");
        assert_eq!(cells(&sheet)[1], ["16132532225", "A&B  é\nsecond"]);
        assert_eq!(sheet.notes, [Note::Errors(1)]);
    }

    #[test]
    fn the_first_sheet_with_data_is_read_and_said() {
        let tables = format!(
            "<table:table table:name='Empty'><table:table-row table:number-rows-repeated='1048576'>\
             <table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>\
             <table:table table:name='Données'>{}</table:table><table:table table:name='Other'>{}</table:table>",
            row(&["email address"]),
            row(&["other"])
        );
        let sheet = read(&tables).expect("a sheet");
        assert_eq!(cells(&sheet), [["email address"]]);
        assert_eq!(sheet.notes, [Note::Sheet { name: "Données".to_owned(), of: 3 }]);
    }

    #[test]
    fn what_is_repeated_without_end_stays_within_bounds() {
        let repeated = |rows: &str, columns: &str| {
            read(&format!(
                "<table:table>{}<table:table-row table:number-rows-repeated='{rows}'>\
                 <table:table-cell table:number-columns-repeated='{columns}'><text:p>x</text:p></table:table-cell>\
                 </table:table-row></table:table>",
                row(&["email address"])
            ))
        };
        assert_eq!(repeated("1", "99999999999").expect_err("refused"), SheetError::TooManyCells);
        let sheet = repeated("99999999999", "2").expect("a sheet");
        assert_eq!((sheet.table.kept(), sheet.table.row_count()), (100, MOST_ROWS - 1));
        let spaces =
            read(&format!("<table:table>{}</table:table>", row(&["a<text:s text:c='4000000000'/>b"])));
        assert_eq!(cells(&spaces.expect("a sheet"))[0][0].len(), 2 + MOST_SPACES);
    }

    proptest! {
        #[test]
        fn no_content_makes_it_panic(content in "(<table:table>|</table:table>|<table:table-row>|</table:table-row>|<table:table-cell>|</table:table-cell>|<text:p>|</text:p>|x|&amp;|&#0;|&bad;|<!--|]]>){0,30}") {
            let _ = super::read(&archive(&[("content.xml", content.as_bytes())]), BOUNDS);
        }
    }
}
