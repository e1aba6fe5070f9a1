//! Passkeys and security keys: added by whoever has signed in, given in place of a code, or of password and code.
//!
//! A ceremony is asked for and answered once, within minutes, by the same visit or browser. What it is judged by stays
//! here, sealed; the browser holds a secret under which it is found.

use super::ceremonies::{Ceremonies, Credential};
use super::{AccountError, reader};
use crate::operate::check_text;
use crate::visits::{Visitor, draw_secret};
use crate::{App, Unavailable};
use facteur_model::id::{PasskeyId, UserId};
use facteur_model::person::{Client, SecondFactor, SessionStage, SignInOutcome, UserStanding};
use facteur_model::secret::Secret;
use facteur_model::time::{MINUTE, Micros, Moment};
use facteur_store::{Passkey, Token, User, passkeys, recovery_codes, sessions, tokens, users};
use serde_json::{Value, json};

/// Passkeys of one person: one for each of their devices, and spares.
const MOST: usize = 10;
/// Characters of a name.
const LONGEST_NAME: usize = 60;
/// How long a device may take to answer; browsers give up at the same time.
const CEREMONY: Micros = 5 * MINUTE;
/// Under which what is asked for is counted.
const ASKED: &str = "passkeys";

const ADD: &str = "passkey-add";
const SECOND_STEP: &str = "passkey-second-step";
const SIGN_IN: &str = "passkey-sign-in";

/// What a browser is asked, for its script.
pub struct PasskeyCeremony {
    /// `PublicKeyCredentialCreationOptions` or `PublicKeyCredentialRequestOptions`, in their JSON.
    pub options: Value,
    /// Comes back with the answer.
    pub ceremony: Secret,
}

/// A passkey, in the list of its owner.
#[derive(Debug, Clone)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Moment,
    pub last_used_at: Option<Moment>,
}

/// What an answer turned out to be.
enum Judged {
    Right(Passkey),
    /// Not signed with the passkey that it names, which is this person's.
    Wrong(UserId),
    Unknown,
}

impl App {
    /// Can passkeys be used at all? Not in a program that is built without them, nor at an address to which browsers
    /// offer none.
    pub fn takes_passkeys(&self) -> bool {
        self.ceremonies().is_some()
    }

    /// What has to be given besides the password. Where no passkey can be used any more, a code by e-mail stands in
    /// for it: the operator's change must not shut people out.
    pub(crate) fn factor_of(&self, user: &User) -> SecondFactor {
        match user.second_factor {
            SecondFactor::Passkey if !self.takes_passkeys() => SecondFactor::Email,
            factor => factor,
        }
    }

    /// What proves a person besides the password.
    pub fn second_factor(&self, visitor: &Visitor) -> SecondFactor {
        self.factor_of(&visitor.user)
    }

    /// A person's passkeys, the oldest first.
    pub async fn passkeys(&self, visitor: &Visitor) -> Result<Vec<PasskeyView>, Unavailable> {
        let found = self.store().passkeys_of(visitor.user.id).await?;
        let view = |one: Passkey| PasskeyView {
            id: one.id,
            name: one.name,
            created_at: one.created_at,
            last_used_at: one.last_used_at,
        };
        Ok(found.into_iter().map(view).collect())
    }

    /// Can this person give a passkey?
    pub async fn has_passkeys(&self, visitor: &Visitor) -> Result<bool, Unavailable> {
        Ok(self.takes_passkeys() && !self.store().passkeys_of(visitor.user.id).await?.is_empty())
    }

    /// Begins to add a passkey.
    pub async fn ask_for_new_passkey(
        &self,
        visitor: &Visitor,
        client: &Client,
    ) -> Result<PasskeyCeremony, AccountError> {
        self.needs_proof(visitor)?;
        let known = self.store().passkeys_of(visitor.user.id).await?;
        if known.len() >= MOST {
            return Err(AccountError::TooManyPasskeys { most: MOST });
        }
        let asked = self.devices()?.ask_for_new(&visitor.user, &known);
        self.keep_ceremony(asked, ADD, &of_visit(visitor), Some(visitor.user.id), client).await
    }

