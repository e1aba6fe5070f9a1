//! `GET /v2/mailbox/{id}`: one message, as JSON or as the e-mail itself.

use crate::authorization::Authenticated;
use crate::json::{self, Shown};
use crate::path::PathValues;
use crate::query::{self, Query};
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::Violations;
use crate::state::Api;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use facteur_app::{FileMethod, FileView, MailboxMessage, Source};
use facteur_i18n::Message;
use facteur_model::id::NotificationId;
use serde::Serialize;
use std::borrow::Cow;

pub const PATH: &str = "/v2/mailbox/{id}";

const MIME_TYPE: &str = "message/rfc822";

#[utoipa::path(
    get,
    path = PATH,
    tag = "mailbox",
    params(("id" = uuid::Uuid, Path), ("format" = Option<String>, Query)),
    responses(
        (status = 200, content((MailboxMessageBody<'_> = "application/json"), (String = "message/rfc822"))),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
    ),
)]
pub async fn show_mailbox_message(
    State(api): State<Api>,
    path: PathValues,
    Authenticated(caller): Authenticated,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let mut violations = Violations::default();
    let id = path.id("id", NotificationId::parse, &mut violations);
    let form = read_form(&headers, &Query::parse(query.as_deref()), &mut violations);
    let id = id.filter(|_| violations.is_empty()).ok_or_else(|| Refusal::invalid(violations))?;
    let source = match form {
        Form::Json => Source::WithoutFiles,
        Form::Mime => Source::Whole,
    };
    let message = api.app.mailbox_message(&caller, id, source).await?.ok_or_else(Refusal::no_result)?;
    answer(&message, form)
}

/// How a message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Mime,
}

fn read_form(headers: &HeaderMap, query: &Query, violations: &mut Violations) -> Form {
    query.check_unknown(&["format"], violations);
    if let Some(format) = query.first("format") {
        query::check_one_of("format", format, &["json", "mime"], violations);
        return if format == "mime" { Form::Mime } else { Form::Json };
    }
    let wants_mime =
        headers.get_all(header::ACCEPT).iter().filter_map(|accept| accept.to_str().ok()).any(|accept| {
            accept.split(',').any(|range| {
                range.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(MIME_TYPE)
            })
        });
    if wants_mime { Form::Mime } else { Form::Json }
}

