//! Templates as files.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum TemplatesCommand {
    /// Write every template of a service into a folder, one Markdown file each
    Pull {
        #[command(flatten)]
        place: TemplatesPlace,
        /// Overwrite files that were changed here since they were pulled
        #[arg(long)]
        force: bool,
    },
    /// Say what would be written to the server, and with --apply write it; nothing is ever archived
    Push {
        #[command(flatten)]
        place: TemplatesPlace,
        /// Write to the server
        #[arg(long)]
        apply: bool,
    },
    /// Show how the files differ from the server, and what is wrong with them: exit code 0 when nothing, 1 when
    /// something, 2 when it could not be found out
    Diff {
        #[command(flatten)]
        place: TemplatesPlace,
    },
}

#[derive(Args)]
pub struct TemplatesPlace {
    /// The folder of the files
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The address of the API, such as https://notification.example.ca
    #[arg(long, env = "FACTEUR_URL")]
    pub url: String,
    /// An API key, with the permission manage_templates to push. It belongs in FACTEUR_KEY, where other users of the
    /// machine cannot see it
    #[arg(long, env = "FACTEUR_KEY", hide_env_values = true)]
    pub key: String,
    /// Text message parts that a text may take before its values
    #[arg(long, value_name = "PARTS", default_value_t = 4)]
    pub most_parts: u32,
}
