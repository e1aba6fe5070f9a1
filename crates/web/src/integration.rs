//! Integrating the API: how it is reached, what was sent through it, what it refused, and a place to try it.

mod keys;
mod landing;
mod log;
mod mailbox;
mod playground;
mod rejected;
mod safelist;
pub mod webhooks;

use crate::components::Choice;
use crate::refused::Refused;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use facteur_app::{KeyName, Need};
use facteur_i18n::Words;
use facteur_model::api_key::KeyType;
use facteur_model::person::Right;

pub fn routes() -> Vec<Route> {
    [
        landing::routes(),
        keys::routes(),
        safelist::routes(),
        rejected::routes(),
        mailbox::routes(),
        playground::routes(),
        webhooks::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whoever looks after the keys sees what comes of them.
const INTEGRATORS: Access = Access::Service(Need::Right(Right::ManageApiKeys));

/// The name of a key type.
fn key_type_name(t: &Words, key_type: KeyType) -> String {
    t.say(match key_type {
        KeyType::Live => "api-type-live",
        KeyType::Team => "api-type-team",
        KeyType::Test => "api-type-test",
    })
}

/// The keys of a service to choose from, and first of all any.
async fn key_choices(visit: &Visit) -> Result<(Vec<KeyName>, Vec<Choice>), Refused> {
    let t = visit.words();
    let keys = visit.app().key_names(&visit.authority()?, visit.service()?).await?;
    let label = |key: &KeyName| {
        t.say2("api-key-choice", "name", key.name.as_str(), "type", key_type_name(&t, key.key_type))
    };
    let choices = std::iter::once(Choice::new("", t.say("api-any-key")))
        .chain(keys.iter().map(|key| Choice::new(key.id.to_string(), label(key))))
        .collect();
    Ok((keys, choices))
}

/// A path with these values after the `?`; empty ones are left out.
fn with_query(path: &str, values: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in values {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    match query.finish() {
        empty if empty.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
