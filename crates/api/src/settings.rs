//! What the operator decides about the API.

use facteur_model::chance::{Chance, SystemChance};
use std::sync::Arc;

/// Settings of the API.
#[derive(Clone)]
pub struct ApiSettings {
    /// The pages that may call the API from a browser, as `https://host` (contract §1.9).
    pub cors_origins: Vec<String>,
    /// The largest body of a request, in bytes.
    pub max_body: usize,
    /// The largest body of a request that may hold files, in bytes.
    pub max_body_with_files: usize,
    /// How much memory such requests may take together, in bytes.
    pub memory_for_files: usize,
    /// The largest body of a bulk send, in bytes.
    pub max_bulk_body: usize,
    /// What request ids are drawn from.
    pub chance: Arc<dyn Chance>,
    /// The commit that this program was built from, for `/_status`.
    pub commit: String,
    /// When this program was built, for `/_status`.
    pub build_time: String,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self {
            cors_origins: Vec::new(),
            max_body: 10 * 1024 * 1024,
            max_body_with_files: body_with_files(25 << 20),
            memory_for_files: 256 << 20,
            max_bulk_body: 64 * 1024 * 1024,
            chance: Arc::new(SystemChance),
            commit: option_env!("FACTEUR_COMMIT").unwrap_or("unknown").to_owned(),
            build_time: option_env!("FACTEUR_BUILD_TIME").unwrap_or("unknown").to_owned(),
        }
    }
}

/// How long a body may be whose files may have so many bytes: base64 takes a third more, and a little for line ends and
/// for what else is in it.
pub fn body_with_files(bytes: usize) -> usize {
    (bytes / 2 * 3).max(10 << 20)
}
