//! How many texts went to one number within the last hour: of numbers and texts there are only keyed tags, and those of
//! numbers that get many are told to the other nodes.

use crate::error::Error;
use crate::seal::Purpose;
use crate::store::Store;
use facteur_model::id::ServiceId;

/// A number of a service, or one text to it, as a keyed tag.
pub type TextTag = [u8; 16];

/// How many texts a node let through within a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextUse {
    /// The service that sent them.
    pub service: ServiceId,
    /// To whom, or to whom and what.
    pub tag: TextTag,
    /// The minute, since 1970.
    pub minute: i64,
    /// How many.
    pub texts: u32,
}

impl Store {
    /// The tags of a number, and of a text to it.
    pub fn text_tags(&self, service: ServiceId, number: &str, text: &str) -> [TextTag; 2] {
        let tag = |value: &str| self.keyring().tag(Purpose::TextUse, service, value);
        [tag(number), tag(&format!("{number}\0{text}"))]
    }

    /// Tells the other nodes how many texts this one let through, and answers with what they did since a minute.
    /// A minute that is told again replaces what was told before.
    pub async fn share_texts(&self, own: Vec<TextUse>, since: i64) -> Result<Vec<TextUse>, Error> {
        self.engine().share_texts(own, since).await
    }
}
