//! The same rows by nothing but rusqlite.

use super::{BATCH, Course};
use crate::rows::sqlite::{Specimen, begin, open};
use crate::rows::{Copies, READ, TABLE};
use crate::stopwatch::{Stopwatch, rate};
use facteur_model::time::{Clock, SECOND, SystemClock};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Copies a row, with all its indexes, `rows` to a commit, each commit synced.
pub fn commits(file: &Path, rows: usize, span: Duration, stop: &AtomicBool) -> anyhow::Result<f64> {
    let mut connection = open(file)?;
    let specimen = Specimen::take(&connection)?;
    let mut copies = Copies::from(SystemClock.now());
    let (watch, mut written) = (Stopwatch::start(), 0);
    while watch.elapsed() < span && !stop.load(Ordering::Relaxed) {
        let transaction = begin(&mut connection)?;
        written += u64::try_from(specimen.insert(&transaction, &mut copies, rows)?.len())?;
        transaction.commit()?;
    }
    Ok(rate(written, watch.elapsed()))
}

/// Takes rows through a course, a batch to a commit, each commit synced.
pub fn courses(file: &Path, course: Course, span: Duration, stop: &AtomicBool) -> anyhow::Result<f64> {
    let mut connection = open(file)?;
    let now = SystemClock.now();
    let specimen = Specimen::take(&connection)?;
    let service = specimen.value("service_id")?.clone();
    let lane = specimen.value("lane")?.clone();
    let status = specimen.value("status")?.clone();
    let specimen = specimen
        .with("due_at", now.micros())?
        .with("status", 0)?
        .with("sent_at", Value::Null)?
        .with("completed_at", Value::Null)?
        .with("updated_at", Value::Null)?;
    let mut copies = Copies::from(now);
    let (watch, mut done) = (Stopwatch::start(), 0);
    while watch.elapsed() < span && !stop.load(Ordering::Relaxed) {
        let transaction = begin(&mut connection)?;
        let ids = specimen.insert(&transaction, &mut copies, BATCH)?;
        transaction.commit()?;
        for turn in 1..=course.turns() {
            let transaction = begin(&mut connection)?;
            hold(&transaction, &service, &lane, now.micros())?;
            transaction.commit()?;
            if course == Course::Mail {
                let transaction = begin(&mut connection)?;
                open_attempts(&transaction, &service, &ids, now.micros())?;
                transaction.commit()?;
            }
            let due = (turn < course.turns()).then_some(now.micros());
            let transaction = begin(&mut connection)?;
            settle(&transaction, &service, &ids, &status, now.micros(), due)?;
            if course == Course::Mail {
                close_attempts(&transaction, &ids, now.micros())?;
            }
            transaction.commit()?;
        }
        done += u64::try_from(ids.len())?;
    }
    Ok(rate(done, watch.elapsed()))
}

/// Reads what a report needs of all messages of one service and key type, newest first; says how many they are.
pub fn read_all(file: &Path, stop: &AtomicBool) -> anyhow::Result<u64> {
    let connection = open(file)?;
    let specimen = Specimen::take(&connection)?;
    let mut read = connection.prepare(&format!(
        "SELECT {READ} FROM {TABLE} WHERE service_id = ?1 AND key_type = ?2 ORDER BY id DESC"
    ))?;
    let columns = read.column_count();
    let mut rows = read.query(params![specimen.value("service_id")?, specimen.value("key_type")?])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            std::hint::black_box(row.get_ref(column)?);
        }
        count += 1;
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    Ok(count)
}

fn hold(connection: &Connection, service: &Value, lane: &Value, now: i64) -> anyhow::Result<()> {
    let mut due = connection.prepare_cached(&format!(
        "SELECT sequence, * FROM {TABLE} WHERE lane = ?1 AND service_id = ?2 AND due_at <= ?3
         ORDER BY due_at LIMIT {BATCH}"
    ))?;
    let mut hold = connection
        .prepare_cached(&format!("UPDATE {TABLE} SET lease = ?1, due_at = ?2 WHERE sequence = ?1"))?;
    let found: Vec<i64> =
        due.query_map(params![lane, service, now], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for sequence in found {
        hold.execute(params![sequence, now + 60 * SECOND])?;
    }
    Ok(())
}

fn open_attempts(
    transaction: &Transaction<'_>,
    service: &Value,
    ids: &[[u8; 16]],
    now: i64,
) -> anyhow::Result<()> {
    let mut count = transaction
        .prepare_cached(&format!("UPDATE {TABLE} SET attempts = 1 WHERE id = ?1 AND service_id = ?2"))?;
    let mut open = transaction.prepare_cached(
        "INSERT INTO attempts (notification_id, number, service_id, provider, started_at)
         VALUES (?1, 1, ?2, 'bench', ?3)",
    )?;
    for id in ids {
        count.execute(params![id.as_slice(), service])?;
        open.execute(params![id.as_slice(), service, now])?;
    }
    Ok(())
}

fn close_attempts(transaction: &Transaction<'_>, ids: &[[u8; 16]], now: i64) -> anyhow::Result<()> {
    let mut close = transaction.prepare_cached(
        "UPDATE attempts SET ended_at = ?1, outcome = 'handed-over' WHERE notification_id = ?2 AND number = 1",
    )?;
    for id in ids {
        close.execute(params![now, id.as_slice()])?;
    }
    Ok(())
}

fn settle(
    transaction: &Transaction<'_>,
    service: &Value,
    ids: &[[u8; 16]],
    status: &Value,
    now: i64,
    due: Option<i64>,
) -> anyhow::Result<()> {
    let mut settle = transaction.prepare_cached(&format!(
        "UPDATE {TABLE}
         SET status = ?1, sent_at = ?2, completed_at = ?2, updated_at = ?2, due_at = ?3, lease = NULL
         WHERE id = ?4 AND service_id = ?5"
    ))?;
    for id in ids {
        settle.execute(params![status, now, due, id.as_slice(), service])?;
    }
    Ok(())
}
