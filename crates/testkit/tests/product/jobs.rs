//! Sending to a whole list: by people, through the product.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use facteur_app::{
    Authority, JobError, JobLine, JobRequest, LeftOf, LimitsChange, ListError, RowFault, RowsRequest,
    StartError,
};
use facteur_model::Channel;
use facteur_model::id::{JobId, TemplateId};
use facteur_model::job::JobState;
use facteur_model::notification::{Fate, Status};
use facteur_model::person::{Right, Rights};
use facteur_model::policy::Refusal;
use facteur_model::recipient_table::{Bounds, Heading, Table};
use facteur_model::service::Standing;
use facteur_model::time::{DAY, HOUR, SECOND};
use facteur_providers::Outcome;
use facteur_store::bounces;
use facteur_testkit::world::{TestService, World};
use std::fmt::Write;
use std::sync::Arc;

/// A member who may send.
async fn sender(service: &TestService<'_>, email: &str) -> Authority {
    let world = service.world;
    let person = world.person("Zoé Tremblay", email).await;
    let rights: Rights = [Right::SendMessages].into_iter().collect();
    world.join(service.id, person, rights).await;
    world.authority(person).await
}

fn table(csv: &str) -> Arc<Table> {
    Arc::new(Table::from_csv(csv, Bounds::new(100_000, 1 << 24)).unwrap())
}

/// A list of so many people.
fn people(number: usize) -> Arc<Table> {
    let mut csv = "Email Address,name\n".to_owned();
    for person in 0..number {
        writeln!(csv, "person{person}@example.ca,Person {person}").unwrap();
    }
    table(&csv)
}

fn request(template: TemplateId, table: Arc<Table>) -> JobRequest {
    JobRequest {
        template,
        template_version: 1,
        sender: None,
        name: "people.csv".to_owned(),
        table,
        heading: Heading::English,
        scheduled_for: None,
        file: [1; 32],
        token: "token1".to_owned(),
    }
}

async fn start(
    service: &TestService<'_>,
    by: &Authority,
    request: JobRequest,
) -> Result<JobLine, StartError> {
    service.world.app.start_job(by, service.id, request).await
}

async fn shown(service: &TestService<'_>, by: &Authority, id: JobId) -> JobLine {
    service.world.app.job(by, service.id, id, &RowsRequest::default()).await.unwrap().line
}

async fn left_today(service: &TestService<'_>, by: &Authority) -> u64 {
    service.world.app.left_today(by, service.id).await.unwrap().email
}

#[tokio::test]
async fn every_row_of_a_list_is_sent_once() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let begun = start(&parks, &zoe, request(parks.email, people(600))).await.unwrap();
    assert_eq!((begun.state, begun.rows, begun.waiting), (JobState::Pending, 600, 600));
    assert_eq!(begun.name.as_deref(), Some("people.csv"));
    assert_eq!(left_today(&parks, &zoe).await, 9_400, "all rows count at once");

    world.work().await;
    let delivered = world.provider.given();
    assert_eq!(delivered.len(), 600);
    let job = shown(&parks, &zoe, begun.id).await;
    assert_eq!((job.state, job.waiting, job.counts.delivered), (JobState::Finished, 0, 600));
    assert_eq!(left_today(&parks, &zoe).await, 9_400, "and once");

    let rows = RowsRequest { from_row: 550, ..RowsRequest::default() };
    let page = world.app.job(&zoe, parks.id, begun.id, &rows).await.unwrap().rows;
    assert_eq!((page.messages.len(), page.next_row), (50, None));
    assert_eq!(page.messages[0].recipient, "person550@example.ca");
    let first = world.app.job(&zoe, parks.id, begun.id, &RowsRequest::default()).await.unwrap().rows;
    assert_eq!((first.messages.len(), first.next_row), (50, Some(50)));
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_job() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let one = start(&parks, &zoe, request(parks.email, people(3))).await.unwrap();
    let again = start(&parks, &zoe, request(parks.email, people(3))).await.unwrap();
    assert_eq!(one.id, again.id);
    world.work().await;
    assert_eq!(world.provider.given().len(), 3);

    let today = world.app.now().day().start();
    let known = world.app.job_of_file(&zoe, parks.id, &[1; 32], (parks.email, 1), today).await.unwrap();
    assert_eq!(known.map(|job| job.id), Some(one.id));
    let other = world.app.job_of_file(&zoe, parks.id, &[2; 32], (parks.email, 1), today).await.unwrap();
    assert!(other.is_none());
}

