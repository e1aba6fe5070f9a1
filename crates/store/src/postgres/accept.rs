//! Accepting messages, on PostgreSQL: whatever waits when a clerk is free shares a transaction.

mod clerk;
mod decide;
pub(super) mod witness;

pub(super) use clerk::{CLERKS, Clerks};

use super::pool::Lent;
use super::values::column;
use crate::error::Error;
use crate::hot::allowance_used::Allowance;
use crate::hot::sealed::{AcceptOutcome, SealedAccept, SealedIdempotency, SealedNotification};
use crate::hot::tally::{self, Moves};
use crate::seal::Tag;
use crate::session::{channel_code, key_type_code, statements};
use decide::Decisions;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use futures_util::future::{try_join, try_join3};
use std::collections::{BTreeSet, HashMap};
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use witness::Witness;

statements! {
    NAME_TRANSACTION = "SELECT CAST(pg_current_xact_id() AS TEXT)";

    ANSWERED = "
        SELECT asked.place, i.sealed_answer
        FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bigint[])
             AS asked (place, service_id, key_tag, now)
        JOIN idempotency i
          ON i.service_id = asked.service_id AND i.key_tag = asked.key_tag AND i.expires_at > asked.now";

    // In one order everywhere, so that two flushes never wait for one another in a circle.
    USED = "
        SELECT a.service_id, a.channel, a.period_kind, a.period, a.used
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[])
             AS asked (service_id, channel, period_kind, period)
        JOIN allowance_used a
          ON a.service_id = asked.service_id AND a.channel = asked.channel
             AND a.period_kind = asked.period_kind AND a.period = asked.period
        ORDER BY a.service_id, a.channel, a.period_kind, a.period
        FOR UPDATE OF a";

    BEGIN_COUNTING = "
        INSERT INTO allowance_used (service_id, channel, period_kind, period, used)
        SELECT service_id, channel, period_kind, period, 0
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[])
             AS asked (service_id, channel, period_kind, period)
        ORDER BY service_id, channel, period_kind, period
        ON CONFLICT (service_id, channel, period_kind, period) DO NOTHING";

    WRITE_USED = "
        UPDATE allowance_used a
        SET used = new.used
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
             AS new (service_id, channel, period_kind, period, used)
        WHERE a.service_id = new.service_id AND a.channel = new.channel
          AND a.period_kind = new.period_kind AND a.period = new.period";

    FORGET_EXPIRED = "
        DELETE FROM idempotency i
        USING unnest($1::uuid[], $2::bytea[], $3::bigint[]) AS asked (service_id, key_tag, now)
        WHERE i.service_id = asked.service_id AND i.key_tag = asked.key_tag AND i.expires_at <= asked.now";

    // Another node may have answered the same key meanwhile: then this fails, and the whole flush looks again.
    REMEMBER_ANSWERS = "
        INSERT INTO idempotency (service_id, key_tag, expires_at, sealed_answer)
        SELECT service_id, key_tag, expires_at, sealed_answer
        FROM unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::bytea[])
             AS new (service_id, key_tag, expires_at, sealed_answer)
        ORDER BY service_id, key_tag";

    INSERT_NOTIFICATIONS = "
        INSERT INTO notifications
            (id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at,
             scheduled_for, status, parts, attempts, lane, reference_tag, recipient_tag, sealed_content)
        SELECT id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at,
               scheduled_for, status, parts, 0, lane, reference_tag, recipient_tag, sealed_content
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::uuid[], $7::bigint[],
                    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bytea[], $13::bytea[],
                    $14::bytea[], $15::bigint[])
             AS new (id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at,
                     scheduled_for, parts, lane, reference_tag, recipient_tag, sealed_content, status)";

    // In one order everywhere, as for the allowances; each clerk of each node has a shard, so that none waits for another.
    COUNT = "
        INSERT INTO tallies
            (service_id, day, channel, key_type, sender_id, template_id, shard, requested, units, delivered,
             technical, temporary, permanent)
        SELECT service_id, day, channel, key_type, sender_id, template_id, $9, requested, units, 0, 0, 0, 0
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::uuid[], $6::uuid[], $7::bigint[],
                    $8::bigint[])
             AS new (service_id, day, channel, key_type, sender_id, template_id, requested, units)
        ORDER BY service_id, day, channel, key_type, sender_id, template_id
        ON CONFLICT (service_id, day, channel, key_type, sender_id, template_id, shard)
        DO UPDATE SET requested = tallies.requested + excluded.requested,
                      units = tallies.units + excluded.units";

    QUEUE = "
        INSERT INTO queue (service_id, notification_id, lane, due_at, attempts)
        SELECT service_id, notification_id, lane, due_at, 0
        FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
             AS new (service_id, notification_id, lane, due_at)";
}

