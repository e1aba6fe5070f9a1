//! Which of the two languages a person reads.

/// English or French.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    En,
    Fr,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::En, Language::Fr];

    /// The tag of `lang`, `Content-Language` and `hreflang`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Fr => "fr",
        }
    }

    /// Reads what [`Language::tag`] said.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Language::En => Language::Fr,
            Language::Fr => Language::En,
        }
    }

    /// The language that an `Accept-Language` header prefers; English when it prefers neither.
    ///
    /// Regions are not told apart. Between equals, the one named first wins.
    ///
    /// ```
    /// use facteur_i18n::Language;
    /// assert_eq!(Language::negotiate("fr-CA, en;q=0.8"), Language::Fr);
    /// assert_eq!(Language::negotiate("de, *;q=0.5"), Language::En);
    /// ```
    pub fn negotiate(accept_language: &str) -> Self {
        let (mut english, mut french, mut any) = (None, None, None);
        for (position, range) in accept_language.split(',').enumerate() {
            let Some((tag, quality)) = parse_range(range) else { continue };
            let wish = match tag.split('-').next() {
                Some(primary) if primary.eq_ignore_ascii_case("en") => &mut english,
                Some(primary) if primary.eq_ignore_ascii_case("fr") => &mut french,
                Some("*") => &mut any,
                _ => continue,
            };
            // Of `fr-CA;q=0.3, fr;q=0.9` the better one speaks for French.
            if wish.is_none_or(|wish: Wish| wish.quality < quality) {
                *wish = Some(Wish { quality, position });
            }
        }
        let english = english.or(any).unwrap_or(Wish::NONE);
        let french = french.or(any).unwrap_or(Wish::NONE);
        let prefers_french = french.quality > english.quality
            || (french.quality == english.quality
                && french.quality > 0
                && french.position < english.position);
        if prefers_french { Language::Fr } else { Language::En }
    }
}

/// How much a language is wanted, in thousandths, and where it was said.
#[derive(Clone, Copy)]
struct Wish {
    quality: u16,
    position: usize,
}

impl Wish {
    const NONE: Wish = Wish { quality: 0, position: usize::MAX };
}

/// The tag of one language range and its weight in thousandths; nothing for a weight that is none.
fn parse_range(range: &str) -> Option<(&str, u16)> {
    let mut parts = range.split(';');
    let tag = parts.next().map(str::trim).filter(|tag| !tag.is_empty())?;
    let mut quality = 1_000;
    for parameter in parts {
        let (name, value) = parameter.split_once('=')?;
        if name.trim().eq_ignore_ascii_case("q") {
            quality = parse_quality(value.trim())?;
        }
    }
    Some((tag, quality))
}

/// `0`, `1`, or either with up to three decimals (RFC 9110 §12.4.2).
fn parse_quality(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole = match whole {
        "0" => 0,
        "1" => 1_000,
        _ => return None,
    };
    let thousandths = format!("{decimals:0<3}").parse::<u16>().ok()?;
    (whole + thousandths <= 1_000).then_some(whole + thousandths)
}

#[cfg(test)]
mod tests {
    use super::Language::{self, En, Fr};
    use proptest::prelude::*;

    #[test]
    fn the_language_with_the_greatest_weight_wins() {
        for (header, expected) in [
            ("", En),
            ("fr", Fr),
            ("FR-ca", Fr),
            ("fr-CA,fr;q=0.9,en;q=0.8", Fr),
            ("en-CA,fr;q=0.9", En),
            ("en;q=0.2, fr;q=0.8", Fr),
            ("en;q=0.8, fr;q=0.2", En),
            ("en, fr", En),
            ("fr, en", Fr),
            ("fr;q=0.5, en;q=0.5", Fr),
            ("de", En),
            ("*", En),
            ("de, *;q=0.1", En),
            ("*, fr", En),
            ("en;q=0, *", Fr),
            ("*;q=0.5, fr;q=0.9", Fr),
            ("fr;q=0", En),
            ("fr;q=0, en;q=0", En),
            ("fr-CA;q=0.3, fr;q=0.9, en;q=0.5", Fr),
            ("fr;q=2, en;q=0.1", En),
            ("fr;q=abc", En),
            ("fr;q=0.1234", En),
            ("fr;q=1.000", Fr),
            ("fr;q=1.001", En),
            (" fr ; q=0.7 , en ; q=0.6", Fr),
            ("frr", En),
            (",,;;==", En),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_answered(header in "\\PC{0,60}") {
            Language::negotiate(&header);
        }

        #[test]
        fn any_likely_header_is_answered(header in "([a-z*-]{0,5}(;q=[0-9.]{0,6})?,? ?){0,6}") {
            Language::negotiate(&header);
        }
    }
}
