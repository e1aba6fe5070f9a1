//! What every page shows around its own content.

use crate::assets;
use crate::settings::WebSettings;
use crate::visit::Visit;
use facteur_app::{Need, Seat};
use facteur_i18n::{Language, Words};
use facteur_model::Channel;
use facteur_model::person::Right;
use facteur_model::service::Standing;
use facteur_model::time::{Moment, SECOND};

/// What the layout needs; every page's template has one under the name `page`.
pub struct Page {
    pub t: Words,
    pub title: String,
    pub product: String,
    pub settings: WebSettings,
    /// The name of whoever signed in.
    pub person: Option<String>,
    pub is_administrator: bool,
    /// Seconds until the visit ends, for the warning.
    pub visit_seconds: Option<i64>,
    pub seat: Option<Seat>,
    pub menu: Vec<MenuItem>,
    pub trial: Option<Trial>,
    pub flash: Vec<Flash>,
    pub form_token: String,
    /// This page in the other language.
    pub other_language: String,
    pub css: &'static str,
    pub js: &'static str,
}

/// An entry of the service's menu.
pub struct MenuItem {
    pub path: String,
    pub label: String,
    pub is_here: bool,
}

/// What a trial service may still send today.
#[derive(Debug, Clone)]
pub struct Trial {
    pub email_left: u64,
    pub sms_left: u64,
    pub resets_at: Moment,
}

/// Something that a page says once, at its top.
#[derive(Clone, PartialEq, Eq)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: String,
}

/// Says of which kind it is; the text may be a secret.
impl std::fmt::Debug for Flash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flash").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashKind {
    Done,
    Warning,
    /// Not words: a secret that one page shows once.
    Secret,
}

impl Flash {
    pub fn done(text: impl Into<String>) -> Self {
        Self { kind: FlashKind::Done, text: text.into() }
    }

    pub fn warning(text: impl Into<String>) -> Self {
        Self { kind: FlashKind::Warning, text: text.into() }
    }

    /// As it is kept until the next page; a secret, until this page.
    pub fn to_kept(&self, path: &str) -> String {
        let kind = match self.kind {
            FlashKind::Done => 'd',
            FlashKind::Warning => 'w',
            FlashKind::Secret => return format!("s{path}\n{}", self.text),
        };
        format!("{kind}{}", self.text)
    }

    /// What was kept, if it is for this page.
    pub fn from_kept(kept: &str, path: &str) -> Option<Self> {
        let (kind, text) = match kept.split_at_checked(1)? {
            ("d", text) => (FlashKind::Done, text),
            ("w", text) => (FlashKind::Warning, text),
            ("s", rest) => (FlashKind::Secret, rest.strip_prefix(path)?.strip_prefix('\n')?),
            _ => return None,
        };
        Some(Self { kind, text: text.to_owned() })
    }

    pub fn is_warning(&self) -> bool {
        self.kind == FlashKind::Warning
    }
}

impl Page {
    pub fn new(visit: &Visit, title: String) -> Self {
        let t = visit.words();
        let app = visit.app();
        let seat = visit.0.seat.clone();
        let menu = seat.as_ref().map(|seat| menu(seat, &t, visit.path())).unwrap_or_default();
        let signed_in = visit.signed_in().ok();
        Self {
            title,
            product: app.settings().product_name.in_language(t.language).to_owned(),
            settings: visit.settings().clone(),
            person: signed_in.map(|visitor| visitor.name().to_owned()),
            is_administrator: signed_in.is_some_and(facteur_app::Visitor::is_administrator),
            visit_seconds: signed_in.map(|visitor| visitor.ends_at().since(app.now()) / SECOND),
            menu,
            trial: visit.0.trial.clone(),
            seat,
            flash: visit.0.flash.iter().filter(|flash| flash.kind != FlashKind::Secret).cloned().collect(),
            form_token: visit.0.form_token.clone(),
            other_language: in_language(&visit.0.uri, t.language.other()),
            css: assets::css(),
            js: assets::js(),
            t,
        }
    }

    /// A path inside the service of this page, such as `/api/keys`.
    pub fn at(&self, path: &str) -> String {
        match &self.seat {
            Some(seat) => format!("/services/{}{path}", seat.service.id),
            None => "/".to_owned(),
        }
    }

    /// What it means that the service is not active, for the top of its pages.
    pub fn standing(&self) -> Option<String> {
        let seat = self.seat.as_ref()?;
        match (seat.service.standing, seat.undo_until()) {
            (Standing::Active, _) => None,
            (Standing::Archived, Some(until)) => {
                Some(self.t.say1("service-archived-means", "until", self.t.date_time(until)))
            }
            (Standing::Suspended | Standing::Archived, _) => Some(self.t.say("service-suspended-means")),
        }
    }

    /// May the person do this in the service?
    pub fn may(&self, right: Right) -> bool {
        self.seat.as_ref().is_some_and(|seat| seat.meets(Need::Right(right)))
    }

    /// The name of a channel.
    pub fn channel(&self, channel: Channel) -> String {
        self.t.say(match channel {
            Channel::Email => "channel-email",
            Channel::Sms => "channel-sms",
        })
    }
}

/// The service's menu, by what the person may do (admin-ui §1.15).
fn menu(seat: &Seat, t: &Words, path: &str) -> Vec<MenuItem> {
    let base = format!("/services/{}", seat.service.id);
    let settings = Need::Either(Right::ManageService, Right::ManageApiKeys);
    [
        ("", "menu-dashboard", Need::Right(Right::ViewActivity)),
        ("/templates", "menu-templates", Need::Membership),
        ("/notifications", "menu-notifications", Need::Membership),
        ("/jobs", "menu-jobs", Need::Membership),
        ("/received-text-messages", "received-title", Need::Right(Right::ViewActivity)),
        ("/api", "menu-api", Need::Right(Right::ManageApiKeys)),
        ("/users", "menu-team", Need::Membership),
        ("/service-settings", "menu-settings", settings),
    ]
    .into_iter()
    .filter(|(part, _, need)| {
        // Only where there is something to see.
        seat.meets(*need) && (*part != "/received-text-messages" || seat.receives_texts)
    })
    .map(|(part, label, _)| {
        let own = format!("{base}{part}");
        let is_here = path == own || (!part.is_empty() && path.starts_with(&format!("{own}/")));
        MenuItem { path: own, label: t.say(label), is_here }
    })
    .collect()
}

/// This address in another language: whole, with its query, whose `lang` is replaced.
fn in_language(uri: &axum::http::Uri, language: Language) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "lang" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("lang", language.tag());
    format!("{}?{}", uri.path(), query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_language_keeps_the_whole_address() {
        for (from, to) in [
            ("/services/1", "/services/1?lang=fr"),
            ("/x?status=failed&to=a%26b%3Dc", "/x?status=failed&to=a%26b%3Dc&lang=fr"),
            ("/x?lang=en&q=%C3%A9", "/x?q=%C3%A9&lang=fr"),
        ] {
            assert_eq!(in_language(&from.parse().unwrap(), Language::Fr), to);
        }
    }

    #[test]
    fn what_is_kept_for_the_next_page_comes_back() {
        for flash in [Flash::done("‘X’ was revoked"), Flash::warning("é"), Flash::done("")] {
            assert_eq!(Flash::from_kept(&flash.to_kept("/here"), "/here"), Some(flash));
        }
        assert_eq!(Flash::from_kept("", "/here"), None);
    }
}
