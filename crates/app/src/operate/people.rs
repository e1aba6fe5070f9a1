//! Members whom the operator names.

use super::{ChangeError, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::{ServiceId, UserId};
use facteur_model::person::Rights;
use facteur_model::recipient::{EmailAddress, International, PhoneNumber};
use facteur_store::{Member, members};
use serde_json::json;

impl App {
    /// Adds a member, whose e-mail and phone team keys and trial services may then reach.
    pub async fn add_member(
        &self,
        by: &Authority,
        service: ServiceId,
        email: &str,
        phone: Option<&str>,
    ) -> Result<UserId, ChangeError> {
        let email = EmailAddress::parse(email).map_err(|error| invalid("email", error.to_string()))?;
        let phone = match phone {
            Some(text) => Some(
                PhoneNumber::parse(text, International::Allowed)
                    .map_err(|error| invalid("phone", error.to_string()))?,
            ),
            None => None,
        };
        self.allowed(by, service, Need::Platform).await?;
        let member = Member {
            id: UserId::new(self.now(), self.chance()),
            email: email.normalised(),
            phone: phone.map(|phone| phone.e164().to_owned()),
            name: None,
            rights: Rights::NONE,
            joined_at: self.now(),
        };
        let mut tx = self.store().begin().await?;
        members::insert(&mut tx, service, &member).await?;
        self.record(&mut tx, by, Some(service), "member.add", &member.id.to_string(), json!({})).await?;
        tx.commit().await?;
        Ok(member.id)
    }
}