#[tokio::test]
async fn a_list_that_is_not_right_leaves_nothing() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let refused = async |csv: &str| match start(&parks, &zoe, request(parks.email, table(csv))).await {
        Err(StartError::List(error)) => error,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("{csv} was accepted"),
    };
    let missing = ListError::MissingHeadings(vec!["email address".to_owned(), "name".to_owned()]);
    assert_eq!(refused("to\na@example.ca").await, missing);
    let repeated = refused("email address,Email_Address,name\na@example.ca,b@example.ca,A").await;
    assert!(matches!(repeated, ListError::RepeatedRecipients(_)), "{repeated:?}");
    assert_eq!(refused("email address,name").await, ListError::NoRows);
    let ListError::WrongRows(rows) = refused("email address,name\na@example.ca,A\nnobody,\n").await else {
        panic!("the second row is wrong")
    };
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].row, 1);
    let name = |text: &str| Some(text.to_owned());
    let faults = [(name("email address"), RowFault::InvalidRecipient), (name("name"), RowFault::Missing)];
    assert_eq!(rows[0].faults, faults);
    let jobs = world.app.jobs(&zoe, parks.id, None).await.unwrap();
    assert!(jobs.others.is_empty() && jobs.waiting.is_empty());
    assert_eq!(left_today(&parks, &zoe).await, 10_000);
}

#[tokio::test]
async fn a_list_longer_than_what_is_left_is_refused_whole() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    parks.limits(LimitsChange { daily_email: Some(10), ..LimitsChange::default() }).await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    start(&parks, &zoe, request(parks.email, people(6))).await.unwrap();
    let more = JobRequest { token: "token2".to_owned(), ..request(parks.email, people(5)) };
    let refused = start(&parks, &zoe, more).await;
    let left = ListError::Left { channel: Channel::Email, of: LeftOf::Day, left: 4, wanted: 5 };
    assert!(matches!(refused, Err(StartError::List(error)) if error == left));
    // What is sent tomorrow counts tomorrow.
    let tomorrow = Some(world.app.now().plus(DAY));
    let later =
        JobRequest { scheduled_for: tomorrow, token: "token3".to_owned(), ..request(parks.email, people(5)) };
    let later = start(&parks, &zoe, later).await.unwrap();
    assert_eq!((later.state, later.scheduled_for), (JobState::Scheduled, tomorrow));
}

#[tokio::test]
async fn a_trial_service_writes_to_its_own_people_only() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let strangers = start(&parks, &zoe, request(parks.email, people(2))).await;
    let refusal = ListError::OutOfReach(Refusal::TrialMode);
    assert!(matches!(strangers, Err(StartError::List(error)) if error == refusal));
    let own = table("email address,name\nZOE@example.ca,Zoé");
    let job = start(&parks, &zoe, request(parks.email, own)).await.unwrap();
    world.work().await;
    assert_eq!(shown(&parks, &zoe, job.id).await.counts.delivered, 1);
}

#[tokio::test]
async fn smoke_test_recipients_are_checked_and_left_out() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let csv = "email address,name\nSimulate-Delivered@notification.canada.ca,A\nb@example.ca,B";
    let job = start(&parks, &zoe, request(parks.email, table(csv))).await.unwrap();
    assert_eq!((job.rows, job.left_out), (2, 1));
    world.work().await;
    assert_eq!(world.provider.given().len(), 1);
    assert_eq!(left_today(&parks, &zoe).await, 9_999);
    let only = table("email address,name\nsimulate-delivered-2@notification.canada.ca,A");
    let only = JobRequest { token: "token2".to_owned(), ..request(parks.email, only) };
    assert_eq!(start(&parks, &zoe, only).await.unwrap().state, JobState::Finished);

    let mixed = table("phone number,name\n613-253-2222,A\n+16135550199,B");
    let mixed = JobRequest { token: "token3".to_owned(), ..request(parks.sms, mixed) };
    let refused = start(&parks, &zoe, mixed).await;
    assert!(matches!(refused, Err(StartError::List(ListError::MixedWithSmokeTests))));
}

