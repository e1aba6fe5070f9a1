//! Messages: sending them, and looking up what became of them.

mod accepted;
mod bulk_body;
pub mod list;
pub mod send_bulk;
pub mod send_email;
pub mod send_sms;
mod sending;
pub mod show;
mod view;

pub use accepted::AcceptedBody;
pub use view::NotificationBody;

#[cfg(test)]
pub use {send_email::read as read_email, send_sms::read as read_sms};
