//! Who wants no more texts of a service.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::{Purpose, SealingKey};
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{OptOutId, ServiceId, UserId};
use facteur_model::time::Moment;
use std::fmt;

/// Somebody who wants, or wanted, no more texts.
#[derive(Clone, PartialEq, Eq)]
pub struct OptOut {
    /// Its id, which the audit log names.
    pub id: OptOutId,
    /// The person's number: E.164, or as the provider told it.
    pub number: String,
    /// The word that the person sent.
    pub word: String,
    /// Since when.
    pub since: Moment,
    /// How it ended, if it did.
    pub lifted: Option<Lifted>,
}

/// The end of an opt-out.
#[derive(Clone, PartialEq, Eq)]
pub struct Lifted {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: LiftedBy,
}

/// Who ended an opt-out.
#[derive(Clone, PartialEq, Eq)]
pub enum LiftedBy {
    /// The person, with this word.
    Word(String),
    /// A member, or the operator, for this reason.
    Member {
        /// Nobody when it was the operator.
        who: Option<UserId>,
        /// In their words.
        reason: String,
    },
}

/// Says nothing of the person.
impl fmt::Debug for OptOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OptOut").field("id", &self.id).finish_non_exhaustive()
    }
}

statements! {
    // One that holds stays as it is, with its time and its word.
    SET = "
        INSERT INTO opt_outs (id, service_id, number_tag, sealed_number, word, since)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (service_id, number_tag) DO UPDATE
        SET id = excluded.id, sealed_number = excluded.sealed_number, word = excluded.word,
            since = excluded.since, lifted_at = NULL, lifted_word = NULL, lifted_by = NULL, sealed_reason = NULL
        WHERE opt_outs.lifted_at IS NOT NULL";

    LIFT_BY_WORD = "
        UPDATE opt_outs
        SET lifted_at = $1, lifted_word = $2
        WHERE service_id = $3 AND number_tag = $4 AND lifted_at IS NULL";

    LIFT = "
        UPDATE opt_outs
        SET lifted_at = $1, lifted_by = $2, sealed_reason = $3
        WHERE service_id = $4 AND id = $5 AND lifted_at IS NULL";

    HOLDS = "SELECT 1 FROM opt_outs WHERE service_id = $1 AND number_tag = $2 AND lifted_at IS NULL";

    LIST = "
        SELECT id, sealed_number, word, since, lifted_at, lifted_word, lifted_by, sealed_reason
        FROM opt_outs
        WHERE service_id = $1
        ORDER BY since DESC, id DESC
        LIMIT $2";

    OLDER = "
        SELECT id, sealed_number, word, since, lifted_at, lifted_word, lifted_by, sealed_reason
        FROM opt_outs
        WHERE service_id = $1 AND since < $2
        ORDER BY since DESC, id DESC
        LIMIT $3";

    OF_NUMBER = "
        SELECT id, sealed_number, word, since, lifted_at, lifted_word, lifted_by, sealed_reason
        FROM opt_outs
        WHERE service_id = $1 AND number_tag = $2";
}

const NUMBER: &str = "opt_outs.sealed_number";
const REASON: &str = "opt_outs.sealed_reason";

fn read(mut row: Row, key: &SealingKey) -> Result<OptOut, Error> {
    let id: OptOutId = row.take()?;
    let place = id.as_uuid();
    let sealed: Vec<u8> = row.take()?;
    let number = key.open_text(NUMBER, place.as_bytes(), &sealed)?;
    let (word, since) = (row.take()?, row.take()?);
    let (at, by_word, who): (Option<Moment>, Option<String>, _) = (row.take()?, row.take()?, row.take()?);
    let reason: Option<Vec<u8>> = row.take()?;
    let by = match by_word {
        Some(word) => LiftedBy::Word(word),
        None => LiftedBy::Member {
            who,
            reason: reason
                .map(|sealed| key.open_text(REASON, place.as_bytes(), &sealed))
                .transpose()?
                .unwrap_or_default(),
        },
    };
    Ok(OptOut { id, number, word, since, lifted: at.map(|at| Lifted { at, by }) })
}

/// Notes that a person wants no more texts; says `false` when that was known.
pub async fn set(tx: &mut Transaction, service: ServiceId, opt_out: &OptOut) -> Result<bool, Error> {
    let tag = tx.keyring().tag(Purpose::Recipient, service, &opt_out.number);
    let key = tx.data_key(service).await?;
    let sealed = key.seal(NUMBER, opt_out.id.as_uuid().as_bytes(), opt_out.number.as_bytes());
    tx.touch(service);
    let values = values![opt_out.id, service, tag, sealed, opt_out.word.as_str(), opt_out.since];
    Ok(tx.execute(SET, values).await? > 0)
}

/// Notes that a person wants texts again; says `false` when they did.
pub async fn lift_by_word(
    tx: &mut Transaction,
    service: ServiceId,
    number: &str,
    word: &str,
    at: Moment,
) -> Result<bool, Error> {
    let tag = tx.keyring().tag(Purpose::Recipient, service, number);
    tx.touch(service);
    Ok(tx.execute(LIFT_BY_WORD, values![at, word, service, tag]).await? > 0)
}

/// Ends an opt-out in the name of a member; says `false` when it does not hold.
pub async fn lift(
    tx: &mut Transaction,
    service: ServiceId,
    id: OptOutId,
    who: Option<UserId>,
    reason: &str,
    at: Moment,
) -> Result<bool, Error> {
    let key = tx.data_key(service).await?;
    let sealed = key.seal(REASON, id.as_uuid().as_bytes(), reason.as_bytes());
    tx.touch(service);
    Ok(tx.execute(LIFT, values![at, who, sealed, service, id]).await? > 0)
}

impl ServiceStore {
    /// Does this number want no texts?
    pub async fn is_opted_out(&self, number: &str) -> Result<bool, Error> {
        let tag = self.store().keyring().tag(Purpose::Recipient, self.id(), number);
        Ok(self.store().engine().optional(HOLDS, values![self.id(), tag]).await?.is_some())
    }

    /// Those who want, or wanted, no more texts, newest first; those before a moment, if one is given.
    pub async fn opt_outs(&self, before: Option<Moment>, most: usize) -> Result<Vec<OptOut>, Error> {
        let rows = match before {
            None => self.store().engine().list(LIST, values![self.id(), most]).await?,
            Some(before) => self.store().engine().list(OLDER, values![self.id(), before, most]).await?,
        };
        let key = self.store().data_key(self.id()).await?;
        rows.into_iter().map(|row| read(row, &key)).collect()
    }

    /// What is known of a number.
    pub async fn opt_out_of(&self, number: &str) -> Result<Option<OptOut>, Error> {
        let tag = self.store().keyring().tag(Purpose::Recipient, self.id(), number);
        let row = self.store().engine().optional(OF_NUMBER, values![self.id(), tag]).await?;
        let key = self.store().data_key(self.id()).await?;
        row.map(|row| read(row, &key)).transpose()
    }
}
