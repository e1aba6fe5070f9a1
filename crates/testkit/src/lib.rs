//! What the tests of Facteur share.

#![warn(missing_docs)]

pub mod golden;
