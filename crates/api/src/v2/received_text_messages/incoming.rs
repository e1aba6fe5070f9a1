//! `POST /v2/received-text-messages/{number_id}`: whoever carries the texts of a number tells of one that somebody sent.
//!
//! It proves itself with the number's own secret, which opens nothing else.

use crate::body::JsonBody;
use crate::json::{self, Shown};
use crate::path::PathValues;
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::{self, Form, Violations};
use crate::state::Api;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use facteur_app::{Carrier, IncomingText, TakeInError};
use facteur_i18n::Message;
use facteur_model::id::{InboundNumberId, ReceivedTextId};
use facteur_model::secret::Secret;
use serde::Serialize;
use serde_json::Value;

pub const PATH: &str = "/v2/received-text-messages/{number_id}";

/// Characters of what the carrier calls a text, and of a number.
const LONGEST_ID: usize = 255;
const LONGEST_NUMBER: usize = 64;
/// Characters of a text: many times the longest that any carrier joins.
const LONGEST_TEXT: usize = 10_000;

#[utoipa::path(
    post,
    path = PATH,
    tag = "received-text-messages",
    params(("number_id" = uuid::Uuid, Path)),
    request_body = IncomingTextBody,
    responses(
        (status = 200, body = TakenInBody),
        (status = 400, body = ErrorsBody),
        (status = 401, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 413, body = ErrorsBody),
        (status = 415, body = ErrorsBody),
        (status = 503, body = ErrorsBody),
    ),
    security(("NumberSecret" = [])),
)]
pub async fn take_in_text_message(
    State(api): State<Api>,
    Carried(carrier): Carried,
    body: JsonBody,
) -> Result<Response, Refusal> {
    let fields = schema::object(body.value).map_err(Refusal::invalid)?;
    let text = read(Form::new(fields))?;
    let taken = api.app.take_in(&carrier, text).await.map_err(refuse)?;
    let body = TakenInBody { id: Shown(taken.id), reply: taken.reply };
    Ok(json::answer(StatusCode::OK, &body))
}

/// The extractor of the carrier behind the secret; a body is read only for one who was let in.
pub struct Carried(Carrier);

impl FromRequestParts<Api> for Carried {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Refusal> {
        let missing = || Refusal::unauthorized(Message::AuthorizationMissing);
        let secret = secret_of(&parts.headers).ok_or_else(missing)?;
        let Ok(path) = PathValues::from_request_parts(parts, api).await;
        // An id that is none is nobody's number.
        let number = path.only_id("number_id", InboundNumberId::parse);
        let number = number.map_err(|_| refuse(TakeInError::NotAllowed))?;
        api.app.carrier(number, &secret).await.map(Self).map_err(refuse)
    }
}

fn secret_of(headers: &HeaderMap) -> Option<Secret> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = header.trim().split_once(' ')?;
    let secret = secret.trim();
    (scheme.eq_ignore_ascii_case("Bearer") && !secret.is_empty()).then(|| Secret::new(secret))
}

fn refuse(error: TakeInError) -> Refusal {
    match error {
        TakeInError::NotAllowed => {
            Refusal::new(StatusCode::FORBIDDEN, "AuthError", Message::NumberSecretWrong)
        }
        TakeInError::OtherNumber => Refusal::bad_request(Message::TextOfOtherNumber),
        TakeInError::Unavailable(unavailable) => unavailable.into(),
    }
}

/// What carriers add besides is theirs: only what is needed is read.
fn read(mut form: Form) -> Result<IncomingText, Refusal> {
    let id = form.required("id", short(LONGEST_ID));
    let from = form.required("from", short(LONGEST_NUMBER));
    let to = form.optional("to", short_or_null(LONGEST_NUMBER));
    let content = form.required("content", content);
    let violations = form.finish_ignoring_others();
    match (id, from, content) {
        (Some(id), Some(from), Some(content)) if violations.is_empty() => {
            Ok(IncomingText { id, from, to: to.flatten(), content })
        }
        _ => Err(Refusal::invalid(violations)),
    }
}

