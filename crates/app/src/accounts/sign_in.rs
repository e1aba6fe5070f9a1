//! Signing in: the password, then the second factor. Each step begins a visit under a new id and ends the one before,
//! so that an id that somebody knew beforehand is worth nothing afterwards.

use super::codes::Factor;
use super::throttle::Try;
use super::{AccountError, Browser, printed, reader};
use crate::visits::Visitor;
use crate::{App, Letter};
use facteur_model::id::{SignInId, UserId};
use facteur_model::person::{Client, SecondFactor, SessionStage, SignInOutcome, UserStanding};
use facteur_model::secret::Secret;
use facteur_store::{SignIn, Transaction, User, sessions, sign_ins, tokens};

/// Characters of an address that are looked at.
const LONGEST_ADDRESS: usize = 320;
/// Sign-ins among which a browser is looked for.
const REMEMBERED: usize = 50;

impl App {
    /// The first step. The answer, and the work, are the same for a wrong password, for an address without an account,
    /// and for an account that may not be used; of the last its owner learns by letter.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &Secret,
        client: &Client,
        earlier: Option<&Visitor>,
    ) -> Result<Secret, AccountError> {
        let email: String = email.trim().to_lowercase().chars().take(LONGEST_ADDRESS).collect();
        let user = self.store().user_by_email(&email).await?;
        let tried = Self::password_try(&email, user.as_ref().map(|user| user.id), client);
        self.count_try(&tried).await?;
        let kept = user.as_ref().and_then(|user| user.password.as_ref());
        let is_right = self.is_password(password, kept).await?;
        let mut tx = self.store().begin().await?;
        let Some(user) = user.filter(|_| is_right) else {
            Self::write_again(&mut tx, &tried).await?;
            if let Some(owner) = tried.owner {
                self.note(&mut tx, owner, SignInOutcome::WrongPassword, client).await?;
            }
            tx.commit().await?;
            return Err(AccountError::Wrong);
        };
        if user.standing != UserStanding::Active {
            self.note(&mut tx, user.id, SignInOutcome::Refused, client).await?;
            tx.commit().await?;
            if user.standing == UserStanding::Blocked && self.may_write_to(&email, client).await? {
                self.write_to(&reader(&user), &Letter::new("account-blocked")).await?;
            }
            return Err(AccountError::Wrong);
        }
        self.forgive(&mut tx, &tried).await?;
        if let Some(earlier) = earlier {
            sessions::end(&mut tx, earlier.user.id, earlier.session.id).await?;
        }
        tx.commit().await?;
        let held = self.begin_visit(user.id, SessionStage::SecondFactor, client.clone()).await?;
        if self.factor_of(&user) == SecondFactor::Email
            && let Some(visitor) = self.visitor(&held).await?
        {
            match self.send_code(&visitor).await {
                // A code went to another visit just now; the page has a button to ask for one.
                Ok(()) | Err(AccountError::TooMany { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(held)
    }

    /// Counts a try at the second step, by a visit that is there. `account` is the number of its user.
    pub(super) async fn try_second_step<'a>(
        &self,
        visitor: &Visitor,
        account: &'a str,
        client: &'a Client,
    ) -> Result<Try<'a>, AccountError> {
        if visitor.session.stage != SessionStage::SecondFactor {
            return Err(AccountError::NotAllowed);
        }
        let tried = Try { what: "code", account, owner: Some(visitor.user.id), client };
        self.count_try(&tried).await?;
        Ok(tried)
    }

    /// The second step: a code by e-mail, of the app, or from paper.
    pub async fn give_code(
        &self,
        visitor: &Visitor,
        typed: &str,
        client: &Client,
    ) -> Result<Secret, AccountError> {
        let user = &visitor.user;
        let account = user.id.to_string();
        let tried = self.try_second_step(visitor, &account, client).await?;
        let mut tx = self.store().begin().await?;
        let Some(factor) = self.take_code(&mut tx, visitor, typed).await? else {
            self.note(&mut tx, user.id, SignInOutcome::WrongCode, client).await?;
            tx.commit().await?;
            return Err(AccountError::Wrong);
        };
        self.forgive(&mut tx, &tried).await?;
        sessions::end(&mut tx, user.id, visitor.session.id).await?;
        tx.commit().await?;
        if factor == Factor::Paper {
            let left = self.store().recovery_codes_left(user.id).await?;
            let letter = Letter::new("recovery-code-used")
                .with("left", left.to_string())
                .with("link", self.link("/user-profile/recovery-codes"));
            self.write_to(&reader(user), &letter).await?;
        }
        self.begin_full_visit(user, client).await
    }

    /// Begins the visit of somebody who has given both factors, and tells them when the browser is a new one.
    pub(super) async fn begin_full_visit(
        &self,
        user: &User,
        client: &Client,
    ) -> Result<Secret, AccountError> {
        let before = self.store().sign_ins_with(user.id, SignInOutcome::SignedIn, REMEMBERED).await?;
        let is_new = !before.is_empty() && !before.iter().any(|sign_in| sign_in.client.agent == client.agent);
        let now = self.now();
        let mut tx = self.store().begin().await?;
        tokens::void(&mut tx, user.id, super::links::CODE, now).await?;
        self.note(&mut tx, user.id, SignInOutcome::SignedIn, client).await?;
        tx.commit().await?;
        let held = self.begin_visit(user.id, SessionStage::Full, client.clone()).await?;
        if is_new {
            let letter = Letter::new("new-browser")
                .with("browser", Browser::of(&client.agent).text())
                .with("when", printed(now))
                .with("link", self.link("/user-profile/visits"));
            self.write_to(&reader(user), &letter).await?;
        }
        Ok(held)
    }

    pub(super) async fn note(
        &self,
        tx: &mut Transaction,
        user: UserId,
        outcome: SignInOutcome,
        client: &Client,
    ) -> Result<(), AccountError> {
        let at = self.now();
        let id = SignInId::new(at, self.chance());
        let client = client.clone();
        Ok(sign_ins::insert(tx, &SignIn { id, user, at, outcome, client }).await?)
    }
}
