//! The installation's own letters, for the demonstration, which has no mail server.

use crate::{App, Unavailable};
use facteur_model::id::NotificationId;
use facteur_model::time::Moment;
use facteur_providers::Message;
use facteur_store::Filter;

/// A letter as it was written. Without `Debug`: it may hold a link that signs somebody in.
pub struct OwnLetter {
    pub id: NotificationId,
    pub at: Moment,
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl App {
    /// The latest letters of the installation itself, the latest first. For whoever may read everybody's: the
    /// demonstration shows them, and nothing else asks.
    pub async fn own_letters(&self, most: usize) -> Result<Vec<OwnLetter>, Unavailable> {
        let service = self.own_service().await?;
        let Some(view) = self.directory().service(service).await? else { return Ok(Vec::new()) };
        let filter = Filter { most, ..Filter::default() };
        let mut letters = Vec::new();
        for notification in self.store().of(service).notifications(&filter).await? {
            let from = self.renderable(&notification).await?;
            if let Message::Email(email) = self.outgoing(&view, &from, 1).message {
                letters.push(OwnLetter {
                    id: notification.id,
                    at: notification.created_at,
                    to: email.to,
                    subject: email.subject,
                    text: email.text,
                });
            }
        }
        Ok(letters)
    }
}
