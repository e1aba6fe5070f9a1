//! What a team says of what it is going to send.

use serde_json::{Map, Value, json};
use std::fmt;

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Done,
    InProgress,
    Missing,
}

/// The words that stand for the answers to choose from; pages say them in a language.
pub const USES: [&str; 6] = ["account", "status", "reminder", "broadcast", "security", "receipt"];
/// Who gets the messages.
pub const RECIPIENTS: [&str; 3] = ["inside", "public-bodies", "public"];
/// What is counted, in the order of the form.
pub const VOLUMES: [&str; 4] = ["daily_email", "annual_email", "daily_sms", "annual_sms"];
/// How much: nothing, up to the usual limit, up to ten times as much, or more.
pub const AMOUNTS: [&str; 4] = ["none", "usual", "tenfold", "more"];

/// What a team answered.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UseCase {
    /// Of [`USES`].
    pub uses: Vec<String>,
    pub other_uses: String,
    /// Of [`RECIPIENTS`].
    pub recipients: Vec<String>,
    pub organisation: String,
    /// In the order of [`VOLUMES`], once the second step has been answered.
    pub volumes: Option<[Volume; 4]>,
}

/// How many messages a team expects to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Of [`AMOUNTS`].
    pub amount: String,
    /// The number, when it is more than the amounts can say.
    pub exactly: Option<u64>,
}

impl fmt::Debug for UseCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UseCase(…)")
    }
}

impl UseCase {
    fn has_purpose(&self) -> bool {
        let has_use = !self.uses.is_empty() || !self.other_uses.is_empty();
        has_use && !self.recipients.is_empty()
    }

    /// How far the answers are.
    pub fn progress(&self) -> Progress {
        match (self.has_purpose(), &self.volumes) {
            (true, Some(_)) => Progress::Done,
            (false, None) => Progress::Missing,
            _ => Progress::InProgress,
        }
    }

    pub(super) fn to_stored(&self) -> String {
        let mut stored = Map::new();
        stored.insert("uses".to_owned(), json!(self.uses));
        stored.insert("other_uses".to_owned(), json!(self.other_uses));
        stored.insert("recipients".to_owned(), json!(self.recipients));
        stored.insert("organisation".to_owned(), json!(self.organisation));
        if let Some(volumes) = &self.volumes {
            for (name, volume) in VOLUMES.iter().zip(volumes) {
                let value = json!({"amount": volume.amount, "exactly": volume.exactly});
                stored.insert((*name).to_owned(), value);
            }
        }
        Value::Object(stored).to_string()
    }

    /// Reads what [`UseCase::to_stored`] wrote; what is missing in it has not been answered.
    pub(super) fn from_stored(text: &str) -> Self {
        let stored: Value = serde_json::from_str(text).unwrap_or_default();
        let line = |name: &str| stored[name].as_str().unwrap_or_default().to_owned();
        let list = |name: &str| {
            let items = stored[name].as_array().map(Vec::as_slice).unwrap_or_default();
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        let volume = |name: &str| {
            let amount = stored[name]["amount"].as_str()?.to_owned();
            Some(Volume { amount, exactly: stored[name]["exactly"].as_u64() })
        };
        let volumes: Option<Vec<_>> = VOLUMES.into_iter().map(volume).collect();
        Self {
            uses: list("uses"),
            other_uses: line("other_uses"),
            recipients: list("recipients"),
            organisation: line("organisation"),
            volumes: volumes.and_then(|volumes| volumes.try_into().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_back_as_they_were_stored() {
        let volume = |amount: &str, exactly| Volume { amount: amount.to_owned(), exactly };
        let mut use_case = UseCase {
            uses: vec!["account".to_owned()],
            other_uses: "Élections \"2027\"".to_owned(),
            recipients: vec!["public".to_owned()],
            organisation: String::new(),
            volumes: None,
        };
        assert_eq!(use_case.progress(), Progress::InProgress);
        assert_eq!(UseCase::from_stored(&use_case.to_stored()), use_case);
        use_case.volumes = Some([
            volume("none", None),
            volume("usual", None),
            volume("tenfold", None),
            volume("more", Some(5_000_000)),
        ]);
        assert_eq!(use_case.progress(), Progress::Done);
        assert_eq!(UseCase::from_stored(&use_case.to_stored()), use_case);
        assert_eq!(UseCase::from_stored("nonsense"), UseCase::default());
        assert_eq!(UseCase::default().progress(), Progress::Missing);
    }
}
