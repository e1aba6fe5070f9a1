//! Puts words into an OpenAPI document, found by the place where they belong:
//! `tag-…`, `operation-…` and `operation-…-more`, `parameter-…`, `response-…`, `schema-…`, `property-…`,
//! `security-…`. A property whose name means something else in one schema has `property-Schema-…` there.

use facteur_i18n::{Language, reference_text};
use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Fills every summary and description; gives back the keys that the catalogue lacks.
pub fn put_into_words(document: &mut Value, language: Language) -> Vec<String> {
    let mut words = Words { language, missing: Vec::new() };
    words.describe(&mut document["info"], "title", "reference-title");
    words.describe(&mut document["info"], "description", "reference-description");
    for tag in items(document, "tags") {
        let key = format!("tag-{}", name_of(tag, "name"));
        words.describe(tag, "description", &key);
    }
    for path in values(document, "paths") {
        for method in METHODS {
            if let Some(operation) = path.get_mut(method) {
                words.operation(operation);
            }
        }
    }
    let components = &mut document["components"];
    for (name, scheme) in entries(components, "securitySchemes") {
        words.describe(scheme, "description", &format!("security-{name}"));
    }
    for (name, schema) in entries(components, "schemas") {
        words.describe(schema, "description", &format!("schema-{name}"));
        words.properties(name, schema);
    }
    words.missing.sort();
    words.missing.dedup();
    words.missing
}

struct Words {
    language: Language,
    missing: Vec<String>,
}

impl Words {
    fn describe(&mut self, item: &mut Value, field: &str, key: &str) {
        match reference_text(self.language, key) {
            Some(text) => item[field] = text.into(),
            None => self.missing.push(key.to_owned()),
        }
    }

    fn operation(&mut self, operation: &mut Value) {
        let id = name_of(operation, "operationId").replace('_', "-");
        self.describe(operation, "summary", &format!("operation-{id}"));
        self.describe(operation, "description", &format!("operation-{id}-more"));
        for parameter in items(operation, "parameters") {
            let key = format!("parameter-{}", name_of(parameter, "name").to_lowercase());
            self.describe(parameter, "description", &key);
        }
        for (status, response) in entries(operation, "responses") {
            self.describe(response, "description", &format!("response-{status}"));
        }
    }

    /// The properties of an object, also where it is one of several or part of a whole.
    fn properties(&mut self, schema_name: &str, schema: &mut Value) {
        for (name, property) in entries(schema, "properties") {
            let own = format!("property-{schema_name}-{name}");
            let shared = format!("property-{name}");
            let key = if reference_text(self.language, &own).is_some() { own } else { shared };
            self.describe(property, "description", &key);
        }
        for combined in ["allOf", "oneOf"] {
            for part in items(schema, combined) {
                self.properties(schema_name, part);
            }
        }
    }
}

fn name_of(item: &Value, field: &str) -> String {
    item[field].as_str().unwrap_or_default().to_owned()
}

// What is not there is not asked for by index: that would put a null in its place.
fn items<'v>(of: &'v mut Value, name: &str) -> impl Iterator<Item = &'v mut Value> {
    of.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn entries<'v>(of: &'v mut Value, name: &str) -> impl Iterator<Item = (&'v String, &'v mut Value)> {
    of.get_mut(name).and_then(Value::as_object_mut).into_iter().flat_map(Map::iter_mut)
}

fn values<'v>(of: &'v mut Value, name: &str) -> impl Iterator<Item = &'v mut Value> {
    entries(of, name).map(|(_, value)| value)
}
