//! `facteur service`.

use super::output::{Output, or_none};
use super::service_id;
use crate::cli::ServiceCommand;
use anyhow::Context;
use facteur_app::{App, Authority, LimitsChange, ServiceRequest};
use facteur_model::allowance::Limits;
use facteur_model::service::{CutOffText, Mode, Permission, Standing};
use facteur_store::Service;
use serde_json::{Value, json};

pub async fn run(app: &App, by: &Authority, command: ServiceCommand) -> anyhow::Result<Output> {
    Ok(match command {
        ServiceCommand::Create { name, email_from, live } => {
            let mode = if live { Mode::Live } else { Mode::Trial };
            let service = app.create_service(by, ServiceRequest { name, email_from, mode }).await?;
            Output::created(service.id)
        }
        ServiceCommand::List => list(&app.services(by).await?),
        ServiceCommand::Limits {
            service,
            rate,
            daily_email,
            daily_sms,
            annual_email,
            annual_sms,
            list_rows,
        } => {
            let service = service_id(&service)?;
            // What may be refused comes first.
            if let Some(rows) = list_rows {
                app.set_most_job_rows(by, service, rows).await?;
            }
            let change = LimitsChange { rate, daily_email, daily_sms, annual_email, annual_sms };
            let changed = app.change_limits(by, service, change).await?;
            limits(&changed, app.job_settings(by, service).await?.most_rows)
        }
        ServiceCommand::Live { service } => {
            app.set_mode(by, service_id(&service)?, Mode::Live).await?;
            Output::new("The service is live", json!({"id": service, "mode": "live"}))
        }
        ServiceCommand::Trial { service } => {
            app.set_mode(by, service_id(&service)?, Mode::Trial).await?;
            Output::new("The service is in trial mode", json!({"id": service, "mode": "trial"}))
        }
        ServiceCommand::Suspend { service } => {
            app.set_standing(by, service_id(&service)?, Standing::Suspended).await?;
            Output::new("The service is suspended", json!({"id": service, "standing": "suspended"}))
        }
        ServiceCommand::Resume { service } => {
            app.set_standing(by, service_id(&service)?, Standing::Active).await?;
            Output::new("The service is active", json!({"id": service, "standing": "active"}))
        }
        ServiceCommand::Retention { service, days } => {
            let days = app.set_retention(by, service_id(&service)?, days).await?.days();
            Output::new(
                format!("Messages are kept for {days} days"),
                json!({"id": service, "retention_days": days}),
            )
        }
        ServiceCommand::CutOffTexts { service, choice } => {
            let choice = CutOffText::from(choice);
            app.set_cut_off_text(by, service_id(&service)?, choice).await?;
            let text = match choice {
                CutOffText::End => "A text that was cut off ends as a technical failure",
                CutOffText::SendAgain => "A text that was cut off is sent again, and may arrive twice",
            };
            Output::new(text, json!({"id": service, "cut_off_texts": choice.as_str()}))
        }
        ServiceCommand::Permissions { service, permissions } => {
            let permissions = permissions
                .iter()
                .map(|name| {
                    Permission::from_stored(name).with_context(|| format!("there is no permission {name}"))
                })
                .collect::<Result<_, _>>()?;
            app.set_permissions(by, service_id(&service)?, permissions).await?;
            Output::new("The permissions are set", json!({"id": service}))
        }
    })
}

fn list(services: &[Service]) -> Output {
    let lines: Vec<String> = services
        .iter()
        .map(|service| {
            format!(
                "{}  {:5}  {:9}  kept {:2} days  cut-off texts {:10}  {}",
                service.id,
                service.mode.as_str(),
                service.standing.as_str(),
                service.retention.days(),
                service.cut_off_text.as_str(),
                service.name
            )
        })
        .collect();
    let objects: Vec<Value> = services
        .iter()
        .map(|service| {
            json!({
                "id": service.id.to_string(),
                "name": service.name,
                "email_from": service.email_from,
                "mode": service.mode.as_str(),
                "standing": service.standing.as_str(),
                "permissions": service.permissions.iter().map(Permission::as_str).collect::<Vec<_>>(),
                "retention_days": service.retention.days(),
                "cut_off_texts": service.cut_off_text.as_str(),
                "limits": limits_json(&service.limits),
                "created_at": service.created_at.to_rfc3339(),
            })
        })
        .collect();
    Output::new(or_none(&lines), json!({"services": objects}))
}

fn limits(limits: &Limits, list_rows: u32) -> Output {
    let mut object = limits_json(limits);
    object["list_rows"] = list_rows.into();
    Output::new(
        format!(
            "Calls a minute: {}\nE-mails a day: {}\nText message parts a day: {}\nE-mails a year: {}\nText message parts a year: {}\nRows of a list: {list_rows}",
            limits.rate, limits.daily_email, limits.daily_sms, limits.annual_email, limits.annual_sms
        ),
        object,
    )
}

fn limits_json(limits: &Limits) -> Value {
    json!({
        "rate": limits.rate,
        "daily_email": limits.daily_email,
        "daily_sms": limits.daily_sms,
        "annual_email": limits.annual_email,
        "annual_sms": limits.annual_sms,
    })
}