    /// Adds a passkey. Whoever had codes by e-mail gives a passkey from now on, and gets the codes for the day when it
    /// is lost.
    pub async fn add_passkey(
        &self,
        visitor: &Visitor,
        ceremony: &Secret,
        answer: &str,
        name: &str,
        client: &Client,
    ) -> Result<Option<Vec<String>>, AccountError> {
        self.needs_proof(visitor)?;
        let name = checked_name(name)?;
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let state = self.take_ceremony(ADD, &of_visit(visitor), ceremony).await?;
        let given = state.and_then(|state| self.ceremonies()?.take_new(&state, answer));
        let Credential { id: credential, kept, counter } = given.ok_or(AccountError::Wrong)?;
        let (now, user) = (self.now(), &visitor.user);
        let passkey = Passkey {
            id: PasskeyId::new(now, self.chance()),
            user: user.id,
            name,
            credential: kept,
            counter,
            created_at: now,
            last_used_at: None,
        };
        let mut tx = self.store().begin().await?;
        users::hold(&mut tx, user.id).await?;
        if passkeys::count(&mut tx, user.id).await? >= MOST {
            return Err(AccountError::TooManyPasskeys { most: MOST });
        }
        match passkeys::insert(&mut tx, &credential, &passkey).await {
            Ok(()) => {}
            // A device that gives one id twice is not one to rely on.
            Err(facteur_store::Error::Exists) => return Err(AccountError::Wrong),
            Err(error) => return Err(error.into()),
        }
        let mut codes = None;
        if user.second_factor == SecondFactor::Email {
            let changed = User { second_factor: SecondFactor::Passkey, ..user.clone() };
            users::update(&mut tx, user, &changed).await?;
            codes = Some(self.write_sheet(&mut tx, visitor).await?);
        }
        self.forgive_from(&mut tx, ASKED, client).await?;
        self.note(&mut tx, user.id, SignInOutcome::PasskeyAdded, client).await?;
        let detail = json!({"passkey": passkey.id.to_string()});
        self.record(&mut tx, &by, None, "user.passkey-add", &user.id.to_string(), detail).await?;
        tx.commit().await?;
        self.write_to(&reader(user), &self.changed("passkey-added")).await?;
        Ok(codes)
    }

    /// Gives a passkey another name.
    pub async fn rename_passkey(
        &self,
        visitor: &Visitor,
        id: PasskeyId,
        name: &str,
    ) -> Result<(), AccountError> {
        let name = checked_name(name)?;
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let mut tx = self.store().begin().await?;
        passkeys::rename(&mut tx, visitor.user.id, id, &name).await.map_err(gone)?;
        let detail = json!({"passkey": id.to_string()});
        self.record(&mut tx, &by, None, "user.passkey-rename", &visitor.user.id.to_string(), detail).await?;
        Ok(tx.commit().await?)
    }

    /// Removes a passkey. Whoever has none left gets codes by e-mail again, unless they have an app.
    pub async fn remove_passkey(
        &self,
        visitor: &Visitor,
        id: PasskeyId,
        client: &Client,
    ) -> Result<(), AccountError> {
        self.needs_proof(visitor)?;
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let user = &visitor.user;
        let mut tx = self.store().begin().await?;
        users::hold(&mut tx, user.id).await?;
        passkeys::remove(&mut tx, user.id, id).await.map_err(gone)?;
        if user.second_factor == SecondFactor::Passkey && passkeys::count(&mut tx, user.id).await? == 0 {
            let changed = User { second_factor: SecondFactor::Email, ..user.clone() };
            users::update(&mut tx, user, &changed).await?;
            recovery_codes::replace(&mut tx, user.id, &[]).await?;
        }
        self.note(&mut tx, user.id, SignInOutcome::PasskeyRemoved, client).await?;
        let detail = json!({"passkey": id.to_string()});
        self.record(&mut tx, &by, None, "user.passkey-remove", &user.id.to_string(), detail).await?;
        tx.commit().await?;
        self.write_to(&reader(user), &self.changed("passkey-removed")).await?;
        Ok(())
    }

