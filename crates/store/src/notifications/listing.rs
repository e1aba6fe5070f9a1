//! Pages of a service's messages, in both directions, at a cost that does not depend on how rare their matches are.
//!
//! Only the order of ids is indexed. A page therefore looks at a bounded number of messages of each key type: where that
//! ends is found first, in the index alone, and nothing beyond is read.

use super::{Notification, RawNotification, last_id_before};
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Statement, Value, channel_code, statements, values};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, TemplateId};
use facteur_model::notification::Status;
use facteur_model::time::Moment;

/// Which messages to list. Empty lists mean "none" for key types, and "any" for kinds.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Sent with keys of these types.
    pub key_types: Vec<KeyType>,
    /// Only what is one of these: a status does not mean the same on each channel.
    pub kinds: Vec<(Channel, Status)>,
    /// Only of this template.
    pub template: Option<TemplateId>,
    /// Only with this key, or by the person with this id.
    pub sender: Option<ApiKeyId>,
    /// Only those accepted at this moment or later.
    pub since: Moment,
    /// Only those accepted before this moment.
    pub until: Moment,
    /// Where the page begins.
    pub cursor: Cursor,
    /// How many at most.
    pub most: usize,
    /// At how many messages of each key type to look for them; at least 1.
    pub most_examined: usize,
}

/// Where a page begins, and in which direction it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// At the newest message.
    Newest,
    /// With those that are older than this one, which may be gone.
    OlderThan(NotificationId),
    /// With those that are newer than this one, which may be gone.
    NewerThan(NotificationId),
}

/// A page of messages.
#[derive(Debug)]
pub struct Listed {
    /// Newest first.
    pub found: Vec<Notification>,
    /// Where the looking stopped, if it was not at the end and fewer were found than were wanted.
    pub looked_to: Option<NotificationId>,
}

