//! E-mails to the people who use the installation, sent through it like any others: by a service of its own, with a
//! template of its own, seen in the mailbox while there is no mail server.
//!
//! The words are in `crates/i18n/locales/*/letters.ftl`: for each letter `letter-NAME-subject` and `letter-NAME-body`,
//! the latter in the template language.

use crate::auth::Caller;
use crate::operate::ChangeError;
use crate::{Accepted, App, MessageRequest, Schedule, SendError, SendRequest, Settings, Unavailable};
pub use facteur_i18n::Language;
use facteur_i18n::catalogue;
use facteur_model::Channel;
use facteur_model::allowance::Limits;
use facteur_model::id::{NotificationId, ServiceId, TemplateId, UserId};
use facteur_model::recipient::EmailAddress;
use facteur_model::service::{CutOffText, Mode, Permission, Retention, Standing};
use facteur_store::{LanguageOrder, Service, SmsPrefix, Store, Template, Visibility, services, templates};
use serde_json::{Map, Value};
use tracing::error;
use uuid::{Uuid, uuid};

/// The installation's own service. The same everywhere, so that two nodes that start at once make one.
pub(crate) const OWN_SERVICE: ServiceId = ServiceId::from_uuid(uuid!("0193fac7-0000-7000-8000-00000000fac7"));
/// The template of every letter: the words come as values.
const TEMPLATE: TemplateId = TemplateId::from_uuid(uuid!("0193fac7-0000-7000-8000-0000000000e1"));
/// Who sends the letters.
const ITSELF: UserId = UserId::from_uuid(Uuid::nil());
/// Nobody counts the installation's own letters.
const UNLIMITED: u64 = 1_000_000_000_000;

/// A letter: which one, and what stands in it.
#[derive(Clone)]
pub struct Letter {
    /// Its name in the catalogues.
    pub name: &'static str,
    /// The values of its variables.
    pub values: Vec<(&'static str, String)>,
    /// The values that people typed: no markup in them means anything.
    typed: Vec<(&'static str, String)>,
}

/// Who reads a letter.
pub struct Reader<'a> {
    pub email: &'a str,
    /// The language that the person has chosen; without one, the letter is in both.
    pub language: Option<Language>,
}

/// Says which letter it is; what stands in it may be a link that signs somebody in.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Letter {
    pub fn new(name: &'static str) -> Self {
        Self { name, values: Vec::new(), typed: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// As [`Letter::with`], for a value that somebody typed. Every name goes this way.
    #[must_use]
    pub fn with_typed(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.typed.push((name, one_line(value.as_ref())));
        self
    }

    fn said(&self, part: &str, language: Language) -> String {
        let key = format!("letter-{}-{part}", self.name);
        let typed: Vec<_> = self
            .typed
            .iter()
            .map(|(name, value)| (*name, if part == "body" { literally(value) } else { value.clone() }))
            .collect();
        let values: Vec<_> = self
            .values
            .iter()
            .chain(&typed)
            .map(|(name, value)| (*name, value as &dyn catalogue::Argument))
            .collect();
        catalogue::format(language, &key, Some(&catalogue::arguments(&values))).unwrap_or(key)
    }

    /// Subject and body, in the reader's language or in both.
    fn words(&self, language: Option<Language>) -> (String, String) {
        if let Some(language) = language {
            return (self.said("subject", language), self.said("body", language));
        }
        let [english, french] = [Language::En, Language::Fr]
            .map(|language| (self.said("subject", language), self.said("body", language)));
        let subject = format!("{} | {}", english.0, french.0);
        let body =
            format!("[[en]]\n{}\n[[/en]]\n\n---\n\n[[fr]]\n{}\n[[/fr]]", english.1.trim(), french.1.trim());
        (subject, body)
    }
}

/// Characters of a typed value that a letter repeats: it is to be recognised, not to speak.
const MOST_TYPED: usize = 255;

/// A typed value on one line, of which no program makes a link.
fn one_line(typed: &str) -> String {
    // An address of a page has two slashes.
    let typed = typed.replace("//", " ");
    let mut line = String::with_capacity(typed.len() + 8);
    let mut characters = typed.chars().take(MOST_TYPED).peekable();
    while let Some(character) = characters.next() {
        let is_white = character.is_control() || character.is_whitespace();
        match character {
            _ if is_white && line.ends_with(' ') => {}
            _ if is_white => line.push(' '),
            _ => line.push(character),
        }
        // Mail programs make a link of `name.example`, too.
        if character == '.' && characters.peek().is_some_and(|next| next.is_alphabetic()) {
            line.push(' ');
        }
    }
    line.trim().to_owned()
}

/// A text that the template language shows as it stands.
fn literally(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if character.is_ascii() && br"\`*{}[]()#+-.!_>~|<^".contains(&(character as u8)) {
            literal.push('\\');
        }
        literal.push(character);
    }
    literal
}

impl App {
    /// Sends a letter. It is accepted as durably as any message; delivery goes its usual way.
    pub(crate) async fn write_to(&self, reader: &Reader<'_>, letter: &Letter) -> Result<(), ChangeError> {
        self.post(reader, letter).await.map(drop)
    }

