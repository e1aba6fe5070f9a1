//! The store, from the outside: what it promises, and that it keeps it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod accepting;
mod auditing;
mod claiming;
mod counting_changes;
mod dump;
mod idempotency;
mod keyring_file;
mod listing;
mod opening;
mod quiet_tables;
mod sharing;
mod sweeping;
mod world;
