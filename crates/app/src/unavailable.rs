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
        match error.retry_after_seconds() {
            Some(retry_after_seconds) => Unavailable::ForNow { retry_after_seconds, source: Box::new(error) },
            None => Unavailable::Broken(Box::new(error)),
        }
    }
}
