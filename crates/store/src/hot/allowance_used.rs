//! What is used of an allowance, as both engines count it.

use crate::hot::Charge;
use crate::session::channel_code;
use facteur_model::id::ServiceId;

/// One counter: a service, a channel, and a day or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Allowance {
    pub(crate) service: ServiceId,
    pub(crate) channel: i64,
    /// 0 for a day, 1 for a fiscal year.
    pub(crate) kind: i64,
    pub(crate) period: i64,
}

impl Allowance {
    /// The day's and the year's that a charge counts against.
    pub(crate) fn of(service: ServiceId, charge: &Charge) -> [Self; 2] {
        let channel = channel_code(charge.channel);
        let of = |kind, period: i32| Self { service, channel, kind, period: period.into() };
        [of(0, charge.day.number()), of(1, charge.year.start_year())]
    }
}
