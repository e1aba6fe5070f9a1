//! Placeholder of the Markdown room.
pub fn to_html(text: &str) -> String {
    text.to_owned()
}
pub fn to_plain(text: &str) -> String {
    text.to_owned()
}
pub fn to_preheader(text: &str) -> String {
    text.to_owned()
}
