//! Services and what holds for them.

use clap::{Subcommand, ValueEnum};
use facteur_model::service::CutOffText;

#[derive(Clone, Copy, ValueEnum)]
pub enum CutOffChoice {
    /// End it as a technical failure: it may never have arrived
    End,
    /// Send it again: it may arrive twice
    SendAgain,
}

impl From<CutOffChoice> for CutOffText {
    fn from(choice: CutOffChoice) -> Self {
        match choice {
            CutOffChoice::End => CutOffText::End,
            CutOffChoice::SendAgain => CutOffText::SendAgain,
        }
    }
}

#[derive(Subcommand)]
pub enum ServiceCommand {
    /// Make a service, in trial mode unless told otherwise
    Create {
        #[arg(long)]
        name: String,
        /// The part of its sending address before the @ [default: made from the name]
        #[arg(long)]
        email_from: Option<String>,
        /// Live from the start: it may have live keys, which reach anyone
        #[arg(long)]
        live: bool,
    },
    /// List all services
    List,
    /// Change limits; those not named stay
    Limits {
        #[arg(long)]
        service: String,
        /// Calls a minute, for each key type
        #[arg(long)]
        rate: Option<u32>,
        #[arg(long)]
        daily_email: Option<u64>,
        /// In text message parts
        #[arg(long)]
        daily_sms: Option<u64>,
        #[arg(long)]
        annual_email: Option<u64>,
        /// In text message parts
        #[arg(long)]
        annual_sms: Option<u64>,
        /// Rows that one list may have, 100000 at most
        #[arg(long)]
        list_rows: Option<u32>,
    },
    /// Make a service live
    Live {
        #[arg(long)]
        service: String,
    },
    /// Put a service back in trial mode
    Trial {
        #[arg(long)]
        service: String,
    },
    /// Refuse a service's messages; reading stays allowed
    Suspend {
        #[arg(long)]
        service: String,
    },
    /// Let a suspended service send again; for a paused one, see `facteur resume`
    Resume {
        #[arg(long)]
        service: String,
    },
    /// Set for how many days a service's messages are kept
    Retention {
        #[arg(long)]
        service: String,
        /// 3 to 90
        #[arg(long)]
        days: u32,
    },
    /// Say what becomes of a text whose last attempt was cut off, so that nobody knows whether it left
    CutOffTexts {
        #[arg(long)]
        service: String,
        #[arg(value_enum)]
        choice: CutOffChoice,
    },
    /// Set what a service may do, by name: email, sms, international_sms, upload_document
    Permissions {
        #[arg(long)]
        service: String,
        #[arg(value_name = "PERMISSION")]
        permissions: Vec<String>,
    },
}
