//! For what, to whom and how much a team will send: two pages of questions.

use super::home;
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{AMOUNTS, ChangeError, GoLiveError, RECIPIENTS, USES, UseCase, VOLUMES, Volume};
use facteur_i18n::Words;
use facteur_model::allowance::Limits;

/// The highest number of messages that anybody can mean.
const HIGHEST: u64 = 1_000_000_000_000;

#[derive(Template)]
#[template(path = "going_live/purpose.html")]
struct Purpose {
    page: Page,
    summary: Markup,
    uses: Markup,
    other_uses: Markup,
    recipients: Markup,
    organisation: Markup,
}

#[derive(Template)]
#[template(path = "going_live/volumes.html")]
struct Amounts {
    page: Page,
    summary: Markup,
    /// For each kind: how much, and the exact number.
    volumes: Vec<(Markup, Markup)>,
}

fn choices(t: &Words, prefix: &str, values: &[&str]) -> Vec<Choice> {
    values.iter().map(|value| Choice::new(*value, t.say(&format!("{prefix}{value}")))).collect()
}

/// What a service may usually send, in the order of [`VOLUMES`].
const USUAL: [u64; 4] =
    [Limits::LIVE.daily_email, Limits::LIVE.annual_email, Limits::LIVE.daily_sms, Limits::LIVE.annual_sms];

/// How much, in words.
pub fn amount(t: &Words, at: usize, volume: &Volume) -> String {
    let usual = USUAL.get(at).copied().unwrap_or_default();
    match (volume.amount.as_str(), volume.exactly) {
        ("none", _) => t.say("golive-amount-none"),
        ("usual", _) => t.say1("golive-amount-up-to", "number", usual),
        ("tenfold", _) => t.say1("golive-amount-up-to", "number", usual * 10),
        (_, Some(number)) => t.say1("golive-amount-exactly", "number", number),
        (_, None) => t.say1("golive-amount-more", "number", usual * 10),
    }
}

/// The name of the field for an exact number.
fn exactly(volume: &str) -> String {
    format!("{volume}_exactly")
}

pub async fn show_purpose(visit: Visit) -> Answer {
    let known = visit.app().going_live(&visit.authority()?, visit.service()?).await?.use_case;
    let mut form =
        Form::default().with("other_uses", known.other_uses).with("organisation", known.organisation);
    for value in known.uses {
        form = form.with("uses", value);
    }
    for value in known.recipients {
        form = form.with("recipients", value);
    }
    write_purpose(&visit, StatusCode::OK, &form, &Errors::default())
}

fn write_purpose(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let (fields, t) = (visit.fields(form, errors), visit.words());
    let organisation = Input { hint: "golive-organisation-hint", most: 255, ..Input::default() };
    let page = Purpose {
        page: visit.page("golive-purpose-title"),
        summary: fields.summary(),
        uses: fields.boxes("uses", "golive-uses", "golive-uses-hint", &choices(&t, "golive-use-", &USES)),
        other_uses: fields.area("other_uses", "golive-other-uses", "golive-other-uses-hint", 4),
        recipients: fields.boxes(
            "recipients",
            "golive-recipients",
            "",
            &choices(&t, "golive-recipient-", &RECIPIENTS),
        ),
        organisation: fields.input("organisation", "golive-organisation", organisation),
    };
    visit.show_as(status, &page)
}

