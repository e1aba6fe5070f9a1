//! The catalogues, and how a message of one is put into words.

use crate::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::LazyLock;
use unic_langid::langid;

/// A catalogue's name, and its text in both languages.
macro_rules! catalogue {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../locales/en/", $name, ".ftl")),
            include_str!(concat!("../locales/fr/", $name, ".ftl")),
        )
    };
}

/// The texts of every catalogue, as they stand in the binary.
pub const SOURCES: &[(&str, &str, &str)] = &[
    catalogue!("api"),
    catalogue!("reference"),
    catalogue!("letters"),
    catalogue!("site/shell"),
    catalogue!("site/account"),
    catalogue!("site/service"),
    catalogue!("site/team"),
    catalogue!("site/integration"),
    catalogue!("site/templates"),
    catalogue!("site/seeing"),
    catalogue!("site/platform"),
    catalogue!("site/documentation"),
    catalogue!("site/reports"),
];

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::En));
static FRENCH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Fr));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let (locale, grouped): (_, GroupedFunction) = match language {
        Language::En => (langid!("en-CA"), |values, _| grouped(values, ',')),
        Language::Fr => (langid!("fr-CA"), |values, _| grouped(values, '\u{a0}')),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks would be part of the contract's messages.
    bundle.set_use_isolating(false);
    bundle.add_function("GROUPED", grouped).expect("the bundle is new: it holds no function of this name");
    for &(_, english, french) in SOURCES {
        let text = match language {
            Language::En => english,
            Language::Fr => french,
        };
        let resource = FluentResource::try_new(text.to_owned())
            .map_err(|(_, errors)| errors)
            .expect("a test reads every catalogue");
        bundle.add_resource(resource).expect("a test proves that no key is in two catalogues");
    }
    bundle
}

type GroupedFunction = for<'a> fn(&[FluentValue<'a>], &FluentArgs<'_>) -> FluentValue<'a>;

/// `GROUPED($number)`: digits in groups of three. A bare `{ $number }` stays as the contract writes it.
fn grouped<'a>(values: &[FluentValue<'a>], separator: char) -> FluentValue<'a> {
    let Some(FluentValue::Number(number)) = values.first() else { return FluentValue::Error };
    FluentValue::String(separated(&number.as_string(), separator).into())
}

/// Digits in groups of three, as the language separates them.
pub fn group(digits: &str, language: Language) -> String {
    separated(digits, separator(language))
}

fn separator(language: Language) -> char {
    match language {
        Language::En => ',',
        Language::Fr => '\u{a0}',
    }
}

fn separated(plain: &str, separator: char) -> String {
    let digits = plain.len();
    let mut text = String::with_capacity(digits + digits / 3);
    for (at, character) in plain.chars().enumerate() {
        if at > 0 && (digits - at).is_multiple_of(3) && !text.ends_with('-') {
            text.push(separator);
        }
        text.push(character);
    }
    text
}

/// A message in words; nothing when the catalogue does not have it.
///
/// Prefer the typed messages: this is for the few keys that are computed.
pub fn format(language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
    let bundle = match language {
        Language::En => &ENGLISH,
        Language::Fr => &FRENCH,
    };
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, arguments, &mut errors).into_owned())
}

/// What a variable of a message may hold.
pub trait Argument {
    fn to_value(&self) -> FluentValue<'_>;
}

impl Argument for String {
    fn to_value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for str {
    fn to_value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn to_value(&self) -> FluentValue<'_> {
        (**self).to_value()
    }
}

impl Argument for u32 {
    fn to_value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Argument for usize {
    fn to_value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Argument for u64 {
    fn to_value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

/// Declares messages by name, variables and key, as an enum whose `text` speaks either language.
#[macro_export]
macro_rules! messages {
    (
        $(#[$enum_doc:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident $({ $($variable:ident: $kind:ty),+ $(,)? })? => $key:literal,)+
        }
    ) => {
        $(#[$enum_doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant $({ $($variable: $kind),+ })?,)+
        }

        impl $name {
            /// Every key with its variables, for the test that compares the catalogues.
            pub const DECLARED: &[(&str, &[&str])] = &[$(($key, &[$($(stringify!($variable)),+)?])),+];

            /// The message in words.
            pub fn text(&self, language: $crate::Language) -> String {
                let (key, arguments) = match self {
                    $(Self::$variant $({ $($variable),+ })? => {
                        let arguments: &[(&'static str, &dyn $crate::catalogue::Argument)] =
                            &[$($((stringify!($variable), $variable)),+)?];
                        ($key, $crate::catalogue::arguments(arguments))
                    })+
                };
                $crate::catalogue::format(language, key, Some(&arguments)).unwrap_or_else(|| key.to_owned())
            }
        }
    };
}

/// The variables of a message, as the catalogues take them. For [`messages!`].
pub fn arguments<'a>(named: &[(&'a str, &'a (dyn Argument + 'a))]) -> FluentArgs<'a> {
    named.iter().map(|&(name, value)| (name, value.to_value())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_threes() {
        for (number, english, french) in [
            (0_i64, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1\u{a0}000"),
            (51_200, "51,200", "51\u{a0}200"),
            (10_485_760, "10,485,760", "10\u{a0}485\u{a0}760"),
            (-100_000, "-100,000", "-100\u{a0}000"),
        ] {
            let values = [FluentValue::from(number)];
            assert_eq!(grouped(&values, ','), FluentValue::from(english));
            assert_eq!(grouped(&values, '\u{a0}'), FluentValue::from(french));
        }
    }

    #[test]
    fn an_unknown_key_has_no_words() {
        assert_eq!(format(Language::En, "no-such-message", None), None);
    }
}
