//! Who is called next, and how many at once.
//!
//! Each endpoint has a few places, and all of them together have a bound. Endpoints that failed or were slow the last
//! time have one place each and share a part of the whole: however many of them there are, the others go on.

use facteur_model::id::{ServiceId, WebhookId};
use facteur_model::time::Moment;
use std::collections::HashMap;

/// Calls at once.
const MOST: usize = 128;
/// Of these, calls of endpoints that failed or were slow.
const MOST_POOR: usize = 32;
/// Calls of one endpoint at once.
const MOST_OF_ONE: usize = 8;
/// Endpoints of which calls are taken in one pass.
const MOST_PICKS: usize = 64;

/// Which calls to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    pub service: ServiceId,
    pub webhook: WebhookId,
    pub most: usize,
}

struct Endpoint {
    service: ServiceId,
    due_at: Option<Moment>,
    under_way: usize,
    is_poor: bool,
}

/// The endpoints that have work or had it a moment ago.
#[derive(Default)]
pub struct Places {
    endpoints: HashMap<WebhookId, Endpoint>,
    under_way: usize,
    poor_under_way: usize,
}

impl Places {
    /// There is work for an endpoint, due then.
    pub fn note(&mut self, service: ServiceId, webhook: WebhookId, due_at: Moment) {
        let endpoint = self.endpoint(service, webhook);
        endpoint.due_at = Some(endpoint.due_at.map_or(due_at, |known| known.min(due_at)));
    }

    /// What was known of an endpoint's work is done, and this is what comes next.
    pub fn set(&mut self, service: ServiceId, webhook: WebhookId, due_at: Option<Moment>) {
        self.endpoint(service, webhook).due_at = due_at;
        self.tidy(webhook);
    }

    /// What to take now, longest due first; and when to look again.
    pub fn plan(&self, now: Moment) -> (Vec<Pick>, Option<Moment>) {
        let mut due: Vec<_> = self
            .endpoints
            .iter()
            .filter_map(|(webhook, endpoint)| Some((endpoint.due_at?, *webhook, endpoint)))
            .collect();
        due.sort_by_key(|(due_at, webhook, _)| (*due_at, *webhook));
        let (mut left, mut left_for_poor) =
            (MOST - self.under_way.min(MOST), MOST_POOR - self.poor_under_way.min(MOST_POOR));
        let (mut picks, mut again_at) = (Vec::new(), None);
        for (due_at, webhook, endpoint) in due {
            if due_at > now {
                again_at = Some(due_at);
                break;
            }
            let most = if endpoint.is_poor {
                (1_usize.saturating_sub(endpoint.under_way)).min(left_for_poor).min(left)
            } else {
                MOST_OF_ONE.saturating_sub(endpoint.under_way).min(left)
            };
            if most == 0 {
                continue;
            }
            left -= most;
            if endpoint.is_poor {
                left_for_poor -= most;
            }
            picks.push(Pick { service: endpoint.service, webhook, most });
            if picks.len() == MOST_PICKS {
                break;
            }
        }
        (picks, again_at)
    }

    /// A call has begun. Says whether it counts among the poor.
    pub fn enter(&mut self, service: ServiceId, webhook: WebhookId) -> bool {
        let endpoint = self.endpoint(service, webhook);
        endpoint.under_way += 1;
        let is_poor = endpoint.is_poor;
        self.under_way += 1;
        self.poor_under_way += usize::from(is_poor);
        is_poor
    }

    /// A call has ended. `was_poor` is what [`Places::enter`] said.
    pub fn leave(&mut self, webhook: WebhookId, was_poor: bool) {
        self.under_way = self.under_way.saturating_sub(1);
        self.poor_under_way = self.poor_under_way.saturating_sub(usize::from(was_poor));
        if let Some(endpoint) = self.endpoints.get_mut(&webhook) {
            endpoint.under_way = endpoint.under_way.saturating_sub(1);
        }
        self.tidy(webhook);
    }

    /// The last call of an endpoint failed or was slow, or it was neither.
    pub fn judge(&mut self, webhook: WebhookId, is_poor: bool) {
        if let Some(endpoint) = self.endpoints.get_mut(&webhook) {
            endpoint.is_poor = is_poor;
        }
    }

    fn endpoint(&mut self, service: ServiceId, webhook: WebhookId) -> &mut Endpoint {
        let new = Endpoint { service, due_at: None, under_way: 0, is_poor: false };
        self.endpoints.entry(webhook).or_insert(new)
    }

    /// What is nothing special need not be remembered.
    fn tidy(&mut self, webhook: WebhookId) {
        let nothing = |one: &Endpoint| one.due_at.is_none() && one.under_way == 0 && !one.is_poor;
        if self.endpoints.get(&webhook).is_some_and(nothing) {
            self.endpoints.remove(&webhook);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Moment = Moment::from_micros(1_000_000);

    fn id(number: u128) -> (ServiceId, WebhookId) {
        (ServiceId::from_uuid(Uuid::from_u128(1)), WebhookId::from_uuid(Uuid::from_u128(number)))
    }

    #[test]
    fn endpoints_that_hang_leave_most_places_to_the_others() {
        let mut places = Places::default();
        for number in 0..200 {
            let (service, webhook) = id(number);
            places.note(service, webhook, Moment::from_micros(0));
            places.judge(webhook, true);
        }
        let (service, healthy) = id(1_000);
        places.note(service, healthy, NOW);
        let mut taken = 0;
        loop {
            let (picks, _) = places.plan(NOW);
            let poor: Vec<_> = picks.iter().filter(|pick| pick.webhook != healthy).collect();
            if poor.is_empty() {
                break;
            }
            for pick in poor {
                assert_eq!(pick.most, 1);
                assert!(places.enter(pick.service, pick.webhook));
                taken += 1;
            }
        }
        assert_eq!(taken, MOST_POOR);
        let (picks, _) = places.plan(NOW);
        assert_eq!(picks, [Pick { service, webhook: healthy, most: MOST_OF_ONE }]);
    }

    #[test]
    fn one_endpoint_never_has_all_places_and_nobody_has_more_than_there_are() {
        let mut places = Places::default();
        for number in 0..100 {
            let (service, webhook) = id(number);
            places.note(service, webhook, NOW);
        }
        for _ in 0..3 {
            for pick in places.plan(NOW).0 {
                assert!(pick.most <= MOST_OF_ONE);
                for _ in 0..pick.most {
                    places.enter(pick.service, pick.webhook);
                }
            }
        }
        assert_eq!(places.under_way, MOST);
        assert!(places.plan(NOW).0.is_empty());
    }

    #[test]
    fn what_is_due_later_is_looked_at_later() {
        let mut places = Places::default();
        let (service, webhook) = id(1);
        places.note(service, webhook, NOW.plus(5));
        assert_eq!(places.plan(NOW), (Vec::new(), Some(NOW.plus(5))));
        places.set(service, webhook, None);
        assert!(places.endpoints.is_empty());
    }
}
