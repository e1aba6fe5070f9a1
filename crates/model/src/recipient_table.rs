//! Lists of recipients: a table with a heading for each column and a row for each message (templates §19b).
//!
//! A [`Table`] is what a file or a request holds, cell by cell. [`Columns`] says what its headings mean for a
//! template. A [`Checker`] goes through the rows and says which cells are wrong and why, without keeping more of
//! a row than whether it is; whoever shows a row asks for its reasons again.
//!
//! Nothing here shows a cell in `Debug`.

mod check;
mod columns;
mod read;
mod table;
mod write;

pub use check::{CellError, CheckedRow, Checker, Measure, Rules, Summary};
pub use columns::{Cell, Columns, Entry, Heading, recipient_heading};
pub use read::Separator;
pub use table::{Bounds, Builder, Row, Table, TableError};
pub use write::{disarmed, rearmed, write_row};
