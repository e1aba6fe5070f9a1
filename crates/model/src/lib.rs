//! The rules of Facteur that need no database, no network and no clock of their own.
//!
//! Everything here is a value or a pure function: who may be reached, what counts, what a status
//! means, what an API key looks like. The API, the site, the workers and the command line all ask
//! the same functions (one rule, one place).

pub mod allowance;
pub mod api_key;
pub mod chance;
pub mod channel;
mod hex;
pub mod id;
pub mod job;
pub mod keyword;
pub mod lane;
pub mod network;
pub mod notification;
pub mod person;
pub mod policy;
pub mod proxies;
pub mod recipient;
pub mod recipient_table;
pub mod secret;
pub mod service;
pub mod time;
pub mod webhook;

pub use channel::Channel;
pub use hex::hex;
pub use lane::{Lane, Priority};
