//! The loops that move messages along: claim, deliver, settle; the calls of webhooks, and the small work beside them.

mod house;
mod jobs;
mod reports;
mod webhooks;

pub use house::keep_in_step;

use facteur_app::{App, Delivery, Queue, Unavailable};
use facteur_model::time::{Micros, Moment};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::error;

/// After a wake-up, the wait for its neighbours: what arrives within it is claimed and settled in one commit
/// instead of one each, which costs nobody a noticeable delay and the disk far fewer syncs.
const GATHER: Duration = Duration::from_millis(2);
/// How often all that waits is read from the store, should a wake-up have been missed.
const LOOK_ALONE: Duration = Duration::from_secs(5);
/// How often, when other processes accept as well: their messages are found by looking.
const LOOK_SHARED: Duration = Duration::from_millis(500);
/// The pause after the store could not be reached.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Says that it is time to stop: `true` once.
pub type Stop = watch::Receiver<bool>;

/// Runs until told to stop; then finishes what is in flight and returns.
pub async fn run(app: App, mut stop: Stop) {
    let mut housekeeping = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move {
            tokio::join!(
                keep_in_step(app.clone(), stop.clone()),
                house::keep_house(app.clone(), stop.clone()),
                jobs::expand_jobs(app.clone(), stop.clone()),
                reports::prepare(app, stop),
            )
        }
    });
    let mut webhooks = tokio::spawn(webhooks::call(app.clone(), stop.clone()));
    let look_period = if app.shares_its_store() { LOOK_SHARED } else { LOOK_ALONE };
    let mut outside = JoinSet::new();
    let mut look_at = Instant::now();
    while !*stop.borrow() {
        while outside.try_join_next().is_some() {}
        let wait = match pass(&app, &mut look_at, look_period, &mut outside).await {
            Ok(None) => continue,
            Ok(Some(wait)) => wait,
            Err(failure) => {
                error!(error = &failure as &dyn std::error::Error, "Could not look for due messages");
                // What was claimed without an answer is due again later; better to know than to remember.
                look_at = Instant::now();
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = app.work_may_be_due() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
    while outside.join_next().await.is_some() {}
    if let Err(failure) = (&mut webhooks).await {
        error!(error = &failure as &dyn std::error::Error, "Calling webhooks ended badly");
    }
    if let Err(failure) = (&mut housekeeping).await {
        error!(error = &failure as &dyn std::error::Error, "Housekeeping ended badly");
    }
}

/// Takes one batch of each queue; `None` when more may be due at once, otherwise how long to wait for the next look.
async fn pass(
    app: &App,
    look_at: &mut Instant,
    look_period: Duration,
    outside: &mut JoinSet<()>,
) -> Result<Option<Duration>, Unavailable> {
    if Instant::now() >= *look_at {
        app.look_for_work().await?;
        *look_at = Instant::now() + look_period;
    }
    let (mut claimed, mut again_at) = (0, None);
    for queue in Queue::ALL {
        let batch = app.take_batch(queue).await?;
        claimed += batch.claimed;
        again_at = earlier(again_at, batch.again_at);
        for delivery in batch.outside {
            deliver(app.clone(), delivery, outside);
        }
    }
    if claimed > 0 {
        return Ok(None);
    }
    let until_look = look_at.saturating_duration_since(Instant::now());
    let until_due = again_at.map_or(until_look, |due| duration(due.since(app.now())));
    Ok(Some(until_due.min(until_look)))
}

fn earlier(one: Option<Moment>, other: Option<Moment>) -> Option<Moment> {
    [one, other].into_iter().flatten().min()
}

/// There are never more of these than the schedule has places for.
fn deliver(app: App, delivery: Delivery, outside: &mut JoinSet<()>) {
    outside.spawn(async move {
        if let Err(failure) = app.deliver(delivery).await {
            error!(error = &failure as &dyn std::error::Error, "Could not record a delivery");
        }
    });
}

fn duration(micros: Micros) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}
