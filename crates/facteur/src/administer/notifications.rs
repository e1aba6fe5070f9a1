//! `facteur notification`.

use super::output::Output;
use super::service_id;
use crate::cli::NotificationCommand;
use anyhow::Context;
use facteur_app::{App, Authority, Timeline, TimelineAttempt};
use facteur_model::id::NotificationId;
use facteur_model::time::Moment;
use serde_json::{Value, json};

/// Whether the answer tells the recipient, and what providers said of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Personal {
    Shown,
    LeftOut,
}

pub async fn run(app: &App, by: &Authority, command: NotificationCommand) -> anyhow::Result<Output> {
    let NotificationCommand::Show { id, service, personal } = command;
    let service = service_id(&service)?;
    let id = NotificationId::parse(&id).with_context(|| format!("{id} is not the id of a notification"))?;
    let timeline = app.timeline(by, service, id).await?;
    let timeline = timeline
        .with_context(|| format!("the service has no notification {id}, or does not keep it any more"))?;
    let personal = if personal {
        // First the entry, then the look.
        app.note_personal_look(by, &timeline).await?;
        Personal::Shown
    } else {
        Personal::LeftOut
    };
    Ok(Output::new(text(&timeline, personal), object(&timeline, personal)))
}

fn text(timeline: &Timeline, personal: Personal) -> String {
    let known = |moment: Option<Moment>| moment.map(Moment::to_rfc3339);
    let mut rows = vec![
        ("Notification", Some(timeline.id.to_string())),
        ("Status", Some(format!("{} ({})", timeline.status.as_str(), timeline.description.english()))),
        ("Channel", Some(timeline.channel.as_str().to_owned())),
        ("Key type", Some(timeline.key_type.as_str().to_owned())),
        ("Lane", Some(timeline.lane.as_str().to_owned())),
        ("Template", Some(format!("{} version {}", timeline.template, timeline.template_version))),
        ("Parts", Some(timeline.parts.to_string())),
        ("Created", Some(timeline.created_at.to_rfc3339())),
        ("Scheduled for", known(timeline.scheduled_for)),
        ("Sent", known(timeline.sent_at)),
        ("Completed", known(timeline.completed_at)),
        ("Updated", known(timeline.updated_at)),
    ];
    if personal == Personal::Shown {
        rows.push(("Recipient", Some(printable(&timeline.personal.recipient))));
        rows.push(("Provider said", timeline.personal.provider_response.as_deref().map(printable)));
    }
    let rows = rows.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name:14} {value}")));
    let attempts = timeline.attempts.iter().map(|attempt| attempt_line(attempt, personal));
    let mut lines: Vec<String> = rows.chain(attempts).collect();
    if timeline.attempts.is_empty() {
        lines.push("No attempt to hand it to a provider outside is written down.".to_owned());
    }
    lines.join("\n")
}

fn attempt_line(attempt: &TimelineAttempt, personal: Personal) -> String {
    let ended =
        attempt.ended_at.map_or_else(|| "no end".to_owned(), |at| format!("ended {}", at.to_rfc3339()));
    let said = match (&attempt.response, personal) {
        (Some(response), Personal::Shown) => format!("  {}", printable(response)),
        _ => String::new(),
    };
    format!(
        "Attempt {}  {}  started {}  {ended}  {}{said}",
        attempt.number,
        attempt.provider,
        attempt.started_at.to_rfc3339(),
        attempt.outcome.as_str(),
    )
}

fn object(timeline: &Timeline, personal: Personal) -> Value {
    let mut object = json!({
        "id": timeline.id.to_string(),
        "service": timeline.service.to_string(),
        "status": timeline.status.as_str(),
        "description": timeline.description.english(),
        "channel": timeline.channel.as_str(),
        "key_type": timeline.key_type.as_str(),
        "lane": timeline.lane.as_str(),
        "template": timeline.template.to_string(),
        "template_version": timeline.template_version,
        "parts": timeline.parts,
        "created_at": timeline.created_at.to_rfc3339(),
        "scheduled_for": timeline.scheduled_for.map(Moment::to_rfc3339),
        "sent_at": timeline.sent_at.map(Moment::to_rfc3339),
        "completed_at": timeline.completed_at.map(Moment::to_rfc3339),
        "updated_at": timeline.updated_at.map(Moment::to_rfc3339),
        "attempts": timeline.attempts.iter().map(|one| attempt_object(one, personal)).collect::<Vec<_>>(),
    });
    if personal == Personal::Shown {
        object["recipient"] = json!(timeline.personal.recipient);
        object["provider_response"] = json!(timeline.personal.provider_response);
    }
    object
}

fn attempt_object(attempt: &TimelineAttempt, personal: Personal) -> Value {
    let mut object = json!({
        "number": attempt.number,
        "provider": attempt.provider,
        "started_at": attempt.started_at.to_rfc3339(),
        "ended_at": attempt.ended_at.map(Moment::to_rfc3339),
        "outcome": attempt.outcome.as_str(),
    });
    if personal == Personal::Shown {
        object["provider_response"] = json!(attempt.response);
    }
    object
}

/// Words from outside, without what would steer a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
