//! Files on their way out with their message: how many are in memory at once, and that none leaves unscanned.

use super::{FileMethod, Files, MessageFile, Scanned};
use crate::{App, Unavailable};
use facteur_model::time::{Micros, SECOND};
use facteur_providers::files::FileTrouble;
use facteur_providers::{Attachment, Message, Outgoing};
use facteur_store::Notification;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// A message waits for no longer than this for its turn: its lease must outlast its attempt.
const MOST_WAIT: Duration = Duration::from_secs(6);
/// A message whose files cannot be had now is tried again after this.
const LATER: Micros = 20 * SECOND;

/// The files of a message that is about to leave.
pub(crate) enum Carried {
    /// They are in it. The permit is held for as long as they are in memory.
    InHand { _held: Option<OwnedSemaphorePermit> },
    /// Not now: the message waits for so long.
    Later(Micros),
    /// Never: this is why.
    Lost(&'static str),
    /// One of them is harmful.
    Infected,
}

impl App {
    /// Puts the files of a message into it. A message never leaves without one of them.
    pub(crate) async fn carry(
        &self,
        notification: &Notification,
        outgoing: &mut Outgoing,
    ) -> Result<Carried, Unavailable> {
        let files = MessageFile::all_of(&notification.content)?;
        let Message::Email(email) = &mut outgoing.message else {
            return Ok(Carried::InHand { _held: None });
        };
        if files.is_empty() {
            return Ok(Carried::InHand { _held: None });
        }
        // Files that came in before there was a scanner have not been looked at either.
        if self.files().are_scanned() {
            match self.scan_files(&files).await? {
                Scanned::Clean => {}
                Scanned::Infected => return Ok(Carried::Infected),
                Scanned::NotYet(wait) => return Ok(Carried::Later(wait)),
                Scanned::Lost(why) => return Ok(Carried::Lost(why)),
            }
        }
        let attached: Vec<_> = files.iter().filter(|file| file.method == FileMethod::Attach).collect();
        let Some(held) = self.files().room_for(attached.iter().map(|file| file.size).sum()).await else {
            return Ok(Carried::Later(LATER));
        };
        email.attachments.clear();
        for file in attached {
            match self.content_of(file).await {
                Ok(content) => {
                    email.attachments.push(Attachment { content: Arc::new(content), ..file.hollow() });
                }
                Err(FileTrouble::Unreachable(trouble)) => {
                    self.files().note_trouble(&FileTrouble::Unreachable(trouble));
                    return Ok(Carried::Later(LATER));
                }
                Err(FileTrouble::Missing) => return Ok(Carried::Lost("A file of the message is gone")),
                Err(FileTrouble::Damaged(_)) => return Ok(Carried::Lost("A file of the message is damaged")),
            }
        }
        Ok(Carried::InHand { _held: Some(held) })
    }

    /// The attachments of a message as they leave, for whoever looks at one that stayed here. Those whose time is over are
    /// without content.
    pub(crate) async fn attachments(
        &self,
        notification: &Notification,
    ) -> Result<Vec<Attachment>, Unavailable> {
        let files = MessageFile::all_of(&notification.content)?;
        let mut attachments = Vec::new();
        for file in files.iter().filter(|file| file.method == FileMethod::Attach) {
            let content = match self.content_of(file).await {
                Ok(content) => content,
                Err(FileTrouble::Missing) => Vec::new(),
                Err(trouble) => return Err(super::storing::unavailable(trouble)),
            };
            attachments.push(Attachment { content: Arc::new(content), ..file.hollow() });
        }
        Ok(attachments)
    }

    pub(super) async fn content_of(&self, file: &MessageFile) -> Result<Vec<u8>, FileTrouble> {
        let size = usize::try_from(file.size).unwrap_or(0).min(self.settings().files.most_bytes);
        self.files().store.open(file.id, &file.key).await?.whole(size).await
    }
}

impl Files {
    /// Room in memory for so many bytes, which the message takes about three times over while it is written; `None` when
    /// there is none for a while.
    pub(super) async fn room_for(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let kib = u32::try_from(bytes.div_ceil(1_024)).unwrap_or(u32::MAX);
        let kib = kib.min(u32::try_from(super::MOST_CARRIED_KIB).unwrap_or(u32::MAX));
        let room = Arc::clone(&self.carried).acquire_many_owned(kib);
        tokio::time::timeout(MOST_WAIT, room).await.ok()?.ok()
    }
}
