//! What a message says and to whom: the part of a notification that is sealed.

use std::fmt;
use zeroize::Zeroizing;

/// The personal part of a notification, sealed as one value with the key of its service.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The recipient as the caller wrote it.
    pub to: String,
    /// The recipient in the one spelling by which it is found again.
    pub to_normalised: String,
    /// The caller's own reference.
    pub reference: Option<String>,
    /// The values for the template, a JSON object.
    pub personalisation: String,
    /// The reply-to address chosen for this message.
    pub reply_to: Option<String>,
    /// The text message sender chosen for this message.
    pub sender: Option<String>,
    /// Where a person may unsubscribe with one click.
    pub unsubscribe_url: Option<String>,
    /// The files that belong to the message, with their keys, as the product writes them.
    pub files: Option<String>,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(…)")
    }
}

impl Content {
    /// The bytes to seal.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let fields = [
            Some(self.to.as_str()),
            Some(self.to_normalised.as_str()),
            self.reference.as_deref(),
            Some(self.personalisation.as_str()),
            self.reply_to.as_deref(),
            self.sender.as_deref(),
            self.unsubscribe_url.as_deref(),
            self.files.as_deref(),
        ];
        // Most messages have no files, and those of earlier versions had no place for them.
        write_fields(if self.files.is_some() { &fields } else { &fields[..fields.len() - 1] })
    }

    /// Reads what [`Content::to_bytes`] wrote; `None` when it is something else.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let fields = match read_fields::<7>(bytes) {
            Some([to, normalised, reference, personalisation, reply_to, sender, unsubscribe]) => {
                [to, normalised, reference, personalisation, reply_to, sender, unsubscribe, None]
            }
            None => read_fields::<8>(bytes).filter(|fields| fields[7].is_some())?,
        };
        let [to, to_normalised, reference, personalisation, reply_to, sender, unsubscribe_url, files] =
            fields;
        Some(Self {
            to: to?,
            to_normalised: to_normalised?,
            reference,
            personalisation: personalisation?,
            reply_to,
            sender,
            unsubscribe_url,
            files,
        })
    }
}

/// Stands for the length of a field that is `None`.
const ABSENT: u32 = u32::MAX;

/// Fields one after the other, each behind its length.
pub(crate) fn write_fields(fields: &[Option<&str>]) -> Zeroizing<Vec<u8>> {
    let size = fields.iter().map(|field| 4 + field.map_or(0, str::len)).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    for field in fields {
        let length = field.map_or(ABSENT, |text| {
            u32::try_from(text.len()).expect("a request body is far below four gigabytes")
        });
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(field.unwrap_or_default().as_bytes());
    }
    bytes
}

/// Reads what [`write_fields`] wrote, to the last byte.
pub(crate) fn read_fields<const N: usize>(mut bytes: &[u8]) -> Option<[Option<String>; N]> {
    let mut fields = [const { None }; N];
    for field in &mut fields {
        let (length, rest) = bytes.split_first_chunk()?;
        bytes = rest;
        let length = u32::from_le_bytes(*length);
        if length != ABSENT {
            let (text, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
            bytes = rest;
            *field = Some(std::str::from_utf8(text).ok()?.to_owned());
        }
    }
    bytes.is_empty().then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_content_comes_back(to in ".*", reference in prop::option::of(".*"), personalisation in ".*", sender in prop::option::of(".*"), files in prop::option::of(".*")) {
            let content = Content { to_normalised: to.to_lowercase(), to, reference, personalisation, sender, files, ..Content::default() };
            prop_assert_eq!(Content::from_bytes(&content.to_bytes()), Some(content));
        }

        #[test]
        fn other_bytes_are_refused_quietly(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Content::from_bytes(&bytes);
        }
    }
}
