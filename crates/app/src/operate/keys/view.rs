//! Keys as their page shows them.

use crate::App;
use crate::authority::{Authority, Need, user_of_actor};
use crate::directory::ServiceView;
use crate::operate::ChangeError;
use facteur_model::Channel;
use facteur_model::api_key::{Acceptance, KeyClient, KeyType, Scope};
use facteur_model::id::{ApiKeyId, ServiceId, UserId};
use facteur_model::person::Right;
use facteur_model::time::{Day, Moment};
use facteur_store::{ApiKey, KeyActivity, KeyHolder};
use std::collections::HashMap;

/// Days of activity that are shown, today among them.
const DAYS: i32 = 7;

/// A key with everything that helps to look after it.
#[derive(Debug, Clone)]
pub struct KeyView {
    pub id: ApiKeyId,
    pub name: String,
    pub key_type: KeyType,
    pub scopes: Vec<Scope>,
    pub acceptance: Acceptance,
    pub holder: Option<KeyHolder>,
    pub created_at: Moment,
    pub created_by: Author,
    pub expires_at: Option<Moment>,
    pub last_used_at: Option<Moment>,
    pub last_used_by: KeyClient,
    pub state: KeyState,
    /// The key whose successor it is.
    pub replaces: Option<ApiKeyId>,
    /// The key that has taken its place.
    pub successor: Option<ApiKeyId>,
    /// The last days, the oldest first, today last.
    pub activity: Vec<DayOfKey>,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    Active,
    Revoked(Moment),
    Expired(Moment),
}

/// Who did something.
#[derive(Clone, PartialEq, Eq)]
pub enum Author {
    /// Somebody with an account, by name.
    Person(String),
    /// Somebody whose account is no more.
    Unknown,
    /// Whoever runs the installation.
    Operator,
}

impl std::fmt::Debug for Author {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Author(…)")
    }
}

/// What was sent with a key on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfKey {
    /// A day of UTC.
    pub day: Day,
    pub emails: u64,
    pub texts: u64,
}

impl DayOfKey {
    pub fn total(&self) -> u64 {
        self.emails + self.texts
    }
}

impl KeyView {
    /// What was sent in all the days: e-mails and texts.
    pub fn totals(&self) -> (u64, u64) {
        let days = self.activity.iter();
        days.fold((0, 0), |(emails, texts), day| (emails + day.emails, texts + day.texts))
    }

    pub fn is_active(&self) -> bool {
        self.state == KeyState::Active
    }

    /// Since when it is worth nothing.
    pub fn ended_at(&self) -> Option<Moment> {
        match self.state {
            KeyState::Active => None,
            KeyState::Revoked(at) | KeyState::Expired(at) => Some(at),
        }
    }
}

impl App {
    /// Every key of a service by name, those that end nothing any more included.
    pub async fn service_keys(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<KeyView>, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        // From the store, not from the directory: the last use of a key moves no counter.
        let keys = self.store().api_keys(Some(service)).await?;
        let today = self.now().day();
        let since = Day::from_number(today.number() - (DAYS - 1));
        let activity = self.store().of(service).key_activity(since).await?;
        let authors = self.authors(&view, keys.iter().map(|key| key.created_by.as_str())).await?;
        let successors: HashMap<ApiKeyId, ApiKeyId> =
            keys.iter().filter_map(|key| Some((key.replaces?, key.id))).collect();
        let mut views: Vec<KeyView> = keys
            .into_iter()
            .map(|key| KeyView {
                state: state(&key, self.now()),
                created_by: authors.get(&key.created_by).cloned().unwrap_or(Author::Unknown),
                successor: successors.get(&key.id).copied(),
                activity: days(&activity, key.id, since),
                id: key.id,
                name: key.name,
                key_type: key.key_type,
                scopes: key.scopes,
                acceptance: key.acceptance,
                holder: key.holder,
                created_at: key.created_at,
                expires_at: key.expires_at,
                last_used_at: key.last_used_at,
                last_used_by: key.last_used_by,
                replaces: key.replaces,
            })
            .collect();
        views.sort_by_cached_key(|key| (key.name.to_lowercase(), key.id));
        Ok(views)
    }

    /// The names behind what stands as author on keys.
    async fn authors(
        &self,
        view: &ServiceView,
        actors: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, Author>, ChangeError> {
        let mut authors = HashMap::new();
        for actor in actors {
            if authors.contains_key(actor) {
                continue;
            }
            let author = match user_of_actor(actor) {
                None => Author::Operator,
                Some(user) => self.author(view, user).await?,
            };
            authors.insert(actor.to_owned(), author);
        }
        Ok(authors)
    }

    /// The name of somebody who did something in a service.
    pub(crate) async fn author(&self, view: &ServiceView, user: UserId) -> Result<Author, ChangeError> {
        if let Some(name) = view.member(user).and_then(|member| member.name.clone()) {
            return Ok(Author::Person(name));
        }
        let user = self.store().user(user).await?;
        Ok(user.map_or(Author::Unknown, |user| Author::Person(user.profile.name)))
    }
}

/// A key that expired keeps that state when its revocation only wrote the same down.
fn state(key: &ApiKey, now: Moment) -> KeyState {
    match (key.expires_at, key.revoked_at) {
        (Some(end), None) if end <= now => KeyState::Expired(end),
        (Some(end), Some(revoked)) if end <= revoked => KeyState::Expired(end),
        (_, Some(revoked)) => KeyState::Revoked(revoked),
        (_, None) => KeyState::Active,
    }
}

fn days(activity: &[KeyActivity], key: ApiKeyId, since: Day) -> Vec<DayOfKey> {
    let own: Vec<&KeyActivity> = activity.iter().filter(|one| one.sender == key).collect();
    (0..DAYS)
        .map(|offset| {
            let day = Day::from_number(since.number() + offset);
            let of = |channel| {
                let days = own.iter().filter(|one| one.day == day && one.channel == channel);
                days.map(|one| one.requested).sum()
            };
            DayOfKey { day, emails: of(Channel::Email), texts: of(Channel::Sms) }
        })
        .collect()
}
