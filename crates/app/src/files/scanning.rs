//! Looking for viruses, before anybody gets a file.

use super::{Files, MessageFile};
use crate::{App, Unavailable, meter};
use facteur_model::time::{Micros, SECOND};
use facteur_providers::files::{FileTrouble, ScanVerdict};
use facteur_store::{FileState, files};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tracing::{info, warn};

/// A message whose files could not be scanned is looked at again after this.
const LATER: Micros = 15 * SECOND;
/// A message waits no longer than this for a scan to begin: its lease runs meanwhile.
const MOST_WAIT: Duration = Duration::from_secs(6);
/// Messages that wait for a scan at once; further ones are looked at again a moment later.
const MOST_WAITING: usize = 32;

/// What is known of the files of a message.
pub(crate) enum Scanned {
    Clean,
    Infected,
    /// To be asked again after so long.
    NotYet(Micros),
    /// Never: this is why.
    Lost(&'static str),
}

impl App {
    /// Scans what has not been scanned.
    pub(crate) async fn scan_files(&self, message: &[MessageFile]) -> Result<Scanned, Unavailable> {
        for file in message {
            match self.scan_file(file).await? {
                Scanned::Clean => {}
                other => return Ok(other),
            }
        }
        Ok(Scanned::Clean)
    }

    pub(super) async fn scan_file(&self, file: &MessageFile) -> Result<Scanned, Unavailable> {
        let Some(scanner) = &self.files().scanner else { return Ok(Scanned::Clean) };
        match self.store().file(file.id).await?.map(|known| known.state) {
            Some(FileState::Clean) => return Ok(Scanned::Clean),
            Some(FileState::Infected) => return Ok(Scanned::Infected),
            Some(FileState::Unscanned) => {}
            None => return Ok(Scanned::Lost("A file of the message is gone")),
        }
        let Some(_waits) = Waits::begin(self.files()) else { return Ok(Scanned::NotYet(LATER)) };
        let Ok(Ok(_turn)) = tokio::time::timeout(MOST_WAIT, self.files().scans.acquire()).await else {
            return Ok(Scanned::NotYet(LATER));
        };
        let content = match self.content_of(file).await {
            Ok(content) => content,
            Err(FileTrouble::Missing) => return Ok(Scanned::Lost("A file of the message is gone")),
            Err(FileTrouble::Damaged(_)) => return Ok(Scanned::Lost("A file of the message is damaged")),
            Err(trouble @ FileTrouble::Unreachable(_)) => {
                self.files().note_trouble(&trouble);
                return Ok(Scanned::NotYet(LATER));
            }
        };
        let verdict = match scanner.scan(&content).await {
            Ok(verdict) => verdict,
            Err(trouble) => {
                meter::scanned("unknown");
                meter::scanner(false);
                if !self.files().away.swap(true, Ordering::Relaxed) {
                    warn!(trouble, "The virus scanner does not answer; messages with files wait for it");
                }
                return Ok(Scanned::NotYet(LATER));
            }
        };
        meter::scanner(true);
        if self.files().away.swap(false, Ordering::Relaxed) {
            info!("The virus scanner answers again");
        }
        let (state, scanned, word) = match verdict {
            ScanVerdict::Clean => (FileState::Clean, Scanned::Clean, "clean"),
            ScanVerdict::Infected => (FileState::Infected, Scanned::Infected, "infected"),
        };
        meter::scanned(word);
        let mut tx = self.store().begin().await?;
        files::set_state(&mut tx, file.id, state).await?;
        tx.commit().await?;
        if verdict == ScanVerdict::Infected {
            warn!(file.id = %file.id, "A file is harmful; nobody gets it");
        }
        Ok(scanned)
    }

    /// Can the scanner be asked? `None` when there is none.
    pub async fn check_scanner(&self) -> Option<Result<(), String>> {
        match &self.files().scanner {
            Some(scanner) => Some(scanner.check().await),
            None => None,
        }
    }

    /// Where files are, in words, and whether they can be written, read and deleted there.
    pub async fn check_files(&self) -> (String, Result<(), String>) {
        let store = &self.files().store;
        (store.what().to_owned(), store.check().await)
    }
}

/// One more that waits for a scan, until it is dropped.
struct Waits<'a>(&'a Files);

impl<'a> Waits<'a> {
    /// `None` when there are too many already.
    fn begin(files: &'a Files) -> Option<Self> {
        let waits = Self(files);
        (files.waiting.fetch_add(1, Ordering::Relaxed) < MOST_WAITING).then_some(waits)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
