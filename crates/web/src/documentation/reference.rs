//! The API's own description as a page: operations by group, with their parameters, bodies and answers.

use super::{Entry, address, menu, side};
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use askama::Template;
use facteur_i18n::Language;
use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

#[derive(Template)]
#[template(path = "documentation/reference.html")]
struct ReferencePage {
    page: Page,
    menu: Vec<Entry>,
    download: String,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Named>,
    body: Vec<Named>,
    answers: Vec<Named>,
}

/// A parameter, a field or an answer: its name and what it means.
struct Named {
    name: String,
    text: String,
}

pub async fn show(visit: Visit) -> Answer {
    let language = visit.id("language", Language::from_tag)?;
    if visit.language() != language {
        return visit.go(&address(visit.language(), "reference"));
    }
    let documents = visit.settings().reference.clone().ok_or(Refused::NotFound)?;
    let mut page = visit.page("documentation-reference");
    let other = language.other();
    page.other_language = format!("{}?lang={}", address(other, "reference"), other.tag());
    let shown = ReferencePage {
        page,
        menu: menu(language, None),
        download: format!("/v2/openapi-{}", language.tag()),
        groups: groups(&documents[side(language)]),
    };
    visit.show(&shown)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<(String, Group)> = items(&document["tags"])
        .map(|tag| (text(&tag["name"]), Group { name: text(&tag["description"]), operations: Vec::new() }))
        .collect();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = methods.get(method) else { continue };
            let tag = text(&operation["tags"][0]);
            if let Some((_, group)) = groups.iter_mut().find(|(name, _)| *name == tag) {
                group.operations.push(Operation::read(document, path, method, operation));
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

impl Operation {
    fn read(document: &Value, path: &str, method: &str, operation: &Value) -> Self {
        let named = |item: &Value| Named { name: text(&item["name"]), text: text(&item["description"]) };
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let answers = operation["responses"].as_object().into_iter().flatten();
        Self {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            description: text(&operation["description"]),
            parameters: items(&operation["parameters"]).map(named).collect(),
            body: fields(document, body),
            answers: answers
                .map(|(status, answer)| Named { name: status.clone(), text: text(&answer["description"]) })
                .collect(),
        }
    }
}

/// The fields of a schema, which may stand among the document's components.
fn fields(document: &Value, schema: &Value) -> Vec<Named> {
    let named = schema["$ref"].as_str().and_then(|path| document.pointer(path.trim_start_matches('#')));
    let properties = named.unwrap_or(schema)["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, field)| Named { name: name.clone(), text: text(&field["description"]) })
        .collect()
}
