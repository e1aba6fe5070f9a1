//! Members and the safelist.

use super::{ChangeError, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::{ServiceId, UserId};
use facteur_model::person::{Right, Rights};
use facteur_model::recipient::{EmailAddress, International, PhoneNumber, SafelistEntry};
use facteur_store::{Member, members, safelist};
use serde_json::json;

/// Entries of a safelist, by kind. The page shows five of each; an installation may have more.
const MOST_SAFELISTED: usize = 1_000;

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

    /// Adds recipients to the safelist: all of them or, if one is not valid, none.
    pub async fn add_to_safelist(
        &self,
        by: &Authority,
        service: ServiceId,
        recipients: &[String],
    ) -> Result<usize, ChangeError> {
        let mut entries = Vec::with_capacity(recipients.len());
        for text in recipients {
            let entry =
                SafelistEntry::parse(text).map_err(|error| invalid("recipient", error.to_string()))?;
            entries.push(entry.normalised());
        }
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        if view.safelisted() + entries.len() > MOST_SAFELISTED {
            return Err(invalid("recipient", format!("a safelist holds at most {MOST_SAFELISTED} entries")));
        }
        let mut tx = self.store().begin().await?;
        for entry in &entries {
            safelist::insert(&mut tx, service, entry).await?;
        }
        self.record(
            &mut tx,
            by,
            Some(service),
            "safelist.add",
            &service.to_string(),
            json!({"added": entries.len()}),
        )
        .await?;
        tx.commit().await?;
        Ok(entries.len())
    }
}
