//! `phone`, `phone_nanp_sweep`, `email_address`, `guestlist`.

use facteur_model::recipient::{
    EmailAddress, International, PhoneNumber, Safelist, SafelistEntry, format_for_comparison,
    human_readable_phone,
};
use serde_json::{Value, json};

use super::{Fields, Input};

pub(super) fn phone(input: &Input) -> Fields {
    let text = input.text("number");
    let parse = |international| PhoneNumber::parse(text, international);
    let e164 = |international| outcome(parse(international).map(|number| number.e164().to_owned()));
    let billing = parse(International::Allowed).ok().map(|number| {
        json!({
            "international": number.is_international(),
            "country_prefix": number.country_code().to_string(),
            "billable_units": number.billable_units(),
        })
    });
    vec![
        ("local_only", e164(International::LocalOnly)),
        ("international_allowed", e164(International::Allowed)),
        ("billing", json!(billing)),
        ("human_readable", json!(human_readable_phone(text))),
    ]
}

/// The vectors also say in which country each area code lies, which is no concern of ours.
pub(super) fn area_codes(input: &Input) -> Fields {
    let bound = |name| input.json(name).as_u64().unwrap_or_default();
    let (exchange, line) = (input.text("exchange"), input.text("line"));
    let is_accepted =
        |area: &u64| PhoneNumber::parse(&format!("{area}{exchange}{line}"), International::LocalOnly).is_ok();
    let accepted: Vec<String> = (bound("area_code_from")..=bound("area_code_to"))
        .filter(is_accepted)
        .map(|area| area.to_string())
        .collect();
    vec![("accepted_area_codes", json!(accepted))]
}

pub(super) fn email_address(input: &Input) -> Fields {
    let address = EmailAddress::parse(input.text("email"));
    vec![
        ("validated", outcome(address.clone().map(|address| address.as_str().to_owned()))),
        ("formatted", outcome(address.map(|address| address.normalised()))),
    ]
}

pub(super) fn safelist(input: &Input) -> Fields {
    let recipient = input.text("recipient");
    // An entry that is no text is compared as the empty text.
    let text = |entry: &'_ Value| entry.as_str().unwrap_or_default().to_owned();
    let entries: Vec<String> = input.json("guestlist").as_array().into_iter().flatten().map(text).collect();
    let safelist: Safelist = entries.iter().filter_map(|entry| SafelistEntry::parse(entry).ok()).collect();
    let allowed = SafelistEntry::parse(recipient).is_ok_and(|entry| safelist.contains(entry.recipient()));
    let formatted: Vec<String> = entries.iter().map(|entry| format_for_comparison(entry)).collect();
    vec![
        ("allowed", json!(allowed)),
        ("formatted_recipient", json!(format_for_comparison(recipient))),
        ("formatted_guestlist", json!(formatted)),
    ]
}

fn outcome(result: Result<String, impl std::error::Error>) -> Value {
    match result {
        Ok(value) => json!({ "ok": true, "value": value }),
        Err(error) => json!({ "ok": false, "error": error.to_string() }),
    }
}
