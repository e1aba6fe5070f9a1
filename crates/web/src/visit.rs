//! One request, as handlers see it: who asks, in which language, for which service, with which form.

use crate::components::Fields;
use crate::cookies::{self, Transport};
use crate::form::{Errors, Form, SentFile};
use crate::page::{Flash, FlashKind, Page};
use crate::refused::{Answer, Refused};
use crate::settings::WebSettings;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse};
use facteur_app::{App, Authority, Client, Need, Seat, Visitor};
use facteur_i18n::{Language, Words};
use facteur_model::id::ServiceId;
use facteur_model::secret::Secret;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

/// What every handler holds.
pub struct Site {
    pub app: App,
    pub settings: WebSettings,
    pub transport: Transport,
}

/// One request. Cheap to clone.
#[derive(Clone)]
pub struct Visit(pub(crate) Arc<Asked>);

pub(crate) struct Asked {
    pub site: Arc<Site>,
    pub uri: Uri,
    /// The values in the path, by their names in the route.
    pub parameters: Vec<(String, String)>,
    pub query: Form,
    pub form: Form,
    pub language: Language,
    pub visitor: Option<Visitor>,
    /// The person's place in the service that the path names.
    pub seat: Option<Seat>,
    pub form_token: String,
    pub client: Client,
    pub flash: Vec<Flash>,
    /// Today's use of a trial service, for the badge.
    pub trial: Option<crate::page::Trial>,
    /// The files that came with the form, until a handler takes them.
    pub files: Mutex<Vec<SentFile>>,
}

impl Visit {
    pub fn app(&self) -> &App {
        &self.0.site.app
    }

    pub fn settings(&self) -> &WebSettings {
        &self.0.site.settings
    }

    pub fn language(&self) -> Language {
        self.0.language
    }

    /// How this page speaks: in the reader's language, in the service's time zone.
    pub fn words(&self) -> Words {
        let zone = self.0.seat.as_ref().map_or("America/Toronto", |seat| seat.service.timezone.as_str());
        Words::new(self.0.language, zone)
    }

    /// A message by its key.
    pub fn say(&self, key: &str) -> String {
        self.words().say(key)
    }

    /// Whoever has begun a visit, perhaps without the second factor.
    pub fn visitor(&self) -> Option<&Visitor> {
        self.0.visitor.as_ref()
    }

    /// Whoever has signed in with both factors.
    pub fn signed_in(&self) -> Result<&Visitor, Refused> {
        self.visitor().filter(|visitor| visitor.authority().is_some()).ok_or(Refused::SignIn)
    }

    /// What the person who signed in may ask for.
    pub fn authority(&self) -> Result<Authority, Refused> {
        self.visitor().and_then(Visitor::authority).ok_or(Refused::SignIn)
    }

    /// The person's place in the service that the path names.
    pub fn seat(&self) -> Result<&Seat, Refused> {
        self.0.seat.as_ref().ok_or(Refused::NotFound)
    }

    /// The service that the path names.
    pub fn service(&self) -> Result<ServiceId, Refused> {
        Ok(self.seat()?.service.id)
    }

    /// May the person do this in the service? For buttons; operations ask again.
    pub fn may(&self, need: Need) -> bool {
        self.0.seat.as_ref().is_some_and(|seat| seat.meets(need))
    }

    /// A value in the path.
    pub fn parameter(&self, name: &str) -> Result<&str, Refused> {
        let found = self.0.parameters.iter().find(|(parameter, _)| parameter == name);
        found.map(|(_, value)| value.as_str()).ok_or(Refused::NotFound)
    }

    /// An id in the path, read by its type's `parse`.
    pub fn id<T>(&self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, Refused> {
        parse(self.parameter(name)?).ok_or(Refused::NotFound)
    }

    /// What this page is the only one to show: a secret that was kept for it.
    pub fn secret(&self) -> Option<&str> {
        let secret = self.0.flash.iter().find(|flash| flash.kind == FlashKind::Secret);
        secret.map(|flash| flash.text.as_str())
    }

    /// The fields after the `?`.
    pub fn query(&self) -> &Form {
        &self.0.query
    }

    /// The form that was sent; empty for a GET.
    pub fn form(&self) -> &Form {
        &self.0.form
    }

    /// Takes the files that were sent with the form. They are there once.
    pub fn take_files(&self) -> Vec<SentFile> {
        std::mem::take(&mut *self.0.files.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// From where the browser comes.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Path and query of this page.
    pub fn here(&self) -> &str {
        self.0.uri.path_and_query().map_or("/", |place| place.as_str())
    }

    pub fn path(&self) -> &str {
        self.0.uri.path()
    }

    /// What every page needs, under a title that is a message's key.
    pub fn page(&self, title: &str) -> Page {
        self.page_titled(self.say(title))
    }

    /// As [`Visit::page`], under a title in words.
    pub fn page_titled(&self, title: String) -> Page {
        Page::new(self, title)
    }

    /// Fields of a form, filled with what was sent and marked with what is wrong.
    pub fn fields<'a>(&self, form: &'a Form, errors: &'a Errors) -> Fields<'a> {
        Fields::new(self.words(), form, errors)
    }

    /// A page.
    pub fn show(&self, page: &impl Template) -> Answer {
        self.show_as(StatusCode::OK, page)
    }

    /// A page with this status: 400 for a form with errors.
    #[expect(clippy::unused_self, reason = "handlers read alike: the visit shows, goes and refuses")]
    pub fn show_as(&self, status: StatusCode, page: &impl Template) -> Answer {
        match page.render() {
            Ok(html) => Ok((status, Html(html)).into_response()),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "A page could not be written");
                Err(Refused::Panic)
            }
        }
    }

    /// To another page of this site, after something was done.
    #[expect(clippy::unused_self, reason = "handlers read alike: the visit shows, goes and refuses")]
    pub fn go(&self, to: &str) -> Answer {
        // A path of our own, with ids and escaped queries: always a header.
        let place = HeaderValue::try_from(to).map_err(|_| Refused::NotFound)?;
        Ok((StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response())
    }

    /// To another page, which says what was done. The words are shown once; a secret on that page only, whichever page
    /// of the visit is asked for first.
    pub async fn go_saying(&self, to: &str, flash: Flash) -> Answer {
        if let Some(visitor) = self.visitor() {
            self.app().say_once(visitor, &flash.to_kept(to)).await?;
        }
        self.go(to)
    }

    /// To another page, with a new visit in the browser's hands. The old one, and its form token, end here.
    pub fn go_as(&self, to: &str, held: &Secret) -> Answer {
        let mut response = self.go(to)?;
        response.headers_mut().append(header::SET_COOKIE, cookies::hold_visit(held, self.0.site.transport));
        Ok(response)
    }

    /// To another page, without any visit.
    pub fn go_as_nobody(&self, to: &str) -> Answer {
        let mut response = self.go(to)?;
        response.headers_mut().append(header::SET_COOKIE, cookies::forget_visit(self.0.site.transport));
        Ok(response)
    }
}

/// A path of this site, from a `next` field: anything else leads home, so that no form sends people elsewhere.
pub fn own_path(text: &str) -> &str {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && text.starts_with('/') && !text.starts_with("//") { text } else { "/" }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Visit>().cloned().expect("the door gives every request its visit"))
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_a_path_of_this_site_is_followed() {
        for path in ["/", "/services/1?lang=fr", "/a//b"] {
            assert_eq!(own_path(path), path);
        }
        for elsewhere in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a b",
            "javascript:x",
            "/\r\nX: y",
        ] {
            assert_eq!(own_path(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
