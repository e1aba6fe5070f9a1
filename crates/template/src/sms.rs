//! Text messages: filling, characters, counting (templates.md §13 to §15).

pub mod charset;
pub mod count;
mod render;

pub use charset::sms_incompatible_characters;
pub use count::{Encoding, Length};
pub use render::{SmsTemplate, SmsText};
