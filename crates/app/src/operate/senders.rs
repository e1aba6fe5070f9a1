//! Where answers to e-mails go, and whom text messages come from (admin-ui §1.3).
//!
//! A reply-to address is used once a message has reached it. A verified one that is changed stays in use until the new
//! address has been reached too.

use super::{ChangeError, invalid};
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::letters::{Letter, OWN_SERVICE, Reader};
use crate::{App, Unavailable};
use facteur_model::id::{NotificationId, ReplyToId, ServiceId, SmsSenderId};
use facteur_model::notification::Status;
use facteur_model::person::Right;
use facteur_model::recipient::{EmailAddress, International, PhoneNumber};
use facteur_model::service::ReplyToState;
use facteur_model::time::HOUR;
use facteur_store::{ReplyTo, SmsSender, reply_tos, sms_senders};
use serde_json::{Value, json};

/// Addresses, or senders, of one service.
const MOST: usize = 50;
/// Messages to addresses that a service wants verified, in an hour: they go to people who have not asked for them.
const MOST_CHECKS: usize = 10;
/// Lines of the audit log in which those are counted.
const MOST_EVENTS: usize = 500;
/// Addresses whose checks are looked at in one go.
const MOST_CHECKED: usize = 500;
/// What the audit log calls such a message.
const CHECK: &str = "reply-to.check";

/// Why an address is not taken as a reply-to address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplyToError {
    #[error("this is not an e-mail address")]
    NotAnAddress,
    #[error("the domain of this address is not one of this installation, nor of a member of the team")]
    OtherDomain,
    #[error("the service has this reply-to address already")]
    Known,
    #[error("a service has at most {MOST} reply-to addresses")]
    TooMany,
    #[error("at most {MOST_CHECKS} addresses are verified in an hour")]
    TooOften,
    #[error("only a verified address can be the default")]
    NotVerified,
    #[error("the message to the address could not be sent")]
    NotSent,
}

/// Why texts cannot come from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SenderError {
    #[error("a text message sender needs at least 4 characters")]
    TooShort,
    #[error("a text message sender has at most 11 characters, unless it is a phone number")]
    TooLong,
    #[error("a text message sender has letters, digits, spaces, dots, hyphens and underscores only")]
    Characters,
    #[error("a text message sender cannot begin with 00")]
    Zeros,
    #[error("the service has this text message sender already")]
    Known,
    #[error("a service has at most {MOST} text message senders")]
    TooMany,
}

/// An address to be verified.
pub struct Verification<'a> {
    pub address: &'a str,
    /// Domains whose addresses are taken besides those of the team; all are when there are none.
    pub domains: &'a [String],
}

impl App {
    /// Adds a reply-to address that the operator vouches for; the first one is the default.
    pub async fn add_reply_to(
        &self,
        by: &Authority,
        service: ServiceId,
        address: &str,
    ) -> Result<ReplyToId, ChangeError> {
        let address = EmailAddress::parse(address).map_err(|error| invalid("address", error.to_string()))?;
        let view = self.allowed(by, service, Need::Platform).await?;
        let reply_to = ReplyTo {
            id: ReplyToId::new(self.now(), self.chance()),
            address: address.as_str().to_owned(),
            is_default: view.reply_to(None).is_none(),
            archived_at: None,
            state: ReplyToState::Verified,
            next_address: None,
            check: None,
            checked_at: None,
        };
        let mut tx = self.store().begin().await?;
        reply_tos::insert(&mut tx, service, &reply_to).await?;
        self.record(&mut tx, by, Some(service), "reply-to.add", &reply_to.id.to_string(), json!({})).await?;
        tx.commit().await?;
        Ok(reply_to.id)
    }

    /// The reply-to addresses of a service, oldest first, as far as is known by now.
    pub async fn reply_tos(&self, by: &Authority, service: ServiceId) -> Result<Vec<ReplyTo>, ChangeError> {
        let need = Need::Either(Right::ManageService, Right::ManageApiKeys);
        self.allowed(by, service, need).await?;
        self.settle_reply_tos(Some(service)).await?;
        Ok(self.service_view(service).await?.reply_tos().cloned().collect())
    }

