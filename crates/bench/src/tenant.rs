//! A service with its keys and its template, and the requests that its clients send.

use crate::load::{self, Request};
use serde_json::json;

pub struct Tenant {
    pub id: String,
    pub live: String,
    pub test: String,
    pub template: String,
}

impl Tenant {
    /// An e-mail, with a reference of its own each time; due at once, or at a moment as the API writes it.
    pub fn post(&self, key: &str, scheduled_for: Option<&str>) -> Request {
        let mut body = json!({
            "email_address": "zoe@example.com",
            "template_id": self.template,
            "personalisation": {"name": "Zoé", "number": "A-17"},
            "reference": format!("dossier {}", load::NUMBER),
        });
        if let Some(moment) = scheduled_for {
            body["scheduled_for"] = moment.into();
        }
        Request::post("/v2/notifications/email", key, &body.to_string())
    }

    pub fn get(key: &str, id: &str) -> Request {
        Request::get(&format!("/v2/notifications/{id}"), key)
    }

    /// The newest, or the newest before one of them: 250 at most.
    pub fn list(key: &str, older_than: Option<&str>) -> Request {
        let query = older_than.map(|id| format!("?older_than={id}")).unwrap_or_default();
        Request::get(&format!("/v2/notifications{query}"), key)
    }
}
