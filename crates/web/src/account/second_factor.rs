//! The second factor: a code by e-mail or an authenticator app, and the codes for the day when it is lost.

use super::prove::is_proved;
use super::{prove, refuse};
use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, FlashKind, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{AccountError, SharedSecret};
use facteur_model::person::SecondFactor;
use qrcode::QrCode;
use qrcode::render::svg;

const RECOVERY_CODES: &str = "/user-profile/recovery-codes";

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/user-profile/second-factor", Access::SignedIn, show),
        Route::post("/user-profile/second-factor/email", Access::SignedIn, use_email),
        Route::post("/user-profile/second-factor/passkey", Access::SignedIn, use_passkeys),
        Route::get("/user-profile/second-factor/app", Access::SignedIn, show_app),
        Route::post("/user-profile/second-factor/app", Access::SignedIn, use_app),
        Route::get(RECOVERY_CODES, Access::SignedIn, show_codes),
        Route::post(RECOVERY_CODES, Access::SignedIn, new_codes),
    ]
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct Methods {
    page: Page,
    /// The key of what says how it is now.
    now: &'static str,
    by_app: bool,
    by_passkey: bool,
    /// Does the person have any? `None` where none can be used.
    passkeys: Option<bool>,
}

#[derive(Template)]
#[template(path = "account/app.html")]
struct AppPage {
    page: Page,
    summary: Markup,
    drawing: Markup,
    secret: String,
    spelled: String,
    code: Markup,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct RecoveryPage {
    page: Page,
    /// The new codes, which are shown once.
    codes: Vec<String>,
    left: u64,
}

async fn show(visit: Visit) -> Answer {
    let (app, visitor) = (visit.app(), visit.signed_in()?);
    let factor = app.second_factor(visitor);
    let passkeys = if app.takes_passkeys() { Some(app.has_passkeys(visitor).await?) } else { None };
    visit.show(&Methods {
        page: visit.page("account-factor-title"),
        now: match factor {
            SecondFactor::Email => "account-factor-now-email",
            SecondFactor::App => "account-factor-now-app",
            SecondFactor::Passkey => "passkey-factor-now",
        },
        by_app: factor == SecondFactor::App,
        by_passkey: factor == SecondFactor::Passkey,
        passkeys,
    })
}

async fn use_passkeys(visit: Visit) -> Answer {
    match visit.app().use_passkeys(visit.signed_in()?).await {
        Ok(codes) => show_once(&visit, &codes).await,
        // Only a page can lead back here.
        Err(AccountError::ProveAgain) => visit.go("/user-profile/prove?next=%2Fuser-profile%2Fsecond-factor"),
        Err(error) => refuse(&visit, error),
    }
}

async fn use_email(visit: Visit) -> Answer {
    match visit.app().use_email(visit.signed_in()?).await {
        Ok(()) => visit.go_saying("/user-profile", Flash::done(visit.say("account-saved"))).await,
        // Only a page can lead back here.
        Err(AccountError::ProveAgain) => visit.go("/user-profile/prove?next=%2Fuser-profile%2Fsecond-factor"),
        Err(error) => refuse(&visit, error),
    }
}

fn app_page(visit: &Visit, secret: &SharedSecret, errors: &Errors) -> Result<AppPage, Refused> {
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    let page = visit.page("account-app-title");
    let address = secret.address(&page.product, visit.signed_in()?.email());
    let input = Input {
        autocomplete: "one-time-code",
        mode: "numeric",
        hint: "account-app-code-hint",
        width: 12,
        most: 20,
        ..Input::default()
    };
    let letters: Vec<char> = secret.text().chars().collect();
    let spelled = letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ");
    Ok(AppPage {
        summary: fields.summary(),
        drawing: draw(&address),
        secret: secret.text().to_owned(),
        spelled,
        code: fields.input("code", "account-code", input),
        page,
    })
}

/// The address as a drawing for the app's camera. What cannot be drawn is typed: the secret stands beside it.
fn draw(address: &str) -> Markup {
    let Ok(code) = QrCode::new(address) else { return Markup::default() };
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    // A page has its own first line.
    let drawn = drawn.find("<svg").map_or("", |at| &drawn[at..]);
    Markup::written(drawn.to_owned())
}

async fn show_app(visit: Visit) -> Answer {
    if !is_proved(&visit) {
        return prove::ask(&visit);
    }
    let secret = visit.app().draw_shared_secret();
    visit.show(&app_page(&visit, &secret, &Errors::default())?)
}

async fn use_app(visit: Visit) -> Answer {
    // The page that showed it sends it back: until a code of it is right, it is worth nothing.
    let secret = SharedSecret::parse(visit.form().text("secret")).ok_or(Refused::Unreadable)?;
    match visit.app().use_app(visit.signed_in()?, secret.clone(), visit.form().text("code")).await {
        Ok(codes) => show_once(&visit, &codes).await,
        Err(AccountError::Wrong) => {
            let mut errors = Errors::default();
            errors.add("code", visit.say("account-app-code-wrong"));
            visit.show_as(StatusCode::BAD_REQUEST, &app_page(&visit, &secret, &errors)?)
        }
        Err(error) => refuse(&visit, error),
    }
}

pub(super) async fn show_once(visit: &Visit, codes: &[String]) -> Answer {
    visit.go_saying(RECOVERY_CODES, Flash { kind: FlashKind::Secret, text: codes.join(" ") }).await
}

async fn show_codes(visit: Visit) -> Answer {
    let shown = visit.0.flash.iter().find(|flash| flash.kind == FlashKind::Secret);
    let codes = shown.map(|flash| flash.text.split(' ').map(str::to_owned).collect()).unwrap_or_default();
    let account = visit.app().account_of(&visit.authority()?).await?.ok_or(Refused::SignIn)?;
    let page = visit.page("account-recovery-title");
    visit.show(&RecoveryPage { page, codes, left: account.recovery_codes_left })
}

async fn new_codes(visit: Visit) -> Answer {
    match visit.app().new_recovery_codes(visit.signed_in()?).await {
        Ok(codes) => show_once(&visit, &codes).await,
        Err(error) => refuse(&visit, error),
    }
}
