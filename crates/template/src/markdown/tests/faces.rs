use super::super::{to_html, to_preheader};
use super::plain;

#[test]
fn the_look_is_in_the_elements() {
    assert_eq!(
        to_html("a"),
        "<p style=\"Margin: 0 0 20px 0; font-size: 19px; line-height: 25px; color: #0B0C0C;\">a</p>"
    );
}

#[test]
fn plain_text_is_typed_as_one_would() {
    let text = "Hi **Ada**,\n\n1. one\n1. two\n\n^ Mind the _gap_\n\n[GC](https://www.canada.ca \"Canada\")";
    assert_eq!(
        plain(text),
        "Hi **Ada**,\n\n1. one\n2. two\n\nMind the _gap_\n\nGC (Canada): https://www.canada.ca"
    );
}

#[test]
fn a_preheader_has_neither_rules_nor_targets() {
    let preheader = to_preheader("# Title\n\n* one\n\n___\n\n[GC](/x \"Canada\") &amp; a -\nb");
    let words: Vec<&str> = preheader.split_whitespace().collect();
    assert_eq!(words.join(" "), "Title • one GC (Canada) &amp; a – b");
}

#[test]
fn a_preheader_has_no_tags_even_those_that_do_not_match() {
    assert_eq!(to_preheader("[[en]]Hello[[/en]][[fr]]").trim(), "Hello");
}
