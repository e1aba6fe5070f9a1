//! Sending to a whole list: a file is uploaded, looked at and sent, and what became of it can be followed.

mod check;
mod files;
mod job;
mod jobs;
mod looked;
mod row;
mod said;
mod upload;

use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use facteur_app::{Need, OpenList, UploadError};
use facteur_i18n::Language;
use facteur_model::id::UploadId;
use facteur_model::person::Right;
use facteur_model::recipient_table::Heading;

/// The form that brings a list.
pub const UPLOAD: &str = "/services/{service}/send/{template}/many";

pub fn routes() -> Vec<Route> {
    let send = Access::Service(Need::OwnRight(Right::SendMessages));
    let see = Access::Service(Need::Membership);
    let change = Access::Service(Need::Right(Right::SendMessages));
    vec![
        Route::get(UPLOAD, send, upload::show),
        Route::post(UPLOAD, send, upload::receive),
        Route::get("/services/{service}/send/{template}/example.csv", send, files::example),
        Route::get("/services/{service}/lists/{upload}", send, check::show),
        Route::post("/services/{service}/lists/{upload}", send, check::send),
        Route::get("/services/{service}/lists/{upload}/rows/{row}", send, row::show),
        Route::get("/services/{service}/lists/{upload}/corrections.csv", send, files::corrections),
        Route::get("/services/{service}/lists/{upload}/duplicates.csv", send, files::duplicates),
        Route::get("/services/{service}/jobs", see, jobs::show),
        Route::get("/services/{service}/jobs/{job}", see, job::show),
        Route::get("/services/{service}/jobs/{job}/numbers.json", see, job::numbers),
        Route::get("/services/{service}/jobs/{job}/cancel", change, job::ask),
        Route::post("/services/{service}/jobs/{job}/cancel", change, job::cancel),
        Route::post("/services/{service}/jobs/{job}/pause", change, job::pause),
        Route::post("/services/{service}/jobs/{job}/resume", send, job::resume),
        Route::post("/services/{service}/jobs/{job}/approve", send, job::approve),
        Route::post("/services/{service}/jobs/{job}/refuse", send, job::refuse),
    ]
}

/// The language of headings for a reader.
fn heading(language: Language) -> Heading {
    match language {
        Language::En => Heading::English,
        Language::Fr => Heading::French,
    }
}

/// The list that the path names.
async fn open(visit: &Visit) -> Result<OpenList, Refused> {
    let id = visit.id("upload", UploadId::parse)?;
    let list = visit.app().uploaded_list(&visit.authority()?, visit.service()?, id).await;
    list.map_err(refused)
}

/// What a page of a list cannot be shown for.
fn refused(error: UploadError) -> Refused {
    match error {
        UploadError::Change(error) => error.into(),
        UploadError::Gone | UploadError::TemplateGone => Refused::Gone,
        UploadError::Sheet(facteur_app::SheetError::Busy) => Refused::TooMany(2),
        UploadError::Sheet(_) => Refused::Unreadable,
    }
}

/// A file to be kept by whoever asked for it.
fn download(name: &str, text: String) -> Answer {
    use axum::http::{HeaderValue, header};
    use axum::response::IntoResponse;
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::try_from(disposition).map_err(|_| Refused::Panic)?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}
