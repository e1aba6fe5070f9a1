//! What the tests of Facteur share.

pub mod golden;

pub mod world;
