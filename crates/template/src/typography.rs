//! Placeholder of the typography room.
pub fn apply(text: &str) -> String {
    text.to_owned()
}
pub fn apply_plain(text: &str) -> String {
    text.to_owned()
}
