//! What people change about themselves. The teams that they are in follow, and a letter tells of each change.

use super::links::{LINK_LASTS, NEW_EMAIL};
use super::{AccountError, checked_email, checked_name, reader};
use crate::authority::Authority;
use crate::visits::Visitor;
use crate::{App, Letter, Reader, Unavailable};
use facteur_i18n::Language;
use facteur_model::id::ServiceId;
use facteur_model::id::UserId;
use facteur_model::person::SecondFactor;
use facteur_model::recipient::{International, PhoneNumber};
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use facteur_store::{Member, Token, Transaction, User, members, sessions, tokens, users};
use serde_json::json;

/// Somebody's account, for pages of their own and for operations that need to know who asks.
#[derive(Clone)]
pub struct Account {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub language: Option<Language>,
    pub administrator: bool,
    pub second_factor: SecondFactor,
    pub muted: Vec<Topic>,
    pub created_at: Moment,
    pub password_at: Option<Moment>,
    pub recovery_codes_left: u64,
}

/// What e-mails are about that a person may do without. Those about their own account always come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Keys made, revoked, about to end.
    KeyEvents,
    /// Daily and yearly limits.
    Limits,
    /// Who joins and leaves.
    Team,
}

impl Topic {
    pub const ALL: [Topic; 3] = [Topic::KeyEvents, Topic::Limits, Topic::Team];

    /// As it is stored, and as forms name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::KeyEvents => "key-events",
            Topic::Limits => "limits",
            Topic::Team => "team",
        }
    }

    pub(crate) fn list(stored: &str) -> Vec<Self> {
        Self::ALL.into_iter().filter(|topic| stored.split(',').any(|name| name == topic.as_str())).collect()
    }
}

/// Who may be told apart by what they may do: nothing personal.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.id).finish_non_exhaustive()
    }
}

impl App {
    /// The account of whoever asks; the operator has none.
    pub async fn account_of(&self, by: &Authority) -> Result<Option<Account>, Unavailable> {
        let Some(id) = by.user() else { return Ok(None) };
        let Some(user) = self.store().user(id).await? else { return Ok(None) };
        let recovery_codes_left = self.store().recovery_codes_left(id).await?;
        Ok(Some(Account {
            id,
            language: user.language.as_deref().and_then(Language::from_tag),
            administrator: user.administrator,
            second_factor: self.factor_of(&user),
            muted: Topic::list(&user.muted),
            created_at: user.created_at,
            password_at: user.password_at,
            recovery_codes_left,
            name: user.profile.name,
            email: user.profile.email,
            phone: user.profile.phone,
        }))
    }

    /// Changes what a person is called.
    pub async fn change_own_name(&self, visitor: &Visitor, name: &str) -> Result<(), AccountError> {
        let name = checked_name(name)?;
        self.change_account(visitor, "name", |user| user.profile.name = name).await
    }

    /// Changes or removes a person's phone number.
    pub async fn change_own_phone(&self, visitor: &Visitor, phone: &str) -> Result<(), AccountError> {
        self.needs_proof(visitor)?;
        let phone = match phone.trim() {
            "" => None,
            typed => {
                let number = PhoneNumber::parse(typed, International::Allowed);
                Some(number.map_err(|_| AccountError::Invalid("phone"))?.e164().to_owned())
            }
        };
        self.change_account(visitor, "phone", |user| user.profile.phone = phone).await
    }

    /// Sends the new address a link that makes it the person's. Whether it has an account, only its owner learns.
    pub async fn ask_for_email(
        &self,
        visitor: &Visitor,
        email: &str,
        client: &crate::Client,
    ) -> Result<(), AccountError> {
        self.needs_proof(visitor)?;
        let email = checked_email(email)?;
        if email == visitor.user.profile.email {
            return Err(AccountError::Invalid("email"));
        }
        if !self.may_write_to(&email, client).await? {
            return Ok(());
        }
        let id = visitor.user.id;
        let taken = self.store().user_by_email(&email).await?.is_some();
        let mut tx = self.store().begin().await?;
        tokens::void(&mut tx, id, NEW_EMAIL, self.now()).await?;
        let detail = Some(Secret::new(email.clone()));
        let link = self.hand_out(&mut tx, NEW_EMAIL, Some(id), LINK_LASTS, detail).await?;
        tx.commit().await?;
        let letter = if taken {
            Letter::new("already-registered")
                .with("link", self.link("/sign-in"))
                .with("other", self.link("/forgot-password"))
        } else {
            let path = format!("/user-profile/email/confirm/{}", link.expose());
            Letter::new("confirm-email").with("link", self.link(&path))
        };
        let language = visitor.language();
        self.write_to(&Reader { email: &email, language }, &letter).await?;
        Ok(())
    }

    /// May this link still make an address somebody's?
    pub async fn can_confirm_email(&self, link: &Secret) -> Result<bool, Unavailable> {
        Ok(self.store().token(NEW_EMAIL, link, self.now()).await?.is_some())
    }

