//! A template with everything that is known of it (contract §3.9).

use crate::json::{Null, Shown, Timestamp};
use facteur_app::ManagedTemplate;
use facteur_model::id::{FolderId, ServiceId, TemplateCategoryId, TemplateId};
use serde::Serialize;

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ManagedTemplate)]
pub struct ManagedTemplateBody<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<TemplateId>,
    #[schema(value_type = uuid::Uuid)]
    service_id: Shown<ServiceId>,
    service_name: &'a str,
    name: &'a str,
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
    #[schema(value_type = Option<String>)]
    postage: Null,
    #[schema(value_type = Option<uuid::Uuid>)]
    template_category_id: Option<Shown<TemplateCategoryId>>,
    template_category_name: Option<&'a str>,
    #[schema(value_type = Option<uuid::Uuid>)]
    folder_id: Option<Shown<FolderId>>,
    archived: bool,
}

impl<'a> From<&'a ManagedTemplate> for ManagedTemplateBody<'a> {
    fn from(managed: &'a ManagedTemplate) -> Self {
        let ManagedTemplate { template, service_name, author, category, folder } = managed;
        Self {
            id: Shown(template.id),
            service_id: Shown(template.service),
            service_name,
            name: &template.name,
            kind: template.channel.as_str(),
            created_at: Timestamp(template.created_at),
            updated_at: template.updated_at.map(Timestamp),
            created_by: author,
            version: template.version,
            body: &template.content,
            subject: template.subject.as_deref(),
            postage: Null,
            template_category_id: category.as_ref().map(|category| Shown(category.id)),
            template_category_name: category.as_ref().map(|category| category.name_en.as_str()),
            folder_id: folder.map(Shown),
            archived: template.archived_at.is_some(),
        }
    }
}
