//! `PATCH /v2/manage-template/{id}` (contract §3.9).

use super::{Keeper, ManagedTemplateBody, fields, show};
use crate::body::JsonBody;
use crate::json;
use crate::path::PathValues;
use crate::refusal::{CATEGORY, ErrorsBody, Refusal};
use crate::schema::{self, Form, Violations};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_app::TemplateChange;
use facteur_model::id::TemplateId;

#[utoipa::path(
    patch,
    path = show::PATH,
    tag = "manage-template",
    params(("id" = uuid::Uuid, Path)),
    request_body = TemplateChangeRequest,
    responses(
        (status = 200, body = ManagedTemplateBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
        (status = 409, body = ErrorsBody),
        (status = 413, body = ErrorsBody),
    ),
)]
pub async fn change_managed_template(
    State(api): State<Api>,
    path: PathValues,
    keeper: Keeper,
    body: Result<JsonBody, Refusal>,
) -> Result<Response, Refusal> {
    let id = path.only_id("id", TemplateId::parse)?;
    let fields = schema::object(body?.value).map_err(Refusal::invalid)?;
    let change = match read(Form::new(fields)) {
        Ok(change) => change,
        Err(violations) => return Err(keeper.refuse_fields(&api, violations).await),
    };
    match api.app.change_managed_template(&keeper.by, keeper.service, id, change).await {
        Ok(managed) => Ok(json::answer(StatusCode::OK, &ManagedTemplateBody::from(&managed))),
        Err(error) => Err(keeper.refuse(&api, error).await),
    }
}

/// The fields of the body, in the order of the contract's schema. Without any, nothing changes.
fn read(mut form: Form) -> Result<TemplateChange, Violations> {
    let change = TemplateChange {
        name: form.optional("name", fields::filled),
        content: form.optional("content", fields::filled),
        subject: form.optional("subject", fields::subject),
        category: form.optional(CATEGORY, fields::category),
        folder: form.optional(fields::FOLDER, fields::placement).unwrap_or_default(),
    };
    let violations = form.finish();
    if violations.is_empty() { Ok(change) } else { Err(violations) }
}

/// The body, for the API reference.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "read field by field, so that every violation is found at once")]
pub struct TemplateChangeRequest {
    #[schema(nullable = false, min_length = 1, max_length = 255)]
    name: Option<String>,
    #[schema(nullable = false, min_length = 1)]
    content: Option<String>,
    #[schema(nullable = false)]
    subject: Option<String>,
    #[schema(nullable = false)]
    template_category_id: Option<uuid::Uuid>,
    parent_folder_id: Option<uuid::Uuid>,
}
