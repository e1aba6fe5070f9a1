//! Checking a list as a whole, and sealing its rows on the way.

use super::crowding::{CrowdedRows, Crowding};
use crate::auth::Caller;
use crate::compiled::{Compiled, CompiledContent};
use crate::directory::ServiceView;
use crate::send::{Beyond, parts_of};
use crate::{SendError, Unavailable};
use facteur_model::Channel;
use facteur_model::allowance::Exhausted;
use facteur_model::api_key::KeyType;
use facteur_model::policy::{self, Acquaintance, Refusal};
use facteur_model::recipient::{International, Recipient};
use facteur_model::recipient_table::{
    Cell, CellError, CheckedRow, Checker, Columns, Entry, Heading, Measure, Rules, Table, recipient_heading,
};
use facteur_model::service::{Mode, Permission};
use facteur_store::jobs::{ChunkSealer, JobRow, SealedChunk};
use facteur_template::limits::{MAX_PERSONALISATION, MAX_SMS_UNITS};
use facteur_template::{Values, normalise_name};
use serde_json::{Map, Value};
use std::cell::Cell as Slot;
use std::sync::Arc;

/// Wrong rows that are shown.
pub const MOST_SHOWN: usize = 20;
/// The most characters of a row's reference (contract §9 item 2).
const LONGEST_REFERENCE: usize = 1_000;

/// Which allowance does not hold a whole list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOf {
    Day,
    Year,
}

/// Why a list cannot be sent as it is. The first that applies, in the contract's order (§3.4).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Sorted; the recipients' in the reader's language.
    #[error("columns are missing")]
    MissingHeadings(Vec<String>),
    #[error("several columns are for the recipient")]
    RepeatedRecipients(Vec<String>),
    /// In messages, or in parts of texts.
    #[error("{wanted} are more than the {left} that are left")]
    Left { channel: Channel, of: LeftOf, left: u64, wanted: u64 },
    #[error("more than {most} rows")]
    TooManyRows { most: u32 },
    #[error("some recipients may not be reached")]
    OutOfReach(Refusal),
    /// The first such row, from 0.
    #[error("the text of row {row} is longer than {limit} units")]
    TooLong { row: u32, limit: usize },
    /// At most [`MOST_SHOWN`] of them.
    #[error("some rows have errors")]
    WrongRows(Vec<WrongRow>),
    #[error("smoke-test numbers stand among others")]
    MixedWithSmokeTests,
    #[error("there is no row below the headings")]
    NoRows,
}

/// The allowances hold all rows, or none is sent.
impl From<Beyond> for ListError {
    fn from(Beyond { channel, what, left, wanted }: Beyond) -> Self {
        let of = match what {
            Exhausted::Annual { .. } => LeftOf::Year,
            Exhausted::Daily { .. } => LeftOf::Day,
        };
        ListError::Left { channel, of, left, wanted }
    }
}

/// What is wrong with a row. Without the cells themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongRow {
    /// From 0, without the header.
    pub row: u32,
    /// By heading, in the order of the table; a fault of the whole row has none.
    pub faults: Vec<(Option<String>, RowFault)>,
}

/// What is wrong with a cell or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    Missing,
    InvalidRecipient,
    International,
    TooLong,
    ControlCharacter,
    /// All values together are more than a message may have.
    TooMuch,
    /// The message would be blank.
    Blank,
    LongReference,
}

/// What a list is checked and sealed with.
pub(super) struct Draft {
    pub caller: Caller,
    pub template: Arc<Compiled>,
    pub heading: Heading,
    pub most_rows: u32,
    pub sealer: ChunkSealer,
    /// What counts its texts, where that is done.
    pub crowding: Option<Crowding>,
}

/// A list whose rows are right, as far as its findings say.
pub(super) struct Prepared {
    pub chunks: Vec<SealedChunk>,
    pub rows: u32,
    /// Rows to smoke-test recipients.
    pub left_out: u32,
    /// What the rows count for; rows that are wrong count as one.
    pub units: u64,
    findings: Findings,
}

#[derive(Default)]
struct Findings {
    missing: Vec<String>,
    repeated: Vec<String>,
    too_many: Option<u32>,
    out_of_reach: Option<Refusal>,
    too_long: Option<u32>,
    wrong: Vec<WrongRow>,
    crowded: CrowdedRows,
    mixed: bool,
}

impl Findings {
    fn are_none(&self) -> bool {
        self.missing.is_empty()
            && self.repeated.is_empty()
            && self.too_many.is_none()
            && self.out_of_reach.is_none()
            && self.too_long.is_none()
            && self.wrong.is_empty()
    }
}

impl Prepared {
    /// What comes before the allowances: headings.
    pub fn refuse_headings(&mut self) -> Result<(), ListError> {
        if !self.findings.missing.is_empty() {
            return Err(ListError::MissingHeadings(std::mem::take(&mut self.findings.missing)));
        }
        if !self.findings.repeated.is_empty() {
            return Err(ListError::RepeatedRecipients(std::mem::take(&mut self.findings.repeated)));
        }
        Ok(())
    }

