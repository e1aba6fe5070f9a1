//! The profile: everything about oneself, with a link to change it.

use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_i18n::Language;
use facteur_model::person::SecondFactor;

pub fn routes() -> Vec<Route> {
    vec![Route::get("/user-profile", Access::SignedIn, show)]
}

struct Row {
    label: String,
    value: String,
    path: &'static str,
}

#[derive(Template)]
#[template(path = "account/profile.html")]
struct Profile {
    page: Page,
    rows: Vec<Row>,
}

async fn show(visit: Visit) -> Answer {
    let account = visit.app().account_of(&visit.authority()?).await?.ok_or(Refused::SignIn)?;
    let words = visit.words();
    let none = || words.say("account-none");
    let language = account.language.map_or_else(none, |language| {
        words.say(match language {
            Language::En => "account-english",
            Language::Fr => "account-french",
        })
    });
    let factor = words.say(match account.second_factor {
        SecondFactor::Email => "account-factor-email",
        SecondFactor::App => "account-factor-app",
        SecondFactor::Passkey => "passkey-factor",
    });
    let muted: Vec<String> =
        account.muted.iter().map(|topic| words.say(&format!("account-topic-{}", topic.as_str()))).collect();
    let muted = if muted.is_empty() {
        words.say("account-topics-all")
    } else {
        words.say1("account-topics-but", "topics", words.list(&muted))
    };
    let rows = [
        ("account-name", account.name, "/user-profile/name"),
        ("account-email", account.email, "/user-profile/email"),
        ("account-phone", account.phone.unwrap_or_else(none), "/user-profile/phone"),
        ("account-language", language, "/user-profile/language"),
        (
            "account-password",
            account
                .password_at
                .map_or_else(none, |at| words.say1("account-password-since", "date", words.date(at))),
            "/user-profile/password",
        ),
        ("account-factor", factor, "/user-profile/second-factor"),
        (
            "account-recovery",
            words.say1("account-recovery-left", "count", account.recovery_codes_left),
            "/user-profile/recovery-codes",
        ),
        ("account-topics", muted, "/user-profile/notifications"),
        ("account-visits", words.say("account-visits-value"), "/user-profile/visits"),
    ];
    let mut rows: Vec<_> =
        rows.into_iter().map(|(label, value, path)| Row { label: words.say(label), value, path }).collect();
    if visit.app().takes_passkeys() {
        let count = visit.app().passkeys(visit.signed_in()?).await?.len();
        let value = words.say1("passkey-count", "count", count);
        let after = rows.iter().position(|row| row.path == "/user-profile/second-factor").unwrap_or_default();
        let row = Row { label: words.say("passkey-title"), value, path: "/user-profile/passkeys" };
        rows.insert(after + 1, row);
    }
    visit.show(&Profile { page: visit.page("account-profile-title"), rows })
}