/// Tries after which a flush gives up: each further one means that another node came first once more.
const TRIES: usize = 5;

/// What is known of a flush when the link broke in the middle.
pub(super) enum Broken {
    /// Nothing was written.
    Nothing(Error),
    /// Its end was on the way to the server: only the server knows whether it came.
    Undecided {
        /// The transaction, as the server names it.
        transaction: String,
        /// A row that is there if it came.
        witness: Witness,
        /// What to answer if it came.
        outcomes: Vec<AcceptOutcome>,
    },
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Broken::Nothing(error)
    }
}

/// Accepts all of them in one transaction; each gets its own answer.
pub(super) async fn flush(
    lent: &Lent,
    accepts: &[SealedAccept],
    shard: i64,
) -> Result<Vec<AcceptOutcome>, Broken> {
    let mut outcome = Err(Broken::Nothing(Error::Busy));
    for _ in 0..TRIES {
        outcome = attempt(lent, accepts, shard).await;
        let Err(Broken::Nothing(error)) = outcome else { break };
        if error == Error::Unreachable || lent.run("ROLLBACK").await.is_err() {
            lent.give_up();
            break;
        }
        if !matches!(error, Error::Exists | Error::Busy) {
            break;
        }
    }
    outcome
}

async fn attempt(lent: &Lent, accepts: &[SealedAccept], shard: i64) -> Result<Vec<AcceptOutcome>, Broken> {
    let name = lent.prepared(NAME_TRANSACTION).await?;
    let client = lent.client();
    let begun = lent.wait(try_join(client.batch_execute("BEGIN"), client.query_one(&name, &[]))).await;
    let transaction: String = column(NAME_TRANSACTION, &begun?.1, 0)?;
    let answered = answered(lent, accepts).await?;
    let charged = |accept: &SealedAccept| Some(Allowance::of(accept.service, accept.charge.as_ref()?));
    let allowances: BTreeSet<Allowance> = accepts.iter().filter_map(charged).flatten().collect();
    let used = if allowances.is_empty() { HashMap::new() } else { used(lent, &allowances).await? };
    let mut decisions = Decisions::new(answered, used);
    let outcomes =
        accepts.iter().enumerate().map(|(place, accept)| decisions.decide(place, accept)).collect();
    match write(lent, accepts, &decisions, shard).await {
        Ok(()) => Ok(outcomes),
        Err(Error::Unreachable) => {
            lent.give_up();
            let witness = Witness::of(decisions.stored.iter().map(|place| &accepts[*place]));
            Err(Broken::Undecided { transaction, witness, outcomes })
        }
        Err(error) => Err(Broken::Nothing(error)),
    }
}

/// Earlier answers, by the place of the request that asks for them again.
async fn answered(lent: &Lent, accepts: &[SealedAccept]) -> Result<HashMap<usize, Vec<u8>>, Error> {
    let (mut places, mut services, mut tags, mut nows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, accept) in (0_i64..).zip(accepts) {
        if let Some(idempotency) = &accept.idempotency {
            places.push(place);
            services.push(accept.service.as_uuid());
            tags.push(idempotency.key_tag.as_slice());
            nows.push(accept.now.micros());
        }
    }
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = lent.rows(ANSWERED, &[&places, &services, &tags, &nows]).await?;
    rows.iter()
        .map(|row| {
            let place: i64 = column(ANSWERED, row, 0)?;
            Ok((usize::try_from(place).unwrap_or(usize::MAX), column(ANSWERED, row, 1)?))
        })
        .collect()
}

