//! Waiting for a store that is busy, full or away.

use crate::Unavailable;
use std::future::Future;
use std::time::Duration;

/// The waits between tries, and the one that all further tries keep to.
const WAITS: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5)];
const LONGEST: Duration = Duration::from_secs(10);

/// Does `work` as soon as the store takes it, however long that is. Whoever calls holds a place meanwhile, or gives up
/// by itself, so that there are never many of these.
pub async fn until_taken<T, F>(work: impl Fn() -> F) -> Result<T, Unavailable>
where
    F: Future<Output = Result<T, Unavailable>>,
{
    let mut waits = WAITS.into_iter();
    loop {
        match work().await {
            Err(Unavailable::ForNow { .. }) => tokio::time::sleep(waits.next().unwrap_or(LONGEST)).await,
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_store::Error;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::time::Instant;

    /// Answers `Ok` at the given try, and `error` until then.
    async fn taken_at(last: u32, error: Error) -> (Result<u32, Unavailable>, Duration) {
        let (tries, began) = (AtomicU32::new(0), Instant::now());
        let done = until_taken(|| async {
            let number = tries.fetch_add(1, Ordering::Relaxed) + 1;
            if number == last { Ok(number) } else { Err(Unavailable::from(error)) }
        });
        (done.await, began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_is_away_is_asked_again_until_it_is_back() {
        assert!(matches!(taken_at(1, Error::Busy).await, (Ok(1), Duration::ZERO)));
        let (done, took) = taken_at(65, Error::Unreachable).await;
        assert!(matches!(done, Ok(65)) && took.as_secs() == 607, "{done:?} {took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_will_never_be_taken_is_not_asked_again() {
        let (done, took) = taken_at(2, Error::Missing).await;
        assert!(matches!(done, Err(Unavailable::Broken(_))) && took.is_zero(), "{done:?} {took:?}");
    }
}
