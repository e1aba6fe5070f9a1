//! Dates as pages write them: for people, and for machines.

use crate::components::Markup;
use askama::Template;
use facteur_i18n::Words;
use facteur_model::time::Moment;

#[derive(Template)]
#[template(source = r#"<time datetime="{{ exact }}">{{ text }}</time>"#, ext = "html")]
struct Time {
    exact: String,
    text: String,
}

/// A day.
pub fn date(t: &Words, at: Moment) -> Markup {
    Markup::of(&Time { exact: at.to_rfc3339(), text: t.date(at) })
}

/// A day and an hour.
pub fn date_time(t: &Words, at: Moment) -> Markup {
    Markup::of(&Time { exact: at.to_rfc3339(), text: t.date_time(at) })
}
