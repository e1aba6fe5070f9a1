//! Whether a flush came about whose end the link did not outlive.

use crate::error::Error;
use crate::hot::sealed::SealedAccept;
use crate::postgres::pool::Lent;
use crate::postgres::values::column;
use crate::seal::Tag;
use crate::session::statements;
use uuid::Uuid;

statements! {
    STILL_RUNS = "SELECT pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8)) = 'in progress'";

    HAS_MESSAGE = "SELECT 1 FROM notifications WHERE service_id = $1 AND id = $2";

    HAS_ANSWER = "SELECT 1 FROM idempotency WHERE service_id = $1 AND key_tag = $2";
}

/// A row that a flush writes: with it all the others are there, without it none.
pub(in crate::postgres) enum Witness {
    Message {
        service: Uuid,
        id: Uuid,
    },
    Answer {
        service: Uuid,
        key_tag: Tag,
    },
    /// The flush writes nothing, so its end changes nothing.
    Nothing,
}

impl Witness {
    pub(super) fn of<'a>(mut stored: impl Iterator<Item = &'a SealedAccept>) -> Self {
        stored
            .find_map(|accept| {
                let service = accept.service.as_uuid();
                let message = accept.notification.as_ref();
                let message =
                    message.map(|message| Self::Message { service, id: message.plain.id.as_uuid() });
                let answer = || accept.idempotency.as_ref();
                message.or_else(|| answer().map(|answer| Self::Answer { service, key_tag: answer.key_tag }))
            })
            .unwrap_or(Self::Nothing)
    }
}

/// What became of a flush: `None` while it may still come to either end.
///
/// The server's word on a transaction's number is not enough: after a crash it gives the numbers that it lost to other
/// transactions, and says of ours what became of theirs. What was written says it without doubt.
pub(super) async fn came_about(
    lent: &Lent,
    transaction: &str,
    witness: &Witness,
) -> Result<Option<bool>, Error> {
    let rows = lent.rows(STILL_RUNS, &[&transaction]).await?;
    let runs: Option<bool> = rows.first().map_or(Ok(None), |row| column(STILL_RUNS, row, 0))?;
    if runs == Some(true) {
        return Ok(None);
    }
    let found = match witness {
        Witness::Message { service, id } => !lent.rows(HAS_MESSAGE, &[service, id]).await?.is_empty(),
        Witness::Answer { service, key_tag } => {
            !lent.rows(HAS_ANSWER, &[service, &key_tag.as_slice()]).await?.is_empty()
        }
        Witness::Nothing => true,
    };
    Ok(Some(found))
}