    /// Makes the new address the person's; the old one is told.
    pub async fn confirm_email(&self, link: &Secret) -> Result<(), AccountError> {
        let now = self.now();
        let token = self.store().token(NEW_EMAIL, link, now).await?.ok_or(AccountError::Gone)?;
        let Token { user: Some(id), detail: Some(email), .. } = token else { return Err(AccountError::Gone) };
        let was = self.store().user(id).await?.ok_or(AccountError::Gone)?;
        let mut user = was.clone();
        email.expose().clone_into(&mut user.profile.email);
        let teams = self.teams_of(&user).await?;
        let mut tx = self.store().begin().await?;
        tokens::take(&mut tx, NEW_EMAIL, link, now).await?.ok_or(AccountError::Gone)?;
        let by = Authority::person(id, user.administrator);
        self.write_account(&mut tx, &was, &user, teams, "email", &by).await?;
        tx.commit().await?;
        self.write_to(&reader(&was), &self.changed("email")).await?;
        Ok(())
    }

    /// Changes the password of somebody who has just given the old one; every other visit ends.
    pub async fn change_own_password(
        &self,
        visitor: &Visitor,
        password: &Secret,
    ) -> Result<(), AccountError> {
        self.needs_proof(visitor)?;
        let now = self.now();
        let profile = &visitor.user.profile;
        let hashed = self.new_password(password, &profile.name, &profile.email).await?;
        let mut user = visitor.user.clone();
        user.password = Some(hashed);
        user.password_at = Some(now);
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let mut tx = self.store().begin().await?;
        sessions::end_all(&mut tx, user.id, Some(visitor.session.id)).await?;
        tokens::void_all(&mut tx, user.id, now).await?;
        self.write_account(&mut tx, &visitor.user, &user, Vec::new(), "password", &by).await?;
        tx.commit().await?;
        self.write_to(&reader(&user), &self.changed("password")).await?;
        Ok(())
    }

    /// Chooses of what a person wants no e-mails.
    pub async fn mute_topics(&self, visitor: &Visitor, muted: &[Topic]) -> Result<(), AccountError> {
        let names: Vec<&str> =
            Topic::ALL.into_iter().filter(|topic| muted.contains(topic)).map(Topic::as_str).collect();
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let user = User { muted: names.join(","), ..visitor.user.clone() };
        let mut tx = self.store().begin().await?;
        self.write_account(&mut tx, &visitor.user, &user, Vec::new(), "notifications", &by).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Refuses what needs the password given a moment ago.
    pub(super) fn needs_proof(&self, visitor: &Visitor) -> Result<(), AccountError> {
        if visitor.has_just_proved(self.now()) { Ok(()) } else { Err(AccountError::ProveAgain) }
    }

    /// Changes an account and its places in teams, and tells its owner.
    pub(super) async fn change_account(
        &self,
        visitor: &Visitor,
        what: &'static str,
        change: impl FnOnce(&mut User),
    ) -> Result<(), AccountError> {
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let mut user = visitor.user.clone();
        change(&mut user);
        let teams =
            if user.profile == visitor.user.profile { Vec::new() } else { self.teams_of(&user).await? };
        let mut tx = self.store().begin().await?;
        self.write_account(&mut tx, &visitor.user, &user, teams, what, &by).await?;
        tx.commit().await?;
        self.write_to(&reader(&user), &self.changed(what)).await?;
        Ok(())
    }

    pub(super) async fn write_account(
        &self,
        tx: &mut Transaction,
        was: &User,
        user: &User,
        teams: Vec<(ServiceId, Member)>,
        what: &str,
        by: &Authority,
    ) -> Result<(), AccountError> {
        let taken = |error| match error {
            // Another account has the address, or somebody else in one of the teams.
            facteur_store::Error::Exists => AccountError::AddressTaken,
            error => error.into(),
        };
        users::update(tx, was, user).await.map_err(taken)?;
        for (service, member) in &teams {
            match members::update(tx, *service, member).await {
                // Whoever has left a team in the meantime is not in it.
                Ok(()) | Err(facteur_store::Error::Missing) => {}
                Err(error) => return Err(taken(error)),
            }
        }
        Ok(self.record(tx, by, None, &format!("user.{what}"), &user.id.to_string(), json!({})).await?)
    }

    /// A person's places in teams, with what is to stand there.
    async fn teams_of(&self, user: &User) -> Result<Vec<(ServiceId, Member)>, AccountError> {
        let mut teams = Vec::new();
        for service in self.store().services_of(user.id).await? {
            let view = self.service_view(service).await?;
            if let Some(member) = view.member(user.id) {
                let member = Member {
                    email: user.profile.email.clone(),
                    phone: user.profile.phone.clone(),
                    name: Some(user.profile.name.clone()),
                    ..member.clone()
                };
                teams.push((service, member));
            }
        }
        Ok(teams)
    }
}
