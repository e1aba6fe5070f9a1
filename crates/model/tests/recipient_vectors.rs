//! The recipients of the golden vectors: what the reference accepts, refuses, and compares as equal.
//!
//! A `core` case that differs fails. A `quirk` that differs is printed. A `ref-bug` is skipped: its expected
//! value is the wrong one.

use std::fmt::Debug;
use std::path::Path;

use facteur_model::recipient::{
    EmailAddress, International, PhoneNumber, Safelist, SafelistEntry, format_for_comparison,
    human_readable_phone,
};
use serde_json::{Value, json};

/// Runs the cases of one file through a function that answers with what `expected` should be.
fn compare(file: &str, answer: impl Fn(&Value) -> Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI needs the golden vectors, but {} is absent",
            path.display()
        );
        println!("note: {} is absent, nothing compared", path.display());
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).expect("a golden file is an array");
    let mut broken = Vec::new();
    let (mut same, mut quirks) = (0, 0);
    for case in &cases {
        let tags = case["tags"].as_array().expect("a case has tags");
        if tags.contains(&json!("ref-bug")) {
            continue;
        }
        let got = answer(&case["input"]);
        let wanted = &only_answered(&case["expected"], &got);
        if got == *wanted {
            same += 1;
        } else if tags.contains(&json!("core")) {
            broken.push(format!("{}\n  wanted {wanted}\n  got    {got}", case["id"]));
        } else {
            quirks += 1;
            println!("{file}: {} differs\n  wanted {wanted}\n  got    {got}", case["id"]);
        }
    }
    println!("{file}: {} cases, {same} alike, {} core and {quirks} other differ", cases.len(), broken.len());
    assert!(broken.is_empty(), "{file}: core cases differ:\n{}", broken.join("\n"));
}

/// The expected fields that an answer has; regions of area codes, for one, are no concern of ours.
fn only_answered(expected: &Value, got: &Value) -> Value {
    let fields = got.as_object().expect("an answer is an object");
    fields.keys().map(|key| (key.clone(), expected[key].clone())).collect()
}

fn outcome<E: ToString + Debug>(result: Result<String, E>) -> Value {
    match result {
        Ok(value) => json!({ "ok": true, "value": value }),
        Err(error) => json!({ "ok": false, "error": error.to_string() }),
    }
}

fn text_of(input: &Value, key: &str) -> String {
    input[key].as_str().unwrap_or_default().to_owned()
}

#[test]
fn phone_numbers_are_found_where_the_reference_finds_them() {
    compare("phone.json", |input| {
        let text = text_of(input, "number");
        let parse = |international| PhoneNumber::parse(&text, international);
        let billing = parse(International::Allowed).ok().map(|number| {
            json!({
                "international": number.is_international(),
                "country_prefix": number.country_code().to_string(),
                "billable_units": number.billable_units(),
            })
        });
        json!({
            "local_only": outcome(parse(International::LocalOnly).map(|number| number.e164().to_owned())),
            "international_allowed": outcome(parse(International::Allowed).map(|number| number.e164().to_owned())),
            "billing": billing,
            "human_readable": human_readable_phone(&text),
        })
    });
}

#[test]
fn the_area_codes_of_north_america_are_those_of_the_reference() {
    compare("phone_nanp_sweep.json", |input| {
        let bound = |key: &str| input[key].as_u64().expect("an area code");
        let accepted: Vec<String> = (bound("area_code_from")..=bound("area_code_to"))
            .map(|area| area.to_string())
            .filter(|area| {
                let number = format!("{area}{}{}", text_of(input, "exchange"), text_of(input, "line"));
                PhoneNumber::parse(&number, International::LocalOnly).is_ok()
            })
            .collect();
        json!({ "accepted_area_codes": accepted })
    });
}

#[test]
fn email_addresses_are_accepted_where_the_reference_accepts_them() {
    compare("email_address.json", |input| {
        let parsed = EmailAddress::parse(&text_of(input, "email"));
        json!({
            "validated": outcome(parsed.clone().map(|address| address.as_str().to_owned())),
            "formatted": outcome(parsed.map(|address| address.normalised())),
        })
    });
}

#[test]
fn a_safelist_lets_through_whom_the_reference_lets_through() {
    compare("guestlist.json", |input| {
        let recipient = text_of(input, "recipient");
        let entries: Vec<&str> = input["guestlist"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|entry| entry.as_str().unwrap_or_default())
            .collect();
        let safelist: Safelist =
            entries.iter().filter_map(|entry| SafelistEntry::parse(entry).ok()).collect();
        let allowed =
            SafelistEntry::parse(&recipient).is_ok_and(|entry| safelist.contains(entry.recipient()));
        json!({
            "allowed": allowed,
            "formatted_recipient": format_for_comparison(&recipient),
            "formatted_guestlist": entries.iter().map(|entry| format_for_comparison(entry)).collect::<Vec<_>>(),
        })
    });
}
