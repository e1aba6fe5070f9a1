//! Rows of the real table of notifications, copied from one that the program made: for the ceilings, and to
//! fill a table quickly. What is sealed is bound to its own row, so a copy can be stored but not opened.

pub mod postgres;
pub mod sqlite;

use facteur_model::chance::{Chance, SeededChance};
use facteur_model::id::NotificationId;
use facteur_model::time::Moment;

/// The table.
pub const TABLE: &str = "notifications";

/// Whose rows the copies are, and when they were made.
pub struct Copies {
    next: Moment,
    chance: SeededChance,
}

impl Copies {
    /// Ids that begin at a moment, a microsecond apart.
    pub fn from(first: Moment) -> Self {
        Self { next: first, chance: SeededChance::new(1) }
    }

    fn id(&mut self) -> [u8; 16] {
        self.next = self.next.plus(1);
        NotificationId::new(self.next, &self.chance).as_uuid().into_bytes()
    }

    /// As random as the tag of a real reference.
    fn tag(&self, length: usize) -> Vec<u8> {
        let mut tag = vec![0; length];
        self.chance.fill(&mut tag);
        tag
    }
}
