//! The short text that people read beside a status (contract §3.5.1).

use super::{Reason, Status};
use crate::channel::Channel;

/// One of the texts that describe a status. The words, in both languages, are in the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Description {
    InTransit,
    Sent,
    Delivered,
    Failed,
    TechIssue,
    ContentOrInboxIssue,
    CarrierIssue,
    Blocked,
    NoSuchAddress,
    NoSuchNumber,
    InternationalUnreachable,
    AttachmentHasVirus,
    ExceedsProtectedA,
    Cancelled,
}

impl Description {
    pub const ALL: [Description; 14] = [
        Description::InTransit,
        Description::Sent,
        Description::Delivered,
        Description::Failed,
        Description::TechIssue,
        Description::ContentOrInboxIssue,
        Description::CarrierIssue,
        Description::Blocked,
        Description::NoSuchAddress,
        Description::NoSuchNumber,
        Description::InternationalUnreachable,
        Description::AttachmentHasVirus,
        Description::ExceedsProtectedA,
        Description::Cancelled,
    ];

    /// The English text: the contract's own words.
    pub fn english(self) -> &'static str {
        match self {
            Description::InTransit => "In transit",
            Description::Sent => "Sent",
            Description::Delivered => "Delivered",
            Description::Failed => "Failed",
            Description::TechIssue => "Tech issue",
            Description::ContentOrInboxIssue => "Content or inbox issue",
            Description::CarrierIssue => "Carrier issue",
            Description::Blocked => "Blocked",
            Description::NoSuchAddress => "No such address",
            Description::NoSuchNumber => "No such number",
            Description::InternationalUnreachable => "Can't send to this international number",
            Description::AttachmentHasVirus => "Attachment has virus",
            Description::ExceedsProtectedA => "Exceeds Protected A",
            Description::Cancelled => "Cancelled",
        }
    }

    /// The French text, in the words of the product's glossary.
    pub fn french(self) -> &'static str {
        match self {
            Description::InTransit => "Envoi en cours",
            Description::Sent => "Envoyé",
            Description::Delivered => "Livraison réussie",
            Description::Failed => "Échec",
            Description::TechIssue => "Problème technique",
            Description::ContentOrInboxIssue => "Problème de contenu ou de boîte de réception",
            Description::CarrierIssue => "Problème du fournisseur",
            Description::Blocked => "Message bloqué",
            Description::NoSuchAddress => "Adresse inexistante",
            Description::NoSuchNumber => "Numéro inexistant",
            Description::InternationalUnreachable => "Envoi impossible à ce numéro international",
            Description::AttachmentHasVirus => "Virus dans la pièce jointe",
            Description::ExceedsProtectedA => "Niveau supérieur à Protégé A",
            Description::Cancelled => "Annulé",
        }
    }
}

/// What to say of a status on this channel; `reason` is what the provider said, where it matters.
pub fn describe(channel: Channel, status: Status, reason: Option<Reason>) -> Description {
    match (status, channel) {
        (Status::Created | Status::Sending | Status::Pending | Status::PendingVirusCheck, _) => {
            Description::InTransit
        }
        (Status::Sent, Channel::Sms) => Description::Sent,
        (Status::Sent, Channel::Email) | (Status::Delivered, _) => Description::Delivered,
        (Status::Failed | Status::ValidationFailed | Status::ReturnedLetter, _) => Description::Failed,
        (Status::TechnicalFailure, _) => Description::TechIssue,
        (Status::TemporaryFailure, Channel::Email) => Description::ContentOrInboxIssue,
        (Status::TemporaryFailure, Channel::Sms) => Description::CarrierIssue,
        (Status::PermanentFailure, Channel::Email) => match reason {
            Some(Reason::Suppressed) => Description::Blocked,
            Some(Reason::OptedOut | Reason::InternationalUnreachable | Reason::NumberCrowded) | None => {
                Description::NoSuchAddress
            }
        },
        (Status::PermanentFailure, Channel::Sms) => match reason {
            Some(Reason::OptedOut) => Description::Blocked,
            Some(Reason::Suppressed | Reason::InternationalUnreachable | Reason::NumberCrowded) | None => {
                Description::NoSuchNumber
            }
        },
        (Status::ProviderFailure, Channel::Sms) => match reason {
            Some(Reason::InternationalUnreachable) => Description::InternationalUnreachable,
            Some(Reason::Suppressed | Reason::OptedOut | Reason::NumberCrowded) | None => {
                Description::NoSuchNumber
            }
        },
        (Status::ProviderFailure, Channel::Email) => Description::Failed,
        (Status::VirusScanFailed, _) => Description::AttachmentHasVirus,
        (Status::PiiCheckFailed, _) => Description::ExceedsProtectedA,
        (Status::Cancelled, _) => Description::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_the_contract() {
        let of = |channel, status| describe(channel, status, None).english();
        assert_eq!(of(Channel::Email, Status::Created), "In transit");
        assert_eq!(of(Channel::Email, Status::Sent), "Delivered");
        assert_eq!(of(Channel::Sms, Status::Sent), "Sent");
        assert_eq!(of(Channel::Email, Status::TemporaryFailure), "Content or inbox issue");
        assert_eq!(of(Channel::Sms, Status::TemporaryFailure), "Carrier issue");
        assert_eq!(of(Channel::Email, Status::PermanentFailure), "No such address");
        assert_eq!(of(Channel::Sms, Status::PermanentFailure), "No such number");
        assert_eq!(
            describe(Channel::Email, Status::PermanentFailure, Some(Reason::Suppressed)).english(),
            "Blocked"
        );
    }

    #[test]
    fn every_description_speaks_both_languages() {
        for description in Description::ALL {
            assert!(!description.english().is_empty() && !description.french().is_empty());
        }
    }
}
