//! What the log says of a request, and what it never says.

use super::*;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;
use facteur_model::chance::SeededChance;
use facteur_model::time::SetClock;
use std::io::{self, Write};
use std::sync::Mutex;
use tower::ServiceExt;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics while writing").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The log of one request to a route that takes five milliseconds and answers so.
async fn log_of(answer: fn() -> Response) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .without_time()
        .with_ansi(false)
        .with_target(false)
        .finish();
    let clock = Arc::new(SetClock::at(Moment::default()));
    let door = Door {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        chance: Arc::new(SeededChance::new(7)),
        origins: Origins::new(&[]),
        rejections: Arc::new(drop),
    };
    let handler = move || async move {
        clock.advance(5_000);
        answer()
    };
    let routes =
        Router::new().route("/people/{id}", get(handler)).layer(from_fn_with_state(Arc::new(door), pass));
    let request = Request::builder()
        .uri("/people/zoe@example.ca?email=zoe@example.ca")
        .header(header::AUTHORIZATION, "ApiKey-v1 secret")
        .header(request_id::HEADER, "my-id")
        .body(Body::from("zoe@example.ca"))
        .expect("a request");
    let guard = tracing::subscriber::set_default(subscriber);
    routes.oneshot(request).await.expect("an answer");
    drop(guard);
    let bytes = log.0.lock().expect("nobody panics while writing").clone();
    String::from_utf8(bytes).expect("text")
}

#[tokio::test]
async fn a_request_is_one_line_without_a_person_in_it() {
    assert_eq!(
        log_of(|| StatusCode::OK.into_response()).await,
        " INFO Answered request.id=\"my-id\" method=\"GET\" route=\"/people/{id}\" status=200 duration_us=5000\n"
    );
}

#[tokio::test]
async fn a_damaged_store_is_an_error_with_its_cause() {
    let answer = || {
        let source = io::Error::other(io::Error::other("row 17"));
        Refusal::from(Unavailable::Broken(Box::new(source))).into_response()
    };
    assert_eq!(
        log_of(answer).await,
        "ERROR The store failed request.id=\"my-id\" route=\"/people/{id}\" cause=\"the store failed: row 17\"\n \
         INFO Answered request.id=\"my-id\" method=\"GET\" route=\"/people/{id}\" status=500 duration_us=5000\n"
    );
}

#[tokio::test]
async fn a_busy_store_is_a_warning() {
    let answer = || {
        let source = io::Error::other("full");
        Refusal::from(Unavailable::ForNow { retry_after_seconds: 2, source: Box::new(source) })
            .into_response()
    };
    let log = log_of(answer).await;
    assert!(log.starts_with(" WARN The store takes nothing now"), "{log}");
}