    /// As [`App::write_to`], and says which message it is; none when it could not be sent.
    pub(crate) async fn post(
        &self,
        reader: &Reader<'_>,
        letter: &Letter,
    ) -> Result<Option<NotificationId>, ChangeError> {
        let Ok(to) = EmailAddress::parse(reader.email) else {
            // A stored address was valid once; nobody else can be told either.
            error!(letter = letter.name, "A person's address is not one any more: the letter was not sent");
            return Ok(None);
        };
        let service = self.own_service().await?;
        let (subject, body) = letter.words(reader.language);
        let personalisation: Map<String, Value> =
            [("subject".to_owned(), subject.into()), ("body".to_owned(), body.into())].into_iter().collect();
        let request = SendRequest {
            template: TEMPLATE,
            personalisation,
            reference: None,
            schedule: Schedule::Now,
            message: MessageRequest::Email {
                to,
                reply_to: None,
                unsubscribe_url: None,
                sanitise: Vec::new(),
            },
        };
        let caller = Caller::person(self.service_view(service).await?, ITSELF);
        let respond = |_: &Settings, accepted: &Accepted| accepted.id.to_string().into_bytes();
        match self.send(&caller, request, None, respond).await.result {
            Ok(sent) => Ok(std::str::from_utf8(&sent.body).ok().and_then(NotificationId::parse)),
            Err(SendError::Unavailable(unavailable)) => Err(unavailable.into()),
            Err(refused) => {
                error!(
                    letter = letter.name,
                    error = &refused as &dyn std::error::Error,
                    "A letter was not sent"
                );
                Ok(None)
            }
        }
    }

    /// The service that letters come from; made when the first is sent.
    pub(crate) async fn own_service(&self) -> Result<ServiceId, Unavailable> {
        if self.directory().service(OWN_SERVICE).await?.is_none() {
            match self.make_own_service(self.store()).await {
                // Another node was faster.
                Ok(()) | Err(facteur_store::Error::Exists) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(OWN_SERVICE)
    }

    async fn make_own_service(&self, store: &Store) -> Result<(), facteur_store::Error> {
        let now = self.now();
        let service = Service {
            id: OWN_SERVICE,
            name: self.settings().product_name.both(),
            email_from: "notification".to_owned(),
            mode: Mode::Live,
            standing: Standing::Active,
            permissions: [Permission::Email].into_iter().collect(),
            limits: Limits { daily_email: UNLIMITED, annual_email: UNLIMITED, ..Limits::LIVE },
            sms_prefix: SmsPrefix::Hidden,
            language_order: LanguageOrder::EnglishFirst,
            retention: Retention::USUAL,
            cut_off_text: CutOffText::default(),
            created_at: now,
            timezone: "America/Toronto".to_owned(),
            archived_at: None,
        };
        let template = Template {
            id: TEMPLATE,
            service: OWN_SERVICE,
            channel: Channel::Email,
            name: "Letter | Lettre".to_owned(),
            subject: Some("((subject))".to_owned()),
            content: "((body))".to_owned(),
            version: 1,
            created_at: now,
            updated_at: None,
            created_by: "facteur".to_owned(),
            archived_at: None,
            visibility: Visibility::Shown,
            category: None,
            // Somebody waits in front of a page.
            priority_override: Some(facteur_model::Priority::Priority),
            category_priority: None,
        };
        let mut tx = store.begin().await?;
        services::insert(&mut tx, &service).await?;
        templates::insert(&mut tx, &template).await?;
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_TYPED, literally, one_line};

    #[test]
    fn what_people_typed_is_one_line_without_links() {
        for (typed, shown) in [
            ("Passports – Passeports", "Passports – Passeports"),
            ("L’équipe & J.-P. O'Neil (essais)", "L’équipe & J.-P. O'Neil (essais)"),
            ("[win](https://evil.example)", "[win](https: evil. example)"),
            (" # You won\r\n\n> x\u{7}y ", "# You won > x y"),
        ] {
            assert_eq!(one_line(typed), shown);
        }
        assert_eq!(one_line(&"n".repeat(1_000)).len(), MOST_TYPED);
    }

    #[test]
    fn markup_in_it_is_only_text() {
        assert_eq!(literally("Santé & [x](y)"), "Santé & \\[x\\]\\(y\\)");
        assert_eq!(literally("**x** <b> ((y)) ^z"), "\\*\\*x\\*\\* \\<b\\> \\(\\(y\\)\\) \\^z");
    }
}
