//! What a service keeps, and what becomes of its texts that were cut off.

use super::{ChangeError, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::ServiceId;
use facteur_model::person::Right;
use facteur_model::service::{CutOffText, Retention};
use facteur_store::services;
use serde_json::json;

impl App {
    /// Sets for how many days a service's messages are kept, those that are there already included.
    pub async fn set_retention(
        &self,
        by: &Authority,
        id: ServiceId,
        days: u32,
    ) -> Result<Retention, ChangeError> {
        let retention = Retention::from_days(days).ok_or_else(|| {
            let (least, most) = (Retention::LEAST.days(), Retention::MOST.days());
            invalid("days", format!("messages are kept for {least} to {most} days"))
        })?;
        let was =
            self.allowed_to_change(by, id, Need::Right(Right::ManageService)).await?.service().retention;
        let mut tx = self.store().begin().await?;
        services::set_retention(&mut tx, id, retention).await?;
        let detail = json!({"before": was.days(), "after": retention.days()});
        self.record(&mut tx, by, Some(id), "service.retention", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(retention)
    }

    /// Sets what becomes of a service's texts whose last attempt was cut off.
    pub async fn set_cut_off_text(
        &self,
        by: &Authority,
        id: ServiceId,
        choice: CutOffText,
    ) -> Result<(), ChangeError> {
        let was =
            self.allowed_to_change(by, id, Need::Right(Right::ManageService)).await?.service().cut_off_text;
        let mut tx = self.store().begin().await?;
        services::set_cut_off_text(&mut tx, id, choice).await?;
        let detail = json!({"before": was.as_str(), "after": choice.as_str()});
        self.record(&mut tx, by, Some(id), "service.cut-off-texts", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