    /// What comes after them: rows.
    pub fn refuse_rows(&mut self) -> Result<(), ListError> {
        let Findings { too_many, out_of_reach, too_long, wrong, mixed, .. } = &mut self.findings;
        if let Some(most) = *too_many {
            return Err(ListError::TooManyRows { most });
        }
        if let Some(refusal) = *out_of_reach {
            return Err(ListError::OutOfReach(refusal));
        }
        if let Some(row) = *too_long {
            return Err(ListError::TooLong { row, limit: MAX_SMS_UNITS });
        }
        if !wrong.is_empty() {
            return Err(ListError::WrongRows(std::mem::take(wrong)));
        }
        if *mixed { Err(ListError::MixedWithSmokeTests) } else { Ok(()) }
    }

    /// What comes last: numbers that would get more texts than they may.
    pub fn refuse_crowded(&mut self) -> Result<(), CrowdedRows> {
        let crowded = std::mem::take(&mut self.findings.crowded);
        if crowded.rows.is_empty() { Ok(()) } else { Err(crowded) }
    }
}

/// Checks every row and seals those that are right. Takes its time: not for the threads that serve requests.
pub(super) fn prepare(draft: Draft, table: &Table) -> Prepared {
    let Draft { caller, template, heading, most_rows, mut sealer, mut crowding } = draft;
    let (view, key_type, channel) = (&*caller.service, caller.key_type(), template.channel());
    let placeholders = template.placeholders();
    let placeholders: Vec<&str> = placeholders.iter().map(String::as_str).collect();
    let blank = Slot::new(false);
    let measure = |entry: &Entry<'_>| measured(entry, &template, view, &blank);
    let mode = view.service().mode;
    let is_reached =
        |recipient: &Recipient| policy::reach(key_type, mode, view.acquaintance(recipient)).is_ok();
    let checker = Checker::new(
        table,
        Rules {
            channel,
            heading,
            placeholders: &placeholders,
            international: if view.service().permissions.contains(Permission::InternationalSms) {
                International::Allowed
            } else {
                International::LocalOnly
            },
            reach: is_narrow(key_type, mode).then_some(&is_reached),
            measure: &measure,
        },
    );
    let columns = checker.columns();
    let mut prepared = Prepared {
        chunks: Vec::new(),
        rows: u32::try_from(table.row_count()).unwrap_or(u32::MAX),
        left_out: 0,
        units: 0,
        findings: Findings {
            missing: columns.missing().to_vec(),
            repeated: columns.repeated_recipients().to_vec(),
            too_many: (table.row_count() > most_rows as usize).then_some(most_rows),
            ..Findings::default()
        },
    };
    if !prepared.findings.missing.is_empty() || !prepared.findings.repeated.is_empty() {
        return prepared;
    }
    let shown = shown_recipients(channel, &placeholders);
    for number in 0..table.kept() {
        blank.set(false);
        let (Some(entry), Some(checked)) = (checker.entry(number), checker.row(number)) else { break };
        let row = u32::try_from(number).unwrap_or(u32::MAX);
        let Some(recipient) = right(&mut prepared.findings, &checker, row, &entry, &checked, blank.get())
        else {
            if checked.is_out_of_reach {
                prepared.findings.out_of_reach = Some(refusal_in(mode));
            }
            prepared.units += 1;
            continue;
        };
        if view.acquaintance(&recipient) == Acquaintance::SmokeTest {
            prepared.left_out += 1;
            continue;
        }
        let units = if key_type == KeyType::Test { 0 } else { u64::from(checked.measure.parts) };
        prepared.units += units;
        if let (Some(crowding), Recipient::Phone(number)) = (&mut crowding, &recipient) {
            crowding.add(row, number.e164(), &template.body(&entry.values(channel)));
        }
        // Once something is wrong nothing will be stored; the rest is only looked at.
        if prepared.findings.are_none() {
            let row = JobRow {
                row,
                parts: checked.measure.parts,
                to: recipient.as_typed().to_owned(),
                to_normalised: recipient.normalised(),
                reference: entry.reference().map(std::borrow::Cow::into_owned),
                personalisation: personalisation(&entry, columns, &shown),
            };
            prepared.chunks.extend(sealer.add(&row, units));
        } else {
            prepared.chunks.clear();
        }
    }
    prepared.chunks.extend(sealer.seal());
    if let Some(Crowding { found, .. }) = crowding {
        let heading = columns.recipient().map(|column| columns.name(column).to_owned()).unwrap_or_default();
        prepared.findings.crowded = CrowdedRows { heading, ..found };
    }
    let reals = prepared.rows.saturating_sub(prepared.left_out);
    prepared.findings.mixed =
        channel == Channel::Sms && key_type != KeyType::Test && prepared.left_out > 0 && reals > 0;
    prepared
}

