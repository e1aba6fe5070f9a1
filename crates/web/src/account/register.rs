//! Registering, and the page with the button that ends it: mail scanners follow links, and press nothing.

use super::{FormPage, Said, explain, link_of, refuse};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{Registered, Registration};
use facteur_model::secret::Secret;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/register", Access::Public, show),
        Route::post("/register", Access::Public, register),
        Route::get("/check-your-email", Access::Public, check_your_email),
        Route::get("/verify-email/{token}", Access::Public, ask),
        Route::post("/verify-email/{token}", Access::Public, verify),
    ]
}

#[derive(Template)]
#[template(path = "account/register.html")]
struct RegisterPage {
    page: Page,
    domains: Option<String>,
    summary: Markup,
    fields: Vec<Markup>,
    terms: Markup,
    /// What the link of the invitation holds from whose page somebody comes; empty for whoever comes alone.
    link: String,
}

/// The field of the form that says from whose page somebody comes.
const INVITATION: &str = "invitation";
/// Characters of the longest link.
const LONGEST_LINK: usize = 200;

/// The box to be ticked.
pub(crate) fn terms(visit: &Visit, form: &Form, errors: &Errors) -> Markup {
    let agree = [Choice::new("yes", visit.say("account-terms-agree"))];
    visit.fields(form, errors).boxes("terms", "account-terms", "", &agree)
}

fn page(visit: &Visit, form: &Form, errors: &Errors) -> RegisterPage {
    let fields = visit.fields(form, errors);
    let domains = &visit.settings().registration_domains;
    RegisterPage {
        page: visit.page("account-register-title"),
        domains: (!domains.is_empty()).then(|| visit.words().list(domains)),
        summary: fields.summary(),
        fields: person_fields(visit, form, errors),
        terms: terms(visit, form, errors),
        link: form.text(INVITATION).to_owned(),
    }
}

/// The fields of a new account.
pub(crate) fn person_fields(visit: &Visit, form: &Form, errors: &Errors) -> Vec<Markup> {
    let fields = visit.fields(form, errors);
    let name = Input { autocomplete: "name", most: 255, ..Input::default() };
    vec![
        fields.input("name", "account-name", name),
        fields.email("email", "account-email", "account-email-hint"),
        fields.password("password", "account-password", "account-password-hint", "new-password"),
    ]
}

/// What the fields of a new account say.
pub(super) fn registration(visit: &Visit) -> Registration {
    let form = visit.form();
    Registration {
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        password: Secret::new(form.raw("password")),
        language: visit.language(),
    }
}

async fn show(visit: Visit) -> Answer {
    if visit.signed_in().is_ok() {
        return visit.go("/accounts");
    }
    visit.show(&page(&visit, &Form::default(), &Errors::default()))
}

async fn register(visit: Visit) -> Answer {
    let form = visit.form();
    let mut errors = Errors::default();
    if !is_of_a_domain(form.text("email"), &visit.settings().registration_domains) {
        errors.add("email", visit.say("account-email-domain"));
    }
    if form.text("terms") != "yes" {
        errors.add("terms", visit.say("account-terms-missing"));
    }
    if errors.is_empty() {
        let invitation = Some(form.text(INVITATION)).filter(|link| (1..=LONGEST_LINK).contains(&link.len()));
        let invitation = invitation.map(Secret::new);
        match visit.app().register(registration(&visit), invitation.as_ref(), visit.client()).await {
            Ok(()) => return visit.go("/check-your-email"),
            Err(error) => {
                if let Err(other) = explain(&visit, &mut errors, error) {
                    return refuse(&visit, other);
                }
            }
        }
    }
    visit.show_as(StatusCode::BAD_REQUEST, &page(&visit, form, &errors))
}

/// Is the address of one of these domains, or of a part of one? Everybody's is when there are none.
fn is_of_a_domain(email: &str, domains: &[String]) -> bool {
    let email = email.to_lowercase();
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    domains.is_empty()
        || domains.iter().any(|allowed| {
            let allowed = allowed.to_lowercase();
            domain.strip_suffix(&allowed).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

async fn check_your_email(visit: Visit) -> Answer {
    let paragraphs = ["account-check-email-text", "account-check-email-missing"].map(|key| visit.say(key));
    visit.show(&Said {
        page: visit.page("account-check-email-title"),
        paragraphs: paragraphs.into(),
        link: None,
    })
}

async fn ask(visit: Visit) -> Answer {
    if !visit.app().can_verify(&link_of(&visit)?).await? {
        return Err(Refused::Gone);
    }
    visit.show(&FormPage {
        page: visit.page("account-verify-title"),
        paragraphs: vec![visit.say("account-verify-text")],
        summary: Markup::default(),
        fields: Vec::new(),
        action: visit.path().to_owned(),
        next: None,
        button: visit.say("account-verify-button"),
        back: None,
    })
}

async fn verify(visit: Visit) -> Answer {
    match visit.app().verify_email(&link_of(&visit)?, visit.client()).await {
        Ok(Registered { held, joined: None }) => visit.go_as("/accounts", &held),
        Ok(Registered { held, joined: Some(service) }) => {
            let team = format!("/services/{service}/users");
            if let Some(visitor) = visit.app().visitor(&held).await? {
                let done = Flash::done(visit.say("team-joined"));
                visit.app().say_once(&visitor, &done.to_kept(&team)).await?;
            }
            visit.go_as(&team, &held)
        }
        Err(error) => refuse(&visit, error),
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_a_domain;

    #[test]
    fn only_people_of_the_domains_and_their_parts_may_register() {
        let domains = ["example.ca".to_owned(), "Exemple.QC.ca".to_owned()];
        for (email, may) in [
            ("a@example.ca", true),
            ("a@Mail.Example.CA", true),
            ("a@exemple.qc.ca", true),
            ("a@notexample.ca", false),
            ("a@example.ca.evil.example", false),
            ("example.ca", false),
            ("a@qc.ca", false),
        ] {
            assert_eq!(is_of_a_domain(email, &domains), may, "{email}");
            assert!(is_of_a_domain(email, &[]));
        }
    }
}
