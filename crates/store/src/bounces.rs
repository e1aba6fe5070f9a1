//! How many e-mails of a service were sent and came back within a day, and what became of a service with too many.
//!
//! The tallies count by UTC day. How they stood at an hour is written down each hour; what happened since is the
//! difference, so that counting costs no message anything.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::ServiceId;
use facteur_model::time::{Day, Moment};
use std::ops::{Add, Sub};

/// E-mails of live and team keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Returned {
    /// Sent.
    pub sent: u64,
    /// Failed for good.
    pub returned: u64,
}

impl Add for Returned {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { sent: self.sent + other.sent, returned: self.returned + other.returned }
    }
}

impl Sub for Returned {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            sent: self.sent.saturating_sub(other.sent),
            returned: self.returned.saturating_sub(other.returned),
        }
    }
}

/// What the tallies say of a service's e-mails of yesterday and today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoDays {
    /// Whose they are.
    pub service: ServiceId,
    /// Yesterday's.
    pub yesterday: Returned,
    /// Today's.
    pub today: Returned,
}

/// How a day's tallies stood at an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Hours since 1970.
    pub hour: i64,
    /// The day of that hour.
    pub day: Day,
    /// What was counted of that day by then.
    pub counted: Returned,
}

/// What is known of a service of whose e-mails too many came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EmailStanding {
    /// Since when the members know that there are many.
    pub warned_at: Option<Moment>,
    /// Since when its e-mails are not accepted.
    pub paused_at: Option<Moment>,
    /// When a manager let them go again, and how that day's tallies stood.
    pub resumed: Option<(Moment, Returned)>,
}

statements! {
    TWO_DAYS = "
        SELECT t.service_id,
               CAST(SUM(CASE WHEN t.day = $1 THEN t.requested ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN t.day = $1 THEN t.permanent ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN t.day = $2 THEN t.requested ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN t.day = $2 THEN t.permanent ELSE 0 END) AS BIGINT)
        FROM services s
        JOIN tallies t
          ON t.service_id = s.id AND t.day IN ($1, $2) AND t.channel = 0 AND t.key_type IN (0, 1)
        WHERE s.standing = 'active'
        GROUP BY t.service_id
        ORDER BY t.service_id";

    TWO_DAYS_OF = "
        SELECT service_id,
               CAST(SUM(CASE WHEN day = $1 THEN requested ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN day = $1 THEN permanent ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN day = $2 THEN requested ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN day = $2 THEN permanent ELSE 0 END) AS BIGINT)
        FROM tallies
        WHERE service_id = $3 AND day IN ($1, $2) AND channel = 0 AND key_type IN (0, 1)
        GROUP BY service_id";

    MARK = "
        INSERT INTO email_marks (service_id, hour, day, requested, permanent)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (service_id, hour) DO NOTHING";

    LAST_MARK = "
        SELECT hour, day, requested, permanent
        FROM email_marks
        WHERE service_id = $1 AND hour <= $2 AND day >= $3
        ORDER BY hour DESC
        LIMIT 1";

    FORGET_MARKS = "DELETE FROM email_marks WHERE hour < $1";

    STANDINGS = "
        SELECT service_id, warned_at, paused_at, resumed_at, resumed_requested, resumed_permanent
        FROM email_standings
        ORDER BY service_id";

    STANDING = "
        SELECT service_id, warned_at, paused_at, resumed_at, resumed_requested, resumed_permanent
        FROM email_standings
        WHERE service_id = $1";

    WARN = "
        INSERT INTO email_standings (service_id, warned_at, resumed_requested, resumed_permanent)
        VALUES ($1, $2, 0, 0)
        ON CONFLICT (service_id) DO UPDATE SET warned_at = excluded.warned_at";

    CALM = "UPDATE email_standings SET warned_at = NULL WHERE service_id = $1";

    // Whoever pauses first does; the others find it done.
    PAUSE = "
        INSERT INTO email_standings (service_id, paused_at, resumed_requested, resumed_permanent)
        VALUES ($1, $2, 0, 0)
        ON CONFLICT (service_id) DO UPDATE SET paused_at = excluded.paused_at
        WHERE email_standings.paused_at IS NULL";

    RESUME = "
        UPDATE email_standings
        SET paused_at = NULL, warned_at = NULL, resumed_at = $1, resumed_requested = $2, resumed_permanent = $3
        WHERE service_id = $4 AND paused_at IS NOT NULL";
}

