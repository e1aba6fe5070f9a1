//! The hot verbs, from the caller's side: seal, let the engine work, open.

use super::sealed::{AcceptOutcome, RawClaim, SealedAccept, SealedSettlement};
use super::{Accept, Accepted, Claimed, Lease, OpenAttempt, Pick, Settlement, Waiting};
use crate::error::Error;
use crate::notifications::{Notification, RawNotification};
use crate::store::Store;
use facteur_model::Lane;
use facteur_model::id::ServiceId;
use facteur_model::notification::Status;
use facteur_model::time::Moment;

impl Store {
    /// Accepts a message: looks for an earlier answer, checks and moves the allowances, writes. When this
    /// answers `Stored`, all of it is on the disk.
    pub async fn accept(&self, accept: Accept) -> Result<Accepted, Error> {
        let key = self.data_key(accept.service).await?;
        let sealed = SealedAccept::seal(accept, self.keyring(), &key, self.engine().recipient_indexing());
        let key_tag = sealed.idempotency.as_ref().map(|idempotency| idempotency.key_tag);
        let outcome: AcceptOutcome = self.engine().accept(sealed).await?;
        outcome.open(&key, key_tag)
    }

    /// Takes due notifications, the longest due of each pick first, and holds them until `lease_until`; after
    /// that they are due again.
    ///
    /// A notification whose sealed part does not open is ended as a technical failure instead, so that it
    /// cannot stand in the way of the others for ever.
    pub async fn claim(
        &self,
        picks: Vec<Pick>,
        now: Moment,
        lease_until: Moment,
    ) -> Result<Vec<Claimed>, Error> {
        let mut claimed = Vec::new();
        let mut quarantined = Vec::new();
        for RawClaim { lease, mut row } in self.engine().claim(picks, now, lease_until).await? {
            let raw = RawNotification::read(&mut row)?;
            let id = raw.plain.id;
            match self.open_notification(raw.clone()).await {
                Ok(notification) => claimed.push(Claimed { notification, lease }),
                Err(error @ (Error::Unsealable { .. } | Error::Missing)) => {
                    tracing::error!(notification.id = %id, %error, "Ended notification {id}: it cannot be opened");
                    quarantined.push(end(&raw.plain, lease, now));
                }
                Err(error) => return Err(error),
            }
        }
        if !quarantined.is_empty() {
            self.engine().settle(quarantined).await?;
        }
        Ok(claimed)
    }

    /// Up to `most` lanes and services that have work, due now or later, in the order of lanes and services;
    /// `after` goes on where an earlier look ended. Costs a seek for each, however much waits there.
    pub async fn backlog(
        &self,
        after: Option<(Lane, ServiceId)>,
        most: usize,
    ) -> Result<Vec<Waiting>, Error> {
        self.engine().backlog(after, most).await
    }

    /// When the first message of each of these is due; those without work are left out.
    pub async fn first_due(&self, places: &[(Lane, ServiceId)]) -> Result<Vec<Waiting>, Error> {
        self.engine().first_due(places).await
    }

    /// Writes down attempts about to be made. Call the provider only for those whose lease is held.
    pub async fn open_attempts(&self, attempts: Vec<OpenAttempt>) -> Result<Vec<Lease>, Error> {
        self.engine().open_attempts(attempts).await
    }

    /// Ends the work on claimed notifications. Answers in the order of the settlements.
    pub async fn settle(&self, settlements: Vec<Settlement>) -> Result<Vec<Lease>, Error> {
        let mut sealed = Vec::with_capacity(settlements.len());
        for settlement in settlements {
            sealed.push(if SealedSettlement::is_wordy(&settlement) {
                let key = self.data_key(settlement.service).await?;
                SealedSettlement::seal(settlement, &key)
            } else {
                SealedSettlement::without_words(settlement)
            });
        }
        self.engine().settle(sealed).await
    }
}

/// The end of a notification that nobody can read.
fn end(notification: &Notification, lease: i64, at: Moment) -> SealedSettlement {
    SealedSettlement::without_words(Settlement {
        service: notification.service,
        id: notification.id,
        lease,
        status: Status::TechnicalFailure,
        reason: None,
        provider_response: None,
        sent_at: None,
        at,
        due_at: None,
        attempt: None,
        webhooks: Vec::new(),
    })
}
