//! What is on or off: the channels of a service, and its name in front of its text messages.

use super::pages::FormPage;
use super::{CHANGES, at, open_to_changes, saved};
use crate::components::Choice;
use crate::form::{Errors, Form};
use crate::refused::Answer;
use crate::routes::Route;
use crate::visit::Visit;
use facteur_app::{Service, Setting, SmsPrefix, Switch};
use facteur_model::service::Permission;

#[derive(Debug, Clone, Copy)]
enum Toggle {
    Email,
    Sms,
    International,
    Prefix,
}

pub fn routes() -> Vec<Route> {
    [
        ("/services/{service}/service-settings/set-email", Toggle::Email),
        ("/services/{service}/service-settings/set-sms", Toggle::Sms),
        ("/services/{service}/service-settings/set-international-sms", Toggle::International),
        ("/services/{service}/service-settings/sms-prefix", Toggle::Prefix),
    ]
    .into_iter()
    .flat_map(|(path, toggle)| {
        [
            Route::get(path, CHANGES, move |visit: Visit| async move { ask(&visit, toggle) }),
            Route::post(path, CHANGES, move |visit: Visit| change(visit, toggle)),
        ]
    })
    .collect()
}

impl Toggle {
    /// Keys of its title and of what it means.
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Toggle::Email => ("service-email-on-title", "service-email-on-lead"),
            Toggle::Sms => ("service-sms-on-title", "service-sms-on-lead"),
            Toggle::International => ("service-international-title", "service-international-lead"),
            Toggle::Prefix => ("service-prefix-title", "service-prefix-lead"),
        }
    }

    fn is_on(self, service: &Service) -> bool {
        match self {
            Toggle::Email => service.permissions.contains(Permission::Email),
            Toggle::Sms => service.permissions.contains(Permission::Sms),
            Toggle::International => service.permissions.contains(Permission::InternationalSms),
            Toggle::Prefix => service.sms_prefix == SmsPrefix::Shown,
        }
    }

    fn setting(self, switch: Switch) -> Setting {
        match self {
            Toggle::Email => Setting::Channel(Permission::Email, switch),
            Toggle::Sms => Setting::Channel(Permission::Sms, switch),
            Toggle::International => Setting::Channel(Permission::InternationalSms, switch),
            Toggle::Prefix => Setting::SmsPrefix(match switch {
                Switch::On => SmsPrefix::Shown,
                Switch::Off => SmsPrefix::Hidden,
            }),
        }
    }
}

fn ask(visit: &Visit, toggle: Toggle) -> Answer {
    let is_on = toggle.is_on(&visit.seat()?.service);
    let form = Form::default().with("switch", if is_on { "on" } else { "off" });
    show(visit, toggle, &form, &Errors::default())
}

fn show(visit: &Visit, toggle: Toggle, form: &Form, errors: &Errors) -> Answer {
    open_to_changes(visit)?;
    let fields = visit.fields(form, errors);
    let (title, lead) = toggle.keys();
    let t = visit.words();
    let (on, off) = match toggle {
        Toggle::Prefix => ("yes", "no"),
        Toggle::Email | Toggle::Sms | Toggle::International => ("service-on", "service-off"),
    };
    let choices = [Choice::new("on", t.say(on)), Choice::new("off", t.say(off))];
    let page = FormPage {
        page: visit.page(title),
        summary: fields.summary(),
        lead: vec![visit.say(lead)],
        fields: vec![fields.radios("switch", title, "", &choices)],
        button: visit.say("button-save"),
        back: at(visit, "")?,
    };
    page.answer(visit, errors)
}

async fn change(visit: Visit, toggle: Toggle) -> Answer {
    let switch = match visit.form().text("switch") {
        "on" => Switch::On,
        "off" => Switch::Off,
        _ => {
            let mut errors = Errors::default();
            errors.add("switch", visit.say("service-choose"));
            return show(&visit, toggle, visit.form(), &errors);
        }
    };
    visit.app().change_setting(&visit.authority()?, visit.service()?, toggle.setting(switch)).await?;
    saved(&visit, "").await
}
