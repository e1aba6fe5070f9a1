//! The list of a service's bulk sends: those that wait first, then the newest.

use super::job::{says_when, state_badge, state_words};
use crate::page::Page;
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use facteur_app::JobLine;
use facteur_i18n::Words;
use facteur_model::id::JobId;
use facteur_model::time::Moment;

#[derive(Template)]
#[template(path = "bulk/jobs.html")]
struct JobsList {
    page: Page,
    waiting: Vec<Line>,
    others: Vec<Line>,
    older: Option<String>,
}

struct Line {
    path: String,
    name: String,
    template: String,
    state: String,
    badge: &'static str,
    rows: String,
    delivered: String,
    failed: String,
    at: Moment,
    when: String,
    by: String,
}

pub async fn show(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let older_than = JobId::parse(visit.query().text("older"));
    let found = visit.app().jobs(&by, service, older_than).await?;
    let (t, page) = (visit.words(), visit.page("jobs-title"));
    let shown = JobsList {
        waiting: found.waiting.iter().map(|job| line(&t, &page, job)).collect(),
        others: found.others.iter().map(|job| line(&t, &page, job)).collect(),
        older: found.older.map(|job| page.at(&format!("/jobs?older={job}"))),
        page,
    };
    visit.show(&shown)
}

fn line(t: &Words, page: &Page, job: &JobLine) -> Line {
    let (at, when) = says_when(t, job);
    Line {
        path: page.at(&format!("/jobs/{}", job.id)),
        name: job.name.clone().unwrap_or_else(|| t.say("job-no-name")),
        template: job.template_name.clone(),
        state: state_words(t, job.state),
        badge: state_badge(job.state),
        rows: t.number(job.rows),
        delivered: t.number(job.counts.delivered),
        failed: t.number(job.counts.failed()),
        at,
        when,
        by: super::job::sender(t, &job.sent_by),
    }
}
