//! Files that go with messages: sealed, kept in a folder or in S3, and looked at by a scanner.

mod scanner;
mod sealing;
mod storage;

pub use scanner::{Clamd, ScanVerdict, Scanner};
pub use sealing::{Damaged, FileKey};
pub use storage::{FileContent, FileStore, FileTrouble, S3Settings};
