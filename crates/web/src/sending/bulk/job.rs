//! One bulk send: how far it is, what became of its messages, and what can be done about it.

use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::seeing::{live, status};
use crate::visit::Visit;
use askama::Template;
use axum::http::HeaderMap;
use facteur_app::{ChangeError, JobError, JobLine, JobView, Need, RowsRequest, SEE_REPORTS, SentBy};
use facteur_i18n::Words;
use facteur_model::id::JobId;
use facteur_model::job::JobState;
use facteur_model::notification::Fate;
use facteur_model::person::Right;
use facteur_model::time::Moment;

#[derive(Template)]
#[template(path = "bulk/job.html")]
struct JobPage {
    page: Page,
    live: Option<String>,
    template: String,
    template_path: String,
    state: String,
    badge: &'static str,
    at: Moment,
    when: String,
    by: String,
    approved_by: Option<String>,
    rows: u32,
    done: u64,
    progress: String,
    expected: String,
    smoke_tests: Option<String>,
    /// Does it wait for e-mails that are paused?
    is_held: bool,
    pills: Vec<Pill>,
    messages: Vec<Message>,
    nothing: Option<String>,
    next: Option<String>,
    /// Where a report of it is asked for.
    report: Option<String>,
    own: String,
    may: May,
}

struct Pill {
    id: &'static str,
    path: String,
    label: String,
    number: String,
    is_here: bool,
}

struct Message {
    path: String,
    row: String,
    recipient: String,
    status: String,
    is_failed: bool,
    at: Moment,
    when: String,
}

/// What the reader can do now.
#[expect(clippy::struct_excessive_bools, reason = "one for each button of the page")]
struct May {
    pause: bool,
    resume: bool,
    cancel: bool,
    decide: bool,
    /// Somebody else has to decide.
    wait: bool,
}

/// The groups of messages that can be shown alone: name in the address, key of the label, what they are.
const GROUPS: [(&str, &str, &[Fate]); 5] = [
    ("", "job-all", &[]),
    ("delivered", "job-delivered", &[Fate::Delivered]),
    ("in-transit", "job-in-transit", &[Fate::InTransit]),
    ("failed", "job-failed", &Fate::FAILURES),
    ("problem", "job-problem", &[Fate::Permanent]),
];

async fn view(visit: &Visit, rows: &RowsRequest) -> Result<JobView, Refused> {
    let id = visit.id("job", JobId::parse)?;
    visit.app().job(&visit.authority()?, visit.service()?, id, rows).await.map_err(of_error)
}

fn of_error(error: JobError) -> Refused {
    match error {
        JobError::Change(error) => error.into(),
        JobError::NoSuchJob(_) => Refused::NotFound,
        JobError::NotNow(_) | JobError::OwnJob => ChangeError::NotAllowed.into(),
    }
}

pub async fn show(visit: Visit) -> Answer {
    let wanted = visit.query().text("status").to_owned();
    let (group, _, fates) = *GROUPS.iter().find(|(name, _, _)| *name == wanted).unwrap_or(&GROUPS[0]);
    let from_row = visit.query().text("from").parse().unwrap_or_default();
    let JobView { line, rows } = view(&visit, &RowsRequest { fates: fates.to_vec(), from_row }).await?;
    let t = visit.words();
    let page = visit.page_titled(line.name.clone().unwrap_or_else(|| t.say("job-no-name")));
    let own = page.at(&format!("/jobs/{}", line.id));
    let (at, when) = says_when(&t, &line);
    let addressed =
        |group: &str| if group.is_empty() { own.clone() } else { format!("{own}?status={group}") };
    let pills = GROUPS.iter().map(|(name, label, _)| Pill {
        id: label,
        path: addressed(name),
        label: t.say1(label, "count", number(&line, label)),
        number: t.number(number(&line, label)),
        is_here: *name == group,
    });
    let messages: Vec<Message> = rows
        .messages
        .iter()
        .map(|message| Message {
            path: page.at(&format!("/notifications/{}", message.id)),
            row: message.job.map(|job| t.number(job.row + 1)).unwrap_or_default(),
            recipient: message.recipient.clone(),
            status: status::words(&t, message),
            is_failed: status::is_failed(message),
            at: message.status_at,
            when: t.short(message.status_at),
        })
        .collect();
    let nothing = messages.is_empty().then(|| {
        t.say(match (line.counts.requested, line.name.is_some()) {
            (_, false) => "job-archived",
            (0, true) => "job-no-messages",
            (_, true) => "job-none-of-these",
        })
    });
    // Without its messages there is nothing to report.
    let has_report = visit.may(SEE_REPORTS) && line.name.is_some() && line.counts.requested > 0;
    let joined = if group.is_empty() { "?" } else { "&" };
    let shown = JobPage {
        live: (!is_settled(&line)).then(|| format!("{own}/numbers.json")),
        template: line.template_name.clone(),
        template_path: page.at(&format!("/templates/{}", line.template)),
        state: state_words(&t, line.state),
        badge: state_badge(line.state),
        at,
        when,
        by: sender(&t, &line.sent_by),
        approved_by: line.approved_by.clone(),
        rows: line.rows,
        done: done(&line),
        progress: progress(&t, &line),
        expected: expected(&t, &line),
        is_held: line.is_held,
        smoke_tests: (line.left_out > 0).then(|| t.say1("job-smoke-tests", "count", line.left_out)),
        pills: pills.collect(),
        messages,
        nothing,
        next: rows.next_row.map(|row| format!("{}{joined}from={row}", addressed(group))),
        report: has_report.then(|| page.at(&format!("/reports?job={}", line.id))),
        may: may(&visit, &line),
        own,
        page,
    };
    visit.show(&shown)
}

