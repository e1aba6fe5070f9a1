//! How many texts a service may send to one number within an hour: a program in a loop must not bury a person in
//! messages, and carriers block senders of too many equal ones (contract §5.6).
//!
//! Counted in memory, by the minute, under keyed tags; each node tells the others of numbers that get many, so that
//! together they let through no more than allowed, give or take what a node lets through between two exchanges and
//! [`TOLD_FROM`] texts for each of them. A restart forgets what was counted.

use crate::{App, Unavailable};
use facteur_model::id::ServiceId;
use facteur_model::time::{MINUTE, Moment, SECOND};
use facteur_store::{TextTag, TextUse};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Minutes that count.
const WINDOW: i64 = 60;
/// Numbers, and texts to them, counted at once: some thirty megabytes at most.
const MOST_COUNTED: usize = 200_000;
/// From so many texts on, the other nodes are told of a number.
const TOLD_FROM: u32 = 4;
/// What is told of in one exchange.
const MOST_TOLD: usize = 1_000;

/// How many texts one number may get from a service within an hour; 0 for any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimits {
    /// Of the same text.
    pub equal: u32,
    /// Of any texts.
    pub any: u32,
}

impl TextLimits {
    /// Is there any?
    pub(crate) fn are_set(self) -> bool {
        self != Self { equal: 0, any: 0 }
    }
}

impl Default for TextLimits {
    fn default() -> Self {
        Self { equal: 20, any: 100 }
    }
}

/// A number has had as many texts as it may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowded {
    /// As many equal ones.
    Equal { limit: u32, seconds: u32 },
    /// As many, whatever they said.
    Any { limit: u32, seconds: u32 },
}

#[derive(Default)]
pub(crate) struct Texts(Mutex<HashMap<(ServiceId, TextTag), Count>>);

/// What went to a number: by this node, and by the others as far as is known.
#[derive(Default)]
struct Count {
    minutes: Vec<Used>,
    is_told: bool,
}

#[derive(Clone, Copy)]
struct Used {
    minute: i64,
    own: u32,
    others: u32,
}

impl Count {
    /// Those of the hour that ends with this minute.
    fn within(&self, minute: i64) -> u32 {
        let counted =
            self.minutes.iter().filter(|used| used.minute > minute - WINDOW && used.minute <= minute);
        counted.map(|used| used.own.saturating_add(used.others)).fold(0, u32::saturating_add)
    }

    fn all(&self) -> u32 {
        self.minutes.iter().map(|used| used.own.saturating_add(used.others)).fold(0, u32::saturating_add)
    }

    fn at(&mut self, minute: i64) -> &mut Used {
        let place = self.minutes.iter().position(|used| used.minute == minute);
        let place = place.unwrap_or_else(|| {
            self.minutes.push(Used { minute, own: 0, others: 0 });
            self.minutes.len() - 1
        });
        &mut self.minutes[place]
    }

    /// When the first of them counts no more, so that one more fits.
    fn free_at(&self, minute: i64, limit: u32) -> i64 {
        let mut counted: Vec<Used> =
            self.minutes.iter().copied().filter(|used| used.minute > minute - WINDOW).collect();
        counted.sort_by_key(|used| used.minute);
        let mut left = self.within(minute);
        for used in counted {
            left = left.saturating_sub(used.own.saturating_add(used.others));
            if left < limit {
                return used.minute + WINDOW;
            }
        }
        minute + WINDOW
    }

    fn forget_before(&mut self, minute: i64) -> bool {
        self.minutes.retain(|used| used.minute > minute - WINDOW);
        !self.minutes.is_empty()
    }
}

impl Texts {
    /// Could a number still get a text that is to leave at a moment behind others that have not been counted? `ahead` says
    /// how many of those are for the number, and how many say the same to it.
    pub(crate) fn would_admit(
        &self,
        service: ServiceId,
        tags: [TextTag; 2],
        leaves_at: Moment,
        ahead: [u32; 2],
        limits: TextLimits,
    ) -> Result<(), Crowded> {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        judge(&counted, service, tags, leaves_at, ahead, limits)
    }

    /// Counts one text that is to leave at a moment, if the number may still get it.
    pub(crate) fn admit(
        &self,
        service: ServiceId,
        tags: [TextTag; 2],
        now: Moment,
        leaves_at: Moment,
        limits: TextLimits,
    ) -> Result<(), Crowded> {
        let (this, minute) = (minute_of(now), minute_of(leaves_at));
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        judge(&counted, service, tags, leaves_at, [0, 0], limits)?;
        if counted.len() + 2 > MOST_COUNTED {
            make_room(&mut counted, this);
        }
        for tag in tags {
            let count = counted.entry((service, tag)).or_default();
            count.forget_before(this);
            let used = count.at(minute);
            used.own = used.own.saturating_add(1);
            count.is_told = false;
        }
        Ok(())
    }

