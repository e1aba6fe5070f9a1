//! `GET /v2/received-text-messages` (contract §3.11), and how texts come in.

pub mod incoming;

use crate::authorization::Authenticated;
use crate::json::{self, Shown, Timestamp};
use crate::query::{self, Query};
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::Violations;
use crate::state::Api;
use crate::v2::notifications::list::Links;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use facteur_app::{Received, Settings};
use facteur_model::id::{ReceivedTextId, ServiceId};
use serde::Serialize;

pub const PATH: &str = "/v2/received-text-messages";

#[utoipa::path(
    get,
    path = PATH,
    tag = "received-text-messages",
    params(("older_than" = Option<uuid::Uuid>, Query)),
    responses(
        (status = 200, body = ReceivedTextMessagesBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
    ),
)]
pub async fn list_received_text_messages(
    State(api): State<Api>,
    Authenticated(caller): Authenticated,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref());
    let mut violations = Violations::default();
    let older_than = query.id("older_than", ReceivedTextId::parse, &mut violations);
    query.check_unknown(&["older_than"], &mut violations);
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    let texts = api.app.received_texts(&caller, older_than).await?;
    Ok(json::answer(StatusCode::OK, &page(api.app.settings(), caller.service_id(), &texts)))
}

/// The page without its place: `current` never carries the cursor.
fn page<'a>(settings: &Settings, service: ServiceId, texts: &'a [Received]) -> ReceivedTextMessagesBody<'a> {
    let link = |older_than: Option<ReceivedTextId>| {
        let cursor = older_than.map(|id| ("older_than", id.to_string().into()));
        query::link(&settings.base_url, PATH, cursor)
    };
    let body = |text: &'a Received| ReceivedTextBody {
        id: Shown(text.id),
        created_at: Timestamp(text.at),
        service_id: Shown(service),
        notify_number: &text.number,
        user_number: &text.sender,
        content: &text.content,
    };
    ReceivedTextMessagesBody {
        received_text_messages: texts.iter().map(body).collect(),
        links: Links { current: link(None), next: texts.last().map(|last| link(Some(last.id))) },
    }
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ReceivedTextMessages)]
pub struct ReceivedTextMessagesBody<'a> {
    received_text_messages: Vec<ReceivedTextBody<'a>>,
    links: Links,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ReceivedTextMessage)]
struct ReceivedTextBody<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<ReceivedTextId>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = uuid::Uuid)]
    service_id: Shown<ServiceId>,
    notify_number: &'a str,
    user_number: &'a str,
    content: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::time::Moment;
    use uuid::Uuid;

    #[test]
    fn a_page_says_where_the_next_one_is_unless_it_is_empty() {
        let settings = Settings { base_url: "https://x".to_owned(), ..Settings::default() };
        let service = ServiceId::from_uuid(Uuid::from_u128(7));
        let text = Received {
            id: ReceivedTextId::from_uuid(Uuid::from_u128(1)),
            at: Moment::from_micros(1_795_400_000_000_000),
            number: "+16135550100".to_owned(),
            sender: "+16135550199".to_owned(),
            content: "Allô".to_owned(),
        };
        assert_eq!(
            serde_json::to_string(&page(&settings, service, &[text])).expect("JSON"),
            r#"{"received_text_messages":[{"id":"00000000-0000-0000-0000-000000000001","created_at":"2026-11-23T02:13:20.000000Z","service_id":"00000000-0000-0000-0000-000000000007","notify_number":"+16135550100","user_number":"+16135550199","content":"Allô"}],"links":{"current":"https://x/v2/received-text-messages","next":"https://x/v2/received-text-messages?older_than=00000000-0000-0000-0000-000000000001"}}"#
        );
        assert_eq!(
            serde_json::to_string(&page(&settings, service, &[])).expect("JSON"),
            r#"{"received_text_messages":[],"links":{"current":"https://x/v2/received-text-messages"}}"#
        );
    }
}
