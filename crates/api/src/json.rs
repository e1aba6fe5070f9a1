//! Answers in JSON, written straight from what the product gave.

use crate::telemetry::JSON;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use facteur_model::time::Moment;
use serde::{Serialize, Serializer};
use std::fmt::Display;

/// An answer with a body of JSON. `Content-Type` has no parameters (contract §0).
pub fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    raw(status, to_bytes(body))
}

/// The same, of JSON that is already written.
pub fn raw(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, JSON)], body).into_response()
}

pub fn to_bytes(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("our own structs always become JSON")
}

/// Written by its `Display`: ids, and addresses made of them.
pub struct Shown<T>(pub T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A moment as every object of `/v2` writes it (contract §7.1).
pub struct Timestamp(pub Moment);

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339())
    }
}

/// Always null: a field of the contract that belongs to letters.
#[derive(Clone, Copy)]
pub struct Null;

impl Serialize for Null {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}
