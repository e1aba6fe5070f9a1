//! The template language.

pub mod escape;
pub mod whitespace;