fn read_days(mut row: Row) -> Result<TwoDays, Error> {
    let mut of = || -> Result<(ServiceId, Returned, Returned), Error> {
        let service = row.take()?;
        let yesterday = Returned { sent: row.take()?, returned: row.take()? };
        Ok((service, yesterday, Returned { sent: row.take()?, returned: row.take()? }))
    };
    let (service, yesterday, today) = of()?;
    Ok(TwoDays { service, yesterday, today })
}

fn read_standing(mut row: Row) -> Result<(ServiceId, EmailStanding), Error> {
    let service = row.take()?;
    let (warned_at, paused_at, resumed_at) = (row.take()?, row.take()?, row.take()?);
    let resumed_at: Option<Moment> = resumed_at;
    let counted = Returned { sent: row.take()?, returned: row.take()? };
    Ok((service, EmailStanding { warned_at, paused_at, resumed: resumed_at.map(|at| (at, counted)) }))
}

impl Store {
    /// What the tallies of a day and the one before it say, of every active service that sent e-mails.
    pub async fn emails_of_two_days(&self, today: Day) -> Result<Vec<TwoDays>, Error> {
        let rows = self.engine().list(TWO_DAYS, values![today.back(1), today]).await?;
        rows.into_iter().map(read_days).collect()
    }

    /// The services of which something is known.
    pub async fn email_standings(&self) -> Result<Vec<(ServiceId, EmailStanding)>, Error> {
        self.engine().list(STANDINGS, values![]).await?.into_iter().map(read_standing).collect()
    }
}

impl ServiceStore {
    /// What the tallies of a day and the one before it say.
    pub async fn emails_of_two_days(&self, today: Day) -> Result<TwoDays, Error> {
        let values = values![today.back(1), today, self.id()];
        let row = self.store().engine().optional(TWO_DAYS_OF, values).await?;
        let nothing =
            TwoDays { service: self.id(), yesterday: Returned::default(), today: Returned::default() };
        row.map_or(Ok(nothing), read_days)
    }

    /// The last mark up to an hour, of this day or a later one.
    pub async fn mark_up_to(&self, hour: i64, first: Day) -> Result<Option<Mark>, Error> {
        let row = self.store().engine().optional(LAST_MARK, values![self.id(), hour, first]).await?;
        row.map(|mut row| {
            let (hour, day) = (row.take()?, row.take()?);
            Ok(Mark { hour, day, counted: Returned { sent: row.take()?, returned: row.take()? } })
        })
        .transpose()
    }

    /// What is known of it.
    pub async fn email_standing(&self) -> Result<EmailStanding, Error> {
        let row = self.store().engine().optional(STANDING, values![self.id()]).await?;
        Ok(row.map(read_standing).transpose()?.map(|(_, standing)| standing).unwrap_or_default())
    }
}

/// Writes down how a service's day stands. The first one of an hour stays.
pub async fn mark(tx: &mut Transaction, service: ServiceId, mark: &Mark) -> Result<(), Error> {
    let Returned { sent, returned } = mark.counted;
    tx.execute(MARK, values![service, mark.hour, mark.day, sent, returned]).await.map(drop)
}

/// Forgets the marks before an hour.
pub async fn forget_marks(tx: &mut Transaction, before: i64) -> Result<(), Error> {
    tx.execute(FORGET_MARKS, values![before]).await.map(drop)
}

/// Notes that the members know.
pub async fn warn(tx: &mut Transaction, service: ServiceId, at: Moment) -> Result<(), Error> {
    tx.execute(WARN, values![service, at]).await.map(drop)
}

/// Notes that there are no more than usual any more.
pub async fn calm(tx: &mut Transaction, service: ServiceId) -> Result<(), Error> {
    tx.execute(CALM, values![service]).await.map(drop)
}

/// Takes no e-mails of the service from now on; says `false` when none are taken already.
pub async fn pause(tx: &mut Transaction, service: ServiceId, at: Moment) -> Result<bool, Error> {
    tx.touch(service);
    Ok(tx.execute(PAUSE, values![service, at]).await? > 0)
}

/// Takes e-mails of the service again, and counts from here; says `false` when they were taken.
pub async fn resume(
    tx: &mut Transaction,
    service: ServiceId,
    at: Moment,
    today: Returned,
) -> Result<bool, Error> {
    tx.touch(service);
    Ok(tx.execute(RESUME, values![at, today.sent, today.returned, service]).await? > 0)
}
