//! The hot verbs, on their way to the writer.

use super::{Sqlite, accept, claim, expand, settle, sweep};
use crate::error::Error;
use crate::hot::sealed::{AcceptOutcome, RawClaim, SealedAccept, SealedSettlement};
use crate::hot::{Lease, OpenAttempt, Pick};
use crate::jobs::{Expanded, SealedExpansion};
use crate::seal::Tag;
use crate::session::{Row, values};
use crate::sweeps::{Finished, KeyUse};
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::time::Moment;

impl Sqlite {
    pub(crate) async fn accept(&self, accept: SealedAccept) -> Result<AcceptOutcome, Error> {
        self.writer.hot(move |batch| accept::accept(batch, &accept)).await
    }

    pub(crate) async fn claim(
        &self,
        picks: Vec<Pick>,
        now: Moment,
        until: Moment,
    ) -> Result<Vec<RawClaim>, Error> {
        self.writer.hot(move |batch| claim::claim(batch, &picks, now, until)).await
    }

    pub(crate) async fn expand(&self, expansion: SealedExpansion) -> Result<Expanded, Error> {
        self.writer.hot(move |batch| expand::expand(batch, &expansion)).await
    }

    pub(crate) async fn open_attempts(&self, attempts: Vec<OpenAttempt>) -> Result<Vec<Lease>, Error> {
        self.writer.hot(move |batch| settle::open_attempts(batch, &attempts)).await
    }

    pub(crate) async fn settle(&self, settlements: Vec<SealedSettlement>) -> Result<Vec<Lease>, Error> {
        self.writer.hot(move |batch| settle::settle(batch, &settlements)).await
    }

    pub(crate) async fn release_leases(&self, now: Moment) -> Result<usize, Error> {
        self.writer.hot(move |batch| claim::release_leases(batch, now)).await
    }

    pub(crate) async fn note_key_use(&self, uses: Vec<KeyUse>) -> Result<(), Error> {
        self.writer.hot(move |batch| sweep::note_key_use(batch, &uses)).await
    }

    pub(crate) async fn sweep_idempotency(&self, now: Moment, most: usize) -> Result<usize, Error> {
        self.writer.hot(move |batch| sweep::sweep_idempotency(batch, now, most)).await
    }

    /// One list for each key type, because each is in order by itself.
    pub(crate) async fn finished(
        &self,
        service: ServiceId,
        before: NotificationId,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        let lists = KeyType::ALL.map(|key_type| (sweep::FINISHED, values![service, key_type, before, most]));
        Ok(self.lists(lists.into()).await?.into_iter().flatten().collect())
    }

    pub(crate) async fn finished_of_type(
        &self,
        service: ServiceId,
        key_type: KeyType,
        before: NotificationId,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        let list = (sweep::FINISHED, values![service, key_type, before, most]);
        Ok(self.lists(vec![list]).await?.pop().unwrap_or_default())
    }

    pub(crate) async fn not_indexed(&self, most: usize) -> Result<Vec<Row>, Error> {
        Ok(self.lists(vec![(sweep::NOT_INDEXED, values![most])]).await?.pop().unwrap_or_default())
    }

    pub(crate) async fn forget(&self, finished: Vec<Finished>) -> Result<usize, Error> {
        self.writer.hot(move |batch| sweep::forget(batch, &finished)).await
    }

    pub(crate) async fn index_recipients(
        &self,
        entries: Vec<(ServiceId, Tag, NotificationId)>,
        up_to: i64,
    ) -> Result<(), Error> {
        self.writer.hot(move |batch| sweep::index_recipients(batch, &entries, up_to)).await
    }
}
