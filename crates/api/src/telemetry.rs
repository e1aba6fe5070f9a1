//! The door: every request comes in and every answer leaves here. It notes the moment of arrival,
//! gives refusals their words and answers their common headers, and writes the one line of the log.

use crate::body::{self, Unread};
use crate::cors::Origins;
use crate::refusal::{Refusal, Trouble};
use crate::request_id;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use facteur_app::{Caller, Rejection, Unavailable};
use facteur_i18n::Language;
use facteur_model::chance::Chance;
use facteur_model::id::{ApiKeyId, ServiceId};
use facteur_model::time::{Clock, Micros, Moment};
use std::error::Error;
use std::sync::{Arc, OnceLock};

pub const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Tracing headers that some callers send and look for in the answer (contract §7.6).
const ECHOED: [HeaderName; 2] =
    [HeaderName::from_static("x-b3-traceid"), HeaderName::from_static("x-b3-spanid")];

/// What the door needs for its work.
pub struct Door {
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub origins: Origins,
    /// Hears of every call of an authenticated caller that was refused.
    pub rejections: Arc<dyn Fn(Rejection) + Send + Sync>,
}

/// What is known of a request from its arrival on.
pub struct Visit {
    /// Taken before any waiting: a token's age is measured at this moment.
    pub arrived: Moment,
    caller: OnceLock<(ServiceId, ApiKeyId)>,
}

impl Visit {
    /// The visit that a request belongs to.
    pub fn of(extensions: &Extensions) -> Arc<Self> {
        Arc::clone(extensions.get().expect("the door gives every request its visit"))
    }

    /// Notes who is calling, for the log.
    pub fn is_by(&self, caller: &Caller) {
        // A request is authenticated once; a second time could only say the same.
        let _ = self.caller.set((caller.service_id(), caller.key_id()));
    }
}

/// Lets one request through.
pub async fn pass(State(door): State<Arc<Door>>, mut request: Request, next: Next) -> Response {
    let visit = Arc::new(Visit { arrived: door.clock.now(), caller: OnceLock::new() });
    let asked = Asked::by(&request, &visit, &door);
    request.extensions_mut().insert(Arc::clone(&visit));

    let (request, unread) = body::take_in_small(request).await;
    let mut response = next.run(request).await;
    if unread == Unread::Maybe && !response.status().is_success() {
        // What is left of the body would be taken for the next request. Say so, and the client starts anew.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }

    let refusal = response.extensions_mut().remove::<Refusal>();
    if let Some(refusal) = &refusal {
        put_into_words(refusal, &mut response, asked.language());
        if let Some(caller) = visit.caller.get()
            && response.status().is_client_error()
        {
            (door.rejections)(asked.rejection(caller, response.status(), refusal));
        }
    }
    asked.answer_headers(&door, response.headers_mut());
    Line {
        asked: &asked,
        caller: visit.caller.get(),
        status: response.status().as_u16(),
        duration: door.clock.now().since(visit.arrived),
        trouble: refusal.as_ref().and_then(Refusal::trouble),
    }
    .write();
    response
}

/// What of a request is still needed when it is answered.
struct Asked {
    method: Method,
    /// The pattern of the route, never the path itself.
    route: Option<MatchedPath>,
    request_id: HeaderValue,
    accept_language: Option<HeaderValue>,
    origin: Option<HeaderValue>,
    echoed: [Option<HeaderValue>; 2],
}

impl Asked {
    fn by(request: &Request, visit: &Visit, door: &Door) -> Self {
        let headers = request.headers();
        Self {
            method: request.method().clone(),
            route: request.extensions().get().cloned(),
            request_id: request_id::of(headers, visit.arrived, door.chance.as_ref()),
            accept_language: headers.get(header::ACCEPT_LANGUAGE).cloned(),
            origin: headers.get(header::ORIGIN).cloned(),
            echoed: ECHOED.map(|name| headers.get(name).cloned()),
        }
    }

    fn rejection(&self, caller: &(ServiceId, ApiKeyId), status: StatusCode, refusal: &Refusal) -> Rejection {
        Rejection {
            service: caller.0,
            key: caller.1,
            method: self.method.as_str().to_owned(),
            route: self.route.as_ref().map_or("-", MatchedPath::as_str).to_owned(),
            status: status.as_u16(),
            error: refusal.class().to_owned(),
            english: refusal.reasons(Language::En),
            french: refusal.reasons(Language::Fr),
        }
    }

    fn language(&self) -> Language {
        let header = self.accept_language.as_ref().and_then(|header| header.to_str().ok());
        header.map_or(Language::En, Language::negotiate)
    }

    fn answer_headers(&self, door: &Door, headers: &mut HeaderMap) {
        headers.insert(request_id::HEADER, self.request_id.clone());
        for (name, value) in ECHOED.into_iter().zip(&self.echoed) {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
        // Answers are about one caller's data; the few that are not say so themselves.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        door.origins.answer_headers(self.origin.as_ref(), headers);
    }
}

fn put_into_words(refusal: &Refusal, response: &mut Response, language: Language) {
    *response.body_mut() = Body::from(refusal.to_json(language));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, JSON);
    headers.remove(header::CONTENT_LENGTH);
    if let Some(seconds) = refusal.retry_after_seconds() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// The one line of a request in the log. Counters per route belong beside [`Line::write`].
struct Line<'a> {
    asked: &'a Asked,
    caller: Option<&'a (ServiceId, ApiKeyId)>,
    status: u16,
    duration: Micros,
    trouble: Option<&'a Trouble>,
}

impl Line<'_> {
    fn write(&self) {
        let request_id = self.asked.request_id.to_str().unwrap_or_default();
        let route = self.asked.route.as_ref().map_or("-", MatchedPath::as_str);
        match self.trouble {
            None => {}
            Some(Trouble::Panic) => tracing::error!(request.id = request_id, route, "A handler panicked"),
            Some(Trouble::Store(unavailable)) => {
                let cause = chain(unavailable.as_ref());
                match unavailable.as_ref() {
                    // It passes, and callers are told when to come back.
                    Unavailable::ForNow { .. } => {
                        tracing::warn!(request.id = request_id, route, cause, "The store takes nothing now");
                    }
                    Unavailable::Broken(_) => {
                        tracing::error!(request.id = request_id, route, cause, "The store failed");
                    }
                }
            }
        }
        tracing::info!(
            request.id = request_id,
            method = self.asked.method.as_str(),
            route,
            status = self.status,
            duration_us = self.duration,
            service.id = self.caller.map(|(service, _)| tracing::field::display(service)),
            key.id = self.caller.map(|(_, key)| tracing::field::display(key)),
            "Answered"
        );
    }
}

/// An error and what it comes from, in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
