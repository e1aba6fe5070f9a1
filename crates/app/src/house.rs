//! Keeping house: deleting what has been kept for long enough, and taking up what dead nodes left.
//!
//! One node at a time does each of these for all. Everything is done in steps that no accept waits long behind, and
//! whoever sweeps gives way between them.

use crate::{App, Unavailable, meter};
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use facteur_store::Duty;
use tracing::{error, info};

/// Rows of one step.
const MOST_PER_STEP: usize = 1_000;
/// Messages of one key type forgotten in one step: each takes its attempts and its place in the index with it.
const MOST_FORGOTTEN: usize = 500;

impl App {
    /// Removes expired idempotency rows and old refused calls and reports, fills the recipient index, settles the checks of
    /// addresses, and forgets the messages whose service's
    /// retention is over, unless another node is at it.
    pub async fn sweep(&self) -> Result<(), Unavailable> {
        self.sweep_gently(tokio::task::yield_now).await
    }

    /// As [`App::sweep`], waiting for a `pause` after each step that changed something. May be dropped at any time.
    pub async fn sweep_gently<P>(&self, pause: impl Fn() -> P) -> Result<(), Unavailable>
    where
        P: Future<Output = ()>,
    {
        let Some(_on_duty) = self.store().try_duty(Duty::Sweep).await? else { return Ok(()) };
        while self.store().sweep_idempotency(self.now(), MOST_PER_STEP).await? == MOST_PER_STEP {
            pause().await;
        }
        while self.sweep_rejected(MOST_PER_STEP).await? == MOST_PER_STEP {
            pause().await;
        }
        while self.store().index_recipients(MOST_PER_STEP).await? == MOST_PER_STEP {
            pause().await;
        }
        while self.sweep_reports().await? {
            pause().await;
        }
        self.settle_reply_tos(None).await?;
        self.sweep_webhooks(&pause).await?;
        for service in self.store().services().await? {
            let before = self.now().plus(-service.retention.span());
            let swept = match self.sweep_jobs(service.id, before).await {
                Ok(()) => self.forget(service.id, before, &pause).await,
                failed => failed,
            };
            match swept {
                Ok(()) => {}
                Err(passing @ Unavailable::ForNow { .. }) => return Err(passing),
                // One service that cannot be swept must not make all the others keep their messages.
                Err(broken @ Unavailable::Broken(_)) => {
                    let error = &broken as &dyn std::error::Error;
                    error!(service.id = %service.id, error, "Could not forget old messages");
                }
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn forget<P>(
        &self,
        service: ServiceId,
        before: Moment,
        pause: impl Fn() -> P,
    ) -> Result<(), Unavailable>
    where
        P: Future<Output = ()>,
    {
        loop {
            let forgotten = self.store().forget(service, before, MOST_FORGOTTEN).await?;
            if forgotten == 0 {
                return Ok(());
            }
            meter::forgotten(forgotten);
            pause().await;
        }
    }

    /// Frees the work of nodes that died and prepares the tables of the coming days, where several nodes share a
    /// database and no other node is at it.
    pub async fn tend(&self) -> Result<(), Unavailable> {
        if !self.store().is_shared() {
            return Ok(());
        }
        let Some(_on_duty) = self.store().try_duty(Duty::Tend).await? else { return Ok(()) };
        let freed = self.store().tend(self.now()).await?;
        if freed > 0 {
            meter::leases_freed(freed);
            info!(messages = freed, "Taking up what a node that is gone left unfinished");
            self.look_for_work().await?;
            self.wake();
        }
        Ok(())
    }
}
