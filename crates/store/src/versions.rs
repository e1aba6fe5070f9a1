//! What a database says of itself: its version, and the keyring that it is sealed with.

use crate::session::statements;

statements! {
    NEWEST_VERSION = "SELECT MAX(version) FROM schema_versions";

    RECORD_VERSION = "INSERT INTO schema_versions (version) VALUES ($1)";

    FINGERPRINT = "SELECT fingerprint FROM keyring";

    RECORD_FINGERPRINT = "INSERT INTO keyring (fingerprint) VALUES ($1)";
}
