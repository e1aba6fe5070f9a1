//! The loop that calls the endpoints of services. It stands beside the one for messages: neither waits for the other.

use crate::{LOOK_ALONE, LOOK_SHARED, PAUSE_AFTER_FAILURE, Stop, duration};
use facteur_app::{App, Unavailable};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::error;

/// After a wake-up, the wait for its neighbours, whose calls are then taken together.
const GATHER: Duration = Duration::from_millis(5);
/// Work that is due and that somebody else is about to take is looked at again after this long.
const LEAST_WAIT: Duration = Duration::from_millis(20);

/// Runs until told to stop; then lets the calls under way end, which takes seconds at most.
pub(crate) async fn call(app: App, mut stop: Stop) {
    let look_period = if app.shares_its_store() { LOOK_SHARED * 2 } else { LOOK_ALONE };
    let mut calls = JoinSet::new();
    let mut look_at = Instant::now();
    while !*stop.borrow() {
        while calls.try_join_next().is_some() {}
        let wait = match pass(&app, &mut look_at, look_period, &mut calls).await {
            Ok(None) => continue,
            Ok(Some(wait)) => wait,
            Err(failure) => {
                error!(error = &failure as &dyn std::error::Error, "Could not look for webhooks to call");
                look_at = Instant::now();
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = app.webhooks_may_be_due() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
    while calls.join_next().await.is_some() {}
}

/// Takes what is due; `None` when more may be due at once, otherwise how long to wait for the next look.
async fn pass(
    app: &App,
    look_at: &mut Instant,
    look_period: Duration,
    calls: &mut JoinSet<()>,
) -> Result<Option<Duration>, Unavailable> {
    if Instant::now() >= *look_at {
        app.look_for_calls().await?;
        *look_at = Instant::now() + look_period;
    }
    let batch = app.take_calls().await?;
    let taken = batch.calls.len();
    // There are never more of these than there are places.
    for call in batch.calls {
        let app = app.clone();
        calls.spawn(async move {
            if let Err(failure) = app.make_call(call).await {
                error!(error = &failure as &dyn std::error::Error, "Could not record a call");
            }
        });
    }
    if taken > 0 {
        return Ok(None);
    }
    let until_look = look_at.saturating_duration_since(Instant::now());
    let until_due = batch.again_at.map_or(until_look, |due| duration(due.since(app.now())));
    Ok(Some(until_due.min(until_look).max(LEAST_WAIT)))
}
