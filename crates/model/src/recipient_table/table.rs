//! Cells in rows, held in three allocations whatever their number.

use std::fmt;

use facteur_template::whitespace::{is_ascii_space, is_zero_width};

use super::write::write_row;

/// How much of a table is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Rows below the headings that are kept; further ones are counted.
    pub rows: usize,
    /// Bytes of the text of all cells.
    pub bytes: usize,
    /// Cells in all.
    pub cells: usize,
}

impl Bounds {
    /// The most cells that anybody may submit: fifty columns of a hundred thousand rows.
    pub const MOST_CELLS: usize = 5_000_000;

    /// Bounds for a number of rows and bytes.
    pub fn new(rows: usize, bytes: usize) -> Self {
        // Places in the text are kept in 32 bits.
        Self { rows, bytes: bytes.min(1 << 30), cells: Self::MOST_CELLS }
    }
}

/// Why there is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No cell holds anything.
    #[error("the table is empty")]
    Empty,
    /// More text than is taken in.
    #[error("the table has more than {0} bytes")]
    TooLarge(usize),
    /// More cells than are taken in, most of them empty as a rule.
    #[error("the table has more than {0} cells")]
    TooManyCells(usize),
}

/// Cells in rows; the first row holds the headings.
///
/// Blank rows above the headings and below the last row are gone, those in between are rows like any other.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Table {
    text: String,
    /// Where each cell ends in the text.
    cells: Vec<u32>,
    /// Where each row ends in the cells.
    rows: Vec<u32>,
    /// Rows below the headings, with those that were not kept.
    row_count: usize,
    /// Blank rows above the headings.
    blank_before: usize,
    pub(super) unclosed_quote: Option<usize>,
}

impl Table {
    /// A table that is filled cell by cell.
    pub fn builder(bounds: Bounds) -> Builder {
        Builder::new(bounds)
    }

    /// A table of rows that somebody took apart already, the headings first.
    pub fn from_rows<R, C>(rows: impl IntoIterator<Item = R>, bounds: Bounds) -> Result<Self, TableError>
    where
        R: IntoIterator<Item = C>,
        C: AsRef<str>,
    {
        let mut builder = Self::builder(bounds);
        for row in rows {
            for cell in row {
                builder.cell(cell.as_ref())?;
            }
            builder.end_row();
        }
        builder.finish()
    }

    /// The headings as they stand.
    pub fn headings(&self) -> Row<'_> {
        Row { table: self, at: 0 }
    }

    /// The row below the headings that has this number, counted from 0, if it was kept.
    pub fn row(&self, number: usize) -> Option<Row<'_>> {
        (number < self.kept()).then_some(Row { table: self, at: number + 1 })
    }

    /// The rows below the headings that were kept.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.kept()).map(|number| Row { table: self, at: number + 1 })
    }

    /// How many rows were kept.
    pub fn kept(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// How many rows the file has below its headings, those beyond the bound included.
    pub fn row_count(&self) -> usize {
        self.row_count
    }

    /// The number that a spreadsheet shows beside a row, which counts headings and blank rows above them.
    pub fn line(&self, number: usize) -> usize {
        self.blank_before + number + 2
    }

    /// The whole table as comma-separated values, which [`Table::from_csv`] reads again.
    pub fn to_csv(&self) -> String {
        let mut text = String::with_capacity(self.text.len() + 3 * self.cells.len());
        text.extend(std::iter::repeat_n('\n', self.blank_before));
        for row in std::iter::once(self.headings()).chain(self.rows()) {
            write_row(&mut text, row.cells());
        }
        text
    }

    /// The row in which a quotation opens that the text never closes: the rest of the file is one cell of it.
    /// Absent for headings and for files that are in order.
    pub fn unclosed_quote(&self) -> Option<usize> {
        self.unclosed_quote
    }

    fn cell(&self, at: usize) -> &str {
        let end = |at: usize| self.cells.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.text.get(start..end(at)).unwrap_or_default()
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({} rows)", self.row_count)
    }
}

