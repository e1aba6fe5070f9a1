//! The loop that makes messages of the rows of jobs.

use crate::Stop;
use facteur_app::App;
use facteur_model::time::Moment;
use std::time::Duration;
use tracing::{error, info};

/// The pause after each round, in which the store belongs to requests and deliveries alone.
const BREATH: Duration = Duration::from_millis(5);
/// How often is looked whether those before have left.
const WAIT_FOR_OTHERS: Duration = Duration::from_millis(50);
/// How often is looked for jobs when none is known, should a wake-up have been missed.
const LOOK_ALONE: Duration = Duration::from_secs(5);
/// How often, when other processes take jobs as well: theirs are found by looking.
const LOOK_SHARED: Duration = Duration::from_millis(500);
/// The pause after the store could not be reached.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Makes messages of rows until told to stop. A stop waits for no more than a chunk.
pub(crate) async fn expand_jobs(app: App, mut stop: Stop) {
    let look_period = if app.shares_its_store() { LOOK_SHARED } else { LOOK_ALONE };
    let mut failing = false;
    loop {
        let wait = match app.expand_jobs().await {
            Ok(round) => {
                if failing {
                    info!("Could make messages of the rows of jobs again");
                    failing = false;
                }
                match (round.rows, round.is_waiting) {
                    (0, false) => until(round.next_due, app.now()).min(look_period),
                    (0, true) => WAIT_FOR_OTHERS,
                    _ => BREATH,
                }
            }
            Err(failure) => {
                if !failing {
                    let error = &failure as &dyn std::error::Error;
                    error!(
                        error,
                        "Could not make messages of the rows of jobs; trying again until it can be done"
                    );
                    failing = true;
                }
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = app.jobs_may_be_due(), if wait > WAIT_FOR_OTHERS => {}
            () = tokio::time::sleep(wait) => {}
            // Also when nobody is left who could say so.
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

fn until(due: Option<Moment>, now: Moment) -> Duration {
    due.map_or(Duration::MAX, |due| Duration::from_micros(u64::try_from(due.since(now)).unwrap_or(0)))
}