/// Of a list, the mode is said first (contract §3.4).
fn refusal_in(mode: Mode) -> Refusal {
    match mode {
        Mode::Trial => Refusal::TrialMode,
        Mode::Live => Refusal::TeamKey,
    }
}

/// Are there people whom this key may not write to?
fn is_narrow(key_type: KeyType, mode: Mode) -> bool {
    policy::reach(key_type, mode, Acquaintance::Stranger).is_err()
}

/// The recipient of a row; `None`, and a finding, when it cannot be sent.
fn right(
    findings: &mut Findings,
    checker: &Checker<'_>,
    row: u32,
    entry: &Entry<'_>,
    checked: &CheckedRow,
    is_blank: bool,
) -> Option<Recipient> {
    if checked.is_too_long() {
        findings.too_long.get_or_insert(row);
    }
    let name = |column| Some(checker.columns().name(column).to_owned());
    let mut faults: Vec<_> =
        checked.errors.iter().map(|(column, error)| (name(*column), fault(*error))).collect();
    let undeliverable =
        matches!(&checked.recipient, Some(Recipient::Email(email)) if !email.has_ascii_local_part());
    if undeliverable {
        faults.push((checker.columns().recipient().and_then(name), RowFault::InvalidRecipient));
    }
    let size: usize = entry.fields().flat_map(|(_, cell)| sizes(&cell)).sum();
    if size > MAX_PERSONALISATION {
        faults.push((None, RowFault::TooMuch));
    }
    if let Some(reference) = entry.reference() {
        if reference.chars().nth(LONGEST_REFERENCE).is_some() {
            faults.push((Some("reference".to_owned()), RowFault::LongReference));
        }
        if reference.contains(char::is_control) {
            faults.push((Some("reference".to_owned()), RowFault::ControlCharacter));
        }
    }
    if faults.is_empty() && is_blank {
        faults.push((None, RowFault::Blank));
    }
    if !faults.is_empty() {
        if findings.wrong.len() < MOST_SHOWN {
            findings.wrong.push(WrongRow { row, faults });
        }
        return None;
    }
    if checked.is_wrong() || checked.is_out_of_reach { None } else { checked.recipient.clone() }
}

fn sizes(cell: &Cell<'_>) -> Vec<usize> {
    cell.texts().map(|text| text.chars().count()).collect()
}

fn fault(error: CellError) -> RowFault {
    match error {
        CellError::Missing => RowFault::Missing,
        CellError::Address(_) | CellError::Phone(_) => RowFault::InvalidRecipient,
        CellError::International => RowFault::International,
        CellError::TooLong => RowFault::TooLong,
        CellError::ControlCharacter => RowFault::ControlCharacter,
    }
}

/// What the message of a row comes to.
fn measured(entry: &Entry<'_>, template: &Compiled, view: &ServiceView, blank: &Slot<bool>) -> Measure {
    let values: Values = entry.values(template.channel());
    match &template.content {
        CompiledContent::Email(email) => {
            blank.set(email.is_blank(&values));
            Measure { parts: 1, ..Measure::default() }
        }
        CompiledContent::Sms(sms) => match parts_of(sms, &values, view.service()) {
            Ok(parts) => Measure { parts, ..Measure::default() },
            Err(SendError::Blank) => {
                blank.set(true);
                Measure { parts: 1, ..Measure::default() }
            }
            Err(_) => Measure { parts: 1, too_long: true, ..Measure::default() },
        },
    }
}

/// The headings of recipients that a template asks for, to show the recipient in its message.
fn shown_recipients(channel: Channel, placeholders: &[&str]) -> Vec<&'static str> {
    let headings = [Heading::English, Heading::French].map(|heading| recipient_heading(channel, heading));
    let is_asked = |heading: &&'static str| {
        placeholders.iter().any(|name| normalise_name(name) == normalise_name(heading))
    };
    headings.into_iter().filter(is_asked).collect()
}

/// The values of a row by their headings, as JSON.
fn personalisation(entry: &Entry<'_>, columns: &Columns, shown: &[&'static str]) -> String {
    let mut values = Map::new();
    for column in columns.used().filter(|column| Some(*column) != columns.recipient()) {
        let cell = entry.cell(column);
        let value = match &cell {
            Cell::Blank => Value::Null,
            Cell::Text(text) => Value::String(text.clone().into_owned()),
            Cell::List(_) => Value::Array(cell.texts().map(Value::from).collect()),
        };
        values.insert(columns.name(column).to_owned(), value);
    }
    for heading in shown {
        values.insert((*heading).to_owned(), entry.recipient().map(String::from).into());
    }
    Value::Object(values).to_string()
}

/// Does the work where it holds nobody up.
pub(super) async fn prepare_apart(draft: Draft, table: Arc<Table>) -> Result<Prepared, Unavailable> {
    tokio::task::spawn_blocking(move || prepare(draft, &table))
        .await
        .map_err(|failure| Unavailable::Broken(Box::new(failure)))
}
