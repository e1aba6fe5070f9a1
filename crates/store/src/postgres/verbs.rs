//! The hot verbs, each on the connection that suits it.

use super::{Postgres, claim, expand, rates, settle, sweep, text_uses};
use crate::error::Error;
use crate::hot::sealed::{AcceptOutcome, RawClaim, SealedAccept, SealedSettlement};
use crate::hot::{Lease, OpenAttempt, Pick, Waiting};
use crate::jobs::{Expanded, SealedExpansion};
use crate::nodes::RateUse;
use crate::session::Row;
use crate::sweeps::{Finished, KeyUse};
use crate::text_uses::TextUse;
use facteur_model::Lane;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::time::Moment;

impl Postgres {
    pub(crate) async fn accept(&self, accept: SealedAccept) -> Result<AcceptOutcome, Error> {
        self.clerks.accept(accept).await
    }

    /// Relaxed: a claim that a crash takes back is due again, which is what it would be anyway.
    pub(crate) async fn claim(
        &self,
        picks: &[Pick],
        now: Moment,
        until: Moment,
    ) -> Result<Vec<RawClaim>, Error> {
        let node = self.pulse.node().await?;
        claim::claim(&self.relaxed.lend().await?, picks, node, now, until).await
    }

    pub(crate) async fn backlog(
        &self,
        after: Option<(Lane, ServiceId)>,
        most: usize,
    ) -> Result<Vec<Waiting>, Error> {
        claim::backlog(&self.relaxed.lend().await?, after, most).await
    }

    pub(crate) async fn first_due(&self, places: &[(Lane, ServiceId)]) -> Result<Vec<Waiting>, Error> {
        claim::first_due(&self.relaxed.lend().await?, places).await
    }

    pub(crate) async fn due_in_lane(
        &self,
        lane: Lane,
        service: ServiceId,
        now: Moment,
        most: usize,
    ) -> Result<usize, Error> {
        claim::due_in_lane(&self.relaxed.lend().await?, lane, service, now, most).await
    }

    pub(crate) async fn expand(&self, expansion: &SealedExpansion) -> Result<Expanded, Error> {
        expand::expand(self.durable.lend().await?, expansion).await
    }

    pub(crate) async fn open_attempts(&self, attempts: &[OpenAttempt]) -> Result<Vec<Lease>, Error> {
        settle::open_attempts(&self.durable.lend().await?, attempts).await
    }

    pub(crate) async fn settle(&self, settlements: &[SealedSettlement]) -> Result<Vec<Lease>, Error> {
        settle::settle(&self.durable.lend().await?, settlements).await
    }

    pub(crate) async fn note_key_use(&self, uses: &[KeyUse]) -> Result<(), Error> {
        sweep::note_key_use(&self.relaxed.lend().await?, uses).await
    }

    pub(crate) async fn sweep_idempotency(&self, now: Moment, most: usize) -> Result<usize, Error> {
        sweep::sweep_idempotency(&self.relaxed.lend().await?, now, most).await
    }

    pub(crate) async fn finished(
        &self,
        service: ServiceId,
        before: NotificationId,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        sweep::finished(&self.relaxed.lend().await?, service, before, most).await
    }

    pub(crate) async fn finished_of_type(
        &self,
        service: ServiceId,
        key_type: KeyType,
        before: NotificationId,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        sweep::finished_of_type(&self.relaxed.lend().await?, service, key_type, before, most).await
    }

    pub(crate) async fn forget(&self, finished: &[Finished]) -> Result<usize, Error> {
        sweep::forget(&self.relaxed.lend().await?, finished).await
    }

    pub(crate) async fn share_texts(&self, own: &[TextUse], since: i64) -> Result<Vec<TextUse>, Error> {
        let node = self.pulse.node().await?;
        text_uses::share(&self.relaxed.lend().await?, node, own, since).await
    }

    pub(crate) async fn share_rates(&self, own: &[RateUse], since: i64) -> Result<Vec<RateUse>, Error> {
        let node = self.pulse.node().await?;
        rates::share(&self.relaxed.lend().await?, node, own, since).await
    }
}
