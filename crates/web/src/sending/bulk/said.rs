//! Lists and their faults in words. Every reason has its words, or this does not compile.

use super::super::refusal;
use super::super::schedule::HOURS_AHEAD;
use crate::refused::Refused;
use crate::visit::Visit;
use facteur_app::{Encoding, LeftOf, ListError, Note, RowFault, SiteSendError, StartError, WrongRow};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::policy::Refusal;
use facteur_model::recipient_table::{CellError, Separator, Table};
use facteur_template::limits::MAX_SMS_UNITS;

/// What was guessed or chosen while a file was read.
pub fn note(t: &Words, note: &Note) -> String {
    match note {
        Note::Encoding(Encoding::Utf16) => t.say("bulk-note-utf-16"),
        Note::Encoding(Encoding::Windows1252) => t.say("bulk-note-windows-1252"),
        Note::Separator(Separator::Comma) => t.say("bulk-note-comma"),
        Note::Separator(Separator::Semicolon) => t.say("bulk-note-semicolon"),
        Note::Separator(Separator::Tab) => t.say("bulk-note-tab"),
        Note::Sheet { name, of } => t.say2("bulk-note-sheet", "name", name, "count", *of),
        Note::Dates => t.say("bulk-note-dates"),
        Note::Errors(count) => t.say1("bulk-note-errors", "count", *count),
        Note::UnclosedQuote(line) => t.say1("bulk-note-unclosed", "line", *line),
    }
}

/// What is wrong with a cell.
pub fn cell(t: &Words, error: CellError) -> String {
    match error {
        CellError::Missing => t.say("bulk-cell-missing"),
        CellError::Address(_) => t.say("bulk-cell-address"),
        CellError::Phone(error) => refusal::said_of_phone(t, error),
        CellError::International => t.say("bulk-cell-international"),
        CellError::TooLong => t.say("bulk-cell-too-long"),
        CellError::ControlCharacter => t.say("bulk-cell-control"),
    }
}

/// Why a list was not sent.
pub fn start(visit: &Visit, error: StartError, table: &Table) -> Result<String, Refused> {
    let t = visit.words();
    Ok(match error {
        StartError::Change(error) => return Err(error.into()),
        StartError::Refused(error) => refusal::said(visit, SiteSendError::Refused(error))?.1,
        StartError::TemplateChanged => t.say("bulk-template-changed"),
        StartError::Schedule => t.say1("send-schedule-too-far", "hours", HOURS_AHEAD),
        StartError::List(error) => list(&t, error, table),
    })
}

fn list(t: &Words, error: ListError, table: &Table) -> String {
    match error {
        ListError::MissingHeadings(names) => t.say1("bulk-missing-columns", "names", t.list(&names)),
        ListError::RepeatedRecipients(names) => t.say1("bulk-repeated-columns", "names", t.list(&names)),
        ListError::Left { channel, of, left, wanted } => {
            let key = match (channel, of) {
                (Channel::Email, LeftOf::Day) => "bulk-left-day-email",
                (Channel::Email, LeftOf::Year) => "bulk-left-year-email",
                (Channel::Sms, LeftOf::Day) => "bulk-left-day-sms",
                (Channel::Sms, LeftOf::Year) => "bulk-left-year-sms",
            };
            t.say2(key, "left", left, "wanted", wanted)
        }
        ListError::TooManyRows { most } => t.say1("bulk-too-many-rows", "most", most),
        ListError::OutOfReach(Refusal::TrialMode) => t.say("send-refused-trial"),
        ListError::OutOfReach(Refusal::TeamKey) => t.say("send-refused-team"),
        ListError::TooLong { row, limit } => {
            t.say2("bulk-row-too-long", "line", table.line(row as usize), "limit", limit)
        }
        ListError::WrongRows(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| wrong_row(t, row, table)).collect();
            t.say1("bulk-wrong-rows", "rows", rows.join("; "))
        }
        ListError::MixedWithSmokeTests => t.say("bulk-mixed"),
        ListError::NoRows => t.say("bulk-no-rows"),
    }
}

fn wrong_row(t: &Words, row: &WrongRow, table: &Table) -> String {
    let faults: Vec<String> = row
        .faults
        .iter()
        .map(|(name, fault)| {
            let fault = match fault {
                RowFault::Missing => t.say("bulk-cell-missing"),
                RowFault::InvalidRecipient => t.say("bulk-cell-recipient"),
                RowFault::International => t.say("bulk-cell-international"),
                RowFault::TooLong => t.say("bulk-cell-too-long"),
                RowFault::ControlCharacter => t.say("bulk-cell-control"),
                RowFault::TooMuch => t.say("bulk-cell-too-much"),
                RowFault::Blank => t.say("bulk-cell-blank"),
                RowFault::LongReference => t.say("bulk-cell-reference"),
            };
            match name {
                Some(name) => t.say2("bulk-cell-of", "name", name, "fault", fault),
                None => fault,
            }
        })
        .collect();
    t.say2("bulk-wrong-row", "line", table.line(row.row as usize), "faults", t.list(&faults))
}

/// What every row that is too long shares.
pub fn too_long(t: &Words, channel: Channel) -> String {
    match channel {
        Channel::Sms => t.say1("bulk-message-too-long-sms", "limit", MAX_SMS_UNITS),
        Channel::Email => t.say("bulk-message-too-long-email"),
    }
}
