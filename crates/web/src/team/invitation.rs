//! The page behind an invitation's link. Looking at it changes nothing: mail programs look at links too.

use super::rights;
use crate::account::register;
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use facteur_app::TeamError;
use facteur_model::secret::Secret;

#[derive(Template)]
#[template(path = "team/invitation.html")]
struct Invitation {
    page: Page,
    lead: String,
    for_whom: String,
    rights: Vec<String>,
    ends: Markup,
    here: String,
    reader: ReaderIs,
    signed_in_as: String,
    /// The form of a new account, for whoever has none.
    fields: Vec<Markup>,
    terms: Markup,
    /// What the link holds, for that form.
    link: String,
}

/// Who looks at the page.
#[derive(PartialEq, Eq)]
enum ReaderIs {
    Invited,
    SomebodyElse,
    Nobody,
}

fn token(visit: &Visit) -> Result<Secret, Refused> {
    visit.parameter("token").map(Secret::new)
}

pub async fn show(visit: Visit) -> Answer {
    let token = token(&visit)?;
    let invitation = visit.app().invitation(&token).await?.ok_or(Refused::Gone)?;
    let t = visit.words();
    let product = visit.app().settings().product_name.in_language(t.language);
    let by = invitation.invited_by.unwrap_or_else(|| product.to_owned());
    let reader = match visit.signed_in() {
        Ok(visitor) if visitor.email() == invitation.email => ReaderIs::Invited,
        Ok(_) => ReaderIs::SomebodyElse,
        Err(_) => ReaderIs::Nobody,
    };
    let (form, errors) = (Form::default().with("email", invitation.email.as_str()), Errors::default());
    let page = Invitation {
        fields: register::person_fields(&visit, &form, &errors),
        terms: register::terms(&visit, &form, &errors),
        link: token.expose().to_owned(),
        page: visit.page_titled(t.say1("team-invitation-title", "service", &invitation.service_name)),
        lead: t.say2("team-invitation-lead", "person", by, "service", &invitation.service_name),
        for_whom: t.say1("team-invitation-for", "email", &invitation.email),
        rights: rights(&t, invitation.rights),
        ends: when::date_time(&t, invitation.ends_at),
        here: visit.path().to_owned(),
        signed_in_as: visit.signed_in().map(|visitor| visitor.email().to_owned()).unwrap_or_default(),
        reader,
    };
    visit.show(&page)
}

pub async fn accept(visit: Visit) -> Answer {
    let visitor = visit.signed_in()?;
    match visit.app().accept_invitation(visitor, &token(&visit)?).await {
        Ok(service) => {
            let done = Flash::done(visit.say("team-joined"));
            visit.go_saying(&format!("/services/{service}/users"), done).await
        }
        Err(TeamError::NoSuchInvitation) => Err(Refused::Gone),
        // The page says so, and what to do.
        Err(TeamError::ForSomebodyElse) => visit.go(visit.path()),
        Err(error) => Err(error.into()),
    }
}
