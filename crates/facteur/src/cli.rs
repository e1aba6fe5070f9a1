//! The command line.

mod notifications;
mod pauses;
mod services;
mod template_files;
mod templates;

pub use notifications::NotificationCommand;
pub use pauses::{PauseCommand, ResumeCommand};
pub use services::ServiceCommand;
pub use template_files::{TemplatesCommand, TemplatesPlace};
pub use templates::{CategoryCommand, NewTemplate, TemplateCommand};

use clap::{Args, Parser, Subcommand, ValueEnum};
use facteur_model::Channel;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Facteur: e-mail and text messages by API key, through templates.
#[derive(Parser)]
#[command(name = "facteur", version, about)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Default)]
pub struct Common {
    /// The folder of the database and the keyring [default: ./facteur-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// A PostgreSQL server in place of the file in the data folder; a URL as libpq reads it. One with a password
    /// belongs in the settings file or in FACTEUR_DATABASE_URL, where other users of the machine cannot see it
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// A settings file; `facteur.toml` in the current folder is read when it exists
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print one JSON object in place of text
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum Command {
    /// Start with a demonstration service, and print its keys and commands to paste
    Demo(Listen),
    /// Serve the API and deliver messages
    Serve(Serve),
    /// Make and list services, and set their limits
    #[command(subcommand)]
    Service(ServiceCommand),
    /// Make accounts for people who use the site
    #[command(subcommand)]
    User(UserCommand),
    /// Add people, whom team keys and services in trial mode may reach
    #[command(subcommand)]
    Member(MemberCommand),
    /// Add recipients that team keys and services in trial mode may reach
    #[command(subcommand)]
    Safelist(SafelistCommand),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Write templates, and say how urgent their messages are
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Keep the templates of a service as Markdown files, over the API
    #[command(subcommand)]
    Templates(TemplatesCommand),
    /// List the categories of templates
    #[command(subcommand)]
    Category(CategoryCommand),
    /// Add text message senders
    #[command(subcommand)]
    Sender(SenderCommand),
    /// Add reply-to addresses
    #[command(subcommand)]
    Replyto(ReplyToCommand),
    /// See what happened to a message
    #[command(subcommand)]
    Notification(NotificationCommand),
    /// Hold messages back: they are accepted as before, and wait
    #[command(subcommand)]
    Pause(PauseCommand),
    /// Let messages go that a pause held back
    #[command(subcommand)]
    Resume(ResumeCommand),
    /// List what is paused, since when, by whom and why
    Pauses,
    /// Copy the SQLite database to a new file, while a server works with it; the keyring is not copied
    Backup {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Make the SQLite database of an empty data folder from a backup, with the keyring that it belongs to
    Restore {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Move everything from the SQLite file to a new PostgreSQL database, or go on with a move that was cut off
    Migrate(Migrate),
    /// Check the configuration, the keyring, the database and the providers
    Doctor,
    /// Print the effective configuration, with secrets masked
    Config,
}

#[derive(Args, Clone, Default)]
pub struct Migrate {
    /// The file, as sqlite:PATH [default: that of the data folder]
    #[arg(long, value_name = "sqlite:PATH")]
    pub from: Option<String>,
    /// The new database, as postgres://… [default: database_url]. A URL with a password belongs in
    /// FACTEUR_DATABASE_URL, where other users of the machine cannot see it
    #[arg(long, value_name = "URL")]
    pub to: Option<String>,
}

#[derive(Args, Clone, Default)]
pub struct Listen {
    /// Address and port; port 0 picks a free one [default: 127.0.0.1:6011]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
}

#[derive(Args, Clone, Default)]
pub struct Serve {
    #[command(flatten)]
    pub listen: Listen,
    /// What this node does: api, worker, or both [default: api,worker]
    #[arg(long, value_name = "ROLES", value_delimiter = ',', value_enum)]
    pub roles: Vec<RoleName>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Answer the API
    Api,
    /// Show the site
    Web,
    /// Deliver messages, and keep house
    Worker,
}

#[derive(Subcommand)]
pub enum UserCommand {
    /// Make an account, and print the link with which the person chooses a password; it works once, for 7 days
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// The person looks after the whole installation
        #[arg(long)]
        admin: bool,
    },
}

#[derive(Subcommand)]
pub enum MemberCommand {
    Add {
        #[arg(long)]
        service: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        phone: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum SafelistCommand {
    Add {
        #[arg(long)]
        service: String,
        /// E-mail addresses and phone numbers
        #[arg(required = true, value_name = "RECIPIENT")]
        recipients: Vec<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum KeyTypeName {
    Live,
    Team,
    Test,
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Make a key and print it, once
    Create {
        #[arg(long)]
        service: String,
        #[arg(long = "type", value_enum)]
        key_type: KeyTypeName,
        #[arg(long)]
        name: String,
        /// manage_templates or manage_reports; may be repeated
        #[arg(long = "permission", value_name = "PERMISSION")]
        permissions: Vec<String>,
        /// Keep no copy of the secret at all: the key then works as ApiKey-v1 only, not for JWT
        #[arg(long)]
        api_key_only: bool,
        /// The key is worth nothing after so many days; never unless set
        #[arg(long, value_name = "DAYS")]
        expires_in_days: Option<u32>,
    },
    /// List keys, without anything that would let somebody use them
    List {
        #[arg(long)]
        service: Option<String>,
    },
    /// Make a successor of a key and print it, once; the old key works for some days more
    Rotate {
        id: String,
        /// 0 to 7; 0 stops the old key at once
        #[arg(long, value_name = "DAYS", default_value_t = 1)]
        overlap_days: u32,
    },
    /// Revoke a key: its next call is refused
    Revoke { id: String },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum ChannelName {
    Email,
    Sms,
}

impl From<ChannelName> for Channel {
    fn from(name: ChannelName) -> Self {
        match name {
            ChannelName::Email => Channel::Email,
            ChannelName::Sms => Channel::Sms,
        }
    }
}

#[derive(Subcommand)]
pub enum SenderCommand {
    Add {
        #[arg(long)]
        service: String,
        /// A phone number, a short code, or a name of 3 to 11 characters
        sender: String,
    },
}

#[derive(Subcommand)]
pub enum ReplyToCommand {
    Add {
        #[arg(long)]
        service: String,
        address: String,
    },
}
