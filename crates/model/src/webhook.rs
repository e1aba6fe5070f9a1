//! What a service can be told of by webhooks, and what becomes of telling it.

use crate::notification::Status;

/// Something that an endpoint can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WebhookEvent {
    /// A message was delivered.
    Delivered,
    /// A message failed, whatever the reason.
    Failed,
    /// A recipient complained about an e-mail.
    Complaint,
    /// A text message came in.
    ReceivedText,
    /// Somebody tries the endpoint. Never chosen: it goes to the one endpoint that is tried.
    Test,
}

impl WebhookEvent {
    /// Those that an endpoint can choose.
    pub const CHOICES: [WebhookEvent; 4] =
        [WebhookEvent::Delivered, WebhookEvent::Failed, WebhookEvent::Complaint, WebhookEvent::ReceivedText];

    /// As it is stored, and as the header `webhook-event` says it.
    pub fn as_str(self) -> &'static str {
        match self {
            WebhookEvent::Delivered => "delivered",
            WebhookEvent::Failed => "failed",
            WebhookEvent::Complaint => "complaint",
            WebhookEvent::ReceivedText => "received-text",
            WebhookEvent::Test => "test",
        }
    }

    /// Reads what [`WebhookEvent::as_str`] said.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::CHOICES.into_iter().chain([WebhookEvent::Test]).find(|event| event.as_str() == text)
    }

    /// What a status tells (contract §6.1): nothing before the end, nothing of what was called off, and every failure,
    /// whoever caused it.
    pub fn of(status: Status) -> Option<Self> {
        match status {
            Status::Delivered => Some(WebhookEvent::Delivered),
            Status::Cancelled => None,
            other => other.is_terminal().then_some(WebhookEvent::Failed),
        }
    }
}

/// A small set of events.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct WebhookEvents(u8);

impl WebhookEvents {
    /// Is this event in it?
    pub fn contains(self, event: WebhookEvent) -> bool {
        self.0 & (1 << event as u8) != 0
    }

    /// Is nothing in it?
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in it, in one order.
    pub fn iter(self) -> impl Iterator<Item = WebhookEvent> {
        WebhookEvent::CHOICES.into_iter().filter(move |event| self.contains(*event))
    }

    /// The names, separated by commas, as stored.
    pub fn to_stored(self) -> String {
        self.iter().map(WebhookEvent::as_str).collect::<Vec<_>>().join(",")
    }

    /// Reads what [`WebhookEvents::to_stored`] wrote; names that this version does not know stand for nothing.
    pub fn from_stored(text: &str) -> Self {
        text.split(',').filter_map(WebhookEvent::from_stored).collect()
    }
}

impl FromIterator<WebhookEvent> for WebhookEvents {
    fn from_iter<T: IntoIterator<Item = WebhookEvent>>(events: T) -> Self {
        let choices = events.into_iter().filter(|event| *event != WebhookEvent::Test);
        Self(choices.fold(0, |bits, one| bits | 1 << one as u8))
    }
}

impl std::fmt::Debug for WebhookEvents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// How far the telling of one event to one endpoint has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WebhookState {
    /// It is due, now or later.
    Waiting,
    /// The endpoint took it.
    Delivered,
    /// The endpoint refused it, or did not take it in time.
    Failed,
    /// It came while the endpoint was suspended.
    Missed,
}

impl WebhookState {
    /// In the order of their numbers.
    pub const ALL: [WebhookState; 4] =
        [WebhookState::Waiting, WebhookState::Delivered, WebhookState::Failed, WebhookState::Missed];

    /// As it is said in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            WebhookState::Waiting => "waiting",
            WebhookState::Delivered => "delivered",
            WebhookState::Failed => "failed",
            WebhookState::Missed => "missed",
        }
    }

    /// Reads what [`WebhookState::as_str`] said.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// A number for the database. Never renumber.
    pub fn code(self) -> i64 {
        match self {
            WebhookState::Waiting => 0,
            WebhookState::Delivered => 1,
            WebhookState::Failed => 2,
            WebhookState::Missed => 3,
        }
    }

    /// Reads what [`WebhookState::code`] said.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_hears_of_ends_and_of_nothing_before() {
        for status in Status::ALL {
            let told = WebhookEvent::of(status);
            assert_eq!(told.is_some(), status.is_terminal() && status != Status::Cancelled, "{status:?}");
        }
        assert_eq!(WebhookEvent::of(Status::Delivered), Some(WebhookEvent::Delivered));
        assert_eq!(WebhookEvent::of(Status::VirusScanFailed), Some(WebhookEvent::Failed));
    }

    #[test]
    fn sets_and_states_come_back_as_they_were_stored() {
        let events: WebhookEvents = [WebhookEvent::Failed, WebhookEvent::ReceivedText].into_iter().collect();
        assert_eq!(WebhookEvents::from_stored(&events.to_stored()), events);
        assert!(WebhookEvents::from_stored("test,nonsense").is_empty());
        for state in WebhookState::ALL {
            assert_eq!(WebhookState::from_code(state.code()), Some(state));
            assert_eq!(WebhookState::parse(state.as_str()), Some(state));
        }
    }
}
