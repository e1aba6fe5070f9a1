//! What is wrong with a template, or is hardly meant so, before it goes anywhere.

use super::file::TemplateFile;
use super::folder::Found;
use super::report::Problem;
use super::server::Category;
use facteur_app::{TemplateDraft, TemplateFault, template_faults};
use facteur_model::Channel;
use facteur_model::id::TemplateCategoryId;
use facteur_template::placeholder::Pattern;
use facteur_template::{SmsTemplate, normalise_name};
use std::collections::BTreeMap;

/// The category that a file names, by its English name in any case or by its id.
pub fn category_of(file: &TemplateFile, categories: &[Category]) -> Option<TemplateCategoryId> {
    let meant = file.category.as_deref()?.trim();
    if let Some(id) = TemplateCategoryId::parse(meant) {
        return Some(id);
    }
    let is_meant = |category: &&Category| category.name.to_lowercase() == meant.to_lowercase();
    categories.iter().find(is_meant).map(|category| category.id)
}

/// Everything against one file. `categories` are known when the key may manage templates.
pub fn lint(found: &Found, categories: Option<&[Category]>, most_parts: u32, problems: &mut Vec<Problem>) {
    let Found { name: at, file, lines } = found;
    let draft = TemplateDraft {
        channel: file.channel,
        name: &file.name,
        subject: file.subject.as_deref(),
        content: &file.content,
        prefix: None,
    };
    for fault in template_faults(&draft) {
        let what = match fault {
            TemplateFault::ContentTooLong { length, limit } => {
                format!("the text has {length} characters; {limit} is the most")
            }
            other => format!("{} {other}", other.field()),
        };
        problems.push(Problem::wrong(at, lines.of(fault.field()), what));
    }
    match (&file.category, categories) {
        (Some(category), Some(known)) if category_of(file, known).is_none() => {
            let names: Vec<_> = known.iter().map(|category| category.name.as_str()).collect();
            let what = format!("there is no category {category}, but {}", names.join(", "));
            problems.push(Problem::wrong(at, lines.of("category"), what));
        }
        (None, Some(_)) if file.id.is_none() => {
            problems.push(Problem::wrong(at, 1, "`category` is missing: a new template needs one"));
        }
        _ => {}
    }
    let mut doubt = |line: usize, what: String| problems.push(Problem::doubtful(at, line, what));
    if let Some(subject) = &file.subject {
        links(subject, |_, link| doubt(lines.of("subject"), not_https(link)));
    }
    links(&file.content, |line, link| doubt(lines.content + line, not_https(link)));
    match file.channel {
        Channel::Email => languages(&file.content, |line, what| doubt(lines.content + line, what)),
        Channel::Sms => {
            let length = SmsTemplate::parse(&file.content).source_length(None);
            if length.parts > most_parts {
                let what = format!(
                    "the text takes {} parts before its values; {most_parts} is the most",
                    length.parts
                );
                doubt(lines.content, what);
            }
        }
    }
}

fn not_https(link: &str) -> String {
    let shown: String = link.chars().take(80).collect();
    format!("this link is not https: {shown}")
}

/// Calls back for every link that is neither https nor something that a telephone or a mail program opens, with how
/// many lines stand before it.
fn links(text: &str, mut tell: impl FnMut(usize, &str)) {
    for (at, line) in text.split('\n').enumerate() {
        let lower = line.to_ascii_lowercase();
        let mut from = 0;
        while let Some(found) = lower[from..].find("http://") {
            let start = from + found;
            let end = line[start..].find(|c: char| c.is_whitespace() || ")>\"]".contains(c));
            let end = end.map_or(line.len(), |length| start + length);
            tell(at, &line[start..end]);
            from = end.max(start + 1);
        }
        for (start, _) in line.match_indices("](") {
            let target = &line[start + 2..];
            let target =
                &target[..target.find(|c: char| c == ')' || c.is_whitespace()).unwrap_or(target.len())];
            // `((link))` and addresses without a scheme are left to their values and to the page.
            let Some((scheme, _)) = target.split_once(':') else { continue };
            let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
            let scheme = scheme.to_ascii_lowercase();
            if is_scheme && !["https", "http", "mailto", "tel"].contains(&scheme.as_str()) {
                tell(at, target);
            }
        }
    }
}

/// A half of a bilingual template.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    English,
    French,
}

const TAGS: [(&str, Half, bool); 4] = [
    ("[[en]]", Half::English, true),
    ("[[/en]]", Half::English, false),
    ("[[fr]]", Half::French, true),
    ("[[/fr]]", Half::French, false),
];