    /// Makes passkeys the second factor of somebody who has one, and gives the codes for the day when it is lost.
    pub async fn use_passkeys(&self, visitor: &Visitor) -> Result<Vec<String>, AccountError> {
        self.needs_proof(visitor)?;
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let user = User {
            second_factor: SecondFactor::Passkey,
            totp: None,
            totp_step: None,
            ..visitor.user.clone()
        };
        let mut tx = self.store().begin().await?;
        users::hold(&mut tx, user.id).await?;
        if !self.takes_passkeys() || passkeys::count(&mut tx, user.id).await? == 0 {
            return Err(AccountError::NoPasskey);
        }
        let codes = self.write_sheet(&mut tx, visitor).await?;
        self.write_account(&mut tx, &visitor.user, &user, Vec::new(), "second-factor", &by).await?;
        tx.commit().await?;
        self.write_to(&reader(&user), &self.changed("second-factor")).await?;
        Ok(codes)
    }

    /// Asks whoever has given the password for one of their passkeys.
    pub async fn ask_for_passkey(
        &self,
        visitor: &Visitor,
        client: &Client,
    ) -> Result<PasskeyCeremony, AccountError> {
        let known = self.store().passkeys_of(visitor.user.id).await?;
        // Without any to name, every passkey of the site would be asked for.
        if visitor.session.stage != SessionStage::SecondFactor || known.is_empty() {
            return Err(AccountError::NotAllowed);
        }
        let asked = self.devices()?.ask_for_proof(&known);
        self.keep_ceremony(asked, SECOND_STEP, &of_visit(visitor), Some(visitor.user.id), client).await
    }

    /// The second step, with a passkey.
    pub async fn give_passkey(
        &self,
        visitor: &Visitor,
        ceremony: &Secret,
        answer: &str,
        client: &Client,
    ) -> Result<Secret, AccountError> {
        let user = &visitor.user;
        let account = user.id.to_string();
        let tried = self.try_second_step(visitor, &account, client).await?;
        let state = self.take_ceremony(SECOND_STEP, &of_visit(visitor), ceremony).await?;
        let judged = self.judge_device(state, answer, Some(user.id)).await?;
        let mut tx = self.store().begin().await?;
        let is_right = match judged {
            Judged::Right(passkey) => passkeys::note_use(&mut tx, &passkey, self.now()).await?,
            Judged::Wrong(_) | Judged::Unknown => false,
        };
        if !is_right {
            self.note(&mut tx, user.id, SignInOutcome::WrongPasskey, client).await?;
            tx.commit().await?;
            return Err(AccountError::Wrong);
        }
        self.forgive(&mut tx, &tried).await?;
        self.forgive_from(&mut tx, ASKED, client).await?;
        sessions::end(&mut tx, user.id, visitor.session.id).await?;
        tx.commit().await?;
        self.begin_full_visit(user, client).await
    }

    /// Asks a stranger's browser for any passkey of this site. `browser` is what only this browser can say again.
    pub async fn ask_for_any_passkey(
        &self,
        browser: &str,
        client: &Client,
    ) -> Result<PasskeyCeremony, AccountError> {
        let asked = self.devices()?.ask_for_proof(&[]);
        self.keep_ceremony(asked, SIGN_IN, browser, None, client).await
    }

