//! Limits that are nearly or wholly used, and which of them the members were told of.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::Channel;
use facteur_model::id::ServiceId;
use facteur_model::time::{Day, FiscalYear, Moment};

/// How much of a limit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Four fifths of it.
    Near,
    /// All of it.
    Reached,
}

impl Level {
    /// As stored, in percent. Never renumber.
    pub fn percent(self) -> u32 {
        match self {
            Level::Near => 80,
            Level::Reached => 100,
        }
    }
}

/// Which allowance: of a day, or of a fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The day.
    Day(Day),
    /// The fiscal year.
    Year(FiscalYear),
}

impl Span {
    /// `period_kind` and `period` of `allowance_used`.
    fn stored(self) -> (i64, i64) {
        match self {
            Span::Day(day) => (0, day.number().into()),
            Span::Year(year) => (1, year.start_year().into()),
        }
    }
}

/// An allowance of which there is something to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearlyUsed {
    /// Whose it is.
    pub service: ServiceId,
    /// E-mails or text messages.
    pub channel: Channel,
    /// Of the day or of the year.
    pub span: Span,
    /// What is used.
    pub used: u64,
    /// The limit as it is now.
    pub limit: u64,
    /// Were the members told that it is near?
    pub near_told: bool,
    /// Were the members told that it is reached?
    pub reached_told: bool,
}

statements! {
    // From the services to four rows of each, by their primary key: what is past is not looked at. The number of a day
    // and the number of a year are never the same in our time.
    NEARLY_USED = "
        SELECT met.service_id, met.channel, met.period_kind, met.used, met.limit_value,
               CASE WHEN near.told_at IS NULL THEN 0 ELSE 1 END,
               CASE WHEN reached.told_at IS NULL THEN 0 ELSE 1 END
        FROM (
            SELECT a.service_id, a.channel, a.period_kind, a.period, a.used,
                   CASE a.period_kind * 2 + a.channel
                       WHEN 0 THEN s.daily_email
                       WHEN 1 THEN s.daily_sms
                       WHEN 2 THEN s.annual_email
                       ELSE s.annual_sms
                   END AS limit_value
            FROM services s
            JOIN allowance_used a
              ON a.service_id = s.id
             AND a.channel IN (0, 1)
             AND a.period_kind IN (0, 1)
             AND a.period IN ($1, $2)
            WHERE s.standing = 'active'
        ) met
        LEFT JOIN limit_notices near
          ON near.service_id = met.service_id
         AND near.channel = met.channel
         AND near.period_kind = met.period_kind
         AND near.period = met.period
         AND near.level = 80
         AND near.limit_value = met.limit_value
        LEFT JOIN limit_notices reached
          ON reached.service_id = met.service_id
         AND reached.channel = met.channel
         AND reached.period_kind = met.period_kind
         AND reached.period = met.period
         AND reached.level = 100
         AND reached.limit_value = met.limit_value
        WHERE met.used > 0
          AND met.used * 5 >= met.limit_value * 4
          AND (near.told_at IS NULL OR (reached.told_at IS NULL AND met.used >= met.limit_value))
        ORDER BY met.service_id, met.channel, met.period_kind
        LIMIT $3";

    TOLD = "
        INSERT INTO limit_notices (service_id, channel, period_kind, period, level, limit_value, told_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (service_id, channel, period_kind, period, level)
        DO UPDATE SET limit_value = excluded.limit_value, told_at = excluded.told_at";

    FORGET = "DELETE FROM limit_notices WHERE period_kind = 0 AND period < $1";
}

impl Store {
    /// The allowances of which a fifth or less is left, and whose members have not been told: `most` at most.
    pub async fn nearly_used(
        &self,
        day: Day,
        year: FiscalYear,
        most: usize,
    ) -> Result<Vec<NearlyUsed>, Error> {
        let rows = self.engine().list(NEARLY_USED, values![day, year, most]).await?;
        let read = |mut row: Row| {
            Ok(NearlyUsed {
                service: row.take()?,
                channel: row.take()?,
                span: if row.take()? { Span::Year(year) } else { Span::Day(day) },
                used: row.take()?,
                limit: row.take()?,
                near_told: row.take()?,
                reached_told: row.take()?,
            })
        };
        rows.into_iter().map(read).collect()
    }
}

/// Notes that the members were told of a limit.
pub async fn told(tx: &mut Transaction, of: &NearlyUsed, level: Level, at: Moment) -> Result<(), Error> {
    let (kind, period) = of.span.stored();
    let values = values![of.service, of.channel, kind, period, level.percent(), of.limit, at];
    tx.execute(TOLD, values).await.map(drop)
}

/// Forgets what was told of days before this one.
pub async fn forget(tx: &mut Transaction, before: Day) -> Result<(), Error> {
    tx.execute(FORGET, values![before]).await.map(drop)
}
