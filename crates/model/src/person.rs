//! People: what an account is worth, and what its owner may do in a service (admin-ui §3.1).

use std::fmt;

/// One thing that a member of a service may do, besides what every member may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// See the dashboard, reports, usage and the history of templates.
    ViewActivity,
    /// Make and change templates and their folders.
    ManageTemplates,
    /// Send messages from the site.
    SendMessages,
    /// Change the settings, the team, and ask to go live.
    ManageService,
    /// Make and revoke keys, and keep the safelist.
    ManageApiKeys,
}

impl Right {
    pub const ALL: [Right; 5] = [
        Right::ViewActivity,
        Right::ManageTemplates,
        Right::SendMessages,
        Right::ManageService,
        Right::ManageApiKeys,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Right::ViewActivity => "view_activity",
            Right::ManageTemplates => "manage_templates",
            Right::SendMessages => "send_messages",
            Right::ManageService => "manage_service",
            Right::ManageApiKeys => "manage_api_keys",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.as_str() == text)
    }
}

/// A small set of rights.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights(u8);

impl Rights {
    pub const NONE: Rights = Rights(0);

    /// What whoever makes a service has in it.
    pub fn all() -> Self {
        Right::ALL.into_iter().collect()
    }

    pub fn contains(self, right: Right) -> bool {
        self.0 & (1 << right as u8) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.contains(*right))
    }

    /// The names, separated by commas, as stored.
    pub fn to_stored(self) -> String {
        self.iter().map(Right::as_str).collect::<Vec<_>>().join(",")
    }

    /// Reads what [`Rights::to_stored`] wrote; names that this version does not know give nothing.
    pub fn from_stored(text: &str) -> Self {
        text.split(',').filter_map(Right::from_stored).collect()
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<T: IntoIterator<Item = Right>>(rights: T) -> Self {
        Self(rights.into_iter().fold(0, |bits, right| bits | 1 << right as u8))
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Declares an enum of words as they are stored.
macro_rules! stored {
    ($($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            pub const ALL: &[$name] = &[$(Self::$variant),+];

            /// As it is stored.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Reads what [`Self::as_str`] said.
            pub fn from_stored(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    )+};
}

stored! {
    /// Whether an account may be used.
    pub enum UserStanding {
        /// The address has not been verified.
        Pending => "pending",
        Active => "active",
        /// An administrator has closed the door for now.
        Blocked => "blocked",
        /// The person has left for good; the account is kept because the audit log names it.
        Closed => "closed",
    }

    /// What proves a person besides the password.
    pub enum SecondFactor {
        /// A code by e-mail.
        Email => "email",
        /// A code of an authenticator app.
        App => "app",
        /// A passkey or a security key.
        Passkey => "passkey",
    }

    /// How a try to sign in ended.
    pub enum SignInOutcome {
        /// Both factors were right.
        SignedIn => "signed-in",
        WrongPassword => "wrong-password",
        WrongCode => "wrong-code",
        /// The password was right, and the account may not be used.
        Refused => "refused",
        /// A device gave an answer that is not right, or has not counted on.
        WrongPasskey => "wrong-passkey",
        /// No try: somebody who had signed in added a passkey.
        PasskeyAdded => "passkey-added",
        /// No try: somebody who had signed in removed a passkey.
        PasskeyRemoved => "passkey-removed",
    }

    /// How far somebody has come in signing in.
    pub enum SessionStage {
        /// The password was right; the second factor is missing.
        SecondFactor => "second-factor",
        /// Signed in.
        Full => "full",
    }
}

/// From where somebody visits: personal, so it is sealed wherever it is kept.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Client {
    /// The network address.
    pub address: String,
    /// What the browser says of itself.
    pub agent: String,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_come_back_as_they_were_stored() {
        for rights in [Rights::NONE, Rights::all(), [Right::SendMessages].into_iter().collect()] {
            assert_eq!(Rights::from_stored(&rights.to_stored()), rights);
        }
        assert_eq!(Rights::from_stored("manage_everything,view_activity").iter().count(), 1);
    }

    #[test]
    fn a_client_prints_nothing() {
        let client = Client { address: "192.0.2.1".to_owned(), agent: "Firefox".to_owned() };
        assert_eq!(format!("{client:?}"), "Client(…)");
    }
}
