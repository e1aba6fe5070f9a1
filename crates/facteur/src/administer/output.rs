//! What a command prints: text for people, or one JSON object.

use facteur_app::{CreatedKey, KeySummary};
use facteur_model::api_key::{Acceptance, Scope};
use facteur_model::time::Moment;
use serde_json::{Value, json};
use std::fmt::Display;

/// The same answer in both forms.
pub struct Output {
    text: String,
    json: Value,
}

impl Output {
    pub fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json }
    }

    /// Something was made, and this is its id.
    pub fn created(id: impl Display) -> Self {
        let id = id.to_string();
        Self { json: json!({"id": id}), text: id }
    }

    pub fn print(&self, as_json: bool) {
        if as_json {
            println!("{}", self.json);
        } else {
            println!("{}", self.text);
        }
    }
}

pub fn key(created: &CreatedKey) -> Output {
    let (id, text) = (created.id, created.text.expose());
    Output::new(
        format!("{text}\n\nKey {id}. This is the only time the key is shown: keep it in a vault."),
        json!({"id": id.to_string(), "key": text}),
    )
}

/// `now` tells keys that have expired from those that work.
pub fn keys(keys: &[KeySummary], now: Moment) -> Output {
    let lines: Vec<String> = keys
        .iter()
        .map(|key| {
            let used = key.last_used_at.map_or_else(|| "never".to_owned(), Moment::to_rfc3339);
            let state = match key.expires_at {
                _ if key.revoked_at.is_some() => "revoked",
                Some(end) if end <= now => "expired",
                _ => "active",
            };
            format!("{}  {:4}  {state:7}  last used {used}  {}", key.id, key.key_type.as_str(), key.name)
        })
        .collect();
    let objects: Vec<Value> = keys
        .iter()
        .map(|key| {
            json!({
                "id": key.id.to_string(),
                "service": key.service.to_string(),
                "name": key.name,
                "type": key.key_type.as_str(),
                "permissions": key.scopes.iter().map(|scope: &Scope| scope.as_str()).collect::<Vec<_>>(),
                "api_key_only": key.acceptance == Acceptance::ApiKeyOnly,
                "created_at": key.created_at.to_rfc3339(),
                "created_by": key.created_by,
                "last_used_at": key.last_used_at.map(Moment::to_rfc3339),
                "expires_at": key.expires_at.map(Moment::to_rfc3339),
                "revoked_at": key.revoked_at.map(Moment::to_rfc3339),
            })
        })
        .collect();
    Output::new(or_none(&lines), json!({"keys": objects}))
}

pub fn or_none(lines: &[String]) -> String {
    if lines.is_empty() { "None.".to_owned() } else { lines.join("\n") }
}
