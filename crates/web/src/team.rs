//! The team of a service: who is in it, who is invited, and what becomes of keys when somebody leaves.

mod departures;
mod invitation;
mod invite;
mod list;
mod member;

pub use departures::open as open_departures;

use crate::components::Choice;
use crate::form::Form;
use crate::page::Flash;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use facteur_app::{Need, TeamError};
use facteur_i18n::Words;
use facteur_model::person::{Right, Rights};

pub fn routes() -> Vec<Route> {
    let member = Access::Service(Need::Membership);
    let manages = Access::Service(Need::Right(Right::ManageService));
    let either = Access::Service(Need::Either(Right::ManageService, Right::ManageApiKeys));
    let keys = Access::Service(Need::Right(Right::ManageApiKeys));
    vec![
        Route::get("/services/{service}/users", member, list::show),
        Route::get("/services/{service}/users/invite", manages, invite::show),
        Route::post("/services/{service}/users/invite", manages, invite::send),
        Route::post("/services/{service}/users/invitations/{invitation}/resend", manages, invite::resend),
        Route::post("/services/{service}/users/invitations/{invitation}/cancel", manages, invite::cancel),
        Route::get("/services/{service}/users/leave", member, member::show_leaving),
        Route::post("/services/{service}/users/leave", member, member::leave),
        Route::get("/services/{service}/users/{user}", manages, member::show),
        Route::post("/services/{service}/users/{user}", manages, member::change),
        Route::post("/services/{service}/users/{user}/remove", manages, member::remove),
        Route::get("/services/{service}/departures/{departure}", either, departures::show),
        Route::post("/services/{service}/departures/{departure}/keys/{key}", keys, departures::decide),
        Route::get("/invitation/{token}", Access::Public, invitation::show),
        Route::post("/invitation/{token}", Access::Public, invitation::accept),
    ]
}

/// The field of a form in which rights are ticked.
const RIGHTS: &str = "right";

/// What a right is called.
pub fn right(t: &Words, right: Right) -> String {
    t.say(&format!("team-right-{}", right.as_str().replace('_', "-")))
}

/// What somebody may do, in words; those without any right too.
fn rights(t: &Words, rights: Rights) -> Vec<String> {
    let named: Vec<_> = rights.iter().map(|one| right(t, one)).collect();
    if named.is_empty() { vec![t.say("team-right-none")] } else { named }
}

/// A box for every right.
fn boxes(t: &Words) -> Vec<Choice> {
    Right::ALL.into_iter().map(|one| Choice::new(one.as_str(), right(t, one))).collect()
}

/// The rights that were ticked.
fn ticked(form: &Form) -> Rights {
    form.all(RIGHTS).filter_map(Right::from_stored).collect()
}

/// A form in which these rights are ticked.
fn with_rights(form: Form, rights: Rights) -> Form {
    rights.iter().fold(form, |form, right| form.with(RIGHTS, right.as_str()))
}

/// Why a team stays as it is, for the person who wanted it otherwise.
fn why_not(t: &Words, error: &TeamError) -> Option<String> {
    let key = match error {
        TeamError::LastMember => "team-refused-last-member",
        TeamError::LastManager => "team-refused-last-manager",
        TeamError::TwoMembers => "team-refused-two-members",
        TeamError::AlreadyMember => "team-refused-already-member",
        TeamError::AlreadyInvited => "team-refused-already-invited",
        TeamError::Oneself => "team-refused-oneself",
        TeamError::TooManyInvitations => "team-refused-too-many",
        TeamError::TooSoon => "team-refused-too-soon",
        TeamError::NotAnAddress => "team-refused-address",
        TeamError::NoSuchMember
        | TeamError::NoSuchInvitation
        | TeamError::ForSomebodyElse
        | TeamError::Change(_) => return None,
    };
    Some(t.say(key))
}

/// Back to the team, saying why nothing was done; what is no fault of the person's is a page of its own.
async fn back_saying_why(visit: &Visit, error: TeamError) -> Answer {
    match why_not(&visit.words(), &error) {
        Some(why) => {
            let team = format!("/services/{}/users", visit.service()?);
            visit.go_saying(&team, Flash::warning(why)).await
        }
        None => Err(error.into()),
    }
}

impl From<TeamError> for Refused {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Change(error) => error.into(),
            TeamError::NoSuchMember | TeamError::NoSuchInvitation => Refused::NotFound,
            TeamError::ForSomebodyElse => Refused::Forbidden,
            TeamError::LastMember
            | TeamError::LastManager
            | TeamError::TwoMembers
            | TeamError::AlreadyMember
            | TeamError::AlreadyInvited
            | TeamError::Oneself
            | TeamError::TooManyInvitations
            | TeamError::TooSoon
            | TeamError::NotAnAddress => Refused::Unreadable,
        }
    }
}
