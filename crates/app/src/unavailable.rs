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
