//! `GET /v2/manage-template/template-categories` (contract §3.9).

use super::Keeper;
use crate::json;
use crate::refusal::{CategoryBody, ErrorsBody, Refusal};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

pub const PATH: &str = "/v2/manage-template/template-categories";

#[utoipa::path(
    get,
    path = PATH,
    tag = "manage-template",
    responses(
        (status = 200, body = CategoriesBody),
        (status = 403, body = ErrorsBody),
    ),
)]
pub async fn list_template_categories(State(api): State<Api>, keeper: Keeper) -> Result<Response, Refusal> {
    let body = CategoriesBody { template_categories: keeper.categories(&api).await? };
    Ok(json::answer(StatusCode::OK, &body))
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = TemplateCategories)]
pub struct CategoriesBody {
    template_categories: Vec<CategoryBody>,
}
