//! Placeholder of the typography room.
/// Replaced at merge.
pub fn apply(text: &str) -> String {
    text.to_owned()
}
/// Replaced at merge.
pub fn apply_plain(text: &str) -> String {
    text.to_owned()
}
