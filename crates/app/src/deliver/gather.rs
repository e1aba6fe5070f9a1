//! Calls on the store, gathered: who comes while one is under way shares the next.
//!
//! Deliveries end one by one, and a commit costs about the same for one as for thirty. Nobody waits for company: alone,
//! a call goes at once. There are never more items than deliveries under way, so a call stays short.

use crate::Unavailable;
use facteur_store::Error;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Mutex as Turn, oneshot};

/// Whoever had the call in hand was dropped in the middle: nobody knows, and it can be asked again.
const DROPPED: Error = Error::Busy;

/// What is to be done, and who waits for the result.
type Item<T, R> = (T, oneshot::Sender<Result<R, Error>>);

pub struct Gather<T, R> {
    waiting: Mutex<Vec<Item<T, R>>>,
    turn: Turn<()>,
}

impl<T, R> Default for Gather<T, R> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turn: Turn::default() }
    }
}

impl<T: Clone, R> Gather<T, R> {
    /// Does `work` on the item, together with what else waits. `work` answers in the order of its items.
    pub async fn call<F>(&self, item: T, work: impl Fn(Vec<T>) -> F) -> Result<R, Error>
    where
        F: Future<Output = Result<Vec<R>, Error>>,
    {
        let (tell, mut told) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((item, tell));
        let _turn = tokio::select! {
            biased;
            result = &mut told => return result.unwrap_or(Err(DROPPED)),
            turn = self.turn.lock() => turn,
        };
        // Who holds the turn either has its answer or is among those who wait.
        self.work_off(&work).await;
        told.await.unwrap_or(Err(DROPPED))
    }

    async fn work_off<F>(&self, work: &impl Fn(Vec<T>) -> F)
    where
        F: Future<Output = Result<Vec<R>, Error>>,
    {
        let batch = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if batch.is_empty() {
            return;
        }
        let (items, tells): (Vec<T>, Vec<_>) = batch.into_iter().unzip();
        // Who stopped waiting for the answer is not interested in it.
        match work(items.clone()).await {
            Ok(results) => {
                tells.into_iter().zip(results).for_each(|(tell, result)| drop(tell.send(Ok(result))));
            }
            // One that cannot be done must not take its neighbours along.
            Err(error) if items.len() > 1 && matches!(error.into(), Unavailable::Broken(_)) => {
                for (item, tell) in items.into_iter().zip(tells) {
                    let alone = work(vec![item]).await;
                    drop(tell.send(alone.and_then(|mut results| results.pop().ok_or(Error::Missing))));
                }
            }
            Err(error) => tells.into_iter().for_each(|tell| drop(tell.send(Err(error)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::sync::Semaphore;

    /// A store that writes down which items came together, and works when it is let.
    struct Slow {
        calls: Mutex<Vec<Vec<u32>>>,
        may_work: Semaphore,
    }

    impl Slow {
        async fn work(&self, items: Vec<u32>) -> Result<Vec<u32>, Error> {
            self.calls.lock().unwrap().push(items.clone());
            self.may_work.acquire().await.unwrap().forget();
            if items.contains(&13) {
                Err(Error::Missing)
            } else {
                Ok(items.iter().map(|item| item * 10).collect())
            }
        }
    }

    async fn run(items: &[u32]) -> (Vec<Result<u32, Error>>, Vec<Vec<u32>>) {
        let slow = Arc::new(Slow { calls: Mutex::default(), may_work: Semaphore::new(0) });
        let gather = Arc::new(Gather::default());
        let mut tasks = Vec::new();
        for item in items.iter().copied() {
            let (slow, gather) = (slow.clone(), gather.clone());
            tasks.push(tokio::spawn(async move { gather.call(item, |items| slow.work(items)).await }));
            // It has come before the next does.
            tokio::task::yield_now().await;
        }
        slow.may_work.add_permits(100);
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        let calls = slow.calls.lock().unwrap().clone();
        (results, calls)
    }

    #[tokio::test]
    async fn who_comes_while_a_call_is_under_way_shares_the_next() {
        let (results, calls) = run(&[1, 2, 3, 4]).await;
        assert_eq!(results, [Ok(10), Ok(20), Ok(30), Ok(40)]);
        assert_eq!(calls, [vec![1], vec![2, 3, 4]]);
    }

    #[tokio::test]
    async fn one_that_cannot_be_done_takes_no_neighbour_along() {
        let (results, calls) = run(&[1, 2, 13, 4]).await;
        assert_eq!(results, [Ok(10), Ok(20), Err(Error::Missing), Ok(40)]);
        assert_eq!(calls, [vec![1], vec![2, 13, 4], vec![2], vec![13], vec![4]]);
    }
}
