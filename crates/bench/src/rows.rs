//! Rows of the real table of notifications, copied from one that the program made: for the ceilings, and to
//! fill a table quickly. What is sealed is bound to its own row, so a copy can be stored but not opened, unless it
//! is sealed anew.

pub mod postgres;
pub mod sqlite;

use facteur_model::chance::{Chance, SeededChance};
use facteur_model::id::NotificationId;
use facteur_model::time::Moment;
use facteur_store::Content;
use facteur_store::testing::Sealer;

/// The table.
pub const TABLE: &str = "notifications";
/// What a report of messages is made of.
pub const READ: &str = "id, api_key_id, channel, template_id, template_version, created_at, status, reason, job_id, \
                        job_row, sealed_content";

/// When the copies were made, and what they say.
pub struct Copies {
    next: Moment,
    chance: SeededChance,
    contents: Option<Contents>,
}

/// What copies say that can be opened.
struct Contents {
    sealer: Sealer,
    sealed: u64,
}

impl Copies {
    /// Ids that begin at a moment, a microsecond apart.
    pub fn from(first: Moment) -> Self {
        Self { next: first, chance: SeededChance::new(1), contents: None }
    }

    /// Copies that the program can open, each to a recipient of its own.
    #[must_use = "the copies that can be opened"]
    pub fn sealed_by(self, sealer: Sealer) -> Self {
        Self { contents: Some(Contents { sealer, sealed: 0 }), ..self }
    }

    /// The next copy.
    fn copy(&mut self) -> Copy {
        self.next = self.next.plus(1);
        let id = NotificationId::new(self.next, &self.chance);
        let content = self.contents.as_mut().map(|of| of.seal(id));
        Copy { id: id.as_uuid().into_bytes(), job_row: self.next.micros(), content }
    }

    /// As random as the tag of a real reference.
    fn tag(&self, length: usize) -> Vec<u8> {
        let mut tag = vec![0; length];
        self.chance.fill(&mut tag);
        tag
    }
}

/// What a copy does not have from its specimen.
struct Copy {
    id: [u8; 16],
    /// Where the specimen is a row of a list: no list has two of the same number.
    job_row: i64,
    /// As the specimen has it where there is none.
    content: Option<Vec<u8>>,
}

impl Contents {
    fn seal(&mut self, id: NotificationId) -> Vec<u8> {
        self.sealed += 1;
        let number = self.sealed;
        let to = format!("someone.{number}@example.com");
        let content = Content {
            to_normalised: to.clone(),
            to,
            reference: Some(format!("dossier {number:012}")),
            personalisation: r#"{"name":"Zoé","number":"A-17"}"#.to_owned(),
            ..Content::default()
        };
        self.sealer.seal(id, &content)
    }
}
