//! JSON over HTTP: the GC Notify / GOV.UK Notify API, and its reference in two languages.
//!
//! A request passes, in this order: the door ([`telemetry`]), the route, the caller's key
//! ([`authorization`]), the body ([`body`]), the fields ([`schema`]), the product (`facteur_app`).
//! The first to object ends it with a [`refusal`], which the door puts into words.
//!
//! One endpoint is one file, with its handler, its part of the reference, its shapes and its tests.
//! To add one: write the file, name its route in [`routes`], its handler in [`openapi`], and its words in
//! `crates/i18n/locales/*/reference.ftl`. Tests find what was forgotten.

mod authorization;
mod body;
mod cors;
mod echo;
mod idempotency;
mod json;
mod openapi;
mod path;
mod query;
mod rate_limit;
mod refusal;
mod request_id;
mod routes;
mod schema;
mod settings;
mod state;
mod status;
mod telemetry;
mod v2;

pub use openapi::reference;
pub use routes::{router, status_router};
pub use settings::{ApiSettings, body_with_files};