/// One row of a table.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    at: usize,
}

impl<'a> Row<'a> {
    /// The cells as they stand.
    pub fn cells(self) -> impl ExactSizeIterator<Item = &'a str> {
        let (start, end) = self.range();
        (start..end).map(move |at| self.table.cell(at))
    }

    /// A cell as it stands; a short row has none for its last columns.
    pub fn cell(self, column: usize) -> Option<&'a str> {
        let (start, end) = self.range();
        (column < end - start).then(|| self.table.cell(start + column))
    }

    /// How many cells the row has.
    pub fn width(self) -> usize {
        let (start, end) = self.range();
        end - start
    }

    /// The number of the row below the headings, counted from 0.
    pub fn number(self) -> usize {
        self.at.saturating_sub(1)
    }

    fn range(self) -> (usize, usize) {
        let end = |row: usize| self.table.rows.get(row).map_or(0, |end| *end as usize);
        (self.at.checked_sub(1).map_or(0, end), end(self.at))
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({} cells)", self.width())
    }
}

/// Takes cells in, one after the other.
pub struct Builder {
    table: Table,
    bounds: Bounds,
    /// Whether the row so far says nothing.
    blank: bool,
    /// Blank rows since the last one that says something.
    blank_rows: usize,
}

impl Builder {
    fn new(bounds: Bounds) -> Self {
        Self { table: Table::default(), bounds, blank: true, blank_rows: 0 }
    }

    /// Adds to the cell that is being written.
    pub fn push(&mut self, text: &str) -> Result<(), TableError> {
        self.blank = self.blank && text.chars().all(is_blank);
        let mut text = text;
        if self.is_in_headings() && self.table.text.is_empty() {
            // The mark that begins a file belongs to no heading.
            text = text.trim_start_matches(is_zero_width);
        }
        if self.keeps() {
            if self.table.text.len() + text.len() > self.bounds.bytes {
                return Err(TableError::TooLarge(self.bounds.bytes));
            }
            self.table.text.push_str(text);
        }
        Ok(())
    }

    /// Ends the cell that is being written.
    pub fn end_cell(&mut self) -> Result<(), TableError> {
        if self.keeps() {
            if self.table.cells.len() >= self.bounds.cells {
                return Err(TableError::TooManyCells(self.bounds.cells));
            }
            self.table.cells.push(place(self.table.text.len()));
        }
        Ok(())
    }

    /// Adds a whole cell.
    pub fn cell(&mut self, text: &str) -> Result<(), TableError> {
        self.push(text)?;
        self.end_cell()
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        if std::mem::replace(&mut self.blank, true) {
            self.forget_row();
            self.blank_rows(1);
            return;
        }
        let (start, end) = (self.row_start(), place(self.table.cells.len()));
        let is_heading = self.is_in_headings();
        for _ in 0..std::mem::take(&mut self.blank_rows) {
            self.add_row(start);
        }
        self.add_row(end);
        self.table.row_count -= usize::from(is_heading);
    }

    /// Blank rows, as many as they are.
    pub fn blank_rows(&mut self, rows: usize) {
        let counter = if self.is_in_headings() { &mut self.table.blank_before } else { &mut self.blank_rows };
        *counter += rows;
    }

    /// Whether further rows are counted and not kept: [`count_rows`](Self::count_rows) is quicker then.
    pub fn is_full(&self) -> bool {
        !self.keeps()
    }

    /// Counts rows that say something, without their cells, once the table is full.
    pub fn count_rows(&mut self, rows: usize) {
        if self.is_full() {
            self.table.row_count += std::mem::take(&mut self.blank_rows) + rows;
        }
    }

    /// The row that is being written, counted from 0 below the headings; the headings have none.
    pub fn row_in_hand(&self) -> Option<usize> {
        (!self.is_in_headings()).then_some(self.table.row_count + self.blank_rows)
    }

