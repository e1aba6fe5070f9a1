//! Small periodic work that no message waits for.

use crate::Stop;
use facteur_app::{App, Unavailable};
use std::time::Duration;
use tracing::{error, info};

/// How often the last use of keys is written down.
const KEY_USE_PERIOD: Duration = Duration::from_secs(10);
/// How often nodes tell one another how many calls they let in: the tolerance of the per-minute rates.
const RATES_PERIOD: Duration = Duration::from_secs(1);
/// How often refused calls are written down: people look for theirs at once.
const REJECTED_PERIOD: Duration = Duration::from_secs(1);
/// How often nodes tell one another of numbers that get many texts.
const TEXTS_PERIOD: Duration = Duration::from_secs(5);
/// How soon people are told that a limit is nearly or wholly used.
const LIMITS_PERIOD: Duration = Duration::from_secs(10);
/// How soon e-mails are paused that come back.
const BOUNCES_PERIOD: Duration = Duration::from_secs(30);
/// How often dead nodes are looked for.
const TEND_PERIOD: Duration = Duration::from_secs(1);
/// How often is looked for what has been kept for long enough.
const SWEEP_PERIOD: Duration = Duration::from_mins(1);
/// How often is looked for keys that will expire soon.
const REMIND_PERIOD: Duration = Duration::from_hours(1);
/// How often visits, links and codes are forgotten whose time is over.
const VISITS_PERIOD: Duration = Duration::from_mins(10);
/// The pause after each step of a sweep, in which the store belongs to requests and deliveries alone.
const BREATH: Duration = Duration::from_millis(20);

/// What every node does for as long as it runs, also one that takes requests and no work: writes down when keys were
/// last used and what was refused, and keeps the per-minute rates in step with the other nodes. Returns when told to stop.
pub async fn keep_in_step(app: App, stop: Stop) {
    tokio::join!(
        every(KEY_USE_PERIOD, stop.clone(), "write down when keys were last used", || app.flush_key_use()),
        every(REJECTED_PERIOD, stop.clone(), "write down refused calls", || app.flush_rejected()),
        every(TEXTS_PERIOD, stop.clone(), "share what numbers got with the other nodes", || app
            .share_texts()),
        every(RATES_PERIOD, stop, "share the rates with the other nodes", || app.share_rates()),
    );
    // What has come since the last time.
    if let Err(failure) = app.flush_rejected().await {
        error!(error = &failure as &dyn std::error::Error, "Some refused calls are not written down");
    }
    if let Err(failure) = app.flush_key_use().await {
        error!(error = &failure as &dyn std::error::Error, "Some last uses of keys are not written down");
    }
}

/// What a node that takes work does besides, for all nodes.
pub(crate) async fn keep_house(app: App, stop: Stop) {
    tokio::join!(
        every(TEND_PERIOD, stop.clone(), "look after the work of dead nodes", || app.tend()),
        every(SWEEP_PERIOD, stop.clone(), "forget what was kept for long enough", || sweep(&app, &stop)),
        every(REMIND_PERIOD, stop.clone(), "remind people of keys that expire", || app.remind_of_keys()),
        every(LIMITS_PERIOD, stop.clone(), "tell people of their limits", || app.tell_of_limits()),
        every(BOUNCES_PERIOD, stop.clone(), "look at e-mails that came back", || app.watch_bounces()),
        every(VISITS_PERIOD, stop.clone(), "forget visits and links that have ended", || app.sweep_visits()),
    );
}

/// A stop need not wait for the end of a sweep: each step is whole, and the next sweep goes on.
async fn sweep(app: &App, stop: &Stop) -> Result<(), Unavailable> {
    let mut stop = stop.clone();
    tokio::select! {
        swept = app.sweep_gently(|| tokio::time::sleep(BREATH)) => swept,
        _ = stop.wait_for(|stop| *stop) => Ok(()),
    }
}

/// Does something each period until told to stop. `what` is for the log, which hears of the first failure in a row
/// and of its end: a database that is away for an hour must not fill it.
async fn every<F>(period: Duration, mut stop: Stop, what: &'static str, work: impl Fn() -> F)
where
    F: Future<Output = Result<(), Unavailable>>,
{
    let mut failing = false;
    loop {
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            // Also when nobody is left who could say so.
            _ = stop.wait_for(|stop| *stop) => return,
        }
        match work().await {
            Ok(()) if failing => {
                info!("Could {what} again");
                failing = false;
            }
            Ok(()) => {}
            Err(failure) if !failing => {
                let error = &failure as &dyn std::error::Error;
                error!(error, "Could not {what}; trying again until it can be done");
                failing = true;
            }
            Err(_) => {}
        }
    }
}
