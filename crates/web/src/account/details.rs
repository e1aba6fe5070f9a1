//! Changing what one is called, how one is reached, the password, the language and the e-mails that one wants.

use super::prove::is_proved;
use super::{FormPage, Said, explain, link_of, prove, refuse};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::Flash;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use axum::http::StatusCode;
use facteur_app::{AccountError, Topic};
use facteur_i18n::{Language, Words};
use facteur_model::secret::Secret;

const PROFILE: &str = "/user-profile";

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/user-profile/name", Access::SignedIn, show_name),
        Route::post("/user-profile/name", Access::SignedIn, change_name),
        Route::get("/user-profile/phone", Access::SignedIn, show_phone),
        Route::post("/user-profile/phone", Access::SignedIn, change_phone),
        Route::get("/user-profile/email", Access::SignedIn, show_email),
        Route::post("/user-profile/email", Access::SignedIn, change_email),
        Route::get("/user-profile/email/sent", Access::SignedIn, email_sent),
        Route::get("/user-profile/email/confirm/{token}", Access::Public, ask_to_confirm),
        Route::post("/user-profile/email/confirm/{token}", Access::Public, confirm_email),
        Route::get("/user-profile/password", Access::SignedIn, show_password),
        Route::post("/user-profile/password", Access::SignedIn, change_password),
        Route::get("/user-profile/language", Access::SignedIn, show_language),
        Route::post("/user-profile/language", Access::SignedIn, change_language),
        Route::get("/user-profile/notifications", Access::SignedIn, show_topics),
        Route::post("/user-profile/notifications", Access::SignedIn, change_topics),
    ]
}

/// A page with one thing to change.
fn page(visit: &Visit, title: &str, hint: &[&str], summary: Markup, field: Markup) -> FormPage {
    FormPage {
        page: visit.page(title),
        paragraphs: hint.iter().map(|key| visit.say(key)).collect(),
        summary,
        fields: vec![field],
        action: visit.path().to_owned(),
        next: None,
        button: visit.say("button-save"),
        back: Some(PROFILE),
    }
}

/// Back to the profile, or the form once more with what is wrong.
async fn outcome(
    visit: &Visit,
    outcome: Result<(), AccountError>,
    page: impl FnOnce(&Form, &Errors) -> FormPage,
) -> Answer {
    let Err(error) = outcome else {
        return visit.go_saying(PROFILE, Flash::done(visit.say("account-saved"))).await;
    };
    let mut errors = Errors::default();
    match explain(visit, &mut errors, error) {
        Ok(()) => visit.show_as(StatusCode::BAD_REQUEST, &page(visit.form(), &errors)),
        Err(other) => refuse(visit, other),
    }
}

fn name_page(visit: &Visit, form: &Form, errors: &Errors) -> FormPage {
    let fields = visit.fields(form, errors);
    let input = Input { autocomplete: "name", most: 255, ..Input::default() };
    page(visit, "account-name-title", &[], fields.summary(), fields.input("name", "account-name", input))
}

async fn show_name(visit: Visit) -> Answer {
    let form = Form::default().with("name", visit.signed_in()?.name());
    visit.show(&name_page(&visit, &form, &Errors::default()))
}

async fn change_name(visit: Visit) -> Answer {
    let changed = visit.app().change_own_name(visit.signed_in()?, visit.form().text("name")).await;
    outcome(&visit, changed, |form, errors| name_page(&visit, form, errors)).await
}

fn phone_page(visit: &Visit, form: &Form, errors: &Errors) -> FormPage {
    let fields = visit.fields(form, errors);
    let input = Input {
        kind: "tel",
        autocomplete: "tel",
        mode: "tel",
        hint: "account-phone-hint",
        width: 24,
        most: 40,
    };
    page(visit, "account-phone-title", &[], fields.summary(), fields.input("phone", "account-phone", input))
}

async fn show_phone(visit: Visit) -> Answer {
    if !is_proved(&visit) {
        return prove::ask(&visit);
    }
    let form = Form::default().with("phone", visit.signed_in()?.phone().unwrap_or_default());
    visit.show(&phone_page(&visit, &form, &Errors::default()))
}

async fn change_phone(visit: Visit) -> Answer {
    let changed = visit.app().change_own_phone(visit.signed_in()?, visit.form().text("phone")).await;
    outcome(&visit, changed, |form, errors| phone_page(&visit, form, errors)).await
}

fn email_page(visit: &Visit, form: &Form, errors: &Errors) -> FormPage {
    let fields = visit.fields(form, errors);
    let field = fields.email("email", "account-new-email", "");
    page(visit, "account-email-title", &["account-email-text"], fields.summary(), field)
}

