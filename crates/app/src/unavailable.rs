//! The store could not do its part: nothing was accepted, nothing was half done.

/// Why the store is out of reach, for the answer 503 or 500 and its log line.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// Full, busy or restarting: worth trying again after `retry_after_seconds`.
    #[error("the store cannot take anything now")]
    ForNow {
        retry_after_seconds: u32,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A defect or a damaged file: somebody has to look.
    #[error("the store failed")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<facteur_store::Error> for Unavailable {
    fn from(error: facteur_store::Error) -> Self {
        use facteur_store::Error;
        match error {
            // A moment later the queue has moved, or another process has finished.
            Error::Busy | Error::TransactionExpired | Error::Closed => {
                Unavailable::ForNow { retry_after_seconds: 1, source: Box::new(error) }
            }
            // A restart or a fail-over takes seconds.
            Error::Unreachable => Unavailable::ForNow { retry_after_seconds: 2, source: Box::new(error) },
            // Somebody has to make room first.
            Error::Full | Error::Disk { .. } => {
                Unavailable::ForNow { retry_after_seconds: 30, source: Box::new(error) }
            }
            Error::Corrupt { .. }
            | Error::Unreadable { .. }
            | Error::Unsealable { .. }
            | Error::Exists
            | Error::Missing
            | Error::Postgres { .. }
            | Error::Sqlite { .. } => Unavailable::Broken(Box::new(error)),
        }
    }
}
