//! Text messages that people send to a number of ours (contract §3.11): taken in from whoever carries them, once each,
//! with what they mean for later texts to the same person.

use crate::auth::Caller;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::operate::ChangeError;
use crate::{App, News, Told, Unavailable};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use facteur_i18n::{Language, catalogue};
use facteur_model::id::{InboundNumberId, OptOutId, ReceivedTextId, ServiceId};
use facteur_model::keyword::Keyword;
use facteur_model::person::Right;
use facteur_model::recipient::{International, PhoneNumber};
use facteur_model::secret::Secret;
use facteur_model::service::Standing;
use facteur_model::time::Moment;
use facteur_store::{InboundNumber, OptOut, ReceivedText, opt_outs, received_texts};
use std::sync::Arc;

/// Texts of one page of the API (contract §3.11).
const RECEIVED_PAGE: usize = 250;
/// Conversations of one page of the site.
const CONVERSATIONS_PAGE: usize = 50;
/// Texts of one conversation that the site shows.
pub const CONVERSATION_LENGTH: usize = 200;

/// A text as whoever carries it tells of it. Without `Debug`: it is personal.
pub struct IncomingText {
    /// What the carrier calls it: told twice, it is the same text.
    pub id: String,
    /// Whom it comes from.
    pub from: String,
    /// The number that it was sent to, if the carrier says so.
    pub to: Option<String>,
    pub content: String,
}

/// Whoever carries the texts of a number, and has proved it: holding one is the permission.
pub struct Carrier {
    number: InboundNumber,
    service: Arc<ServiceView>,
}

/// A text was taken in.
pub struct TakenIn {
    pub id: ReceivedTextId,
    /// What to answer the person, if the carrier has not done so itself.
    pub reply: Option<String>,
}

/// Why a text was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    /// There is no such number, or the secret is not its own: nobody learns which.
    #[error("the secret is not that of the number")]
    NotAllowed,
    #[error("the text was sent to another number")]
    OtherNumber,
    #[error("the store did not take the text")]
    Unavailable(#[from] Unavailable),
}

impl From<facteur_store::Error> for TakeInError {
    fn from(error: facteur_store::Error) -> Self {
        Self::Unavailable(error.into())
    }
}

/// A text that somebody sent, for those who may read it. Without `Debug`: it is personal.
pub struct Received {
    pub id: ReceivedTextId,
    pub at: Moment,
    /// The number of ours.
    pub number: String,
    pub sender: String,
    pub content: String,
}

impl From<ReceivedText> for Received {
    fn from(text: ReceivedText) -> Self {
        let ReceivedText { id, number, sender, content } = text;
        Self { id, at: id.drawn_at(), number, sender, content }
    }
}

/// What one person wrote. Without `Debug`: it is personal.
pub struct Conversation {
    pub sender: String,
    /// Newest first.
    pub texts: Vec<Received>,
    /// Since when the person wants no more texts.
    pub opted_out: Option<OptOut>,
}

impl App {
    /// Whoever carries the texts of a number, if this is the number's secret.
    pub async fn carrier(&self, number: InboundNumberId, secret: &Secret) -> Result<Carrier, TakeInError> {
        let found = self.store().inbound_number(number).await?;
        // As long for a number that is not there as for a wrong secret.
        let mac = self.store().secret_mac(secret);
        let expected = found.as_ref().map_or([0; 32], |number| number.secret_mac);
        let is_right = verify_slices_are_equal(&mac, &expected).is_ok();
        let Some(number) = found.filter(|_| is_right) else { return Err(TakeInError::NotAllowed) };
        let view = self.directory().service(number.service).await?;
        let view = view.filter(|view| view.service().standing != Standing::Archived);
        let service = view.ok_or(TakeInError::NotAllowed)?;
        Ok(Carrier { number, service })
    }