    /// The table. A row that was not ended is dropped.
    pub fn finish(mut self) -> Result<Table, TableError> {
        self.forget_row();
        if self.is_in_headings() {
            return Err(TableError::Empty);
        }
        if self.table.kept() == self.table.row_count {
            self.trim_last_row();
        }
        Ok(self.table)
    }

    fn add_row(&mut self, end: u32) {
        self.table.row_count += 1;
        // One more than the rows, for the headings.
        if self.table.rows.len() <= self.bounds.rows {
            self.table.rows.push(end);
        }
    }

    fn is_in_headings(&self) -> bool {
        self.table.rows.is_empty()
    }

    fn keeps(&self) -> bool {
        self.table.rows.len() <= self.bounds.rows
    }

    fn row_start(&self) -> u32 {
        self.table.rows.last().copied().unwrap_or(0)
    }

    fn forget_row(&mut self) {
        let start = self.row_start() as usize;
        self.table.cells.truncate(start);
        let text = self.table.cells.last().map_or(0, |end| *end as usize);
        self.table.text.truncate(text);
    }

    /// Cells at the end of the last row that say nothing are no more part of the file than blank rows below it.
    fn trim_last_row(&mut self) {
        let last = self.table.rows.len() - 1;
        let (start, end) = Row { table: &self.table, at: last }.range();
        let said = (start..end).rev().find(|at| !self.table.cell(*at).chars().all(is_blank));
        let end = said.map_or(start, |at| at + 1);
        self.table.cells.truncate(end);
        self.table.rows[last] = place(end);
        let text = self.table.cells.last().map_or(0, |end| *end as usize);
        self.table.text.truncate(text);
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Builder({:?})", self.table)
    }
}

/// What is trimmed around a cell, and a row holds nothing else when it is blank.
pub(super) fn is_blank(character: char) -> bool {
    is_ascii_space(character) || is_zero_width(character)
}

/// A place in the text or among the cells; the bounds keep it within 32 bits.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { rows: 2, bytes: 40, cells: 9 };

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        std::iter::once(table.headings()).chain(table.rows()).map(|row| row.cells().collect()).collect()
    }

    #[test]
    fn blank_rows_and_cells_around_a_table_are_no_part_of_it() {
        let rows = [vec!["", " "], vec!["\u{feff}a", "b"], vec![], vec!["1", "2", "\t"], vec![" "]];
        let table = Table::from_rows(rows, BOUNDS).expect("a table");
        assert_eq!(cells(&table), [vec!["a", "b"], vec![], vec!["1", "2"]]);
        assert_eq!((table.row_count(), table.line(1)), (2, 4));
    }

    #[test]
    fn rows_beyond_the_bound_are_counted_and_not_kept() {
        let rows = [["a"], ["1"], ["2"], ["3"], [""], ["a cell of which nothing is kept, however long"]];
        let table = Table::from_rows(rows, BOUNDS).expect("a table");
        assert_eq!((table.kept(), table.row_count()), (2, 5));
        assert!(table.row(2).is_none());
    }

    #[test]
    fn a_table_of_nothing_and_one_of_too_much_are_refused() {
        let refused = |rows: Vec<Vec<&str>>| Table::from_rows(rows, BOUNDS).expect_err("refused");
        assert_eq!(refused(vec![]), TableError::Empty);
        assert_eq!(refused(vec![vec![], vec!["\u{200b}", " "]]), TableError::Empty);
        assert_eq!(refused(vec![vec!["a"; 10]]), TableError::TooManyCells(9));
        assert_eq!(refused(vec![vec![&"a".repeat(41)]]), TableError::TooLarge(40));
    }

    #[test]
    fn debug_shows_no_cell() {
        let table = Table::from_rows([["email address"], ["ada@example.ca"]], BOUNDS).expect("a table");
        assert_eq!(format!("{table:?} {:?}", table.row(0)), "Table(1 rows) Some(Row(1 cells))");
    }
}
