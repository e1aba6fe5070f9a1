//! Files that somebody chose on the site for a message that they still look at.
//!
//! They are kept as files of messages are, for an hour, beside a message that will never be: the sweep deletes them,
//! whether theirs was sent meanwhile, with a copy of its own, or the page was left. Their key is in the person's own
//! pages only, and without the person it opens nothing.

use super::opening::Detail;
use super::received::recognised;
use super::{
    FILE_NAME_LENGTH, FileMethod, FileSettings, FileView, MessageFile, Prepared, WrongKind, is_file_name,
};
use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{App, SendError, Unavailable};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facteur_model::id::{FileId, NotificationId, ServiceId, UserId};
use facteur_model::person::Right;
use facteur_model::service::Permission;
use facteur_model::time::{HOUR, Micros};
use facteur_providers::files::{FileKey, FileTrouble};
use facteur_template::limits::MAX_ATTACHMENTS;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;

/// For how long a file waits for its message.
const HELD: Micros = HOUR;

/// A file that waits for its message. Without `Debug`: it is somebody's.
#[derive(Clone)]
pub struct HeldFile(MessageFile);

impl HeldFile {
    /// What the person's own pages carry on. Whoever has it, and is this person, has the file.
    pub fn handle(&self) -> String {
        format!("{}.{}", self.0.id, self.0.key.to_text())
    }

    /// The file as the page about its message shows it.
    pub fn view(&self, method: FileMethod) -> FileView {
        FileView { method, ..self.0.view() }
    }
}

/// A file in the place of a value.
#[derive(Clone)]
pub struct SiteFile {
    pub file: HeldFile,
    pub method: FileMethod,
    /// Has the reader to give their address before they get it?
    pub confirmed: bool,
}

/// Why files are not taken for a message.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// The person may not send for this service.
    #[error("the file may not be sent by this person")]
    Change(#[from] ChangeError),
    #[error("files are called otherwise")]
    Name,
    #[error("the file is empty")]
    Empty,
    #[error("a file has more than {most} bytes")]
    TooLarge { most: usize },
    #[error("files of the type {0} are not sent")]
    Type(String),
    #[error("the content is that of a .{ending} file, and the name says something else")]
    NamedOtherwise { ending: &'static str },
    #[error("more than {most} files")]
    TooMany { most: usize },
    #[error("the files together have more than {most} bytes")]
    TooLargeTogether { most: usize },
    #[error("the file is no longer kept")]
    Gone,
    #[error("too many files that were never sent; the next is taken in {seconds} s")]
    TooOften { seconds: u64 },
    #[error("files cannot be stored now")]
    Unreachable,
}

impl From<WrongKind> for HoldError {
    fn from(wrong: WrongKind) -> Self {
        match wrong {
            WrongKind::Unsupported(media_type) => Self::Type(media_type),
            WrongKind::NamedOtherwise(media_type) => {
                Self::NamedOtherwise { ending: super::kind::usual_ending(media_type) }
            }
        }
    }
}

impl From<Unavailable> for HoldError {
    fn from(error: Unavailable) -> Self {
        Self::Change(error.into())
    }
}

impl FileSettings {
    /// Whether one message may carry all of these.
    pub fn fit<'a>(self, files: impl Iterator<Item = &'a HeldFile>) -> Result<(), HoldError> {
        let (mut number, mut bytes) = (0_usize, 0_u64);
        for file in files {
            number += 1;
            bytes = bytes.saturating_add(file.0.size);
        }
        let most = self.most_message_bytes;
        if number > MAX_ATTACHMENTS {
            Err(HoldError::TooMany { most: MAX_ATTACHMENTS })
        } else if bytes > u64::try_from(most).unwrap_or(u64::MAX) {
            Err(HoldError::TooLargeTogether { most })
        } else {
            Ok(())
        }
    }
}

