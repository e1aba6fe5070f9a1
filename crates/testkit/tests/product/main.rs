//! The product as its callers see it, on a simulated clock: one program for all, because each costs a link of everything.

mod authentication;
mod bulk;
mod delivery;
mod files;
mod house;
mod idempotency;
mod jobs;
mod keeping;
mod keys;
mod leaps;
mod limits;
mod manage_templates;
mod pauses;
mod reading;
mod reports;
mod sending;
mod sharing;
mod timeline;
mod unanswered;
mod urgency;
mod webhooks;
