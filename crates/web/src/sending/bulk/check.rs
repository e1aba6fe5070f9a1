//! Looking at a list before it is sent: the first problem, or everything that is right; then off it goes.

use super::super::schedule::{self, FARTHEST};
use super::looked::{Looked, ShownRow};
use super::{heading, open, refused, said};
use crate::components::{Choice, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::templates::rendered::Source;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{JobRequest, OpenList, Schedule, SendingFrom};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::id::{ReplyToId, SmsSenderId};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "bulk/check.html")]
struct CheckPage {
    page: Page,
    summary: Markup,
    file: String,
    template: String,
    template_path: String,
    again_path: String,
    rows: String,
    parts: Option<String>,
    notes: Vec<String>,
    problem: Option<Problem>,
    warnings: Vec<Warning>,
    caption: String,
    headings: Vec<String>,
    lines: Vec<Line>,
    corrections: Option<String>,
    expires: String,
    offer: Option<Offer>,
}

/// The first thing that keeps a list from being sent.
struct Problem {
    text: String,
    items: Vec<String>,
}

struct Warning {
    text: String,
    file: Option<String>,
}

struct Line {
    number: String,
    cells: Vec<(String, Option<String>)>,
    faults: Vec<String>,
}

/// What is there to send it with.
struct Offer {
    path: String,
    message: Markup,
    preview_path: String,
    sender: Option<Markup>,
    again: Option<Markup>,
    left: String,
    resets: String,
    needs_approval: Option<String>,
    version: u32,
    /// The send of the same file that the reader knows of.
    seen: String,
    day: String,
    time: String,
    day_error: Option<String>,
    time_error: Option<String>,
    first_day: String,
    last_day: String,
    zone: String,
    button: String,
}

pub async fn show(visit: Visit) -> Answer {
    let list = open(&visit).await?;
    page(&visit, list, &Form::default(), &Errors::default()).await
}

