//! The two cookies of the site: the visit, and the language of somebody without one.

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::{HeaderMap, HeaderValue, header};
use facteur_i18n::Language;
use facteur_model::hex;
use facteur_model::secret::Secret;

/// How the visit's cookie is called behind TLS: the prefix keeps other hosts and plain HTTP from setting it.
const VISIT_SECURE: &str = "__Host-facteur";
const VISIT_PLAIN: &str = "facteur";
const LANGUAGE: &str = "facteur_language";
/// A year.
const LANGUAGE_SECONDS: u32 = 31_536_000;

/// Whether browsers reach the site through TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Tls,
    Plain,
}

impl Transport {
    pub fn of(public_url: &str) -> Self {
        if public_url.starts_with("https://") { Transport::Tls } else { Transport::Plain }
    }

    fn visit_name(self) -> &'static str {
        match self {
            Transport::Tls => VISIT_SECURE,
            Transport::Plain => VISIT_PLAIN,
        }
    }

    fn attributes(self) -> &'static str {
        match self {
            Transport::Tls => "; Path=/; HttpOnly; SameSite=Lax; Secure",
            Transport::Plain => "; Path=/; HttpOnly; SameSite=Lax",
        }
    }
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// What the browser holds of its visit: 64 hexadecimal digits, or nothing.
pub fn visit(headers: &HeaderMap, transport: Transport) -> Option<Secret> {
    let held = value(headers, transport.visit_name())?;
    let plausible = held.len() == 64 && held.bytes().all(|byte| byte.is_ascii_hexdigit());
    plausible.then(|| Secret::new(held))
}

/// Has the browser hold a visit until it is closed or the visit ends.
pub fn hold_visit(secret: &Secret, transport: Transport) -> HeaderValue {
    let text = format!("{}={}{}", transport.visit_name(), secret.expose(), transport.attributes());
    let mut header = HeaderValue::try_from(text).expect("hexadecimal digits stand in a header");
    header.set_sensitive(true);
    header
}

/// Has the browser forget its visit.
pub fn forget_visit(transport: Transport) -> HeaderValue {
    let text = format!("{}={}; Max-Age=0", transport.visit_name(), transport.attributes());
    HeaderValue::try_from(text).expect("these words stand in a header")
}

/// The language that somebody without a visit has chosen.
pub fn language(headers: &HeaderMap) -> Option<Language> {
    value(headers, LANGUAGE).and_then(Language::from_tag)
}

/// Has the browser remember a language.
pub fn hold_language(language: Language, transport: Transport) -> HeaderValue {
    let text = format!("{LANGUAGE}={}; Max-Age={LANGUAGE_SECONDS}{}", language.tag(), transport.attributes());
    HeaderValue::try_from(text).expect("a language's tag stands in a header")
}

/// What a form has to hold to show that it came from a page of this visit.
pub fn form_token(visit: &Secret) -> String {
    let said = [b"form\0", visit.expose().as_bytes()].concat();
    hex(digest(&SHA256, &said).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_id_is_taken_from_a_cookie() {
        let id = "0f".repeat(32);
        for (cookie, found) in [
            (format!("facteur={id}"), true),
            (format!("a=b; facteur={id}; c=d"), true),
            (format!("facteur={}", &id[1..]), false),
            (format!("facteur={}x", &id[1..]), false),
            (format!("__Host-facteur={id}"), false),
            (String::new(), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::try_from(&cookie).unwrap());
            assert_eq!(visit(&headers, Transport::Plain).is_some(), found, "{cookie}");
        }
    }

    #[test]
    fn a_forms_token_does_not_give_the_visit_away() {
        let id = Secret::new("0f".repeat(32));
        assert_ne!(form_token(&id), id.expose());
        assert_ne!(form_token(&id), form_token(&Secret::new("1f".repeat(32))));
    }
}
