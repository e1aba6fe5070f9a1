//! The later life of a key: its successor, and the reminders before its end.

use super::letters::{About, Event};
use super::{ChangeError, KeyRequest, insert, invalid};
use crate::authority::{Authority, Need};
use crate::{App, Unavailable};
use facteur_model::id::ApiKeyId;
use facteur_model::person::Right;
use facteur_model::policy;
use facteur_model::secret::Secret;
use facteur_model::service::Standing;
use facteur_model::time::{DAY, Micros, Moment};
use facteur_store::api_keys;
use serde_json::json;

/// The longest time that a key and its successor both work, in days.
pub const MOST_OVERLAP_DAYS: u32 = 7;
/// So many days before its end the people of a key are told.
const REMINDERS: [u32; 5] = [1, 3, 7, 14, 30];
/// The longest name of a key.
const MOST_NAME: usize = 255;

/// A successor that was just made.
pub struct Rotated {
    pub id: ApiKeyId,
    /// The whole text. Show it once.
    pub text: Secret,
    /// Until when the old key works.
    pub old_until: Moment,
}

/// The reminder whose time has come when so much of a key's life is left.
pub(super) fn reminder_due(left: Micros) -> Option<u32> {
    REMINDERS.into_iter().find(|days| left <= Micros::from(*days) * DAY)
}

impl App {
    /// Makes a key that takes the place of another: of the same name, type, permissions and holder, for as long as the
    /// old one was made to last. The old one works for so many days more, 0 to 7, under its name and today's date,
    /// because a name belongs to one key that works.
    pub async fn rotate_key(
        &self,
        by: &Authority,
        id: ApiKeyId,
        overlap_days: u32,
    ) -> Result<Rotated, ChangeError> {
        if overlap_days > MOST_OVERLAP_DAYS {
            return Err(invalid("overlap", format!("must be 0 to {MOST_OVERLAP_DAYS} days")));
        }
        let need = Need::OwnRight(Right::ManageApiKeys);
        let (old, service) = self.usable_key(by, id, need).await?;
        self.allowed_to_change(by, old.service, need).await?;
        policy::may_create_key(old.key_type, service.service().mode)?;
        // Two generations work at once, and no more: a form that is sent twice makes one successor.
        if service.keys().iter().any(|key| key.replaces == Some(id)) {
            return Err(ChangeError::AlreadyReplaced(id));
        }
        let now = self.now();
        let overlap = Micros::from(overlap_days) * DAY;
        let old_until = old.expires_at.map_or(now.plus(overlap), |end| end.min(now.plus(overlap)));
        let lasts = old.expires_at.map(|end| end.since(old.created_at));
        let wanted = KeyRequest {
            service: old.service,
            name: old.name.clone(),
            key_type: old.key_type,
            scopes: old.scopes.clone(),
            acceptance: old.acceptance,
            holder: old.holder.clone(),
            expires_in_days: None,
        };
        let (key, text) = self.draw_key(by, wanted, lasts, Some(id));
        let names: Vec<&str> = service.keys().iter().map(|key| key.name.as_str()).collect();
        let old_name = past_name(&old.name, now, &names);
        let reminded = reminder_due(old_until.since(now));
        let mut tx = self.store().begin().await?;
        match api_keys::step_back(&mut tx, old.service, id, &old_name, old_until, reminded).await {
            // Somebody else revoked it in this moment.
            Err(facteur_store::Error::Missing) => return Err(ChangeError::AlreadyRevoked(id)),
            outcome => outcome?,
        }
        insert(&mut tx, &key).await?;
        let detail = json!({
            "name": key.name, "successor": key.id.to_string(), "old_until": old_until.to_rfc3339(),
        });
        self.record(&mut tx, by, Some(key.service), "key.rotate", &id.to_string(), detail).await?;
        tx.commit().await?;
        let about = About { name: &key.name, key_type: key.key_type, at: old_until };
        self.tell_of_key(by, &service, Event::Rotated, &about).await;
        Ok(Rotated { id: key.id, text, old_until })
    }

    /// Tells the people of keys that will expire soon: 30, 14, 7, 3 and 1 days before, each once, whichever node
    /// looks first.
    pub async fn remind_of_keys(&self) -> Result<(), Unavailable> {
        let now = self.now();
        let horizon = now.plus(Micros::from(REMINDERS[REMINDERS.len() - 1]) * DAY);
        for key in self.store().expiring_api_keys(now, horizon).await? {
            let Some(end) = key.expires_at else { continue };
            let Some(days) = reminder_due(end.since(now)) else { continue };
            if key.reminded.is_some_and(|reminded| reminded <= days) {
                continue;
            }
            let Some(service) = self.directory().service(key.service).await? else { continue };
            if service.service().standing == Standing::Archived {
                continue;
            }
            // Noted before it is sent: better a reminder less, another follows, than one from every node.
            let mut tx = self.store().begin().await?;
            let is_ours = api_keys::remind(&mut tx, key.id, days).await?;
            tx.commit().await?;
            if is_ours {
                let about = About { name: &key.name, key_type: key.key_type, at: end };
                let event = Event::Expires { last_used_at: key.last_used_at };
                self.tell_of_key(&Authority::operator("reminder"), &service, event, &about).await;
            }
        }
        Ok(())
    }
}

/// What a key is called from now on, because its name goes to its successor: the name and today's date, in no
/// language, and a number when the service has such a name already.
fn past_name(name: &str, now: Moment, taken: &[&str]) -> String {
    let (year, month, day) = now.day().civil();
    let mut number = 1;
    loop {
        let suffix = match number {
            1 => format!(" ({year:04}-{month:02}-{day:02})"),
            _ => format!(" ({year:04}-{month:02}-{day:02}, {number})"),
        };
        let kept: String = name.chars().take(MOST_NAME - suffix.chars().count()).collect();
        let past = kept + &suffix;
        let folded = past.to_lowercase();
        if taken.iter().all(|other| other.trim().to_lowercase() != folded) {
            return past;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment::from_micros(1_795_435_200_000_000);

    #[test]
    fn an_old_key_carries_the_date_on_which_it_was_replaced() {
        assert_eq!(past_name("Passports", NOON, &["Passports"]), "Passports (2026-11-23)");
        let taken = ["PASSPORTS (2026-11-23)", "Passports (2026-11-23, 2)"];
        assert_eq!(past_name("Passports", NOON, &taken), "Passports (2026-11-23, 3)");
    }

    #[test]
    fn a_long_name_makes_room_for_the_date() {
        let past = past_name(&"é".repeat(255), NOON, &[]);
        assert_eq!(past.chars().count(), 255);
        assert!(past.ends_with("é (2026-11-23)"), "{past}");
    }

    #[test]
    fn reminders_come_closer_towards_the_end() {
        for (days, due) in
            [(31, None), (30, Some(30)), (15, Some(30)), (14, Some(14)), (2, Some(3)), (1, Some(1))]
        {
            assert_eq!(reminder_due(days * DAY), due, "{days}");
        }
        assert_eq!(reminder_due(0), Some(1));
    }
}
