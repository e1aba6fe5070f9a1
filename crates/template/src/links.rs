//! Placeholder of the links room.
pub fn sanitise_link_url(url: &str) -> String {
    url.to_owned()
}
pub fn bare_url_href(url: &str) -> String {
    url.to_owned()
}
pub fn find_bare_urls(_: &str) -> Vec<&str> {
    Vec::new()
}
