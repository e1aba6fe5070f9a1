//! The site as people see it: pages, forms and what they do, one module for each part.

mod sending;
mod shell;
mod templates;
