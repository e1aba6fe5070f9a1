//! `/documentation`: pages for people who write programs, from Markdown in `documentation/`, in both languages.
//!
//! A page has an address of its own in each language, so that links between colleagues and from error messages say which
//! is meant. Code blocks marked `run` are run by a test against the real program.

mod markdown;
mod reference;

use crate::components::Markup;
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_i18n::Language;
use std::sync::LazyLock;

/// A page in both languages: its address and its text.
struct Twin {
    slugs: [&'static str; 2],
    texts: [&'static str; 2],
}

macro_rules! twins {
    ($($english:literal <-> $french:literal),+ $(,)?) => {
        &[$(Twin {
            slugs: [$english, $french],
            texts: [
                include_str!(concat!("../documentation/en/", $english, ".md")),
                include_str!(concat!("../documentation/fr/", $french, ".md")),
            ],
        }),+]
    };
}

/// In the order of the menu.
const TWINS: &[Twin] = twins![
    "start" <-> "commencer",
    "send" <-> "envoyer",
    "status" <-> "etat",
    "testing" <-> "essai",
    "reports" <-> "rapports",
    "keys" <-> "cles",
    "templates" <-> "gabarits",
    "limits" <-> "limites",
    "errors" <-> "erreurs",
    "clients" <-> "clients",
];

/// A page as it is shown; written once.
struct Written {
    title: String,
    html: String,
}

static WRITTEN: LazyLock<Vec<[Written; 2]>> = LazyLock::new(|| {
    TWINS
        .iter()
        .map(|twin| {
            twin.texts.map(|text| {
                let (title, html) = markdown::to_html(text);
                Written { title, html }
            })
        })
        .collect()
});

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/documentation", Access::Public, index),
        Route::get("/documentation/{language}/reference", Access::Public, reference::show),
        Route::get("/documentation/{language}/{slug}", Access::Public, show),
    ]
}

fn side(language: Language) -> usize {
    match language {
        Language::En => 0,
        Language::Fr => 1,
    }
}

fn address(language: Language, slug: &str) -> String {
    format!("/documentation/{}/{slug}", language.tag())
}

async fn index(visit: Visit) -> Answer {
    let language = visit.language();
    visit.go(&address(language, TWINS[0].slugs[side(language)]))
}

#[derive(Template)]
#[template(path = "documentation/page.html")]
struct DocumentationPage {
    page: Page,
    menu: Vec<Entry>,
    content: Markup,
}

struct Entry {
    path: String,
    title: &'static str,
    is_here: bool,
}

/// All pages, of which one may be the one that is shown.
fn menu(language: Language, here: Option<usize>) -> Vec<Entry> {
    let entry = |(place, (twin, written)): (usize, (&Twin, &'static [Written; 2]))| Entry {
        path: address(language, twin.slugs[side(language)]),
        title: &written[side(language)].title,
        is_here: Some(place) == here,
    };
    TWINS.iter().zip(WRITTEN.iter()).enumerate().map(entry).collect()
}

async fn show(visit: Visit) -> Answer {
    let language = visit.id("language", Language::from_tag)?;
    let slug = visit.parameter("slug")?;
    // Pages of the reference implementation ended so; links in programs still do.
    let slug = slug.strip_suffix(".html").unwrap_or(slug);
    let at = TWINS.iter().position(|twin| twin.slugs[side(language)] == slug).ok_or(Refused::NotFound)?;
    if visit.language() != language {
        // The address is in one language, the reader chose the other: there the twin.
        let other = visit.language();
        return visit.go(&address(other, TWINS[at].slugs[side(other)]));
    }
    let written = &WRITTEN[at][side(language)];
    let base_url = &visit.app().settings().base_url;
    let content = Markup::written(written.html.replace("{{base_url}}", &markdown::escape(base_url)));
    let mut page = visit.page_titled(written.title.clone());
    let other = language.other();
    page.other_language = format!("{}?lang={}", address(other, TWINS[at].slugs[side(other)]), other.tag());
    visit.show(&DocumentationPage { page, menu: menu(language, Some(at)), content })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_have_the_same_parts_and_the_same_code() {
        for twin in TWINS {
            let [english, french] = twin.texts.map(|text| {
                let headings = text.lines().filter(|line| line.starts_with('#')).count();
                let blocks = text.matches("\n```").count();
                (headings, blocks)
            });
            assert_eq!(english, french, "{}", twin.slugs[0]);
        }
    }

    #[test]
    fn every_link_between_pages_leads_to_a_page_and_a_heading() {
        for (twin, written) in TWINS.iter().zip(WRITTEN.iter()) {
            for page in written {
                for link in page.html.split("href=\"/documentation/").skip(1) {
                    let link = link.split('"').next().unwrap();
                    let (place, heading) = link.split_once('#').unwrap_or((link, ""));
                    let (language, slug) = place.split_once('/').unwrap();
                    let side = side(Language::from_tag(language).unwrap());
                    if slug == "reference" {
                        continue;
                    }
                    let at = TWINS.iter().position(|twin| twin.slugs[side] == slug);
                    let at = at.unwrap_or_else(|| panic!("{link} in {}", twin.slugs[0]));
                    let id = format!("id=\"{heading}\"");
                    assert!(
                        heading.is_empty() || WRITTEN[at][side].html.contains(&id),
                        "{link} in {}",
                        twin.slugs[0]
                    );
                }
            }
        }
    }
}