pub async fn save_purpose(visit: Visit) -> Answer {
    let (by, service, form) = (visit.authority()?, visit.service()?, visit.form());
    let ticked = |name: &str, known: &[&str]| -> Vec<String> {
        // In the order of the page, and nothing that is not on it.
        let is_ticked = |value: &&&str| form.all(name).any(|sent| sent == **value);
        known.iter().filter(is_ticked).map(|value| (*value).to_owned()).collect()
    };
    let answered = UseCase {
        uses: ticked("uses", &USES),
        other_uses: form.text("other_uses").to_owned(),
        recipients: ticked("recipients", &RECIPIENTS),
        organisation: form.text("organisation").to_owned(),
        volumes: None,
    };
    let mut errors = Errors::default();
    if answered.uses.is_empty() && answered.other_uses.is_empty() {
        errors.add("uses", visit.say("golive-uses-missing"));
    }
    if answered.recipients.is_empty() {
        errors.add("recipients", visit.say("golive-recipients-missing"));
    }
    if errors.is_empty() {
        match visit.app().answer_purpose(&by, service, answered).await {
            Ok(()) => return visit.go(&format!("{}/use-case/volumes", home(service))),
            Err(GoLiveError::Change(ChangeError::Invalid { what: "other_uses", .. })) => {
                errors.add("other_uses", visit.say("golive-other-uses-wrong"));
            }
            Err(GoLiveError::Change(ChangeError::Invalid { what: "organisation", .. })) => {
                errors.add("organisation", visit.say("golive-organisation-wrong"));
            }
            Err(GoLiveError::AlreadyLive) => return visit.go(&home(service)),
            Err(error) => return Err(error.into()),
        }
    }
    write_purpose(&visit, StatusCode::BAD_REQUEST, form, &errors)
}

pub async fn show_volumes(visit: Visit) -> Answer {
    let known = visit.app().going_live(&visit.authority()?, visit.service()?).await?.use_case;
    let mut form = Form::default();
    for (name, volume) in VOLUMES.iter().zip(known.volumes.into_iter().flatten()) {
        form = form.with(name, volume.amount);
        if let Some(number) = volume.exactly {
            form = form.with(&exactly(name), number.to_string());
        }
    }
    write_volumes(&visit, StatusCode::OK, &form, &Errors::default())
}

fn write_volumes(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let (fields, t) = (visit.fields(form, errors), visit.words());
    let volumes = VOLUMES.iter().enumerate().map(|(at, name)| {
        let of = |value: &str| {
            let volume = Volume { amount: value.to_owned(), exactly: None };
            Choice::new(value, amount(&t, at, &volume))
        };
        let key = name.replace('_', "-");
        let input = Input { mode: "numeric", hint: "golive-exactly-hint", width: 15, ..Input::default() };
        let amounts = AMOUNTS.map(of);
        (
            fields.radios(name, &format!("golive-volume-{key}"), "", &amounts),
            fields.input(&exactly(name), &format!("golive-exactly-{key}"), input),
        )
    });
    let page = Amounts {
        page: visit.page("golive-volumes-title"),
        summary: fields.summary(),
        volumes: volumes.collect(),
    };
    visit.show_as(status, &page)
}

pub async fn save_volumes(visit: Visit) -> Answer {
    let (by, service, form) = (visit.authority()?, visit.service()?, visit.form());
    let mut errors = Errors::default();
    let volumes = VOLUMES.map(|name| {
        let amount = form.text(name).to_owned();
        if !AMOUNTS.contains(&amount.as_str()) {
            errors.add(name, visit.say("golive-volume-missing"));
        }
        let mut number = None;
        if amount == "more" {
            number = read_number(form.text(&exactly(name)));
            if number.is_none() {
                errors.add(&exactly(name), visit.say("golive-exactly-wrong"));
            }
        }
        Volume { amount, exactly: number }
    });
    if !errors.is_empty() {
        return write_volumes(&visit, StatusCode::BAD_REQUEST, form, &errors);
    }
    match visit.app().answer_volumes(&by, service, volumes).await {
        Ok(()) => visit.go_saying(&home(service), Flash::done(visit.say("golive-answers-saved"))).await,
        Err(GoLiveError::AlreadyLive) => visit.go(&home(service)),
        Err(error) => Err(error.into()),
    }
}

/// A whole number, with the spaces and commas by which people group digits.
pub fn read_number(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|sign| !sign.is_whitespace() && *sign != ',').collect();
    digits.parse().ok().filter(|number| *number <= HIGHEST)
}

#[cfg(test)]
mod tests {
    use super::read_number;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(read_number("5,000,000"), Some(5_000_000));
        assert_eq!(read_number("5\u{a0}000\u{202f}000"), Some(5_000_000));
        for wrong in ["", "many", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(read_number(wrong), None, "{wrong}");
        }
    }
}
