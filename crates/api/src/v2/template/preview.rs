//! `POST /v2/template/{id}/preview` (contract §3.8).

use crate::authorization::Authenticated;
use crate::body::JsonBody;
use crate::json::{self, Null, Shown};
use crate::path::PathValues;
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::{self, Form, Violations, personalisation};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_model::id::TemplateId;
use serde::Serialize;
use serde_json::{Map, Value};

pub const PATH: &str = "/v2/template/{id}/preview";

#[utoipa::path(
    post,
    path = PATH,
    tag = "templates",
    params(("id" = uuid::Uuid, Path)),
    request_body = PreviewRequest,
    responses(
        (status = 200, body = PreviewBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
        (status = 413, body = ErrorsBody),
    ),
)]
pub async fn preview_template(
    State(api): State<Api>,
    path: PathValues,
    Authenticated(caller): Authenticated,
    body: JsonBody,
) -> Result<Response, Refusal> {
    let mut violations = Violations::default();
    let id = path.id("id", TemplateId::parse, &mut violations);
    let values = read(body.value, &mut violations);
    let (id, values) = match (id, values) {
        (Some(id), Some(values)) if violations.is_empty() => (id, values),
        _ => return Err(Refusal::invalid(violations)),
    };
    let sizes = personalisation::check_values_size(&values);
    if !sizes.is_empty() {
        return Err(Refusal::invalid(sizes));
    }
    let preview = api.app.preview(&caller, id, &values).await?;
    let body = PreviewBody {
        id: Shown(preview.id),
        kind: preview.channel.as_str(),
        version: preview.version,
        body: &preview.body,
        html: preview.html.as_deref(),
        subject: preview.subject.as_deref(),
        postage: Null,
    };
    Ok(json::answer(StatusCode::OK, &body))
}

/// The personalisation; none at all may be said with `null`, with `{}` or by leaving it out.
fn read(body: Value, violations: &mut Violations) -> Option<Map<String, Value>> {
    if body.is_null() {
        return Some(Map::new());
    }
    let (values, found) = match schema::object(body) {
        Ok(fields) => {
            let mut form = Form::new(fields);
            let values = form.optional(personalisation::FIELD, personalisation::for_preview);
            (values, form.finish_ignoring_others())
        }
        Err(found) => (None, found),
    };
    let values = values.unwrap_or_default();
    let right = found.is_empty();
    violations.extend(found.into_messages());
    right.then_some(values)
}

/// The body, for the API reference.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "read field by field, so that every violation is found at once")]
pub struct PreviewRequest {
    personalisation: Option<std::collections::BTreeMap<String, serde_json::Value>>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = TemplatePreview)]
pub struct PreviewBody<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<TemplateId>,
    #[serde(rename = "type")]
    kind: &'static str,
    version: u32,
    body: &'a str,
    html: Option<&'a str>,
    subject: Option<&'a str>,
    #[schema(value_type = Option<String>)]
    postage: Null,
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_i18n::{Language, Message};
    use serde_json::json;

    fn given(body: Value) -> Result<Map<String, Value>, Vec<Message>> {
        let mut violations = Violations::default();
        read(body, &mut violations).ok_or_else(|| violations.into_messages())
    }

    #[test]
    fn personalisation_may_be_left_out() {
        for body in [json!(null), json!({}), json!({"other": 1}), json!({"personalisation": {}})] {
            assert_eq!(given(body), Ok(Map::new()));
        }
        let values = given(json!({"personalisation": {"a": "b", "file": {"x": 1}}})).expect("values");
        assert_eq!(values.len(), 2);
    }

    #[test]
    fn personalisation_is_an_object() {
        for (body, expected) in [
            (json!({"personalisation": null}), "personalisation None is not of type object"),
            (json!({"personalisation": []}), "personalisation [] is not of type object"),
            (json!([]), "[] is not of type object"),
            (json!("x"), "x is not of type object"),
            (json!({"personalisation": {"a": "\u{0}"}}), "personalisation contains a control character"),
        ] {
            let messages = given(body).expect_err("a violation");
            assert_eq!(messages.iter().map(|m| m.text(Language::En)).collect::<Vec<_>>(), [expected]);
        }
    }
}
