//! `POST /v2/manage-template` (contract §3.9).

use super::{Keeper, ManagedTemplateBody, fields};
use crate::body::JsonBody;
use crate::json;
use crate::refusal::{CATEGORY, ErrorsBody, Refusal};
use crate::schema::{self, Form, Violations, rules};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_app::TemplateRequest;
use facteur_model::Channel;
use facteur_model::id::{FolderId, ServiceId};

pub const PATH: &str = "/v2/manage-template";

#[utoipa::path(
    post,
    path = PATH,
    tag = "manage-template",
    request_body = NewTemplateRequest,
    responses(
        (status = 201, body = ManagedTemplateBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 413, body = ErrorsBody),
    ),
)]
pub async fn create_managed_template(
    State(api): State<Api>,
    keeper: Keeper,
    body: JsonBody,
) -> Result<Response, Refusal> {
    let fields = schema::object(body.value).map_err(Refusal::invalid)?;
    let (wanted, folder) = match read(Form::new(fields), keeper.service) {
        Ok(read) => read,
        Err(violations) => return Err(keeper.refuse_fields(&api, violations).await),
    };
    match api.app.make_managed_template(&keeper.by, wanted, folder).await {
        Ok(managed) => Ok(json::answer(StatusCode::CREATED, &ManagedTemplateBody::from(&managed))),
        Err(error) => Err(keeper.refuse(&api, error).await),
    }
}

/// The fields of the body, in the order of the contract's schema.
fn read(mut form: Form, service: ServiceId) -> Result<(TemplateRequest, Option<FolderId>), Violations> {
    let name = form.required("name", fields::filled);
    let channel = form.required("template_type", fields::channel);
    let content = form.required("content", fields::filled);
    let has_subject = form.has("subject");
    let subject = form.optional("subject", fields::subject);
    let category = form.required(CATEGORY, fields::category);
    let folder = form.optional(fields::FOLDER, rules::id(FolderId::parse));
    if channel == Some(Channel::Email) && !has_subject {
        form.lacks("subject");
    }
    let violations = form.finish();
    match (name, channel, content, category) {
        (Some(name), Some(channel), Some(content), Some(category)) if violations.is_empty() => {
            // A text message has no subject, whatever is said.
            let subject = subject.filter(|_| channel == Channel::Email);
            let category = Some(category);
            let wanted =
                TemplateRequest { service, channel, name, subject, content, category, priority: None };
            Ok((wanted, folder))
        }
        _ => Err(violations),
    }
}

/// The body, for the API reference.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "read field by field, so that every violation is found at once")]
pub struct NewTemplateRequest {
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    #[schema(pattern = "^(sms|email)$")]
    template_type: String,
    #[schema(min_length = 1)]
    content: String,
    #[schema(nullable = false)]
    subject: Option<String>,
    template_category_id: uuid::Uuid,
    #[schema(nullable = false)]
    parent_folder_id: Option<uuid::Uuid>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_i18n::Language;
    use serde_json::{Value, json};

    fn wrong(body: Value) -> Vec<String> {
        let Value::Object(fields) = body else { panic!("an object") };
        let service = ServiceId::from_uuid(uuid::Uuid::nil());
        let violations = read(Form::new(fields), service).err().expect("violations");
        violations.into_messages().iter().map(|message| message.text(Language::En)).collect()
    }

    #[test]
    fn everything_is_said_at_once_in_the_order_of_the_schema() {
        assert_eq!(
            wrong(
                json!({"template_type": "email", "name": 1, "content": " ", "process_type": "bulk", "parent_folder_id": null})
            ),
            [
                "name 1 is not of type string",
                "content   is too short",
                "parent_folder_id is not a valid UUID",
                "template_category_id is a required property",
                "subject is a required property",
                "Additional properties are not allowed (process_type was unexpected)",
            ]
        );
        assert_eq!(
            wrong(json!({"template_type": "letter", "template_category_id": "x"})),
            [
                "template_type letter is not one of [sms, email]",
                "template_category_id must be a valid UUID",
                "name is a required property",
                "content is a required property",
            ]
        );
    }
}
