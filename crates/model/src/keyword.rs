//! Words by which people say, in a text message, that they want no more of them, or want them again.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest text that can be such a word; anything longer says something else.
const LONGEST: usize = 64;

/// Words that mean: no more. In capitals, without accents.
const STOP: [&str; 13] = [
    "STOP",
    "STOPALL",
    "ARRET",
    "ARRETER",
    "ARRETEZ",
    "UNSUBSCRIBE",
    "DESABONNER",
    "DESABONNEMENT",
    "SEDESABONNER",
    "CANCEL",
    "END",
    "QUIT",
    "OPTOUT",
];

/// Words that mean: again.
const START: [&str; 8] =
    ["START", "UNSTOP", "SUBSCRIBE", "OPTIN", "DEBUT", "REPRENDRE", "ABONNER", "ABONNEMENT"];

/// What somebody asks for with a whole text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    /// No more text messages.
    Stop(&'static str),
    /// Text messages again.
    Start(&'static str),
}

impl Keyword {
    /// Reads a text message: one that is such a word and nothing else. Case, accents, spaces and punctuation do not
    /// matter; a word in a sentence is only a word.
    ///
    /// ```
    /// use facteur_model::keyword::Keyword;
    ///
    /// assert_eq!(Keyword::read(" Arrêt. "), Some(Keyword::Stop("ARRET")));
    /// assert_eq!(Keyword::read("Please stop calling"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let letters: String = text
            .nfkd()
            .filter(|letter| !is_combining_mark(*letter) && letter.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect();
        let among = |words: &[&'static str]| words.iter().copied().find(|word| *word == letters);
        among(&STOP).map(Self::Stop).or_else(|| among(&START).map(Self::Start))
    }

    /// The word itself.
    pub fn word(self) -> &'static str {
        match self {
            Keyword::Stop(word) | Keyword::Start(word) => word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_read_however_it_is_typed() {
        for (text, word) in [
            ("STOP", Some("STOP")),
            ("stop", Some("STOP")),
            (" Stop!! ", Some("STOP")),
            ("«\u{a0}ARRÊT\u{a0}»", Some("ARRET")),
            ("arre\u{302}t.", Some("ARRET")),
            ("Ａｒｒêｔ", Some("ARRET")),
            ("STOP ALL", Some("STOPALL")),
            ("se désabonner", Some("SEDESABONNER")),
            ("Unsubscribe", Some("UNSUBSCRIBE")),
            ("Début", Some("DEBUT")),
            ("start", Some("START")),
            ("", None),
            ("stop it", None),
            ("Don’t stop", None),
            ("st0p", None),
            ("STOPP", None),
        ] {
            assert_eq!(Keyword::read(text).map(Keyword::word), word, "{text:?}");
        }
        assert_eq!(Keyword::read(&format!("{}STOP", " ".repeat(100))), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_word_or_not(text in ".{0,80}") {
            let _ = Keyword::read(&text);
        }

        #[test]
        fn a_word_stays_one_in_any_case_and_with_any_punctuation(
            word in prop::sample::select(&STOP[..]), lower in any::<bool>(), around in "[ .!?*«»\"'-]{0,5}",
        ) {
            let typed = if lower { word.to_lowercase() } else { word.to_owned() };
            prop_assert_eq!(Keyword::read(&format!("{around}{typed}{around}")), Some(Keyword::Stop(word)));
        }
    }
}
