//! How long a service's lists may be, and from how many rows on two people decide.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{statements, values};
use crate::transaction::Transaction;
use facteur_model::id::ServiceId;
use facteur_model::job::USUAL_ROWS;

/// What holds for the jobs of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobSettings {
    /// Rows of a list at most.
    pub most_rows: u32,
    /// The number of rows from which on a second person has to agree; `None` when nobody has to.
    pub approval_from: Option<u32>,
}

impl Default for JobSettings {
    fn default() -> Self {
        Self { most_rows: USUAL_ROWS, approval_from: None }
    }
}

statements! {
    READ = "SELECT most_rows, approval_from FROM job_settings WHERE service_id = $1";

    WRITE = "
        INSERT INTO job_settings (service_id, most_rows, approval_from)
        VALUES ($1, $2, $3)
        ON CONFLICT (service_id)
        DO UPDATE SET most_rows = excluded.most_rows, approval_from = excluded.approval_from";
}

impl ServiceStore {
    /// What holds for the jobs of the service.
    pub async fn job_settings(&self) -> Result<JobSettings, Error> {
        match self.store().engine().optional(READ, values![self.id()]).await? {
            Some(mut row) => Ok(JobSettings { most_rows: row.take()?, approval_from: row.take()? }),
            None => Ok(JobSettings::default()),
        }
    }
}

/// Replaces what holds for the jobs of a service.
pub async fn set_settings(
    tx: &mut Transaction,
    service: ServiceId,
    settings: JobSettings,
) -> Result<(), Error> {
    tx.execute(WRITE, values![service, settings.most_rows, settings.approval_from]).await.map(drop)
}
