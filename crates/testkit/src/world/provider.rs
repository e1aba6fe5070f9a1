//! A provider that reaches nobody, does as told, and remembers.

use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use facteur_providers::{Message, Outcome, Outgoing, Provider, Reach};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// A message that the provider was given.
#[derive(Clone)]
pub struct Delivered {
    pub id: NotificationId,
    pub attempt: u32,
    pub message: Message,
}

/// Takes every message as delivered, unless its script says otherwise.
#[derive(Clone, Default)]
pub struct Scripted(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    script: VecDeque<Outcome>,
    given: Vec<Delivered>,
    /// While it is there, answers wait until it is closed.
    held: Option<Arc<Semaphore>>,
}

impl Scripted {
    /// The outcome of the next call that has none yet.
    pub fn next(&self, outcome: Outcome) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).script.push_back(outcome);
    }

    /// From now on answers wait until they are let go.
    pub fn hold(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).held = Some(Arc::new(Semaphore::new(0)));
    }

    /// Lets all answers go, those that wait and those to come.
    pub fn let_go(&self) {
        if let Some(held) = self.0.lock().unwrap_or_else(PoisonError::into_inner).held.take() {
            held.close();
        }
    }

    /// Everything given so far, in order.
    pub fn given(&self) -> Vec<Delivered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).given.clone()
    }
}

impl Provider for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn reaches_outside(&self) -> Reach {
        Reach::Outside
    }

    fn deliver<'a>(&'a self, outgoing: &'a Outgoing) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.given.push(Delivered {
            id: outgoing.id,
            attempt: outgoing.attempt,
            message: outgoing.message.clone(),
        });
        let outcome = state
            .script
            .pop_front()
            .unwrap_or(Outcome::HandedOver { status: Status::Delivered, response: None });
        let held = state.held.clone();
        Box::pin(async move {
            if let Some(held) = held {
                // There are no permits: this ends when it is closed.
                drop(held.acquire().await);
            }
            outcome
        })
    }

    fn check(&self) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
