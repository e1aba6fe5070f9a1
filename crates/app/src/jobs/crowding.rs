//! Numbers that a list would write to more often than one number may hear from a service (contract §5.6): told when the
//! list is checked, counted when its rows become messages.

use super::list::MOST_SHOWN;
use crate::App;
use crate::compiled::Compiled;
use crate::one_number::{CountedText, Crowded, TextLimits};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use facteur_store::TextTag;
use facteur_store::jobs::{Job, JobRow};
use facteur_template::Values;
use std::collections::HashMap;

/// Rows whose numbers would get more texts than they may.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CrowdedRows {
    /// The name of the column of numbers, as the list has it.
    pub heading: String,
    /// At most [`MOST_SHOWN`] of them: from 0, without the header, each with the limit that it passes.
    pub rows: Vec<(u32, Crowded)>,
}

/// Counts the rows of one list, together with what their numbers got in the hour before they leave.
///
/// Two numbers of eight and four bytes for each row: some five megabytes for the longest list, while it is checked.
pub(super) struct Crowding {
    app: App,
    service: ServiceId,
    leaves_at: Moment,
    limits: TextLimits,
    ahead: HashMap<u64, u32>,
    pub found: CrowdedRows,
}

impl App {
    /// What counts the rows of a list that is to leave at a moment; nothing when they may be as many as they are.
    pub(super) fn crowding(&self, service: ServiceId, leaves_at: Moment) -> Option<Crowding> {
        let limits = self.settings().texts_to_one_number;
        let found = CrowdedRows::default();
        let ahead = HashMap::new();
        limits.are_set().then(|| Crowding { app: self.clone(), service, leaves_at, limits, ahead, found })
    }

    /// Counts the text of a row that becomes a message, if its number may still get it: single sends that come now
    /// see it.
    pub(super) fn count_row(
        &self,
        job: &Job,
        template: &Compiled,
        row: &JobRow,
        now: Moment,
    ) -> Result<Option<CountedText>, Crowded> {
        let Ok(values) = serde_json::from_str(&row.personalisation) else { return Ok(None) };
        let text = template.body(&Values::from_json(&values));
        self.count_text(job.service, &row.to_normalised, &text, now)
    }
}

/// Do the texts of a list count for the numbers that they go to? Those of test keys reach nobody.
pub(super) fn counts(channel: Channel, key_type: KeyType) -> bool {
    match (channel, key_type) {
        (Channel::Email, _) | (_, KeyType::Test) => false,
        (Channel::Sms, KeyType::Live | KeyType::Team) => true,
    }
}

impl Crowding {
    /// Takes a row into account.
    pub(super) fn add(&mut self, row: u32, number: &str, text: &str) {
        let tags = self.app.store().text_tags(self.service, number, text);
        let ahead = tags.map(|tag| self.ahead.get(&short(tag)).copied().unwrap_or_default());
        if let Err(crowded) =
            self.app.texts().would_admit(self.service, tags, self.leaves_at, ahead, self.limits)
            && self.found.rows.len() < MOST_SHOWN
        {
            self.found.rows.push((row, crowded));
        }
        for tag in tags {
            *self.ahead.entry(short(tag)).or_default() += 1;
        }
    }
}

/// Half a tag tells a hundred thousand of them apart.
fn short(tag: TextTag) -> u64 {
    tag.first_chunk().map_or(0, |half| u64::from_be_bytes(*half))
}
