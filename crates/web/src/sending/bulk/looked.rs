//! What a page shows of a list, taken from the whole list at once.

use facteur_app::OpenList;
use facteur_model::recipient_table::{CellError, CheckedRow, Checker, Summary};
use facteur_template::Values;

/// Wrong rows that a page shows.
const MOST_WRONG: usize = 20;
/// Rows that a page shows when none is wrong.
const MOST: usize = 10;
/// Characters of a cell that a page shows.
const LONGEST_CELL: usize = 100;

/// What a page shows of a list.
pub struct Looked {
    pub headings: Vec<String>,
    pub missing: Vec<String>,
    pub has_recipients: bool,
    pub repeated: Vec<String>,
    pub summary: Summary,
    pub rows: Vec<ShownRow>,
    /// The values of the first row that is right.
    pub first: Option<(usize, Values)>,
    pub row_count: usize,
}

/// A row and what is wrong with it.
pub struct ShownRow {
    /// The number that a spreadsheet shows beside it.
    pub line: usize,
    pub cells: Vec<(String, Option<CellError>)>,
    pub is_too_long: bool,
    pub is_out_of_reach: bool,
}

impl Looked {
    pub fn at(list: &OpenList, checker: &Checker<'_>) -> Self {
        let (columns, table) = (checker.columns(), checker.table());
        let summary = checker.all();
        let mut numbers = checker.shown(&summary, MOST_WRONG, MOST);
        if summary.wrong.is_empty() && !summary.out_of_reach.is_empty() {
            numbers = summary.out_of_reach.iter().take(MOST_WRONG).map(|number| *number as usize).collect();
        }
        let is_wrong = |number: &usize| {
            u32::try_from(*number).is_ok_and(|number| summary.wrong.binary_search(&number).is_ok())
        };
        let right = (0..table.kept()).find(|number| !is_wrong(number));
        let first =
            right.and_then(|number| Some((number, checker.entry(number)?.values(list.template().channel))));
        let row = |number| Some(ShownRow::of(checker, number, checker.row(number)?));
        Self {
            headings: columns.used().map(|column| columns.name(column).to_owned()).collect(),
            missing: columns.missing().to_vec(),
            has_recipients: columns.has_recipients(),
            repeated: columns.repeated_recipients().to_vec(),
            rows: numbers.into_iter().filter_map(row).collect(),
            first,
            row_count: table.row_count(),
            summary,
        }
    }
}

impl ShownRow {
    fn of(checker: &Checker<'_>, number: usize, checked: CheckedRow) -> Self {
        let cell = |column| {
            let text: Vec<String> = checker
                .entry(number)
                .map(|entry| entry.cell(column).texts().map(shortened).collect())
                .unwrap_or_default();
            (text.join(", "), checked.error(column))
        };
        Self {
            line: checker.table().line(number),
            cells: checker.columns().used().map(cell).collect(),
            is_too_long: checked.measure.too_long,
            is_out_of_reach: checked.is_out_of_reach,
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
