//! The mailbox: messages that stayed here, exactly as they would have left.

pub mod list;
pub mod show;
