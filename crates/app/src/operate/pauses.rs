//! Holding messages back for a while, and letting them go again.

use super::{ChangeError, check_text};
use crate::authority::{Authority, Need};
use crate::{App, Unavailable};
use facteur_model::id::ServiceId;
use facteur_store::{Error, Pause, Paused, pauses};
use serde_json::json;

/// Characters of a reason: a sentence or two, for whoever finds the pause.
const LONGEST_REASON: usize = 500;

impl App {
    /// Holds messages back: they are accepted as before, and wait. Pausing twice is refused, so that the first
    /// reason is not lost on the second operator.
    pub async fn pause(&self, by: &Authority, paused: Paused, reason: &str) -> Result<(), ChangeError> {
        check_text("reason", reason, LONGEST_REASON)?;
        self.may_hold_back(by, paused).await?;
        if self.store().pauses().await?.iter().any(|pause| pause.paused == paused) {
            return Err(ChangeError::AlreadyPaused);
        }
        let reason = reason.trim().to_owned();
        let pause = Pause { paused, since: self.now(), by: by.actor(), reason };
        let mut tx = self.store().begin().await?;
        pauses::pause(&mut tx, &pause).await?;
        let (service, action, subject) = named(paused, "pause");
        // Without the reason: it is free text, and the audit log must hold nothing personal.
        self.record(&mut tx, by, service, &action, &subject, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets the messages go that a pause held back.
    pub async fn resume(&self, by: &Authority, paused: Paused) -> Result<(), ChangeError> {
        self.may_hold_back(by, paused).await?;
        let mut tx = self.store().begin().await?;
        match pauses::resume(&mut tx, paused).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(ChangeError::NotPaused),
            Err(error) => return Err(error.into()),
        }
        let (service, action, subject) = named(paused, "resume");
        self.record(&mut tx, by, service, &action, &subject, json!({})).await?;
        tx.commit().await?;
        self.wake();
        self.wake_jobs();
        Ok(())
    }

    async fn may_hold_back(&self, by: &Authority, paused: Paused) -> Result<(), ChangeError> {
        match paused {
            Paused::Service(service) => self.allowed(by, service, Need::Platform).await.map(drop),
            Paused::Provider(_) => Self::platform_only(by),
        }
    }

    /// All pauses that hold, oldest first.
    pub async fn pauses(&self, _by: &Authority) -> Result<Vec<Pause>, Unavailable> {
        Ok(self.store().pauses().await?)
    }
}

/// How the audit log names a pause: whose, what was done, and to what.
fn named(paused: Paused, verb: &str) -> (Option<ServiceId>, String, String) {
    match paused {
        Paused::Service(service) => (Some(service), format!("service.{verb}"), service.to_string()),
        Paused::Provider(channel) => (None, format!("provider.{verb}"), channel.as_str().to_owned()),
    }
}
