//! What became of each day's messages, added up while they are accepted and settled: totals cost the same however
//! many messages there were.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, key_type_code, statements, values};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, TemplateId};
use facteur_model::time::Day;
use std::ops::{AddAssign, RangeInclusive};

/// What became of some messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Accepted.
    pub requested: u64,
    /// Text message parts; for e-mails the same as `requested`.
    pub units: u64,
    /// Delivered; e-mails that a mail server took among them.
    pub delivered: u64,
    /// Failed here.
    pub technical: u64,
    /// Failed there, for now.
    pub temporary: u64,
    /// Failed for good: there is no such recipient.
    pub permanent: u64,
}

impl Counts {
    /// Of every cause.
    pub fn failed(&self) -> u64 {
        self.technical.saturating_add(self.temporary).saturating_add(self.permanent)
    }

    /// Neither delivered nor failed yet.
    pub fn in_transit(&self) -> u64 {
        self.requested.saturating_sub(self.delivered).saturating_sub(self.failed())
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.requested += other.requested;
        self.units += other.units;
        self.delivered += other.delivered;
        self.technical += other.technical;
        self.temporary += other.temporary;
        self.permanent += other.permanent;
    }
}

/// Which messages to count.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The UTC days on which they were accepted.
    pub days: RangeInclusive<Day>,
    /// Sent with keys of these types.
    pub key_types: Vec<KeyType>,
    /// Only of this template.
    pub template: Option<TemplateId>,
    /// Only with this key, or by the person with this id.
    pub sender: Option<ApiKeyId>,
}

/// What one day counts on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCounts {
    /// The day, in UTC.
    pub day: Day,
    /// E-mail or text message.
    pub channel: Channel,
    /// What became of the day's messages.
    pub counts: Counts,
}

/// How much a template was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateCounts {
    /// The template.
    pub template: TemplateId,
    /// E-mail or text message.
    pub channel: Channel,
    /// What became of its messages.
    pub counts: Counts,
}

/// The sums of [`Counts`], in its order. The casts are for PostgreSQL, whose sums are wider than what they add up.
macro_rules! sums {
    () => {
        "CAST(SUM(requested) AS BIGINT), CAST(SUM(units) AS BIGINT), CAST(SUM(delivered) AS BIGINT), \
         CAST(SUM(technical) AS BIGINT), CAST(SUM(temporary) AS BIGINT), CAST(SUM(permanent) AS BIGINT)"
    };
}
pub(crate) use sums;

statements! {
    BY_DAY = concat!("
        SELECT day, channel, ", sums!(), "
        FROM tallies
        WHERE service_id = $1
          AND day >= $2
          AND day <= $3
          AND (CAST(1 AS BIGINT) << CAST(key_type AS INTEGER)) & $4 <> 0
          AND template_id = COALESCE($5, template_id)
          AND sender_id = COALESCE($6, sender_id)
        GROUP BY day, channel
        ORDER BY day, channel");

    BY_TEMPLATE = concat!("
        SELECT template_id, channel, ", sums!(), "
        FROM tallies
        WHERE service_id = $1
          AND day >= $2
          AND day <= $3
          AND (CAST(1 AS BIGINT) << CAST(key_type AS INTEGER)) & $4 <> 0
          AND template_id = COALESCE($5, template_id)
          AND sender_id = COALESCE($6, sender_id)
        GROUP BY template_id, channel
        ORDER BY SUM(requested) DESC, template_id
        LIMIT $7");
}

impl ServiceStore {
    /// What became of messages, by day and channel; days without any are left out.
    pub async fn counts_by_day(&self, counted: &Counted) -> Result<Vec<DayCounts>, Error> {
        let rows = self.store().engine().list(BY_DAY, self.counted(counted)).await?;
        let read = |mut row: Row| {
            Ok(DayCounts { day: row.take()?, channel: row.take()?, counts: read_counts(&mut row)? })
        };
        rows.into_iter().map(read).collect()
    }

    /// What became of messages, by template, those used most first.
    pub async fn counts_by_template(
        &self,
        counted: &Counted,
        most: usize,
    ) -> Result<Vec<TemplateCounts>, Error> {
        let mut values = self.counted(counted);
        values.push(most.into());
        let rows = self.store().engine().list(BY_TEMPLATE, values).await?;
        let read = |mut row: Row| {
            Ok(TemplateCounts { template: row.take()?, channel: row.take()?, counts: read_counts(&mut row)? })
        };
        rows.into_iter().map(read).collect()
    }

    fn counted(&self, counted: &Counted) -> Vec<crate::session::Value> {
        let key_types =
            counted.key_types.iter().fold(0_i64, |bits, key_type| bits | 1 << key_type_code(*key_type));
        let (first, last) = (*counted.days.start(), *counted.days.end());
        values![self.id(), first, last, key_types, counted.template, counted.sender]
    }
}

pub(crate) fn read_counts(row: &mut Row) -> Result<Counts, Error> {
    Ok(Counts {
        requested: row.take()?,
        units: row.take()?,
        delivered: row.take()?,
        technical: row.take()?,
        temporary: row.take()?,
        permanent: row.take()?,
    })
}
