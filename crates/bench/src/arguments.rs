//! The command line.

use crate::engine::Engine;
use clap::{Parser, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// Where `cargo build --release` puts the program.
const BINARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/facteur");

/// Measures the program against what the machine does at best, in the same run. Builds nothing: build the program
/// first, with `cargo build --release -p facteur`.
#[derive(Parser)]
#[command(name = "facteur-bench")]
pub struct Arguments {
    /// What to measure
    #[arg(value_enum, required = true)]
    pub parts: Vec<PartName>,
    /// Write the figures to FILE, and a picture beside it
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Seconds of each round [default: 6, or 2 with --quick]
    #[arg(long, value_name = "N")]
    pub seconds: Option<u64>,
    /// Messages delivered in each lane, in the backlog of `fair`, and rows of each list [default: 100000, or 10000
    /// with --quick]
    #[arg(long, value_name = "N")]
    pub messages: Option<u64>,
    /// The program
    #[arg(long, value_name = "PATH", default_value = BINARY)]
    pub binary: PathBuf,
    /// A folder on the disk to measure
    #[arg(long, value_name = "DIR", default_value_os_t = std::env::temp_dir())]
    pub folder: PathBuf,
    /// A PostgreSQL server whose user may make databases; without it one is started and thrown away
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// One engine only
    #[arg(long, value_enum, value_name = "ENGINE")]
    pub engine: Option<Engine>,
    /// Short rounds and small tables: to see that everything works
    #[arg(long, conflicts_with = "full")]
    pub quick: bool,
    /// A table of ten million rows as well: some 15 GB and ten minutes more for each engine
    #[arg(long)]
    pub full: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PartName {
    /// Everything below
    All,
    /// From a request to its durable 201
    Accept,
    /// Reading messages back, one and 250 at a time
    Read,
    /// Accepting while the same messages are delivered
    Busy,
    /// From the first accept to the last outcome
    Deliver,
    /// All of it as the table grows
    Grow,
    /// Starting, and doing nothing
    Idle,
    /// How long others wait behind one service's backlog
    Fair,
    /// Whole lists, from one request to the last outcome
    Lists,
    /// A report of everything, and lists with filters
    Report,
}

impl PartName {
    pub const EACH: [Self; 9] = [
        Self::Accept,
        Self::Read,
        Self::Busy,
        Self::Deliver,
        Self::Grow,
        Self::Idle,
        Self::Fair,
        Self::Lists,
        Self::Report,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Accept => "accept",
            Self::Read => "read",
            Self::Busy => "busy",
            Self::Deliver => "deliver",
            Self::Grow => "grow",
            Self::Idle => "idle",
            Self::Fair => "fair",
            Self::Lists => "lists",
            Self::Report => "report",
        }
    }
}

/// How much of everything.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of each round.
    pub span: Duration,
    pub messages: u64,
    /// Rows of the table, for `grow`; the largest for `idle`, and that of `report`, is [`Self::filled`].
    pub sizes: Vec<usize>,
    pub filled: usize,
    /// Longest wait for deliveries that do not come.
    pub patience: Duration,
    /// Longest run of everything.
    pub whole: Duration,
}

impl Arguments {
    pub fn plan(&self) -> Plan {
        let (seconds, messages, filled) =
            if self.quick { (2, 10_000, 100_000) } else { (6, 100_000, 1_000_000) };
        let mut sizes = vec![10_000, filled];
        if self.full {
            sizes.push(10_000_000);
        }
        let minutes = if self.full { 105 } else { 45 };
        Plan {
            span: Duration::from_secs(self.seconds.unwrap_or(seconds).max(1)),
            messages: self.messages.unwrap_or(messages).max(100),
            sizes,
            filled,
            patience: Duration::from_secs(if self.quick { 20 } else { 45 }),
            whole: Duration::from_mins(minutes),
        }
    }

    /// The parts in their order, each once.
    pub fn parts(&self) -> Vec<PartName> {
        let asked = |part: &PartName| self.parts.contains(part) || self.parts.contains(&PartName::All);
        PartName::EACH.into_iter().filter(asked).collect()
    }

    pub fn engines(&self) -> Vec<Engine> {
        self.engine.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_means_each_part_once() {
        let arguments = Arguments::parse_from(["facteur-bench", "lists", "all"]);
        assert_eq!(arguments.parts(), PartName::EACH);
        let named: Vec<&PartName> =
            PartName::value_variants().iter().filter(|part| **part != PartName::All).collect();
        assert_eq!(named, PartName::EACH.iter().collect::<Vec<_>>());
    }
}
