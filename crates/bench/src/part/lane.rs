//! The roads that a message can take from accept to its outcome.

use crate::ceiling::Course;
use crate::meter::Ending;
use crate::sink::Sink;
use crate::tenant::Tenant;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A live key, and nothing leaves.
    Mailbox,
    /// A test key, and a receipt that comes at once.
    Simulator,
    /// A live key, and a mail server reached over so many connections.
    Mail { connections: usize },
}

impl Lane {
    /// As many connections as the program opens unless told otherwise.
    pub const MAIL: Lane = Lane::Mail { connections: 8 };

    pub fn name(self) -> String {
        match self {
            Lane::Mailbox => "mailbox".to_owned(),
            Lane::Simulator => "simulator".to_owned(),
            Lane::Mail { connections } => format!("SMTP over {connections} connections"),
        }
    }

    pub fn course(self) -> Course {
        match self {
            Lane::Mailbox => Course::Mailbox,
            Lane::Simulator => Course::Simulator,
            Lane::Mail { .. } => Course::Mail,
        }
    }

    pub fn key(self, tenant: &Tenant) -> &str {
        match self {
            Lane::Simulator => &tenant.test,
            Lane::Mailbox | Lane::Mail { .. } => &tenant.live,
        }
    }

    pub fn ending(self) -> Ending {
        match self {
            Lane::Mailbox => Ending { key_type: "live", status: "delivered" },
            Lane::Simulator => Ending { key_type: "test", status: "delivered" },
            Lane::Mail { .. } => Ending { key_type: "live", status: "sent" },
        }
    }

    pub fn settings(self, sink: &Sink) -> Vec<(&'static str, String)> {
        match self {
            Lane::Mailbox => Vec::new(),
            Lane::Simulator => receipts_at_once(),
            Lane::Mail { connections } => sink.settings(connections),
        }
    }
}

/// The simulator without the pauses that make it realistic.
pub fn receipts_at_once() -> Vec<(&'static str, String)> {
    let delays = ["FACTEUR_SIMULATOR__LEAST_DELAY_MS", "FACTEUR_SIMULATOR__MOST_DELAY_MS"];
    delays.map(|name| (name, "0".to_owned())).to_vec()
}
