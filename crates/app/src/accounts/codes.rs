//! The second factor: a code by e-mail, from an app, or from paper.

use super::links::CODE;
use super::{AccountError, SharedSecret, reader, totp};
use crate::visits::Visitor;
use crate::{App, Letter};
use facteur_model::person::{SecondFactor, SessionStage};
use facteur_model::secret::Secret;
use facteur_model::time::{MINUTE, Micros, SECOND};
use facteur_store::{Token, Transaction, recovery_codes, tokens, users};

/// How long a code by e-mail is good for.
const CODE_LASTS: Micros = 30 * MINUTE;
/// Letters with codes do not follow one another faster.
const BETWEEN_CODES: Micros = 10 * SECOND;
/// Codes on one sheet.
const ON_PAPER: usize = 10;

/// What a code turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    Email,
    App,
    Paper,
}

/// A code as it is kept: of this visit, so that nobody else's visit can use it.
fn kept(visitor: &Visitor, code: &str) -> Secret {
    Secret::new(format!("{} {code}", visitor.session.id))
}

impl App {
    /// Sends a new code to somebody who has given the password; the ones before are worthless then.
    pub async fn send_code(&self, visitor: &Visitor) -> Result<(), AccountError> {
        let now = self.now();
        let user = &visitor.user;
        if visitor.session.stage != SessionStage::SecondFactor || self.factor_of(user) != SecondFactor::Email
        {
            return Err(AccountError::NotAllowed);
        }
        if let Some(latest) = self.store().latest_token(user.id, CODE).await? {
            let wait = latest.plus(BETWEEN_CODES).since(now);
            if wait > 0 {
                return Err(AccountError::TooMany { seconds: u64::try_from(wait / SECOND + 1).unwrap_or(1) });
            }
        }
        let code = self.six_digits();
        let token = Token {
            purpose: CODE,
            user: Some(user.id),
            created_at: now,
            ends_at: now.plus(CODE_LASTS),
            detail: None,
        };
        let mut tx = self.store().begin().await?;
        tokens::void(&mut tx, user.id, CODE, now).await?;
        match tokens::insert(&mut tx, &kept(visitor, &code), &token).await {
            Ok(()) => tx.commit().await?,
            // The same six digits twice within one visit: the letter that went before is still right for them.
            Err(facteur_store::Error::Exists) => return Err(AccountError::TooMany { seconds: 1 }),
            Err(error) => return Err(error.into()),
        }
        self.write_to(&reader(user), &Letter::new("sign-in-code").with("code", code)).await?;
        Ok(())
    }

    fn six_digits(&self) -> String {
        /// The largest multiple of a million that four bytes hold: what is above would favour small codes.
        const FAIR: u32 = u32::MAX - u32::MAX % 1_000_000;
        loop {
            let mut bytes = [0_u8; 4];
            self.chance().fill(&mut bytes);
            let number = u32::from_be_bytes(bytes);
            if number < FAIR {
                return format!("{:06}", number % 1_000_000);
            }
        }
    }

    /// Uses a code up; nothing when it is not one of this person's.
    pub(super) async fn take_code(
        &self,
        tx: &mut Transaction,
        visitor: &Visitor,
        typed: &str,
    ) -> Result<Option<Factor>, AccountError> {
        let now = self.now();
        let user = &visitor.user;
        let code: String =
            typed.chars().filter(|character| !matches!(character, ' ' | '-' | '\u{a0}')).collect();
        if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            return match self.factor_of(user) {
                SecondFactor::Email => {
                    let taken = tokens::take(tx, CODE, &kept(visitor, &code), now).await?;
                    Ok(taken.map(|_| Factor::Email))
                }
                SecondFactor::App => {
                    let secret = user.totp.as_ref().and_then(|secret| SharedSecret::parse(secret.expose()));
                    let step = secret.and_then(|secret| secret.step_of(&code, now));
                    let Some(step) = step else { return Ok(None) };
                    Ok(users::take_step(tx, user.id, step).await?.then_some(Factor::App))
                }
                SecondFactor::Passkey => Ok(None),
            };
        }
        let paper = Secret::new(code.to_ascii_lowercase());
        Ok(recovery_codes::take(tx, user.id, &paper, now).await?.then_some(Factor::Paper))
    }

    /// A new sheet of codes: as they are shown, once.
    pub(super) async fn write_sheet(
        &self,
        tx: &mut Transaction,
        visitor: &Visitor,
    ) -> Result<Vec<String>, AccountError> {
        let mut shown = Vec::with_capacity(ON_PAPER);
        let mut codes = Vec::with_capacity(ON_PAPER);
        for _ in 0..ON_PAPER {
            // 50 bits: nobody guesses one, and ten letters can be copied by hand.
            let mut bytes = [0_u8; 10];
            self.chance().fill(&mut bytes);
            let code = totp::base32(&bytes)[..10].to_ascii_lowercase();
            shown.push(format!("{}-{}", &code[..5], &code[5..]));
            codes.push(Secret::new(code));
        }
        recovery_codes::replace(tx, visitor.user.id, &codes).await?;
        Ok(shown)
    }
}
