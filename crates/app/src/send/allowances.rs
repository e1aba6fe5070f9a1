//! What a caller's allowances do not hold, asked before anything is stored. The commit asks once more, for good.

use super::SendError;
use crate::auth::Caller;
use crate::{App, Unavailable};
use facteur_model::Channel;
use facteur_model::allowance::{self, Exhausted};
use facteur_model::policy::Road;
use facteur_model::time::Moment;

/// An allowance does not hold what is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beyond {
    pub channel: Channel,
    pub what: Exhausted,
    /// How much of it is left.
    pub left: u64,
    pub wanted: u64,
}

impl App {
    /// Do the allowances of a day hold so much more? Says which of them does not, the annual one first.
    pub(crate) async fn beyond_allowances(
        &self,
        caller: &Caller,
        channel: Channel,
        wanted: u64,
        at: Moment,
    ) -> Result<Option<Beyond>, Unavailable> {
        if wanted == 0 || !allowance::counts(caller.key_type(), Road::Provider) {
            return Ok(None);
        }
        let day = at.day();
        let (today, this_year) =
            self.store().of(caller.service_id()).used(channel, day, day.fiscal_year()).await?;
        let limits = &caller.service.service().limits;
        Ok(allowance::check(limits, channel, today, this_year, wanted).err().map(|what| {
            let left = match what {
                Exhausted::Annual { limit } => limit.saturating_sub(this_year),
                Exhausted::Daily { limit } => limit.saturating_sub(today),
            };
            Beyond { channel, what, left, wanted }
        }))
    }

    /// Refuses one message that the allowances do not hold.
    pub(super) async fn refuse_exhausted(
        &self,
        caller: &Caller,
        channel: Channel,
        units: u64,
        now: Moment,
    ) -> Result<(), SendError> {
        match self.beyond_allowances(caller, channel, units, now).await? {
            Some(beyond) => Err(exhausted(caller, channel, beyond.what, now)),
            None => Ok(()),
        }
    }
}

/// The refusal of somebody whose allowance is spent.
pub(crate) fn exhausted(caller: &Caller, channel: Channel, what: Exhausted, now: Moment) -> SendError {
    let reset = match what {
        Exhausted::Daily { .. } => now.day().next().start(),
        Exhausted::Annual { .. } => now.day().fiscal_year().end(),
    };
    SendError::Exhausted { channel, mode: caller.service.service().mode, what, resets_in: reset.since(now) }
}
