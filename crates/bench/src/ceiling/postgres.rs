//! The same rows by nothing but tokio-postgres.

use super::{BATCH, Course};
use crate::cluster::connect;
use crate::rows::postgres::{Specimen, Wire};
use crate::rows::{Copies, READ, TABLE};
use crate::stopwatch::{Stopwatch, rate};
use facteur_model::time::{Clock, MINUTE, Moment, SECOND, SystemClock};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_postgres::{Client, Statement};

/// Connections that write at once: while one waits for the disk, the other works.
const WRITERS: usize = 2;

/// How rows reach the server.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// Notifications and their places in the queue, by one statement each.
    Unnest,
    /// Notifications alone.
    Copy,
}

/// Copies a row, with all its indexes, `rows` to as many commits as there are writers.
pub async fn commits(url: &str, rows: usize, span: Duration, by: By) -> anyhow::Result<f64> {
    let writers = WRITERS.min(rows);
    each(writers, |writer| {
        let url = url.to_owned();
        async move {
            let store = Store::open(&url, writer).await?;
            let mut copies = Copies::from(start_of(writer));
            let (watch, mut written) = (Stopwatch::start(), 0);
            let share = rows / writers;
            while watch.elapsed() < span {
                match by {
                    By::Unnest => drop(store.accept(&mut copies, share).await?),
                    By::Copy => store.specimen.copy(&store.durable, &mut copies, share).await?,
                }
                written += u64::try_from(share)?;
            }
            Ok(rate(written, watch.elapsed()))
        }
    })
    .await
}

/// Takes rows through a course, a batch to a commit.
pub async fn courses(url: &str, course: Course, span: Duration) -> anyhow::Result<f64> {
    each(WRITERS, |writer| {
        let url = url.to_owned();
        async move {
            let store = Store::open(&url, writer).await?;
            let mut copies = Copies::from(start_of(writer));
            let (watch, mut done) = (Stopwatch::start(), 0);
            while watch.elapsed() < span {
                let ids = store.accept(&mut copies, BATCH).await?;
                for turn in 1..=course.turns() {
                    store.claim().await?;
                    if course == Course::Mail {
                        store.open_attempts(&ids).await?;
                    }
                    store.settle(&ids, turn == course.turns()).await?;
                }
                done += u64::try_from(ids.len())?;
            }
            Ok(rate(done, watch.elapsed()))
        }
    })
    .await
}

/// Reads what a report needs of all messages of one service and key type, newest first; says how many they are.
pub async fn read_all(url: &str) -> anyhow::Result<u64> {
    /// Rows that come at once.
    const PORTION: i32 = 1_000;
    let mut client = connect(url).await?;
    let specimen = Specimen::take(&client).await?;
    let transaction = client.transaction().await?;
    let read = format!("SELECT {READ} FROM {TABLE} WHERE service_id = $1 AND key_type = $2 ORDER BY id DESC");
    let of = [specimen.value("service_id")?, specimen.value("key_type")?];
    let portal = transaction.bind(&read, &[of[0], of[1]]).await?;
    let mut count = 0;
    loop {
        let rows = transaction.query_portal(&portal, PORTION).await?;
        for row in &rows {
            for column in 0..row.len() {
                std::hint::black_box(row.try_get::<_, Wire>(column)?);
            }
        }
        count += u64::try_from(rows.len())?;
        if rows.is_empty() {
            return Ok(count);
        }
    }
}

/// The sum of what the writers do.
async fn each<F>(writers: usize, work: impl Fn(usize) -> F) -> anyhow::Result<f64>
where
    F: Future<Output = anyhow::Result<f64>> + Send + 'static,
{
    let mut tasks: JoinSet<_> = (0..writers).map(work).collect();
    let mut sum = 0.0;
    while let Some(rate) = tasks.join_next().await {
        sum += rate??;
    }
    Ok(sum)
}

/// Ids are drawn from the same seed, so two writers must not draw them for the same moments.
fn start_of(writer: usize) -> Moment {
    SystemClock.now().plus(i64::try_from(writer).unwrap_or(0) * MINUTE)
}

const QUEUE: &str = "
    INSERT INTO queue (service_id, notification_id, lane, due_at, attempts)
    SELECT $1, id, $2, $3, 0 FROM UNNEST($4::uuid[]) AS new (id)";

