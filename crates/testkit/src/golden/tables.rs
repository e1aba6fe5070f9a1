//! `csv_recipients`.
//!
//! The vectors also expect what is left of the limits, and the words of the reference's pages and of its API: those
//! are the concern of whoever asks for the check.

use facteur_model::Channel;
use facteur_model::recipient::{International, PhoneError, Recipient, Safelist, SafelistEntry};
use facteur_model::recipient_table::{
    Bounds, Cell, CellError, Checker, Entry, Heading, Measure, Rules, Table,
};
use facteur_template::limits::{MAX_EMAIL_CHARACTERS, MAX_SMS_UNITS};
use facteur_template::sms::charset;
use facteur_template::{EmailTemplate, SmsTemplate};
use serde_json::{Map, Value, json};

use super::{Fields, Input};

/// More than any vector has.
const BYTES: usize = 10 << 20;

pub(super) fn check(input: &Input) -> Fields {
    let number = |name, otherwise: u64| input.json(name).as_u64().unwrap_or(otherwise);
    let size = |name, otherwise| usize::try_from(number(name, otherwise)).unwrap_or(usize::MAX);
    let table = match Table::from_csv(input.text("csv"), Bounds::new(size("max_rows", 50_000), BYTES)) {
        Ok(table) => table,
        Err(error) => return vec![("exception", json!(error.to_string()))],
    };
    let message = Message::of(input);
    let placeholders: Vec<&str> =
        input.json("placeholders").as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let safelist = safelist(input);
    let is_listed = |recipient: &Recipient| safelist.contains(recipient);
    let measure = |entry: &Entry<'_>| message.measure(entry);
    let checker = Checker::new(
        &table,
        Rules {
            channel: message.channel(),
            heading: if input.text("user_language") == "fr" { Heading::French } else { Heading::English },
            placeholders: &placeholders,
            international: match input.json("international_sms") {
                Value::Bool(false) => International::LocalOnly,
                _ => International::Allowed,
            },
            reach: if safelist.is_empty() { None } else { Some(&is_listed) },
            measure: &measure,
        },
    );
    let summary = checker.all();
    let columns = checker.columns();
    let too_many = table.row_count() > table.kept();
    let is_wrong = !columns.missing().is_empty()
        || !columns.repeated_recipients().is_empty()
        || too_many
        || !summary.out_of_reach.is_empty()
        || !summary.wrong.is_empty()
        || ["remaining_messages", "remaining_daily_messages", "remaining_annual_messages"]
            .into_iter()
            .any(|name| input.json(name).as_i64().is_some_and(|left| left < count(table.row_count())));
    let most = size("max_initial_rows_shown", 10);
    let mut shown: Vec<Option<usize>> =
        checker.shown(&summary, size("max_errors_shown", 20), most).into_iter().map(Some).collect();
    if too_many && summary.wrong.is_empty() {
        // The reference shows rows beyond the most as empty ones.
        shown.resize(table.row_count().min(most), None);
    }
    let rows: Vec<Value> = (0..table.row_count()).map(|number| row(&checker, number)).collect();
    let mut fields = vec![
        ("column_headers", json!(columns.headings())),
        ("missing_column_headers", json!(columns.missing())),
        ("duplicate_recipient_column_headers", json!(columns.repeated_recipients())),
        ("has_recipient_columns", json!(columns.has_recipients())),
        ("row_count", json!(table.row_count())),
        ("rows", json!(rows)),
        ("has_errors", json!(is_wrong)),
        ("too_many_rows", json!(too_many)),
        ("allowed_to_send_to", json!(summary.out_of_reach.is_empty())),
        ("displayed_row_indexes", json!(shown)),
        (
            "duplicate_recipients",
            json!({ "row_indexes": summary.repeated, "unique_count": summary.repeated_people }),
        ),
    ];
    if message.channel() == Channel::Sms {
        fields.push(("sms_fragment_count", json!(summary.parts)));
    }
    fields
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

fn safelist(input: &Input) -> Safelist {
    let entries = input.json("guestlist").as_array().into_iter().flatten().filter_map(Value::as_str);
    entries.filter_map(|entry| SafelistEntry::parse(entry).ok()).collect()
}

fn row(checker: &Checker<'_>, number: usize) -> Value {
    let (Some(entry), Some(checked)) = (checker.entry(number), checker.row(number)) else {
        return Value::Null;
    };
    let columns = checker.columns();
    let mut cells = Map::new();
    let mut personalisation = Map::new();
    for column in 0..columns.len() {
        let key = facteur_template::normalise_name(columns.name(column));
        let data = data(&entry.cell(column));
        let is_ignored = columns.is_ignored(column);
        if !is_ignored {
            personalisation.insert(key.clone(), data.clone());
        }
        let error = checked.error(column).map(text);
        cells.insert(key, json!({ "data": data, "error": error, "ignored": is_ignored }));
    }
    let surplus: Vec<&str> = entry.surplus().collect();
    if !surplus.is_empty() {
        cells.insert(String::new(), json!({ "data": surplus, "error": null, "ignored": true }));
    }
    json!({
        "index": number,
        "recipient": entry.recipient(),
        "personalisation": personalisation,
        "cells": cells,
        "has_error": checked.is_wrong(),
        "has_bad_recipient": checked.has_bad_recipient(),
        "has_missing_data": checked.has_missing(),
        "message_too_long": checked.measure.too_long,
    })
}

fn data(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Blank => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::List(items) => json!(items),
    }
}

