//! Deleting files whose time is over, and those whose message never came to be.

use crate::{App, Unavailable, meter};
use facteur_model::time::{DAY, HOUR, Micros};
use facteur_store::files;
use tracing::info;

/// A message is accepted within minutes of its files, or never.
const UNDECIDED: Micros = HOUR;
/// For so long a link says that its file has expired; then, that there is none.
const REMEMBERED: Micros = 30 * DAY;
/// Files of one step.
const MOST_PER_STEP: usize = 100;

impl App {
    /// Deletes what is not needed any more, with a `pause` after each step. One node at a time calls this.
    pub(crate) async fn sweep_files<P>(&self, pause: impl Fn() -> P) -> Result<(), Unavailable>
    where
        P: Future<Output = ()>,
    {
        while self.settle_files().await? == MOST_PER_STEP {
            pause().await;
        }
        while self.expire_files().await? == MOST_PER_STEP {
            pause().await;
        }
        loop {
            let mut tx = self.store().begin().await?;
            let forgotten = files::forget(&mut tx, self.now().plus(-REMEMBERED), MOST_PER_STEP).await?;
            tx.commit().await?;
            if forgotten < MOST_PER_STEP {
                return Ok(());
            }
            pause().await;
        }
    }

    /// Finds out whether messages came to be.
    async fn settle_files(&self) -> Result<usize, Unavailable> {
        let found = self.store().unsettled_files(self.now().plus(-UNDECIDED), MOST_PER_STEP).await?;
        let mut kept = Vec::new();
        for file in &found {
            if self.store().of(file.service).notification(file.notification).await?.is_some() {
                kept.push(file.id);
            } else {
                self.delete_file(file.id).await?;
                meter::files_deleted("orphan", 1);
                info!(file.id = %file.id, "Deleted a file whose message was never accepted");
            }
        }
        if !kept.is_empty() {
            let mut tx = self.store().begin().await?;
            for id in kept {
                files::keep(&mut tx, id).await?;
            }
            tx.commit().await?;
        }
        Ok(found.len())
    }

    async fn expire_files(&self) -> Result<usize, Unavailable> {
        let found = self.store().expired_files(self.now(), MOST_PER_STEP).await?;
        let mut gone = Vec::new();
        let mut trouble = Ok(());
        for file in &found {
            trouble = self.files().store.delete(file.id).await.map_err(super::storing::unavailable);
            if trouble.is_err() {
                break;
            }
            gone.push(file.id);
        }
        if !gone.is_empty() {
            meter::files_deleted("expired", gone.len());
            let mut tx = self.store().begin().await?;
            for id in gone {
                files::empty(&mut tx, id).await?;
            }
            tx.commit().await?;
        }
        trouble.map(|()| found.len())
    }
}