    /// Signs somebody in with a passkey alone: the device has recognised its owner, and it is the second factor.
    pub async fn sign_in_with_passkey(
        &self,
        browser: &str,
        ceremony: &Secret,
        answer: &str,
        client: &Client,
        earlier: Option<&Visitor>,
    ) -> Result<Secret, AccountError> {
        let state = self.take_ceremony(SIGN_IN, browser, ceremony).await?;
        let (owner, passkey) = match self.judge_device(state, answer, None).await? {
            Judged::Right(passkey) => (passkey.user, Some(passkey)),
            Judged::Wrong(owner) => (owner, None),
            Judged::Unknown => return Err(AccountError::Wrong),
        };
        let user = self.store().user(owner).await?.ok_or(AccountError::Wrong)?;
        let mut tx = self.store().begin().await?;
        let is_right = match passkey {
            Some(passkey) => passkeys::note_use(&mut tx, &passkey, self.now()).await?,
            None => false,
        };
        if !is_right || user.standing != UserStanding::Active {
            let outcome = if is_right { SignInOutcome::Refused } else { SignInOutcome::WrongPasskey };
            self.note(&mut tx, owner, outcome, client).await?;
            tx.commit().await?;
            return Err(AccountError::Wrong);
        }
        self.forgive_from(&mut tx, ASKED, client).await?;
        if let Some(earlier) = earlier {
            sessions::end(&mut tx, earlier.user.id, earlier.session.id).await?;
        }
        tx.commit().await?;
        self.begin_full_visit(&user, client).await
    }

    fn devices(&self) -> Result<&Ceremonies, AccountError> {
        self.ceremonies().ok_or(AccountError::NoPasskey)
    }

    /// Keeps what an answer will be judged by.
    async fn keep_ceremony(
        &self,
        asked: Option<(Value, Secret)>,
        purpose: &'static str,
        by: &str,
        user: Option<UserId>,
        client: &Client,
    ) -> Result<PasskeyCeremony, AccountError> {
        let (options, state) = asked.ok_or(AccountError::NoPasskey)?;
        self.count_from(ASKED, client).await?;
        let now = self.now();
        let ceremony = draw_secret(self.chance());
        let token =
            Token { purpose, user, created_at: now, ends_at: now.plus(CEREMONY), detail: Some(state) };
        let mut tx = self.store().begin().await?;
        if let Some(user) = user {
            tokens::void(&mut tx, user, purpose, now).await?;
        }
        tokens::insert(&mut tx, &bound(by, &ceremony), &token).await?;
        tx.commit().await?;
        Ok(PasskeyCeremony { options, ceremony })
    }

    /// Takes what an answer is judged by; a second answer finds nothing.
    async fn take_ceremony(
        &self,
        purpose: &'static str,
        by: &str,
        ceremony: &Secret,
    ) -> Result<Option<Secret>, AccountError> {
        let mut tx = self.store().begin().await?;
        let token = tokens::take(&mut tx, purpose, &bound(by, ceremony), self.now()).await?;
        tx.commit().await?;
        Ok(token.and_then(|token| token.detail))
    }

    /// Judges an answer. Without a person who is known already, the device has to say whose the passkey is.
    async fn judge_device(
        &self,
        state: Option<Secret>,
        answer: &str,
        person: Option<UserId>,
    ) -> Result<Judged, AccountError> {
        let (Some(state), Some(devices)) = (state, self.ceremonies()) else { return Ok(Judged::Unknown) };
        let Some(claim) = devices.read(answer) else { return Ok(Judged::Unknown) };
        let Some(kept) = self.store().passkey_with(&claim.passkey).await? else { return Ok(Judged::Unknown) };
        if claim.user.or(person) != Some(kept.user) || person.is_some_and(|person| person != kept.user) {
            return Ok(Judged::Unknown);
        }
        Ok(match devices.take_proof(&state, answer, &kept.credential) {
            Some(proved) => {
                Judged::Right(Passkey { credential: proved.kept, counter: proved.counter, ..kept })
            }
            None => Judged::Wrong(kept.user),
        })
    }
}

/// A ceremony's secret, worth something only in the hands of whoever asked.
fn bound(by: &str, ceremony: &Secret) -> Secret {
    Secret::new(format!("{by} {}", ceremony.expose()))
}

fn of_visit(visitor: &Visitor) -> String {
    visitor.session.id.to_string()
}

fn checked_name(name: &str) -> Result<String, AccountError> {
    check_text("passkey", name, LONGEST_NAME)?;
    Ok(name.trim().to_owned())
}

fn gone(error: facteur_store::Error) -> AccountError {
    match error {
        facteur_store::Error::Missing => AccountError::NoPasskey,
        error => error.into(),
    }
}