async fn show_email(visit: Visit) -> Answer {
    if !is_proved(&visit) {
        return prove::ask(&visit);
    }
    visit.show(&email_page(&visit, &Form::default(), &Errors::default()))
}

async fn change_email(visit: Visit) -> Answer {
    let asked =
        visit.app().ask_for_email(visit.signed_in()?, visit.form().text("email"), visit.client()).await;
    if asked.is_ok() {
        return visit.go("/user-profile/email/sent");
    }
    outcome(&visit, asked, |form, errors| email_page(&visit, form, errors)).await
}

async fn email_sent(visit: Visit) -> Answer {
    let link = Some((PROFILE, visit.say("account-back-to-profile")));
    let paragraphs = vec![visit.say("account-email-sent")];
    visit.show(&Said { page: visit.page("account-check-email-title"), paragraphs, link })
}

async fn ask_to_confirm(visit: Visit) -> Answer {
    if !visit.app().can_confirm_email(&link_of(&visit)?).await? {
        return Err(Refused::Gone);
    }
    visit.show(&FormPage {
        page: visit.page("account-confirm-title"),
        paragraphs: vec![visit.say("account-confirm-text")],
        summary: Markup::default(),
        fields: Vec::new(),
        action: visit.path().to_owned(),
        next: None,
        button: visit.say("account-confirm-button"),
        back: None,
    })
}

async fn confirm_email(visit: Visit) -> Answer {
    match visit.app().confirm_email(&link_of(&visit)?).await {
        Ok(()) => visit.go_saying(PROFILE, Flash::done(visit.say("account-saved"))).await,
        // Somebody else has it by now.
        Err(AccountError::AddressTaken) => Err(Refused::Gone),
        Err(error) => refuse(&visit, error),
    }
}

fn password_page(visit: &Visit, errors: &Errors) -> FormPage {
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    let field = fields.password("password", "account-new-password", "account-password-hint", "new-password");
    page(visit, "account-password-title", &["account-password-text"], fields.summary(), field)
}

async fn show_password(visit: Visit) -> Answer {
    if !is_proved(&visit) {
        return prove::ask(&visit);
    }
    visit.show(&password_page(&visit, &Errors::default()))
}

async fn change_password(visit: Visit) -> Answer {
    let password = Secret::new(visit.form().raw("password"));
    let changed = visit.app().change_own_password(visit.signed_in()?, &password).await;
    outcome(&visit, changed, |_, errors| password_page(&visit, errors)).await
}

async fn show_language(visit: Visit) -> Answer {
    let form = Form::default().with("language", visit.language().tag());
    let errors = Errors::default();
    let fields = visit.fields(&form, &errors);
    let choices =
        [Choice::new("en", visit.say("account-english")), Choice::new("fr", visit.say("account-french"))];
    let field = fields.radios("language", "account-language", "account-language-hint", &choices);
    visit.show(&page(&visit, "account-language-title", &[], Markup::default(), field))
}

async fn change_language(visit: Visit) -> Answer {
    let language = Language::from_tag(visit.form().text("language")).ok_or(Refused::Unreadable)?;
    visit.app().choose_language(visit.signed_in()?, language).await?;
    let said = Words::new(language, "America/Toronto").say("account-saved");
    visit.go_saying(PROFILE, Flash::done(said)).await
}

async fn show_topics(visit: Visit) -> Answer {
    let account = visit.app().account_of(&visit.authority()?).await?.ok_or(Refused::SignIn)?;
    let wanted = Topic::ALL.into_iter().filter(|topic| !account.muted.contains(topic));
    let form = wanted.fold(Form::default(), |form, topic| form.with("topics", topic.as_str()));
    let errors = Errors::default();
    let fields = visit.fields(&form, &errors);
    let choices = Topic::ALL
        .map(|topic| Choice::new(topic.as_str(), visit.say(&format!("account-topic-{}", topic.as_str()))));
    let field = fields.boxes("topics", "account-topics", "account-topics-hint", &choices);
    visit.show(&page(&visit, "account-topics-title", &[], Markup::default(), field))
}

async fn change_topics(visit: Visit) -> Answer {
    let wanted: Vec<&str> = visit.form().all("topics").collect();
    let muted: Vec<Topic> =
        Topic::ALL.into_iter().filter(|topic| !wanted.contains(&topic.as_str())).collect();
    match visit.app().mute_topics(visit.signed_in()?, &muted).await {
        Ok(()) => visit.go_saying(PROFILE, Flash::done(visit.say("account-saved"))).await,
        Err(error) => refuse(&visit, error),
    }
}
