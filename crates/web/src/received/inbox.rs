//! The inbox by conversation, and one conversation.

use super::{search_field, searched};
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{CONVERSATION_LENGTH, Need};
use facteur_model::id::ReceivedTextId;
use facteur_model::person::Right;
use facteur_model::recipient::human_readable_phone;

/// Characters of a text that the inbox shows.
const GLANCE: usize = 100;

pub fn routes() -> Vec<Route> {
    let see = Access::Service(Need::Right(Right::ViewActivity));
    vec![
        Route::get("/services/{service}/received-text-messages", see, inbox),
        Route::post("/services/{service}/received-text-messages", see, search),
        Route::get("/services/{service}/received-text-messages/{text}", see, conversation),
    ]
}

#[derive(Template)]
#[template(path = "received/inbox.html")]
struct Inbox {
    page: Page,
    summary: Markup,
    search: Markup,
    /// The numbers that people can write to.
    numbers: Vec<String>,
    rows: Vec<Row>,
    newest: Option<String>,
    older: Option<String>,
    nothing_found: bool,
}

struct Row {
    path: String,
    sender: String,
    glance: String,
    at: Markup,
}

#[derive(Template)]
#[template(path = "received/conversation.html")]
struct ConversationPage {
    page: Page,
    opted_out: Option<String>,
    most: Option<String>,
    texts: Vec<Text>,
}

struct Text {
    at: Markup,
    number: String,
    content: String,
}

async fn inbox(visit: Visit) -> Answer {
    let older = match visit.query().text("older") {
        "" => None,
        id => Some(ReceivedTextId::parse(id).ok_or(Refused::NotFound)?),
    };
    draw(&visit, StatusCode::OK, &Form::default(), &Errors::default(), older, false).await
}

async fn draw(
    visit: &Visit,
    status: StatusCode,
    form: &Form,
    errors: &Errors,
    older: Option<ReceivedTextId>,
    nothing_found: bool,
) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let (found, more) = visit.app().conversations(&by, service, older).await?;
    let numbers = visit.app().inbound_numbers(&by, service).await?;
    let page = visit.page("received-title");
    let here = page.at("/received-text-messages");
    let last = found.last().map(|text| text.id).filter(|_| more);
    let rows = found.into_iter().map(|text| Row {
        path: format!("{here}/{}", text.id),
        sender: human_readable_phone(&text.sender),
        glance: glance(&text.content),
        at: when::date_time(&t, text.at),
    });
    visit.show_as(
        status,
        &Inbox {
            summary: visit.fields(form, errors).summary(),
            search: search_field(visit, form, errors),
            numbers: numbers.into_iter().map(|number| human_readable_phone(&number.number)).collect(),
            rows: rows.collect(),
            newest: older.map(|_| here.clone()),
            older: last.map(|id| format!("{here}?older={id}")),
            nothing_found,
            page,
        },
    )
}

/// The beginning of a text, on one line.
fn glance(content: &str) -> String {
    let line = content.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut glance: String = line.chars().take(GLANCE).collect();
    if line.chars().nth(GLANCE).is_some() {
        glance.push('…');
    }
    glance
}

async fn search(visit: Visit) -> Answer {
    let number = match searched(&visit) {
        Ok(number) => number,
        Err(errors) => {
            return draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors, None, false).await;
        }
    };
    let service = visit.service()?;
    match visit.app().find_conversation(&visit.authority()?, service, number).await? {
        Some(id) => visit.go(&format!("/services/{service}/received-text-messages/{id}")),
        None => draw(&visit, StatusCode::OK, visit.form(), &Errors::default(), None, true).await,
    }
}

async fn conversation(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let text = visit.id("text", ReceivedTextId::parse)?;
    let found = visit.app().conversation(&by, service, text).await?.ok_or(Refused::NotFound)?;
    let sender = human_readable_phone(&found.sender);
    let most = found.texts.len() == CONVERSATION_LENGTH;
    visit.show(&ConversationPage {
        page: visit.page_titled(t.say1("received-conversation-title", "number", sender)),
        opted_out: found.opted_out.map(|opt_out| {
            t.say2("received-opted-out", "word", opt_out.word, "at", t.date_time(opt_out.since))
        }),
        most: most.then(|| t.say1("received-most", "most", CONVERSATION_LENGTH)),
        texts: found
            .texts
            .into_iter()
            .map(|text| Text {
                at: when::date_time(&t, text.at),
                number: human_readable_phone(&text.number),
                content: text.content,
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::glance;

    #[test]
    fn the_inbox_shows_the_beginning_of_a_text_on_one_line() {
        assert_eq!(glance("Oui\n\nmerci "), "Oui merci");
        assert_eq!(glance(&"é".repeat(150)).chars().count(), 101);
    }
}
