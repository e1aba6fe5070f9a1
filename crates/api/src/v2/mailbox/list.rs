//! `GET /v2/mailbox`: the newest messages of the service's mailbox.

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
use facteur_app::{MailboxEntry, MailboxPage, Settings};
use facteur_model::id::NotificationId;
use serde::Serialize;

pub const PATH: &str = "/v2/mailbox";

#[utoipa::path(
    get,
    path = PATH,
    tag = "mailbox",
    params(("older_than" = Option<uuid::Uuid>, Query)),
    responses(
        (status = 200, body = MailboxBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
    ),
)]
pub async fn list_mailbox(
    State(api): State<Api>,
    Authenticated(caller): Authenticated,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref());
    let mut violations = Violations::default();
    let older_than = query.id("older_than", NotificationId::parse, &mut violations);
    query.check_unknown(&["older_than"], &mut violations);
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    let found = api.app.mailbox(&caller, older_than).await?;
    Ok(json::answer(StatusCode::OK, &page(api.app.settings(), older_than, &found)))
}

fn page<'a>(
    settings: &Settings,
    older_than: Option<NotificationId>,
    found: &'a MailboxPage,
) -> MailboxBody<'a> {
    let link = |older_than: Option<NotificationId>| {
        let cursor = older_than.map(|id| ("older_than", id.to_string().into()));
        query::link(&settings.base_url, PATH, cursor)
    };
    MailboxBody {
        messages: found.entries.iter().map(EntryBody::from).collect(),
        links: Links { current: link(older_than), next: found.last_seen.map(|last| link(Some(last))) },
    }
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Mailbox)]
pub struct MailboxBody<'a> {
    messages: Vec<EntryBody<'a>>,
    links: Links,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MailboxEntry)]
struct EntryBody<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<NotificationId>,
    #[serde(rename = "type")]
    kind: &'static str,
    key_type: &'static str,
    to: &'a str,
    subject: Option<&'a str>,
    #[schema(value_type = String, format = DateTime)]
    handed_over_at: Timestamp,
}

impl<'a> From<&'a MailboxEntry> for EntryBody<'a> {
    fn from(entry: &'a MailboxEntry) -> Self {
        Self {
            id: Shown(entry.id),
            kind: entry.channel.as_str(),
            key_type: entry.key_type.as_str(),
            to: &entry.to,
            subject: entry.subject.as_deref(),
            handed_over_at: Timestamp(entry.handed_over_at),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use facteur_model::Channel;
    use facteur_model::api_key::KeyType;
    use facteur_model::time::Moment;

    pub fn sample(channel: Channel) -> MailboxEntry {
        MailboxEntry {
            id: NotificationId::from_uuid(uuid::Uuid::from_u128(1)),
            channel,
            key_type: KeyType::Test,
            to: "zoe@example.ca".to_owned(),
            subject: Some("Objet".to_owned()),
            handed_over_at: Moment::from_micros(1_795_400_000_000_000),
        }
    }

    #[test]
    fn a_page_lists_its_messages_and_says_where_the_next_one_is() {
        let settings = Settings { base_url: "https://x".to_owned(), ..Settings::default() };
        let written = |entries: Vec<MailboxEntry>, last_seen: Option<u128>| {
            let last_seen = last_seen.map(|id| NotificationId::from_uuid(uuid::Uuid::from_u128(id)));
            serde_json::to_string(&page(&settings, None, &MailboxPage { entries, last_seen })).expect("JSON")
        };
        assert_eq!(
            written(vec![], Some(2)),
            r#"{"messages":[],"links":{"current":"https://x/v2/mailbox","next":"https://x/v2/mailbox?older_than=00000000-0000-0000-0000-000000000002"}}"#,
            "older ones may be in the mailbox though none of this page is"
        );
        assert_eq!(written(vec![], None), r#"{"messages":[],"links":{"current":"https://x/v2/mailbox"}}"#);
        assert_eq!(
            written(vec![sample(Channel::Email)], Some(1)),
            r#"{"messages":[{"id":"00000000-0000-0000-0000-000000000001","type":"email","key_type":"test","to":"zoe@example.ca","subject":"Objet","handed_over_at":"2026-11-23T02:13:20.000000Z"}],"links":{"current":"https://x/v2/mailbox","next":"https://x/v2/mailbox?older_than=00000000-0000-0000-0000-000000000001"}}"#
        );
    }
}
