//! The text beside the subject (template dialect §9).

use super::ast::Document;
use super::language;
use super::plain::{Face, render_as};
use crate::typography;

/// Renders a document whose texts are escaped, and in which the tags of languages are still text.
pub(super) fn render(document: &Document) -> String {
    // All of it will be one line, so a dash between two lines is one between two words.
    typography::dashes(&language::remove(&render_as(document, Face::Preheader)), typography::Lines::Joined)
}
