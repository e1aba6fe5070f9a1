//! The loops that move messages along: claim, deliver, settle; and the small work beside them.

mod house;

pub use house::keep_in_step;

use facteur_app::{App, Delivery, Queue, Unavailable};
use facteur_model::time::Micros;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tracing::error;

/// Notifications claimed at a time.
const BATCH: usize = 100;
/// After a wake-up, the wait for its neighbours: what arrives within it is claimed and settled in one commit
/// instead of one each, which costs nobody a noticeable delay and the disk far fewer syncs.
const GATHER: Duration = Duration::from_millis(2);
/// The longest wait between two looks, should a wake-up have been missed.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// The wait for room when messages are due and every place outside is taken.
const NO_ROOM_WAIT: Duration = Duration::from_millis(50);
/// The pause after the store could not be reached.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Says that it is time to stop: `true` once.
pub type Stop = watch::Receiver<bool>;

/// Runs until told to stop; then finishes what is in flight and returns.
pub async fn run(app: App, mut stop: Stop) {
    let mut housekeeping = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { tokio::join!(keep_in_step(app.clone(), stop.clone()), house::keep_house(app, stop)) }
    });
    let room = Arc::new(Semaphore::new(app.most_outside()));
    let mut outside = JoinSet::new();
    while !*stop.borrow() {
        while outside.try_join_next().is_some() {}
        let wait = match take(&app, &room, &mut outside).await {
            Ok(None) => continue,
            Ok(Some(wait)) => wait,
            Err(failure) => {
                error!(error = &failure as &dyn std::error::Error, "Could not look for due messages");
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
    if let Err(failure) = (&mut housekeeping).await {
        error!(error = &failure as &dyn std::error::Error, "Housekeeping ended badly");
    }
}

/// Takes one batch; `None` when more may be due at once, otherwise how long to wait for the next look.
async fn take(
    app: &App,
    room: &Arc<Semaphore>,
    outside: &mut JoinSet<()>,
) -> Result<Option<Duration>, Unavailable> {
    let simulated = app.take_batch(Queue::Simulated, BATCH).await?.claimed;
    // Never claim what cannot be started: its lease would run out in a queue.
    let most = room.available_permits().min(BATCH);
    let mut real = 0;
    if most > 0 {
        let batch = app.take_batch(Queue::Real, most).await?;
        real = batch.claimed;
        for delivery in batch.outside {
            deliver(app.clone(), room, delivery, outside);
        }
    }
    if simulated == BATCH || (most > 0 && real == most) {
        return Ok(None);
    }
    let wait = match app.next_due().await? {
        // Due already, and no room to start it: a delivery that ends makes room.
        Some(due) if most == 0 && due <= app.now() => NO_ROOM_WAIT,
        Some(due) => duration(due.since(app.now())),
        None => LONGEST_WAIT,
    };
    Ok(Some(wait.min(LONGEST_WAIT)))
}

fn deliver(app: App, room: &Arc<Semaphore>, delivery: Delivery, outside: &mut JoinSet<()>) {
    // Only this loop takes permits, and it has counted them: there is one.
    let permit = Arc::clone(room).try_acquire_owned();
    outside.spawn(async move {
        if let Err(failure) = app.deliver(delivery).await {
            error!(error = &failure as &dyn std::error::Error, "Could not record a delivery");
        }
        drop(permit);
    });
}

fn duration(micros: Micros) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}