/// Calls back for tags that do not pair, and for names that only one half of a bilingual template has.
fn languages(content: &str, mut tell: impl FnMut(usize, String)) {
    let mut tags: Vec<(usize, (&str, Half, bool))> = Vec::new();
    for tag in TAGS {
        tags.extend(content.match_indices(tag.0).map(|(at, _)| (at, tag)));
    }
    tags.sort_by_key(|(at, _)| *at);
    let line_of = |at: usize| content[..at].matches('\n').count();
    let mut open: Option<(usize, &str, Half)> = None;
    // Names as they count, with where they first stand and how they are spelt there.
    let mut halves: [Option<BTreeMap<String, (usize, String)>>; 2] = [None, None];
    for (at, (spelt, half, opens)) in tags {
        match (open, opens) {
            (None, true) => open = Some((at + spelt.len(), spelt, half)),
            (Some((from, _, is_open)), false) if is_open == half => {
                let names = halves[usize::from(half == Half::French)].get_or_insert_default();
                for name in Pattern::parse(&content[from..at]).placeholders() {
                    let spelling = name.name();
                    let place =
                        content[from..at].find(&format!("(({spelling}")).map_or(from, |found| from + found);
                    names.entry(normalise_name(spelling)).or_insert((place, spelling.to_owned()));
                }
                open = None;
            }
            _ => {
                return tell(
                    line_of(at),
                    format!("{spelt} pairs with nothing: the tags would be shown as text"),
                );
            }
        }
    }
    if let Some((from, spelt, _)) = open {
        return tell(line_of(from), format!("{spelt} is not closed: the tags would be shown as text"));
    }
    let [Some(english), Some(french)] = &halves else { return };
    for (one, other, missing) in [(english, french, "[[fr]]"), (french, english, "[[en]]")] {
        for (name, (at, spelling)) in one {
            if !other.contains_key(name) {
                tell(line_of(*at), format!("(({spelling})) is not in {missing}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALERT: &str = "1d8ce435-a7e5-431b-aaa2-a418bc4d14f9";

    fn of(text: &str) -> Vec<String> {
        let (file, lines) = TemplateFile::parse(text).expect("a file");
        let found = Found { name: "a.md".to_owned(), file, lines };
        let id = TemplateCategoryId::parse(ALERT).expect("an id");
        let categories = [Category { id, name: "Alert".to_owned() }];
        let mut problems = Vec::new();
        lint(&found, Some(&categories), 1, &mut problems);
        problems.iter().map(|problem| format!("{}: {}", problem.line, problem.what)).collect()
    }

    fn email(content: &str) -> Vec<String> {
        of(&format!("---\nname: n\ntype: email\nsubject: s\ncategory: alert\n---\n{content}\n"))
    }

    #[test]
    fn a_whole_template_has_nothing_against_it() {
        let text = "[[en]]\nHi ((First name))\n[[/en]]\n[[fr]]\nBonjour ((first_name))\n[[/fr]]\n\n[a](https://a.ca) [b](mailto:a@b.ca) [c](((link))) [d](/e)";
        assert_eq!(email(text), Vec::<String>::new());
    }

    #[test]
    fn names_that_one_half_lacks_are_told_where_they_stand() {
        assert_eq!(
            email("[[en]]\nHi\n((name)) ((code))\n[[/en]]\n\n[[fr]]\n((nom)) ((code))\n[[/fr]]"),
            ["9: ((name)) is not in [[fr]]", "13: ((nom)) is not in [[en]]"]
        );
    }

    #[test]
    fn tags_pair() {
        assert_eq!(email("a\n[[en]]\nb"), ["8: [[en]] is not closed: the tags would be shown as text"]);
        assert_eq!(
            email("[[en]]a[[fr]]b[[/en]][[/fr]]"),
            ["7: [[fr]] pairs with nothing: the tags would be shown as text"]
        );
    }

    #[test]
    fn links_are_https() {
        assert_eq!(
            email("x\nsee HTTP://a.ca/b) and\n[y](http://c.ca) [z](ftp://d.ca)"),
            [
                "8: this link is not https: HTTP://a.ca/b",
                "9: this link is not https: http://c.ca",
                "9: this link is not https: ftp://d.ca",
            ]
        );
    }

    #[test]
    fn lengths_parts_and_categories_are_looked_at() {
        let text = |content: &str| {
            of(&format!("---\nname: n\ntype: sms\ncategory: x\nid: {ALERT}\n---\n{content}\n"))
        };
        assert_eq!(text("a"), ["4: there is no category x, but Alert"]);
        let two = of(&format!("---\nname: n\ntype: sms\nid: {ALERT}\n---\n{}((name))\n", "a".repeat(161)));
        assert_eq!(two, ["6: the text takes 2 parts before its values; 1 is the most"]);
        let long = of(&format!("---\nname: n\ntype: sms\ncategory: Alert\n---\n{}\n", "a".repeat(613)));
        assert_eq!(long[0], "6: the text has 613 characters; 612 is the most");
        assert_eq!(of("---\nname: n\ntype: sms\n---\n((a,b))\n").len(), 2);
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at(content in "(\\[\\[/?(en|fr)\\]\\]|\\(\\(|\\)\\)|http://|\\]\\(|\\PC|\n){0,40}") {
            email(&content);
        }
    }
}
