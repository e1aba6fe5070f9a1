//! Preparing reports, a few at a time, beside everything else.

use crate::{PAUSE_AFTER_FAILURE, Stop};
use facteur_app::App;
use std::time::Duration;
use tracing::error;

/// Reports that a node prepares at once: each takes a part of a processor for as long as it lasts.
const AT_ONCE: usize = 2;
/// How often reports are looked for that nobody of this process asked for, or whose worker is gone.
const LOOK: Duration = Duration::from_secs(5);

/// Prepares reports until told to stop; what is unfinished then is given back as it is.
pub(crate) async fn prepare(app: App, stop: Stop) {
    let hands: [_; AT_ONCE] = std::array::from_fn(|_| prepare_in_turn(&app, stop.clone()));
    let [one, other] = hands;
    tokio::join!(one, other);
}

async fn prepare_in_turn(app: &App, mut stop: Stop) {
    while !*stop.borrow() {
        let wait = match app.prepare_report(|| *stop.borrow()).await {
            Ok(true) => continue,
            Ok(false) => LOOK,
            Err(failure) => {
                error!(error = &failure as &dyn std::error::Error, "Could not prepare a report");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = app.reports_may_wait() => {}
            () = tokio::time::sleep(wait) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
