//! Passkeys and security keys: the list of one's own, and giving one in place of a code, or of password and code.
//!
//! The page's script asks for a ceremony, lets the browser ask the device, and sends its answer like any form.

use super::prove::is_proved;
use super::second_factor::show_once;
use super::{FormPage, prove, refuse, two_factor, with_next};
use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::{Visit, own_path};
use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use facteur_app::{AccountError, Browser, PasskeyCeremony, PasskeyView};
use facteur_model::id::PasskeyId;
use facteur_model::secret::Secret;
use serde_json::json;

const LIST: &str = "/user-profile/passkeys";
const ADD: &str = "/user-profile/passkeys/add";
const SIGN_IN: &str = "/sign-in/passkey";
const SECOND_STEP: &str = "/two-factor/passkey";

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(LIST, Access::SignedIn, show),
        Route::get(ADD, Access::SignedIn, show_add),
        Route::post(ADD, Access::SignedIn, add),
        Route::post("/user-profile/passkeys/add/options", Access::SignedIn, ask_for_new),
        Route::get("/user-profile/passkeys/{passkey}/rename", Access::SignedIn, show_rename),
        Route::post("/user-profile/passkeys/{passkey}/rename", Access::SignedIn, rename),
        Route::get("/user-profile/passkeys/{passkey}/remove", Access::SignedIn, show_remove),
        Route::post("/user-profile/passkeys/{passkey}/remove", Access::SignedIn, remove),
        Route::post(SIGN_IN, Access::Public, sign_in),
        Route::post("/sign-in/passkey/options", Access::Public, ask_for_any),
        Route::post(SECOND_STEP, Access::HalfSignedIn, give),
        Route::post("/two-factor/passkey/options", Access::HalfSignedIn, ask_for_one),
    ]
}

/// The form that the script fills with a device's answer; without the script, what to do instead.
#[derive(Template)]
#[template(path = "account/passkey.html")]
struct PasskeyForm<'a> {
    form_token: &'a str,
    next: &'a str,
    action: &'a str,
    field: Markup,
    button: String,
    button_class: &'a str,
    without: String,
    failed: String,
}

#[derive(Template)]
#[template(path = "account/passkeys.html")]
struct PasskeysPage {
    page: Page,
    passkeys: Vec<PasskeyView>,
}

#[derive(Template)]
#[template(path = "account/passkey_add.html")]
struct AddPage {
    page: Page,
    summary: Markup,
    form: Markup,
}

/// The form of the sign-in page; nothing where no passkey can be used.
pub(super) fn sign_in_form(visit: &Visit, next: &str) -> Markup {
    if !visit.app().takes_passkeys() {
        return Markup::default();
    }
    written(visit, SIGN_IN, next, Markup::default(), ["passkey-sign-in", "passkey-sign-in-without"])
}

/// The form of the second step, for whoever has a passkey.
pub(super) fn second_step_form(visit: &Visit, next: &str) -> Markup {
    written(visit, SECOND_STEP, next, Markup::default(), ["passkey-give", "passkey-give-without"])
}

fn written(visit: &Visit, action: &str, next: &str, field: Markup, words: [&str; 2]) -> Markup {
    let [button, without] = words.map(|key| visit.say(key));
    Markup::of(&PasskeyForm {
        form_token: &visit.0.form_token,
        next,
        action,
        field,
        button,
        // Where there is another way, that one stands out.
        button_class: if action == SIGN_IN { "button-second" } else { "" },
        without,
        failed: visit.say("passkey-failed"),
    })
}

/// What the script needs to ask the device.
fn asked(visit: &Visit, asked: Result<PasskeyCeremony, AccountError>) -> Answer {
    match asked {
        Ok(PasskeyCeremony { options, ceremony }) => {
            Ok(Json(json!({"publicKey": options, "ceremony": ceremony.expose()})).into_response())
        }
        Err(error) => refuse(visit, error),
    }
}

/// The ceremony's secret and the device's answer.
fn answered(visit: &Visit) -> (Secret, &str) {
    (Secret::new(visit.form().text("ceremony")), visit.form().text("credential"))
}

/// The person's list; there is none where no passkey can be used.
async fn list(visit: &Visit) -> Result<Vec<PasskeyView>, Refused> {
    if !visit.app().takes_passkeys() {
        return Err(Refused::NotFound);
    }
    Ok(visit.app().passkeys(visit.signed_in()?).await?)
}

async fn show(visit: Visit) -> Answer {
    let passkeys = list(&visit).await?;
    visit.show(&PasskeysPage { page: visit.page("passkey-title"), passkeys })
}

fn add_page(visit: &Visit, form: &Form, errors: &Errors) -> AddPage {
    let fields = visit.fields(form, errors);
    let input = Input { hint: "passkey-name-hint", most: 60, ..Input::default() };
    let field = fields.input("name", "passkey-name", input);
    AddPage {
        page: visit.page("passkey-add-title"),
        summary: fields.summary(),
        form: written(visit, ADD, "", field, ["passkey-add-button", "passkey-add-without"]),
    }
}

async fn show_add(visit: Visit) -> Answer {
    list(&visit).await?;
    if !is_proved(&visit) {
        return prove::ask(&visit);
    }
    let form = Form::default().with("name", Browser::of(&visit.client().agent).text());
    visit.show(&add_page(&visit, &form, &Errors::default()))
}

