//! Files that go with messages, from the request to the reader.
//!
//! A file is sealed with a key of its own before it is kept. That key stands in two places: in the sealed content of its
//! message, and for a link in the link. The row about the file is committed before its content is stored, so that whatever
//! is stored can be found again, also when the message never came to be.

mod carrying;
mod holding;
mod kind;
mod naming;
mod opening;
mod received;
mod scanning;
mod storing;
mod sweeping;

pub(crate) use carrying::Carried;
pub use facteur_providers::files::FileContent;
pub use holding::{HeldFile, HoldError, SiteFile};
use kind::WrongKind;
pub use kind::{endings, supported};
pub use naming::{FILE_NAME_LENGTH, is_file_name};
pub use opening::{FileError, FileShown};
pub(crate) use received::{Prepared, point_to_test_document, prepare};
pub(crate) use scanning::Scanned;

use facteur_model::id::FileId;
use facteur_providers::Attachment;
use facteur_providers::files::{FileKey, FileStore, Scanner};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Files scanned at once; each is in memory meanwhile.
const SCANS_AT_ONCE: usize = 4;
/// Files in memory because their messages are just leaving, in KiB: four of the largest messages.
const MOST_CARRIED_KIB: usize = 128 << 10;

/// What the operator allows of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileSettings {
    /// Bytes of one file.
    pub most_bytes: usize,
    /// Bytes of all files of one message.
    pub most_message_bytes: usize,
    /// For how long a file is kept when its sender says nothing.
    pub days: u32,
    /// For how long a sender may have one kept.
    pub most_days: u32,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self { most_bytes: 10 << 20, most_message_bytes: 25 << 20, days: 7, most_days: 90 }
    }
}

impl FileSettings {
    /// The most weeks that a sender may have a file kept.
    pub fn most_weeks(self) -> u32 {
        self.most_days / 7
    }

    /// The days of a `retention_period` such as `4 weeks`; `None` when it is none, or too long.
    pub fn days_of(self, period: &str) -> Option<u32> {
        let weeks = period.strip_suffix(" weeks").or_else(|| period.strip_suffix(" week"))?;
        let is_number = (1..=3).contains(&weeks.len()) && weeks.bytes().all(|byte| byte.is_ascii_digit());
        let weeks: u32 = is_number.then(|| weeks.parse().ok())??;
        (1..=self.most_weeks()).contains(&weeks).then_some(weeks * 7)
    }
}

/// Where files are, and who looks at them.
pub(crate) struct Files {
    store: FileStore,
    scanner: Option<Arc<dyn Scanner>>,
    scans: Semaphore,
    /// Messages that wait for a scan in this process.
    waiting: AtomicUsize,
    carried: Arc<Semaphore>,
    /// Has it been said that the scanner does not answer?
    away: AtomicBool,
    /// What the storage said last, so that the log hears of the same trouble once.
    trouble: Mutex<Option<String>>,
}

impl Files {
    pub fn new(store: FileStore, scanner: Option<Arc<dyn Scanner>>) -> Self {
        Self {
            store,
            scanner,
            scans: Semaphore::new(SCANS_AT_ONCE),
            waiting: AtomicUsize::new(0),
            carried: Arc::new(Semaphore::new(MOST_CARRIED_KIB)),
            away: AtomicBool::new(false),
            trouble: Mutex::new(None),
        }
    }

    /// Has every file to be scanned before anybody gets it?
    pub fn are_scanned(&self) -> bool {
        self.scanner.is_some()
    }
}

/// How a file reaches its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileMethod {
    /// Inside the e-mail.
    Attach,
    /// Behind a link in it.
    Link,
}

/// A file as its message knows it. Without `Debug`: it holds the key.
#[derive(Clone)]
pub(crate) struct MessageFile {
    pub id: FileId,
    pub key: FileKey,
    pub name: String,
    pub media_type: &'static str,
    pub size: u64,
    pub method: FileMethod,
}

/// A file as a service's people see it beside its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    pub name: String,
    pub media_type: &'static str,
    pub size: u64,
    pub method: FileMethod,
}

impl MessageFile {
    /// The files of a message, from its sealed content. What cannot be read is an error: a message never leaves without
    /// its files.
    pub fn all_of(content: &facteur_store::Content) -> Result<Vec<Self>, crate::Unavailable> {
        let Some(text) = &content.files else { return Ok(Vec::new()) };
        let broken = || crate::Unavailable::Broken("the files of a message cannot be read".into());
        let list: Vec<Value> = serde_json::from_str(text).map_err(|_| broken())?;
        list.iter().map(|file| Self::read(file).ok_or_else(broken)).collect()
    }

    fn read(file: &Value) -> Option<Self> {
        let text = |name: &str| file.get(name).and_then(Value::as_str);
        Some(Self {
            id: FileId::parse(text("id")?)?,
            key: FileKey::parse(text("key")?)?,
            name: text("name")?.to_owned(),
            media_type: kind::media_type(text("type")?)?,
            size: file.get("size")?.as_u64()?,
            method: match text("method")? {
                "attach" => FileMethod::Attach,
                "link" => FileMethod::Link,
                _ => return None,
            },
        })
    }

    /// As it stands in the content of its message.
    pub fn write_all(files: &[Self]) -> Option<String> {
        let list = files.iter().map(|file| {
            json!({
                "id": file.id.to_string(),
                "key": file.key.to_text(),
                "name": file.name,
                "type": file.media_type,
                "size": file.size,
                "method": match file.method {
                    FileMethod::Attach => "attach",
                    FileMethod::Link => "link",
                },
            })
        });
        (!files.is_empty()).then(|| Value::Array(list.collect()).to_string())
    }

    pub fn view(&self) -> FileView {
        FileView {
            name: self.name.clone(),
            media_type: self.media_type,
            size: self.size,
            method: self.method,
        }
    }

    /// The attachment without its content: enough for all but sending.
    pub fn hollow(&self) -> Attachment {
        Attachment { name: self.name.clone(), media_type: self.media_type, content: Arc::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_period_is_a_number_of_weeks() {
        let settings = FileSettings::default();
        for (text, days) in [("1 week", 7), ("1 weeks", 7), ("12 weeks", 84), ("07 weeks", 49)] {
            assert_eq!(settings.days_of(text), Some(days), "{text}");
        }
        for wrong in
            ["", "weeks", "0 weeks", "13 weeks", "78 weeks", "1 day", " 1 week", "+1 week", "9999 weeks"]
        {
            assert_eq!(settings.days_of(wrong), None, "{wrong}");
        }
    }
}
