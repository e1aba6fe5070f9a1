//! Visits: from signing in to signing out.
//!
//! The browser holds a random secret; the store holds its keyed hash. A visit ends eight hours after its last use.

use crate::authority::Authority;
use crate::{App, Unavailable};
use facteur_model::chance::Chance;
use facteur_model::hex;
use facteur_model::id::{SessionId, UserId};
pub use facteur_model::person::Client;
use facteur_model::person::{SessionStage, UserStanding};
use facteur_model::secret::Secret;
use facteur_model::time::{HOUR, MINUTE, Micros, Moment};
use facteur_store::{User, UserSession, sessions, users};

/// How long a visit lasts without being used.
pub(crate) const VISIT: Micros = 8 * HOUR;
/// How long somebody may take over the second factor.
const HALF_VISIT: Micros = 30 * MINUTE;
/// A visit's last use is written down at most this often.
const SEEN_PERIOD: Micros = 2 * MINUTE;
/// For so long after a proof, changes to the account do not ask for another.
const PROOF: Micros = 15 * MINUTE;

/// Somebody whose visit has begun. Holding one does not mean that they have given both factors: ask
/// [`Visitor::authority`].
#[derive(Debug, Clone)]
pub struct Visitor {
    pub(crate) session: UserSession,
    pub(crate) user: User,
}

impl Visitor {
    pub fn id(&self) -> UserId {
        self.user.id
    }

    /// Under which the list of visits shows this one.
    pub fn session(&self) -> SessionId {
        self.session.id
    }

    pub fn name(&self) -> &str {
        &self.user.profile.name
    }

    pub fn email(&self) -> &str {
        &self.user.profile.email
    }

    pub fn phone(&self) -> Option<&str> {
        self.user.profile.phone.as_deref()
    }

    pub fn is_administrator(&self) -> bool {
        self.user.administrator
    }

    /// The language that the person has chosen.
    pub fn language(&self) -> Option<facteur_i18n::Language> {
        self.user.language.as_deref().and_then(facteur_i18n::Language::from_tag)
    }

    /// When the visit ends unless something is done before.
    pub fn ends_at(&self) -> Moment {
        self.session.ends_at
    }

    /// What the person may ask for, once both factors have been given.
    pub fn authority(&self) -> Option<Authority> {
        (self.session.stage == SessionStage::Full)
            .then(|| Authority::person(self.user.id, self.user.administrator))
    }

    /// Has the person proved within the last quarter of an hour that it is them?
    pub fn has_just_proved(&self, now: Moment) -> bool {
        self.session.stage == SessionStage::Full && now.since(self.session.proved_at) < PROOF
    }
}

/// 256 random bits as 64 hexadecimal digits: what a browser or a link holds.
pub fn draw_secret(chance: &dyn Chance) -> Secret {
    let mut bytes = [0_u8; 32];
    chance.fill(&mut bytes);
    Secret::new(hex(&bytes))
}

impl App {
    /// Begins a visit, and gives what the browser has to hold. Whoever calls it has proved who the person is.
    pub async fn begin_visit(
        &self,
        user: UserId,
        stage: SessionStage,
        client: Client,
    ) -> Result<Secret, Unavailable> {
        let now = self.now();
        let secret = draw_secret(self.chance());
        let span = match stage {
            SessionStage::Full => VISIT,
            SessionStage::SecondFactor => HALF_VISIT,
        };
        let session = UserSession {
            id: SessionId::new(now, self.chance()),
            user,
            stage,
            created_at: now,
            seen_at: now,
            ends_at: now.plus(span),
            proved_at: now,
            client,
        };
        let mut tx = self.store().begin().await?;
        sessions::insert(&mut tx, &secret, &session).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Whoever's browser holds this, unless the visit has ended or the account may no longer be used.
    pub async fn visitor(&self, held: &Secret) -> Result<Option<Visitor>, Unavailable> {
        let now = self.now();
        let Some(mut session) = self.store().session(held, now).await? else { return Ok(None) };
        let Some(user) = self.store().user(session.user).await? else { return Ok(None) };
        if user.standing != UserStanding::Active {
            return Ok(None);
        }
        if session.stage == SessionStage::Full && now.since(session.seen_at) >= SEEN_PERIOD {
            session.seen_at = now;
            session.ends_at = now.plus(VISIT);
            let mut tx = self.store().begin().await?;
            sessions::prolong(&mut tx, session.id, session.seen_at, session.ends_at).await?;
            tx.commit().await?;
        }
        Ok(Some(Visitor { session, user }))
    }

    /// Ends this visit.
    pub async fn end_visit(&self, visitor: &Visitor) -> Result<(), Unavailable> {
        let mut tx = self.store().begin().await?;
        sessions::end(&mut tx, visitor.user.id, visitor.session.id).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps something for the visit's next page: a message, or a secret that is shown once. It is stored sealed.
    pub async fn say_once(&self, visitor: &Visitor, said: &str) -> Result<(), Unavailable> {
        let mut tx = self.store().begin().await?;
        sessions::say_once(&mut tx, visitor.session.id, said).await?;
        Ok(tx.commit().await?)
    }

    /// Takes what was kept, if `read` says that it is for this page; of two looks at once, one finds it.
    pub async fn take_said<T>(
        &self,
        visitor: &Visitor,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Unavailable> {
        let id = visitor.session.id;
        let Some(kept) = self.store().said(id).await? else { return Ok(None) };
        let Some(said) = read(&kept.text) else { return Ok(None) };
        let mut tx = self.store().begin().await?;
        let is_first = sessions::forget_said(&mut tx, id, &kept).await?;
        tx.commit().await?;
        Ok(is_first.then_some(said))
    }

    /// Keeps the language that a person has chosen.
    pub async fn choose_language(
        &self,
        visitor: &Visitor,
        language: facteur_i18n::Language,
    ) -> Result<(), Unavailable> {
        let mut tx = self.store().begin().await?;
        users::set_language(&mut tx, visitor.user.id, language.tag()).await?;
        Ok(tx.commit().await?)
    }
}
