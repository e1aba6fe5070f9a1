//! A person with a browser, without a socket: cookies, forms, redirects, and what a page says.

use super::World;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use facteur_model::id::{ServiceId, UserId};
use facteur_model::person::{Rights, SecondFactor, SessionStage, UserStanding};
use facteur_model::time::Clock;
use facteur_store::{Member, Profile, User, members, users};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tower::ServiceExt;

const LONGEST: usize = 64 << 20;
const MOST_REDIRECTS: usize = 5;
const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody's browser. Its cookies stay, as they do.
#[derive(Clone)]
pub struct Browser {
    site: Router,
    cookies: BTreeMap<String, String>,
    /// The token of the forms of the last page.
    form_token: String,
    language: &'static str,
    /// The tag of what the browser has already.
    held_tag: Option<String>,
    /// What its forms are sent as.
    kind: String,
}

/// A page as it came.
#[derive(Debug)]
pub struct Shown {
    pub status: u16,
    /// Path and query of the page that is shown, after redirects.
    pub at: String,
    pub headers: HeaderMap,
    pub html: String,
}

impl World {
    /// A browser that has been nowhere.
    pub fn browser(&self) -> Browser {
        Browser {
            site: self.site.clone(),
            cookies: BTreeMap::new(),
            form_token: String::new(),
            language: "en-CA",
            held_tag: None,
            kind: FORM.to_owned(),
        }
    }

    /// A browser that has been nowhere, on a site with other settings.
    pub fn browser_of(&self, settings: facteur_web::WebSettings) -> Browser {
        Browser { site: facteur_web::router(self.app.clone(), settings), ..self.browser() }
    }

    /// Somebody with an account, an e-mail address and a second factor by e-mail.
    pub async fn person(&self, name: &str, email: &str) -> UserId {
        self.account(name, email, false).await
    }

    /// Somebody who looks after the installation.
    pub async fn administrator(&self, name: &str, email: &str) -> UserId {
        self.account(name, email, true).await
    }

    async fn account(&self, name: &str, email: &str, administrator: bool) -> UserId {
        let now = self.clock.now();
        let user = User {
            id: UserId::new(now, &*self.chance),
            profile: Profile { name: name.to_owned(), email: email.to_owned(), phone: None },
            password: None,
            standing: UserStanding::Active,
            administrator,
            language: None,
            second_factor: SecondFactor::Email,
            totp: None,
            totp_step: None,
            muted: String::new(),
            terms: 1,
            created_at: now,
            password_at: None,
        };
        let mut tx = self.store.begin().await.expect("the store takes a change");
        users::insert(&mut tx, &user).await.expect("the address is new");
        tx.commit().await.expect("the store takes a change");
        user.id
    }

    /// Makes somebody a member of a service, with these rights.
    pub async fn join(&self, service: ServiceId, person: UserId, rights: Rights) {
        let user =
            self.store.user(person).await.expect("the store answers").expect("the person has an account");
        let Profile { name, email, phone } = user.profile;
        let member =
            Member { id: person, email, phone, name: Some(name), rights, joined_at: self.clock.now() };
        let mut tx = self.store.begin().await.expect("the store takes a change");
        members::insert(&mut tx, service, &member).await.expect("the person is no member yet");
        tx.commit().await.expect("the store takes a change");
    }

    /// What somebody may ask for who has signed in with both factors.
    pub async fn authority(&self, person: UserId) -> facteur_app::Authority {
        let held = self.app.begin_visit(person, SessionStage::Full, facteur_app::Client::default()).await;
        let visitor = self.app.visitor(&held.expect("a visit can begin")).await.expect("the store answers");
        visitor.and_then(|visitor| visitor.authority()).expect("the visit has just begun")
    }

    /// The browser of somebody who has signed in with both factors.
    pub async fn signed_in(&self, person: UserId) -> Browser {
        let held = self.app.begin_visit(person, SessionStage::Full, facteur_app::Client::default()).await;
        let held = held.expect("a visit can begin");
        let mut browser = self.browser();
        let cookie =
            if self.app.settings().base_url.starts_with("https://") { "__Host-facteur" } else { "facteur" };
        browser.cookies.insert(cookie.to_owned(), held.expose().to_owned());
        browser
    }

    /// A browser of a new member of a service, with these rights.
    pub async fn member_with(&self, service: ServiceId, email: &str, rights: Rights) -> Browser {
        let person = self.person("Zoé Tremblay", email).await;
        self.join(service, person, rights).await;
        self.signed_in(person).await
    }
}

impl Browser {
    /// The same browser, whose owner prefers French.
    #[must_use]
    pub fn in_french(mut self) -> Self {
        self.language = "fr-CA";
        self
    }

    /// Opens a page, following redirects.
    pub async fn open(&mut self, path: &str) -> Shown {
        self.ask(Method::GET, path, Vec::new(), true).await
    }

    /// Opens a page and stays on what it answers, should it be a redirect.
    pub async fn open_only(&mut self, path: &str) -> Shown {
        self.ask(Method::GET, path, Vec::new(), false).await
    }

