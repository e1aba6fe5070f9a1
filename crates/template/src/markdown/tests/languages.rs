use super::{html, plain};

#[test]
fn a_language_encloses_its_blocks() {
    assert_eq!(html("[[en]]\n# Title\nText\n[[/en]]"), "<div lang=\"en-ca\"><h2>Title</h2><p>Text</p></div>");
    assert_eq!(
        html("[[en]]Hello[[/en]][[fr]]Bonjour[[/fr]]"),
        "<div lang=\"en-ca\"><p>Hello</p></div><div lang=\"fr-ca\"><p>Bonjour</p></div>"
    );
    assert_eq!(html("[[rtl]]x[[/rtl]]"), "<div dir=\"rtl\"><p>x</p></div>");
}

#[test]
fn a_tag_in_a_line_parts_it() {
    let parted = "<p>Say </p><div lang=\"en-ca\"><p>hello</p></div><p> now</p>";
    assert_eq!(html("Say [[en]]hello[[/en]] now"), parted);
}

#[test]
fn a_language_ends_the_list_or_the_callout_it_does_not_begin_in() {
    assert_eq!(
        html("[[fr]]* un\n* deux[[/fr]]x"),
        "<div lang=\"fr-ca\"><ul><li>un</li><li>deux</li></ul></div><p>x</p>"
    );
    assert_eq!(html("[[fr]]^ un[[/fr]]"), "<div lang=\"fr-ca\"><blockquote><p>un</p></blockquote></div>");
    assert_eq!(
        html("* one [[fr]]un\n* deux[[/fr]]"),
        "<ul><li>one</li></ul><div lang=\"fr-ca\"><p>un</p><ul><li>deux</li></ul></div>"
    );
}

#[test]
fn a_language_may_be_all_within_an_item_or_a_callout() {
    assert_eq!(
        html("* [[fr]]un[[/fr]]\n* two"),
        "<ul><li><div lang=\"fr-ca\"><p>un</p></div></li><li><p> two</p></li></ul>"
    );
    assert_eq!(html("^ [[fr]]un[[/fr]]"), "<blockquote><div lang=\"fr-ca\"><p>un</p></div></blockquote>");
}

#[test]
fn tags_that_do_not_match_are_text() {
    assert_eq!(html("[[en]]\nHello"), "<p>[[en]]<br>Hello</p>");
    assert_eq!(html("[[en]]a[[/en]] [[fr]]b"), "<p>[[en]]a[[/en]] [[fr]]b</p>");
    assert_eq!(html("[[/en]]a[[en]]"), "<p>[[/en]]a[[en]]</p>");
    assert_eq!(html("[[EN]]a[[/EN]] [[es]]b[[/es]]"), "<p>[[EN]]a[[/EN]] [[es]]b[[/es]]</p>");
    assert_eq!(html("[[rtl]]a [[en]]b[[/en]]"), "<p>[[rtl]]a </p><div lang=\"en-ca\"><p>b</p></div>");
}

#[test]
fn plain_text_shows_no_tags() {
    assert_eq!(plain("[[en]]\n^ Hello\n[[/en]]\n[[fr]]\nBonjour\n[[/fr]]"), "Hello\n\nBonjour");
}
