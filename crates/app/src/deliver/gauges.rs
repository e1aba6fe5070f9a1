//! How the providers fare, for the operator.

use super::governor::State;
use crate::{App, Circuit, meter};
use facteur_model::{Channel, Lane};

impl App {
    /// Whether a provider is asked, and how many messages it has now.
    pub(crate) fn circuit(&self, channel: Channel) -> (Circuit, usize) {
        let (state, _, under_way) = self.schedule().state(channel, self.now());
        let circuit = match state {
            State::Closed => Circuit::Closed,
            State::Trying => Circuit::Trying,
            State::Open => Circuit::Open,
        };
        (circuit, under_way)
    }

    pub(super) fn show_providers(&self) {
        let now = self.now();
        let mut schedule = self.schedule();
        for channel in Channel::ALL {
            let (state, rate, under_way) = schedule.state(channel, now);
            let circuit = match state {
                State::Closed => 0.0,
                State::Trying => 1.0,
                State::Open => 2.0,
            };
            meter::provider(channel, circuit, rate, under_way);
        }
        for lane in Lane::ALL {
            meter::waiting(lane, schedule.ready(lane));
        }
    }
}
