//! A version of a template (contract §3.7).

use crate::json::{Null, Shown, Timestamp};
use facteur_app::TemplateView;
use facteur_model::id::TemplateId;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Template)]
pub struct TemplateBody<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<TemplateId>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    updated_at: Option<Timestamp>,
    created_by: &'a str,
    version: u32,
    body: &'a str,
    subject: Option<&'a str>,
    name: &'a str,
    #[schema(value_type = std::collections::BTreeMap<String, Placeholder>)]
    personalisation: Placeholders<'a>,
    #[schema(value_type = Option<String>)]
    postage: Null,
    /// GOV.UK's node client wants it there (contract §8.4 item 5).
    #[schema(value_type = Option<String>)]
    letter_contact_block: Null,
}

impl<'a> From<&'a TemplateView> for TemplateBody<'a> {
    fn from(view: &'a TemplateView) -> Self {
        Self {
            id: Shown(view.id),
            kind: view.channel.as_str(),
            created_at: Timestamp(view.created_at),
            updated_at: view.updated_at.map(Timestamp),
            created_by: &view.created_by,
            version: view.version,
            body: &view.body,
            subject: view.subject.as_deref(),
            name: &view.name,
            personalisation: Placeholders(&view.placeholders),
            postage: Null,
            letter_contact_block: Null,
        }
    }
}

/// What a template asks for, by name.
struct Placeholders<'a>(&'a [String]);

impl Serialize for Placeholders<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for name in self.0 {
            map.serialize_entry(name, &Placeholder { required: true })?;
        }
        map.end()
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct Placeholder {
    required: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::Channel;
    use facteur_model::time::Moment;

    #[test]
    fn a_template_has_every_key_of_the_contract_in_its_order() {
        let view = TemplateView {
            id: TemplateId::from_uuid(uuid::Uuid::from_u128(3)),
            channel: Channel::Email,
            name: "Rappel".to_owned(),
            subject: Some("Objet".to_owned()),
            body: "Bonjour ((name)),\r\n((day))".to_owned(),
            version: 2,
            created_at: Moment::from_micros(1_795_400_000_000_000),
            updated_at: None,
            created_by: "zoe@example.ca".to_owned(),
            placeholders: vec!["name".to_owned(), "day".to_owned()],
        };
        assert_eq!(
            serde_json::to_string(&TemplateBody::from(&view)).expect("JSON"),
            r#"{"id":"00000000-0000-0000-0000-000000000003","type":"email","created_at":"2026-11-23T02:13:20.000000Z","updated_at":null,"created_by":"zoe@example.ca","version":2,"body":"Bonjour ((name)),\r\n((day))","subject":"Objet","name":"Rappel","personalisation":{"name":{"required":true},"day":{"required":true}},"postage":null,"letter_contact_block":null}"#
        );
    }
}
