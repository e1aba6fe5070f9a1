//! Trying the API from the site, without a key in anybody's hands.

use crate::App;
use crate::auth::Caller;
use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use facteur_model::id::ServiceId;
use facteur_model::person::Right;

impl App {
    /// Somebody who may make keys, as a caller with the reach of a test key: what they send reaches nobody. Only for
    /// this program's own pages.
    pub async fn playground(&self, by: &Authority, service: ServiceId) -> Result<Caller, ChangeError> {
        let view = self.allowed(by, service, Need::OwnRight(Right::ManageApiKeys)).await?;
        let person = by.user().ok_or(ChangeError::NotAllowed)?;
        Ok(Caller::playground(view, person))
    }
}
