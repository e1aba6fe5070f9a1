//! How long a service's lists may be, and from how many rows on two people decide.

use crate::App;
use crate::authority::{Authority, Need};
use crate::operate::{ChangeError, invalid};
use facteur_model::id::ServiceId;
use facteur_model::job::MOST_ROWS;
use facteur_model::person::Right;
use facteur_store::jobs::{self, JobSettings};
use serde_json::json;

impl App {
    /// What holds for the jobs of a service.
    pub async fn job_settings(&self, by: &Authority, service: ServiceId) -> Result<JobSettings, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        Ok(self.store().of(service).job_settings().await?)
    }

    /// Sets how many rows a list of the service may have. For the operator.
    pub async fn set_most_job_rows(
        &self,
        by: &Authority,
        service: ServiceId,
        most_rows: u32,
    ) -> Result<(), ChangeError> {
        self.allowed(by, service, Need::Platform).await?;
        if !(1..=MOST_ROWS).contains(&most_rows) {
            return Err(invalid("rows", format!("a list has 1 to {MOST_ROWS} rows")));
        }
        let was = self.store().of(service).job_settings().await?;
        let settings = JobSettings { most_rows, ..was };
        let detail = json!({"before": was.most_rows, "after": most_rows});
        self.keep_job_settings(by, service, settings, "service.job-rows", detail).await
    }

    /// Sets from how many rows on a second person has to agree to a list; `None` when nobody has to.
    pub async fn set_job_approval(
        &self,
        by: &Authority,
        service: ServiceId,
        approval_from: Option<u32>,
    ) -> Result<(), ChangeError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        if approval_from.is_some_and(|from| !(1..=MOST_ROWS).contains(&from)) {
            return Err(invalid("rows", format!("a list has 1 to {MOST_ROWS} rows")));
        }
        let was = self.store().of(service).job_settings().await?;
        let settings = JobSettings { approval_from, ..was };
        let detail = json!({"before": was.approval_from, "after": approval_from});
        self.keep_job_settings(by, service, settings, "service.job-approval", detail).await
    }

    async fn keep_job_settings(
        &self,
        by: &Authority,
        service: ServiceId,
        settings: JobSettings,
        action: &str,
        detail: serde_json::Value,
    ) -> Result<(), ChangeError> {
        let mut tx = self.store().begin().await?;
        jobs::set_settings(&mut tx, service, settings).await?;
        self.record(&mut tx, by, Some(service), action, &service.to_string(), detail).await?;
        Ok(tx.commit().await?)
    }
}
