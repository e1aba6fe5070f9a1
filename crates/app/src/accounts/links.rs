//! Links by e-mail: registering, a forgotten password, a new address, the first administrator.

use super::throttle::Try;
use super::{AccountError, TERMS, checked_email, checked_name, reader};
use crate::authority::{Authority, Need};
use crate::visits::draw_secret;
use crate::{App, Letter, Reader, Unavailable};
use facteur_i18n::Language;
use facteur_model::id::{ServiceId, UserId};
use facteur_model::person::{Client, Rights, SecondFactor, SessionStage, UserStanding};
use facteur_model::secret::Secret;
use facteur_model::time::{DAY, HOUR, Micros};
use facteur_store::{Member, Profile, Token, Transaction, User, members, sessions, tokens, users};
use serde_json::{Value, json};

/// What links and codes are for.
pub(super) const CODE: &str = "code";
pub(super) const NEW_EMAIL: &str = "new-email";
const REGISTER: &str = "register";
const NEW_PASSWORD: &str = "new-password";
const SET_UP: &str = "set-up";
/// Nothing: a line that keeps two cases equally long.
const NOTHING: &str = "nothing";

/// How long a link is good for.
pub(super) const LINK_LASTS: Micros = HOUR;
/// One that an administrator hands over may take its time.
const FIRST_LINK_LASTS: Micros = 7 * DAY;
/// Until it is used.
const SET_UP_LASTS: Micros = 36_500 * DAY;

/// Somebody who wants an account.
pub struct Registration {
    pub name: String,
    pub email: String,
    pub password: Secret,
    pub language: Language,
}

/// What came of the end of a registration. Without `Debug`: it holds a visit's secret.
pub struct Registered {
    /// The first visit, in the browser's hands.
    pub held: Secret,
    /// The team whose invitation the person registered from, when they are in it now.
    pub joined: Option<ServiceId>,
}

impl App {
    pub(super) async fn hand_out(
        &self,
        tx: &mut Transaction,
        purpose: &'static str,
        user: Option<UserId>,
        lasts: Micros,
        detail: Option<Secret>,
    ) -> Result<Secret, AccountError> {
        let now = self.now();
        let secret = draw_secret(self.chance());
        let token = Token { purpose, user, created_at: now, ends_at: now.plus(lasts), detail };
        tokens::insert(tx, &secret, &token).await?;
        Ok(secret)
    }

    /// Takes a registration. Whether the address has an account already, only its owner learns, by letter. There is no
    /// account before its owner has answered. `invitation` is what the link holds from whose page they come.
    pub async fn register(
        &self,
        wanted: Registration,
        invitation: Option<&Secret>,
        client: &Client,
    ) -> Result<(), AccountError> {
        let name = checked_name(&wanted.name)?;
        let email = checked_email(&wanted.email)?;
        let password = self.new_password(&wanted.password, &name, &email).await?;
        if !self.may_write_to(&email, client).await? {
            return Ok(());
        }
        let existing = self.store().user_by_email(&email).await?;
        let purpose = if existing.is_some() { NOTHING } else { REGISTER };
        let language = wanted.language;
        let detail = json!({
            "name": name,
            "email": email,
            "password": password.expose(),
            "language": language.tag(),
            "invitation": invitation.map(Secret::expose),
        });
        let mut tx = self.store().begin().await?;
        let detail = Secret::new(detail.to_string());
        let link = self.hand_out(&mut tx, purpose, None, LINK_LASTS, Some(detail)).await?;
        tx.commit().await?;
        let letter = match existing {
            Some(_) => Letter::new("already-registered")
                .with("link", self.link("/sign-in"))
                .with("other", self.link("/forgot-password")),
            None => Letter::new("verify-email")
                .with("link", self.link(&format!("/verify-email/{}", link.expose())))
                .with("other", self.link("/register")),
        };
        self.write_to(&Reader { email: &email, language: Some(language) }, &letter).await?;
        Ok(())
    }