/// The numbers of the page, for its script.
pub async fn numbers(visit: Visit, headers: HeaderMap) -> Answer {
    let JobView { line, .. } = view(&visit, &RowsRequest::default()).await?;
    let t = visit.words();
    let mut numbers = serde_json::Map::new();
    for (_, label, _) in GROUPS {
        let count = number(&line, label);
        numbers.insert(label.to_owned(), t.number(count).into());
        numbers.insert(format!("{label}-words"), t.say1(label, "count", count).into());
    }
    numbers.insert("job-progress".to_owned(), progress(&t, &line).into());
    numbers.insert("job-bar".to_owned(), done(&line).to_string().into());
    numbers.insert("job-expected".to_owned(), expected(&t, &line).into());
    numbers.insert("job-state".to_owned(), state_words(&t, line.state).into());
    live::answer(&headers, numbers)
}

fn number(job: &JobLine, label: &str) -> u64 {
    match label {
        "job-delivered" => job.counts.delivered,
        "job-in-transit" => job.counts.in_transit(),
        "job-failed" => job.counts.failed(),
        "job-problem" => job.counts.permanent,
        _ => job.counts.requested,
    }
}

/// Rows that have left this house, or never will.
fn done(job: &JobLine) -> u64 {
    job.counts.delivered + job.counts.failed() + u64::from(job.left_out)
}

fn is_settled(job: &JobLine) -> bool {
    job.state.is_over() && job.counts.in_transit() == 0
}

fn progress(t: &Words, job: &JobLine) -> String {
    t.say2("job-progress", "done", done(job), "rows", job.rows)
}

fn expected(t: &Words, job: &JobLine) -> String {
    job.expected_at.map(|at| t.say1("job-expected", "when", t.date_time(at))).unwrap_or_default()
}

fn may(visit: &Visit, job: &JobLine) -> May {
    let send = visit.may(Need::OwnRight(Right::SendMessages));
    let change = visit.may(Need::Right(Right::SendMessages));
    let begun = job.counts.requested > 0 && job.state != JobState::Paused;
    let waits = job.state == JobState::AwaitingApproval;
    let own_name = visit.visitor().map(|visitor| visitor.name().to_owned());
    let is_own = matches!((&job.sent_by, &own_name), (SentBy::Person { name }, Some(own)) if name == own);
    May {
        pause: change && job.state.may_be_paused(),
        resume: send && job.state == JobState::Paused,
        cancel: change && job.state.may_be_cancelled() && !begun,
        decide: send && waits && !is_own,
        wait: waits && is_own,
    }
}

