//! What a test key's message goes through: a real message's path and pace, and no provider.

use facteur_model::Channel;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use facteur_model::time::Micros;

/// What is to become of a simulated message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimulatedOutcome {
    Delivered,
    TemporaryFailure,
    PermanentFailure,
}

/// How long a simulated receipt takes: between these two, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulatorDelay {
    pub least: Micros,
    pub most: Micros,
}

impl Default for SimulatorDelay {
    fn default() -> Self {
        Self { least: 300_000, most: 1_200_000 }
    }
}

/// Answers in the place of a provider, without any input or output: it only says what to write down.
#[derive(Debug, Clone, Copy, Default)]
pub struct Simulator {
    pub delay: SimulatorDelay,
}

/// What happens to one simulated message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The status at once: `Sending` for an e-mail, `Sent` for a text message.
    pub handed_over: Status,
    /// How long after that the receipt comes.
    pub receipt_after: Micros,
    pub final_status: Status,
    /// The carrier's words (contract §2.1); there are none for e-mail.
    pub final_response: Option<&'static str>,
}

impl Simulator {
    /// The same notification gets the same plan each time.
    pub fn plan(&self, _id: NotificationId, channel: Channel, outcome: SimulatedOutcome) -> Plan {
        let handed_over = match channel {
            Channel::Email => Status::Sending,
            Channel::Sms => Status::Sent,
        };
        let final_status = match outcome {
            SimulatedOutcome::Delivered => Status::Delivered,
            SimulatedOutcome::TemporaryFailure => Status::TemporaryFailure,
            SimulatedOutcome::PermanentFailure => Status::PermanentFailure,
        };
        Plan { handed_over, receipt_after: self.delay.least, final_status, final_response: None }
    }
}
