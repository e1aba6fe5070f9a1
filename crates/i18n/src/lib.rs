//! The words of Facteur, in English and in French.
//!
//! Every text that a person may read is a message of a catalogue under `locales/{en,fr}`; both
//! languages have the same messages with the same variables, and a test proves it. Code names a
//! message by a type, so that a misspelt key or a forgotten variable does not compile:
//!
//! ```
//! use facteur_i18n::{Language, Message};
//!
//! let refused = Message::FieldRequired { name: "template_id".to_owned() };
//! assert_eq!(refused.text(Language::En), "template_id is a required property");
//! assert_eq!(refused.text(Language::Fr), "template_id est une propriété obligatoire");
//! ```
//!
//! A room that needs words adds a catalogue of its own to `locales`, lists it in
//! [`catalogue`], and declares its messages with [`messages!`].
//!
//! The bundles are built once, at first use. Only refusals and pages speak; the path of an accepted
//! message never comes here.

mod api;
pub mod catalogue;
mod language;
mod reference;
mod when;
mod words;

pub use api::Message;
pub use language::Language;
pub use reference::reference_text;
pub use words::Words;
