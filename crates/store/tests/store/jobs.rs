//! Jobs: rows become messages once, allowances are taken once and given back, totals stay.

use crate::world::{LEASE, World, claim_due, everything};
use facteur_model::allowance::{Exhausted, Limits};
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, JobId, NotificationId, ServiceId, TemplateId};
use facteur_model::job::{InJob, JobOrigin, JobState};
use facteur_model::notification::{Reason, Status};
use facteur_model::time::{DAY, HOUR};
use facteur_model::{Channel, Lane, Priority};
use facteur_store::jobs::{
    self, Change, Expanded, Expansion, Job, JobDetails, JobRow, JobRowFilter, JobSettings, NewRow, Stored,
};
use facteur_store::{Charge, Error, Filter, JobRows, NewNotification, Settlement};

const FILE: [u8; 32] = [5; 32];

fn row(number: u32) -> JobRow {
    let to = format!("Person{number}@Example.ca");
    JobRow {
        row: number,
        parts: 1,
        to_normalised: to.to_lowercase(),
        to,
        reference: Some(format!("case {number}")),
        personalisation: r#"{"name":"Amala"}"#.to_owned(),
    }
}

fn new_job(world: &World, service: ServiceId, rows: u32) -> Job {
    let now = world.now();
    Job {
        id: JobId::new(now, &world.chance),
        service,
        origin: JobOrigin::Site,
        sender: ApiKeyId::new(now, &world.chance),
        key_type: KeyType::Live,
        channel: Channel::Email,
        template: TemplateId::new(now, &world.chance),
        template_version: 2,
        lane: Lane::Real(Channel::Email, Priority::Bulk),
        state: JobState::Pending,
        rows,
        left_out: 0,
        made: 0,
        charged_day: Some(now.day()),
        created_at: now,
        scheduled_for: None,
        due_at: Some(now),
        started_at: None,
        finished_at: None,
        updated_at: None,
        changed_by: None,
        approved_by: None,
        details: Some(JobDetails { name: "people.csv".to_owned(), ..JobDetails::default() }),
    }
}

fn charge(world: &World, units: u64) -> Charge {
    let day = world.now().day();
    Charge { channel: Channel::Email, units, day, year: day.fiscal_year(), limits: Limits::LIVE }
}

/// A job of so many rows, stored and counted.
async fn stored(world: &World, service: ServiceId, rows: u32) -> Job {
    let job = new_job(world, service, rows);
    let mut sealer = world.store.of(service).chunk_sealer(job.id).await.unwrap();
    let mut chunks: Vec<_> = (0..rows).filter_map(|number| sealer.add(&row(number), 1)).collect();
    chunks.extend(sealer.seal());
    let charge = charge(world, rows.into());
    let stored = world
        .commit(async |tx| jobs::insert(tx, &job, chunks, Some(&FILE), Some(&charge), None).await.unwrap())
        .await;
    assert_eq!(stored, Stored::Yes);
    job
}

/// Makes messages of the next chunk.
async fn expanded(world: &World, job: &Job) -> Option<Expanded> {
    expanded_but(world, job, None).await
}

/// Makes messages of the next chunk, of which one row must not leave.
async fn expanded_but(world: &World, job: &Job, stopped: Option<(u32, Reason)>) -> Option<Expanded> {
    let chunk = world.store.of(job.service).next_chunk(job.id).await.unwrap()?;
    let rows = chunk.rows.into_iter().map(|row| {
        let email = world.email(job.service);
        let content = facteur_store::Content {
            to: row.to,
            to_normalised: row.to_normalised,
            reference: row.reference,
            ..email.content.clone()
        };
        NewRow {
            row: row.row,
            stopped: stopped.filter(|(stopped, _)| *stopped == row.row).map(|(_, reason)| reason),
            message: NewNotification {
                lane: job.lane,
                content,
                template: job.template,
                key: job.sender,
                ..email
            },
        }
    });
    let rows = rows.collect();
    let (service, job, now) = (job.service, job.id, world.now());
    Some(world.store.expand(Expansion { service, job, chunk: chunk.number, rows, now }).await.unwrap())
}

