//! The site: pages in French and English for the people of a service and of the installation.
//!
//! A request passes the [`door`] (language, visit, form, headers), then its route's [`Access`](routes::Access), and
//! reaches a handler with one argument, the [`Visit`](visit::Visit). A handler asks the product (`facteur_app`), which
//! decides again whether the person may, and answers with a page, a redirect, or what it [refuses](refused).
//!
//! One folder is one part of the site; one file is one page with its form, its handlers and its template's data. To add
//! a page: write the file, name its routes in the room's `routes()`, its template in `templates/`, its words in
//! `crates/i18n/locales/*/site/*.ftl`. Tests find what was forgotten.

mod account;
mod assets;
mod audit;
mod components;
mod cookies;
mod documentation;
mod door;
mod files;
mod form;
mod going_live;
mod home;
mod integration;
mod limits;
mod page;
mod platform;
mod received;
mod refused;
mod routes;
mod seeing;
mod sending;
mod service;
mod settings;
mod team;
mod templates;
mod visit;
mod when;

pub use routes::{Access, router, table};
pub use settings::WebSettings;