/// A line of at most so many characters that says something.
fn short(most: usize) -> impl schema::Rule<String> {
    move |field, value, violations: &mut Violations| {
        let text = schema::rules::text(field, value, violations)?;
        if text.trim().is_empty() {
            violations.push(Message::TooShort { field, value: crate::echo::text(&text) });
        } else if text.chars().nth(most).is_some() {
            violations.push(Message::TooLong { field, value: crate::echo::text(&text) });
        } else if text.chars().any(char::is_control) {
            violations.push(Message::ControlCharacter { field });
        } else {
            return Some(text.trim().to_owned());
        }
        None
    }
}

fn short_or_null(most: usize) -> impl schema::Rule<Option<String>> {
    move |field, value: Value, violations: &mut Violations| {
        if value.is_null() { Some(None) } else { short(most)(field, value, violations).map(Some) }
    }
}

/// What the person wrote, which may be nothing; lines are all that may control anything.
fn content(field: &'static str, value: Value, violations: &mut Violations) -> Option<String> {
    let text = schema::rules::text(field, value, violations)?;
    if text.chars().nth(LONGEST_TEXT).is_some() {
        violations.push(Message::TooLong { field, value: crate::echo::text(&text) });
        return None;
    }
    // Phones send the odd control character; a text that somebody wrote is not lost for one.
    Some(text.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect())
}

#[derive(utoipa::ToSchema)]
#[schema(as = IncomingText)]
#[expect(dead_code, reason = "describes what is read field by field")]
pub struct IncomingTextBody {
    #[schema(min_length = 1, max_length = 255)]
    id: String,
    #[schema(min_length = 1, max_length = 64)]
    from: String,
    #[schema(min_length = 1, max_length = 64)]
    to: Option<String>,
    #[schema(max_length = 10_000)]
    content: String,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = TakenIn)]
pub struct TakenInBody {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<ReceivedTextId>,
    reply: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use facteur_i18n::Language;
    use proptest::prelude::*;
    use serde_json::json;

    fn read_value(value: Value) -> Result<IncomingText, String> {
        let fields = schema::object(value).map_err(|_| "no object".to_owned())?;
        read(Form::new(fields)).map_err(|refusal| refusal.reasons(Language::En))
    }

    #[test]
    fn a_text_is_read_with_whatever_the_carrier_adds() {
        let text = read_value(json!({
            "id": " a1 ", "from": "+16135550199", "to": null, "content": "Oui\u{7}\nmerci", "price": {"CAD": 1},
        }));
        let text = text.expect("it is whole");
        assert_eq!((text.id.as_str(), text.from.as_str(), text.to), ("a1", "+16135550199", None));
        assert_eq!(text.content, "Oui\nmerci");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let refused = |value| read_value(value).err().expect("it is refused");
        assert_eq!(
            refused(json!({"to": 5, "content": "x"})),
            "to 5 is not of type string\nid is a required property\nfrom is a required property"
        );
        assert!(refused(json!({"id": "", "from": "1", "content": "x"})).starts_with("id"));
        assert!(refused(json!({"id": "a\u{0}", "from": "1", "content": "x"})).starts_with("id"));
        assert!(
            refused(json!({"id": "a", "from": "1", "content": "x".repeat(10_001)})).starts_with("content")
        );
    }

    #[test]
    fn a_secret_stands_after_bearer() {
        for (header, secret) in
            [("Bearer abc", Some("abc")), ("bearer  abc ", Some("abc")), ("Bearer ", None), ("abc", None)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(header));
            assert_eq!(secret_of(&headers).as_ref().map(Secret::expose), secret, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(id in ".{0,300}", from in ".{0,80}", content in ".{0,200}") {
            let _ = read_value(json!({"id": id, "from": from, "content": content}));
        }
    }
}
