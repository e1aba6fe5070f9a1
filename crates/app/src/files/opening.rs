//! Giving a file to whoever holds its link.
//!
//! Without the key there is nothing to be learned: a file that never was and a wrong key are answered alike.

use super::{FileContent, FileMethod, MessageFile, Scanned, kind};
use crate::{App, Client, Unavailable, meter};
use facteur_model::id::FileId;
use facteur_model::recipient::EmailAddress;
use facteur_model::time::Moment;
use facteur_providers::files::{FileKey, FileTrouble};
use facteur_store::StoredFile;
use serde_json::{Value, json};

/// What is known of a file, sealed with its own key.
pub(super) struct Detail {
    pub name: String,
    pub media_type: &'static str,
    /// The address that the reader has to give before they get the file.
    pub reader: Option<String>,
}

impl Detail {
    pub fn to_bytes(&self) -> Vec<u8> {
        json!({"name": self.name, "type": self.media_type, "reader": self.reader}).to_string().into_bytes()
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let detail: Value = serde_json::from_slice(bytes).ok()?;
        let text = |name: &str| detail.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            name: text("name")?,
            media_type: kind::media_type(&text("type")?)?,
            reader: text("reader"),
        })
    }
}

/// A file, as the page about it shows it. Without `Debug`: it is somebody's.
pub struct FileShown {
    pub name: String,
    pub media_type: &'static str,
    pub size: u64,
    pub expires_at: Moment,
    /// Has the reader to give their address first?
    pub asks_address: bool,
}

/// Why somebody does not get a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("there is no such file, or the key is not its own")]
    NotFound,
    #[error("the file was deleted because its time is over")]
    Expired,
    #[error("the address is not the one that the file was sent to")]
    OtherAddress,
    #[error("too many tries; the next is looked at in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("the file is harmful")]
    Infected,
    #[error("the file has not been scanned yet")]
    NotYetScanned,
    #[error("the store could not say")]
    Unavailable(#[from] Unavailable),
}

impl From<facteur_store::Error> for FileError {
    fn from(error: facteur_store::Error) -> Self {
        Self::Unavailable(error.into())
    }
}

impl App {
    /// What a link leads to.
    pub async fn file(&self, id: FileId, key: &str) -> Result<FileShown, FileError> {
        let (file, detail, _) = self.find_file(id, key).await?;
        Ok(shown(&file, &detail))
    }

    /// As [`App::file`], for a reader who says that this is their address.
    pub async fn file_for(
        &self,
        id: FileId,
        key: &str,
        address: &str,
        client: &Client,
    ) -> Result<FileShown, FileError> {
        let (file, detail, _) = self.find_file(id, key).await?;
        self.confirm_reader(&file, &detail, address, client).await?;
        Ok(shown(&file, &detail))
    }

    /// The content of a file, for a reader whose address is right, where one is asked for.
    pub async fn open_file(
        &self,
        id: FileId,
        key: &str,
        address: &str,
        client: &Client,
    ) -> Result<(FileShown, FileContent), FileError> {
        let (file, detail, key) = self.find_file(id, key).await?;
        self.confirm_reader(&file, &detail, address, client).await?;
        let shown = shown(&file, &detail);
        let known = MessageFile {
            id,
            key,
            name: detail.name,
            media_type: detail.media_type,
            size: file.size,
            method: FileMethod::Link,
        };
        match self.scan_file(&known).await? {
            Scanned::Clean => {}
            Scanned::Infected => return Err(FileError::Infected),
            Scanned::NotYet(_) => return Err(FileError::NotYetScanned),
            Scanned::Lost(_) => return Err(FileError::Expired),
        }
        match self.files().store.open(id, &known.key).await {
            Ok(content) => {
                meter::file_opened();
                Ok((shown, content))
            }
            // Its row is there, so it was there once.
            Err(FileTrouble::Missing) => Err(FileError::Expired),
            Err(trouble) => {
                self.files().note_trouble(&trouble);
                Err(super::storing::unavailable(trouble).into())
            }
        }
    }

    async fn find_file(&self, id: FileId, key: &str) -> Result<(StoredFile, Detail, FileKey), FileError> {
        let key = FileKey::parse(key).ok_or(FileError::NotFound)?;
        let file = self.store().file(id).await?.ok_or(FileError::NotFound)?;
        let opened = key.open_detail(id, &file.sealed_detail).map_err(|_| FileError::NotFound)?;
        let detail = Detail::from_bytes(&opened).ok_or(FileError::NotFound)?;
        if file.expires_at <= self.now() {
            return Err(FileError::Expired);
        }
        Ok((file, detail, key))
    }

    async fn confirm_reader(
        &self,
        file: &StoredFile,
        detail: &Detail,
        address: &str,
        client: &Client,
    ) -> Result<(), FileError> {
        let Some(reader) = &detail.reader else { return Ok(()) };
        let given = EmailAddress::parse(address).map(|address| address.normalised());
        self.try_reader(file.id, client, given.ok().as_ref() == Some(reader)).await
    }

    /// Counts the try before it is looked at: while others wait, a right address waits like a wrong one.
    async fn try_reader(&self, id: FileId, client: &Client, is_right: bool) -> Result<(), FileError> {
        if let Err(seconds) = self.count_reader(id, client).await? {
            return Err(FileError::TooMany { seconds });
        }
        if !is_right {
            return Err(FileError::OtherAddress);
        }
        Ok(self.forgive_reader(id, client).await?)
    }
}

fn shown(file: &StoredFile, detail: &Detail) -> FileShown {
    FileShown {
        name: detail.name.clone(),
        media_type: detail.media_type,
        size: file.size,
        expires_at: file.expires_at,
        asks_address: detail.reader.is_some(),
    }
}
