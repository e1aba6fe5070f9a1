//! The site as people see it: pages, forms and what they do, one module for each part.

mod account;
mod dashboard;
mod documentation;
mod log;
mod mailbox;
mod message;
mod messages;
mod playground;
mod rejected;
mod sending;
mod service;
mod shell;
mod team;
mod templates;
mod usage;