async fn page(visit: &Visit, list: OpenList, form: &Form, errors: &Errors) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let looked =
        visit.app().examine(list.clone(), heading(visit.language()), Looked::at).await.map_err(refused)?;
    let from = visit.app().sending_from(&by, service).await?;
    let left = visit.app().left_today(&by, service).await?;
    let t = visit.words();
    let template = list.template();
    let problem = problem(&t, &list, &looked);
    let (left_now, wanted) = match template.channel {
        Channel::Email => (left.email, looked.row_count as u64),
        Channel::Sms => (left.sms, looked.summary.parts),
    };
    let title = if problem.is_some() { "bulk-check-wrong-title" } else { "send-look-title" };
    let page = visit.page(title);
    let own = page.at(&format!("/lists/{}", list.id));
    let mut warnings = Vec::new();
    if looked.summary.repeated_people > 0 {
        let text = t.say1("bulk-duplicates", "count", looked.summary.repeated_people);
        warnings.push(Warning { text, file: Some(format!("{own}/duplicates.csv")) });
    }
    if looked.summary.surplus > 0 {
        warnings.push(Warning { text: t.say1("bulk-surplus", "count", looked.summary.surplus), file: None });
    }
    if problem.is_none() && wanted > left_now {
        let key = match template.channel {
            Channel::Email => "bulk-more-than-left-email",
            Channel::Sms => "bulk-more-than-left-sms",
        };
        let text =
            t.with(key, &[("left", &left_now), ("wanted", &wanted), ("hour", &t.hour(left.resets_at))]);
        warnings.push(Warning { text, file: None });
    }
    let is_wrong = !looked.summary.wrong.is_empty() || !looked.summary.out_of_reach.is_empty();
    let offer = match (&problem, looked.first.as_ref()) {
        (None, Some((first, values))) => {
            let source = Source {
                channel: template.channel,
                subject: template.subject.as_deref().unwrap_or_default(),
                content: &template.content,
                prefix: from.prefix.as_deref(),
            };
            let message = source.filled(&t, values);
            let (left_text, resets) = match template.channel {
                Channel::Email => (t.say1("template-left-email", "count", left.email), left.resets_at),
                Channel::Sms => (t.say1("template-left-sms", "count", left.sms), left.resets_at),
            };
            let fields = visit.fields(form, errors);
            let again = Choice::new("yes", t.say("bulk-send-again"));
            let senders = senders(template.channel, &from);
            let now = visit.app().now();
            let label = match template.channel {
                Channel::Email => "send-reply-to",
                Channel::Sms => "send-sender",
            };
            let approval = list.approval_from.filter(|from| looked.row_count >= *from as usize);
            Some(Offer {
                path: own.clone(),
                message,
                preview_path: format!("{own}/rows/{first}"),
                sender: (!senders.is_empty()).then(|| fields.radios("sender", label, "", &senders)),
                again: list
                    .sent_today
                    .is_some()
                    .then(|| fields.boxes("again", "bulk-sent-today", "", &[again])),
                left: left_text,
                resets: t.say1("trial-resets", "hour", t.hour(resets)),
                needs_approval: approval.map(|from| t.say1("bulk-needs-approval", "count", from)),
                version: template.version,
                seen: seen(&list),
                day: form.text("day").to_owned(),
                time: form.text("time").to_owned(),
                day_error: errors.of("day").map(str::to_owned),
                time_error: errors.of("time").map(str::to_owned),
                first_day: t.day_field(now),
                last_day: t.day_field(now.plus(FARTHEST)),
                zone: t.say1("send-zone", "zone", t.zone_name(now)),
                button: match template.channel {
                    Channel::Email => t.say1("bulk-send-emails", "count", looked.row_count),
                    Channel::Sms => t.say1("bulk-send-texts", "count", looked.row_count),
                },
            })
        }
        _ => None,
    };
    let shown = CheckPage {
        summary: visit.fields(form, errors).summary(),
        file: list.name.clone(),
        template: template.name.clone(),
        template_path: page.at(&format!("/templates/{}", template.id)),
        again_path: page.at(&format!("/send/{}/many", template.id)),
        rows: t.number(looked.row_count),
        parts: (template.channel == Channel::Sms).then(|| t.number(looked.summary.parts)),
        notes: list.notes.iter().map(|note| said::note(&t, note)).collect(),
        caption: match (is_wrong, looked.rows.len()) {
            (true, shown) => {
                let all = looked.summary.wrong.len().max(looked.summary.out_of_reach.len());
                t.say2("bulk-wrong-caption", "shown", shown, "all", all)
            }
            (false, shown) => t.say2("bulk-first-caption", "shown", shown, "all", looked.row_count),
        },
        headings: looked.headings.clone(),
        lines: looked.rows.iter().map(|row| line(&t, template.channel, row)).collect(),
        corrections: is_wrong.then(|| format!("{own}/corrections.csv")),
        expires: t.say1("bulk-expires", "when", t.hour(list.expires_at)),
        problem,
        warnings,
        offer,
        page,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visit.show_as(status, &shown)
}

/// The first problem, in the order of the reference (admin-ui §1.8).
fn problem(t: &Words, list: &OpenList, looked: &Looked) -> Option<Problem> {
    let summary = &looked.summary;
    let alone = |text| Some(Problem { text, items: Vec::new() });
    if looked.row_count > list.most_rows as usize {
        return alone(t.say2("bulk-too-many-rows-of", "most", list.most_rows, "rows", looked.row_count));
    }
    if looked.row_count == 0 {
        return alone(t.say("bulk-no-rows"));
    }
    if !looked.has_recipients {
        let key = match list.template().channel {
            Channel::Email => "bulk-no-recipients-email",
            Channel::Sms => "bulk-no-recipients-sms",
        };
        return alone(t.say(key));
    }
    if !looked.repeated.is_empty() {
        return alone(t.say1("bulk-repeated-columns", "names", t.list(&looked.repeated)));
    }
    if !looked.missing.is_empty() {
        return alone(t.say1("bulk-missing-columns", "names", t.list(&looked.missing)));
    }
    if !summary.wrong.is_empty() {
        let bad = match list.template().channel {
            Channel::Email => "bulk-fix-addresses",
            Channel::Sms => "bulk-fix-numbers",
        };
        let counts = [
            (bad, summary.bad_recipients),
            ("bulk-fix-missing", summary.missing),
            ("bulk-fix-too-long", summary.too_long),
        ];
        let items =
            counts.iter().filter(|(_, count)| *count > 0).map(|(key, count)| t.say1(key, "count", *count));
        return Some(Problem {
            text: t.say1("bulk-fix", "count", summary.wrong.len()),
            items: items.collect(),
        });
    }
    if !summary.out_of_reach.is_empty() {
        return alone(t.say1("bulk-out-of-reach", "count", summary.out_of_reach.len()));
    }
    let smoke_tests = summary.smoke_tests;
    if list.template().channel == Channel::Sms && smoke_tests > 0 && smoke_tests < looked.row_count {
        return alone(t.say("bulk-mixed"));
    }
    None
}