fn answer(message: &MailboxMessage, form: Form) -> Result<Response, Refusal> {
    match (message, form) {
        (MailboxMessage::Email { mime, .. }, Form::Mime) => {
            Ok(([(header::CONTENT_TYPE, MIME_TYPE)], mime.clone()).into_response())
        }
        (MailboxMessage::Sms { .. }, Form::Mime) => Err(Refusal::bad_request(Message::MimeOfTextMessage)),
        (_, Form::Json) => Ok(json::answer(StatusCode::OK, &MailboxMessageBody::from(message))),
    }
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = MailboxMessage)]
pub enum MailboxMessageBody<'a> {
    Email(MailboxEmail<'a>),
    Sms(MailboxSms<'a>),
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct MailboxEmail<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<NotificationId>,
    #[serde(rename = "type")]
    kind: &'static str,
    to: &'a str,
    from: &'a str,
    reply_to: Option<&'a str>,
    subject: Option<&'a str>,
    text: &'a str,
    html: &'a str,
    /// With its files named, and empty; `format=mime` has them whole.
    mime: Cow<'a, str>,
    files: Vec<MailboxFile<'a>>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct MailboxFile<'a> {
    filename: &'a str,
    content_type: &'a str,
    size: u64,
    sending_method: &'static str,
}

impl<'a> From<&'a FileView> for MailboxFile<'a> {
    fn from(file: &'a FileView) -> Self {
        Self {
            filename: &file.name,
            content_type: file.media_type,
            size: file.size,
            sending_method: match file.method {
                FileMethod::Attach => "attach",
                FileMethod::Link => "link",
            },
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct MailboxSms<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<NotificationId>,
    #[serde(rename = "type")]
    kind: &'static str,
    from: Option<&'a str>,
    to: &'a str,
    text: &'a str,
    encoding: &'static str,
    units: usize,
    parts: u32,
}

impl<'a> From<&'a MailboxMessage> for MailboxMessageBody<'a> {
    fn from(message: &'a MailboxMessage) -> Self {
        match message {
            MailboxMessage::Email { entry, from, reply_to, text, html, mime, files } => {
                Self::Email(MailboxEmail {
                    id: Shown(entry.id),
                    kind: entry.channel.as_str(),
                    to: &entry.to,
                    from,
                    reply_to: reply_to.as_deref(),
                    subject: entry.subject.as_deref(),
                    text,
                    html,
                    mime: String::from_utf8_lossy(mime),
                    files: files.iter().map(MailboxFile::from).collect(),
                })
            }
            MailboxMessage::Sms { entry, from, text, encoding, units, parts } => Self::Sms(MailboxSms {
                id: Shown(entry.id),
                kind: entry.channel.as_str(),
                from: from.as_deref(),
                to: &entry.to,
                text,
                encoding,
                units: *units,
                parts: *parts,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::tests::sample;
    use super::*;
    use axum::http::HeaderValue;
    use facteur_i18n::Language;
    use facteur_model::Channel;
    use http_body_util::BodyExt;

    fn email() -> MailboxMessage {
        MailboxMessage::Email {
            entry: sample(Channel::Email),
            from: "a@example.ca".to_owned(),
            reply_to: None,
            text: "Salut".to_owned(),
            html: "<p>Salut</p>".to_owned(),
            mime: b"Subject: Objet\r\n\r\nSalut".to_vec(),
            files: vec![FileView {
                name: "été.pdf".to_owned(),
                media_type: "application/pdf",
                size: 12,
                method: FileMethod::Attach,
            }],
        }
    }

    fn sms() -> MailboxMessage {
        MailboxMessage::Sms {
            entry: sample(Channel::Sms),
            from: Some("FACTEUR".to_owned()),
            text: "Salut".to_owned(),
            encoding: "gsm7",
            units: 5,
            parts: 1,
        }
    }

    async fn shown(message: &MailboxMessage, form: Form) -> (String, String) {
        let response = answer(message, form).expect("an answer");
        let content_type = response.headers()[header::CONTENT_TYPE].to_str().expect("text").to_owned();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (content_type, String::from_utf8(body.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn an_email_is_shown_in_parts_or_as_it_would_have_left() {
        let (content_type, body) = shown(&email(), Form::Json).await;
        assert_eq!(content_type, "application/json");
        assert_eq!(
            body,
            r#"{"id":"00000000-0000-0000-0000-000000000001","type":"email","to":"zoe@example.ca","from":"a@example.ca","reply_to":null,"subject":"Objet","text":"Salut","html":"<p>Salut</p>","mime":"Subject: Objet\r\n\r\nSalut","files":[{"filename":"été.pdf","content_type":"application/pdf","size":12,"sending_method":"attach"}]}"#
        );
        let (content_type, body) = shown(&email(), Form::Mime).await;
        assert_eq!((content_type.as_str(), body.as_str()), ("message/rfc822", "Subject: Objet\r\n\r\nSalut"));
    }

    #[tokio::test]
    async fn a_text_message_is_shown_with_its_size() {
        let (_, body) = shown(&sms(), Form::Json).await;
        assert_eq!(
            body,
            r#"{"id":"00000000-0000-0000-0000-000000000001","type":"sms","from":"FACTEUR","to":"zoe@example.ca","text":"Salut","encoding":"gsm7","units":5,"parts":1}"#
        );
        let refusal = answer(&sms(), Form::Mime).expect_err("no MIME");
        assert_eq!(
            String::from_utf8(refusal.to_json(Language::En)).expect("text"),
            r#"{"status_code":400,"errors":[{"error":"BadRequestError","message":"A text message has no MIME form"}]}"#
        );
    }

    #[test]
    fn the_form_is_asked_for_in_the_query_or_the_header() {
        for (accept, query, expected) in [
            ("", "", Form::Json),
            ("*/*", "", Form::Json),
            ("message/rfc822", "", Form::Mime),
            ("text/html, Message/RFC822;q=0.5", "", Form::Mime),
            ("message/rfc822", "format=json", Form::Json),
            ("application/json", "format=mime", Form::Mime),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_str(accept).expect("a header value"));
            let mut violations = Violations::default();
            assert_eq!(read_form(&headers, &Query::parse(Some(query)), &mut violations), expected);
            assert!(violations.is_empty());
        }
        let mut violations = Violations::default();
        read_form(&HeaderMap::new(), &Query::parse(Some("format=pdf")), &mut violations);
        let messages: Vec<_> = violations.into_messages().iter().map(|m| m.text(Language::En)).collect();
        assert_eq!(messages, ["format pdf is not one of [json, mime]"]);
    }
}
