//! The addresses of links: which may be followed, and which are recognised without markup (template dialect §6).

use crate::whitespace::{is_space, is_zero_width};

/// Schemes that a link may have. An address without a scheme may be followed too.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// The address itself if it may be followed, `#` if not: an empty one, or one with another scheme than those of the
/// web, of email and of the telephone. What programs ignore in an address, spaces and invisible characters, is
/// ignored here as well.
///
/// ```
/// use facteur_template::links::sanitise_link_url;
/// assert_eq!(sanitise_link_url("https://www.canada.ca"), "https://www.canada.ca");
/// assert_eq!(sanitise_link_url("/contact"), "/contact");
/// assert_eq!(sanitise_link_url("java\u{200b}script:alert(1)"), "#");
/// ```
pub fn sanitise_link_url(url: &str) -> &str {
    let mut seen = url.chars().filter(|c| !is_space(*c) && !is_zero_width(*c) && !c.is_control()).peekable();
    let Some(first) = seen.peek() else { return "#" };
    if !first.is_ascii_alphabetic() {
        return url;
    }
    let mut scheme = String::new();
    for character in seen {
        match character {
            ':' if SCHEMES.contains(&scheme.as_str()) => return url,
            ':' => return "#",
            '+' | '-' | '.' => scheme.push(character),
            _ if character.is_ascii_alphanumeric() => scheme.push(character.to_ascii_lowercase()),
            _ => return url,
        }
    }
    url
}

/// The address to follow for one that stands in escaped text: what an address cannot hold is percent-encoded, its
/// entities stay.
///
/// Nothing that means something is encoded or decoded: `%2F` stays `%2F`, and `+` stays `+`.
///
/// ```
/// use facteur_template::links::bare_url_href;
/// assert_eq!(bare_url_href("https://a.ca/é?q=x%26y&amp;z=1+2"), "https://a.ca/%C3%A9?q=x%26y&amp;z=1+2");
/// ```
pub fn bare_url_href(url: &str) -> String {
    let bytes = url.as_bytes();
    let host = url.find("://").map_or(0, |scheme| scheme + "://".len());
    let host_end = url[host..].find(['/', '?', '#']).map_or(url.len(), |length| host + length);
    let mut href = String::with_capacity(url.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'%' if let Some(value) = hexadecimal(bytes.get(at + 1..at + 3)) => {
                // A character that needs no encoding is the same with and without.
                if is_unreserved(value) {
                    href.push(char::from(value));
                } else {
                    percent_encode(value, &mut href);
                }
                at += 2;
            }
            b':' | b'/' | b'?' | b'#' | b'=' | b'&' | b';' | b'+' => href.push(char::from(byte)),
            b'@' | b'[' | b']' if (host..host_end).contains(&at) => href.push(char::from(byte)),
            _ if is_unreserved(byte) => href.push(char::from(byte)),
            _ => percent_encode(byte, &mut href),
        }
        at += 1;
    }
    href
}

/// The addresses of the web in a text.
///
/// ```
/// use facteur_template::links::find_bare_urls;
/// assert_eq!(find_bare_urls("See https://a.ca/x, or (http://b.ca)."), ["https://a.ca/x", "http://b.ca"]);
/// ```
pub fn find_bare_urls(text: &str) -> Vec<&str> {
    let mut urls = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        rest = &rest[at..];
        let length = match bare_url(rest) {
            Some(url) => {
                urls.push(url);
                url.len()
            }
            None => "http".len(),
        };
        rest = &rest[length..];
    }
    urls
}

/// The address of the web that `text` begins with: `http://` or `https://` and at least two more characters. A
/// closing bracket, a quote or a mark such as `.` at its end belongs to the sentence.
pub(crate) fn bare_url(text: &str) -> Option<&str> {
    let behind = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = behind.find(|c| c == '<' || is_space(c)).unwrap_or(behind.len());
    let address = behind[..end].trim_end_matches(['.', ',', ':', '"', '\'', ')', ']']);
    address.chars().nth(1)?;
    Some(&text[..text.len() - behind.len() + address.len()])
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'~')
}

fn hexadecimal(digits: Option<&[u8]>) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let digits = digits?;
    u8::try_from(digit(digits[0])? * 16 + digit(digits[1])?).ok()
}

fn percent_encode(byte: u8, to: &mut String) {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    to.extend(['%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_schemes_may_be_followed() {
        for url in [
            "http://a.ca",
            "HTTPS:x",
            "mailto:a@b.ca",
            "tel:+1",
            "a.ca/x:y",
            "#x",
            "//a.ca",
            "1x:y",
            "javascript%3Ax",
        ] {
            assert_eq!(sanitise_link_url(url), url);
        }
        for url in [
            "",
            " \u{200b}",
            "javascript:x",
            " java\tscript:x",
            "\u{1}vbscript:x",
            "ftp://a",
            "localhost:3000",
            "a+b.c-d:x",
        ] {
            assert_eq!(sanitise_link_url(url), "#");
        }
    }

    #[test]
    fn what_the_sender_encoded_stays_encoded() {
        assert_eq!(bare_url_href("https://a.ca/%2f?x=%26%3D%23"), "https://a.ca/%2F?x=%26%3D%23");
        assert_eq!(bare_url_href("https://a.ca/%41%zz%"), "https://a.ca/A%25zz%25");
        assert_eq!(bare_url_href("https://u@[::1]:80/@[x]"), "https://u@[::1]:80/%40%5Bx%5D");
    }

    #[test]
    fn no_href_leaves_its_attribute() {
        assert_eq!(bare_url_href("https://a.ca\"onclick='x'"), "https://a.ca%22onclick=%27x%27");
    }

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        assert_eq!(find_bare_urls("https://a.ca/x)."), ["https://a.ca/x"]);
        assert_eq!(find_bare_urls("xhttps://a.ca? https://a http://"), ["https://a.ca?"]);
        assert_eq!(find_bare_urls("https://a.ca\u{a0}b HTTPS://B.CA"), ["https://a.ca"]);
    }
}
