//! `GET /v2/templates` (contract §3.7).

use crate::authorization::Authenticated;
use crate::json;
use crate::query::{self, Query};
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::Violations;
use crate::state::Api;
use crate::v2::template::TemplateBody;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use facteur_model::Channel;
use serde::Serialize;

pub const PATH: &str = "/v2/templates";

#[utoipa::path(
    get,
    path = PATH,
    tag = "templates",
    params(("type" = Option<String>, Query)),
    responses(
        (status = 200, body = TemplatesBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
    ),
)]
pub async fn list_templates(
    State(api): State<Api>,
    Authenticated(caller): Authenticated,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let views = match read(&Query::parse(query.as_deref()))? {
        Wanted::All => api.app.templates(&caller, None).await?,
        Wanted::Only(channel) => api.app.templates(&caller, Some(channel)).await?,
        Wanted::Letters => Vec::new(),
    };
    let body = TemplatesBody { templates: views.iter().map(TemplateBody::from).collect() };
    Ok(json::answer(StatusCode::OK, &body))
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Only(Channel),
    /// A type of the contract; no template here has it.
    Letters,
}

fn read(query: &Query) -> Result<Wanted, Refusal> {
    let mut violations = Violations::default();
    let wanted = query.first("type").map_or(Wanted::All, |text| {
        query::check_one_of("type", text, &["sms", "email", "letter"], &mut violations);
        Channel::from_wire(text).map_or(Wanted::Letters, Wanted::Only)
    });
    query.check_unknown(&["type"], &mut violations);
    if violations.is_empty() { Ok(wanted) } else { Err(Refusal::invalid(violations)) }
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Templates)]
pub struct TemplatesBody<'a> {
    templates: Vec<TemplateBody<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_i18n::Language;

    #[test]
    fn templates_are_asked_for_by_type() {
        for (query, expected) in [
            ("", Wanted::All),
            ("type=sms", Wanted::Only(Channel::Sms)),
            ("type=email&type=sms", Wanted::Only(Channel::Email)),
            ("type=letter", Wanted::Letters),
        ] {
            assert_eq!(read(&Query::parse(Some(query))).expect("a right query"), expected, "{query}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let refusal = read(&Query::parse(Some("type=fax&foo=1"))).expect_err("a wrong query");
        assert_eq!(
            String::from_utf8(refusal.to_json(Language::En)).expect("text"),
            r#"{"status_code":400,"errors":[{"error":"ValidationError","message":"type fax is not one of [sms, email, letter]"},{"error":"ValidationError","message":"Additional properties are not allowed (foo was unexpected)"}]}"#
        );
    }
}
