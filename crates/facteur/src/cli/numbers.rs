//! Numbers that people can write to.

use clap::Subcommand;

#[derive(Subcommand)]
pub enum NumberCommand {
    /// Give a service a number, and print its secret, once
    Add {
        #[arg(long)]
        service: String,
        /// A phone number or a short code
        number: String,
    },
    /// List the numbers, and the addresses that their providers call
    List,
    /// Give a number another secret, and print it, once; the one before stops working
    Secret { id: String },
    /// Take a number away from its service; what it received stays
    Remove { id: String },
}