    /// Asks again for something of which the browser has the version with this tag.
    pub async fn open_unless(&mut self, path: &str, tag: &str) -> Shown {
        self.held_tag = Some(tag.to_owned());
        let shown = self.open_only(path).await;
        self.held_tag = None;
        shown
    }

    /// Sends a form of the page that was opened last, with its token.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let token = self.form_token.clone();
        self.forge(path, &[&[("form_token", token.as_str())], fields].concat()).await
    }

    /// As [`Browser::submit`], staying on what is answered, should it be a redirect.
    pub async fn submit_only(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let token = self.form_token.clone();
        self.send(path, &[&[("form_token", token.as_str())], fields].concat(), false).await
    }

    /// Sends exactly these fields: as a page of another site would, or a program.
    pub async fn forge(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        self.send(path, fields, true).await
    }

    /// Sends a form of the page that was opened last with a file, as browsers do. Follows redirects.
    pub async fn upload(&mut self, path: &str, name: &str, file: &[u8]) -> Shown {
        let token = self.form_token.clone();
        self.upload_with(path, &token, name, file).await
    }

    /// As [`Browser::upload`], with a token of one's own: as a page of another site would.
    pub async fn upload_with(&mut self, path: &str, token: &str, name: &str, file: &[u8]) -> Shown {
        self.submit_parts(path, &[("form_token", token)], &[("file", name, file)]).await
    }

    /// As [`Browser::submit`], with files: for each its field, its name and its content. A field that was left empty
    /// sends a file without a name.
    pub async fn submit_with_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Shown {
        let token = self.form_token.clone();
        self.submit_parts(path, &[&[("form_token", token.as_str())], fields].concat(), files).await
    }

    async fn submit_parts(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Shown {
        const BOUNDARY: &str = "----facteur-test";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part =
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (field, name, file) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let shown = self.ask(Method::POST, path, body, true).await;
        FORM.clone_into(&mut self.kind);
        shown
    }

    async fn send(&mut self, path: &str, fields: &[(&str, &str)], follow: bool) -> Shown {
        let mut body = String::new();
        for (name, value) in fields {
            if !body.is_empty() {
                body.push('&');
            }
            body.push_str(&encoded(name));
            body.push('=');
            body.push_str(&encoded(value));
        }
        self.ask(Method::POST, path, body.into_bytes(), follow).await
    }

    /// The value of a cookie that the browser holds.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    async fn ask(&mut self, method: Method, path: &str, body: Vec<u8>, follow: bool) -> Shown {
        let mut shown = self.ask_once(method, path, body).await;
        for _ in 0..MOST_REDIRECTS {
            let next = shown.headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
            match next.map(str::to_owned) {
                Some(next) if follow => shown = self.ask_once(Method::GET, &next, Vec::new()).await,
                _ => return shown,
            }
        }
        panic!("{path} leads in circles");
    }

    async fn ask_once(&mut self, method: Method, path: &str, body: Vec<u8>) -> Shown {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder();
        if let Some(tag) = &self.held_tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        let request = request
            .method(method)
            .uri(path)
            .header(header::HOST, "site.test")
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, &self.kind)
            .body(Body::from(body))
            .expect("the request can be written");
        let answer = self.site.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, LONGEST).await.expect("the answer can be read");
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie is text");
            let (name, value) =
                line.split(';').next().unwrap_or(line).split_once('=').expect("a cookie has a name");
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let html = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(token) = between(&html, "name=\"form_token\" value=\"", "\"") {
            token.clone_into(&mut self.form_token);
        }
        Shown { status: parts.status.as_u16(), at: path.to_owned(), headers: parts.headers, html }
    }
}

impl Shown {
    /// What a person reads: the text of the page, white space as one space.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.html.len() / 2);
        let mut rest = self.html.as_str();
        while let Some((before, tag)) = rest.split_once('<') {
            text.push_str(before);
            // Words on both sides of a tag are two words, unless it is within a sentence.
            let inline = [
                "a ", "a>", "/a", "strong", "/strong", "code", "/code", "span", "/span", "em>", "/em",
                "mark", "/mark",
            ];
            if !inline.iter().any(|name| tag.starts_with(name)) {
                text.push(' ');
            }
            rest = tag.split_once('>').map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        let text = unescape(&text);
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Asserts that the page says this, and shows the whole page when it does not.
    #[track_caller]
    pub fn says(&self, expected: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(expected), "“{expected}” is not on {} ({}):\n{text}", self.at, self.status);
        self
    }

    /// Asserts that the page does not say this.
    #[track_caller]
    pub fn is_silent_about(&self, unwanted: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(unwanted), "“{unwanted}” is on {}:\n{text}", self.at);
        self
    }

    /// Asserts the status of the answer.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}:\n{}", self.at, self.text());
        self
    }

    /// What stands in the HTML between two texts, for the first time.
    pub fn between(&self, before: &str, after: &str) -> Option<&str> {
        between(&self.html, before, after)
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let start = text.find(before)? + before.len();
    let rest = &text[start..];
    Some(&rest[..rest.find(after)?])
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
