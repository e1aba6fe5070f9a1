//! Slowing down whoever guesses, without shutting the owner out.
//!
//! Three counters look at every try: of the account from this network address, of the address whatever the account,
//! and of the account whatever the address. Past its free tries each makes the next one wait, longer every time, up to
//! minutes; nothing is ever locked. The third would let strangers slow the owner down from everywhere, so it does not
//! count for a network address from which the owner has signed in before. And an owner who is far from home still has
//! the link by e-mail, which no counter of tries looks at, and after which all of them begin anew.
//!
//! A try is written down before it is looked at, so that a hundred at once are a hundred tries. Addresses without an
//! account are counted like all others: waiting says nothing about whether there is one.

use super::AccountError;
use crate::App;
use facteur_model::id::{FileId, UserId};
use facteur_model::person::{Client, SignInOutcome};
use facteur_model::time::{DAY, HOUR, MINUTE, Micros, Moment, SECOND};
use facteur_store::{Transaction, throttles};
use std::net::{IpAddr, Ipv6Addr};

/// Without a try for so long, all tries are free again.
pub(super) const FORGOTTEN: Micros = DAY;
/// Sign-ins of the owner among which a network address is looked for.
const REMEMBERED: usize = 50;

/// How a counter makes tries wait.
#[derive(Clone, Copy)]
struct Rule {
    free: u32,
    /// The first wait. Each further one is twice as long.
    first: Micros,
    longest: Micros,
}

const OF_BOTH: Rule = Rule { free: 5, first: 10 * SECOND, longest: 15 * MINUTE };
/// A whole office may stand behind one address, so that this one is patient, and never makes anybody wait for long.
const OF_ADDRESS: Rule = Rule { free: 200, first: 5 * SECOND, longest: MINUTE };
const OF_ACCOUNT: Rule = Rule { free: 20, first: 30 * SECOND, longest: 15 * MINUTE };
/// Addresses given for one file, from everywhere: whoever has the link knows at most a few to try.
const OF_FILE: Rule = Rule { free: 20, first: 30 * SECOND, longest: 15 * MINUTE };
/// Files that one person had kept for messages, and never sent.
const OF_HELD_FILES: Rule = Rule { free: 40, first: 30 * SECOND, longest: 15 * MINUTE };
/// Letters that a stranger can cause, to one address; the owner of the address would find a hundred of them.
const LETTERS_TO_ONE: Rule = Rule { free: 2, first: MINUTE, longest: HOUR };
/// And from one network address.
const LETTERS_FROM_ONE: Rule = Rule { free: 100, first: 10 * SECOND, longest: 5 * MINUTE };

impl Rule {
    fn wait(self, failures: u32) -> Micros {
        match failures.checked_sub(self.free) {
            None | Some(0) => 0,
            Some(beyond) => self.first.saturating_mul(1 << (beyond - 1).min(20)).min(self.longest),
        }
    }
}

/// A try to be counted: at what, and from where.
pub(super) struct Try<'a> {
    /// `password` or `code`.
    pub what: &'static str,
    /// Whose: an address, or an id.
    pub account: &'a str,
    /// The account, if there is one.
    pub owner: Option<UserId>,
    pub client: &'a Client,
}

impl Try<'_> {
    fn both(&self) -> String {
        format!("{} both {} {}", self.what, self.account, network(&self.client.address))
    }

    fn account(&self) -> String {
        format!("{} account {}", self.what, self.account)
    }

    fn address(&self) -> String {
        format!("{} address {}", self.what, network(&self.client.address))
    }
}

fn from(what: &str, client: &Client) -> String {
    format!("{what} from {}", network(&client.address))
}

/// What one household or office has of the network: providers give whole blocks of the long addresses away.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(long)) => {
            let [a, b, c, d, ..] = long.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        _ => address.to_owned(),
    }
}

/// Counts one more, or says how long to wait; then the transaction is to be dropped, because some were counted.
/// Counters are held in the order of `rules`: two tries at once must not wait for each other.
async fn count(
    tx: &mut Transaction,
    rules: &[(String, Rule)],
    now: Moment,
) -> Result<Result<(), u64>, facteur_store::Error> {
    for (what, rule) in rules {
        let Some(failures) = throttles::count(tx, what, now, now.plus(-FORGOTTEN)).await? else {
            let open_at = throttles::read(tx, what).await?.map_or(now, |throttle| throttle.open_at);
            return Ok(Err(u64::try_from(open_at.since(now).div_euclid(SECOND) + 1).unwrap_or(1)));
        };
        let wait = rule.wait(failures);
        if wait > 0 {
            throttles::close_until(tx, what, now.plus(wait)).await?;
        }
    }
    Ok(Ok(()))
}

/// What is counted of those who say that a file is for them.
fn readers(file: FileId, client: &Client) -> [String; 2] {
    [format!("file both {file} {}", network(&client.address)), format!("file {file}")]
}

fn held(person: UserId) -> String {
    format!("held files {person}")
}

impl App {
    /// Counts a try as failed until [`App::forgive`] says that it was right, or refuses to look at it.
    pub(super) async fn count_try(&self, tried: &Try<'_>) -> Result<(), AccountError> {
        let mut rules = vec![(tried.both(), OF_BOTH), (tried.address(), OF_ADDRESS)];
        if !self.is_known(tried).await? {
            rules.push((tried.account(), OF_ACCOUNT));
        }
        let mut tx = self.store().begin().await?;
        match count(&mut tx, &rules, self.now()).await? {
            Ok(()) => Ok(tx.commit().await?),
            Err(seconds) => {
                tx.rollback().await?;
                Err(AccountError::TooMany { seconds })
            }
        }
    }

