//! The built-in mailbox: where messages go when nothing may leave the machine.

use facteur_model::notification::Status;

use crate::message::{Message, Outgoing};
use crate::mime;
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

    fn deliver<'a>(&'a self, outgoing: &'a Outgoing) -> Later<'a, Outcome> {
        Box::pin(async {
            // What could not leave must not look delivered here either.
            match &outgoing.message {
                Message::Email(email) if let Err(error) = mime::can_be_written(email) => {
                    Outcome::cannot_be_written(error)
                }
                Message::Email(_) | Message::Sms(_) => {
                    Outcome::HandedOver { status: Status::Delivered, response: None }
                }
            }
        })
    }

    fn check(&self) -> Later<'_, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Email, Encoding, Sms};
    use facteur_model::id::{NotificationId, ServiceId};
    use facteur_model::time::Moment;
    use uuid::Uuid;

    fn outgoing(message: Message) -> Outgoing {
        Outgoing {
            id: NotificationId::from_uuid(Uuid::nil()),
            service: ServiceId::from_uuid(Uuid::nil()),
            attempt: 1,
            at: Moment::from_micros(0),
            message,
        }
    }

    fn email_to(to: &str) -> Outgoing {
        outgoing(Message::Email(Email {
            from_name: "Passeports".into(),
            from_address: "passeports@notification.example.ca".into(),
            reply_to: None,
            to: to.into(),
            subject: "Prêt".into(),
            text: "Prêt".into(),
            html: "<p>Prêt</p>".into(),
            unsubscribe_url: None,
            language: None,
            attachments: Vec::new(),
        }))
    }

    #[tokio::test]
    async fn the_mailbox_takes_everything_and_lets_nothing_out() {
        let sms = Sms {
            from: None,
            to: "+16135550100".into(),
            text: "Allô".into(),
            parts: 1,
            encoding: Encoding::Gsm,
        };
        let delivered = Outcome::HandedOver { status: Status::Delivered, response: None };
        for outgoing in [outgoing(Message::Sms(sms)), email_to("marie@exemple.ca")] {
            assert_eq!(Mailbox.deliver(&outgoing).await, delivered);
        }
        assert_eq!(Mailbox.check().await, Ok(()));
        assert_eq!((Mailbox.name(), Mailbox.reaches_outside()), ("mailbox", Reach::Inside));
    }

    #[tokio::test]
    async fn what_smtp_could_not_send_is_not_delivered_here_either() {
        let outcome = Mailbox.deliver(&email_to("andré@exemple.ca")).await;
        assert!(matches!(outcome, Outcome::Refused { status: Status::TechnicalFailure, .. }), "{outcome:?}");
    }
}
