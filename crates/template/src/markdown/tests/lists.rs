use super::{html, plain};

#[test]
fn three_bullets_and_numbers_make_lists() {
    assert_eq!(html("* one\n- two\n• three"), "<ul><li>one</li><li>two</li><li>three</li></ul>");
    assert_eq!(html("9. nine\n10. ten"), "<ol><li>nine</li><li>ten</li></ol>");
    assert_eq!(html("+ one\n1) two"), "<p>+ one<br>1) two</p>");
}

#[test]
fn the_first_marker_decides_the_kind() {
    assert_eq!(html("1. one\n* two"), "<ol><li>one</li><li>two</li></ol>");
}

#[test]
fn a_list_needs_no_blank_line_before_it_except_with_the_round_bullet() {
    assert_eq!(html("Intro:\n* one"), "<p>Intro:</p><ul><li>one</li></ul>");
    assert_eq!(html("Intro:\n• one"), "<p>Intro:<br>• one</p>");
}

#[test]
fn a_line_right_after_an_item_continues_it() {
    assert_eq!(html("* one\n* two\nAfter\n\nEnd"), "<ul><li>one</li><li>two<br>After</li></ul><p>End</p>");
}

#[test]
fn no_line_of_a_list_is_lost() {
    assert_eq!(html("* one\n-5 degrees\n* two"), "<ul><li>one<br>-5 degrees</li><li>two</li></ul>");
    assert_eq!(
        html("1. one\n2.two\n1990.\n3. three"),
        "<ol><li>one<br>2.two<br>1990.</li><li>three</li></ol>"
    );
    assert_eq!(plain("- item\n*note* here\n- last"), "• item\n_note_ here\n• last");
    assert_eq!(html("* one\n*\n* three"), "<ul><li>one</li><li>three</li></ul>");
}

#[test]
fn blank_lines_between_items_make_paragraphs() {
    assert_eq!(html("* one\n\n* two"), "<ul><li><p> one</p></li><li><p> two</p></li></ul>");
    assert_eq!(html("* one\n\n\n* two"), "<ul><li>one</li></ul><ul><li>two</li></ul>");
    assert_eq!(
        html("* aa\n\n  para\n\n* bb"),
        "<ul><li><p>aa</p><br><p> para</p></li><li><p> bb</p></li></ul>"
    );
}

#[test]
fn deeper_items_are_lists_in_items() {
    assert_eq!(html("* one\n  1. a one\n* two"), "<ul><li>one<ol><li>a one</li></ol></li><li>two</li></ul>");
    assert_eq!(
        html("- aa\n\t- bb\n\t\t- cc"),
        "<ul><li>aa<ul><li>bb<ul><li>cc</li></ul></li></ul></li></ul>"
    );
    assert_eq!(plain("* one\n  * a one\n* two"), "• one\n\n• a one\n• two");
}

#[test]
fn one_letter_is_no_list() {
    assert_eq!(html("* a"), "<p>* a</p>");
    assert_eq!(html("* a\n* b"), "<ul><li>a</li><li>b</li></ul>");
    assert_eq!(html("* *a* b"), "<p><em> </em>a* b</p>");
}

#[test]
fn a_rule_or_a_definition_ends_a_list() {
    assert_eq!(html("* one\n___\nx"), "<ul><li>one</li></ul><hr><p>x</p>");
    assert_eq!(html("* one\n[r]: /x\n\n[r]"), "<ul><li>one</li></ul><p><a href=\"/x\">r</a></p>");
}

#[test]
fn items_hold_other_blocks() {
    assert_eq!(
        html("* ^ quoted\n* # no heading"),
        "<ul><li><blockquote><p>quoted</p></blockquote></li><li># no heading</li></ul>"
    );
}

#[test]
fn lists_in_lists_touch_what_follows() {
    let html = super::super::to_html("* one\n  * a one");
    assert_eq!(html.matches("style=\"padding: 0 0 20px 0;\"").count(), 1);
    assert_eq!(html.matches("style=\"padding: 0;\"").count(), 1);
}
