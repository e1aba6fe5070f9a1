//! The routes under `/v2`.

pub mod mailbox;
pub mod manage_template;
pub mod notifications;
pub mod received_text_messages;
pub mod reports;
pub mod template;
pub mod templates;
