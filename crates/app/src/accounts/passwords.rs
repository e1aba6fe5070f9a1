//! Passwords: how good one has to be, and how it is kept and compared.

use super::AccountError;
use crate::{App, Unavailable};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use facteur_model::secret::Secret;
use std::sync::Arc;
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

/// Characters of the shortest password.
const SHORTEST: usize = 8;
/// Characters of the longest. Longer ones would only cost time.
const LONGEST: usize = 255;
/// Characters that are looked at for how soon they would be guessed: the time grows faster than the length.
const JUDGED: usize = 60;
/// What people here would try first, besides the English words that the estimate knows.
const TRIED_FIRST: [&str; 14] = [
    "facteur",
    "motdepasse",
    "mot de passe",
    "bonjour",
    "soleil",
    "azerty",
    "canada",
    "ottawa",
    "quebec",
    "montreal",
    "notification",
    "notify",
    "courriel",
    "bienvenue",
];

/// Memory of one hash in KiB, passes over it, lanes: the recommendation of OWASP for Argon2id.
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// Passwords that wait for their turn; more is an attack, and says so.
const MOST_WAITING: usize = 128;

/// Why a password cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordTrouble {
    TooShort,
    TooLong,
    /// It would soon be guessed.
    Guessable,
}

/// What speaks against a password, for somebody with this name and address.
pub fn password_trouble(password: &Secret, name: &str, email: &str) -> Option<PasswordTrouble> {
    let password = password.expose();
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(PasswordTrouble::TooShort);
    }
    if length > LONGEST {
        return Some(PasswordTrouble::TooLong);
    }
    let known: Vec<&str> =
        TRIED_FIRST.iter().copied().chain([name, email]).chain(email.split(['@', '.'])).collect();
    let judged: String = password.chars().take(JUDGED).collect();
    (zxcvbn(&judged, &known).score() < Score::Three).then_some(PasswordTrouble::Guessable)
}

/// Hashes passwords: a few at once, because each takes memory and a processor for a while.
pub(crate) struct Hasher {
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self { turns: Arc::new(Semaphore::new(processors)), waiting: Arc::new(Semaphore::new(MOST_WAITING)) }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("too many passwords wait to be looked at")]
struct Queue;

impl Hasher {
    /// Does the hard work away from the threads that answer requests.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unavailable> {
        let busy = || Unavailable::ForNow { retry_after_seconds: 5, source: Box::new(Queue) };
        let _place = self.waiting.try_acquire().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| busy())?;
        let done = tokio::task::spawn_blocking(move || {
            // Held by the work itself: a request that went away must not let another begin.
            let _turn = turn;
            work()
        });
        done.await.map_err(|error| Unavailable::Broken(Box::new(error)))
    }
}

fn argon2() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).expect("the cost is within the bounds of Argon2");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

impl App {
    /// A password as it is kept.
    pub(super) async fn hash_password(&self, password: &Secret) -> Result<Secret, AccountError> {
        let password = password.clone();
        let mut salt = [0_u8; 16];
        self.chance().fill(&mut salt);
        let hashed = self.hasher().work(move || {
            let hashed = argon2().hash_password_with_salt(password.expose().as_bytes(), &salt);
            hashed.map(|hash| Secret::new(hash.to_string())).map_err(|error| error.to_string())
        });
        let hashed = hashed.await?;
        hashed.map_err(|error| Unavailable::Broken(error.into()).into())
    }

    /// Is this the password? Without one to compare with, the answer is no after the same work.
    pub(super) async fn is_password(
        &self,
        password: &Secret,
        kept: Option<&Secret>,
    ) -> Result<bool, AccountError> {
        let (password, kept) = (password.clone(), kept.cloned());
        let compared = self.hasher().work(move || {
            // Nobody's password is compared beyond what anybody may choose.
            let typed: String = password.expose().chars().take(LONGEST + 1).collect();
            let typed = Secret::new(typed);
            let Some(kept) = kept else {
                // Only the time that it takes counts.
                let _ = argon2().hash_password_with_salt(typed.expose().as_bytes(), &[0; 16]);
                return false;
            };
            argon2().verify_password(typed.expose().as_bytes(), kept.expose()).is_ok()
        });
        Ok(compared.await?)
    }

    /// A new password as it is kept, if it is good enough for somebody with this name and address.
    pub(super) async fn new_password(
        &self,
        password: &Secret,
        name: &str,
        email: &str,
    ) -> Result<Secret, AccountError> {
        match password_trouble(password, name, email) {
            Some(trouble) => Err(AccountError::Password(trouble)),
            None => self.hash_password(password).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(password: &str) -> Option<PasswordTrouble> {
        password_trouble(&Secret::new(password), "Zoé Tremblay", "zoe.tremblay@example.ca")
    }

    #[test]
    fn short_long_and_guessable_passwords_are_told_apart() {
        assert_eq!(trouble("x7!qP2z"), Some(PasswordTrouble::TooShort));
        assert_eq!(trouble(&"é".repeat(256)), Some(PasswordTrouble::TooLong));
        for guessable in
            ["password", "motdepasse", "azertyuiop", "tremblay1", "zoe.tremblay", "aaaaaaaaaaaa", "Bonjour1"]
        {
            assert_eq!(trouble(guessable), Some(PasswordTrouble::Guessable), "{guessable}");
        }
        for good in ["lièvre pourpre 82 tambour", "kX9#vL2pQw", "quatre chevaux mangent du granit"] {
            assert_eq!(trouble(good), None, "{good}");
        }
    }
}
