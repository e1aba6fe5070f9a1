//! The bytes of an e-mail, as they leave. The mailbox shows what SMTP sends because both ask here.

mod attachment;
mod body;
mod header;

use std::fmt;

use facteur_model::id::NotificationId;
use facteur_model::time::Moment;

use crate::address::{AddressError, WireAddress};
use crate::message::{Email, Language};

/// An e-mail as RFC 5322 bytes, with the envelope it travels in.
#[derive(Clone, PartialEq, Eq)]
pub struct Composed {
    pub from: WireAddress,
    pub to: WireAddress,
    /// The whole message: headers, blank line, body. ASCII only; each line ends in CR LF.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Composed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composed").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Characters that a sender's name and address have in an e-mail's header, without its folds; `None` when the address
/// cannot travel.
pub fn sender_length(name: &str, address: &str) -> Option<usize> {
    let address = WireAddress::parse(address).ok()?;
    let mut header = String::new();
    header::address(&mut header, "From", name, &address);
    Some(header.replace("\r\n", "").chars().count() - "From: ".len())
}

/// Why an e-mail cannot be written. It never will be: the caller gives up with a technical failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    #[error("the sender's address cannot travel")]
    From(#[source] AddressError),
    #[error("the reply-to address cannot travel")]
    ReplyTo(#[source] AddressError),
    #[error("the recipient's address cannot travel")]
    To(#[source] AddressError),
}

impl ComposeError {
    /// What is wrong with that address.
    pub fn reason(self) -> AddressError {
        match self {
            Self::From(reason) | Self::ReplyTo(reason) | Self::To(reason) => reason,
        }
    }
}

/// Writes the e-mail of a notification. The same input gives the same bytes, on every attempt: a
/// mail server that sees one twice can tell by its `Message-ID`.
pub fn compose(id: NotificationId, at: Moment, email: &Email) -> Result<Composed, ComposeError> {
    let Addresses { from, reply_to, to } = addresses(email)?;
    let carried: usize = email.attachments.iter().map(attachment::written_length).sum();
    let mut out = String::with_capacity(1_024 + email.text.len() + email.html.len() * 5 / 4 + carried);
    header::address(&mut out, "From", &email.from_name, &from);
    if let Some(reply_to) = reply_to {
        header::address(&mut out, "Reply-To", "", &reply_to);
    }
    header::address(&mut out, "To", "", &to);
    header::text(&mut out, "Subject", &email.subject);
    header::exact(&mut out, "Date", &header::date(at));
    header::exact(&mut out, "Message-ID", &format!("<{id}@{}>", from.domain()));
    if let Some(url) = email.unsubscribe_url.as_deref().and_then(header::unsubscribe_url) {
        header::exact(&mut out, "List-Unsubscribe", &format!("<{url}>"));
        header::exact(&mut out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    header::exact(&mut out, "Auto-Submitted", "auto-generated");
    if let Some(language) = email.language {
        header::exact(&mut out, "Content-Language", tags(language));
    }
    header::exact(&mut out, "MIME-Version", "1.0");
    if email.attachments.is_empty() {
        body::alternatives(&mut out, id, &email.text, &email.html);
    } else {
        attachment::mixed(&mut out, id, email);
    }
    Ok(Composed { from, to, bytes: out.into_bytes() })
}

/// Whether [`compose`] would write this e-mail, for the cost of a look at its addresses.
pub(crate) fn can_be_written(email: &Email) -> Result<(), ComposeError> {
    addresses(email).map(|_| ())
}

struct Addresses {
    from: WireAddress,
    reply_to: Option<WireAddress>,
    to: WireAddress,
}

fn addresses(email: &Email) -> Result<Addresses, ComposeError> {
    let reply_to = email.reply_to.as_deref().map(WireAddress::parse).transpose();
    Ok(Addresses {
        from: WireAddress::parse(&email.from_address).map_err(ComposeError::From)?,
        reply_to: reply_to.map_err(ComposeError::ReplyTo)?,
        to: WireAddress::parse(&email.to).map_err(ComposeError::To)?,
    })
}

fn tags(language: Language) -> &'static str {
    match language {
        Language::English => "en-CA",
        Language::French => "fr-CA",
        Language::Bilingual => "en-CA, fr-CA",
    }
}

#[cfg(test)]
mod tests;
