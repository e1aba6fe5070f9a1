//! Templates and their categories.

use super::ChannelName;
use clap::{Args, Subcommand, ValueEnum};
use facteur_model::Priority;

#[derive(Clone, Copy, ValueEnum)]
pub enum PriorityName {
    /// Somebody waits for it: codes, alerts
    Priority,
    Normal,
    /// Nobody notices an hour: newsletters
    Bulk,
}

impl From<PriorityName> for Priority {
    fn from(name: PriorityName) -> Self {
        match name {
            PriorityName::Priority => Priority::Priority,
            PriorityName::Normal => Priority::Normal,
            PriorityName::Bulk => Priority::Bulk,
        }
    }
}

#[derive(Subcommand)]
pub enum TemplateCommand {
    /// Write the first version of a template
    Create(NewTemplate),
    /// Change how urgent a template's messages are; what is not named stays
    #[command(group = clap::ArgGroup::new("change").required(true).multiple(true))]
    Priority {
        /// The template's id
        template: String,
        #[arg(long)]
        service: String,
        /// Its category, by id or by name in English or French
        #[arg(long, value_name = "ID|NAME", group = "change")]
        category: Option<String>,
        /// How urgent it is, whatever its category says
        #[arg(long, value_enum, group = "change", conflicts_with = "no_priority")]
        priority: Option<PriorityName>,
        /// Let its category decide again
        #[arg(long, group = "change")]
        no_priority: bool,
    },
}

#[derive(Args)]
pub struct NewTemplate {
    #[arg(long)]
    pub service: String,
    #[arg(long = "type", value_enum)]
    pub channel: ChannelName,
    #[arg(long)]
    pub name: String,
    /// E-mail only
    #[arg(long)]
    pub subject: Option<String>,
    #[arg(long)]
    pub content: String,
    /// Its category, by id or by name in English or French: it says how urgent the messages are
    #[arg(long, value_name = "ID|NAME")]
    pub category: Option<String>,
    /// How urgent the messages are, whatever the category says [default: normal without a category]
    #[arg(long, value_enum)]
    pub priority: Option<PriorityName>,
}

#[derive(Subcommand)]
pub enum CategoryCommand {
    /// List the categories of templates, with how urgent each is by e-mail and by text message
    List,
}
