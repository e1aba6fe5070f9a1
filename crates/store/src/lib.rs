//! Every SQL statement of Facteur, the keyring, and the migrations.
//!
//! A [`Store`] is cheap to clone. Reads go through it and through [`Store::of`], whose handle holds
//! the tenant. Changes to quiet tables are functions that take a [`Transaction`], one module per
//! aggregate; the hot verbs ([`Store::accept`], [`Store::claim`], [`Store::open_attempts`],
//! [`Store::settle`]) bring their own transaction and share its commit with their neighbours.
//!
//! Nothing personal stands in the database in clear: recipients, references, personalisation, members
//! and safelists are sealed with the service's data key, and found again by keyed tags.
#![deny(missing_docs)]

pub mod api_keys;
pub mod audit;
mod backup;
mod check;
mod content;
pub mod departures;
mod engine;
mod error;
#[cfg(test)]
mod every_statement;
pub mod folders;
pub mod go_live;
mod hot;
pub mod invitations;
pub mod jobs;
mod keyring;
pub mod members;
mod moving;
mod nodes;
mod notifications;
mod of_service;
pub mod pauses;
mod postgres;
pub mod recovery_codes;
pub mod rejected_requests;
pub mod reply_tos;
pub mod reports;
pub mod safelist;
mod seal;
pub mod services;
mod session;
pub mod sessions;
pub mod sign_ins;
pub mod sms_senders;
mod snapshot;
mod sqlite;
mod store;
mod sweeps;
pub mod tallies;
pub mod template_categories;
pub mod templates;
#[cfg(feature = "testing")]
pub mod testing;
pub mod throttles;
pub mod tokens;
mod transaction;
pub mod users;
mod versions;
pub mod webhooks;

pub use api_keys::{ApiKey, KeyActivity, KeyHolder, NewApiKey};
pub use audit::{AuditEvent, AuditFilter};
pub use backup::{Backup, BackupError, RestoreError};
pub use check::{Finding, Verdict};
pub use content::Content;
pub use departures::{Departure, KeyDecision, KeyReview};
pub use error::{Error, OpenError};
pub use folders::Folder;
pub use go_live::{GoLiveEvent, GoLiveRequest, GoLiveState};
pub use hot::{
    Accept, Accepted, AttemptOutcome, Charge, Claimed, Idempotency, Lease, NewNotification, OpenAttempt,
    Pick, Settlement, Waiting,
};
pub use invitations::{Invitation, InvitationState};
pub use keyring::{Keyring, KeyringError};
pub use members::Member;
pub use moving::{MoveError, MovedTable, Moving, Progress, Tally, Verified};
pub use nodes::{Duty, OnDuty, RateUse};
pub use notifications::{Attempt, Cursor, Filter, JobRows, Listed, Listing, Notification};
pub use of_service::ServiceStore;
pub use pauses::{Pause, Paused};
pub use rejected_requests::{RejectedFilter, RejectedRequest};
pub use reply_tos::ReplyTo;
pub use reports::{
    ClaimedReport, LineCursor, Piece, Report, ReportAuthor, ReportKind, ReportLine, ReportLines, ReportStatus,
};
pub use safelist::Safelisted;
pub use services::{LanguageOrder, Service, SmsPrefix};
pub use sessions::UserSession;
pub use sign_ins::SignIn;
pub use sms_senders::SmsSender;
pub use snapshot::ServiceSnapshot;
pub use store::Store;
pub use sweeps::KeyUse;
pub use tallies::{Counted, Counts, DayCounts, TemplateCounts};
pub use template_categories::TemplateCategory;
pub use templates::{NewVersion, Template, TemplateOutline, TemplateUse, TemplateVersion, Visibility};
pub use throttles::Throttle;
pub use tokens::Token;
pub use transaction::Transaction;
pub use users::{Profile, User};
pub use webhooks::{
    CallOutcome, Delivery, DeliveryAttempt, DeliveryFilter, Health, HeldDelivery, KeptWebhook, Listener,
    NewDelivery, Webhook,
};
