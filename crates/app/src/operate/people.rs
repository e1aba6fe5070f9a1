//! Members, and the names that messages come from.

use super::{ChangeError, check_name, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::{ReplyToId, ServiceId, SmsSenderId, UserId};
use facteur_model::person::{Right, Rights};
use facteur_model::recipient::{EmailAddress, International, PhoneNumber};
use facteur_store::{Member, ReplyTo, SmsSender, members, reply_tos, sms_senders};
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

    /// Adds a reply-to address; the first one is the default.
    pub async fn add_reply_to(
        &self,
        by: &Authority,
        service: ServiceId,
        address: &str,
    ) -> Result<ReplyToId, ChangeError> {
        let address = EmailAddress::parse(address).map_err(|error| invalid("address", error.to_string()))?;
        let view = self.allowed(by, service, Need::Right(Right::ManageService)).await?;
        let reply_to = ReplyTo {
            id: ReplyToId::new(self.now(), self.chance()),
            address: address.as_str().to_owned(),
            is_default: view.reply_to(None).is_none(),
            archived_at: None,
        };
        let mut tx = self.store().begin().await?;
        reply_tos::insert(&mut tx, service, &reply_to).await?;
        self.record(&mut tx, by, Some(service), "reply-to.add", &reply_to.id.to_string(), json!({})).await?;
        tx.commit().await?;
        Ok(reply_to.id)
    }

    /// Adds a text message sender; the first one is the default.
    pub async fn add_sms_sender(
        &self,
        by: &Authority,
        service: ServiceId,
        sender: &str,
    ) -> Result<SmsSenderId, ChangeError> {
        let sender = check_sender(sender)?;
        let view = self.allowed(by, service, Need::Right(Right::ManageService)).await?;
        let sms_sender = SmsSender {
            id: SmsSenderId::new(self.now(), self.chance()),
            sender,
            is_default: view.sms_sender(None).is_none(),
            archived_at: None,
        };
        let mut tx = self.store().begin().await?;
        sms_senders::insert(&mut tx, service, &sms_sender).await?;
        let detail = json!({"sender": sms_sender.sender});
        self.record(&mut tx, by, Some(service), "sms-sender.add", &sms_sender.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(sms_sender.id)
    }
}

/// A phone number, kept as E.164, or a name of 3 to 11 letters, digits and spaces with a letter in it.
fn check_sender(text: &str) -> Result<String, ChangeError> {
    check_name("sender", text)?;
    let text = text.trim();
    if let Ok(number) = PhoneNumber::parse(text, International::Allowed) {
        return Ok(number.e164().to_owned());
    }
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'-' | b'_'));
    let short_code = (3..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let name = (3..=11).contains(&text.len()) && plain && text.bytes().any(|b| b.is_ascii_alphabetic());
    if name || short_code {
        Ok(text.to_owned())
    } else {
        Err(invalid(
            "sender",
            "needs a phone number, a short code, or 3 to 11 letters, digits, spaces, dots and hyphens",
        ))
    }
}
