//! What a test key's message goes through: a real message's path and pace, and no provider.

use facteur_model::Channel;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
pub use facteur_model::recipient::special::SimulatedOutcome;
use facteur_model::time::Micros;

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

/// What a carrier says of a text message (contract §2.1).
const ACCEPTED: &str = "Message has been accepted by phone carrier";
const CARRIER_UNREACHABLE: &str = "Phone carrier is currently unreachable/unavailable";
const PHONE_UNREACHABLE: &str = "Phone is currently unreachable/unavailable";

impl Simulator {
    /// The same notification gets the same plan each time.
    pub fn plan(&self, id: NotificationId, channel: Channel, outcome: SimulatedOutcome) -> Plan {
        let (final_status, carrier) = match outcome {
            SimulatedOutcome::Delivered => (Status::Delivered, ACCEPTED),
            SimulatedOutcome::TemporaryFailure => (Status::TemporaryFailure, CARRIER_UNREACHABLE),
            SimulatedOutcome::PermanentFailure => (Status::PermanentFailure, PHONE_UNREACHABLE),
        };
        let (handed_over, final_response) = match channel {
            Channel::Email => (Status::Sending, None),
            Channel::Sms => (Status::Sent, Some(carrier)),
        };
        Plan { handed_over, receipt_after: self.delay.of(id), final_status, final_response }
    }
}

impl SimulatorDelay {
    /// This notification's share: spread evenly over notifications, the same each time.
    fn of(self, id: NotificationId) -> Micros {
        // The low half of an id is its random part; the product spreads ids that are not random too.
        let (_, low) = id.as_uuid().as_u64_pair();
        let spread = low.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let range = u64::try_from(self.most.saturating_sub(self.least)).unwrap_or(0);
        // `spread` is below 2^32, so this is a fraction of the range.
        let share = (u128::from(spread) * (u128::from(range) + 1)) >> 32;
        self.least.saturating_add(Micros::try_from(share).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;
    use facteur_model::time::Moment;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn plan(channel: Channel, outcome: SimulatedOutcome) -> Plan {
        Simulator::default().plan(NotificationId::from_uuid(Uuid::nil()), channel, outcome)
    }

    #[test]
    fn a_simulated_text_message_is_sent_and_then_the_carrier_answers() {
        for (outcome, status, words) in [
            (SimulatedOutcome::Delivered, Status::Delivered, "Message has been accepted by phone carrier"),
            (
                SimulatedOutcome::TemporaryFailure,
                Status::TemporaryFailure,
                "Phone carrier is currently unreachable/unavailable",
            ),
            (
                SimulatedOutcome::PermanentFailure,
                Status::PermanentFailure,
                "Phone is currently unreachable/unavailable",
            ),
        ] {
            let plan = plan(Channel::Sms, outcome);
            assert_eq!(plan.handed_over, Status::Sent);
            assert_eq!((plan.final_status, plan.final_response), (status, Some(words)));
            assert!(plan.handed_over.may_become(plan.final_status));
        }
    }

    #[test]
    fn a_simulated_email_is_sending_and_then_settles_without_a_word() {
        for (outcome, status) in [
            (SimulatedOutcome::Delivered, Status::Delivered),
            (SimulatedOutcome::TemporaryFailure, Status::TemporaryFailure),
            (SimulatedOutcome::PermanentFailure, Status::PermanentFailure),
        ] {
            let plan = plan(Channel::Email, outcome);
            assert_eq!(plan.handed_over, Status::Sending);
            assert_eq!((plan.final_status, plan.final_response), (status, None));
        }
    }

    #[test]
    fn receipts_come_at_a_realistic_pace() {
        let chance = SeededChance::new(7);
        let after: Vec<Micros> = (0..1_000)
            .map(|n| {
                let id = NotificationId::new(Moment::from_micros(n), &chance);
                Simulator::default().plan(id, Channel::Sms, SimulatedOutcome::Delivered).receipt_after
            })
            .collect();
        assert!(after.iter().all(|after| (300_000..=1_200_000).contains(after)));
        let early = after.iter().filter(|after| **after < 750_000).count();
        assert!((400..600).contains(&early), "{early} of 1000 in the first half");
    }

    proptest! {
        #[test]
        fn a_receipt_is_never_early_or_late(id in any::<u128>(), least in 0..=i64::MAX, more in 0..=i64::MAX) {
            let delay = SimulatorDelay { least, most: least.saturating_add(more) };
            let id = NotificationId::from_uuid(Uuid::from_u128(id));
            prop_assert!((delay.least..=delay.most).contains(&delay.of(id)));
            prop_assert_eq!(delay.of(id), delay.of(id));
        }
    }

    #[test]
    fn delays_in_the_wrong_order_mean_the_first() {
        let delay = SimulatorDelay { least: 500, most: 100 };
        assert_eq!(delay.of(NotificationId::from_uuid(Uuid::max())), 500);
    }
}
