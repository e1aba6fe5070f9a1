//! What a service is called, and what it is allowed to do.

mod naming;

pub use naming::{
    LONGEST_NAME, LONGEST_SENDER, LONGEST_SENDING_NAME, SendingNameError, ServiceNameError,
    check_sending_name, compared_name, sending_name, service_name,
};

use crate::Channel;
use crate::time::{DAY, Micros};
use std::fmt;

/// For how long a deletion can be undone (admin-ui §7.2, row 40).
pub const UNDO: Micros = 30 * DAY;

/// The time zones of Canada, and UTC: those in which a service's people may read times.
pub const TIME_ZONES: [&str; 10] = [
    "America/St_Johns",
    "America/Halifax",
    "America/Toronto",
    "America/Iqaluit",
    "America/Winnipeg",
    "America/Regina",
    "America/Edmonton",
    "America/Whitehorse",
    "America/Vancouver",
    "UTC",
];

/// Where a service stands on the way to reaching anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Only the team and the safelist can be reached, and no live key can be made.
    Trial,
    /// Anyone can be reached with a live key.
    Live,
}

impl Mode {
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Trial => "trial",
            Mode::Live => "live",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        [Mode::Trial, Mode::Live].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// Whether a service may send at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    Active,
    /// Reads are allowed, sends are refused (contract §1.7).
    Suspended,
    /// Nothing is allowed.
    Archived,
}

impl Standing {
    const ALL: [Standing; 3] = [Standing::Active, Standing::Suspended, Standing::Archived];

    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Active => "active",
            Standing::Suspended => "suspended",
            Standing::Archived => "archived",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text)
    }
}

/// What is known of a reply-to address: whether a message has reached it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReplyToState {
    Verified,
    /// A message is on its way to it.
    Pending,
    /// The message could not be delivered.
    Failed,
}

impl ReplyToState {
    const ALL: [ReplyToState; 3] = [ReplyToState::Verified, ReplyToState::Pending, ReplyToState::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            ReplyToState::Verified => "verified",
            ReplyToState::Pending => "pending",
            ReplyToState::Failed => "failed",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What to do with a text whose last attempt was cut off, so that nobody knows whether it left. An e-mail goes
/// again under the same Message-ID, which a mail system can recognise; a text cannot be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CutOffText {
    /// It may not arrive: it is ended as a technical failure, and the timeline shows why.
    #[default]
    End,
    /// It may arrive twice: it is sent again.
    SendAgain,
}

impl CutOffText {
    const ALL: [CutOffText; 2] = [CutOffText::End, CutOffText::SendAgain];

    pub fn as_str(self) -> &'static str {
        match self {
            CutOffText::End => "end",
            CutOffText::SendAgain => "send-again",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == text)
    }
}

/// How many days a message is kept after it was accepted (admin-ui §1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Retention(u32);

impl Retention {
    /// The fewest days, the most, and what a new service has.
    pub const LEAST: Retention = Retention(3);
    pub const MOST: Retention = Retention(90);
    pub const USUAL: Retention = Retention(7);

    /// `None` unless it is 3 to 90 days.
    pub fn from_days(days: u32) -> Option<Self> {
        (Self::LEAST.0..=Self::MOST.0).contains(&days).then_some(Self(days))
    }

    pub const fn days(self) -> u32 {
        self.0
    }

    pub fn span(self) -> Micros {
        Micros::from(self.0) * DAY
    }
}

/// One thing that a service may be permitted to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    Email,
    Sms,
    InternationalSms,
    UploadDocument,
}

impl Permission {
    pub const ALL: [Permission; 4] =
        [Permission::Email, Permission::Sms, Permission::InternationalSms, Permission::UploadDocument];

    pub fn as_str(self) -> &'static str {
        match self {
            Permission::Email => "email",
            Permission::Sms => "sms",
            Permission::InternationalSms => "international_sms",
            Permission::UploadDocument => "upload_document",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == text)
    }
}

impl From<Channel> for Permission {
    /// What a service needs in order to send by this channel.
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Email => Permission::Email,
            Channel::Sms => Permission::Sms,
        }
    }
}

/// A small set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u8);

impl Permissions {
    pub fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u8) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.contains(*permission))
    }

    /// The names, separated by commas, as stored.
    pub fn to_stored(self) -> String {
        self.iter().map(Permission::as_str).collect::<Vec<_>>().join(",")
    }

    /// Reads what [`Permissions::to_stored`] wrote; names this version does not know are left out.
    pub fn from_stored(text: &str) -> Self {
        text.split(',').filter_map(Permission::from_stored).collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<T: IntoIterator<Item = Permission>>(permissions: T) -> Self {
        Self(permissions.into_iter().fold(0, |bits, permission| bits | 1 << permission as u8))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