impl App {
    /// Keeps a file for the message that the person is about to send, as it would be taken with a key.
    pub async fn hold_file(
        &self,
        by: &Authority,
        service: ServiceId,
        name: &str,
        content: Vec<u8>,
    ) -> Result<HeldFile, HoldError> {
        let person = self.sender_of_files(by, service).await?;
        let most = self.settings().files.most_bytes;
        if !FILE_NAME_LENGTH.contains(&name.chars().count()) || !is_file_name(name) {
            return Err(HoldError::Name);
        }
        if content.is_empty() {
            return Err(HoldError::Empty);
        }
        if content.len() > most {
            return Err(HoldError::TooLarge { most });
        }
        let file = recognised(self, self.now(), &content, Some(name.to_owned()), false, FileMethod::Attach)?;
        if let Err(seconds) = self.count_held_file(person).await? {
            return Err(HoldError::TooOften { seconds });
        }
        // What no address is: behind a link of its own nobody gets it.
        let reader = person.to_string();
        let never = NotificationId::new(self.now(), self.chance());
        let prepared = Prepared::held(file, content, HELD);
        let stored = self.store_files(service, never, vec![prepared], &reader, self.now()).await;
        match stored {
            Ok(mut stored) => stored.pop().map(HeldFile).ok_or(HoldError::Unreachable),
            Err(SendError::Unavailable(unavailable)) => Err(unavailable.into()),
            Err(_) => Err(HoldError::Unreachable),
        }
    }

    /// A file that the person had kept a moment ago.
    pub async fn held_file(
        &self,
        by: &Authority,
        service: ServiceId,
        handle: &str,
    ) -> Result<HeldFile, HoldError> {
        let person = self.sender_of_files(by, service).await?;
        let (id, key) = handle.split_once('.').ok_or(HoldError::Gone)?;
        let (id, key) = FileId::parse(id).zip(FileKey::parse(key)).ok_or(HoldError::Gone)?;
        let known = self.store().file(id).await.map_err(Unavailable::from)?.ok_or(HoldError::Gone)?;
        let opened = key.open_detail(id, &known.sealed_detail).map_err(|_| HoldError::Gone)?;
        let detail = Detail::from_bytes(&opened).ok_or(HoldError::Gone)?;
        let is_own = known.service == service && detail.reader == Some(person.to_string());
        if !is_own || known.expires_at <= self.now() {
            return Err(HoldError::Gone);
        }
        let Detail { name, media_type, .. } = detail;
        Ok(HeldFile(MessageFile { id, key, name, media_type, size: known.size, method: FileMethod::Attach }))
    }

    /// Files in the place of values, as a program with a key would send them; and the room that they take in memory.
    pub(crate) async fn files_as_values(
        &self,
        files: &[(String, SiteFile)],
    ) -> Result<(Vec<(String, Value)>, OwnedSemaphorePermit), HoldError> {
        self.settings().files.fit(files.iter().map(|(_, site)| &site.file))?;
        let bytes = files.iter().map(|(_, site)| site.file.0.size).sum();
        let room = self.files().room_for(bytes).await.ok_or(HoldError::Unreachable)?;
        let mut values = Vec::new();
        for (name, SiteFile { file, method, confirmed }) in files {
            let content = self.content_of(&file.0).await.map_err(|trouble| match trouble {
                FileTrouble::Missing | FileTrouble::Damaged(_) => HoldError::Gone,
                FileTrouble::Unreachable(_) => {
                    self.files().note_trouble(&trouble);
                    HoldError::Unreachable
                }
            })?;
            let value = json!({
                "file": STANDARD.encode(content),
                "filename": file.0.name,
                "sending_method": match method {
                    FileMethod::Attach => "attach",
                    FileMethod::Link => "link",
                },
                "confirm_email_before_download": confirmed,
            });
            values.push((name.clone(), value));
        }
        Ok((values, room))
    }

    async fn sender_of_files(&self, by: &Authority, service: ServiceId) -> Result<UserId, HoldError> {
        let view = self.allowed(by, service, Need::OwnRight(Right::SendMessages)).await?;
        if !view.service().permissions.contains(Permission::UploadDocument) {
            return Err(ChangeError::NotAllowed.into());
        }
        Ok(by.user().ok_or(ChangeError::NotAllowed)?)
    }
}
