//! `facteur pause`, `resume` and `pauses`.

use super::output::{Output, or_none};
use super::service_id;
use crate::cli::{PauseCommand, ResumeCommand};
use facteur_app::{App, Authority};
use facteur_store::{Pause, Paused};
use serde_json::{Value, json};

pub async fn pause(app: &App, by: &Authority, command: PauseCommand) -> anyhow::Result<Output> {
    let (paused, reason) = match command {
        PauseCommand::Service { id, reason } => (Paused::Service(service_id(&id)?), reason),
        PauseCommand::Provider { channel, reason } => (Paused::Provider(channel.into()), reason),
    };
    app.pause(by, paused, &reason).await?;
    let (kind, subject) = named(paused);
    Ok(Output::new(
        format!("Paused: {kind} {subject}. New messages are accepted, and wait."),
        json!({"kind": kind, "subject": subject, "paused": true}),
    ))
}

pub async fn resume(app: &App, by: &Authority, command: ResumeCommand) -> anyhow::Result<Output> {
    let paused = match command {
        ResumeCommand::Service { id } => Paused::Service(service_id(&id)?),
        ResumeCommand::Provider { channel } => Paused::Provider(channel.into()),
    };
    app.resume(by, paused).await?;
    let (kind, subject) = named(paused);
    Ok(Output::new(
        format!("Resumed: {kind} {subject}"),
        json!({"kind": kind, "subject": subject, "paused": false}),
    ))
}

pub async fn list(app: &App, by: &Authority) -> anyhow::Result<Output> {
    let pauses = app.pauses(by).await?;
    let lines: Vec<String> = pauses.iter().map(line).collect();
    let objects: Vec<Value> = pauses.iter().map(object).collect();
    Ok(Output::new(or_none(&lines), json!({"pauses": objects})))
}

fn line(pause: &Pause) -> String {
    let (kind, subject) = named(pause.paused);
    format!("{kind:8}  {subject:36}  since {}  by {}  {}", pause.since.to_rfc3339(), pause.by, pause.reason)
}

fn object(pause: &Pause) -> Value {
    let (kind, subject) = named(pause.paused);
    json!({
        "kind": kind,
        "subject": subject,
        "since": pause.since.to_rfc3339(),
        "by": pause.by,
        "reason": pause.reason,
    })
}

/// The kind of what is paused, and which one: the words of the command that paused it.
fn named(paused: Paused) -> (&'static str, String) {
    match paused {
        Paused::Service(service) => ("service", service.to_string()),
        Paused::Provider(channel) => ("provider", channel.as_str().to_owned()),
    }
}