/// The reference does not tell a number abroad from no number.
fn text(error: CellError) -> String {
    match error {
        CellError::Missing => "Missing".to_owned(),
        CellError::Address(error) => error.to_string(),
        CellError::Phone(error) => error.to_string(),
        CellError::International => PhoneError::NotLocal.to_string(),
        CellError::TooLong => format!(
            "Maximum {MAX_SMS_UNITS} characters. Some messages may be too long due to custom content."
        ),
        CellError::ControlCharacter => "holds a control character".to_owned(),
    }
}

/// The template of a vector.
enum Message<'a> {
    Sms { template: SmsTemplate, source: usize, prefix: Option<&'a str>, is_rendered: bool },
    Email { template: EmailTemplate },
}

impl<'a> Message<'a> {
    fn of(input: &'a Input) -> Self {
        let template = input.json("template");
        let text = |name| template.get(name).and_then(Value::as_str).unwrap_or_default();
        if input.text("template_type") == "sms" {
            Self::Sms {
                template: SmsTemplate::parse(text("content")),
                source: text("content").chars().count(),
                prefix: input.optional_text("sms_prefix"),
                is_rendered: input.text("template_kind") != "api",
            }
        } else {
            Self::Email { template: EmailTemplate::parse(text("subject"), text("content")) }
        }
    }

    fn channel(&self) -> Channel {
        match self {
            Self::Sms { .. } => Channel::Sms,
            Self::Email { .. } => Channel::Email,
        }
    }

    fn measure(&self, entry: &Entry<'_>) -> Measure {
        let values = entry.values(self.channel());
        match self {
            Self::Sms { template, source, prefix, is_rendered } => Measure {
                parts: template.render(&values, None).parts,
                too_long: *is_rendered && template.render(&values, *prefix).units > MAX_SMS_UNITS,
                too_long_cells: too_long_cells(entry, *source),
            },
            Self::Email { template } => Measure {
                parts: 1,
                too_long: template.character_count(&values) > MAX_EMAIL_CHARACTERS,
                too_long_cells: Vec::new(),
            },
        }
    }
}

/// The reference's rule for a cell: its characters, those that no text message has counted twice, and the source of
/// the template with its placeholders. The product renders the message instead, and refuses none that fits.
fn too_long_cells(entry: &Entry<'_>, source: usize) -> Vec<usize> {
    let width = |character: char| 1 + usize::from(charset::class(character).is_none());
    let units =
        |cell: Cell<'_>| cell.texts().map(|text| text.chars().map(width).sum::<usize>()).sum::<usize>();
    entry.used().filter(|column| units(entry.cell(*column)) + source > MAX_SMS_UNITS).collect()
}
