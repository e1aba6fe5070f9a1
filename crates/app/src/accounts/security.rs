//! The second factor, the visits, and the history of an account, for its owner.

use super::{AccountError, SharedSecret, reader};
use crate::visits::Visitor;
use crate::{App, Unavailable};
use facteur_model::id::SessionId;
use facteur_model::person::{Client, SecondFactor, SessionStage, SignInOutcome};
use facteur_model::secret::Secret;
use facteur_model::time::{DAY, Micros, Moment};
use facteur_store::{User, recovery_codes, sessions, sign_ins, throttles, tokens};
use serde_json::json;

/// Lines of the history.
const MOST_SIGN_INS: usize = 30;
/// How long tries are kept.
const KEPT: Micros = 90 * DAY;

/// A visit, in the list of its owner.
#[derive(Debug, Clone)]
pub struct PastVisit {
    pub id: SessionId,
    pub began_at: Moment,
    pub seen_at: Moment,
    pub client: Client,
    /// Is it the one that asks?
    pub is_this: bool,
}

/// A try to sign in, in the history of the account's owner.
#[derive(Debug, Clone)]
pub struct PastSignIn {
    pub at: Moment,
    pub outcome: SignInOutcome,
    pub client: Client,
}

impl App {
    /// Looks at the password of somebody who has signed in, before something is changed.
    pub async fn prove(
        &self,
        visitor: &Visitor,
        password: &Secret,
        client: &Client,
    ) -> Result<(), AccountError> {
        if visitor.authority().is_none() {
            return Err(AccountError::NotAllowed);
        }
        let user = &visitor.user;
        let tried = Self::password_try(&user.profile.email, Some(user.id), client);
        self.count_try(&tried).await?;
        let is_right = self.is_password(password, user.password.as_ref()).await?;
        if !is_right {
            return Err(AccountError::Wrong);
        }
        let mut tx = self.store().begin().await?;
        self.forgive(&mut tx, &tried).await?;
        sessions::proved(&mut tx, visitor.session.id, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A secret for an app that is being set up; it counts once a code of it was given.
    pub fn draw_shared_secret(&self) -> SharedSecret {
        SharedSecret::draw(self.chance())
    }

    /// Makes an app the second factor, and gives the codes for the day when it is lost.
    pub async fn use_app(
        &self,
        visitor: &Visitor,
        secret: SharedSecret,
        code: &str,
    ) -> Result<Vec<String>, AccountError> {
        self.needs_proof(visitor)?;
        let code: String = code.chars().filter(|character| *character != ' ').collect();
        let step = secret.step_of(&code, self.now()).ok_or(AccountError::Wrong)?;
        let user = User {
            second_factor: SecondFactor::App,
            totp: Some(secret.into_secret()),
            // This code was shown to a page; it opens nothing any more.
            totp_step: Some(step),
            ..visitor.user.clone()
        };
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let mut tx = self.store().begin().await?;
        let codes = self.write_sheet(&mut tx, visitor).await?;
        self.write_account(&mut tx, &visitor.user, &user, Vec::new(), "second-factor", &by).await?;
        tx.commit().await?;
        self.write_to(&reader(&user), &self.changed("second-factor")).await?;
        Ok(codes)
    }

    /// Makes a code by e-mail the second factor again.
    pub async fn use_email(&self, visitor: &Visitor) -> Result<(), AccountError> {
        self.needs_proof(visitor)?;
        let user =
            User { second_factor: SecondFactor::Email, totp: None, totp_step: None, ..visitor.user.clone() };
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let mut tx = self.store().begin().await?;
        recovery_codes::replace(&mut tx, user.id, &[]).await?;
        self.write_account(&mut tx, &visitor.user, &user, Vec::new(), "second-factor", &by).await?;
        tx.commit().await?;
        self.write_to(&reader(&user), &self.changed("second-factor")).await?;
        Ok(())
    }

    /// A new sheet of codes; the old one is worthless then.
    pub async fn new_recovery_codes(&self, visitor: &Visitor) -> Result<Vec<String>, AccountError> {
        self.needs_proof(visitor)?;
        let by = visitor.authority().ok_or(AccountError::NotAllowed)?;
        let mut tx = self.store().begin().await?;
        let codes = self.write_sheet(&mut tx, visitor).await?;
        self.record(&mut tx, &by, None, "user.recovery-codes", &visitor.user.id.to_string(), json!({}))
            .await?;
        tx.commit().await?;
        self.write_to(&reader(&visitor.user), &self.changed("recovery-codes")).await?;
        Ok(codes)
    }

    /// A person's visits, the latest first.
    pub async fn visits_of(&self, visitor: &Visitor) -> Result<Vec<PastVisit>, Unavailable> {
        let found = self.store().sessions_of(visitor.user.id, self.now()).await?;
        let full = found.into_iter().filter(|session| session.stage == SessionStage::Full);
        Ok(full
            .map(|session| PastVisit {
                id: session.id,
                began_at: session.created_at,
                seen_at: session.seen_at,
                is_this: session.id == visitor.session.id,
                client: session.client,
            })
            .collect())
    }

    /// Ends one visit of a person; says whether there was one.
    pub async fn end_own_visit(&self, visitor: &Visitor, id: SessionId) -> Result<bool, AccountError> {
        let mut tx = self.store().begin().await?;
        let ended = sessions::end(&mut tx, visitor.user.id, id).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends every visit of a person but the one that asks.
    pub async fn end_other_visits(&self, visitor: &Visitor) -> Result<(), AccountError> {
        let mut tx = self.store().begin().await?;
        sessions::end_all(&mut tx, visitor.user.id, Some(visitor.session.id)).await?;
        Ok(tx.commit().await?)
    }

    /// What was tried at a person's account, the latest first.
    pub async fn sign_in_history(&self, visitor: &Visitor) -> Result<Vec<PastSignIn>, Unavailable> {
        let found = self.store().sign_ins_of(visitor.user.id, MOST_SIGN_INS).await?;
        Ok(found
            .into_iter()
            .map(|one| PastSignIn { at: one.at, outcome: one.outcome, client: one.client })
            .collect())
    }

    /// Makes a visit last as long again as it would from its beginning.
    pub async fn extend_visit(&self, visitor: &Visitor) -> Result<Moment, AccountError> {
        if visitor.authority().is_none() {
            return Err(AccountError::NotAllowed);
        }
        let now = self.now();
        let ends = now.plus(crate::visits::VISIT);
        let mut tx = self.store().begin().await?;
        sessions::prolong(&mut tx, visitor.session.id, now, ends).await?;
        tx.commit().await?;
        Ok(ends)
    }

    /// Forgets visits, links, codes, tries and waits whose time is over.
    pub async fn sweep_visits(&self) -> Result<(), Unavailable> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        sessions::sweep(&mut tx, now).await?;
        tokens::sweep(&mut tx, now).await?;
        sign_ins::sweep(&mut tx, now.plus(-KEPT)).await?;
        throttles::sweep(&mut tx, now.plus(-super::throttle::FORGOTTEN)).await?;
        Ok(tx.commit().await?)
    }
}
