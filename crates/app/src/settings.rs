//! What the operator decides once for the whole installation.

use crate::deliver::Pace;
use facteur_model::api_key::Prefix;
use facteur_model::proxies::TrustedProxies;

/// Settings of the product, as opposed to those of the process (ports, files, logs).
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where clients reach the API, with no slash at its end: every `uri` and link begins with it.
    pub base_url: String,
    /// What the product is called here, in each language.
    pub product_name: Bilingual,
    /// The domain of `from_email` and of message ids.
    pub sending_domain: String,
    /// The text message sender of a service that has none of its own.
    pub default_sms_sender: Option<String>,
    /// The page that refusals about keys point to, up to and without `#`.
    pub keys_documentation_url: String,
    /// The word in front of every key made here.
    pub key_prefix: Prefix,
    /// Whether e-mails carry the Government of Canada signature; only a federal body turns it on.
    pub government_of_canada_signature: Signature,
    /// How fast the provider of e-mails may be asked.
    pub email_pace: Pace,
    /// How fast the provider of text messages may be asked.
    pub sms_pace: Pace,
    /// The most entries of a safelist, of each kind.
    pub most_safelisted: usize,
    /// The proxies that are believed when they say for whom they speak.
    pub trusted_proxies: TrustedProxies,
    /// How long a claimed message belongs to its worker, in microseconds.
    pub lease: facteur_model::time::Micros,
}

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    pub en: String,
    pub fr: String,
}

impl Bilingual {
    pub fn in_language(&self, language: facteur_i18n::Language) -> &str {
        match language {
            facteur_i18n::Language::En => &self.en,
            facteur_i18n::Language::Fr => &self.fr,
        }
    }

    /// For whoever reads either: once if both are the same.
    pub fn both(&self) -> String {
        if self.en == self.fr { self.en.clone() } else { format!("{} | {}", self.en, self.fr) }
    }
}

/// A switch with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    Shown,
    Hidden,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: "http://127.0.0.1:6011".to_owned(),
            product_name: Bilingual { en: "Facteur".to_owned(), fr: "Facteur".to_owned() },
            sending_domain: "notification.localhost".to_owned(),
            default_sms_sender: Some("FACTEUR".to_owned()),
            keys_documentation_url: "https://documentation.notification.canada.ca/en/keys.html".to_owned(),
            key_prefix: Prefix::default(),
            government_of_canada_signature: Signature::Hidden,
            email_pace: Pace::default(),
            sms_pace: Pace::default(),
            most_safelisted: 50,
            trusted_proxies: TrustedProxies::default(),
            lease: 60 * facteur_model::time::SECOND,
        }
    }
}