    /// The text did not leave after all.
    pub(crate) fn take_back(&self, service: ServiceId, tags: [TextTag; 2], leaves_at: Moment) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for tag in tags {
            if let Some(count) = counted.get_mut(&(service, tag)) {
                let used = count.at(minute_of(leaves_at));
                used.own = used.own.saturating_sub(1);
                count.is_told = false;
            }
        }
    }

    /// What the other nodes have not been told of numbers that get many.
    fn take_untold(&self) -> Vec<TextUse> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut untold = Vec::new();
        let many = counted.iter_mut().filter(|(_, count)| !count.is_told && count.all() >= TOLD_FROM);
        for ((service, tag), count) in many {
            if untold.len() >= MOST_TOLD {
                break;
            }
            count.is_told = true;
            let own = count.minutes.iter().filter(|used| used.own > 0);
            untold.extend(own.map(|used| TextUse {
                service: *service,
                tag: *tag,
                minute: used.minute,
                texts: used.own,
            }));
        }
        untold
    }

    /// Nobody was told after all.
    fn tell_again(&self, untold: &[TextUse]) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for told in untold {
            if let Some(count) = counted.get_mut(&(told.service, told.tag)) {
                count.is_told = false;
            }
        }
    }

    fn hear(&self, told: &[TextUse]) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for told in told {
            if counted.len() >= MOST_COUNTED && !counted.contains_key(&(told.service, told.tag)) {
                continue;
            }
            counted.entry((told.service, told.tag)).or_default().at(told.minute).others = told.texts;
        }
    }
}

/// May a number still get a text, besides what was counted and what is ahead of it?
fn judge(
    counted: &HashMap<(ServiceId, TextTag), Count>,
    service: ServiceId,
    [number, text]: [TextTag; 2],
    leaves_at: Moment,
    [any, equal]: [u32; 2],
    limits: TextLimits,
) -> Result<(), Crowded> {
    let minute = minute_of(leaves_at);
    for (tag, limit, ahead) in [(text, limits.equal, equal), (number, limits.any, any)] {
        let count = counted.get(&(service, tag));
        let had = count.map_or(0, |count| count.within(minute));
        if limit == 0 || had.saturating_add(ahead) < limit {
            continue;
        }
        let free = count.map_or(minute + WINDOW, |count| count.free_at(minute, limit));
        let wait = Moment::from_micros(free * MINUTE).since(leaves_at).max(0).div_euclid(SECOND) + 1;
        let seconds = u32::try_from(wait).unwrap_or(u32::MAX);
        return Err(if tag == text {
            Crowded::Equal { limit, seconds }
        } else {
            Crowded::Any { limit, seconds }
        });
    }
    Ok(())
}

/// Forgets what is past; and, should that not be enough, the numbers that got the fewest texts: those that get many
/// are what this is for.
fn make_room(counted: &mut HashMap<(ServiceId, TextTag), Count>, minute: i64) {
    counted.retain(|_, count| count.forget_before(minute));
    let mut fewest = 1;
    while counted.len() + 2 > MOST_COUNTED / 4 * 3 && fewest < u32::MAX / 2 {
        counted.retain(|_, count| count.all() > fewest);
        fewest *= 2;
    }
}

fn minute_of(moment: Moment) -> i64 {
    moment.micros().div_euclid(MINUTE)
}

/// A text that has been counted, to be taken back should it not leave.
pub(crate) struct CountedText {
    service: ServiceId,
    tags: [TextTag; 2],
    leaves_at: Moment,
}

impl App {
    /// Counts a text to a number, if it may still get one.
    pub(crate) fn count_text(
        &self,
        service: ServiceId,
        number: &str,
        text: &str,
        leaves_at: Moment,
    ) -> Result<Option<CountedText>, Crowded> {
        let limits = self.settings().texts_to_one_number;
        if !limits.are_set() {
            return Ok(None);
        }
        let tags = self.store().text_tags(service, number, text);
        self.texts().admit(service, tags, self.now(), leaves_at, limits)?;
        Ok(Some(CountedText { service, tags, leaves_at }))
    }

    /// The text did not leave after all.
    pub(crate) fn take_back_text(&self, counted: CountedText) {
        self.texts().take_back(counted.service, counted.tags, counted.leaves_at);
    }