async fn ask_for_new(visit: Visit) -> Answer {
    asked(&visit, visit.app().ask_for_new_passkey(visit.signed_in()?, visit.client()).await)
}

async fn add(visit: Visit) -> Answer {
    let (ceremony, answer) = answered(&visit);
    let name = visit.form().text("name");
    let mut errors = Errors::default();
    match visit.app().add_passkey(visit.signed_in()?, &ceremony, answer, name, visit.client()).await {
        Ok(Some(codes)) => return show_once(&visit, &codes).await,
        Ok(None) => return visit.go_saying(LIST, Flash::done(visit.say("passkey-added"))).await,
        Err(AccountError::Invalid(_)) => errors.add("name", visit.say("passkey-name-wrong")),
        Err(AccountError::Wrong) => errors.add("name", visit.say("passkey-failed")),
        Err(AccountError::TooManyPasskeys { most }) => {
            errors.add("name", visit.words().say1("passkey-too-many", "most", most));
        }
        Err(error) => return refuse(&visit, error),
    }
    visit.show_as(StatusCode::BAD_REQUEST, &add_page(&visit, visit.form(), &errors))
}

/// The passkey that the path names.
async fn named(visit: &Visit) -> Result<PasskeyView, Refused> {
    let id = visit.id("passkey", PasskeyId::parse)?;
    list(visit).await?.into_iter().find(|one| one.id == id).ok_or(Refused::NotFound)
}

fn rename_page(visit: &Visit, form: &Form, errors: &Errors) -> FormPage {
    let fields = visit.fields(form, errors);
    let input = Input { hint: "passkey-name-hint", most: 60, ..Input::default() };
    FormPage {
        page: visit.page("passkey-rename-title"),
        paragraphs: Vec::new(),
        summary: fields.summary(),
        fields: vec![fields.input("name", "passkey-name", input)],
        action: visit.path().to_owned(),
        next: None,
        button: visit.say("button-save"),
        back: Some(LIST),
    }
}

async fn show_rename(visit: Visit) -> Answer {
    let form = Form::default().with("name", named(&visit).await?.name);
    visit.show(&rename_page(&visit, &form, &Errors::default()))
}

async fn rename(visit: Visit) -> Answer {
    let id = visit.id("passkey", PasskeyId::parse)?;
    match visit.app().rename_passkey(visit.signed_in()?, id, visit.form().text("name")).await {
        Ok(()) => visit.go_saying(LIST, Flash::done(visit.say("account-saved"))).await,
        Err(AccountError::Invalid(_)) => {
            let mut errors = Errors::default();
            errors.add("name", visit.say("passkey-name-wrong"));
            visit.show_as(StatusCode::BAD_REQUEST, &rename_page(&visit, visit.form(), &errors))
        }
        Err(error) => refuse(&visit, error),
    }
}

async fn show_remove(visit: Visit) -> Answer {
    let passkey = named(&visit).await?;
    if !is_proved(&visit) {
        return prove::ask(&visit);
    }
    visit.show(&FormPage {
        page: visit.page_titled(visit.words().say1("passkey-remove-title", "name", passkey.name)),
        paragraphs: vec![visit.say("passkey-remove-text")],
        summary: Markup::default(),
        fields: Vec::new(),
        action: visit.path().to_owned(),
        next: None,
        button: visit.say("button-remove"),
        back: Some(LIST),
    })
}

async fn remove(visit: Visit) -> Answer {
    let id = visit.id("passkey", PasskeyId::parse)?;
    match visit.app().remove_passkey(visit.signed_in()?, id, visit.client()).await {
        Ok(()) => visit.go_saying(LIST, Flash::done(visit.say("passkey-removed"))).await,
        Err(error) => refuse(&visit, error),
    }
}

async fn ask_for_any(visit: Visit) -> Answer {
    asked(&visit, visit.app().ask_for_any_passkey(&visit.0.form_token, visit.client()).await)
}

async fn sign_in(visit: Visit) -> Answer {
    let next = own_path(visit.form().text("next"));
    let (ceremony, answer) = answered(&visit);
    let browser = &visit.0.form_token;
    let visitor = visit.visitor();
    match visit.app().sign_in_with_passkey(browser, &ceremony, answer, visit.client(), visitor).await {
        Ok(held) => visit.go_as(next, &held),
        Err(AccountError::Wrong) => super::sign_in::show_wrong(&visit, next, "passkey-sign-in-wrong"),
        Err(error) => refuse(&visit, error),
    }
}

async fn ask_for_one(visit: Visit) -> Answer {
    let visitor = visit.visitor().ok_or(Refused::SignIn)?;
    asked(&visit, visit.app().ask_for_passkey(visitor, visit.client()).await)
}

async fn give(visit: Visit) -> Answer {
    let next = own_path(visit.form().text("next"));
    if visit.signed_in().is_ok() {
        return visit.go(next);
    }
    let Some(visitor) = visit.visitor() else { return visit.go(&with_next("/sign-in", next)) };
    let (ceremony, answer) = answered(&visit);
    match visit.app().give_passkey(visitor, &ceremony, answer, visit.client()).await {
        Ok(held) => visit.go_as(next, &held),
        Err(AccountError::Wrong) => two_factor::show_wrong(&visit, next, "passkey-give-wrong").await,
        Err(error) => refuse(&visit, error),
    }
}
