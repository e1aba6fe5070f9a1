//! How long messages are kept, what becomes of texts that were cut off, the time zone, and the order of languages.

use super::add::{language_orders, read_language_order};
use super::pages::FormPage;
use super::{CHANGES, at, open_to_changes, saved};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::refused::Answer;
use crate::routes::Route;
use crate::visit::Visit;
use facteur_app::{LanguageOrder, Setting};
use facteur_model::service::{CutOffText, Retention, TIME_ZONES};

pub fn routes() -> Vec<Route> {
    const RETENTION: &str = "/services/{service}/service-settings/data-retention";
    const TIME_ZONE: &str = "/services/{service}/service-settings/time-zone";
    const CUT_OFF: &str = "/services/{service}/service-settings/cut-off-texts";
    const LANGUAGES: &str = "/services/{service}/service-settings/language-order";
    vec![
        Route::get(RETENTION, CHANGES, ask_retention),
        Route::post(RETENTION, CHANGES, set_retention),
        Route::get(TIME_ZONE, CHANGES, ask_time_zone),
        Route::post(TIME_ZONE, CHANGES, set_time_zone),
        Route::get(CUT_OFF, CHANGES, ask_cut_off),
        Route::post(CUT_OFF, CHANGES, set_cut_off),
        Route::get(LANGUAGES, CHANGES, ask_languages),
        Route::post(LANGUAGES, CHANGES, set_languages),
    ]
}

/// A form of one field.
fn show(visit: &Visit, title: &str, lead: &str, summary: Markup, field: Markup, errors: &Errors) -> Answer {
    open_to_changes(visit)?;
    let page = FormPage {
        page: visit.page(title),
        summary,
        lead: vec![visit.say(lead)],
        fields: vec![field],
        button: visit.say("button-save"),
        back: at(visit, "")?,
    };
    page.answer(visit, errors)
}

fn wrong(visit: &Visit, field: &str, key: &str) -> Errors {
    let mut errors = Errors::default();
    errors.add(field, visit.say(key));
    errors
}

async fn ask_retention(visit: Visit) -> Answer {
    let form = Form::default().with("days", visit.seat()?.service.retention.days().to_string());
    show_retention(&visit, &form, &Errors::default())
}

fn show_retention(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    let fields = visit.fields(form, errors);
    let days =
        Input { mode: "numeric", width: 4, most: 2, hint: "service-retention-hint", ..Input::default() };
    let field = fields.input("days", "service-retention-days", days);
    show(visit, "service-retention-title", "service-retention-lead", fields.summary(), field, errors)
}

async fn set_retention(visit: Visit) -> Answer {
    let days = visit.form().text("days").parse().ok().filter(|days| Retention::from_days(*days).is_some());
    let Some(days) = days else {
        let errors = wrong(&visit, "days", "service-error-retention");
        return show_retention(&visit, visit.form(), &errors);
    };
    visit.app().set_retention(&visit.authority()?, visit.service()?, days).await?;
    saved(&visit, "").await
}

/// The key of a time zone's name.
pub fn time_zone_key(zone: &str) -> &'static str {
    match zone {
        "America/St_Johns" => "service-zone-st-johns",
        "America/Halifax" => "service-zone-halifax",
        "America/Toronto" => "service-zone-toronto",
        "America/Iqaluit" => "service-zone-iqaluit",
        "America/Winnipeg" => "service-zone-winnipeg",
        "America/Regina" => "service-zone-regina",
        "America/Edmonton" => "service-zone-edmonton",
        "America/Whitehorse" => "service-zone-whitehorse",
        "America/Vancouver" => "service-zone-vancouver",
        _ => "service-zone-utc",
    }
}

async fn ask_time_zone(visit: Visit) -> Answer {
    let form = Form::default().with("zone", visit.seat()?.service.timezone.as_str());
    show_time_zone(&visit, &form, &Errors::default())
}

fn show_time_zone(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    let fields = visit.fields(form, errors);
    let choices = TIME_ZONES.map(|zone| Choice::new(zone, visit.say(time_zone_key(zone))));
    let field = fields.select("zone", "service-zone", "", &choices);
    show(visit, "service-zone-title", "service-zone-lead", fields.summary(), field, errors)
}

async fn set_time_zone(visit: Visit) -> Answer {
    let zone = visit.form().text("zone");
    if !TIME_ZONES.contains(&zone) {
        return show_time_zone(&visit, visit.form(), &wrong(&visit, "zone", "service-choose"));
    }
    let setting = Setting::TimeZone(zone.to_owned());
    visit.app().change_setting(&visit.authority()?, visit.service()?, setting).await?;
    saved(&visit, "").await
}

async fn ask_cut_off(visit: Visit) -> Answer {
    let form = Form::default().with("choice", visit.seat()?.service.cut_off_text.as_str());
    show_cut_off(&visit, &form, &Errors::default())
}

fn show_cut_off(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    let fields = visit.fields(form, errors);
    let choices = [
        Choice::new(CutOffText::End.as_str(), visit.say("service-cut-off-end"))
            .hint(visit.say("service-cut-off-end-hint")),
        Choice::new(CutOffText::SendAgain.as_str(), visit.say("service-cut-off-again"))
            .hint(visit.say("service-cut-off-again-hint")),
    ];
    let field = fields.radios("choice", "service-cut-off", "", &choices);
    show(visit, "service-cut-off-title", "service-cut-off-lead", fields.summary(), field, errors)
}

async fn set_cut_off(visit: Visit) -> Answer {
    let Some(choice) = CutOffText::from_stored(visit.form().text("choice")) else {
        return show_cut_off(&visit, visit.form(), &wrong(&visit, "choice", "service-choose"));
    };
    visit.app().set_cut_off_text(&visit.authority()?, visit.service()?, choice).await?;
    saved(&visit, "").await
}

async fn ask_languages(visit: Visit) -> Answer {
    let first = match visit.seat()?.service.language_order {
        LanguageOrder::EnglishFirst => "en",
        LanguageOrder::FrenchFirst => "fr",
    };
    show_languages(&visit, &Form::default().with("language_order", first), &Errors::default())
}

fn show_languages(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    let fields = visit.fields(form, errors);
    let choices = language_orders(&visit.words());
    let field = fields.radios("language_order", "service-language-order", "", &choices);
    show(
        visit,
        "service-language-order-title",
        "service-language-order-hint",
        fields.summary(),
        field,
        errors,
    )
}

async fn set_languages(visit: Visit) -> Answer {
    let Some(order) = read_language_order(visit.form()) else {
        return show_languages(&visit, visit.form(), &wrong(&visit, "language_order", "service-choose"));
    };
    let setting = Setting::LanguageOrder(order);
    visit.app().change_setting(&visit.authority()?, visit.service()?, setting).await?;
    saved(&visit, "").await
}
