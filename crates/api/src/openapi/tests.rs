use super::*;
use std::collections::BTreeSet;

/// Path and method of every operation.
fn operations(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, operations)| {
            let operations = operations.as_object().expect("operations");
            operations.keys().map(|method| (path.clone(), method.clone()))
        })
        .collect()
}

/// Every summary, title and description, with the place where it stands.
fn words(place: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let here = format!("{place}/{name}");
                match value {
                    Value::String(text) if ["title", "summary", "description"].contains(&name.as_str()) => {
                        found.push((here, text.clone()));
                    }
                    _ => words(&here, value, found),
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                words(&format!("{place}/{at}"), item, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_part_has_its_words_in_both_languages() {
    for language in Language::ALL {
        assert_eq!(document(language).1, Vec::<String>::new(), "{language:?}");
    }
    let [english, french] = Language::ALL.map(|language| {
        let mut found = Vec::new();
        words("", &document(language).0, &mut found);
        found
    });
    assert_eq!(english.len(), french.len());
    for ((place, english), (_, french)) in english.iter().zip(&french) {
        assert!(!english.is_empty() && !french.is_empty(), "{place} says nothing");
        // A word may be the same in both languages; a sentence never is.
        assert!(english != french || !english.contains(' '), "{place} is not translated: {english}");
    }
}

#[test]
fn every_route_of_v2_is_in_both_documents() {
    let expected: BTreeSet<(String, String)> = [
        ("/_status", "get"),
        ("/v2/mailbox", "get"),
        ("/v2/manage-template", "post"),
        ("/v2/manage-template/template-categories", "get"),
        ("/v2/manage-template/{id}", "get"),
        ("/v2/manage-template/{id}", "patch"),
        ("/v2/manage-template/{id}", "delete"),
        ("/v2/mailbox/{id}", "get"),
        ("/v2/notifications", "get"),
        ("/v2/notifications/bulk", "post"),
        ("/v2/notifications/email", "post"),
        ("/v2/notifications/sms", "post"),
        ("/v2/notifications/{notification_id}", "get"),
        ("/v2/received-text-messages", "get"),
        ("/v2/received-text-messages/{number_id}", "post"),
        ("/v2/reports", "get"),
        ("/v2/reports", "post"),
        ("/v2/reports/{report_id}", "get"),
        ("/v2/reports/{report_id}/content", "get"),
        ("/v2/template/{id}", "get"),
        ("/v2/template/{id}/preview", "post"),
        ("/v2/template/{id}/version/{version}", "get"),
        ("/v2/templates", "get"),
    ]
    .map(|(path, method)| (path.to_owned(), method.to_owned()))
    .into();
    for language in Language::ALL {
        let document = document(language).0;
        assert_eq!(operations(&document), expected);
        for path in crate::routes::documented_paths() {
            assert!(document["paths"].get(path).is_some(), "{path} is not documented");
        }
    }
}

#[test]
fn the_yaml_is_a_sound_openapi_document() {
    for language in Language::ALL {
        let yaml = yaml(language);
        let text = std::str::from_utf8(&yaml).expect("text");
        let parsed: Value = yaml_serde::from_str(text).expect("YAML");
        assert_eq!(parsed, document(language).0);
        assert!(parsed["openapi"].as_str().is_some_and(|version| version.starts_with("3.")), "{text}");
        assert_eq!(parsed["security"].as_array().map(Vec::len), Some(2));
        // Every reference leads to something.
        let mut rest = text;
        while let Some(at) = rest.find("#/components/schemas/") {
            rest = &rest[at + "#/components/schemas/".len()..];
            let name =
                rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
            assert!(parsed["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}

#[test]
fn a_service_needs_no_key_to_ask_for_its_status() {
    let document = document(Language::En).0;
    assert_eq!(document["paths"]["/_status"]["get"]["security"], serde_json::json!([{}]));
    assert!(document["paths"]["/v2/notifications"]["get"].get("security").is_none());
}