/// What is used of each allowance; its row is locked until the end of the transaction.
async fn used(lent: &Lent, allowances: &BTreeSet<Allowance>) -> Result<HashMap<Allowance, u64>, Error> {
    let services: Vec<Uuid> = allowances.iter().map(|allowance| allowance.service.as_uuid()).collect();
    let channels: Vec<i64> = allowances.iter().map(|allowance| allowance.channel).collect();
    let kinds: Vec<i64> = allowances.iter().map(|allowance| allowance.kind).collect();
    let periods: Vec<i64> = allowances.iter().map(|allowance| allowance.period).collect();
    let asked: [&(dyn ToSql + Sync); 4] = [&services, &channels, &kinds, &periods];
    let mut rows = lent.rows(USED, &asked).await?;
    if rows.len() < allowances.len() {
        // The first of its day; from the next flush on the rows are there.
        lent.change(BEGIN_COUNTING, &asked).await?;
        rows = lent.rows(USED, &asked).await?;
    }
    rows.iter()
        .map(|row| {
            let allowance = Allowance {
                service: ServiceId::from_uuid(column(USED, row, 0)?),
                channel: column(USED, row, 1)?,
                kind: column(USED, row, 2)?,
                period: column(USED, row, 3)?,
            };
            let used: i64 = column(USED, row, 4)?;
            Ok((allowance, u64::try_from(used).unwrap_or_default()))
        })
        .collect()
}

/// Writes what was decided and commits, all sent at once: the server works through it without waiting for us.
async fn write(
    lent: &Lent,
    accepts: &[SealedAccept],
    decisions: &Decisions,
    shard: i64,
) -> Result<(), Error> {
    let stored = || decisions.stored.iter().map(|place| &accepts[*place]);
    let (notifications, queue) = rows(stored().filter_map(|accept| accept.notification.as_ref()));
    let answers = Answers::of(stored());
    let tallied = Tallied::of(stored().filter_map(|accept| accept.notification.as_ref()));
    let charged: Vec<(&Allowance, u64)> = decisions.charged().collect();

    let insert = lent.prepared(INSERT_NOTIFICATIONS).await?;
    let (enqueue, count) = (lent.prepared(QUEUE).await?, lent.prepared(COUNT).await?);
    let write_used = lent.prepared(WRITE_USED).await?;
    let (forget, remember) = (lent.prepared(FORGET_EXPIRED).await?, lent.prepared(REMEMBER_ANSWERS).await?);
    let client = lent.client();
    let messages = async {
        if notifications.ids.is_empty() {
            return Ok(());
        }
        let columns = notifications.parameters();
        let queued = queue.parameters();
        let counted = tallied.parameters(&shard);
        let inserted = client.execute(&insert, &columns);
        let (queued, counted) = (client.execute(&enqueue, &queued), client.execute(&count, &counted));
        try_join3(inserted, queued, counted).await.map(drop)
    };
    let counters = async {
        if charged.is_empty() {
            return Ok(());
        }
        let services: Vec<Uuid> = charged.iter().map(|(allowance, _)| allowance.service.as_uuid()).collect();
        let channels: Vec<i64> = charged.iter().map(|(allowance, _)| allowance.channel).collect();
        let kinds: Vec<i64> = charged.iter().map(|(allowance, _)| allowance.kind).collect();
        let periods: Vec<i64> = charged.iter().map(|(allowance, _)| allowance.period).collect();
        let units: Vec<i64> =
            charged.iter().map(|(_, units)| i64::try_from(*units).unwrap_or(i64::MAX)).collect();
        client.execute(&write_used, &[&services, &channels, &kinds, &periods, &units]).await.map(drop)
    };
    let remembered = async {
        if answers.services.is_empty() {
            return Ok(());
        }
        let Answers { services, tags, nows, expire, sealed } = &answers;
        let asked: [&(dyn ToSql + Sync); 3] = [services, tags, nows];
        let new: [&(dyn ToSql + Sync); 4] = [services, tags, expire, sealed];
        try_join(client.execute(&forget, &asked), client.execute(&remember, &new)).await.map(drop)
    };
    // Polled in this order, they are sent in this order. After a refusal the server takes nothing but the end, and
    // makes it a rollback; the refusal is what comes out.
    let written = async {
        let (work, committed) = futures_util::future::join(
            try_join3(messages, counters, remembered),
            client.batch_execute("COMMIT"),
        )
        .await;
        work?;
        committed
    };
    Box::pin(lent.wait(written)).await
}

/// The columns of the notifications to insert.
#[derive(Default)]
struct Notifications<'a> {
    ids: Vec<Uuid>,
    services: Vec<Uuid>,
    keys: Vec<Uuid>,
    key_types: Vec<i64>,
    channels: Vec<i64>,
    templates: Vec<Uuid>,
    versions: Vec<i64>,
    created: Vec<i64>,
    scheduled: Vec<Option<i64>>,
    parts: Vec<i64>,
    lanes: Vec<i64>,
    references: Vec<Option<&'a [u8]>>,
    recipients: Vec<Option<&'a [u8]>>,
    contents: Vec<&'a [u8]>,
    statuses: Vec<i64>,
}