const CLAIM: &str = "
    WITH due AS (
        SELECT service_id, notification_id FROM queue
        WHERE lane = $1 AND service_id = $2 AND due_at <= $3
        ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED
    ), held AS (
        UPDATE queue h SET lease = nextval('leases'), due_at = $5 FROM due
        WHERE h.service_id = due.service_id AND h.notification_id = due.notification_id
        RETURNING h.service_id, h.notification_id
    )
    SELECT n.* FROM held
    JOIN notifications n ON n.service_id = held.service_id AND n.id = held.notification_id";

const OPEN_ATTEMPTS: &str = "
    WITH counted AS (
        UPDATE queue SET attempts = 1 WHERE service_id = $1 AND notification_id = ANY($2::uuid[])
        RETURNING service_id, notification_id
    )
    INSERT INTO attempts (notification_id, number, service_id, provider, started_at)
    SELECT notification_id, 1, service_id, 'bench', $3 FROM counted";

const SETTLE: &str = "
    WITH done AS (
        DELETE FROM queue WHERE service_id = $1 AND notification_id = ANY($2::uuid[])
        RETURNING service_id, notification_id
    ), closed AS (
        UPDATE attempts a SET ended_at = $3, outcome = 'handed-over' FROM done
        WHERE a.service_id = done.service_id AND a.notification_id = done.notification_id
    )
    UPDATE notifications n
    SET status = status + 1, sent_at = $3, completed_at = $3, updated_at = $3
    FROM done
    WHERE n.service_id = done.service_id AND n.id = done.notification_id";

const SETTLE_FOR_NOW: &str = "
    WITH again AS (
        UPDATE queue SET due_at = $3, lease = NULL
        WHERE service_id = $1 AND notification_id = ANY($2::uuid[])
        RETURNING service_id, notification_id
    )
    UPDATE notifications n
    SET status = status + 1, sent_at = $3, updated_at = $3
    FROM again
    WHERE n.service_id = again.service_id AND n.id = again.notification_id";

struct Store {
    durable: Client,
    /// A claim that is lost in a crash is only made again, so the program does not wait for the disk either.
    hasty: Client,
    specimen: Specimen,
    /// The lane is the writer's own, so that each claims what it wrote.
    lane: i64,
    queue: Statement,
    claim: Statement,
    open_attempts: Statement,
    settle: Statement,
    settle_for_now: Statement,
}

impl Store {
    async fn open(url: &str, writer: usize) -> anyhow::Result<Self> {
        let (durable, hasty) = (connect(url).await?, connect(url).await?);
        hasty.batch_execute("SET synchronous_commit = off").await?;
        Ok(Self {
            specimen: Specimen::take(&durable).await?,
            lane: 1_000 + i64::try_from(writer)?,
            queue: durable.prepare(QUEUE).await?,
            claim: hasty.prepare(CLAIM).await?,
            open_attempts: durable.prepare(OPEN_ATTEMPTS).await?,
            settle: durable.prepare(SETTLE).await?,
            settle_for_now: durable.prepare(SETTLE_FOR_NOW).await?,
            durable,
            hasty,
        })
    }

    fn service(&self) -> anyhow::Result<&Wire> {
        self.specimen.value("service_id")
    }

    async fn accept(&self, copies: &mut Copies, count: usize) -> anyhow::Result<Vec<Wire>> {
        self.durable.batch_execute("BEGIN").await?;
        let ids = self.specimen.unnest(&self.durable, copies, count).await?;
        let now = SystemClock.now().micros();
        self.durable.execute(&self.queue, &[self.service()?, &self.lane, &now, &ids]).await?;
        self.durable.batch_execute("COMMIT").await?;
        Ok(ids)
    }

    async fn claim(&self) -> anyhow::Result<()> {
        let (now, most) = (SystemClock.now().micros(), i64::try_from(BATCH)?);
        let until = now + 60 * SECOND;
        self.hasty.query(&self.claim, &[&self.lane, self.service()?, &now, &most, &until]).await?;
        Ok(())
    }

    async fn open_attempts(&self, ids: &Vec<Wire>) -> anyhow::Result<()> {
        let now = SystemClock.now().micros();
        self.durable.execute(&self.open_attempts, &[self.service()?, ids, &now]).await?;
        Ok(())
    }

    /// For good, or until it is due again.
    async fn settle(&self, ids: &Vec<Wire>, for_good: bool) -> anyhow::Result<()> {
        let settle = if for_good { &self.settle } else { &self.settle_for_now };
        self.durable.execute(settle, &[self.service()?, ids, &SystemClock.now().micros()]).await?;
        Ok(())
    }
}
