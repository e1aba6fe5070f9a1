//! The door: every request comes in and every page leaves here.
//!
//! It finds out the language and whose visit it is, reads the form and refuses one that did not come from a page of
//! this visit, gives refusals their page and answers their headers, and writes the one line of the log.

use crate::cookies::{self, Transport};
use crate::form::{FilesTaken, Form, MOST_FIELDS, SentFile};
use crate::page::{Flash, Page, Trial};
use crate::refused::Refused;
use crate::routes::Access;
use crate::sending;
use crate::visit::{Asked, Site, Visit};
use askama::Template;
use axum::RequestPartsExt;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{
    ConnectInfo, DefaultBodyLimit, FromRequest, MatchedPath, Multipart, RawPathParams, Request, State,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use facteur_app::{Client, Unavailable, draw_secret};
use facteur_i18n::Language;
use facteur_model::id::ServiceId;
use facteur_model::proxies::TrustedProxies;
use facteur_model::secret::Secret;
use facteur_model::service::Mode;
use facteur_model::time::Moment;
use http_body_util::{BodyExt, Limited};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// The largest form, in bytes: a template of the longest kind, in the widest encoding.
const MOST_FORM: usize = 4 << 20;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
);
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Lets one request through.
pub async fn pass(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let arrived = site.app.now();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let held = cookies::visit(request.headers(), site.transport);
    // Somebody without a visit holds an id as well, so that their forms can be told from foreign ones.
    let fresh = held.is_none().then(|| draw_secret(site.app.chance()));
    let id = held.as_ref().or(fresh.as_ref()).expect("one of the two is there").clone();

    let (mut response, visit) = match enter(&site, request, &id, held.is_some()).await {
        Ok((request, visit)) => (next.run(request).await, visit),
        Err((refused, visit)) => (refused.into_response(), *visit),
    };
    let refused = response.extensions_mut().remove::<Refused>();
    if let Some(refused) = &refused {
        response = refusal_page(&visit, refused);
    }
    if let Some(fresh) = fresh
        && method == Method::GET
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        response.headers_mut().append(header::SET_COOKIE, cookies::hold_visit(&fresh, site.transport));
    }
    if let Some(language) = chosen_language(&visit) {
        let cookie = cookies::hold_language(language, site.transport);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer_headers(&site, visit.language(), response.headers_mut());
    write_line(&site, arrived, &method, route.as_deref(), &visit, &response, refused.as_ref());
    response
}

/// Lets through only whom the route is for.
pub fn check(access: Access, visit: &Visit) -> Result<(), Refused> {
    match access {
        Access::Public => Ok(()),
        Access::HalfSignedIn => visit.visitor().map(drop).ok_or(Refused::SignIn),
        Access::SignedIn => visit.signed_in().map(drop),
        Access::Service(need) => {
            visit.signed_in()?;
            // To strangers there is no such service.
            if visit.seat()?.meets(need) { Ok(()) } else { Err(Refused::Forbidden) }
        }
        Access::Platform => {
            if visit.signed_in()?.is_administrator() {
                Ok(())
            } else {
                Err(Refused::Forbidden)
            }
        }
    }
}

