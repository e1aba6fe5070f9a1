use super::{html, plain};

#[test]
fn blank_lines_part_paragraphs_and_single_breaks_show() {
    assert_eq!(html("Line one  \nLine two\n\n\n\nPara"), "<p>Line one<br>Line two</p><p>Para</p>");
    assert_eq!(html("a\r\nb\rc\n"), "<p>a<br>b<br>c</p>");
    assert_eq!(html("\n\nText"), "<br><p>Text</p>");
    assert_eq!(html("   \n   "), "");
}

#[test]
fn tabs_are_spaces_up_to_the_next_stop() {
    assert_eq!(html("a\tb\tcd\tefgh\ti"), "<p>a   b   cd  efgh    i</p>");
}

#[test]
fn headings_begin_one_level_down_and_need_no_space() {
    assert_eq!(html("# Title #"), "<h2>Title</h2>");
    assert_eq!(html("##Subtitle"), "<h3>Subtitle</h3>");
    assert_eq!(html("### Third"), "<p>Third</p>");
    assert_eq!(html("Text\n# Title\nMore"), "<p>Text</p><h2>Title</h2><p>More</p>");
}

#[test]
fn a_mark_alone_is_the_text_of_the_heading_or_no_heading() {
    assert_eq!(html("#"), "<p>#</p>");
    assert_eq!(html("##"), "<h2>#</h2>");
    assert_eq!(html("####### Seventh"), "<p># Seventh</p>");
}

#[test]
fn a_line_below_makes_a_heading_of_the_line_above_it() {
    assert_eq!(html("Title\n="), "<h2>Title</h2>");
    assert_eq!(html("one\nTitle\n---\nText"), "<p>one</p><h3>Title</h3><p>Text</p>");
}

#[test]
fn rules_are_three_marks_of_any_kind() {
    assert_eq!(html("a\n\n- * _\n\nb"), "<p>a</p><hr><p>b</p>");
    assert_eq!(html("a\n***\nb"), "<p>a</p><hr><p>b</p>");
    assert_eq!(html("***\n***"), "<hr><hr>");
    assert_eq!(html("==="), "<p>===</p>");
}

#[test]
fn a_callout_goes_on_to_the_blank_line_and_over_it_if_marked_again() {
    assert_eq!(html("^Note\nthis"), "<blockquote><p>Note<br>this</p></blockquote>");
    assert_eq!(html("^ a\n\n^ b\n\nc"), "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>");
    assert_eq!(
        html("^ # Title\n^ * one\n^ * two"),
        "<blockquote><h2>Title</h2><ul><li>one</li><li>two</li></ul></blockquote>"
    );
    assert_eq!(html("before\n^ no"), "<p>before<br>^ no</p>");
    assert_eq!(html("^"), "<p>^</p>");
}

#[test]
fn code_is_shown_as_it_is_without_a_frame() {
    assert_eq!(html("```js\n# no\n```\nx"), "# no<p>x</p>");
    assert_eq!(html("~~~\na\n\nb\n~~~"), "a\n\nb");
    assert_eq!(html("```\ncode"), "<p>```<br>code</p>");
    assert_eq!(html("    <b>\n\nx"), "&lt;b&gt;\n\n<p>x</p>");
}

#[test]
fn tables_are_left_out_and_pipes_are_not() {
    assert_eq!(html("| a | b |\n|---|---|\n| 1 | 2 |\n\nx"), "<p>x</p>");
    assert_eq!(html("a | b\n--|--\n1 | 2"), "");
    assert_eq!(html("a | b | c"), "<p>a | b | c</p>");
}

#[test]
fn markup_is_shown_in_html_and_in_plain_text() {
    assert_eq!(html("<div>x</div>"), "<p>&lt;div&gt;x&lt;/div&gt;</p>");
    assert_eq!(plain("<div>\n\n# x\n\n</div>"), "<div>\n\n# x\n\n</div>");
    assert_eq!(plain("a <b>**x**</b> <3"), "a <b>**x**</b> <3");
}

#[test]
fn markup_of_our_own_passes_through() {
    let mark = "<mark class='placeholder'>((a_b_c))</mark>";
    assert_eq!(super::super::to_html(mark).matches(mark).count(), 1);
    let div = "<div class='x'><p>**a**</p>\n\n</div>";
    assert_eq!(super::super::to_html(&format!("{div}\n\n# T")).find(div), Some(0));
}

#[test]
fn notes_come_last_and_their_marks_go() {
    assert_eq!(html("Text[^1]\n\n[^1]: The note.\n\nEnd"), "<p>Text</p><p>End</p><p>The note.</p>");
    assert_eq!(html("Text[^9]"), "<p>Text[^9]</p>");
}

#[test]
fn spans_of_plain_text_keep_their_marks() {
    assert_eq!(
        plain("# A\n\nx\n\n## B\n\n___"),
        format!("A\n{0}\n\nx\n\nB\n{0}\n\n{1}", "-".repeat(65), "=".repeat(65))
    );
}
