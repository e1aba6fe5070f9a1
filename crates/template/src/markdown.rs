//! Placeholder of the Markdown room.
/// Replaced at merge.
pub fn to_html(text: &str) -> String {
    text.to_owned()
}
/// Replaced at merge.
pub fn to_plain(text: &str) -> String {
    text.to_owned()
}
/// Replaced at merge.
pub fn to_preheader(text: &str) -> String {
    text.to_owned()
}
