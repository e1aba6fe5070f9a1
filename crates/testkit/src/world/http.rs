//! Calling the API, without a socket.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request};
use serde_json::Value;
use tower::ServiceExt;

/// Answers are never longer in tests.
const LONGEST: usize = 64 << 20;

/// Somebody who calls the API, with or without a key.
#[derive(Clone)]
pub struct Caller {
    router: Router,
    authorization: Option<String>,
    headers: Vec<(String, String)>,
}

/// What the API answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The body as JSON; `null` when it is none.
    pub json: Value,
}

impl Caller {
    pub(super) fn new(router: Router, authorization: Option<String>) -> Self {
        Self { router, authorization, headers: Vec::new() }
    }

    /// The same caller, sending one more header.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut caller = self.clone();
        caller.headers.push((name.to_owned(), value.to_owned()));
        caller
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None, Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PATCH, path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None, Vec::new()).await
    }

    pub async fn call(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        if let Some(content_type) = content_type {
            request = request.header("Content-Type", content_type);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(body)).expect("the request can be written");
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, LONGEST).await.expect("the answer can be read").to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), headers: parts.headers, bytes, json }
    }

    pub async fn send_email(&self, body: &Value) -> Answer {
        self.post("/v2/notifications/email", body).await
    }

    pub async fn send_sms(&self, body: &Value) -> Answer {
        self.post("/v2/notifications/sms", body).await
    }

    /// The status of a notification, by its id.
    pub async fn status_of(&self, id: &str) -> String {
        let answer = self.get(&format!("/v2/notifications/{id}")).await;
        answer.json["status"].as_str().unwrap_or("none").to_owned()
    }
}

impl Answer {
    /// The id of the notification that was made.
    pub fn id(&self) -> String {
        assert_eq!(self.status, 201, "{}", self.json);
        self.json["id"].as_str().expect("a 201 has an id").to_owned()
    }

    /// The first error: its class and its message.
    pub fn error(&self) -> (u16, &str, &str) {
        let error = &self.json["errors"][0];
        (self.status, error["error"].as_str().unwrap_or("none"), error["message"].as_str().unwrap_or("none"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
