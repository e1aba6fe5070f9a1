//! The administration commands. They work beside a running server, which notices each change at once.

mod notifications;
mod output;
mod pauses;
mod services;
mod templates;

use crate::cli::{
    Command, KeyCommand, KeyTypeName, MemberCommand, ReplyToCommand, SafelistCommand, SenderCommand,
    ServiceCommand, UserCommand,
};
use crate::configuration::Configuration;
use crate::wiring;
use anyhow::{Context, bail};
use facteur_app::{App, Authority, CreatedKey, KeyRequest};
use facteur_model::api_key::{Acceptance, KeyType, Scope};
use facteur_model::id::{ApiKeyId, ServiceId};
pub use output::Output;
use serde_json::json;

/// Runs one command and says what it did.
pub async fn run(command: Command, configuration: &Configuration) -> anyhow::Result<Output> {
    let store = match command {
        Command::Service(ServiceCommand::Create { .. }) | Command::User(_) => {
            wiring::open_store(configuration).await?
        }
        _ => wiring::open_existing_store(configuration).await?,
    };
    let app = wiring::build(configuration, store.clone(), configuration.public_url(configuration.listen))?;
    let by = Authority::operator("command line");
    let output = match command {
        Command::Service(command) => services::run(&app, &by, command).await,
        Command::User(UserCommand::Create { email, name, admin }) => {
            user(&app, &by, configuration, &name, &email, admin).await
        }
        Command::Member(MemberCommand::Add { service, email, phone }) => {
            let id = app.add_member(&by, service_id(&service)?, &email, phone.as_deref()).await?;
            Ok(Output::created(id))
        }
        Command::Safelist(SafelistCommand::Add { service, recipients }) => {
            let added = app.add_to_safelist(&by, service_id(&service)?, &recipients, None).await?.added;
            Ok(Output::new(format!("Added to the safelist: {added}"), json!({"added": added})))
        }
        Command::Key(command) => key(&app, &by, command).await,
        Command::Template(command) => templates::template(&app, &by, command).await,
        Command::Category(command) => templates::category(&app, &by, command).await,
        Command::Sender(SenderCommand::Add { service, sender }) => {
            Ok(Output::created(app.add_sms_sender(&by, service_id(&service)?, &sender).await?))
        }
        Command::Replyto(ReplyToCommand::Add { service, address }) => {
            Ok(Output::created(app.add_reply_to(&by, service_id(&service)?, &address).await?))
        }
        Command::Notification(command) => notifications::run(&app, &by, command).await,
        Command::Pause(command) => pauses::pause(&app, &by, command).await,
        Command::Resume(command) => pauses::resume(&app, &by, command).await,
        Command::Pauses => pauses::list(&app, &by).await,
        Command::Demo(_)
        | Command::Templates(_)
        | Command::Serve(_)
        | Command::Backup { .. }
        | Command::Restore { .. }
        | Command::Migrate(_)
        | Command::Doctor
        | Command::Config => {
            bail!("this is not an administration command")
        }
    };
    store.shutdown().await.context("the database could not be closed")?;
    output
}

async fn user(
    app: &App,
    by: &Authority,
    configuration: &Configuration,
    name: &str,
    email: &str,
    admin: bool,
) -> anyhow::Result<Output> {
    let (id, path) = app.create_user(by, name, email, admin).await?;
    let link = format!("{}{}", configuration.public_url(configuration.listen), path.expose());
    let text = format!("{link}\n\nWith this link the person chooses a password. It works once, for 7 days.");
    Ok(Output::new(text, json!({"id": id.to_string(), "link": link})))
}

async fn key(app: &App, by: &Authority, command: KeyCommand) -> anyhow::Result<Output> {
    Ok(match command {
        KeyCommand::Create { service, key_type, name, permissions, api_key_only, expires_in_days } => {
            let scopes = permissions
                .iter()
                .map(|name| Scope::parse(name).with_context(|| format!("there is no permission {name}")))
                .collect::<Result<_, _>>()?;
            let key_type = match key_type {
                KeyTypeName::Live => KeyType::Live,
                KeyTypeName::Team => KeyType::Team,
                KeyTypeName::Test => KeyType::Test,
            };
            let acceptance = if api_key_only { Acceptance::ApiKeyOnly } else { Acceptance::ApiKeyAndJwt };
            let plain = KeyRequest::plain(service_id(&service)?, name, key_type);
            let wanted = KeyRequest { scopes, acceptance, expires_in_days, ..plain };
            output::key(&app.create_key(by, wanted).await?)
        }
        KeyCommand::List { service } => {
            let service = service.as_deref().map(service_id).transpose()?;
            output::keys(&app.keys(by, service).await?, app.now())
        }
        KeyCommand::Rotate { id, overlap_days } => {
            let rotated = app.rotate_key(by, key_id(&id)?, overlap_days).await?;
            output::key(&CreatedKey { id: rotated.id, text: rotated.text })
        }
        KeyCommand::Revoke { id } => {
            let id = key_id(&id)?;
            app.revoke_key(by, id).await?;
            Output::new("The key is revoked", json!({"id": id.to_string(), "revoked": true}))
        }
    })
}

fn key_id(text: &str) -> anyhow::Result<ApiKeyId> {
    ApiKeyId::parse(text).with_context(|| format!("{text} is not the id of an API key"))
}

fn service_id(text: &str) -> anyhow::Result<ServiceId> {
    ServiceId::parse(text).with_context(|| format!("{text} is not the id of a service"))
}
