//! The limits of a service, as fields of a form.

use crate::components::{Fields, Input, Markup};
use crate::form::{Errors, Form};
use facteur_i18n::Words;
use facteur_model::allowance::Limits;

/// The highest limit that makes sense.
const HIGHEST: u64 = 1_000_000_000_000;
/// The most calls a minute.
const HIGHEST_RATE: u32 = 1_000_000;
/// The names of the fields, in the order of the page.
const NAMES: [&str; 5] = ["daily_email", "annual_email", "daily_sms", "annual_sms", "rate"];

/// A form with these limits in it.
pub fn form(limits: &Limits) -> Form {
    let values = [limits.daily_email, limits.annual_email, limits.daily_sms, limits.annual_sms];
    let values = values.into_iter().chain([limits.rate.into()]);
    NAMES.iter().zip(values).fold(Form::default(), |form, (name, value)| form.with(name, value.to_string()))
}

/// The fields, in the order of the page.
pub fn fields(fields: &Fields<'_>) -> Vec<Markup> {
    let input = Input { mode: "numeric", width: 15, ..Input::default() };
    let field =
        |name: &&str| fields.input(name, &format!("platform-limit-{}", name.replace('_', "-")), input);
    NAMES.iter().map(field).collect()
}

/// The limits that were typed; nothing when one is wrong, which the errors then say.
pub fn read(t: &Words, form: &Form, errors: &mut Errors) -> Option<Limits> {
    let mut number = |name: &str, highest: u64| {
        let digits: String = form.text(name).chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
        let number = digits.parse::<u64>().ok().filter(|number| *number <= highest);
        if number.is_none() {
            errors.add(name, t.say1("platform-limit-wrong", "highest", highest));
        }
        number
    };
    let [daily_email, annual_email, daily_sms, annual_sms] =
        ["daily_email", "annual_email", "daily_sms", "annual_sms"].map(|name| number(name, HIGHEST));
    let rate = number("rate", HIGHEST_RATE.into());
    Some(Limits {
        rate: u32::try_from(rate?).ok()?,
        daily_email: daily_email?,
        daily_sms: daily_sms?,
        annual_email: annual_email?,
        annual_sms: annual_sms?,
    })
}
