//! What every way out has in common.

use std::future::Future;
use std::pin::Pin;

use crate::message::Outgoing;
use crate::outcome::Outcome;

/// A future that a trait object can return.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Does a message given to this provider reach people?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It leaves for a real inbox or a real telephone.
    Outside,
    /// It stays on this machine.
    Inside,
}

/// Attempts at once for a provider that has no bound of its own.
const MOST_AT_ONCE: usize = 64;

/// One way out.
///
/// `deliver` never panics for what a message holds or a server says, and may be dropped at any
/// time; a dropped attempt is one whose outcome is unknown.
pub trait Provider: Send + Sync {
    /// The name in the settings, in the database and in the logs.
    fn name(&self) -> &'static str;

    fn reaches_outside(&self) -> Reach;

    /// How many attempts it makes at once; more would only wait inside it, with their leases running.
    fn most_at_once(&self) -> usize {
        MOST_AT_ONCE
    }

    /// Makes one attempt.
    fn deliver<'a>(&'a self, outgoing: &'a Outgoing) -> Later<'a, Outcome>;

    /// Goes as far as it can without sending anything, for `doctor`. The error is for the operator.
    fn check(&self) -> Later<'_, Result<(), String>>;
}
