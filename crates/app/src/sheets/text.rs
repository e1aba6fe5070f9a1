//! Comma-separated values, as the programs of the world write them.

use super::{Encoding, Note, Sheet, SheetError};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use facteur_model::Channel;
use facteur_model::recipient_table::{
    Bounds, Builder, Columns, Heading, Separator, Table, TableError, rearmed,
};
use std::borrow::Cow;

/// The first line is looked at for what separates cells; more of it is no heading.
const LONGEST_LOOK: usize = 20_000;

pub(super) fn read(file: &[u8], bounds: Bounds) -> Result<Sheet, SheetError> {
    let mut notes = Vec::new();
    let (text, encoding) = decoded(file)?;
    notes.extend(encoding.map(Note::Encoding));
    let (text, announced) = without_announcement(&text);
    let separator = announced.unwrap_or_else(|| likely_separator(text));
    if separator != Separator::Comma {
        notes.push(Note::Separator(separator));
    }
    let table = Table::from_separated(text, separator, bounds)?;
    notes.extend(table.unclosed_quote().map(|row| Note::UnclosedQuote(table.line(row))));
    let table = if text.contains('\'') { with_formulas_as_they_were(&table, bounds)? } else { table };
    Ok(Sheet { table, notes })
}

/// The text of a file, and how it was written if not in UTF-8.
fn decoded(file: &[u8]) -> Result<(Cow<'_, str>, Option<Encoding>), SheetError> {
    let utf16 = [(UTF_16LE, [0xff, 0xfe]), (UTF_16BE, [0xfe, 0xff])];
    if let Some((encoding, _)) = utf16.into_iter().find(|(_, mark)| file.starts_with(mark)) {
        let (text, _, _) = encoding.decode(file);
        return Ok((text, Some(Encoding::Utf16)));
    }
    // No text has it, and nearly everything else has.
    if file.contains(&0) {
        return Err(SheetError::NotATable);
    }
    match std::str::from_utf8(file) {
        Ok(text) => Ok((Cow::Borrowed(text), None)),
        Err(_) => Ok((WINDOWS_1252.decode_without_bom_handling(file).0, Some(Encoding::Windows1252))),
    }
}

/// Takes away the line by which Excel tells Excel what separates cells.
fn without_announcement(text: &str) -> (&str, Option<Separator>) {
    let plain = text.trim_start_matches('\u{feff}');
    for separator in [Separator::Comma, Separator::Semicolon, Separator::Tab] {
        let rest = plain.strip_prefix("sep=").and_then(|rest| rest.strip_prefix(separator.as_char()));
        if let Some(rest) = rest.filter(|rest| rest.starts_with(['\r', '\n'])) {
            return (rest, Some(separator));
        }
    }
    (text, None)
}

/// The separator under which the first line names recipients, or else has most cells.
fn likely_separator(text: &str) -> Separator {
    let start = text.trim_start();
    let most = start.len().min(LONGEST_LOOK);
    let look = (0..=most).rev().find(|at| start.is_char_boundary(*at)).map_or("", |at| &start[..at]);
    let score = |separator: &Separator| {
        let bounds = Bounds { rows: 0, bytes: LONGEST_LOOK, cells: LONGEST_LOOK };
        let Ok(table) = Table::from_separated(look, *separator, bounds) else { return (false, 0) };
        let names_recipients = [Channel::Email, Channel::Sms]
            .iter()
            .any(|channel| Columns::read(&table, *channel, Heading::English, &[]).has_recipients());
        (names_recipients, table.headings().width())
    };
    // The last of equals wins.
    [Separator::Tab, Separator::Semicolon, Separator::Comma].into_iter().max_by_key(score).unwrap_or_default()
}

/// Cells that our own files disarm come back as they were.
fn with_formulas_as_they_were(table: &Table, bounds: Bounds) -> Result<Table, TableError> {
    let mut builder: Builder = Table::builder(bounds);
    for row in std::iter::once(table.headings()).chain(table.rows()) {
        for cell in row.cells() {
            builder.cell(rearmed(cell))?;
        }
        builder.end_row();
    }
    builder.count_rows(table.row_count() - table.kept());
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::super::tests::cells;
    use super::*;

    const BOUNDS: Bounds = Bounds { rows: 100, bytes: 1 << 16, cells: 1_000 };

    fn read(file: &[u8]) -> Sheet {
        super::read(file, BOUNDS).expect("a sheet")
    }

    #[test]
    fn letters_are_read_as_they_were_written() {
        let text = "adresse courriel,prénom\r\na@example.ca,Zoé – œuvre";
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let windows = b"adresse courriel,pr\xe9nom\r\na@example.ca,Zo\xe9 \x96 \x9cuvre";
        let marked = format!("\u{feff}{text}");
        for (file, notes) in [
            (text.as_bytes(), vec![]),
            (marked.as_bytes(), vec![]),
            (&utf16, vec![Note::Encoding(Encoding::Utf16)]),
            (&big, vec![Note::Encoding(Encoding::Utf16)]),
            (windows, vec![Note::Encoding(Encoding::Windows1252)]),
        ] {
            let sheet = read(file);
            assert_eq!(cells(&sheet)[0], ["adresse courriel", "prénom"]);
            assert_eq!(cells(&sheet)[1], ["a@example.ca", "Zoé – œuvre"]);
            assert_eq!(sheet.notes, notes);
        }
    }

    #[test]
    fn semicolons_and_tabs_are_recognised_and_said() {
        let semicolons = read("adresse courriel;montant, en dollars;nom\na@example.ca;10,50;Ada".as_bytes());
        assert_eq!(cells(&semicolons)[1], ["a@example.ca", "10,50", "Ada"]);
        assert_eq!(semicolons.notes, [Note::Separator(Separator::Semicolon)]);

        let tabs = read(b"phone number\tname\n6132532225\tAda, once; twice");
        assert_eq!(cells(&tabs)[1], ["6132532225", "Ada, once; twice"]);
        assert_eq!(tabs.notes, [Note::Separator(Separator::Tab)]);

        let announced = read(b"\xef\xbb\xbfsep=;\r\nemail address;a,b,c\r\nx;y");
        assert_eq!(cells(&announced)[0], ["email address", "a,b,c"]);

        let commas = read(b"email address,a;b;c\nx,y");
        assert_eq!((cells(&commas)[0].len(), commas.notes), (2, vec![]));
    }

    #[test]
    fn a_file_of_ours_comes_back_as_it_was() {
        let sheet = read(b"phone number,name\n'+16132532225,'Ada\n1,'=1+1");
        assert_eq!(cells(&sheet)[1], ["+16132532225", "'Ada"]);
        assert_eq!(cells(&sheet)[2], ["1", "=1+1"]);
    }

    #[test]
    fn a_quotation_that_is_never_closed_is_said_with_its_line() {
        assert_eq!(read(b"a,b\n1,2\n3,\"4\n5,6").notes, [Note::UnclosedQuote(3)]);
    }
}
