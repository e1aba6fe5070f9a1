//! What holds for every text, however hostile.

use proptest::prelude::*;

use super::super::{to_html, to_plain, to_preheader};
use crate::escape::escape_html;
use crate::typography;

/// Whether every element is closed, in order. Elements that never have content are none.
fn is_well_formed(html: &str) -> bool {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let Some((tag, _)) = tag.split_once('>') else { return false };
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !matches!(name, "br" | "hr") {
            open.push(name);
        }
    }
    open.is_empty()
}

fn render_all(text: &str) {
    let escaped = escape_html(text);
    let html = typography::apply(&to_html(&escaped));
    assert!(is_well_formed(&html), "{:?}", &text[..text.floor_char_boundary(200)]);
    typography::apply_plain(&to_plain(text));
    typography::apply(&to_preheader(&escaped));
}

fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop::sample::select(vec![
        "a",
        "b ",
        "é",
        "\n",
        "\n\n",
        " ",
        "  ",
        "    ",
        "\t",
        "* ",
        "- ",
        "• ",
        "1. ",
        "+ ",
        "*",
        "**",
        "_",
        "__",
        "~~",
        "`",
        "```",
        "~~~",
        "#",
        "# ",
        "^",
        "^ ",
        ">",
        "> ",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "[x]: y",
        "[^1]",
        "[^1]: z",
        "|",
        "---",
        "===",
        "\\",
        "\"",
        "'",
        "&",
        "&amp;",
        "<",
        "<div>",
        "</div>",
        "<b c='",
        "-->",
        "<!--",
        "https://a.ca",
        ".",
        ",",
        " - ",
        "[[en]]",
        "[[/en]]",
        "[[fr]]",
        "[[/fr]]",
        "[[rtl]]",
        "[[/rtl]]",
        "\u{fdd0}E",
        "\u{2424}",
        "\u{a0}",
        "\r",
    ]);
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_renders_as_well_formed_html(text in scraps()) {
        render_all(&text);
    }

    #[test]
    fn any_unicode_renders(text in any::<String>()) {
        render_all(&text);
    }

    #[test]
    fn no_word_is_lost(words in prop::collection::vec("[a-z]{2,5}", 1..12), between in prop::collection::vec(
        prop::sample::select(vec!["\n", "\n\n", "\n* ", "\n-", "\n2.", "\n  * ", "\n^ ", "\n# ", " ", "[[en]]", "[[/en]]", "\n1. "]), 12,
    )) {
        let text: String = words.iter().zip(&between).flat_map(|(word, between)| [word.as_str(), between]).collect();
        let html = to_html(&text);
        for word in &words {
            prop_assert!(html.contains(word.as_str()), "{} is not in {}", word, html);
        }
    }

    #[test]
    fn no_link_leads_to_a_script(target in "[ -~\t]{0,30}") {
        let html = to_html(&escape_html(&format!("[a](javascript:{target})")));
        prop_assert!(!html.contains("href=\"javascript"));
    }
}

/// Long enough that a second loop over it would not end before the reader's patience.
const LONG: usize = 40_000;

/// Longer than any template may be.
const VERY_LONG: usize = 200_000;

fn render_repeated(scraps: &[&str], length: usize) {
    for scrap in scraps {
        render_all(&scrap.repeat(length / scrap.len()));
    }
}

#[test]
fn signs_without_end_take_no_longer_than_words() {
    render_repeated(&["[", "(", "*", "_", "^", "\\", "`", "<", "* ", "```\n", "```a\n"], VERY_LONG);
    render_repeated(
        &[
            "[", "]", "(", ")", "*", "_", "^", "\\", "`", "~", "#", ">", "|", "<", "!", "&", " ", "-", "=",
            "\"", "'",
        ],
        LONG,
    );
}

#[test]
fn hostile_blocks_take_no_longer_than_others() {
    render_repeated(
        &[
            "* ",
            "* a\n",
            "1. a\n",
            "- \n",
            "*\n",
            "^ ",
            "^ a\n",
            "# ",
            "> a\n",
            "```\n",
            "```a\n",
            "~~~\nb\n",
            "a```\n",
            "[a]: b\n",
            "[^a]: b\n",
            "[a\n",
            "[a]\n",
            "<div>\n\n",
            "<!-- \n\n",
            "a | b\n",
            "|-|\n",
            "|a|\n|-|\n",
            "a\n=\n",
            "a\n",
            "\n",
            " \n",
            "[[en]]",
            "[[en]][[/en]]",
            "[[en]]* ab[[/en]]",
            "* ab[[fr]]cd\n* ef[[/fr]]gh\n",
            "[[fr]]^ a[[/fr]]",
            "* ab[[/en]]cd[[en]]",
        ],
        LONG,
    );
}

#[test]
fn hostile_lines_take_no_longer_than_others() {
    render_repeated(
        &[
            "**a ",
            "*a ",
            "_a ",
            "__a *b ",
            "*a _b **c __d ",
            "~~a ",
            "~~a~",
            "`a ``b ```c ",
            "[a](",
            "[a](b ",
            "[a](\"",
            "[a](b \"c",
            "[a][",
            "![",
            "[[",
            "[[]",
            "[ ] ",
            "](",
            "[](",
            "[]]",
            "<a ",
            "<a b='",
            "<a b=",
            "<div>",
            "<!--",
            "</a>",
            "<a@",
            "<http:",
            "https://",
            "https://. ",
            "\t",
            "&lt;",
            "a - ",
            " . ",
            "a@",
            "''",
            "\"'",
        ],
        LONG,
    );
    for (opening, closing) in [
        ("[", "]"),
        ("(", ")"),
        ("*a ", " a*"),
        ("[ ", "] "),
        ("[a](", ")"),
        ("<a>", "</b>"),
        ("```a\n", "~~~\n"),
    ] {
        render_all(&(opening.repeat(LONG / 2 / opening.len()) + &closing.repeat(LONG / 2 / closing.len())));
    }
}

#[test]
fn nesting_ends_where_it_is_of_no_use() {
    let lines: Vec<String> = (0..100).map(|depth| "  ".repeat(depth) + "* ab\n").collect();
    let list = lines.concat();
    let callout = "^ ".repeat(100) + "x";
    let languages = "[[en]]".repeat(100) + "x" + &"[[/en]]".repeat(100);
    assert_eq!(to_html(&list).matches("<ul").count(), 6);
    assert_eq!(to_html(&callout).matches("<blockquote").count(), 6);
    assert_eq!(to_html(&languages).matches("<div").count(), 0);
    for text in [list, callout, languages] {
        render_all(&text);
    }
}