statements! {
    // The set of kinds is one of bits, so that one text serves every filter.
    OLDER = concat!("
        SELECT ", super::notification_columns!(), "
        FROM notifications
        WHERE service_id = $1
          AND key_type = $2
          AND id < $3
          AND id >= $4
          AND (CAST(1 AS BIGINT) << CAST(channel * 16 + status AS INTEGER)) & $5 <> 0
          AND template_id = COALESCE($6, template_id)
          AND api_key_id = COALESCE($7, api_key_id)
        ORDER BY id DESC
        LIMIT $8");

    NEWER = concat!("
        SELECT ", super::notification_columns!(), "
        FROM notifications
        WHERE service_id = $1
          AND key_type = $2
          AND id <= $3
          AND id > $4
          AND (CAST(1 AS BIGINT) << CAST(channel * 16 + status AS INTEGER)) & $5 <> 0
          AND template_id = COALESCE($6, template_id)
          AND api_key_id = COALESCE($7, api_key_id)
        ORDER BY id
        LIMIT $8");

    OLDEST_EXAMINED = "
        SELECT id
        FROM notifications
        WHERE service_id = $1 AND key_type = $2 AND id < $3 AND id >= $4
        ORDER BY id DESC
        LIMIT 1 OFFSET $5";

    NEWEST_EXAMINED = "
        SELECT id
        FROM notifications
        WHERE service_id = $1 AND key_type = $2 AND id <= $3 AND id > $4
        ORDER BY id
        LIMIT 1 OFFSET $5";

    KINDS = "
        SELECT channel, status, COUNT(*)
        FROM notifications
        WHERE service_id = $1
          AND key_type = $2
          AND id < $3
          AND id >= $4
          AND template_id = COALESCE($5, template_id)
          AND api_key_id = COALESCE($6, api_key_id)
        GROUP BY channel, status";
}

/// What to look through: the ids between two, in one direction.
#[derive(Clone, Copy)]
struct Span {
    from: NotificationId,
    to: NotificationId,
    newer: bool,
}

impl ServiceStore {
    /// A page of messages.
    pub async fn listing(&self, listing: &Listing) -> Result<Listed, Error> {
        let (first, end) = (last_id_before(listing.since), last_id_before(listing.until));
        let mut span = match listing.cursor {
            Cursor::Newest => Span { from: first, to: end, newer: false },
            Cursor::OlderThan(id) => Span { from: first, to: end.min(id), newer: false },
            Cursor::NewerThan(id) => Span { from: first.max(id), to: end, newer: true },
        };
        // Where everything matches, a page ends after as many rows as it shows.
        let narrow = !listing.kinds.is_empty() || listing.template.is_some() || listing.sender.is_some();
        let mut stopped = None;
        if narrow {
            stopped = self.examined(listing, span).await?;
            match stopped {
                Some(id) if span.newer => span.to = id,
                Some(id) => span.from = id,
                None => {}
            }
        }
        let rows = self.store().engine().lists(self.pages(listing, span)).await?;
        let mut raw = rows
            .into_iter()
            .flatten()
            .map(|mut row| RawNotification::read(&mut row))
            .collect::<Result<Vec<_>, _>>()?;
        raw.sort_by_key(|raw| std::cmp::Reverse(raw.plain.id));
        if span.newer {
            // The nearest to the cursor are wanted.
            raw.drain(..raw.len().saturating_sub(listing.most));
        }
        raw.truncate(listing.most);
        let looked_to = stopped.filter(|_| raw.len() < listing.most);
        Ok(Listed { found: self.open_all(raw).await?, looked_to })
    }

    /// How many messages there are of each kind, as far as they are looked at; and whether that was to the end.
    pub async fn kinds(&self, listing: &Listing) -> Result<(Vec<(Channel, Status, u64)>, bool), Error> {
        let mut span =
            Span { from: last_id_before(listing.since), to: last_id_before(listing.until), newer: false };
        let stopped = self.examined(listing, span).await?;
        span.from = stopped.unwrap_or(span.from);
        let statements = listing.key_types.iter().map(|key_type| {
            let values = values![self.id(), *key_type, span.to, span.from, listing.template, listing.sender];
            (KINDS, values)
        });
        let rows = self.store().engine().lists(statements.collect()).await?;
        let counted = rows.into_iter().flatten().map(|mut row| Ok((row.take()?, row.take()?, row.take()?)));
        Ok((counted.collect::<Result<_, Error>>()?, stopped.is_none()))
    }

    /// Where looking through a span stops; `None` when it reaches the end. Of several key types the nearest end counts,
    /// so that up to there nothing is left out.
    async fn examined(&self, listing: &Listing, span: Span) -> Result<Option<NotificationId>, Error> {
        let statement = if span.newer { NEWEST_EXAMINED } else { OLDEST_EXAMINED };
        let skipped = listing.most_examined.saturating_sub(1);
        let statements = listing
            .key_types
            .iter()
            .map(|key_type| (statement, values![self.id(), *key_type, span.to, span.from, skipped]))
            .collect();
        let mut nearest: Option<NotificationId> = None;
        for mut row in self.store().engine().lists(statements).await?.into_iter().flatten() {
            let id: NotificationId = row.take()?;
            let both = nearest.map(|other| if span.newer { other.min(id) } else { other.max(id) });
            nearest = both.or(Some(id));
        }
        Ok(nearest)
    }

    /// One statement for each key type, because each is in order by itself.
    fn pages(&self, listing: &Listing, span: Span) -> Vec<(Statement, Vec<Value>)> {
        let statement = if span.newer { NEWER } else { OLDER };
        let kinds = kinds_bits(&listing.kinds);
        let page = |key_type: &KeyType| {
            let values = values![
                self.id(),
                *key_type,
                span.to,
                span.from,
                kinds,
                listing.template,
                listing.sender,
                listing.most
            ];
            (statement, values)
        };
        listing.key_types.iter().map(page).collect()
    }
}

/// The kinds as bits; an empty set means all.
fn kinds_bits(kinds: &[(Channel, Status)]) -> i64 {
    if kinds.is_empty() {
        return (1 << 32) - 1;
    }
    kinds.iter().fold(0, |bits, (channel, status)| bits | 1 << (channel_code(*channel) * 16 + status.code()))
}