    /// Takes in a text that a carrier tells of.
    pub async fn take_in(&self, carrier: &Carrier, text: IncomingText) -> Result<TakenIn, TakeInError> {
        let Carrier { number, service } = carrier;
        if text.to.is_some_and(|to| compared(&to) != number.number) {
            return Err(TakeInError::OtherNumber);
        }
        let now = self.now();
        let received = ReceivedText {
            id: ReceivedTextId::new(now, self.chance()),
            number: number.number.clone(),
            sender: compared(&text.from),
            content: text.content,
        };
        let keyword = Keyword::read(&received.content);
        let reply = keyword.map(|keyword| reply(keyword, &service.service().name));
        let mut tx = self.store().begin().await?;
        if let Some(id) = received_texts::insert(&mut tx, number.service, &received, &text.id).await? {
            return Ok(TakenIn { id, reply });
        }
        match keyword {
            Some(Keyword::Stop(word)) => {
                let opt_out = OptOut {
                    id: OptOutId::new(now, self.chance()),
                    number: received.sender.clone(),
                    word: word.to_owned(),
                    since: now,
                    lifted: None,
                };
                opt_outs::set(&mut tx, number.service, &opt_out).await?;
            }
            Some(Keyword::Start(word)) => {
                opt_outs::lift_by_word(&mut tx, number.service, &received.sender, word, now).await?;
            }
            None => {}
        }
        let news = News::ReceivedText {
            id: received.id.as_uuid(),
            from: received.sender,
            to: received.number,
            text: received.content,
            at: now,
        };
        let told = match self.tell(&mut tx, number.service, &news).await {
            Ok(told) => told,
            Err(ChangeError::Unavailable(unavailable)) => return Err(unavailable.into()),
            // The service is there, and nobody's right is asked for.
            Err(_) => Told::default(),
        };
        tx.commit().await?;
        self.told(told);
        Ok(TakenIn { id: received.id, reply })
    }

    /// The texts that a service received before one, or at all, newest first: [`RECEIVED_PAGE`] of them.
    pub async fn received_texts(
        &self,
        caller: &Caller,
        older_than: Option<ReceivedTextId>,
    ) -> Result<Vec<Received>, Unavailable> {
        let store = self.store().of(caller.service_id());
        let found = store.received_texts(older_than, RECEIVED_PAGE).await?;
        Ok(found.into_iter().map(Received::from).collect())
    }

    /// The newest text of each person who wrote to a service, and whether there are more: [`CONVERSATIONS_PAGE`].
    pub async fn conversations(
        &self,
        by: &Authority,
        service: ServiceId,
        older_than: Option<ReceivedTextId>,
    ) -> Result<(Vec<Received>, bool), ChangeError> {
        self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let mut found = self.store().of(service).conversations(older_than, CONVERSATIONS_PAGE + 1).await?;
        let more = found.len() > CONVERSATIONS_PAGE;
        found.truncate(CONVERSATIONS_PAGE);
        Ok((found.into_iter().map(Received::from).collect(), more))
    }

    /// All that the person wrote who wrote this text; nothing when there is no such text.
    pub async fn conversation(
        &self,
        by: &Authority,
        service: ServiceId,
        text: ReceivedTextId,
    ) -> Result<Option<Conversation>, ChangeError> {
        self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let store = self.store().of(service);
        let Some(text) = store.received_text(text).await? else { return Ok(None) };
        let texts = store.received_from(&text.sender, CONVERSATION_LENGTH).await?;
        let opted_out = store.opt_out_of(&text.sender).await?.filter(|opt_out| opt_out.lifted.is_none());
        let texts = texts.into_iter().map(Received::from).collect();
        Ok(Some(Conversation { sender: text.sender, texts, opted_out }))
    }

    /// The newest text from a number, however it is typed.
    pub async fn find_conversation(
        &self,
        by: &Authority,
        service: ServiceId,
        number: &str,
    ) -> Result<Option<ReceivedTextId>, ChangeError> {
        self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let found = self.store().of(service).received_from(&compared(number), 1).await?;
        Ok(found.first().map(|text| text.id))
    }
}

/// A number by which two are compared: E.164 if it is a telephone number; short codes and names stay as they are.
pub(crate) fn compared(number: &str) -> String {
    let number = number.trim();
    PhoneNumber::parse(number, International::Allowed)
        .map_or_else(|_| number.to_owned(), |number| number.e164().to_owned())
}

/// What the person is told, in both languages.
fn reply(keyword: Keyword, service: &str) -> String {
    let key = match keyword {
        Keyword::Stop(_) => "received-reply-stop",
        Keyword::Start(_) => "received-reply-start",
    };
    let values: [(&str, &dyn catalogue::Argument); 1] = [("service", &service)];
    let said = [Language::En, Language::Fr].map(|language| {
        catalogue::format(language, key, Some(&catalogue::arguments(&values))).unwrap_or_default()
    });
    said.join(" / ")
}