/// What matters most of when it is or was sent.
pub fn says_when(t: &Words, job: &JobLine) -> (Moment, String) {
    match (job.state, job.scheduled_for) {
        (JobState::Scheduled | JobState::AwaitingApproval, Some(at)) => {
            (at, t.say1("job-scheduled-for", "when", format!("{} {}", t.date_time(at), t.zone_name(at))))
        }
        (JobState::Cancelled | JobState::Refused, _) => {
            let at = job.finished_at.unwrap_or(job.created_at);
            (at, t.say1("job-stopped-at", "when", t.date_time(at)))
        }
        _ => {
            let at = job.started_at.unwrap_or(job.created_at);
            (at, t.say1("job-sent-at", "when", t.date_time(at)))
        }
    }
}

pub fn state_words(t: &Words, state: JobState) -> String {
    t.say(match state {
        JobState::AwaitingApproval => "job-state-approval",
        JobState::Scheduled => "job-state-scheduled",
        JobState::Pending => "job-state-pending",
        JobState::InProgress => "job-state-in-progress",
        JobState::Paused => "job-state-paused",
        JobState::Finished => "job-state-finished",
        JobState::Cancelled => "job-state-cancelled",
        JobState::Refused => "job-state-refused",
        JobState::Error => "job-state-error",
    })
}

pub fn state_badge(state: JobState) -> &'static str {
    match state {
        JobState::Finished => "badge-live",
        JobState::Error | JobState::Refused => "badge-wrong",
        JobState::Cancelled => "badge-quiet",
        JobState::AwaitingApproval
        | JobState::Scheduled
        | JobState::Pending
        | JobState::InProgress
        | JobState::Paused => "badge",
    }
}

pub fn sender(t: &Words, by: &SentBy) -> String {
    match by {
        SentBy::Key { name, .. } => t.say1("message-sent-by-key", "name", name),
        SentBy::Person { name } => name.clone(),
        SentBy::Unknown => t.say("message-sent-by-unknown"),
    }
}

#[derive(Template)]
#[template(path = "bulk/cancel.html")]
struct CancelPage {
    page: Page,
    name: String,
    rows: String,
    own: String,
}

/// Asks whether to stop it.
pub async fn ask(visit: Visit) -> Answer {
    let JobView { line, .. } = view(&visit, &RowsRequest::default()).await?;
    let (t, page) = (visit.words(), visit.page("job-cancel-title"));
    let shown = CancelPage {
        name: line.name.clone().unwrap_or_else(|| t.say("job-no-name")),
        rows: t.say1("job-cancel-text", "count", line.waiting),
        own: page.at(&format!("/jobs/{}", line.id)),
        page,
    };
    visit.show(&shown)
}

pub async fn cancel(visit: Visit) -> Answer {
    let (by, service, id) = named(&visit)?;
    done_or_said(&visit, visit.app().cancel_job(&by, service, id).await, "job-was-cancelled").await
}

pub async fn pause(visit: Visit) -> Answer {
    let (by, service, id) = named(&visit)?;
    done_or_said(&visit, visit.app().pause_job(&by, service, id).await, "job-was-paused").await
}

pub async fn resume(visit: Visit) -> Answer {
    let (by, service, id) = named(&visit)?;
    done_or_said(&visit, visit.app().resume_job(&by, service, id).await, "job-was-resumed").await
}

pub async fn approve(visit: Visit) -> Answer {
    let (by, service, id) = named(&visit)?;
    done_or_said(&visit, visit.app().approve_job(&by, service, id).await, "job-was-approved").await
}

pub async fn refuse(visit: Visit) -> Answer {
    let (by, service, id) = named(&visit)?;
    done_or_said(&visit, visit.app().refuse_job(&by, service, id).await, "job-was-refused").await
}

fn named(visit: &Visit) -> Result<(facteur_app::Authority, facteur_model::id::ServiceId, JobId), Refused> {
    Ok((visit.authority()?, visit.service()?, visit.id("job", JobId::parse)?))
}

async fn done_or_said(visit: &Visit, done: Result<(), JobError>, words: &str) -> Answer {
    let flash = match done {
        Ok(()) => Flash::done(visit.say(words)),
        // Somebody else was quicker, or it went on meanwhile: the page shows how it is now.
        Err(JobError::NotNow(_)) => Flash::warning(visit.say("job-not-now")),
        Err(JobError::OwnJob) => Flash::warning(visit.say("job-own")),
        Err(error) => return Err(of_error(error)),
    };
    let path = visit.path();
    let own = path.rsplit_once('/').map_or(path, |(own, _)| own);
    visit.go_saying(own, flash).await
}
