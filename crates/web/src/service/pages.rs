//! The two shapes that most pages of the settings have: a form with a few fields, and a question before something is
//! done.

use crate::components::Markup;
use crate::form::Errors;
use crate::page::Page;
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;

/// A form that is sent to the page's own address.
#[derive(Template)]
#[template(path = "service/form.html")]
pub struct FormPage {
    pub page: Page,
    /// What is wrong, from `Fields::summary`.
    pub summary: Markup,
    pub lead: Vec<String>,
    pub fields: Vec<Markup>,
    pub button: String,
    pub back: String,
}

impl FormPage {
    /// Shows the form: again, if there are errors.
    pub fn answer(self, visit: &Visit, errors: &Errors) -> Answer {
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        visit.show_as(status, &self)
    }
}

/// A question: what will change, and the button that does it.
#[derive(Template)]
#[template(path = "service/confirm.html")]
pub struct ConfirmPage {
    pub page: Page,
    pub changes: Vec<Change>,
    pub lead: Vec<String>,
    /// Fields that are sent along.
    pub hidden: Vec<(&'static str, String)>,
    pub action: String,
    pub button: String,
    /// `button-danger` for what takes something away.
    pub button_class: &'static str,
    pub back: String,
}

/// Something that will be another.
pub struct Change {
    pub label: String,
    pub before: String,
    pub after: String,
}
