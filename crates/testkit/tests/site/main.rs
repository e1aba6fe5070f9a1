//! The site as people see it: pages, forms and what they do, one module for each part.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod account;
mod audit;
mod bulk;
mod dashboard;
mod device;
mod documentation;
mod going_live;
mod joining;
mod keys;
mod limits;
mod log;
mod mailbox;
mod message;
mod messages;
mod passkeys;
mod platform;
mod playground;
mod received;
mod rejected;
mod reports;
mod routes;
mod safelist;
mod sending;
mod sending_files;
mod service;
mod shell;
mod standing;
mod team;
mod templates;
mod usage;
mod webhooks;
