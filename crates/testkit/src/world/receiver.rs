//! The servers of services: they take every call, unless told otherwise, and remember.

use facteur_providers::Later;
use facteur_providers::webhook::{AddressRules, Call, Messenger, Reply, Trouble, UrlRefused};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// A call that came.
#[derive(Clone)]
pub struct Told {
    pub url: String,
    pub token: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Told {
    /// The value of a header; empty without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// Answers 204 to every call, unless its script says otherwise. What it may be asked is judged by the real rules.
#[derive(Clone, Default)]
pub struct Receiver(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    script: VecDeque<Result<Reply, Trouble>>,
    always: Option<Result<Reply, Trouble>>,
    told: Vec<Told>,
}

impl Receiver {
    /// The answer to the next call that has none yet.
    pub fn next(&self, answer: Result<Reply, Trouble>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).script.push_back(answer);
    }

    /// The answer to all calls without one of their own; 204 again with `None`.
    pub fn always(&self, answer: Option<Result<Reply, Trouble>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).always = answer;
    }

    /// Everything told so far, in order.
    pub fn told(&self) -> Vec<Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).told.clone()
    }

    /// An answer with this status and body.
    pub fn answer(status: u16, body: &str) -> Result<Reply, Trouble> {
        Ok(Reply { status, excerpt: body.to_owned(), retry_after: None })
    }
}

impl Messenger for Receiver {
    fn check(&self, url: &str) -> Result<(), UrlRefused> {
        AddressRules::default().check(url)
    }

    fn call(&self, call: Call) -> Later<'_, Result<Reply, Trouble>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.told.push(Told {
            url: call.url.expose().to_owned(),
            token: call.token.expose().to_owned(),
            headers: call.headers,
            body: call.body,
        });
        let answer = state.script.pop_front().or_else(|| state.always.clone());
        Box::pin(std::future::ready(answer.unwrap_or_else(|| Self::answer(204, ""))))
    }
}
