//! The site as people see it: pages, forms and what they do, one module for each part.

mod account;
mod dashboard;
mod documentation;
mod message;
mod messages;
mod shell;
mod usage;
