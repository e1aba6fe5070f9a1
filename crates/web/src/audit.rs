//! Who changed what: the audit log of a service, and of the whole installation.

mod file;
mod filter;

use crate::components::Markup;
use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{Activity, ActivityPage, AuditEvent, Extent, Need};
use facteur_i18n::Words;
use facteur_model::person::Right;
use filter::Asked;
use serde_json::Value;

pub fn routes() -> Vec<Route> {
    let manages = Access::Service(Need::Right(Right::ManageService));
    vec![
        Route::get("/services/{service}/activity", manages, of_service),
        Route::get("/services/{service}/activity/export", manages, file_of_service),
        Route::get("/platform/activity", Access::Platform, of_installation),
        Route::get("/platform/activity/export", Access::Platform, file_of_installation),
    ]
}

#[derive(Template)]
#[template(path = "audit/list.html")]
struct List {
    page: Page,
    summary: Markup,
    lead: String,
    group: Markup,
    from: Markup,
    until: Markup,
    lines: Vec<Line>,
    /// Does the log tell of more than one service?
    of_installation: bool,
    here: String,
    export: String,
    older: Option<String>,
    newest: Option<String>,
}

struct Line {
    at: Markup,
    actor: String,
    action: String,
    subject: String,
    service: String,
    details: Vec<String>,
}

async fn of_service(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let asked = Asked::of(&visit);
    let found = visit.app().activity(&by, service, &asked.filter, Extent::Page).await?;
    let here = format!("/services/{service}/activity");
    write(&visit, &asked, found, here, visit.say("audit-lead"), false)
}

async fn of_installation(visit: Visit) -> Answer {
    let asked = Asked::of(&visit);
    let found = visit.app().installation_activity(&visit.authority()?, &asked.filter, Extent::Page).await?;
    let here = "/platform/activity".to_owned();
    write(&visit, &asked, found, here, visit.say("audit-lead-installation"), true)
}

fn write(
    visit: &Visit,
    asked: &Asked,
    found: ActivityPage,
    here: String,
    lead: String,
    of_installation: bool,
) -> Answer {
    let t = visit.words();
    let fields = visit.fields(visit.query(), &asked.errors);
    let page = List {
        page: visit.page("audit-title"),
        summary: fields.summary(),
        lead,
        group: fields.select("group", "audit-group", "", &filter::groups(&t)),
        from: fields.input("from", "audit-from", filter::DATE),
        until: fields.input("until", "audit-until", filter::DATE),
        lines: found.lines.into_iter().map(|activity| line(&t, activity)).collect(),
        of_installation,
        export: format!("{here}/export{}", asked.query(None)),
        older: found.next.map(|next| format!("{here}{}", asked.query(Some(next)))),
        newest: asked.filter.before.map(|_| format!("{here}{}", asked.query(None))),
        here,
    };
    let status = if asked.errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visit.show_as(status, &page)
}

fn line(t: &Words, activity: Activity) -> Line {
    Line {
        at: when::date_time(t, activity.event.at),
        actor: activity.actor,
        action: action(t, &activity.event),
        subject: activity.person.or_else(|| name(&activity.event)).unwrap_or_default(),
        service: activity.service_name.unwrap_or_default(),
        details: details(&activity.event.detail),
    }
}

/// What was done, in words; the word of the log itself when this version has none for it.
fn action(t: &Words, event: &AuditEvent) -> String {
    let key = format!("audit-action-{}", event.action.replace('.', "-"));
    let said = t.say(&key);
    if said == key { event.action.clone() } else { said }
}

/// The name of what something was done to, where the log says it.
fn name(event: &AuditEvent) -> Option<String> {
    let detail: Value = serde_json::from_str(&event.detail).ok()?;
    detail["name"].as_str().map(str::to_owned)
}

/// Before and after, one value a line, as they are written in the log.
fn details(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if let Ok(detail) = serde_json::from_str::<Value>(text) {
        flatten(&detail, "", &mut lines);
    }
    lines
}

fn flatten(value: &Value, path: &str, lines: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(value, &path, lines);
            }
        }
        Value::String(text) => lines.push(format!("{path}: {text}")),
        other => lines.push(format!("{path}: {other}")),
    }
}

async fn file_of_service(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let asked = Asked::of(&visit);
    let found = visit.app().activity(&by, service, &asked.filter, Extent::File).await?;
    Ok(file::answer(&visit.words(), &found.lines))
}

async fn file_of_installation(visit: Visit) -> Answer {
    let asked = Asked::of(&visit);
    let found = visit.app().installation_activity(&visit.authority()?, &asked.filter, Extent::File).await?;
    Ok(file::answer(&visit.words(), &found.lines))
}

#[cfg(test)]
mod tests {
    use super::details;

    #[test]
    fn details_are_one_value_a_line() {
        let text = r#"{"after":{"rate":5},"name":"A: b","scopes":["x"]}"#;
        assert_eq!(details(text), ["after.rate: 5", "name: A: b", "scopes: [\"x\"]"]);
        assert!(details("nonsense").is_empty() && details("{}").is_empty());
    }
}
