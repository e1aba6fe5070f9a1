//! One template: as it is now, as it was, and filled in.

pub mod preview;
pub mod show;
pub mod version;
mod view;

pub use view::TemplateBody;