#[tokio::test]
async fn a_scheduled_job_waits_can_be_called_off_and_gives_its_allowance_back() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let at = Some(world.app.now().plus(HOUR));
    let list = |token: &str| JobRequest {
        scheduled_for: at,
        token: token.to_owned(),
        ..request(parks.email, people(5))
    };
    let off = start(&parks, &zoe, list("t1")).await.unwrap();
    world.clock.advance(SECOND);
    let on = start(&parks, &zoe, list("t2")).await.unwrap();
    assert_eq!(left_today(&parks, &zoe).await, 9_990);
    let page = world.app.jobs(&zoe, parks.id, None).await.unwrap();
    assert_eq!(page.waiting.iter().map(|job| job.id).collect::<Vec<_>>(), [off.id, on.id]);
    world.work().await;
    assert!(world.provider.given().is_empty());
    world.app.cancel_job(&zoe, parks.id, off.id).await.unwrap();
    assert_eq!(left_today(&parks, &zoe).await, 9_995);
    world.pass(HOUR).await;
    assert_eq!(world.provider.given().len(), 5);
    assert_eq!(shown(&parks, &zoe, on.id).await.state, JobState::Finished);
    let late = world.app.cancel_job(&zoe, parks.id, on.id).await;
    assert!(matches!(late, Err(JobError::NotNow(JobState::Finished))));
    let cancelled = shown(&parks, &zoe, off.id).await;
    assert_eq!((cancelled.state, cancelled.waiting), (JobState::Cancelled, 0));
    assert!(cancelled.changed_by.is_some(), "it stays listed, with who stopped it");

    let too_far = JobRequest { scheduled_for: Some(world.app.now().plus(4 * DAY + SECOND)), ..list("t3") };
    assert!(matches!(start(&parks, &zoe, too_far).await, Err(StartError::Schedule)));
}

#[tokio::test]
async fn what_is_held_waits_and_goes_on() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let job = start(&parks, &zoe, request(parks.email, people(600))).await.unwrap();
    world.app.expand_jobs().await.unwrap();
    world.app.pause_job(&zoe, parks.id, job.id).await.unwrap();
    world.work().await;
    let held = shown(&parks, &zoe, job.id).await;
    assert_eq!((held.state, held.waiting, held.counts.delivered), (JobState::Paused, 350, 250));
    world.app.resume_job(&zoe, parks.id, job.id).await.unwrap();
    world.work().await;
    assert_eq!(shown(&parks, &zoe, job.id).await.counts.delivered, 600);
    assert_eq!(world.provider.given().len(), 600);
}

#[tokio::test]
async fn long_lists_need_a_second_person() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    world.app.set_job_approval(&world.by, parks.id, Some(3)).await.unwrap();
    let zoe = sender(&parks, "zoe@example.ca").await;
    let ana = sender(&parks, "ana@example.ca").await;
    let list =
        |rows, token: &str| JobRequest { token: token.to_owned(), ..request(parks.email, people(rows)) };
    let short = start(&parks, &zoe, list(2, "t1")).await.unwrap();
    assert_eq!(short.state, JobState::Pending);
    let yes = start(&parks, &zoe, list(3, "t2")).await.unwrap();
    let no = start(&parks, &zoe, list(4, "t3")).await.unwrap();
    assert_eq!((yes.state, left_today(&parks, &zoe).await), (JobState::AwaitingApproval, 9_991));
    world.work().await;
    assert_eq!(world.provider.given().len(), 2);
    assert!(matches!(world.app.approve_job(&zoe, parks.id, yes.id).await, Err(JobError::OwnJob)));
    assert!(world.app.approve_job(&world.by, parks.id, yes.id).await.is_err(), "only members decide");
    world.app.approve_job(&ana, parks.id, yes.id).await.unwrap();
    world.app.refuse_job(&ana, parks.id, no.id).await.unwrap();
    assert_eq!(left_today(&parks, &zoe).await, 9_995);
    world.work().await;
    assert_eq!(world.provider.given().len(), 5);
    assert_eq!(shown(&parks, &zoe, yes.id).await.approved_by.as_deref(), Some("Zoé Tremblay"));
    assert_eq!(shown(&parks, &zoe, no.id).await.state, JobState::Refused);
    let again = world.app.approve_job(&ana, parks.id, no.id).await;
    assert!(matches!(again, Err(JobError::NotNow(JobState::Refused))));
}

#[tokio::test]
async fn strangers_see_no_jobs_and_only_the_operator_sets_their_length() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let stranger = world.authority(world.person("Bob", "bob@example.ca").await).await;
    assert!(world.app.jobs(&stranger, parks.id, None).await.is_err());
    assert!(start(&parks, &stranger, request(parks.email, people(1))).await.is_err());
    let zoe = sender(&parks, "zoe@example.ca").await;
    assert!(world.app.set_most_job_rows(&zoe, parks.id, 10).await.is_err());
    assert!(world.app.set_job_approval(&zoe, parks.id, None).await.is_err());
    assert!(world.app.set_most_job_rows(&world.by, parks.id, 100_001).await.is_err());
    world.app.set_most_job_rows(&world.by, parks.id, 2).await.unwrap();
    let refused = start(&parks, &zoe, request(parks.email, people(3))).await;
    assert!(matches!(refused, Err(StartError::List(ListError::TooManyRows { most: 2 }))));
}

