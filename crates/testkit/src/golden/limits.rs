//! `limits`: what is refused when a template is written, and when it is sent.

use facteur_template::limits::{
    MAX_EMAIL_CHARACTERS, MAX_NAME, MAX_PERSONALISATION, MAX_SMS_UNITS, personalisation_size,
    units_at_acceptance,
};
use facteur_template::{EmailTemplate, SmsTemplate};
use serde_json::{Value, json};

use super::{Fields, Input};

pub(super) fn limits(input: &Input) -> Fields {
    let mut fields = match input.text("template_type") {
        "sms" => sms(input),
        _ => email(input),
    };
    let name_length = input.text("name").chars().count();
    let size = input.json("values").as_object().map_or(0, personalisation_size);
    let size_errors: Vec<String> = (size > MAX_PERSONALISATION)
        .then(|| {
            format!(
                "Personalisation variables size of {size} bytes is greater than allowed limit of \
                 {MAX_PERSONALISATION} bytes."
            )
        })
        .into_iter()
        .collect();
    fields.push(("template_name_too_long", json!(name_length > MAX_NAME)));
    fields.push(("personalisation_size_errors", json!(size_errors)));
    fields
}

fn sms(input: &Input) -> Fields {
    let template = SmsTemplate::parse(input.text("content"));
    let values = input.values();
    let source = template.source_count(None);
    let sent = if values.is_empty() { source } else { template.render(&values, None).units };
    let prefix = input.optional_text("service_name").filter(|_| input.flag("show_prefix"));
    let too_long = units_at_acceptance(sent, prefix) > MAX_SMS_UNITS;
    let message =
        format!("Content for template has a character count greater than the limit of {MAX_SMS_UNITS}");
    vec![
        ("template_content_count", json!(source)),
        ("template_content_too_long", json!(source > MAX_SMS_UNITS)),
        ("missing_error", missing_error(&template.missing(&values))),
        ("send_content_count", json!(sent)),
        ("send_length_error", json!(too_long.then_some(message))),
        ("blank_error", blank_error(template.is_blank(&values))),
    ]
}

fn email(input: &Input) -> Fields {
    let template = EmailTemplate::parse(input.text("subject"), input.text("content"));
    let values = input.values();
    let source = template.character_count(&facteur_template::Values::empty());
    let sent = template.character_count(&values);
    vec![
        ("template_content_count", json!(source)),
        ("template_content_too_long", json!(source > MAX_EMAIL_CHARACTERS)),
        ("missing_error", missing_error(&template.missing(&values))),
        ("email_content_count", json!(sent)),
        ("email_too_long", json!(sent > MAX_EMAIL_CHARACTERS)),
        ("blank_error", blank_error(template.is_blank(&values))),
    ]
}

fn missing_error(names: &[&str]) -> Value {
    let message = || format!("Missing personalisation for template ID TEMPLATE-ID: {}", names.join(", "));
    json!((!names.is_empty()).then(message))
}

fn blank_error(blank: bool) -> Value {
    json!(blank.then_some("Message is empty or just whitespace"))
}