/// The columns of what they are counted by.
#[derive(Default)]
struct Tallied {
    services: Vec<Uuid>,
    days: Vec<i64>,
    channels: Vec<i64>,
    key_types: Vec<i64>,
    senders: Vec<Uuid>,
    templates: Vec<Uuid>,
    requested: Vec<i64>,
    units: Vec<i64>,
}

impl Tallied {
    fn of<'a>(accepted: impl Iterator<Item = &'a SealedNotification>) -> Self {
        let mut moves = Moves::new();
        tally::add_accepted(&mut moves, accepted);
        let mut columns = Self::default();
        for (counter, by) in moves {
            columns.services.push(counter.service);
            columns.days.push(counter.day);
            columns.channels.push(counter.channel);
            columns.key_types.push(counter.key_type);
            columns.senders.push(counter.sender);
            columns.templates.push(counter.template);
            columns.requested.push(by.requested);
            columns.units.push(by.units);
        }
        columns
    }

    fn parameters<'p>(&'p self, shard: &'p i64) -> [&'p (dyn ToSql + Sync); 9] {
        let Self { services, days, channels, key_types, senders, templates, requested, units } = self;
        [services, days, channels, key_types, senders, templates, requested, units, shard]
    }
}

/// The columns of their places in the queue.
#[derive(Default)]
struct Queue {
    services: Vec<Uuid>,
    ids: Vec<Uuid>,
    lanes: Vec<i64>,
    due: Vec<i64>,
}

fn rows<'a>(accepted: impl Iterator<Item = &'a SealedNotification>) -> (Notifications<'a>, Queue) {
    let (mut rows, mut queue) = (Notifications::default(), Queue::default());
    for SealedNotification { plain, reference_tag, recipient_tag, sealed_content } in accepted {
        rows.ids.push(plain.id.as_uuid());
        rows.services.push(plain.service.as_uuid());
        rows.keys.push(plain.key.as_uuid());
        rows.key_types.push(key_type_code(plain.key_type));
        rows.channels.push(channel_code(plain.channel));
        rows.templates.push(plain.template.as_uuid());
        rows.versions.push(plain.template_version.into());
        rows.created.push(plain.created_at.micros());
        rows.scheduled.push(plain.scheduled_for.map(Moment::micros));
        rows.parts.push(plain.parts.into());
        rows.lanes.push(plain.lane.code());
        rows.references.push(reference_tag.as_ref().map(Tag::as_slice));
        rows.recipients.push(recipient_tag.as_ref().map(Tag::as_slice));
        rows.contents.push(sealed_content);
        rows.statuses.push(plain.status.code());
        queue.services.push(plain.service.as_uuid());
        queue.ids.push(plain.id.as_uuid());
        queue.lanes.push(plain.lane.code());
        queue.due.push(plain.due_at.micros());
    }
    (rows, queue)
}

impl Notifications<'_> {
    fn parameters(&self) -> [&(dyn ToSql + Sync); 15] {
        [
            &self.ids,
            &self.services,
            &self.keys,
            &self.key_types,
            &self.channels,
            &self.templates,
            &self.versions,
            &self.created,
            &self.scheduled,
            &self.parts,
            &self.lanes,
            &self.references,
            &self.recipients,
            &self.contents,
            &self.statuses,
        ]
    }
}

impl Queue {
    fn parameters(&self) -> [&(dyn ToSql + Sync); 4] {
        [&self.services, &self.ids, &self.lanes, &self.due]
    }
}

/// The columns of the answers to remember.
#[derive(Default)]
struct Answers<'a> {
    services: Vec<Uuid>,
    tags: Vec<&'a [u8]>,
    nows: Vec<i64>,
    expire: Vec<i64>,
    sealed: Vec<&'a [u8]>,
}

impl<'a> Answers<'a> {
    fn of(accepted: impl Iterator<Item = &'a SealedAccept>) -> Self {
        let mut answers = Self::default();
        for accept in accepted {
            if let Some(SealedIdempotency { key_tag, expires_at, sealed_answer }) = &accept.idempotency {
                answers.services.push(accept.service.as_uuid());
                answers.tags.push(key_tag);
                answers.nows.push(accept.now.micros());
                answers.expire.push(expires_at.micros());
                answers.sealed.push(sealed_answer);
            }
        }
        answers
    }
}
