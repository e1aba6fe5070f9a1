//! The whole HTML of an email: what stands around the body (template dialect §10).
//!
//! Mail programs know little CSS, so everything is laid out with tables and `style` attributes. Nothing of it
//! is branded unless the layout says so: the signature and the wordmark of the Government of Canada are for
//! those who may use them.

mod header;

use crate::escape::{escape_html, strip_tags};

/// What an email looks like around its body.
///
/// ```
/// use facteur_template::document::{Language, Layout, html_document};
/// let layout = Layout { service_name: Some("Parcs"), ..Layout::plain(Language::Fr, "https://example.ca/assets") };
/// let html = html_document("Avis", "Bonjour", "<p>Bonjour</p>", &layout);
/// assert!(html.contains("<html lang=\"fr-ca\""));
/// assert!(html.contains(">Parcs<") && !html.contains("<img"));
/// ```
#[derive(Clone, Debug)]
pub struct Layout<'a> {
    /// The language of the email, for screen readers and translators.
    pub language: Language,
    /// Whether the body is read from right to left.
    pub right_to_left: bool,
    /// Who signs, above the body.
    pub signature: Signature,
    /// The name that heads the email when neither signature nor brand does.
    pub service_name: Option<&'a str>,
    /// The logo or the text of an organisation, above the body.
    pub brand: Option<Brand<'a>>,
    /// Where the images of the signature are; without a `/` at the end.
    pub asset_base_url: &'a str,
}

impl<'a> Layout<'a> {
    /// A layout without anything around the body.
    pub fn plain(language: Language, asset_base_url: &'a str) -> Self {
        Self {
            language,
            right_to_left: false,
            signature: Signature::None,
            service_name: None,
            brand: None,
            asset_base_url,
        }
    }
}

/// The language of an email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Canadian English.
    En,
    /// Canadian French.
    Fr,
    /// Both, each in its block; the email counts as written in the one that comes first.
    Both,
}

/// Who signs an email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Nobody in particular.
    None,
    /// The Government of Canada, with its wordmark below the body. Only for those who may use it.
    GovernmentOfCanada {
        /// Which of the two names comes first.
        french_first: bool,
    },
}

/// The brand of an organisation. Empty texts count as absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Brand<'a> {
    /// The address of the logo.
    pub logo_url: Option<&'a str>,
    /// What the logo says, in English.
    pub alt_en: Option<&'a str>,
    /// What the logo says, in French.
    pub alt_fr: Option<&'a str>,
    /// The name of the brand, for a logo without any other text.
    pub name: Option<&'a str>,
    /// The text beside the logo, or instead of it.
    pub text: Option<&'a str>,
    /// `#` and three or six hexadecimal digits; anything else is ignored.
    pub colour: Option<&'a str>,
    /// Whether the colour fills a banner behind logo and text.
    pub background: bool,
}

/// The complete HTML of an email. `subject_html`, `preheader` and `body_html` are HTML already; a preheader that
/// has been cut comes with its `…`.
pub fn html_document(subject_html: &str, preheader: &str, body_html: &str, layout: &Layout<'_>) -> String {
    let language = language(layout, body_html);
    let direction = if layout.right_to_left { "rtl" } else { "ltr" };
    let mut html = String::with_capacity(body_html.len() + 4_096);
    html.push_str(DOCTYPE);
    html.extend([
        "<html lang=\"",
        language,
        "\" xml:lang=\"",
        language,
        "\" xmlns=\"http://www.w3.org/1999/xhtml\">",
    ]);
    // A title shows its markup, so there must not be any.
    html.extend([HEAD, "<title>", &strip_tags(subject_html), "</title>", STYLE, "</head>\n", BODY]);
    if !preheader.is_empty() {
        html.extend(["<span style=\"", HIDDEN, "\">", preheader, "</span>\n"]);
    }
    header::write(layout, &mut html);
    html.extend([
        "<table role=\"presentation\" class=\"content\" align=\"center\" style=\"",
        CONTENT,
        "\">\n<tr>",
    ]);
    html.push_str("<td width=\"10\" height=\"10\"></td><td></td><td width=\"10\"></td></tr>\n<tr><td></td>");
    html.extend(["<td dir=\"", direction, "\" style=\"", CELL, "\">\n", body_html, "\n</td>"]);
    html.push_str("<td></td></tr>\n<tr><td height=\"30\"></td><td></td><td></td></tr>\n</table>\n");
    header::write_wordmark(layout, &mut html);
    html.push_str("</body>\n</html>\n");
    html
}

const DOCTYPE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \
                       \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\n";

/// Without `format-detection` some programs make links of all that looks like a telephone number.
const HEAD: &str = "\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\" />\n\
                    <meta name=\"format-detection\" content=\"telephone=no\" />\n\
                    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\" />\n";

/// Outlook indents lists by their margin only.
const STYLE: &str = "\n<style type=\"text/css\">\nbody { margin: 0 !important; }\n\
                     @media only screen and (min-width: 581px) { .content { width: 580px !important; } }\n</style>\n\
                     <!--[if gte mso 9]><style type=\"text/css\">li { margin-left: 4px !important; }</style><![endif]-->\n";

const BODY: &str = "<body style=\"font-family: Helvetica, Arial, sans-serif; font-size: 16px; margin: 0; \
                    color: #0b0c0c;\">\n";

/// Out of sight in the email itself, in sight in the list of emails.
const HIDDEN: &str = "display: none; font-size: 1px; color: #ffffff; line-height: 1px; max-height: 0; max-width: 0; \
                      opacity: 0; overflow: hidden;";

const CONTENT: &str = "border-collapse: collapse; max-width: 580px; width: 100%;";

const CELL: &str =
    "font-family: Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.315789474; max-width: 560px;";

fn language(layout: &Layout<'_>, body_html: &str) -> &'static str {
    const ENGLISH: &str = "en-ca";
    const FRENCH: &str = "fr-ca";
    let french_first = || {
        let place = |language: &str| body_html.find(&format!("<div lang=\"{language}\">"));
        match (place(ENGLISH), place(FRENCH)) {
            (Some(english), Some(french)) => french < english,
            (english, french) => {
                let signed = matches!(layout.signature, Signature::GovernmentOfCanada { french_first: true });
                french.is_some() || english.is_none() && signed
            }
        }
    };
    match layout.language {
        Language::En => ENGLISH,
        Language::Fr => FRENCH,
        Language::Both if french_first() => FRENCH,
        Language::Both => ENGLISH,
    }
}

/// Text for an element or for the quotes of an attribute. Entities in it are signs like any other.
fn escaped(text: &str) -> String {
    escape_html(&text.replace('&', "&amp;")).replace('"', "&quot;").replace('\'', "&#x27;")
}

#[cfg(test)]
mod tests;
