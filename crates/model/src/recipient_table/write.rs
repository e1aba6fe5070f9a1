//! From cells to text.

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Adds a row of comma-separated values, every cell in quotation marks.
pub fn write_row<C: AsRef<str>>(text: &mut String, cells: impl IntoIterator<Item = C>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&cell.as_ref().replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// A cell that a spreadsheet shows instead of calculating it.
///
/// ```
/// use facteur_model::recipient_table::{disarmed, rearmed};
/// assert_eq!(disarmed("=1+1"), "'=1+1");
/// assert_eq!(rearmed("'=1+1"), "=1+1");
/// assert_eq!(rearmed("'Ada"), "'Ada");
/// ```
pub fn disarmed(cell: &str) -> String {
    let mark = if cell.starts_with(FORMULA) { "'" } else { "" };
    format!("{mark}{cell}")
}

/// The cell that was disarmed, when a file comes back.
pub fn rearmed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|cell| cell.starts_with(FORMULA)).unwrap_or(cell)
}
