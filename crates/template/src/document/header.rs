//! What heads an email, and the wordmark below it.

use super::{Brand, Layout, Signature, escaped};

const ENGLISH_NAME: &str = "Government of Canada";
const FRENCH_NAME: &str = "Gouvernement du Canada";

/// A banner without a colour of its own.
const DEFAULT_COLOUR: &str = "#0b0c0c";

const FRAME: &str = "border-collapse: collapse; max-width: 580px; width: 100%;";

/// Writes signature and brand; without either the name of the service.
pub(super) fn write(layout: &Layout<'_>, html: &mut String) {
    html.push_str("<table role=\"presentation\" width=\"100%\"><tr><td height=\"20\"></td></tr></table>\n");
    if let Signature::GovernmentOfCanada { french_first } = layout.signature {
        let (file, alt) = if french_first {
            ("gc-logo-fr.png", format!("{FRENCH_NAME} / {ENGLISH_NAME}"))
        } else {
            ("gc-logo-en.png", format!("{ENGLISH_NAME} / {FRENCH_NAME}"))
        };
        row("left", &asset(layout, file, &alt, "286"), html);
    }
    let brand = layout.brand.as_ref().map(of_brand).unwrap_or_default();
    if !brand.is_empty() {
        row("left", &brand, html);
    } else if let (Signature::None, Some(name)) = (layout.signature, present(layout.service_name)) {
        row("left", &text(name, "#0b0c0c"), html);
    }
}

/// Writes the wordmark that goes with the signature of the Government of Canada.
pub(super) fn write_wordmark(layout: &Layout<'_>, html: &mut String) {
    if layout.signature != Signature::None {
        let alt = "Symbol of the Government of Canada / Symbole du gouvernement du Canada";
        row("right", &asset(layout, "canada-logo.png", alt, "123"), html);
    }
}

fn row(align: &str, content: &str, html: &mut String) {
    html.extend(["<table role=\"presentation\" align=\"center\" style=\"", FRAME, "\"><tr>"]);
    html.extend([
        "<td align=\"",
        align,
        "\" style=\"padding: 0 10px 20px 10px;\">",
        content,
        "</td></tr></table>\n",
    ]);
}

fn asset(layout: &Layout<'_>, file: &str, alt: &str, width: &str) -> String {
    let base = escaped(layout.asset_base_url.trim_end_matches('/'));
    format!(
        "<img src=\"{base}/{file}\" alt=\"{}\" height=\"55\" width=\"{width}\" border=\"0\" style=\"display: block;\" />",
        escaped(alt)
    )
}

/// Logo and text of a brand, in a banner of its colour or beside a line of it.
fn of_brand(brand: &Brand<'_>) -> String {
    let colour = present(brand.colour).filter(|colour| is_colour(colour));
    let name = present(brand.text);
    let (height, text_colour) = match (brand.background, name) {
        (true, Some(_)) => ("27", "#ffffff"),
        (true, None) => ("54", "#ffffff"),
        (false, Some(_)) => ("27", "#0b0c0c"),
        (false, None) => ("108", "#0b0c0c"),
    };
    let mut cells = String::new();
    if let Some(url) = present(brand.logo_url) {
        let (url, alt) = (escaped(url), escaped(&alternative(brand)));
        let image = format!(
            "<img src=\"{url}\" alt=\"{alt}\" height=\"{height}\" border=\"0\" style=\"display: block;\" />"
        );
        cells.push_str(&cell(&image));
    }
    if let Some(name) = name {
        cells.push_str(&cell(&text(name, text_colour)));
    }
    if cells.is_empty() {
        return cells;
    }
    let style = match (brand.background, colour) {
        (true, colour) => {
            format!("background: {}; border-radius: 4px; width: 100%;", colour.unwrap_or(DEFAULT_COLOUR))
        }
        (false, Some(colour)) => format!("border-left: 2px solid {colour};"),
        (false, None) => String::new(),
    };
    format!("<table role=\"presentation\" style=\"{style}\"><tr>{cells}</tr></table>")
}

fn cell(content: &str) -> String {
    format!("<td style=\"padding: 5px 10px; vertical-align: middle;\">{content}</td>")
}

fn text(text: &str, colour: &str) -> String {
    let text = escaped(text);
    format!(
        "<span style=\"font-size: 19px; line-height: 27px; font-weight: bold; color: {colour};\">{text}</span>"
    )
}

/// What a logo says: in both languages or in the one there is; else the name or the text of the brand.
fn alternative(brand: &Brand<'_>) -> String {
    match (present(brand.alt_en), present(brand.alt_fr)) {
        (Some(english), Some(french)) => format!("{english} / {french}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        // Beside the text a logo without a name of its own says nothing more.
        (None, None) => present(brand.name).unwrap_or_default().to_owned(),
    }
}

fn present(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn is_colour(colour: &str) -> bool {
    let digits = colour.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
