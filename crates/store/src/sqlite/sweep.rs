//! Work in small steps, on SQLite.

use super::writer::Batch;
use crate::error::Error;
use crate::seal::Tag;
use crate::session::statements;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId};
use facteur_model::time::Moment;
use rusqlite::params;

statements! {
    NOTE_KEY_USE = "
        UPDATE api_keys
        SET last_used_at = $1
        WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)";

    SWEEP_IDEMPOTENCY = "
        DELETE FROM idempotency
        WHERE (service_id, key_tag) IN (
            SELECT service_id, key_tag
            FROM idempotency
            WHERE expires_at <= $1
            ORDER BY expires_at
            LIMIT $2)";

    INDEX_RECIPIENT = "
        INSERT INTO recipient_index (service_id, recipient_tag, notification_id)
        VALUES ($1, $2, $3)
        ON CONFLICT (service_id, recipient_tag, notification_id) DO NOTHING";

    // Never back: two processes may index at once, and the slower one comes with an older number.
    INDEXED_TO = "UPDATE counters SET value = $1 WHERE name = 'indexed' AND value < $1";
}

pub(super) fn note_key_use(batch: &Batch<'_>, uses: &[(ApiKeyId, Moment)]) -> Result<(), Error> {
    let mut note = batch.prepared(NOTE_KEY_USE)?;
    for (key, at) in uses {
        note.execute(params![at.micros(), key.as_uuid().as_bytes()])?;
    }
    Ok(())
}

pub(super) fn sweep_idempotency(batch: &Batch<'_>, now: Moment, most: usize) -> Result<usize, Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(batch.prepared(SWEEP_IDEMPOTENCY)?.execute(params![now.micros(), most])?)
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