#[tokio::test]
async fn a_service_that_is_stopped_sends_no_more_rows() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let at = Some(world.app.now().plus(HOUR));
    let list = JobRequest { scheduled_for: at, ..request(parks.email, people(5)) };
    let job = start(&parks, &zoe, list).await.unwrap();
    world.app.set_standing(&world.by, parks.id, Standing::Suspended).await.unwrap();
    world.pass(HOUR).await;
    let stopped = shown(&parks, &zoe, job.id).await;
    assert_eq!((stopped.state, stopped.counts.requested), (JobState::Cancelled, 0));
    assert_eq!(left_today(&parks, &zoe).await, 10_000);
    let refused =
        start(&parks, &zoe, JobRequest { token: "t2".to_owned(), ..request(parks.email, people(1)) });
    assert!(matches!(refused.await, Err(StartError::Refused(facteur_app::SendError::Suspended))));
}

async fn pause_emails(service: &TestService<'_>) {
    let mut tx = service.world.store.begin().await.unwrap();
    assert!(bounces::pause(&mut tx, service.id, service.world.app.now()).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn rows_wait_while_too_many_emails_come_back_and_go_on_when_a_manager_has_looked() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let job = start(&parks, &zoe, request(parks.email, people(600))).await.unwrap();
    let texts = table("phone number,name\n+16135550199,Ana");
    let texts = JobRequest { token: "token2".to_owned(), ..request(parks.sms, texts) };
    let texts = start(&parks, &zoe, texts).await.unwrap();
    world.app.expand_jobs().await.unwrap();
    pause_emails(&parks).await;
    world.work().await;
    let held = shown(&parks, &zoe, job.id).await;
    assert_eq!((held.state, held.waiting, held.counts.delivered), (JobState::InProgress, 350, 250));
    assert_eq!(shown(&parks, &zoe, texts.id).await.counts.delivered, 1, "texts go on");
    let round = world.app.expand_jobs().await.unwrap();
    assert!(!round.is_waiting, "what is held is not looked for again and again");
    world.app.resume_emails(&world.by, parks.id).await.unwrap();
    world.work().await;
    let done = shown(&parks, &zoe, job.id).await;
    assert_eq!((done.state, done.counts.delivered), (JobState::Finished, 600));
}

#[tokio::test]
async fn a_list_that_was_held_beyond_its_time_is_sent_once_it_may_be_and_ends_with_the_retention() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let list = |token: &str| JobRequest {
        scheduled_for: Some(world.app.now().plus(HOUR)),
        token: token.to_owned(),
        ..request(parks.email, people(5))
    };
    let sent = start(&parks, &zoe, list("t1")).await.unwrap();
    pause_emails(&parks).await;
    world.pass(5 * DAY).await;
    world.app.sweep().await.unwrap();
    assert_eq!(shown(&parks, &zoe, sent.id).await.waiting, 5);
    world.app.resume_emails(&world.by, parks.id).await.unwrap();
    world.work().await;
    assert_eq!(shown(&parks, &zoe, sent.id).await.counts.delivered, 5, "their three days begin now");

    let ended = start(&parks, &zoe, list("t2")).await.unwrap();
    pause_emails(&parks).await;
    world.pass(8 * DAY).await;
    world.app.sweep().await.unwrap();
    let ended = shown(&parks, &zoe, ended.id).await;
    assert_eq!((ended.state, ended.waiting, ended.counts.requested), (JobState::Cancelled, 0, 0));
}

#[tokio::test]
async fn problem_addresses_are_found_and_only_totals_outlive_retention() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let zoe = sender(&parks, "zoe@example.ca").await;
    let refused = Outcome::Refused { status: Status::PermanentFailure, reason: None, response: None };
    world.provider.next(refused);
    let job = start(&parks, &zoe, request(parks.email, people(3))).await.unwrap();
    world.work().await;
    let problems = RowsRequest { fates: vec![Fate::Permanent], from_row: 0 };
    let view = world.app.job(&zoe, parks.id, job.id, &problems).await.unwrap();
    assert_eq!((view.rows.messages.len(), view.line.counts.permanent), (1, 1));
    world.clock.advance(8 * DAY);
    world.app.sweep().await.unwrap();
    let archived = shown(&parks, &zoe, job.id).await;
    assert_eq!((archived.name, archived.rows), (None, 3));
    assert_eq!((archived.counts.delivered, archived.counts.permanent), (2, 1));
    world.clock.advance(401 * DAY);
    world.app.sweep().await.unwrap();
    let gone = world.app.job(&zoe, parks.id, job.id, &RowsRequest::default()).await;
    assert!(matches!(gone, Err(JobError::NoSuchJob(_))));
}