/// Finds out all that handlers need to know. What goes wrong leaves a visit to say it with.
async fn enter(
    site: &Arc<Site>,
    request: Request,
    id: &Secret,
    may_have_visit: bool,
) -> Result<(Request, Visit), (Refused, Box<Visit>)> {
    let (mut parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let query = Form::parse(query.as_bytes()).unwrap_or_default();
    let parameters = match parts.extract::<RawPathParams>().await {
        Ok(parameters) => {
            parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        }
        // The path leads nowhere.
        Err(_) => Vec::new(),
    };
    let mut asked = Asked {
        site: Arc::clone(site),
        uri: parts.uri.clone(),
        parameters,
        query,
        form: Form::default(),
        language: language_of(&parts.headers),
        visitor: None,
        seat: None,
        form_token: cookies::form_token(id),
        client: client_of(&parts, &site.app.settings().trusted_proxies),
        flash: Vec::new(),
        trial: None,
        files: Mutex::default(),
    };
    let route = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let brings_files = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let taken =
        route.filter(|_| brings_files).and_then(|route| sending::files_taken(route, site.app.settings()));
    let body = match taken {
        Some(taken) => Sent::WithFiles(body, taken),
        None => Sent::Plain(body),
    };
    let outcome =
        fill(site, &mut asked, &parts.method, &parts.headers, body, may_have_visit.then_some(id)).await;
    let visit = Visit(Arc::new(asked));
    match outcome {
        Ok(()) => {
            parts.extensions.insert(visit.clone());
            Ok((Request::from_parts(parts, Body::empty()), visit))
        }
        Err(refused) => Err((refused, Box::new(visit))),
    }
}

async fn fill(
    site: &Site,
    asked: &mut Asked,
    method: &Method,
    headers: &HeaderMap,
    body: Sent,
    held: Option<&Secret>,
) -> Result<(), Refused> {
    let app = &site.app;
    if let Some(held) = held {
        asked.visitor = app.visitor(held).await?;
    }
    let chosen = Language::from_tag(asked.query.text("lang"));
    if let Some(visitor) = &asked.visitor
        && let Some(language) = chosen.filter(|chosen| visitor.language() != Some(*chosen))
    {
        app.choose_language(visitor, language).await?;
    }
    // What the person chose, here or before; else what an address is in; else what the browser prefers.
    let before = asked.visitor.as_ref().and_then(facteur_app::Visitor::language);
    let named = asked.parameters.iter().find(|(name, _)| name == "language");
    asked.language = chosen
        .or(before)
        .or_else(|| cookies::language(headers))
        .or_else(|| named.and_then(|(_, tag)| Language::from_tag(tag)))
        .unwrap_or(asked.language);
    if method == Method::POST {
        if is_foreign(headers) {
            return Err(Refused::ForeignForm);
        }
        asked.form = match body {
            Sent::Plain(body) => read_form(body).await?,
            // Nobody else has a page with such a form.
            Sent::WithFiles(..) if asked.visitor.is_none() => return Err(Refused::SignIn),
            Sent::WithFiles(body, taken) => {
                let (form, files) = read_form_with_files(headers, body, taken, &asked.form_token).await?;
                asked.files = Mutex::new(files);
                form
            }
        };
        if asked.form.raw(FORM_TOKEN) != asked.form_token {
            return Err(Refused::ForeignForm);
        }
    }
    if let Some(by) = asked.visitor.as_ref().and_then(facteur_app::Visitor::authority) {
        let named = asked.parameters.iter().find(|(name, _)| name == "service");
        if let Some(service) = named.and_then(|(_, id)| ServiceId::parse(id)) {
            asked.seat = app.seat(&by, service).await?;
        }
        if let Some(seat) = asked.seat.as_ref().filter(|seat| seat.service.mode == Mode::Trial) {
            let left = app.left_today(&by, seat.service.id).await?;
            asked.trial =
                Some(Trial { email_left: left.email, sms_left: left.sms, resets_at: left.resets_at });
        }
    }
    if let Some(visitor) = asked.visitor.as_ref().filter(|_| method == Method::GET) {
        let path = asked.uri.path();
        asked.flash =
            app.take_said(visitor, |kept| Flash::from_kept(kept, path)).await?.into_iter().collect();
    }
    Ok(())
}

/// The field that shows where a form came from.
const FORM_TOKEN: &str = "form_token";

/// Did a page of another site send this? Browsers say so in either header; the form's token is asked for besides.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let fetch_site = text(HeaderName::from_static("sec-fetch-site"));
    if fetch_site.is_some_and(|site| site != "same-origin") {
        return true;
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// What came with a form.
enum Sent {
    Plain(Body),
    WithFiles(Body, FilesTaken),
}

/// Reads a form of which some parts are files. The token has to come before them: what has none is not read on.
async fn read_form_with_files(
    headers: &HeaderMap,
    body: Body,
    taken: FilesTaken,
    token: &str,
) -> Result<(Form, Vec<SentFile>), Refused> {
    let mut request = Request::new(body);
    request
        .headers_mut()
        .extend(headers.get(header::CONTENT_TYPE).map(|kind| (header::CONTENT_TYPE, kind.clone())));
    DefaultBodyLimit::max(taken.form).apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Refused::Unreadable)?;
    let (mut form, mut files, mut left) = (Form::default(), Vec::new(), taken.together);
    while let Some(part) = parts.next_field().await.map_err(|error| of_part(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        if let Some(called) = part.file_name().map(str::to_owned) {
            if form.raw(FORM_TOKEN) != token {
                return Err(Refused::ForeignForm);
            }
            let most = if files.len() < taken.number { taken.largest.min(left) } else { 0 };
            let bytes = read_file(part, most).await?;
            left -= bytes.as_ref().map_or(0, Vec::len);
            // A form whose field was left empty sends a file without a name.
            if !called.is_empty() {
                if files.len() == MOST_FIELDS {
                    return Err(Refused::Unreadable);
                }
                files.push(SentFile::new(&name, &called, bytes));
            }
        } else {
            let value = part.text().await.map_err(|error| of_part(&error))?;
            form.push(name, &value).map_err(|_| Refused::Unreadable)?;
        }
    }
    Ok((form, files))
}

/// Reads a file to its end, and keeps nothing of one with more bytes than that.
async fn read_file(mut part: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Refused> {
    let mut bytes = Some(Vec::new());
    while let Some(chunk) = part.chunk().await.map_err(|error| of_part(&error))? {
        bytes = bytes.filter(|kept: &Vec<u8>| kept.len() + chunk.len() <= most);
        if let Some(kept) = &mut bytes {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

fn of_part(error: &MultipartError) -> Refused {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Refused::TooLarge
    } else {
        Refused::Unreadable
    }
}

async fn read_form(body: Body) -> Result<Form, Refused> {
    let read = Limited::new(body, MOST_FORM).collect().await.map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() { Refused::TooLarge } else { Refused::Unreadable }
    })?;
    Form::parse(&read.to_bytes()).map_err(|_| Refused::Unreadable)
}

fn language_of(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    cookies::language(headers).or_else(|| accepted.map(Language::negotiate)).unwrap_or(Language::En)
}

/// A language that was asked for in the address is kept.
fn chosen_language(visit: &Visit) -> Option<Language> {
    Language::from_tag(visit.query().text("lang"))
}

fn client_of(parts: &axum::http::request::Parts, trusted: &TrustedProxies) -> Client {
    /// Browsers say less of themselves; more would only fill the database.
    const LONGEST: usize = 300;
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = parts.headers.get_all("x-forwarded-for").into_iter();
    // A line that is no text could be anybody's: it ends the look.
    let address = trusted.client(peer, forwarded.map(|line| line.to_str().unwrap_or_default()));
    let agent =
        parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Client {
        address: address.map(|address| address.to_string()).unwrap_or_default(),
        agent: agent.chars().filter(|character| !character.is_control()).take(LONGEST).collect(),
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    page: Page,
    text: String,
    next: String,
}

fn refusal_page(visit: &Visit, refused: &Refused) -> Response {
    let key = refused.key();
    if matches!(refused, Refused::SignIn) {
        // The page that was asked for comes after signing in.
        let next: String = form_urlencoded::byte_serialize(visit.here().as_bytes()).collect();
        let place = if visit.visitor().is_some() { "/two-factor" } else { "/sign-in" };
        if let Ok(response) = visit.go(&format!("{place}?next={next}")) {
            return response;
        }
    }
    let words = visit.words();
    let shown = RefusedPage {
        page: visit.page(&format!("refused-{key}-title")),
        text: words.say(&format!("refused-{key}-text")),
        next: words.say(&format!("refused-{key}-next")),
    };
    let mut response = match visit.show_as(refused.status(), &shown) {
        Ok(response) => response,
        Err(_) => refused.status().into_response(),
    };
    if let Some(seconds) = refused.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn answer_headers(site: &Site, language: Language, headers: &mut HeaderMap) {
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    );
    headers.entry(header::CONTENT_LANGUAGE).or_insert(HeaderValue::from_static(language.tag()));
    // Every page is somebody's, or holds the token of somebody's form.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    if site.transport == Transport::Tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
}

/// The one line of a request in the log. The route stands for the path, which may hold a link's secret.
fn write_line(
    site: &Site,
    arrived: Moment,
    method: &Method,
    route: Option<&str>,
    visit: &Visit,
    response: &Response,
    refused: Option<&Refused>,
) {
    let route = route.unwrap_or("-");
    match refused {
        Some(Refused::Panic) => tracing::error!(route, "A page's handler failed"),
        Some(Refused::Unavailable(unavailable)) => {
            let cause = chain(unavailable.as_ref());
            match **unavailable {
                Unavailable::ForNow { .. } => tracing::warn!(route, cause, "The store takes nothing now"),
                Unavailable::Broken(_) => tracing::error!(route, cause, "The store failed"),
            }
        }
        _ => {}
    }
    tracing::info!(
        method = method.as_str(),
        route,
        status = response.status().as_u16(),
        duration_us = site.app.now().since(arrived),
        user.id = visit.visitor().map(|visitor| tracing::field::display(visitor.id())),
        service.id = visit.seat().ok().map(|seat| tracing::field::display(seat.service.id)),
        "Showed"
    );
}

/// An error and what it comes from, in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
