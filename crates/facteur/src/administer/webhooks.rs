//! `facteur webhook`.

use super::output::Output;
use super::service_id;
use crate::cli::WebhookCommand;
use anyhow::Context;
use facteur_app::{App, Authority, WebhookRequest};
use facteur_model::webhook::WebhookEvent;
use serde_json::json;
use std::io::Read;

/// More than this is no token.
const MOST_READ: u64 = 4_096;

pub async fn run(app: &App, by: &Authority, command: WebhookCommand) -> anyhow::Result<Output> {
    let WebhookCommand::Add { service, url, events } = command;
    let mut token = String::new();
    let read = std::io::stdin().take(MOST_READ).read_to_string(&mut token);
    read.context("the bearer token cannot be read from standard input")?;
    let events = if events.is_empty() {
        [WebhookEvent::Delivered, WebhookEvent::Failed].into_iter().collect()
    } else {
        events.into_iter().map(WebhookEvent::from).collect()
    };
    let wanted = WebhookRequest { url, token: Some(token.trim().to_owned()), events };
    let (id, secret) = app.add_webhook(by, service_id(&service)?, wanted).await?;
    let secret = secret.expose();
    Ok(Output::new(
        format!("{secret}\n\nWebhook {id}. This is the only time the secret is shown: keep it in a vault."),
        json!({"id": id.to_string(), "secret": secret}),
    ))
}
