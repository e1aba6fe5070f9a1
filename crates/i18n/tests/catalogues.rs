//! The catalogues against one another, against the code, and against the rules of French typography.

use facteur_i18n::catalogue::SOURCES;
use facteur_i18n::{Language, Message};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use std::collections::{BTreeMap, BTreeSet};

type Catalogue = BTreeMap<String, BTreeSet<String>>;

/// The messages of a catalogue with the variables that each uses.
fn messages(source: &str) -> Catalogue {
    let resource = parser::parse(source).expect("every line of a catalogue is understood");
    let mut messages = Catalogue::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let mut variables = BTreeSet::new();
            collect(message.value.as_ref().expect("every message has words"), &mut variables);
            let known = messages.insert(message.id.name.to_owned(), variables);
            assert!(known.is_none(), "{} is there twice", message.id.name);
        }
    }
    messages
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                collect_inline(inline, variables);
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                collect_inline(selector, variables);
                for variant in variants {
                    collect(&variant.value, variables);
                }
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| collect_inline(argument, variables));
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    for &(name, english, french) in SOURCES {
        let (english, french) = (messages(english), messages(french));
        for (key, variables) in &english {
            assert_eq!(french.get(key), Some(variables), "{name}: {key} in French");
        }
        for key in french.keys() {
            assert!(english.contains_key(key), "{name}: {key} in English");
        }
    }
}

#[test]
fn no_key_is_in_two_catalogues() {
    let mut seen = BTreeSet::new();
    for &(name, english, _) in SOURCES {
        for key in messages(english).into_keys() {
            assert!(seen.insert(key.clone()), "{key} of {name} is in another catalogue too");
        }
    }
}

#[test]
fn the_messages_of_the_code_are_those_of_the_catalogue() {
    let (_, english, _) = SOURCES[0];
    let declared: Catalogue = Message::DECLARED
        .iter()
        .map(|(key, variables)| {
            ((*key).to_owned(), variables.iter().map(|variable| (*variable).to_owned()).collect())
        })
        .collect();
    assert_eq!(declared.len(), Message::DECLARED.len(), "a key is declared twice");
    assert_eq!(declared, messages(english));
}

#[test]
fn french_has_its_no_break_spaces_and_curly_apostrophes() {
    for &(_, _, french) in SOURCES {
        for line in french.lines().filter(|line| !line.starts_with('#')) {
            let characters: Vec<char> = line.chars().collect();
            for (at, character) in characters.iter().enumerate() {
                let before = at.checked_sub(1).and_then(|before| characters.get(before));
                let after = characters.get(at + 1);
                match character {
                    // The colon of `https://` is no punctuation.
                    ':' if after == Some(&'/') => {}
                    // Nor is that of a time as a form takes it.
                    ':' if before
                        .zip(after)
                        .is_some_and(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit()) => {}
                    ':' | ';' | '!' | '?' | '»' => {
                        assert_eq!(before, Some(&'\u{a0}'), "{character} in {line}");
                    }
                    '«' => assert_eq!(after, Some(&'\u{a0}'), "« in {line}"),
                    '\'' | '"' => panic!("straight quotes in {line}"),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn variables_are_filled_in_both_languages() {
    let unknown = |names: &str, count| Message::FieldsUnknown { names: names.to_owned(), count };
    for (message, english, french) in [
        (
            unknown("page", 1),
            "Additional properties are not allowed (page was unexpected)",
            "Propriété inconnue\u{a0}: page",
        ),
        (
            unknown("a, b", 2),
            "Additional properties are not allowed (a, b were unexpected)",
            "Propriétés inconnues\u{a0}: a, b",
        ),
        (
            Message::RateExceeded { key_type: "LIVE", limit: 1_000, seconds: 60 },
            "Exceeded rate limit for key type LIVE of 1000 requests per 60 seconds",
            "Limite d’appels dépassée pour les clés actives\u{a0}: 1\u{a0}000 requêtes par 60 secondes",
        ),
        (
            Message::ChannelNotPermitted { channel: "sms" },
            "Service is not allowed to send text messages",
            "Le service n’a pas le droit d’envoyer des messages texte",
        ),
        (
            Message::ChannelNotPermitted { channel: "email" },
            "Service is not allowed to send emails",
            "Le service n’a pas le droit d’envoyer des courriels",
        ),
    ] {
        assert_eq!(message.text(Language::En), english);
        assert_eq!(message.text(Language::Fr), french);
    }
}

#[test]
fn what_a_caller_wrote_is_repeated_and_never_read_as_a_message() {
    let name = "{ $x } { authorization-missing } \u{2068}é".to_owned();
    let text = Message::FieldRequired { name: name.clone() }.text(Language::En);
    assert_eq!(text, format!("{name} is a required property"));
}
