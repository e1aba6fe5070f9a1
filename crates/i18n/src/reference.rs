//! The words of the API reference, which the OpenAPI documents are made of.

use crate::{Language, catalogue};

/// The text of `key` in the catalogue of the API reference; nothing when it has none.
///
/// The keys are computed from the shape of the document (operation, parameter, schema, property),
/// so they cannot be an enum; a test of the API proves that every one of them exists.
pub fn reference_text(language: Language, key: &str) -> Option<String> {
    catalogue::format(language, key, None)
}
