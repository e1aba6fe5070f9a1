//! A service with its keys and its template, and the requests that its clients send.

use crate::load::{self, Request};
use anyhow::Context;
use facteur_model::id::ServiceId;
use serde_json::json;
use std::fmt::Write as _;

pub struct Tenant {
    pub id: String,
    pub live: String,
    pub test: String,
    pub template: String,
}

/// How a list is written in the body of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListForm {
    Rows,
    Csv,
}

impl ListForm {
    pub fn word(self) -> &'static str {
        match self {
            ListForm::Rows => "JSON",
            ListForm::Csv => "CSV",
        }
    }
}

impl Tenant {
    pub fn service(&self) -> anyhow::Result<ServiceId> {
        ServiceId::parse(&self.id).context("an odd id of a service")
    }

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

    /// The same e-mail to a list, each with a recipient and a reference of its own.
    pub fn post_list(&self, key: &str, rows: u64, form: ListForm) -> Request {
        let heading = ["email address", "name", "number", "reference"].map(str::to_owned);
        let row = |number: u64| {
            let (to, reference) = (format!("someone.{number}@example.com"), format!("dossier {number:012}"));
            [to, "Zoé".to_owned(), "A-17".to_owned(), reference]
        };
        let table = std::iter::once(heading).chain((1..=rows).map(row));
        let mut body = json!({"name": "Bench", "template_id": self.template});
        match form {
            ListForm::Rows => body["rows"] = table.map(|cells| json!(cells)).collect(),
            ListForm::Csv => {
                let mut text = String::new();
                for cells in table {
                    let _ = writeln!(text, "{}", cells.join(","));
                }
                body["csv"] = text.into();
            }
        }
        Request::post("/v2/notifications/bulk", key, &body.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_list_is_the_same_in_either_form() {
        let id = "0193fac7-0000-7000-8000-000000000001";
        let of = |name: &str| name.to_owned();
        let tenant = Tenant { id: of(id), live: of("live"), test: of("test"), template: of(id) };
        let body = |form| {
            let mut request = tenant.post_list(&tenant.test, 2, form);
            let text = String::from_utf8(request.numbered().to_vec()).unwrap();
            serde_json::from_str::<Value>(text.split_once("\r\n\r\n").unwrap().1).unwrap()
        };
        let (rows, csv) = (body(ListForm::Rows), body(ListForm::Csv));
        let lines: Vec<String> = csv["csv"].as_str().unwrap().lines().map(str::to_owned).collect();
        let cells = |row: &Value| {
            let cells: Vec<&str> =
                row.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap()).collect();
            cells.join(",")
        };
        let joined: Vec<String> = rows["rows"].as_array().unwrap().iter().map(cells).collect();
        assert_eq!(joined, lines);
        assert_eq!(lines.len(), 3);
        assert_ne!(lines[1], lines[2]);
    }
}
