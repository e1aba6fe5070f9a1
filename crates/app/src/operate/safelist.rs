//! The safelist: whom team keys and trial services reach besides the team.

use super::keys::Author;
use super::{ChangeError, check_text};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::ServiceId;
use facteur_model::person::Right;
use facteur_model::recipient::{Recipient, SafelistEntry};
use facteur_model::time::Moment;
use facteur_store::{Member, Safelisted, safelist};
use serde_json::json;
use std::collections::BTreeSet;

/// Characters of a label.
pub const MOST_LABEL: usize = 100;
/// Recipients that one form adds.
pub const MOST_ADDED: usize = 100;

/// The safelist of a service, with whoever is reached anyway.
#[derive(Debug)]
pub struct SafelistView {
    pub emails: Vec<SafelistedView>,
    pub phones: Vec<SafelistedView>,
    pub members: Vec<Member>,
    /// The most entries of each kind.
    pub most: usize,
}

impl SafelistView {
    pub fn emails_left(&self) -> usize {
        self.most.saturating_sub(self.emails.len())
    }

    pub fn phones_left(&self) -> usize {
        self.most.saturating_sub(self.phones.len())
    }
}

/// An entry with who added it.
#[derive(Clone)]
pub struct SafelistedView {
    pub entry: String,
    pub label: Option<String>,
    pub author: Author,
    /// Entries of an older version have none.
    pub added_at: Option<Moment>,
}

impl std::fmt::Debug for SafelistedView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SafelistedView(…)")
    }
}

/// What became of recipients that were to be added.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AddedToSafelist {
    /// How many are new.
    pub added: usize,
    /// Those that were on the list already, or are members.
    pub known: Vec<String>,
}

impl std::fmt::Debug for AddedToSafelist {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddedToSafelist").field("added", &self.added).finish_non_exhaustive()
    }
}

/// Why nothing was added.
#[derive(thiserror::Error)]
pub enum SafelistError {
    /// Each as it was typed, for the person who typed it.
    #[error("a safelist takes e-mail addresses and phone numbers; some of these are neither")]
    NotRecipients(Vec<String>),
    #[error("a form adds at most {MOST_ADDED} recipients")]
    TooMany,
    #[error("the safelist has room for {left} more {}", if *.phones { "phone numbers" } else { "e-mail addresses" })]
    Full { phones: bool, left: usize },
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl std::fmt::Debug for SafelistError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl From<facteur_store::Error> for SafelistError {
    fn from(error: facteur_store::Error) -> Self {
        SafelistError::Change(error.into())
    }
}

impl App {
    /// The safelist of a service.
    pub async fn safelist(&self, by: &Authority, service: ServiceId) -> Result<SafelistView, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let (mut emails, mut phones) = (Vec::new(), Vec::new());
        for Safelisted { entry, label, added_by, added_at } in self.store().of(service).safelist().await? {
            let author = match added_by {
                None => Author::Operator,
                Some(user) => self.author(&view, user).await?,
            };
            let kind = if entry.contains('@') { &mut emails } else { &mut phones };
            let added_at = (added_at.micros() > 0).then_some(added_at);
            kind.push(SafelistedView { entry, label, author, added_at });
        }
        let members = view.members().to_vec();
        Ok(SafelistView { emails, phones, members, most: self.settings().most_safelisted })
    }

    /// Adds recipients: all of them or, if one is not valid or there is no room, none. One that is there already
    /// stays as it is.
    pub async fn add_to_safelist(
        &self,
        by: &Authority,
        service: ServiceId,
        recipients: &[String],
        label: Option<&str>,
    ) -> Result<AddedToSafelist, SafelistError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageApiKeys)).await?;
        if let Some(label) = label {
            check_text("label", label, MOST_LABEL)?;
        }
        if recipients.len() > MOST_ADDED {
            return Err(SafelistError::TooMany);
        }
        let (mut entries, mut wrong) = (Vec::new(), Vec::new());
        for text in recipients {
            match SafelistEntry::parse(text) {
                Ok(entry) => entries.push(entry),
                Err(_) => wrong.push(text.clone()),
            }
        }
        if !wrong.is_empty() {
            return Err(SafelistError::NotRecipients(wrong));
        }
        let mut outcome = AddedToSafelist::default();
        let mut new: BTreeSet<String> = BTreeSet::new();
        for entry in &entries {
            let normalised = entry.normalised();
            if view.reaches(entry.recipient()) || !new.insert(normalised.clone()) {
                outcome.known.push(normalised);
            }
        }
        self.check_room(view.safelist_entries(), &new)?;
        let mut tx = self.store().begin().await?;
        for entry in &new {
            let added = Safelisted {
                entry: entry.clone(),
                label: label.map(|label| label.trim().to_owned()),
                added_by: by.user(),
                added_at: self.now(),
            };
            if safelist::insert(&mut tx, service, &added).await? {
                outcome.added += 1;
            } else {
                outcome.known.push(entry.clone());
            }
        }
        if outcome.added > 0 {
            let detail = json!({"added": outcome.added});
            self.record(&mut tx, by, Some(service), "safelist.add", &service.to_string(), detail).await?;
        }
        tx.commit().await?;
        Ok(outcome)
    }

    fn check_room(&self, there: &[String], new: &BTreeSet<String>) -> Result<(), SafelistError> {
        for phones in [false, true] {
            let is_kind = |entry: &&String| entry.contains('@') != phones;
            let (there, new) = (there.iter().filter(is_kind).count(), new.iter().filter(is_kind).count());
            let left = self.settings().most_safelisted.saturating_sub(there);
            if new > left {
                return Err(SafelistError::Full { phones, left });
            }
        }
        Ok(())
    }

    /// Takes an entry off the safelist; says `false` when it was not there any more.
    pub async fn remove_from_safelist(
        &self,
        by: &Authority,
        service: ServiceId,
        entry: &str,
    ) -> Result<bool, ChangeError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let mut tx = self.store().begin().await?;
        let removed = safelist::remove(&mut tx, service, entry).await?;
        if removed {
            let detail = json!({"removed": 1});
            self.record(&mut tx, by, Some(service), "safelist.remove", &service.to_string(), detail).await?;
        }
        tx.commit().await?;
        Ok(removed)
    }
}

impl crate::directory::ServiceView {
    /// Is this somebody whom team keys reach already?
    fn reaches(&self, recipient: &Recipient) -> bool {
        self.acquaintance(recipient) == facteur_model::policy::Acquaintance::TeamOrSafelist
    }
}
