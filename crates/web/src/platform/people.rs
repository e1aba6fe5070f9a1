//! Finding somebody with an account, and closing the door to them.

use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use facteur_app::{PersonError, PersonFound};
use facteur_i18n::Words;
use facteur_model::id::UserId;
use facteur_model::person::UserStanding;

#[derive(Template)]
#[template(path = "platform/people.html")]
struct Found {
    page: Page,
    text: Markup,
    /// Has somebody searched?
    searched: bool,
    people: Vec<Row>,
}

struct Row {
    name: String,
    email: String,
    standing: String,
    path: String,
}

#[derive(Template)]
#[template(path = "platform/person.html")]
struct PersonPage {
    page: Page,
    email: String,
    standing: String,
    administrator: bool,
    created: Markup,
    visits: String,
    services: Vec<(String, String)>,
    path: String,
    may_block: bool,
    may_unblock: bool,
}

fn standing(t: &Words, standing: UserStanding) -> String {
    t.say(&format!("platform-person-{}", standing.as_str()))
}

pub async fn show_search(visit: Visit) -> Answer {
    write(&visit, &Form::default(), None)
}

/// By a form that is sent, rather than in the address: what people search for here is personal.
pub async fn find(visit: Visit) -> Answer {
    let found = visit.app().find_people(&visit.authority()?, visit.form().text("q")).await?;
    write(&visit, visit.form(), Some(found))
}

fn write(visit: &Visit, form: &Form, found: Option<Vec<PersonFound>>) -> Answer {
    let (t, errors) = (visit.words(), Errors::default());
    let page = Found {
        page: visit.page("platform-people-title"),
        text: visit.fields(form, &errors).input(
            "q",
            "platform-people-find",
            Input { kind: "search", hint: "platform-people-find-hint", ..Input::default() },
        ),
        searched: found.is_some(),
        people: found
            .unwrap_or_default()
            .into_iter()
            .map(|person| Row {
                standing: standing(&t, person.standing),
                path: format!("/platform/people/{}", person.id),
                name: person.name,
                email: person.email,
            })
            .collect(),
    };
    visit.show(&page)
}

pub async fn show(visit: Visit) -> Answer {
    let (by, t) = (visit.authority()?, visit.words());
    let id = visit.id("user", UserId::parse)?;
    let person = visit.app().person_found(&by, id).await?.ok_or(Refused::NotFound)?;
    let page = PersonPage {
        page: visit.page_titled(person.name),
        email: person.email,
        standing: standing(&t, person.standing),
        administrator: person.administrator,
        created: when::date(&t, person.created_at),
        visits: t.say1("platform-person-visits", "count", person.visits),
        services: person
            .services
            .into_iter()
            .map(|(service, name)| (format!("/platform/services/{service}"), name))
            .collect(),
        path: format!("/platform/people/{id}"),
        may_block: person.standing == UserStanding::Active && by.user() != Some(id),
        may_unblock: person.standing == UserStanding::Blocked,
    };
    visit.show(&page)
}

pub async fn block(visit: Visit) -> Answer {
    let id = visit.id("user", UserId::parse)?;
    let done = visit.app().block_person(&visit.authority()?, id).await;
    answer(&visit, id, done, "platform-person-blocked-now").await
}

pub async fn unblock(visit: Visit) -> Answer {
    let id = visit.id("user", UserId::parse)?;
    let done = visit.app().unblock_person(&visit.authority()?, id).await;
    answer(&visit, id, done, "platform-person-unblocked-now").await
}

async fn answer(visit: &Visit, id: UserId, done: Result<(), PersonError>, said: &str) -> Answer {
    let flash = match done {
        Ok(()) => Flash::done(visit.say(said)),
        Err(PersonError::Oneself) => Flash::warning(visit.say("platform-person-oneself")),
        Err(error) => return Err(error.into()),
    };
    visit.go_saying(&format!("/platform/people/{id}"), flash).await
}
