//! `facteur number`.

use super::output::{Output, or_none};
use super::service_id;
use crate::cli::NumberCommand;
use anyhow::Context;
use facteur_app::{App, Authority, InboundNumberView, NewInboundNumber};
use facteur_model::id::InboundNumberId;
use serde_json::{Value, json};

pub async fn run(app: &App, by: &Authority, command: NumberCommand) -> anyhow::Result<Output> {
    Ok(match command {
        NumberCommand::Add { service, number } => {
            with_secret(&app.add_inbound_number(by, service_id(&service)?, &number).await?)
        }
        NumberCommand::Secret { id } => with_secret(&app.renew_inbound_secret(by, number_id(&id)?).await?),
        NumberCommand::Remove { id } => {
            let removed = app.remove_inbound_number(by, number_id(&id)?).await?;
            let text = format!("{} receives no text messages any more", removed.number);
            Output::new(text, json!({"id": removed.id.to_string(), "removed": true}))
        }
        NumberCommand::List => {
            let numbers = app.all_inbound_numbers(by).await?;
            let line = |number: &InboundNumberView| {
                format!("{}  {:15}  service {}  {}", number.id, number.number, number.service, number.url)
            };
            let lines: Vec<String> = numbers.iter().map(line).collect();
            let objects: Vec<Value> = numbers.iter().map(object).collect();
            Output::new(or_none(&lines), json!({"numbers": objects}))
        }
    })
}

fn object(number: &InboundNumberView) -> Value {
    json!({
        "id": number.id.to_string(),
        "number": number.number,
        "service": number.service.to_string(),
        "url": number.url,
    })
}

fn with_secret(made: &NewInboundNumber) -> Output {
    let InboundNumberView { id, number, url, .. } = &made.view;
    let secret = made.secret.expose();
    let mut shown = object(&made.view);
    shown["secret"] = secret.into();
    Output::new(
        format!(
            "{secret}\n\nNumber {id} ({number}). The provider sends texts to {url} with the header\n\
             Authorization: Bearer and this secret. This is the only time it is shown: keep it in a vault."
        ),
        shown,
    )
}

fn number_id(text: &str) -> anyhow::Result<InboundNumberId> {
    InboundNumberId::parse(text).with_context(|| format!("{text} is not the id of a number"))
}
