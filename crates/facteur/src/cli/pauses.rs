//! Holding messages back.

use super::ChannelName;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum PauseCommand {
    /// One service's messages
    Service {
        id: String,
        /// Why, in at most 500 characters. Kept in clear: name no recipient
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// All messages that the provider of a channel would take
    Provider {
        #[arg(value_enum)]
        channel: ChannelName,
        /// Why, in at most 500 characters. Kept in clear: name no recipient
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Subcommand)]
pub enum ResumeCommand {
    /// One service's messages; for a suspended service, see `facteur service resume`
    Service { id: String },
    /// All messages that the provider of a channel takes
    Provider {
        #[arg(value_enum)]
        channel: ChannelName,
    },
}
