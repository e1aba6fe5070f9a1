//! Who may manage templates (contract §1.8).

use crate::authorization::Authenticated;
use crate::refusal::{CategoryBody, Refusal, TemplateViolations};
use crate::schema::Violations;
use crate::state::Api;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use facteur_app::{Authority, ManageError};
use facteur_model::api_key::Scope;
use facteur_model::id::ServiceId;

/// The extractor of a caller whose key may manage the templates of its service. Asked before the body and the id are
/// looked at.
pub struct Keeper {
    pub by: Authority,
    pub service: ServiceId,
}

impl FromRequestParts<Api> for Keeper {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Refusal> {
        let Authenticated(caller) = Authenticated::from_request_parts(parts, api).await?;
        let by = caller.authority(Scope::ManageTemplates).ok_or_else(Refusal::templates_not_managed)?;
        Ok(Self { by, service: caller.service_id() })
    }
}

impl Keeper {
    /// The categories that a template may have.
    pub async fn categories(&self, api: &Api) -> Result<Vec<CategoryBody>, Refusal> {
        Ok(CategoryBody::all(api.app.template_categories(&self.by).await?))
    }

    /// The refusal of a body that is not right.
    pub async fn refuse_fields(&self, api: &Api, violations: Violations) -> Refusal {
        match self.categories(api).await {
            Ok(categories) => TemplateViolations(violations).refuse(categories),
            Err(refusal) => refusal,
        }
    }

    /// The refusal of what the product does not do.
    pub async fn refuse(&self, api: &Api, error: ManageError) -> Refusal {
        match self.categories(api).await {
            Ok(categories) => Refusal::manage(error, categories),
            Err(refusal) => refusal,
        }
    }
}
