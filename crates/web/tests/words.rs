//! The catalogues of the site against its pages and code: every key that is named has words, and every word is used.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its sources says where")]

use facteur_i18n::Language;
use facteur_i18n::catalogue::{SOURCES, format};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Everything that may name a key: templates and code of the rooms that speak to people.
fn sources() -> Vec<(PathBuf, String)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders =
        ["templates", "src", "../app/src", "../facteur/src"].map(|folder| here.join(folder)).to_vec();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(path.extension().and_then(|name| name.to_str()), Some("rs" | "html")) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// What stands in quotes and looks like a key of the site.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let is_key = |word: &&str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && !word.ends_with('-')
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    text.split('"').filter(is_key)
}

fn keys_of_the_site() -> BTreeSet<String> {
    let catalogues = SOURCES.iter().filter(|(name, _, _)| name.starts_with("site/"));
    let lines = catalogues.flat_map(|(_, english, _)| english.lines());
    let keys = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
    keys.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn every_key_that_a_page_says_has_words_in_both_languages() {
    for (path, text) in sources() {
        for said in ["say(\"", "say1(\"", "say2(\"", "page(\""] {
            for rest in text.split(said).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                for language in Language::ALL {
                    let found = format(language, key, None).is_some();
                    assert!(found, "{key}, in {}, has no words in {}", path.display(), language.tag());
                }
            }
        }
    }
}

#[test]
fn every_word_of_the_site_is_used() {
    let sources = sources();
    let named: BTreeSet<&str> = sources.iter().flat_map(|(_, text)| quoted(text)).collect();
    // Keys that are put together: what stands before the part that changes.
    let prefixes: BTreeSet<&str> = sources
        .iter()
        .flat_map(|(_, text)| text.split('"'))
        .filter_map(|word| {
            word.split_once("-{").map_or_else(|| word.strip_suffix('-'), |(prefix, _)| Some(prefix))
        })
        .filter(|prefix| prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
        .collect();
    let unused: Vec<_> = keys_of_the_site()
        .into_iter()
        .filter(|key| !named.contains(key.as_str()))
        .filter(|key| !prefixes.iter().any(|prefix| key.starts_with(&format!("{prefix}-"))))
        .collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
}

/// English words that are no French ones, as they would stand on a page that somebody forgot to translate.
const ENGLISH: [&str; 24] = [
    "the",
    "your",
    "you",
    "email",
    "emails",
    "template",
    "templates",
    "settings",
    "password",
    "dashboard",
    "team",
    "member",
    "members",
    "sign",
    "delivered",
    "failed",
    "key",
    "keys",
    "safelist",
    "sent",
    "with",
    "this",
    "text",
    "back",
];

#[test]
fn no_english_word_is_left_in_the_french_catalogues() {
    for (name, _, french) in
        SOURCES.iter().filter(|(name, _, _)| name.starts_with("site/") || *name == "letters")
    {
        for line in french.lines().filter(|line| !line.starts_with('#')) {
            let text = line.split_once(" = ").map_or(line, |(_, text)| text);
            // The value that a variant is for is no word.
            let text = text.trim_start().split_once("] ").map_or(text, |(_, text)| text);
            // Names of fields, addresses and code are the same in both languages.
            if text.contains('/') || text.contains('_') || text.contains("((") || text.trim() == "English" {
                continue;
            }
            let words = text.split(|character: char| {
                !character.is_alphanumeric() && character != '’' && character != '-'
            });
            for word in words {
                let plain = word.to_lowercase();
                let is_variable = text.contains(&format!("${word}"));
                assert!(!ENGLISH.contains(&plain.as_str()) || is_variable, "{name}: “{word}” in {line}");
            }
        }
    }
}
