//! Those who want no more texts of a service.

use super::{ChangeError, check_text};
use crate::App;
use crate::authority::{Authority, Need};
use crate::received::compared;
use facteur_model::id::{OptOutId, ServiceId, UserId};
use facteur_model::person::Right;
use facteur_model::time::Moment;
use facteur_store::{LiftedBy, OptOut, opt_outs};
use serde_json::json;
use std::collections::HashMap;

/// Entries of one page.
const OPT_OUT_PAGE: usize = 100;
/// Characters of a reason.
const MOST_REASON: usize = 500;

/// Part of the list.
pub struct OptOuts {
    pub entries: Vec<OptOut>,
    /// The members who ended some of them.
    pub people: HashMap<UserId, String>,
    /// Where the next page begins, if there is one.
    pub older: Option<Moment>,
}

impl App {
    /// Who wants, or wanted, no more texts of a service, newest first.
    pub async fn opt_outs(
        &self,
        by: &Authority,
        service: ServiceId,
        before: Option<Moment>,
    ) -> Result<OptOuts, ChangeError> {
        self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let mut entries = self.store().of(service).opt_outs(before, OPT_OUT_PAGE + 1).await?;
        let more = entries.len() > OPT_OUT_PAGE;
        entries.truncate(OPT_OUT_PAGE);
        let older = entries.last().filter(|_| more).map(|last| last.since);
        self.with_people(entries, older).await
    }

    /// What is known of one number, however it is typed.
    pub async fn opt_out_of(
        &self,
        by: &Authority,
        service: ServiceId,
        number: &str,
    ) -> Result<OptOuts, ChangeError> {
        self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let found = self.store().of(service).opt_out_of(&compared(number)).await?;
        self.with_people(found.into_iter().collect(), None).await
    }

    async fn with_people(&self, entries: Vec<OptOut>, older: Option<Moment>) -> Result<OptOuts, ChangeError> {
        let ended_by = entries.iter().filter_map(|entry| match entry.lifted.as_ref()?.by {
            LiftedBy::Member { who, .. } => who,
            LiftedBy::Word(_) => None,
        });
        let people = self.person_names(&ended_by.collect::<Vec<_>>()).await?;
        Ok(OptOuts { entries, people: people.into_iter().collect(), older })
    }

    /// Lets texts go to somebody again who wanted none: only with a reason, which is kept.
    pub async fn lift_opt_out(
        &self,
        by: &Authority,
        service: ServiceId,
        id: OptOutId,
        reason: &str,
    ) -> Result<(), ChangeError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        check_text("reason", reason, MOST_REASON)?;
        let mut tx = self.store().begin().await?;
        if opt_outs::lift(&mut tx, service, id, by.user(), reason.trim(), self.now()).await? {
            // Without the number and the reason: the audit log holds nothing personal.
            self.record(&mut tx, by, Some(service), "opt-out.remove", &id.to_string(), json!({})).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