    /// Adds a reply-to address and sends it a message: once that has arrived, the address is used.
    pub async fn verify_reply_to(
        &self,
        by: &Authority,
        service: ServiceId,
        wanted: Verification<'_>,
    ) -> Result<ReplyToId, ChangeError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        if view.reply_tos().count() >= MOST {
            return Err(ReplyToError::TooMany.into());
        }
        let address = wanted.take(&view, None)?;
        let check = self.send_check(&view, &address).await?;
        let reply_to = ReplyTo {
            id: ReplyToId::new(self.now(), self.chance()),
            address,
            is_default: false,
            archived_at: None,
            state: ReplyToState::Pending,
            next_address: None,
            check: Some(check),
            checked_at: Some(self.now()),
        };
        let mut tx = self.store().begin().await?;
        reply_tos::insert(&mut tx, service, &reply_to).await?;
        let subject = reply_to.id.to_string();
        self.record(&mut tx, by, Some(service), CHECK, &subject, json!({"why": "added"})).await?;
        tx.commit().await?;
        Ok(reply_to.id)
    }

    /// Changes a reply-to address, or sends the message to it again. A verified address is used until the new one is
    /// verified.
    pub async fn change_reply_to(
        &self,
        by: &Authority,
        service: ServiceId,
        id: ReplyToId,
        wanted: Verification<'_>,
    ) -> Result<(), ChangeError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        let mut reply_to = find_reply_to(&view, id)?.clone();
        let address = wanted.take(&view, Some(id))?;
        if reply_to.state == ReplyToState::Verified && reply_to.address == address {
            // It stays as it is after all.
            reply_to.next_address = None;
            reply_to.check = None;
            return self.keep_reply_tos(by, service, &[reply_to], ("reply-to.keep", json!({}))).await;
        }
        let check = self.send_check(&view, &address).await?;
        reply_to.check = Some(check);
        reply_to.checked_at = Some(self.now());
        if reply_to.state == ReplyToState::Verified {
            reply_to.next_address = Some(address);
        } else {
            reply_to.state = ReplyToState::Pending;
            reply_to.address = address;
        }
        self.keep_reply_tos(by, service, &[reply_to], (CHECK, json!({"why": "changed"}))).await
    }

    /// Writes down one address that was changed, and others that change with it.
    async fn keep_reply_tos(
        &self,
        by: &Authority,
        service: ServiceId,
        changed: &[ReplyTo],
        (action, detail): (&str, Value),
    ) -> Result<(), ChangeError> {
        let mut tx = self.store().begin().await?;
        for reply_to in changed {
            reply_tos::update(&mut tx, service, reply_to).await?;
        }
        let subject = changed.first().map(|reply_to| reply_to.id.to_string()).unwrap_or_default();
        self.record(&mut tx, by, Some(service), action, &subject, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Makes a verified address the one that is used when a request names none.
    pub async fn make_default_reply_to(
        &self,
        by: &Authority,
        service: ServiceId,
        id: ReplyToId,
    ) -> Result<(), ChangeError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        let reply_to = ReplyTo { is_default: true, ..find_reply_to(&view, id)?.clone() };
        if reply_to.state != ReplyToState::Verified {
            return Err(ReplyToError::NotVerified.into());
        }
        self.keep_reply_tos(by, service, &[reply_to], ("reply-to.default", json!({}))).await
    }

    /// Removes a reply-to address. In the place of the default comes the oldest that is verified.
    pub async fn remove_reply_to(
        &self,
        by: &Authority,
        service: ServiceId,
        id: ReplyToId,
    ) -> Result<(), ChangeError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        let was = find_reply_to(&view, id)?;
        let removed =
            ReplyTo { is_default: false, archived_at: Some(self.now()), check: None, ..was.clone() };
        let next = view
            .reply_tos()
            .find(|other| was.is_default && other.id != id && other.state == ReplyToState::Verified)
            .map(|next| ReplyTo { is_default: true, ..next.clone() });
        let changed: Vec<_> = std::iter::once(removed).chain(next).collect();
        self.keep_reply_tos(by, service, &changed, ("reply-to.remove", json!({}))).await
    }

    /// Sends the message whose delivery proves an address.
    async fn send_check(&self, view: &ServiceView, address: &str) -> Result<NotificationId, ChangeError> {
        let service = view.service();
        let since = self.now().plus(-HOUR);
        let events = self.store().of(service.id).audit(MOST_EVENTS).await?;
        if events.iter().filter(|event| event.action == CHECK && event.at > since).count() >= MOST_CHECKS {
            return Err(ReplyToError::TooOften.into());
        }
        let letter = Letter::new("reply-to-check").with_typed("service", &service.name);
        let sent = self.post(&Reader { email: address, language: None }, &letter).await?;
        sent.ok_or_else(|| ReplyToError::NotSent.into())
    }

    /// Looks what became of the messages to addresses that are not verified yet: of one service, or of all.
    pub(crate) async fn settle_reply_tos(&self, service: Option<ServiceId>) -> Result<(), Unavailable> {
        let letters = self.store().of(OWN_SERVICE);
        for (owner, reply_to) in self.store().checked_reply_tos(MOST_CHECKED).await? {
            let Some(check) = reply_to.check.filter(|_| service.is_none_or(|service| service == owner))
            else {
                continue;
            };
            let state = match letters.notification(check).await?.map(|message| message.status) {
                Some(Status::Delivered | Status::Sent) => ReplyToState::Verified,
                Some(status) if !status.is_terminal() => continue,
                // A failure; or it was long ago, and nobody knows any more.
                Some(_) | None => ReplyToState::Failed,
            };
            match self.settle_reply_to(owner, reply_to, check, state).await {
                Ok(()) => {}
                Err(ChangeError::Unavailable(unavailable)) => return Err(unavailable),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(service.id = %owner, error, "A reply-to address could not be settled");
                }
            }
        }
        Ok(())
    }

    async fn settle_reply_to(
        &self,
        service: ServiceId,
        mut reply_to: ReplyTo,
        check: NotificationId,
        state: ReplyToState,
    ) -> Result<(), ChangeError> {
        let view = self.service_view(service).await?;
        reply_to.check = None;
        match (reply_to.state, state) {
            (ReplyToState::Verified, ReplyToState::Verified) => {
                if let Some(next) = reply_to.next_address.take() {
                    reply_to.address = next;
                }
            }
            // The old address stays in use; the one that failed is shown beside it.
            (ReplyToState::Verified, _) => {}
            (_, state) => reply_to.state = state,
        }
        // The first that is verified is the default.
        reply_to.is_default |= reply_to.state == ReplyToState::Verified && view.reply_to(None).is_none();
        let mut tx = self.store().begin().await?;
        if !reply_tos::is_checked_by(&mut tx, service, reply_to.id, check).await? {
            // It was changed or removed meanwhile.
            return Ok(tx.rollback().await?);
        }
        reply_tos::update(&mut tx, service, &reply_to).await?;
        let by = Authority::operator("facteur");
        let subject = reply_to.id.to_string();
        let detail = json!({"outcome": state.as_str()});
        self.record(&mut tx, &by, Some(service), "reply-to.checked", &subject, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The text message senders of a service, oldest first.
    pub async fn sms_senders(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<SmsSender>, ChangeError> {
        let need = Need::Either(Right::ManageService, Right::ManageApiKeys);
        Ok(self.allowed(by, service, need).await?.sms_senders().cloned().collect())
    }

    /// Adds a text message sender; the first one is the default.
    pub async fn add_sms_sender(
        &self,
        by: &Authority,
        service: ServiceId,
        sender: &str,
    ) -> Result<SmsSenderId, ChangeError> {
        let sender = read_sender(sender)?;
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        if view.sms_senders().any(|other| other.sender == sender) {
            return Err(SenderError::Known.into());
        }
        if view.sms_senders().count() >= MOST {
            return Err(SenderError::TooMany.into());
        }
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

    /// Makes a sender the one that texts come from when a request names none.
    pub async fn make_default_sms_sender(
        &self,
        by: &Authority,
        service: ServiceId,
        id: SmsSenderId,
    ) -> Result<(), ChangeError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        let sender = SmsSender { is_default: true, ..find_sender(&view, id)?.clone() };
        self.keep_sms_senders(by, service, &[sender], ("sms-sender.default", json!({}))).await
    }

    /// Removes a text message sender. In the place of the default comes the oldest.
    pub async fn remove_sms_sender(
        &self,
        by: &Authority,
        service: ServiceId,
        id: SmsSenderId,
    ) -> Result<(), ChangeError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        let was = find_sender(&view, id)?;
        let removed = SmsSender { is_default: false, archived_at: Some(self.now()), ..was.clone() };
        let next = view.sms_senders().find(|other| was.is_default && other.id != id);
        let next = next.map(|next| SmsSender { is_default: true, ..next.clone() });
        let detail = json!({"sender": was.sender});
        let changed: Vec<_> = std::iter::once(removed).chain(next).collect();
        self.keep_sms_senders(by, service, &changed, ("sms-sender.remove", detail)).await
    }

    /// Writes down one sender that was changed, and others that change with it.
    async fn keep_sms_senders(
        &self,
        by: &Authority,
        service: ServiceId,
        changed: &[SmsSender],
        (action, detail): (&str, Value),
    ) -> Result<(), ChangeError> {
        let mut tx = self.store().begin().await?;
        for sender in changed {
            sms_senders::update(&mut tx, service, sender).await?;
        }
        let subject = changed.first().map(|sender| sender.id.to_string()).unwrap_or_default();
        self.record(&mut tx, by, Some(service), action, &subject, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Verification<'_> {
    /// The address, if it may be one of the service's. `of` is the one that it takes the place of.
    fn take(&self, view: &ServiceView, of: Option<ReplyToId>) -> Result<String, ReplyToError> {
        let address = EmailAddress::parse(self.address).map_err(|_| ReplyToError::NotAnAddress)?;
        let own = address.domain_ascii();
        let is_within =
            |domain: &str| own == domain || own.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
        let is_of_team = || {
            view.members()
                .iter()
                .filter_map(|member| EmailAddress::parse(&member.email).ok())
                .any(|member| member.domain_ascii() == own)
        };
        if !self.domains.is_empty()
            && !self.domains.iter().any(|domain| is_within(&domain.to_lowercase()))
            && !is_of_team()
        {
            return Err(ReplyToError::OtherDomain);
        }
        let normalised = address.normalised();
        let is_known = |other: &ReplyTo| {
            Some(other.id) != of
                && EmailAddress::parse(&other.address).is_ok_and(|other| other.normalised() == normalised)
        };
        if view.reply_tos().any(is_known) {
            return Err(ReplyToError::Known);
        }
        Ok(address.as_str().to_owned())
    }
}

fn find_reply_to(view: &ServiceView, id: ReplyToId) -> Result<&ReplyTo, ChangeError> {
    view.reply_tos().find(|reply_to| reply_to.id == id).ok_or(ChangeError::NoSuchReplyTo(id))
}

fn find_sender(view: &ServiceView, id: SmsSenderId) -> Result<&SmsSender, ChangeError> {
    view.sms_senders().find(|sender| sender.id == id).ok_or(ChangeError::NoSuchSender(id))
}

/// A phone number, kept as E.164, or a short code or name of 4 to 11 characters.
fn read_sender(text: &str) -> Result<String, SenderError> {
    const LEAST: usize = 4;
    const LONGEST: usize = 11;
    let text = text.trim();
    if text.starts_with("00") {
        return Err(SenderError::Zeros);
    }
    if let Ok(number) = PhoneNumber::parse(text, International::Allowed) {
        return Ok(number.e164().to_owned());
    }
    let length = text.chars().count();
    if length < LEAST {
        return Err(SenderError::TooShort);
    }
    if length > LONGEST {
        return Err(SenderError::TooLong);
    }
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'-' | b'_'));
    // A short code, or a name: what looks like a part of a number is neither.
    let short_code = text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    if plain && (short_code || text.bytes().any(|b| b.is_ascii_alphabetic())) {
        Ok(text.to_owned())
    } else {
        Err(SenderError::Characters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_from_a_number_a_short_code_or_a_short_name() {
        for (typed, sender) in [
            (" PASSEPORT ", Ok("PASSEPORT")),
            ("55555", Ok("55555")),
            ("+1 613 555 0123", Ok("+16135550123")),
            ("GC-2026", Ok("GC-2026")),
            ("abc", Err(SenderError::TooShort)),
            ("", Err(SenderError::TooShort)),
            ("PASSEPORTS!!", Err(SenderError::TooLong)),
            ("Santé", Err(SenderError::Characters)),
            ("<script>", Err(SenderError::Characters)),
            ("ab\ncd", Err(SenderError::Characters)),
            ("1234567", Err(SenderError::Characters)),
            ("00447700", Err(SenderError::Zeros)),
        ] {
            assert_eq!(read_sender(typed).as_deref(), sender.as_ref().map(|sender| *sender), "{typed}");
        }
    }
}
