//! What holds for every text that anyone may type.

use facteur_template::escape::{Mode, decode_entities, escape_html};
use facteur_template::placeholder::{Gaps, Pattern, Setting, Style};
use facteur_template::sms::charset;
use facteur_template::{EmailTemplate, SmsTemplate, Value, Values};
use proptest::prelude::*;

const PASSTHROUGH: Style = Style { mode: Mode::Passthrough, setting: Setting::Sentence, gaps: Gaps::Shown };

/// Text made mostly of what the template language, Markdown and HTML give a meaning to.
fn awkward_text() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        4 => prop::sample::select(vec![
            "((", "))", "(", ")", "??", "((a))", "((b??", "[", "](", "[[fr]]", "[[/fr]]", "* ", "^ ", "# ", "\n",
            "\n\n", "    ", "**", "_", "`", "```", "---", "<", ">", "<!--", "-->", "<a href='", "&", "&amp;", "&#",
            "&copy", ";", "\"", "'", "--", "\\", "https://a.ca", "gov.uk", "\r\n", "\u{2028}", "\u{200d}", "\u{a0}",
            "e\u{301}", "👨\u{200d}👩", "ê", "€", "\0", " ", ".", ",", "|", "=",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => any::<String>(),
    ];
    prop::collection::vec(scrap, 0..24).prop_map(|scraps| scraps.concat())
}

fn values(a: String, b: String) -> Values {
    let mut values = Values::empty();
    values.insert("l", Value::List(vec![a.clone(), String::new(), b.clone()]));
    values.insert("a", Value::Text(a));
    values.insert("b", Value::Text(b));
    values
}

proptest! {
    #[test]
    fn no_text_makes_an_email_panic(subject in awkward_text(), content in awkward_text(), a in awkward_text()) {
        let template = EmailTemplate::parse(&subject, &content);
        for values in [Values::empty(), values(a, "yes".into())] {
            template.missing(&values);
            template.html(&values);
            template.html_preview(&values, Gaps::Redacted);
            template.plain(&values);
            template.preheader(&values);
            template.is_blank(&values);
            template.character_count(&values);
            prop_assert!(!template.subject(&values).contains(['\r', '\n']));
            prop_assert!(!template.subject_html(&values).contains(['\r', '\n']));
        }
    }

    #[test]
    fn a_text_message_holds_only_what_can_be_sent(content in awkward_text(), a in awkward_text()) {
        let template = SmsTemplate::parse(&content);
        let sms = template.render(&values(a, "no".into()), Some("Été"));
        prop_assert!(sms.text.chars().all(|c| charset::class(c).is_some()));
        prop_assert!(sms.parts >= 1);
        template.source_count(None);
    }

    #[test]
    fn substitution_is_a_single_pass(a in awkward_text(), b in awkward_text()) {
        let filled = Pattern::parse("((a))|((b))").fill(&values(a.clone(), b.clone()), PASSTHROUGH);
        prop_assert_eq!(filled, format!("{a}|{b}"));
    }

    #[test]
    fn text_without_a_pair_of_closing_brackets_is_left_alone(text in "[^)]{0,80}") {
        prop_assert_eq!(Pattern::parse(&text).fill(&Values::empty(), PASSTHROUGH), text);
    }

    #[test]
    fn nothing_is_missing_once_every_name_has_a_value(content in awkward_text()) {
        let template = SmsTemplate::parse(&content);
        let mut values = Values::empty();
        for name in template.placeholders() {
            values.insert(name, "x".into());
        }
        prop_assert!(template.missing(&values).is_empty());
    }

    #[test]
    fn values_never_bring_markup_into_html(value in awkward_text()) {
        for mode in [Mode::Escape, Mode::Strip] {
            let safe = mode.sanitise(&value);
            prop_assert!(!safe.contains(['<', '>']));
        }
    }

    #[test]
    fn escaping_is_undone_by_decoding(text in "[a-z<>;# ]{0,40}") {
        let escaped = escape_html(&text);
        prop_assert_eq!(decode_entities(&escaped), text.as_str());
    }

    #[test]
    fn escaping_again_changes_nothing(text in awkward_text()) {
        let once = escape_html(&text).into_owned();
        prop_assert_eq!(escape_html(&once), once.as_str());
    }
}

#[test]
fn long_runs_of_unfinished_markup_take_no_longer_than_other_text() {
    for scrap in
        ["((", "((a", "))", "(())", "((a??(", "&", "&a", "&#1", "<", "<a '", "<!--", "](", " ,", "gov."]
    {
        let text = scrap.repeat(100_000);
        let sms = SmsTemplate::parse(&text);
        sms.render(&Values::empty(), None);
        for mode in [Mode::Passthrough, Mode::Escape, Mode::Strip] {
            Pattern::parse(&text).fill(&Values::empty(), Style { mode, ..PASSTHROUGH });
        }
        decode_entities(&text);
    }
}

#[test]
fn an_email_of_unfinished_markup_takes_no_longer_than_another() {
    for scrap in [
        "[",
        "![",
        "](",
        "[a](",
        "[a]: ",
        "**",
        "*a",
        "_a",
        "`",
        "```\n",
        "~~",
        "<",
        "<a ",
        "<!--",
        "&",
        "\"",
        "'",
        "\\",
        "> ",
        "^ ",
        "* ",
        "* a\n",
        "  * a\n",
        "1. a\n\n",
        "|",
        "a|b\n",
        "-|-\n",
        "=\n",
        "# ",
        "[[en]]",
        "[[/fr]]",
        "[^a]",
        "http://",
        "https://a.ca/(",
        " - ",
        " @ ",
        "\n",
        " ",
        "((",
        "((a))",
    ] {
        let content = scrap.repeat(50_000 / scrap.len());
        let template = EmailTemplate::parse(scrap, &content);
        template.html(&Values::empty());
        template.plain(&Values::empty());
        template.preheader(&Values::empty());
    }
}
