//! Skeleton.

pub mod recipient;
