//! Trying the API from the site, without a key in anybody's hands.

use crate::App;
use crate::auth::Caller;
use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::person::Right;
use facteur_model::policy::{self, Refusal, Road};
use facteur_model::recipient::Recipient;

impl Caller {
    /// What a key of each type would do with a recipient now.
    pub fn reach(&self, recipient: &Recipient) -> [(KeyType, Result<Road, Refusal>); 3] {
        let (mode, acquaintance) = (self.service.service().mode, self.service.acquaintance(recipient));
        KeyType::ALL.map(|key_type| (key_type, policy::reach(key_type, mode, acquaintance)))
    }
}

impl App {
    /// Somebody who may make keys, as a caller with the reach of a test key: what they send reaches nobody. Only for
    /// this program's own pages.
    pub async fn playground(&self, by: &Authority, service: ServiceId) -> Result<Caller, ChangeError> {
        let view = self.allowed(by, service, Need::OwnRight(Right::ManageApiKeys)).await?;
        let person = by.user().ok_or(ChangeError::NotAllowed)?;
        Ok(Caller::playground(view, person))
    }
}
