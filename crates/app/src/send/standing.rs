//! Who may send at all: a service that is active, by a channel that it has and whose messages do not come back.

use super::SendError;
use crate::auth::Caller;
use crate::directory::ServiceView;
use facteur_model::Channel;
use facteur_model::id::ApiKeyId;
use facteur_model::service::{Permission, Standing};

impl ServiceView {
    /// Does it send, being neither suspended nor archived?
    pub(crate) fn is_active(&self) -> bool {
        match self.service().standing {
            Standing::Active => true,
            Standing::Suspended | Standing::Archived => false,
        }
    }

    /// Was a key revoked together with what it had not sent yet?
    pub(crate) fn has_called_off(&self, key: ApiKeyId) -> bool {
        self.keys().iter().any(|of| of.stops_unsent && of.id == key)
    }

    /// Is nothing more accepted of a channel, because too many of its messages came back?
    pub(crate) fn is_paused(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.emails_are_paused(),
            Channel::Sms => false,
        }
    }
}

impl Caller {
    /// Is the service stopped? Of a list, that is said before anything about its body.
    pub fn is_suspended(&self) -> bool {
        !self.service.is_active()
    }

    /// Refuses calls of a service that may not send. Keys of an archived one do not come this far; a person's page might.
    pub(crate) fn refuse_suspended(&self) -> Result<(), SendError> {
        if self.is_suspended() { Err(SendError::Suspended) } else { Ok(()) }
    }

    /// Refuses a channel that the service does not have, and one that is paused.
    pub(crate) fn refuse_channel(&self, channel: Channel) -> Result<(), SendError> {
        if !self.service.service().permissions.contains(Permission::from(channel)) {
            return Err(SendError::ChannelNotPermitted(channel));
        }
        // There is no such pause of texts.
        if self.service.is_paused(channel) { Err(SendError::EmailsPaused) } else { Ok(()) }
    }
}
