//! The site as people see it: pages, forms and what they do, one module for each part.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod account;
mod audit;
mod dashboard;
mod documentation;
mod going_live;
mod keys;
mod log;
mod mailbox;
mod message;
mod messages;
mod platform;
mod playground;
mod rejected;
mod reports;
mod routes;
mod safelist;
mod sending;
mod service;
mod shell;
mod team;
mod templates;
mod usage;
