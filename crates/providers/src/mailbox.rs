//! The built-in mailbox: where messages go when nothing may leave the machine.

use facteur_model::notification::Status;

use crate::message::Outgoing;
use crate::outcome::Outcome;
use crate::provider::{Later, Provider, Reach};

/// Takes every message and stores none: a reader renders it again, from the notification, with
/// [`crate::mime::compose`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Mailbox;

impl Provider for Mailbox {
    fn name(&self) -> &'static str {
        "mailbox"
    }

    fn reaches_outside(&self) -> Reach {
        Reach::Inside
    }

    fn deliver<'a>(&'a self, _outgoing: &'a Outgoing) -> Later<'a, Outcome> {
        Box::pin(async { Outcome::HandedOver { status: Status::Delivered, response: None } })
    }

    fn check(&self) -> Later<'_, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Encoding, Message, Sms};
    use facteur_model::id::{NotificationId, ServiceId};
    use facteur_model::time::Moment;
    use uuid::Uuid;

    #[tokio::test]
    async fn the_mailbox_takes_everything_and_lets_nothing_out() {
        let sms = Sms {
            from: None,
            to: "+16135550100".into(),
            text: "Allô".into(),
            parts: 1,
            encoding: Encoding::Gsm,
        };
        let outgoing = Outgoing {
            id: NotificationId::from_uuid(Uuid::nil()),
            service: ServiceId::from_uuid(Uuid::nil()),
            attempt: 1,
            at: Moment::from_micros(0),
            message: Message::Sms(sms),
        };
        let delivered = Outcome::HandedOver { status: Status::Delivered, response: None };
        assert_eq!(Mailbox.deliver(&outgoing).await, delivered);
        assert_eq!(Mailbox.check().await, Ok(()));
        assert_eq!((Mailbox.name(), Mailbox.reaches_outside()), ("mailbox", Reach::Inside));
    }
}
