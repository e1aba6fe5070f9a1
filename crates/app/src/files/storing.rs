//! Storing the files of a message that is about to be accepted.

use super::opening::Detail;
use super::{FileMethod, Files, MessageFile, Prepared};
use crate::send::SendError;
use crate::{App, Unavailable, meter};
use facteur_model::id::{FileId, NotificationId, ServiceId};
use facteur_model::time::Moment;
use facteur_providers::files::FileTrouble;
use facteur_store::{FileState, StoredFile, files};
use std::sync::PoisonError;
use tracing::{error, info, warn};

impl App {
    /// The address of a file: what follows the `#` never leaves the reader's browser but in a form.
    pub(crate) fn file_link(&self, file: &MessageFile) -> String {
        format!("{}/d/{}#{}", self.settings().base_url, file.id, file.key.to_text())
    }

    /// Stores the files of a message; when this answers, they are there for as long as they are to be kept. `from` is when
    /// the message is wanted.
    pub(crate) async fn store_files(
        &self,
        service: ServiceId,
        notification: NotificationId,
        prepared: Vec<Prepared>,
        reader: &str,
        from: Moment,
    ) -> Result<Vec<MessageFile>, SendError> {
        let now = self.now();
        // First, so that whatever is stored can be found again.
        let mut tx = self.store().begin().await.map_err(Unavailable::from)?;
        for Prepared { file, kept, confirmed, .. } in &prepared {
            let reader = confirmed.then(|| reader.to_owned());
            let detail = Detail { name: file.name.clone(), media_type: file.media_type, reader };
            let stored = StoredFile {
                id: file.id,
                service,
                notification,
                created_at: now,
                expires_at: from.plus(*kept),
                size: file.size,
                state: FileState::Unscanned,
                sealed_detail: file.key.seal_detail(file.id, &detail.to_bytes()),
            };
            files::insert(&mut tx, &stored).await.map_err(Unavailable::from)?;
        }
        tx.commit().await.map_err(Unavailable::from)?;
        let mut stored = Vec::with_capacity(prepared.len());
        let mut failed = false;
        for Prepared { file, content, .. } in prepared {
            if !failed {
                let sealed = file.key.seal(file.id, &content);
                drop(content);
                match self.files().store.put(file.id, sealed).await {
                    Ok(()) => meter::file_stored(file.method == FileMethod::Link, file.size),
                    Err(trouble) => {
                        self.files().note_trouble(&trouble);
                        failed = true;
                    }
                }
            }
            stored.push(file);
        }
        if failed {
            self.discard_files(stored.iter().map(|file| file.id)).await;
            return Err(SendError::FilesUnreachable);
        }
        self.files().note_recovery();
        Ok(stored)
    }

    /// Deletes files whose message was not accepted after all. What cannot be deleted now, the sweep will find.
    pub(crate) async fn discard_files(&self, ids: impl Iterator<Item = FileId>) {
        for id in ids {
            if let Err(failure) = self.delete_file(id).await {
                let error = &failure as &dyn std::error::Error;
                warn!(file.id = %id, error, "A file that nobody needs is deleted later");
                return;
            }
        }
    }

    /// Deletes a file and what is known of it.
    pub(super) async fn delete_file(&self, id: FileId) -> Result<(), Unavailable> {
        self.files().store.delete(id).await.map_err(unavailable)?;
        let mut tx = self.store().begin().await?;
        files::delete(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }
}

impl Files {
    /// The log hears once of trouble that lasts.
    pub(super) fn note_trouble(&self, trouble: &FileTrouble) {
        let text = trouble.to_string();
        let mut said = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if said.as_ref() != Some(&text) {
            error!(trouble = text, "Files cannot be stored or read");
            *said = Some(text);
        }
    }

    fn note_recovery(&self) {
        if self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            info!("Files can be stored again");
        }
    }
}

/// Trouble with files, where the store's own trouble is expected.
pub(super) fn unavailable(trouble: FileTrouble) -> Unavailable {
    match trouble {
        FileTrouble::Unreachable(_) => {
            Unavailable::ForNow { retry_after_seconds: 10, source: Box::new(trouble) }
        }
        FileTrouble::Missing | FileTrouble::Damaged(_) => Unavailable::Broken(Box::new(trouble)),
    }
}
