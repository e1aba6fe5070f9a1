//! API keys: their three types, their scopes, and the text that is shown once.

mod client;
mod name;
mod text;

pub use client::{AddressFamily, KeyClient};
pub use name::printed_name;
pub use text::{KeyText, KeyTextError, Prefix, generate, show};

/// Whom a key reaches (contract §2). Fixed for the life of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyType {
    /// Anyone, once the service is live. The contract stores it as `normal`.
    Live,
    /// The team and the safelist, really delivered, also in trial mode.
    Team,
    /// Realistic answers; nothing is delivered and nothing counts.
    Test,
}

impl KeyType {
    pub const ALL: [KeyType; 3] = [KeyType::Live, KeyType::Team, KeyType::Test];

    /// The word inside a key, on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            KeyType::Live => "live",
            KeyType::Team => "team",
            KeyType::Test => "test",
        }
    }

    /// The word of the rate-limit message (contract §5.1).
    pub fn upper(self) -> &'static str {
        match self {
            KeyType::Live => "LIVE",
            KeyType::Team => "TEAM",
            KeyType::Test => "TEST",
        }
    }

    /// Reads the word; also `normal`, which is what the contract stores for live.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "live" | "normal" => Some(KeyType::Live),
            "team" => Some(KeyType::Team),
            "test" => Some(KeyType::Test),
            _ => None,
        }
    }
}

/// What a key may do besides sending and reading (contract §1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    ManageTemplates,
    ManageReports,
}

impl Scope {
    pub const ALL: [Scope; 2] = [Scope::ManageTemplates, Scope::ManageReports];

    pub fn as_str(self) -> &'static str {
        match self {
            Scope::ManageTemplates => "manage_templates",
            Scope::ManageReports => "manage_reports",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// How a key may prove itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Acceptance {
    /// `ApiKey-v1` and JWT. A wrapped copy of the secret is kept, because HS256 needs it.
    ApiKeyAndJwt,
    /// `ApiKey-v1` only. No copy of the secret exists anywhere.
    ApiKeyOnly,
}

/// Where a key's text came from; a native key is accepted only in its own, checksummed spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    Native,
    /// Brought over from another Notify: `gcntfy-…`, or no prefix at all.
    Imported,
}

impl Origin {
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Native => "native",
            Origin::Imported => "imported",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        [Origin::Native, Origin::Imported].into_iter().find(|origin| origin.as_str() == text)
    }
}
