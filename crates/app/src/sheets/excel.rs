//! Excel workbooks since 2007.

use super::number::{self, shown};
use super::{Note, Sheet, SheetError};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use facteur_model::recipient_table::{Bounds, Builder, Table};
use std::borrow::Cow;
use std::io::Cursor;

impl From<XlsxError> for SheetError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => SheetError::OldOrLocked,
            _ => SheetError::Damaged,
        }
    }
}

/// Reads the first sheet with data. Cell by cell: a table in memory would repeat every shared text.
pub(super) fn read(file: &[u8], bounds: Bounds) -> Result<Sheet, SheetError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(file))?;
    let is_shown = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let names: Vec<String> =
        workbook.sheets_metadata().iter().filter(is_shown).map(|sheet| sheet.name.clone()).collect();
    let of = names.len();
    for name in names {
        match read_sheet(&mut workbook, &name, bounds) {
            Err(SheetError::Empty) => {}
            Ok(mut sheet) => {
                if of > 1 {
                    sheet.notes.insert(0, Note::Sheet { name, of });
                }
                return Ok(sheet);
            }
            Err(error) => return Err(error),
        }
    }
    Err(SheetError::Empty)
}

fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, bounds: Bounds) -> Result<Sheet, SheetError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut writer =
        Writer { builder: Table::builder(bounds), row: 0, column: 0, has_dates: false, errors: 0 };
    let formats: Vec<Option<number::Format>> = cells
        .styles()
        .iter()
        .map(|style| {
            style.number_format.as_ref().and_then(|format| number::Format::parse(&format.format_code))
        })
        .collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        writer.cell(row, column, cell.get_value(), formats.get(style).copied().flatten())?;
    }
    writer.finish()
}

struct Writer {
    builder: Builder,
    /// Where the next cell would stand.
    row: u32,
    column: u32,
    has_dates: bool,
    errors: usize,
}

impl Writer {
    fn cell(
        &mut self,
        row: u32,
        column: u32,
        value: &DataRef<'_>,
        format: Option<number::Format>,
    ) -> Result<(), SheetError> {
        if matches!(value, DataRef::Empty) {
            return Ok(());
        }
        if row < self.row || (row == self.row && column < self.column) {
            return Err(SheetError::Damaged);
        }
        if row > self.row {
            self.builder.end_row();
            self.builder.blank_rows((row - self.row - 1) as usize);
            (self.row, self.column) = (row, 0);
        }
        while self.column < column {
            self.builder.end_cell()?;
            self.column += 1;
        }
        let text = self.text(value, format);
        self.builder.cell(&text)?;
        self.column += 1;
        Ok(())
    }

    fn text<'a>(&mut self, value: &'a DataRef<'_>, format: Option<number::Format>) -> Cow<'a, str> {
        match value {
            DataRef::String(text) => Cow::Borrowed(text),
            DataRef::SharedString(text) => Cow::Borrowed(text),
            DataRef::Int(value) => Cow::Owned(value.to_string()),
            DataRef::Float(value) => Cow::Owned(shown(*value, format)),
            DataRef::Bool(value) => Cow::Borrowed(if *value { "TRUE" } else { "FALSE" }),
            DataRef::DateTime(value) if value.is_duration() => Cow::Owned(number::hours(value.as_f64())),
            DataRef::DateTime(value) => {
                self.has_dates = true;
                let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
                let date = (value.as_f64() >= 1.0).then_some((year, month, day));
                Cow::Owned(number::date(date, (hour, minute, second)))
            }
            DataRef::DateTimeIso(text) => {
                self.has_dates = true;
                Cow::Owned(text.replacen('T', " ", 1).trim_end_matches(" 00:00:00").to_owned())
            }
            DataRef::DurationIso(text) => Cow::Borrowed(text),
            DataRef::Error(_) => {
                self.errors += 1;
                Cow::Borrowed("")
            }
            DataRef::Empty => Cow::Borrowed(""),
        }
    }

