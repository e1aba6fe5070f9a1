//! Work in small steps, on SQLite.

use super::writer::Batch;
use crate::error::Error;
use crate::seal::Tag;
use crate::session::statements;
use crate::sweeps::{Finished, KeyUse, SWEEP_IDEMPOTENCY};
use facteur_model::api_key::AddressFamily;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::time::Moment;
use rusqlite::params;

statements! {
    NOTE_KEY_USE = "
        UPDATE api_keys
        SET last_used_at = $1, last_used_family = $2, last_used_client = $3
        WHERE id = $4 AND (last_used_at IS NULL OR last_used_at < $1)";

    INDEX_RECIPIENT = "
        INSERT INTO recipient_index (service_id, recipient_tag, notification_id)
        VALUES ($1, $2, $3)
        ON CONFLICT (service_id, recipient_tag, notification_id) DO NOTHING";

    // Work that is left, such as a send in four days, outlives the shortest retention.
    FINISHED = "
        SELECT id, sealed_content
        FROM notifications
        WHERE service_id = $1 AND key_type = $2 AND id < $3 AND due_at IS NULL
        ORDER BY id
        LIMIT $4";

    NOT_INDEXED = "
        SELECT sequence, id, service_id, sealed_content
        FROM notifications
        WHERE sequence > (SELECT value FROM counters WHERE name = 'indexed')
        ORDER BY sequence
        LIMIT $1";

    FORGET = "DELETE FROM notifications WHERE id = $1 AND service_id = $2 AND due_at IS NULL";

    FORGET_ATTEMPTS = "DELETE FROM attempts WHERE notification_id = $1";

    FORGET_RECIPIENT = "
        DELETE FROM recipient_index
        WHERE service_id = $1 AND recipient_tag = $2 AND notification_id = $3";

    // Never back: two processes may index at once, and the slower one comes with an older number.
    INDEXED_TO = "UPDATE counters SET value = $1 WHERE name = 'indexed' AND value < $1";
}

pub(super) fn note_key_use(batch: &Batch<'_>, uses: &[KeyUse]) -> Result<(), Error> {
    let mut note = batch.prepared(NOTE_KEY_USE)?;
    for KeyUse { key, at, client } in uses {
        let family = client.family.map(AddressFamily::number);
        note.execute(params![at.micros(), family, client.product, key.as_uuid().as_bytes()])?;
    }
    Ok(())
}

pub(super) fn sweep_idempotency(batch: &Batch<'_>, now: Moment, most: usize) -> Result<usize, Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(batch.prepared(SWEEP_IDEMPOTENCY)?.execute(params![now.micros(), most])?)
}

pub(super) fn forget(batch: &Batch<'_>, finished: &[Finished]) -> Result<usize, Error> {
    let mut forget = batch.prepared(FORGET)?;
    let mut forget_attempts = batch.prepared(FORGET_ATTEMPTS)?;
    let mut forget_recipient = batch.prepared(FORGET_RECIPIENT)?;
    let mut forgotten = 0;
    for Finished { id, service, recipient } in finished {
        let (id, service) = (id.as_uuid(), service.as_uuid());
        if forget.execute(params![id.as_bytes(), service.as_bytes()])? == 0 {
            continue;
        }
        forgotten += 1;
        forget_attempts.execute(params![id.as_bytes()])?;
        if let Some(tag) = recipient {
            forget_recipient.execute(params![service.as_bytes(), tag, id.as_bytes()])?;
        }
    }
    Ok(forgotten)
}

pub(super) fn index_recipients(
    batch: &Batch<'_>,
    entries: &[(ServiceId, Tag, NotificationId)],
    up_to: i64,
) -> Result<(), Error> {
    let mut index = batch.prepared(INDEX_RECIPIENT)?;
    for (service, tag, notification) in entries {
        index.execute(params![service.as_uuid().as_bytes(), tag, notification.as_uuid().as_bytes()])?;
    }
    batch.prepared(INDEXED_TO)?.execute([up_to])?;
    Ok(())
}
