//! How the providers fare, for the operator.

use super::governor::State;
use crate::{App, Circuit};
use facteur_model::{Channel, Lane};
use metrics::{describe_gauge, gauge};

const CIRCUIT: &str = "facteur_provider_circuit";
const RATE: &str = "facteur_provider_rate_limit";
const UNDER_WAY: &str = "facteur_provider_under_way";
const WAITING: &str = "facteur_services_with_due_work";

/// Says what each name means, once, when the product starts.
pub fn describe() {
    describe_gauge!(
        CIRCUIT,
        "By channel: 0 the provider is asked, 1 one message tries it, 2 it is left alone."
    );
    describe_gauge!(RATE, "Messages a second at most, by channel; 0 without a limit.");
    describe_gauge!(UNDER_WAY, "Messages claimed and not yet settled, by channel.");
    describe_gauge!(WAITING, "Services with due work, by channel and lane, as this node knows them.");
}

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
            let state = match state {
                State::Closed => 0.0,
                State::Trying => 1.0,
                State::Open => 2.0,
            };
            gauge!(CIRCUIT, "channel" => channel.as_str()).set(state);
            gauge!(RATE, "channel" => channel.as_str()).set(rate.unwrap_or(0.0));
            let under_way = u32::try_from(under_way).unwrap_or(u32::MAX);
            gauge!(UNDER_WAY, "channel" => channel.as_str()).set(f64::from(under_way));
        }
        for lane in Lane::ALL {
            let channel = match lane {
                Lane::Real(channel, _) => channel.as_str(),
                Lane::Simulated => "simulated",
            };
            let ready = u32::try_from(schedule.ready(lane)).unwrap_or(u32::MAX);
            gauge!(WAITING, "channel" => channel, "lane" => lane.as_str()).set(f64::from(ready));
        }
    }
}
