//! Addresses of services that are called when something happens.

use clap::{Subcommand, ValueEnum};
use facteur_model::webhook::WebhookEvent;

#[derive(Subcommand)]
pub enum WebhookCommand {
    /// Add an endpoint, and print the secret that its calls are signed with, once. The bearer token is read from standard
    /// input, where other users of the machine cannot see it
    Add {
        #[arg(long)]
        service: String,
        #[arg(long)]
        url: String,
        /// What it is told of; may be repeated [default: delivered and failed]
        #[arg(long = "event", value_enum)]
        events: Vec<EventName>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum EventName {
    Delivered,
    Failed,
    Complaint,
    ReceivedText,
}

impl From<EventName> for WebhookEvent {
    fn from(name: EventName) -> Self {
        match name {
            EventName::Delivered => WebhookEvent::Delivered,
            EventName::Failed => WebhookEvent::Failed,
            EventName::Complaint => WebhookEvent::Complaint,
            EventName::ReceivedText => WebhookEvent::ReceivedText,
        }
    }
}
