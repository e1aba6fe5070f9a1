use super::{html, plain};

#[test]
fn emphasis_needs_no_flanks() {
    assert_eq!(
        html("a **b** __c__ *d* _e_"),
        "<p>a <strong>b</strong> <strong>c</strong> <em>d</em> <em>e</em></p>"
    );
    assert_eq!(html("2 * 3 * 4"), "<p>2 <em> 3 </em> 4</p>");
    assert_eq!(html("**bold\nstill**"), "<p><strong>bold<br>still</strong></p>");
    assert_eq!(plain("***both***"), "**_both_**");
}

#[test]
fn an_underscore_closes_nothing_within_a_word() {
    assert_eq!(html("snake_case_name"), "<p>snake_case_name</p>");
    assert_eq!(html("_a_b_ é_a_"), "<p>_a<em>b</em> é<em>a</em></p>");
    assert_eq!(html("my__dunder__name"), "<p>my<strong>dunder</strong>name</p>");
}

#[test]
fn what_does_not_close_is_text() {
    assert_eq!(html("f*** this _y `z"), "<p>f*** this _y `z</p>");
    assert_eq!(html("**bold\n\nnot**"), "<p>**bold</p><p>not**</p>");
    assert_eq!(plain("Name: ________"), "Name: **____**");
}

#[test]
fn a_backslash_makes_text_of_a_sign() {
    assert_eq!(html(r"\*x\* \[x\] \# \a \"), r"<p>*x* [x] # \a \</p>");
}

#[test]
fn code_and_struck_text_are_text() {
    assert_eq!(html("`**x**` ``a`b`` ~~gone~~ ~~ no ~~"), "<p>**x** a`b gone ~~ no ~~</p>");
}

#[test]
fn links_have_a_text_a_target_and_a_title() {
    assert_eq!(html("[a [b] **c**]( /x )"), "<p><a href=\"/x\">a [b] <strong>c</strong></a></p>");
    assert_eq!(html("[a](/x \"it's\")"), "<p><a href=\"/x\" title=\"it&#x27;s\">a</a></p>");
    assert_eq!(html("[a] (/x)"), "<p>[a] (/x)</p>");
    assert_eq!(plain("[a](/x 'T')[b](/y)"), "a (T): /xb: /y");
}

#[test]
fn links_are_defined_elsewhere_too() {
    assert_eq!(
        html("[a][R] [r][] [r]\n\n[r]: /x (T)"),
        "<p>".to_owned()
            + &["a", "r", "r"].map(|text| format!("<a href=\"/x\" title=\"T\">{text}</a>")).join(" ")
            + "</p>"
    );
    assert_eq!(html("[a][nope]"), "<p>[a][nope]</p>");
}

#[test]
fn an_ampersand_arrives_as_it_was_typed() {
    let link = "<p><a href=\"/?a=1&amp;b=2\">a</a></p>";
    assert_eq!(html("[a](/?a=1&b=2)"), link);
    assert_eq!(html("[a](/?a=1&amp;b=2)"), link);
    assert_eq!(
        plain("[a](/?a=1&region=2) https://a.ca/?x&copy=2"),
        "a: /?a=1&region=2 https://a.ca/?x&copy=2"
    );
}

#[test]
fn only_harmless_links_lead_anywhere() {
    for target in ["javascript:x", "JAVASCRIPT&#58;x", "java&Tab;script&colon;x", "data:text/html,x", " "] {
        assert_eq!(html(&format!("[a]({target})")), "<p><a href=\"#\">a</a></p>");
    }
}

#[test]
fn images_are_left_out() {
    assert_eq!(html("a ![i](/i.png) b"), "<p>a  b</p>");
    assert_eq!(html("[![i](/i.png)](/x)"), "<p><a href=\"/x\"></a></p>");
}

#[test]
fn addresses_of_the_web_are_links_but_not_in_links() {
    assert_eq!(
        html("(https://a.ca/x?a=1&b)."),
        "<p>(<a href=\"https://a.ca/x?a=1&amp;b\">https://a.ca/x?a=1&amp;b</a>).</p>"
    );
    assert_eq!(html("[https://a.ca](/x)"), "<p><a href=\"/x\">https://a.ca</a></p>");
    assert_eq!(html("<https://a.ca>"), "<p>&lt;<a href=\"https://a.ca\">https://a.ca</a>&gt;</p>");
    assert_eq!(plain("<https://a.ca> <a@b.ca>"), "https://a.ca a@b.ca");
}

#[test]
fn links_do_not_nest() {
    assert_eq!(html("[a [b](/y) c](/x)"), "<p><a href=\"/x\">a b c</a></p>");
}