    fn finish(mut self) -> Result<Sheet, SheetError> {
        self.builder.end_row();
        let mut notes = Vec::new();
        if self.has_dates {
            notes.push(Note::Dates);
        }
        if self.errors > 0 {
            notes.push(Note::Errors(self.errors));
        }
        Ok(Sheet { table: self.builder.finish()?, notes })
    }
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::archive;
    use super::super::tests::cells;
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    const BOUNDS: Bounds = Bounds { rows: 100, bytes: 1 << 16, cells: 20_000 };

    fn saved(mut workbook: Workbook) -> Vec<u8> {
        workbook.save_to_buffer().expect("a workbook")
    }

    #[test]
    fn cells_are_read_as_people_see_them() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let mut write = |column, heading: &str| {
            sheet.write_string(0, column, heading).expect("written");
        };
        for (column, heading) in
            ["phone number", "code", "amount", "share", "day", "time", "paid", "sum"].iter().enumerate()
        {
            write(u16::try_from(column).expect("few"), heading);
        }
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let both = Format::new().set_num_format("d mmm yyyy hh:mm");
        let at = ExcelDateTime::parse_from_str("2026-11-23T09:15:00").expect("a time");
        sheet.write_number(1, 0, 16_132_532_225.0).expect("written");
        sheet.write_number_with_format(1, 1, 42.0, &Format::new().set_num_format("00000")).expect("written");
        sheet
            .write_number_with_format(1, 2, 12.5, &Format::new().set_num_format("#,##0.00"))
            .expect("written");
        sheet.write_number_with_format(1, 3, 0.125, &Format::new().set_num_format("0.0%")).expect("written");
        sheet
            .write_datetime_with_format(1, 4, ExcelDateTime::from_ymd(2026, 11, 23).expect("a day"), &day)
            .expect("written");
        sheet.write_datetime_with_format(1, 5, &at, &both).expect("written");
        sheet.write_boolean(1, 6, true).expect("written");
        sheet.write_number(1, 7, 0.1 + 0.2).expect("written");
        let read = super::read(&saved(workbook), BOUNDS).expect("a sheet");
        assert_eq!(
            cells(&read)[1],
            ["16132532225", "00042", "12.50", "12.5%", "2026-11-23", "2026-11-23 09:15", "TRUE", "0.3"]
        );
        assert_eq!(read.notes, [Note::Dates]);
    }

    #[test]
    fn the_first_sheet_with_data_is_read_and_said() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("Empty").expect("a name");
        let second = workbook.add_worksheet().set_name("Été").expect("a name");
        second.write_string(2, 1, "email address").expect("written");
        second.write_string(5, 1, "a@example.ca").expect("written");
        let read = super::read(&saved(workbook), BOUNDS).expect("a sheet");
        assert_eq!(cells(&read), [vec!["", "email address"], vec![], vec![], vec!["", "a@example.ca"]]);
        assert_eq!(read.table.line(2), 6);
        assert_eq!(read.notes, [Note::Sheet { name: "Été".to_owned(), of: 2 }]);
    }

    #[test]
    fn a_cell_far_away_and_a_text_that_is_shared_a_thousand_times_stay_within_bounds() {
        let mut far = Workbook::new();
        let sheet = far.add_worksheet();
        sheet.write_string(0, 0, "a").expect("written");
        sheet.write_string(1_048_575, 16_383, "b").expect("written");
        let read = super::read(&saved(far), BOUNDS).expect("a sheet");
        assert_eq!((read.table.row_count(), read.table.kept()), (1_048_575, 100));

        let mut shared = Workbook::new();
        let sheet = shared.add_worksheet();
        for row in 0..1_000 {
            sheet.write_string(row, 0, "x".repeat(1_000)).expect("written");
        }
        assert_eq!(super::read(&saved(shared), BOUNDS).expect_err("refused"), SheetError::TooLarge);
    }

    #[test]
    fn a_workbook_without_its_parts_is_damaged() {
        let broken =
            archive(&[("xl/workbook.xml", b"<workbook><sheets><sheet"), ("[Content_Types].xml", b"")]);
        assert_eq!(super::read(&broken, BOUNDS).expect_err("refused"), SheetError::Damaged);
    }
}
