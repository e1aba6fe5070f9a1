//! Looking at messages.

use clap::Subcommand;

#[derive(Subcommand)]
pub enum NotificationCommand {
    /// Show what happened to a message, and every attempt to deliver it
    Show {
        id: String,
        #[arg(long)]
        service: String,
        /// Show the recipient and what the providers said, too
        #[arg(long)]
        personal: bool,
    },
}