fn line(t: &Words, channel: Channel, row: &ShownRow) -> Line {
    let mut faults = Vec::new();
    if row.is_too_long {
        faults.push(said::too_long(t, channel));
    }
    if row.is_out_of_reach {
        faults.push(t.say("bulk-cell-reach"));
    }
    let cell = |(text, error): &(String, Option<_>)| (text.clone(), error.map(|error| said::cell(t, error)));
    Line { number: t.number(row.line), cells: row.cells.iter().map(cell).collect(), faults }
}

fn senders(channel: Channel, from: &SendingFrom) -> Vec<Choice> {
    let senders: Vec<Choice> = match channel {
        Channel::Email => {
            from.reply_tos.iter().map(|one| Choice::new(one.id.to_string(), &one.address)).collect()
        }
        Channel::Sms => {
            from.sms_senders.iter().map(|one| Choice::new(one.id.to_string(), &one.sender)).collect()
        }
    };
    if senders.len() > 1 { senders } else { Vec::new() }
}

fn seen(list: &OpenList) -> String {
    list.sent_today.map(|job| job.to_string()).unwrap_or_default()
}

pub async fn send(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let list = open(&visit).await?;
    let (form, t) = (visit.form(), visit.words());
    let mut errors = Errors::default();
    let schedule = schedule::read(&t, form, visit.app().now(), &mut errors);
    // A form that is sent twice is not yet known of by its own page, and leads to what it began.
    let is_known = list.sent_today.is_some() && form.text("seen") == seen(&list);
    if is_known && form.text("again") != "yes" {
        errors.add("again", t.say("bulk-confirm-again"));
    }
    if !errors.is_empty() {
        return page(&visit, list, form, &errors).await;
    }
    let sender = form.text("sender");
    let request = JobRequest {
        template: list.template().id,
        template_version: form.text("version").parse().unwrap_or_default(),
        sender: ReplyToId::parse(sender)
            .map(ReplyToId::as_uuid)
            .or_else(|| SmsSenderId::parse(sender).map(SmsSenderId::as_uuid)),
        name: list.name.clone(),
        table: Arc::clone(&list.table),
        heading: heading(visit.language()),
        scheduled_for: match schedule {
            Schedule::Now => None,
            Schedule::At { moment, .. } => Some(moment),
        },
        file: list.digest,
        // A list is sent once; who uploads it again can send it again.
        token: list.id.to_string(),
    };
    match visit.app().start_job(&by, service, request).await {
        Ok(job) => {
            let key = match (job.state, job.scheduled_for) {
                (facteur_model::job::JobState::AwaitingApproval, _) => "bulk-waits-for-approval",
                (_, Some(_)) => "bulk-scheduled",
                (_, None) => "bulk-started",
            };
            visit.go_saying(&format!("/services/{service}/jobs/{}", job.id), Flash::done(t.say(key))).await
        }
        Err(error) => {
            errors.add("send", said::start(&visit, error, &list.table)?);
            page(&visit, list, form, &errors).await
        }
    }
}
