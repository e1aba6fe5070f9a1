//! The store, from the outside: what it promises, and that it keeps it.
//!
//! On SQLite, unless `FACTEUR_TEST_ENGINE` is `postgres`: then each test has a database of its own on the server that
//! `FACTEUR_TEST_POSTGRES` names (`./test postgres` starts one). `backing_up`, `dump`, `file`, `keyring_file` and `opening` are
//! about SQLite's file, and run there only; `nodes` is about several nodes, and runs on PostgreSQL only; `moving` needs both.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod accepting;
mod auditing;
mod backing_up;
mod claiming;
mod counting_changes;
mod dump;
mod file;
mod idempotency;
mod jobs;
mod keyring_file;
mod listing;
mod moving;
mod nodes;
mod opening;
mod pages;
mod quiet_tables;
mod rejecting;
mod sharing;
mod sweeping;
mod totals;
mod world;
