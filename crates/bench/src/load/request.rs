//! The bytes of a request, written once.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// What stands in a request where its number belongs.
pub const NUMBER: &str = "000000000000";

/// The number of the request that is sent next, in this run.
static NEXT: AtomicU64 = AtomicU64::new(1);

#[derive(Clone)]
pub struct Request {
    bytes: Vec<u8>,
    number: Option<Range<usize>>,
}

impl Request {
    pub fn get(path: &str, key: &str) -> Self {
        let text = format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: ApiKey-v1 {key}\r\n\r\n");
        Self { bytes: text.into_bytes(), number: None }
    }

    /// A [`NUMBER`] in the body becomes another one each time, so that no two messages are the same.
    pub fn post(path: &str, key: &str, body: &str) -> Self {
        let length = body.len();
        let text = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: ApiKey-v1 {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let number = body.find(NUMBER).map(|at| {
            let start = text.len() - length + at;
            start..start + NUMBER.len()
        });
        Self { bytes: text.into_bytes(), number }
    }

    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes to send, with a number of their own.
    pub fn numbered(&mut self) -> &[u8] {
        if let Some(range) = &self.number {
            let mut rest = NEXT.fetch_add(1, Ordering::Relaxed);
            for digit in self.bytes[range.clone()].iter_mut().rev() {
                *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
                rest /= 10;
            }
        }
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_posts_differ_in_their_number_only() {
        let mut request = Request::post("/x", "key", &format!("{{\"reference\": \"{NUMBER}\"}}"));
        let (first, second) = (request.numbered().to_vec(), request.numbered().to_vec());
        assert_ne!(first, second);
        assert_eq!(first.len(), second.len());
        assert!(first.ends_with(b"\"}") && first.starts_with(b"POST /x HTTP/1.1\r\n"));
    }
}
