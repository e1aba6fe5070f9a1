//! What `facteur doctor` asks of the database.

/// How one check of the database went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, such as `schema` or `keyring`.
    pub subject: &'static str,
    /// Whether it is as it should be.
    pub verdict: Verdict,
    /// The evidence, in a few words.
    pub detail: String,
}

/// Whether something is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is.
    Good,
    /// It works, and deserves a look.
    Notable,
    /// It is not.
    Bad,
}
