//! The template language of Facteur: placeholders filled with values, then rendered as an email or as a
//! text message. Pure functions, in time linear in their input; no text makes them panic.
//!
//! ```
//! use facteur_template::{SmsTemplate, Values};
//! let personalisation = serde_json::json!({ "First name": "Zoé", "vip": "oui" });
//! let values = Values::from_json(personalisation.as_object().unwrap());
//!
//! let template = SmsTemplate::parse("Hi ((first_name))((vip??, our VIP)).");
//! assert!(template.missing(&values).is_empty());
//! assert_eq!(template.render(&values, None).text, "Hi Zoé, our VIP.");
//! ```

#![warn(missing_docs)]

pub mod document;
pub mod email;
pub mod escape;
pub mod limits;
pub mod links;
pub mod markdown;
pub mod placeholder;
pub mod sms;
mod subject;
pub mod typography;
mod values;
pub mod whitespace;

pub use email::EmailTemplate;
pub use sms::{Encoding, SmsTemplate, SmsText, sms_incompatible_characters};
pub use values::{Value, Values, normalise_name};