    /// Counts an address that somebody gives to get a file, until [`App::forgive_reader`] says that it was right.
    /// The seconds until the next one is looked at, when there were too many.
    pub(crate) async fn count_reader(
        &self,
        file: FileId,
        client: &Client,
    ) -> Result<Result<(), u64>, crate::Unavailable> {
        let [both, of_file] = readers(file, client);
        let mut tx = self.store().begin().await?;
        let counted = count(&mut tx, &[(both, OF_BOTH), (of_file, OF_FILE)], self.now()).await?;
        tx.commit().await?;
        Ok(counted)
    }

    /// Counts a file that is kept for a message, until [`App::forgive_held_files`] says that one was sent. The seconds
    /// until the next one is kept, when there were too many.
    pub(crate) async fn count_held_file(
        &self,
        person: UserId,
    ) -> Result<Result<(), u64>, crate::Unavailable> {
        let mut tx = self.store().begin().await?;
        let counted = count(&mut tx, &[(held(person), OF_HELD_FILES)], self.now()).await?;
        tx.commit().await?;
        Ok(counted)
    }

    /// The person sends what they had kept.
    pub(crate) async fn forgive_held_files(&self, person: UserId) -> Result<(), crate::Unavailable> {
        let mut tx = self.store().begin().await?;
        throttles::clear(&mut tx, &held(person)).await?;
        Ok(tx.commit().await?)
    }

    /// The address was right.
    pub(crate) async fn forgive_reader(
        &self,
        file: FileId,
        client: &Client,
    ) -> Result<(), crate::Unavailable> {
        let mut tx = self.store().begin().await?;
        for what in readers(file, client) {
            throttles::clear(&mut tx, &what).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The try was right: it and those before it count no more.
    pub(super) async fn forgive(&self, tx: &mut Transaction, tried: &Try<'_>) -> Result<(), AccountError> {
        // In the order in which they are counted.
        throttles::clear(tx, &tried.both()).await?;
        // Somebody with an account of their own must not buy free tries at others' with it.
        throttles::take_back(tx, &tried.address(), self.now()).await?;
        Ok(throttles::clear(tx, &tried.account()).await?)
    }

    /// Counts something that is asked for from a network address, by whomever.
    pub(super) async fn count_from(&self, what: &str, client: &Client) -> Result<(), AccountError> {
        let mut tx = self.store().begin().await?;
        match count(&mut tx, &[(from(what, client), OF_ADDRESS)], self.now()).await? {
            Ok(()) => Ok(tx.commit().await?),
            Err(seconds) => Err(AccountError::TooMany { seconds }),
        }
    }

    /// It led to what it was asked for, and counts no more.
    pub(super) async fn forgive_from(
        &self,
        tx: &mut Transaction,
        what: &str,
        client: &Client,
    ) -> Result<(), AccountError> {
        Ok(throttles::take_back(tx, &from(what, client), self.now()).await?)
    }

    /// Writes the counters of a wrong try once more, so that an account that is there takes as long as one that is
    /// not: the former's owner gets a line in their history at this point.
    pub(super) async fn write_again(tx: &mut Transaction, tried: &Try<'_>) -> Result<(), AccountError> {
        Ok(throttles::write_again(tx, &tried.both()).await?)
    }

    /// After a link by e-mail all tries at the account are free again.
    pub(super) async fn forgive_account(
        tx: &mut Transaction,
        email: &str,
        client: &Client,
    ) -> Result<(), AccountError> {
        let tried = Try { what: "password", account: email, owner: None, client };
        throttles::clear(tx, &tried.both()).await?;
        Ok(throttles::clear(tx, &tried.account()).await?)
    }

    /// Has the owner signed in from this network address before?
    async fn is_known(&self, tried: &Try<'_>) -> Result<bool, AccountError> {
        let Some(owner) = tried.owner else { return Ok(false) };
        let here = network(&tried.client.address);
        let before = self.store().sign_ins_with(owner, SignInOutcome::SignedIn, REMEMBERED).await?;
        Ok(!here.is_empty() && before.iter().any(|sign_in| network(&sign_in.client.address) == here))
    }

    /// May a letter go to an address because somebody typed it into a form? `false` when one went a moment ago: the
    /// page says the same, and the letter is there already.
    pub(super) async fn may_write_to(&self, email: &str, client: &Client) -> Result<bool, AccountError> {
        let mut tx = self.store().begin().await?;
        let senders = [(from("letters", client), LETTERS_FROM_ONE)];
        if let Err(seconds) = count(&mut tx, &senders, self.now()).await? {
            return Err(AccountError::TooMany { seconds });
        }
        let to = [(format!("letters to {email}"), LETTERS_TO_ONE)];
        let may = count(&mut tx, &to, self.now()).await?.is_ok();
        tx.commit().await?;
        Ok(may)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_the_first_tries_are_free() {
        let waits: Vec<_> = (0..16).map(|failures| OF_BOTH.wait(failures) / SECOND).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
        assert_eq!(OF_BOTH.wait(u32::MAX), OF_BOTH.longest);
    }

    #[test]
    fn a_household_of_long_addresses_is_one() {
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
    }
}
