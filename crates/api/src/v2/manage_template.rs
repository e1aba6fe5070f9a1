//! Templates as programs look after them, with a key that may (contract §3.9).

pub mod archive;
pub mod categories;
pub mod change;
pub mod create;
mod fields;
mod keeper;
pub mod show;
mod view;

pub use keeper::Keeper;
pub use view::ManagedTemplateBody;