    /// Tells the other nodes which numbers got many texts from this one, and hears the same of them, where several
    /// nodes share a database.
    pub async fn share_texts(&self) -> Result<(), Unavailable> {
        if !self.store().is_shared() {
            return Ok(());
        }
        let untold = self.texts().take_untold();
        match self.store().share_texts(untold.clone(), minute_of(self.now()) - WINDOW).await {
            Ok(told) => {
                self.texts().hear(&told);
                Ok(())
            }
            Err(error) => {
                self.texts().tell_again(&untold);
                Err(error.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOON: Moment = Moment::from_micros(1_795_435_200_000_000);
    const LIMITS: TextLimits = TextLimits { equal: 3, any: 5 };

    fn service() -> ServiceId {
        ServiceId::from_uuid(uuid::Uuid::from_u128(1))
    }

    fn send(texts: &Texts, text: u8, at: Moment) -> Result<(), Crowded> {
        texts.admit(service(), [[1; 16], [text; 16]], at, at, LIMITS)
    }

    #[test]
    fn an_hour_takes_so_many_equal_texts_and_so_many_of_any_kind() {
        let texts = Texts::default();
        for _ in 0..3 {
            assert_eq!(send(&texts, 7, NOON), Ok(()));
        }
        let refused = send(&texts, 7, NOON.plus(30 * SECOND)).unwrap_err();
        assert_eq!(refused, Crowded::Equal { limit: 3, seconds: 60 * 60 - 30 + 1 });
        assert_eq!(send(&texts, 8, NOON.plus(MINUTE)), Ok(()));
        assert_eq!(send(&texts, 9, NOON.plus(MINUTE)), Ok(()));
        assert!(matches!(send(&texts, 10, NOON.plus(MINUTE)), Err(Crowded::Any { limit: 5, .. })));
        assert_eq!(send(&texts, 7, NOON.plus(60 * MINUTE)), Ok(()));
    }

    #[test]
    fn a_text_that_did_not_leave_does_not_count() {
        let texts = Texts::default();
        for _ in 0..10 {
            assert_eq!(send(&texts, 7, NOON), Ok(()));
            texts.take_back(service(), [[1; 16], [7; 16]], NOON);
        }
    }

    #[test]
    fn what_is_ahead_in_a_list_counts_without_being_counted() {
        let texts = Texts::default();
        let ask = |ahead| texts.would_admit(service(), [[1; 16], [7; 16]], NOON, ahead, LIMITS);
        for _ in 0..10 {
            assert_eq!(ask([2, 2]), Ok(()));
        }
        assert!(matches!(ask([3, 3]), Err(Crowded::Equal { limit: 3, .. })));
        assert_eq!(ask([4, 0]), Ok(()));
        assert!(matches!(ask([5, 0]), Err(Crowded::Any { limit: 5, .. })));
        send(&texts, 7, NOON).unwrap();
        assert_eq!(ask([1, 1]), Ok(()));
        assert!(matches!(ask([2, 2]), Err(Crowded::Equal { .. })), "with what it got before");
    }

    #[test]
    fn what_the_other_nodes_let_through_counts_and_is_not_told_back() {
        let texts = Texts::default();
        for _ in 0..TOLD_FROM {
            texts.admit(service(), [[1; 16], [2; 16]], NOON, NOON, TextLimits { equal: 0, any: 0 }).unwrap();
        }
        let told = texts.take_untold();
        assert_eq!(told.len(), 2);
        assert!(texts.take_untold().is_empty());
        let other = Texts::default();
        other.hear(&told);
        other.hear(&told);
        assert_eq!(send(&other, 9, NOON), Ok(()));
        assert!(send(&other, 9, NOON).is_err());
        assert!(other.take_untold().iter().all(|used| used.texts == 1), "only its own");
    }

    #[test]
    fn memory_is_bounded_and_numbers_that_get_many_are_kept() {
        let texts = Texts::default();
        for _ in 0..3 {
            send(&texts, 7, NOON).unwrap();
        }
        for n in 0..MOST_COUNTED {
            let tag = |kind: u8| {
                let mut tag = [kind; 16];
                tag[..8].copy_from_slice(&n.to_be_bytes());
                tag
            };
            texts.admit(service(), [tag(3), tag(4)], NOON, NOON, LIMITS).unwrap();
        }
        assert!(texts.0.lock().unwrap().len() <= MOST_COUNTED);
        assert!(send(&texts, 7, NOON).is_err());
    }

    proptest! {
        #[test]
        fn no_hour_has_more_than_allowed(steps in prop::collection::vec(0_i64..20, 1..200)) {
            let texts = Texts::default();
            let (mut now, mut sent) = (NOON, Vec::new());
            for step in steps {
                now = now.plus(step * MINUTE);
                match send(&texts, 7, now) {
                    Ok(()) => sent.push(now),
                    Err(Crowded::Equal { seconds, .. } | Crowded::Any { seconds, .. }) => {
                        // Whoever waits as told is let in.
                        now = now.plus(i64::from(seconds) * SECOND);
                        prop_assert_eq!(send(&texts, 7, now), Ok(()));
                        sent.push(now);
                    }
                }
                let hour = sent.iter().filter(|at| now.since(**at) < 59 * MINUTE).count();
                prop_assert!(hour <= 3);
            }
        }
    }
}
