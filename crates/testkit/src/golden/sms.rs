//! `sms_render`, `sms_sanitise`, `fragments`.

use facteur_template::limits::MAX_SMS_UNITS;
use facteur_template::sms::{Encoding, Length, charset};
use facteur_template::{SmsTemplate, sms_incompatible_characters};
use serde_json::json;

use super::{Fields, Input};

pub(super) fn render(input: &Input) -> Fields {
    let template = SmsTemplate::parse(input.text("content"));
    let values = input.values();
    let prefix = input.optional_text("service_name").filter(|_| input.flag("show_prefix"));
    let sms = template.render(&values, prefix);
    // Without a single value the reference counts the source.
    let length = if values.is_empty() {
        template.source_length(prefix)
    } else {
        Length { encoding: sms.encoding, units: sms.units, parts: sms.parts }
    };
    vec![
        ("text", json!(sms.text)),
        ("missing", json!(template.missing(&values))),
        ("encoding", json!(name(length.encoding))),
        ("content_count", json!(length.units)),
        ("fragment_count", json!(length.parts)),
        ("too_long", json!(length.units > MAX_SMS_UNITS)),
    ]
}

/// The vectors also expect `ascii`, a file name made of a message; Facteur makes none.
pub(super) fn sanitise(input: &Input) -> Fields {
    let text = input.text("text");
    vec![
        ("encoded", json!(charset::encode(text))),
        ("incompatible", json!(sms_incompatible_characters(text))),
    ]
}

pub(super) fn fragments(input: &Input) -> Fields {
    let length = Length::of(input.text("text"));
    vec![
        ("encoding", json!(name(length.encoding))),
        ("units", json!(length.units)),
        ("fragments", json!(length.parts)),
        ("over_limit", json!(length.units > MAX_SMS_UNITS)),
    ]
}

fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Gsm7 => "gsm7",
        Encoding::Ucs2 => "ucs2",
    }
}
