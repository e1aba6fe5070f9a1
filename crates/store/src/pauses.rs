//! What an operator holds back for a while.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::Channel;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;

/// Whose messages wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paused {
    /// One service's.
    Service(ServiceId),
    /// All that the provider of a channel would take.
    Provider(Channel),
}

/// A pause that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Whose messages wait.
    pub paused: Paused,
    /// Since when.
    pub since: Moment,
    /// Who paused.
    pub by: String,
    /// Why, in the operator's words.
    pub reason: String,
}

statements! {
    LIST = "SELECT kind, subject, since, paused_by, reason FROM pauses ORDER BY since, kind, subject";

    // The first pause stays, with its time and its reason.
    INSERT = "
        INSERT INTO pauses (kind, subject, since, paused_by, reason)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (kind, subject) DO NOTHING";

    DELETE = "DELETE FROM pauses WHERE kind = $1 AND subject = $2";
}

impl Store {
    /// All pauses that hold, oldest first. Every change of them moves [`Store::epoch`].
    pub async fn pauses(&self) -> Result<Vec<Pause>, Error> {
        self.engine().list(LIST, values![]).await?.iter_mut().map(read).collect()
    }
}

/// Holds messages back. One that holds already stays as it is.
pub async fn pause(tx: &mut Transaction, pause: &Pause) -> Result<(), Error> {
    let (kind, subject) = stored(pause.paused);
    let values = values![kind, subject, pause.since, pause.by.as_str(), pause.reason.as_str()];
    tx.execute(INSERT, values).await?;
    tx.touch_all();
    Ok(())
}

/// Lets messages go again. [`Error::Missing`] when they were not held back.
pub async fn resume(tx: &mut Transaction, paused: Paused) -> Result<(), Error> {
    let (kind, subject) = stored(paused);
    tx.touch_all();
    tx.change(DELETE, values![kind, subject]).await
}

fn stored(paused: Paused) -> (&'static str, String) {
    match paused {
        Paused::Service(service) => ("service", service.to_string()),
        Paused::Provider(channel) => ("provider", channel.as_str().to_owned()),
    }
}

fn read(row: &mut Row) -> Result<Pause, Error> {
    let kind: String = row.take()?;
    let paused = row.take_as(|subject| match kind.as_str() {
        "service" => ServiceId::parse(subject).map(Paused::Service),
        "provider" => Channel::from_wire(subject).map(Paused::Provider),
        _ => None,
    })?;
    Ok(Pause { paused, since: row.take()?, by: row.take()?, reason: row.take()? })
}
