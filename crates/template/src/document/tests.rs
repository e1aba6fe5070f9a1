use super::*;

const ASSETS: &str = "https://example.ca/assets";

fn document(layout: &Layout<'_>) -> String {
    html_document("Subject", "Hello", "<p>Hello</p>", layout)
}

#[test]
fn a_plain_layout_holds_subject_preheader_and_body_and_no_brand() {
    let html = document(&Layout::plain(Language::En, ASSETS));
    assert!(html.starts_with("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\""));
    assert!(html.contains("<html lang=\"en-ca\""));
    assert!(html.contains("<title>Subject</title>"));
    assert!(html.contains(">Hello</span>"));
    assert!(html.contains("<td dir=\"ltr\""));
    assert!(html.contains("<p>Hello</p>"));
    assert!(!html.contains("<img") && !html.contains('…'));
}

#[test]
fn the_name_of_the_service_heads_an_email_without_brand() {
    let named = Layout { service_name: Some("R&D \"<x>\""), ..Layout::plain(Language::En, ASSETS) };
    assert!(document(&named).contains(">R&amp;D &quot;&lt;x&gt;&quot;</span>"));
    let branded = Layout { brand: Some(Brand { text: Some("ESDC"), ..Brand::default() }), ..named };
    assert!(!document(&branded).contains("R&amp;D") && document(&branded).contains(">ESDC</span>"));
}

#[test]
fn a_bilingual_email_is_in_its_first_language() {
    let layout = Layout::plain(Language::Both, ASSETS);
    let of = |body: &str| html_document("", "", body, &layout);
    assert!(of("<div lang=\"fr-ca\"></div><div lang=\"en-ca\"></div>").contains("<html lang=\"fr-ca\""));
    assert!(of("<div lang=\"en-ca\"></div><div lang=\"fr-ca\"></div>").contains("<html lang=\"en-ca\""));
    assert!(of("<p>x</p>").contains("<html lang=\"en-ca\""));
    let french = Signature::GovernmentOfCanada { french_first: true };
    let signed = Layout { signature: french, ..layout.clone() };
    assert!(document(&signed).contains("<html lang=\"fr-ca\""));
}

#[test]
fn only_a_signature_brings_the_signs_of_the_government() {
    let signature = Signature::GovernmentOfCanada { french_first: true };
    let html = document(&Layout { signature, ..Layout::plain(Language::Fr, "https://example.ca/assets/") });
    let logo = html.find("https://example.ca/assets/gc-logo-fr.png").expect("the signature");
    let body = html.find("<p>Hello</p>").expect("the body");
    let wordmark = html.find("canada-logo.png").expect("the wordmark");
    assert!(logo < body && body < wordmark);
    assert!(
        html.contains("alt=\"Gouvernement du Canada / Government of Canada\" height=\"55\" width=\"286\"")
    );
}

#[test]
fn a_logo_says_what_is_known_of_it() {
    let alt = |brand: Brand<'_>| {
        let brand = Brand { logo_url: Some("https://a.ca/l.png"), ..brand };
        document(&Layout { brand: Some(brand), ..Layout::plain(Language::En, ASSETS) })
    };
    let both = Brand { alt_en: Some("Agency"), alt_fr: Some("Agence"), ..Brand::default() };
    assert!(alt(both).contains("alt=\"Agency / Agence\" height=\"108\""));
    assert!(alt(Brand { alt_fr: None, ..both }).contains("alt=\"Agency\""));
    assert!(
        alt(Brand { alt_fr: Some(" "), text: Some("x"), ..both }).contains("alt=\"Agency\" height=\"27\"")
    );
    assert!(alt(Brand { name: Some("ESDC"), ..Brand::default() }).contains("alt=\"ESDC\""));
    assert!(alt(Brand::default()).contains("alt=\"\""));
}

#[test]
fn a_banner_has_the_colour_of_the_brand_and_nothing_else() {
    let of = |colour| {
        let brand = Brand { text: Some("ESDC"), background: true, colour, ..Brand::default() };
        document(&Layout { brand: Some(brand), ..Layout::plain(Language::En, ASSETS) })
    };
    assert!(of(Some("#26374a")).contains("background: #26374a;"));
    assert!(of(None).contains("background: #0b0c0c;"));
    assert!(of(Some("red;\"><script>")).contains("background: #0b0c0c;"));
}

#[test]
fn right_to_left_is_said_of_the_body() {
    let layout = Layout { right_to_left: true, ..Layout::plain(Language::En, ASSETS) };
    assert!(document(&layout).contains("<td dir=\"rtl\""));
}

#[test]
fn a_title_has_no_markup() {
    let html = html_document(
        "Hi <mark class='placeholder'>((n))</mark> &lt;i&gt;",
        "",
        "",
        &Layout::plain(Language::En, ASSETS),
    );
    assert!(html.contains("<title>Hi ((n)) &lt;i&gt;</title>"));
}