async fn used(world: &World, service: ServiceId) -> (u64, u64) {
    let day = world.now().day();
    world.store.of(service).used(Channel::Email, day, day.fiscal_year()).await.unwrap()
}

async fn found(world: &World, job: &Job) -> Job {
    world.store.of(job.service).job(job.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn every_row_becomes_one_message() {
    let world = World::new().await;
    let service = world.service().await;
    let job = stored(&world, service, 600).await;
    assert_eq!(found(&world, &job).await, job);
    let due = world.store.due_jobs(world.now(), None, 10).await.unwrap();
    assert_eq!((due.len(), due[0].job), (1, job.id));

    let mut chunks = 0;
    while let Some(outcome) = expanded(&world, &job).await {
        assert_eq!(outcome, Expanded::Done);
        chunks += 1;
        let now = found(&world, &job).await;
        assert_eq!(now.state, if chunks == 3 { JobState::Finished } else { JobState::InProgress });
        assert_eq!(now.made, (chunks * 250).min(600));
    }
    assert_eq!(chunks, 3);
    assert_eq!(world.store.due_jobs(world.now(), None, 10).await, Ok(Vec::new()));
    let of_job = world.store.of(service);
    let filter = JobRowFilter { kinds: Vec::new(), from_row: 0, most: 1_000 };
    let rows = of_job.job_rows(job.id, &filter).await.unwrap();
    let numbers: Vec<_> = rows.iter().map(|message| message.job).collect();
    let expected: Vec<_> = (0..600).map(|row| Some(InJob { job: job.id, row })).collect();
    assert_eq!(numbers, expected);
    assert_eq!(rows[41].content.to, "Person41@Example.ca");
    assert_eq!(rows[41].content.reference.as_deref(), Some("case 41"));
    assert_eq!(of_job.job_counts(&[job.id]).await.unwrap()[0].requested, 600);
    let due = of_job.due_in_lane(job.lane, world.now(), 10_000).await;
    assert_eq!(due, Ok(600));
    assert_eq!(of_job.due_in_lane(job.lane, world.now(), 10).await, Ok(10), "counted no further than asked");
}

#[tokio::test]
async fn due_jobs_come_page_by_page_the_longest_due_first() {
    let world = World::new().await;
    let service = world.service().await;
    let mut expected = Vec::new();
    for due_at in [1, 2, 2, 3].map(|hours| world.now().plus(hours * HOUR)) {
        let job = Job { due_at: Some(due_at), ..new_job(&world, service, 1) };
        world.commit(async |tx| jobs::insert(tx, &job, Vec::new(), None, None, None).await.unwrap()).await;
        expected.push((due_at, job.id, job.sender));
    }
    expected.sort_by_key(|(due_at, job, _)| (*due_at, *job));
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.store.due_jobs(world.now().plus(3 * HOUR), after.as_ref(), 1).await.unwrap();
        let Some(due) = page.first().copied() else { break };
        assert_eq!((due.service, due.channel), (service, Channel::Email));
        seen.push((due.due_at, due.job, due.sender));
        after = Some(due);
    }
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_chunk_is_expanded_once_by_however_many() {
    let world = World::new().await;
    let service = world.service().await;
    let job = stored(&world, service, 10).await;
    let (one, other) = tokio::join!(expanded(&world, &job), expanded(&world, &job));
    let mut outcomes = [one.unwrap_or(Expanded::NotNow), other.unwrap_or(Expanded::NotNow)];
    outcomes.sort_by_key(|outcome| *outcome == Expanded::NotNow);
    assert_eq!(outcomes, [Expanded::Done, Expanded::NotNow]);
    assert_eq!(world.store.of(service).notifications(&everything()).await.unwrap().len(), 10);
}

#[tokio::test]
async fn a_row_that_must_not_leave_says_why_to_whoever_claims_it() {
    let world = World::new().await;
    let service = world.service().await;
    let job = stored(&world, service, 3).await;
    expanded_but(&world, &job, Some((1, Reason::NumberCrowded))).await.unwrap();
    let claimed = claim_due(&world.store, world.now(), world.now().plus(LEASE), 10).await.unwrap();
    let mut seen: Vec<_> = claimed
        .iter()
        .map(|claimed| (claimed.notification.job.unwrap().row, claimed.notification.reason))
        .collect();
    seen.sort_by_key(|(row, _)| *row);
    assert_eq!(seen, [(0, None), (1, Some(Reason::NumberCrowded)), (2, None)]);
}

#[tokio::test]
async fn allowances_hold_all_rows_or_none() {
    let world = World::new().await;
    let service = world.service().await;
    stored(&world, service, 9_000).await;
    assert_eq!(used(&world, service).await, (9_000, 9_000));

    let job = new_job(&world, service, 1_001);
    let mut tx = world.store.begin().await.unwrap();
    let charge = charge(&world, 1_001);
    let outcome = jobs::insert(&mut tx, &job, Vec::new(), None, Some(&charge), None).await.unwrap();
    assert_eq!(outcome, Stored::Exhausted(Exhausted::Daily { limit: 10_000 }));
    tx.rollback().await.unwrap();
    assert_eq!(used(&world, service).await, (9_000, 9_000));
    assert_eq!(world.store.of(service).job(job.id).await, Ok(None));
}

#[tokio::test]
async fn what_is_stopped_gives_back_what_was_not_sent() {
    let world = World::new().await;
    let service = world.service().await;
    let job = stored(&world, service, 300).await;
    expanded(&world, &job).await.unwrap();
    let job = found(&world, &job).await;
    let to = |to| Change { to, due_at: None, by: Some("user:1"), approved_by: None, at: world.now() };
    world.commit(async |tx| jobs::change(tx, &job, &to(JobState::Paused)).await.unwrap()).await;
    assert_eq!(expanded(&world, &job).await, Some(Expanded::NotNow), "what is held waits");

    let paused = found(&world, &job).await;
    assert_eq!((paused.state, paused.changed_by.as_deref()), (JobState::Paused, Some("user:1")));
    let mut tx = world.store.begin().await.unwrap();
    let gone = jobs::change(&mut tx, &job, &to(JobState::Cancelled)).await;
    assert_eq!(gone, Err(Error::Missing), "it is not what it was");
    drop(tx);
    world
        .commit(async |tx| {
            jobs::change(tx, &paused, &to(JobState::Cancelled)).await.unwrap();
            jobs::drop_rest(tx, &paused).await.unwrap();
        })
        .await;
    assert_eq!(used(&world, service).await, (250, 250));
    assert_eq!(expanded(&world, &job).await, None);
    let over = found(&world, &job).await;
    assert_eq!((over.state, over.made, over.finished_at), (JobState::Cancelled, 250, Some(world.now())));
}

#[tokio::test]
async fn totals_follow_the_messages_and_outlive_them() {
    let world = World::new().await;
    let service = world.service().await;
    let job = stored(&world, service, 3).await;
    expanded(&world, &job).await.unwrap();
    let statuses = [Status::Delivered, Status::PermanentFailure, Status::Sending];
    let claimed = claim_due(&world.store, world.now(), world.now().plus(LEASE), 10).await.unwrap();
    let settlements = claimed.iter().zip(statuses).map(|(claimed, status)| Settlement {
        service,
        id: claimed.notification.id,
        lease: claimed.lease,
        status,
        reason: None,
        provider_response: None,
        sent_at: None,
        at: world.now(),
        due_at: None,
        attempt: None,
        webhooks: Vec::new(),
    });
    world.store.settle(settlements.collect()).await.unwrap();
    let of = world.store.of(service);
    let counts = of.job_counts(&[job.id]).await.unwrap()[0];
    assert_eq!((counts.requested, counts.delivered, counts.permanent, counts.in_transit()), (3, 1, 1, 1));

    let kinds = vec![(Channel::Email, Status::PermanentFailure)];
    let filter = JobRowFilter { kinds, from_row: 0, most: 10 };
    assert_eq!(of.job_rows(job.id, &filter).await.unwrap().len(), 1);

    world.clock.advance(8 * DAY);
    let week = world.now().plus(-7 * DAY);
    while world.store.forget(service, week, 10).await.unwrap() > 0 {}
    world.commit(async |tx| assert_eq!(jobs::archive(tx, service, week).await, Ok(1))).await;
    let archived = found(&world, &job).await;
    assert_eq!((archived.details, archived.rows), (None, 3));
    assert_eq!(of.job_counts(&[job.id]).await.unwrap()[0], counts);
    world.commit(async |tx| assert_eq!(jobs::forget(tx, service, world.now()).await, Ok(1))).await;
    assert_eq!(of.job_counts(&[job.id]).await.unwrap()[0].requested, 0);
}

#[tokio::test]
async fn a_list_can_leave_the_rows_of_jobs_out() {
    let world = World::new().await;
    let service = world.service().await;
    let single = world.sent(service).await;
    let job = stored(&world, service, 5).await;
    expanded(&world, &job).await.unwrap();
    let ids = async |job_rows, reference: Option<&str>| -> Vec<NotificationId> {
        let reference = reference.map(str::to_owned);
        let filter = Filter { job_rows, reference, ..everything() };
        let found = world.store.of(service).notifications(&filter).await.unwrap();
        found.into_iter().map(|notification| notification.id).collect()
    };
    assert_eq!(ids(JobRows::LeftOut, None).await, [single]);
    assert_eq!(ids(JobRows::Included, None).await.len(), 6);
    assert_eq!(ids(JobRows::Included, Some("case 2")).await.len(), 1);
    assert_eq!(ids(JobRows::LeftOut, Some("case 2")).await, []);
}

#[tokio::test]
async fn the_same_file_is_known_again_and_lists_begin_with_what_waits() {
    let world = World::new().await;
    let service = world.service().await;
    let of = world.store.of(service);
    let first = stored(&world, service, 1).await;
    world.clock.advance(HOUR);
    let mut later = new_job(&world, service, 1);
    later.state = JobState::Scheduled;
    later.scheduled_for = Some(world.now().plus(HOUR));
    later.due_at = later.scheduled_for;
    world.commit(async |tx| jobs::insert(tx, &later, Vec::new(), None, None, None).await.unwrap()).await;
    let again = of.job_of_file(&FILE, first.template, 2, first.created_at).await.unwrap();
    assert_eq!(again.map(|job| job.id), Some(first.id));
    for (file, version, since) in
        [([6; 32], 2, first.created_at), (FILE, 3, first.created_at), (FILE, 2, world.now())]
    {
        assert_eq!(of.job_of_file(&file, first.template, version, since).await, Ok(None));
    }
    let ids = |jobs: Vec<Job>| jobs.into_iter().map(|job| job.id).collect::<Vec<_>>();
    assert_eq!(ids(of.waiting_jobs(10).await.unwrap()), [later.id]);
    assert_eq!(ids(of.other_jobs(None, 10).await.unwrap()), [first.id]);
    assert_eq!(ids(of.other_jobs(Some(first.id), 10).await.unwrap()), []);
    assert_eq!(world.store.next_due_job(world.now()).await, Ok(later.due_at));
}

#[tokio::test]
async fn what_differs_from_the_usual_is_kept() {
    let world = World::new().await;
    let service = world.service().await;
    let of = world.store.of(service);
    assert_eq!(of.job_settings().await, Ok(JobSettings::default()));
    let settings = JobSettings { most_rows: 100_000, approval_from: Some(500) };
    world.commit(async |tx| jobs::set_settings(tx, service, settings).await.unwrap()).await;
    assert_eq!(of.job_settings().await, Ok(settings));
}
