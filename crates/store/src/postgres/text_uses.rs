//! Texts that each node let through to one number, told to the others.

use super::pool::Lent;
use super::values::read;
use crate::error::Error;
use crate::session::statements;
use crate::text_uses::TextUse;
use uuid::Uuid;

/// Minutes after which nobody asks any more.
const KEPT: i64 = 120;

statements! {
    TELL = "
        INSERT INTO text_use (service_id, tag, node, minute, texts)
        SELECT service_id, tag, $5, minute, texts
        FROM unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::bigint[])
             AS new (service_id, tag, minute, texts)
        ON CONFLICT (service_id, tag, node, minute) DO UPDATE SET texts = excluded.texts";

    HEAR = "
        SELECT service_id, tag, minute, CAST(SUM(texts) AS BIGINT)
        FROM text_use
        WHERE minute >= $1 AND node <> $2
        GROUP BY service_id, tag, minute";

    FORGET = "DELETE FROM text_use WHERE minute < $1";
}

pub(super) async fn share(
    lent: &Lent,
    node: i64,
    own: &[TextUse],
    since: i64,
) -> Result<Vec<TextUse>, Error> {
    if !own.is_empty() {
        let services: Vec<Uuid> = own.iter().map(|used| used.service.as_uuid()).collect();
        let tags: Vec<&[u8]> = own.iter().map(|used| used.tag.as_slice()).collect();
        let minutes: Vec<i64> = own.iter().map(|used| used.minute).collect();
        let texts: Vec<i64> = own.iter().map(|used| used.texts.into()).collect();
        lent.change(TELL, &[&services, &tags, &minutes, &texts, &node]).await?;
        lent.change(FORGET, &[&(since - KEPT)]).await?;
    }
    let rows = lent.rows(HEAR, &[&since, &node]).await?;
    rows.iter()
        .map(|row| {
            let mut row = read(HEAR, row, 0)?;
            let (service, tag, minute) = (row.take()?, row.take()?, row.take()?);
            let tag: Vec<u8> = tag;
            let texts: u64 = row.take()?;
            Ok(TextUse {
                service,
                // Whatever is no tag is nobody's.
                tag: tag.try_into().unwrap_or_default(),
                minute,
                texts: u32::try_from(texts).unwrap_or(u32::MAX),
            })
        })
        .collect()
}