    /// May this link still end a registration? For the page with the button.
    pub async fn can_verify(&self, link: &Secret) -> Result<bool, Unavailable> {
        Ok(self.store().token(REGISTER, link, self.now()).await?.is_some())
    }

    /// Ends a registration: makes the account, begins its owner's first visit, and accepts the invitation that they
    /// registered from.
    pub async fn verify_email(&self, link: &Secret, client: &Client) -> Result<Registered, AccountError> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let token = tokens::take(&mut tx, REGISTER, link, now).await?.ok_or(AccountError::Gone)?;
        let detail: Value = token
            .detail
            .and_then(|detail| serde_json::from_str(detail.expose()).ok())
            .ok_or(AccountError::Gone)?;
        let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
        let user = User {
            password: Some(Secret::new(text("password"))),
            password_at: Some(token.created_at),
            standing: UserStanding::Active,
            language: Some(text("language")),
            terms: TERMS,
            ..self.nobody(text("name"), text("email"))
        };
        self.add_user(&mut tx, &user, "user.register", &Authority::person(user.id, false)).await.map_err(
            |error| match error {
                // The second of two links for one address.
                AccountError::AddressTaken => AccountError::Gone,
                other => other,
            },
        )?;
        tx.commit().await?;
        let held = self.begin_full_visit(&user, client).await?;
        let joined = match detail["invitation"].as_str() {
            Some(invitation) => self.join_by(&held, &Secret::new(invitation)).await,
            None => None,
        };
        Ok(Registered { held, joined })
    }

    /// Accepts an invitation for whoever has just proved their address. It is asked for as always: open still, and to
    /// this very address. What cannot be accepted now is no reason to fail: its link is there as before.
    async fn join_by(&self, held: &Secret, invitation: &Secret) -> Option<ServiceId> {
        let visitor = self.visitor(held).await.ok().flatten()?;
        self.accept_invitation(&visitor, invitation).await.ok()
    }

    /// Sends whoever has forgotten the password a link, or a letter that says why there is none.
    pub async fn forget_password(
        &self,
        email: &str,
        language: Language,
        client: &Client,
    ) -> Result<(), AccountError> {
        let email = checked_email(email)?;
        if !self.may_write_to(&email, client).await? {
            return Ok(());
        }
        let user = self.store().user_by_email(&email).await?;
        let usable = user.as_ref().filter(|user| user.standing != UserStanding::Blocked);
        let mut tx = self.store().begin().await?;
        let purpose = if usable.is_some() { NEW_PASSWORD } else { NOTHING };
        let link = self.hand_out(&mut tx, purpose, usable.map(|user| user.id), LINK_LASTS, None).await?;
        tx.commit().await?;
        let letter = match (&user, usable) {
            (_, Some(_)) => Letter::new("new-password")
                .with("link", self.link(&format!("/new-password/{}", link.expose()))),
            (Some(_), None) => Letter::new("account-blocked"),
            (None, None) => Letter::new("no-account").with("link", self.link("/register")),
        };
        let unknown = Reader { email: &email, language: Some(language) };
        let reader = user.as_ref().map_or(unknown, reader);
        self.write_to(&reader, &letter).await?;
        Ok(())
    }

    /// Whose password may be chosen with this link: their name and address, to judge it by.
    pub async fn chooser(&self, link: &Secret) -> Result<Option<Profile>, Unavailable> {
        let Some(token) = self.store().token(NEW_PASSWORD, link, self.now()).await? else { return Ok(None) };
        let Some(user) = token.user else { return Ok(None) };
        let user = self.store().user(user).await?;
        Ok(user.filter(|user| user.standing != UserStanding::Blocked).map(|user| user.profile))
    }

    /// Chooses a password with a link, ends every visit, and begins one. The link has come by e-mail, so that it
    /// stands for the second factor of whoever has theirs by e-mail.
    pub async fn choose_password(
        &self,
        link: &Secret,
        password: &Secret,
        client: &Client,
    ) -> Result<(Secret, SessionStage), AccountError> {
        let now = self.now();
        let profile = self.chooser(link).await?.ok_or(AccountError::Gone)?;
        let hashed = self.new_password(password, &profile.name, &profile.email).await?;
        let mut tx = self.store().begin().await?;
        let token = tokens::take(&mut tx, NEW_PASSWORD, link, now).await?.ok_or(AccountError::Gone)?;
        let id = token.user.ok_or(AccountError::Gone)?;
        let was = self.store().user(id).await?.ok_or(AccountError::Gone)?;
        let is_first = was.password.is_none();
        let mut user = was.clone();
        user.password = Some(hashed);
        user.password_at = Some(now);
        if user.standing == UserStanding::Pending {
            user.standing = UserStanding::Active;
            user.terms = TERMS;
        }
        users::update(&mut tx, &was, &user).await?;
        tokens::void_all(&mut tx, id, now).await?;
        sessions::end_all(&mut tx, id, None).await?;
        Self::forgive_account(&mut tx, &user.profile.email, client).await?;
        let by = Authority::person(id, user.administrator);
        self.record(&mut tx, &by, None, "user.password", &id.to_string(), json!({"by": "link"})).await?;
        tx.commit().await?;
        if !is_first {
            self.write_to(&reader(&user), &self.changed("password")).await?;
        }
        match self.factor_of(&user) {
            SecondFactor::Email => Ok((self.begin_full_visit(&user, client).await?, SessionStage::Full)),
            SecondFactor::App | SecondFactor::Passkey => {
                let held = self.begin_visit(id, SessionStage::SecondFactor, client.clone()).await?;
                Ok((held, SessionStage::SecondFactor))
            }
        }
    }

    /// Makes an account for somebody, and gives the path at which they choose their password.
    pub async fn create_user(
        &self,
        by: &Authority,
        name: &str,
        email: &str,
        administrator: bool,
    ) -> Result<(UserId, Secret), AccountError> {
        if !by.is_platform() {
            return Err(AccountError::NotAllowed);
        }
        let user = User { administrator, ..self.nobody(checked_name(name)?, checked_email(email)?) };
        let mut tx = self.store().begin().await?;
        self.add_user(&mut tx, &user, "user.create", by).await?;
        let link = self.hand_out(&mut tx, NEW_PASSWORD, Some(user.id), FIRST_LINK_LASTS, None).await?;
        tx.commit().await?;
        Ok((user.id, Secret::new(format!("/new-password/{}", link.expose()))))
    }

    /// Gives the path of the page that makes the first administrator, unless there is one: a new one each time, and
    /// those before it lead nowhere any more.
    pub async fn set_up_path(&self) -> Result<Option<Secret>, AccountError> {
        if self.store().has_administrator().await? {
            return Ok(None);
        }
        let mut tx = self.store().begin().await?;
        tokens::void_purpose(&mut tx, SET_UP, self.now()).await?;
        let link = self.hand_out(&mut tx, SET_UP, None, SET_UP_LASTS, None).await?;
        tx.commit().await?;
        Ok(Some(Secret::new(format!("/set-up/{}", link.expose()))))
    }

    /// May this link still make the first administrator?
    pub async fn can_set_up(&self, link: &Secret) -> Result<bool, Unavailable> {
        let is_open = self.store().token(SET_UP, link, self.now()).await?.is_some();
        Ok(is_open && !self.store().has_administrator().await?)
    }

    /// Makes the first administrator, and begins their visit.
    pub async fn set_up(
        &self,
        link: &Secret,
        wanted: Registration,
        client: &Client,
    ) -> Result<Secret, AccountError> {
        if !self.can_set_up(link).await? {
            return Err(AccountError::Gone);
        }
        let (name, email) = (checked_name(&wanted.name)?, checked_email(&wanted.email)?);
        let password = self.new_password(&wanted.password, &name, &email).await?;
        let now = self.now();
        let user = User {
            password: Some(password),
            password_at: Some(now),
            standing: UserStanding::Active,
            administrator: true,
            language: Some(wanted.language.tag().to_owned()),
            terms: TERMS,
            ..self.nobody(name, email)
        };
        let mut tx = self.store().begin().await?;
        tokens::take(&mut tx, SET_UP, link, now).await?.ok_or(AccountError::Gone)?;
        self.add_user(&mut tx, &user, "user.set-up", &Authority::operator("set-up link")).await?;
        tx.commit().await?;
        self.begin_full_visit(&user, client).await
    }

    /// Makes an account with this password, or gives it to the one that there is: for the demonstration, which starts
    /// afresh each time.
    pub async fn put_user(&self, by: &Authority, wanted: Registration) -> Result<UserId, AccountError> {
        if !by.is_platform() {
            return Err(AccountError::NotAllowed);
        }
        let (name, email) = (checked_name(&wanted.name)?, checked_email(&wanted.email)?);
        let password = self.new_password(&wanted.password, &name, &email).await?;
        let known = self.store().user_by_email(&email).await?;
        let user = User {
            password: Some(password),
            password_at: Some(self.now()),
            standing: UserStanding::Active,
            terms: TERMS,
            ..known.clone().unwrap_or_else(|| self.nobody(name, email))
        };
        let mut tx = self.store().begin().await?;
        match known {
            None => self.add_user(&mut tx, &user, "user.create", by).await?,
            Some(known) => {
                users::update(&mut tx, &known, &user).await?;
                let subject = user.id.to_string();
                self.record(&mut tx, by, None, "user.password", &subject, json!({"by": "operator"})).await?;
            }
        }
        tx.commit().await?;
        Ok(user.id)
    }

    /// Makes somebody with an account a member of a service. Whoever stands in the team under the same address without
    /// an account gives way, and leaves their phone number.
    pub async fn enrol(
        &self,
        by: &Authority,
        service: ServiceId,
        person: UserId,
        rights: Rights,
    ) -> Result<(), AccountError> {
        let view = self.allowed(by, service, Need::Platform).await?;
        let user = self.store().user(person).await?.ok_or(AccountError::Gone)?;
        if view.member(person).is_some() {
            return Ok(());
        }
        let Profile { name, email, phone } = user.profile;
        let namesake = view.members().iter().find(|member| member.email == email);
        let phone = phone.or_else(|| namesake.and_then(|member| member.phone.clone()));
        let member = Member { id: person, email, phone, name: Some(name), rights, joined_at: self.now() };
        let mut tx = self.store().begin().await?;
        if let Some(namesake) = namesake {
            members::remove(&mut tx, service, namesake.id).await?;
        }
        members::insert(&mut tx, service, &member).await?;
        let detail = json!({"rights": rights.to_stored()});
        self.record(&mut tx, by, Some(service), "member.add", &person.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A new account that nobody can use yet.
    fn nobody(&self, name: String, email: String) -> User {
        let now = self.now();
        User {
            id: UserId::new(now, self.chance()),
            profile: Profile { name, email, phone: None },
            password: None,
            standing: UserStanding::Pending,
            administrator: false,
            language: None,
            second_factor: SecondFactor::Email,
            totp: None,
            totp_step: None,
            muted: String::new(),
            terms: 0,
            created_at: now,
            password_at: None,
        }
    }

    async fn add_user(
        &self,
        tx: &mut Transaction,
        user: &User,
        action: &str,
        by: &Authority,
    ) -> Result<(), AccountError> {
        match users::insert(tx, user).await {
            Ok(()) => {}
            Err(facteur_store::Error::Exists) => return Err(AccountError::AddressTaken),
            Err(error) => return Err(error.into()),
        }
        let detail = json!({"administrator": user.administrator});
        Ok(self.record(tx, by, None, action, &user.id.to_string(), detail).await?)
    }

    /// A letter that says what was changed.
    pub(super) fn changed(&self, what: &'static str) -> Letter {
        Letter::new("account-changed")
            .with("what", what)
            .with("when", super::printed(self.now()))
            .with("link", self.link("/forgot-password"))
    }

    /// Counts tries at a password of this account.
    pub(super) fn password_try<'a>(email: &'a str, owner: Option<UserId>, client: &'a Client) -> Try<'a> {
        Try { what: "password", account: email, owner, client }
    }
}
