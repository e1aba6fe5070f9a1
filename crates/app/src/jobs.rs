//! Sends to a whole list at once.
//!
//! A list is checked as a whole before anything is stored; then one transaction keeps the job with its sealed rows and
//! takes them from the allowances. From there on rows become messages a chunk at a time, as fast as those before them
//! leave, so that what is held or stopped is held or stopped soon.

mod bulk;
mod crowding;
mod expand;
mod list;
mod manage;
mod read;
mod settings;
mod start;

pub use bulk::{BulkAccepted, BulkError, BulkRequest, BulkSending, Unreadable};
pub use crowding::CrowdedRows;
pub use expand::Round;
pub use list::{LeftOf, ListError, MOST_SHOWN, RowFault, WrongRow};
pub use manage::JobError;
pub use read::{JOB_ROWS_PAGE, JOBS_PAGE, JobLine, JobMessages, JobView, JobsPage, RowsRequest};
pub use start::{JobRequest, StartError};
