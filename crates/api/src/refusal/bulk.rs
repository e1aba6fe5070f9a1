//! Why a list was not accepted, in the contract's words (§3.4).

use super::Refusal;
use facteur_app::{Crowded, CrowdedRows, LeftOf, ListError, RowFault, WrongRow};
use facteur_i18n::{Language, Message};
use facteur_model::Channel;
use facteur_model::policy::Refusal as Unreachable;

/// The answer to a list that is not right.
pub fn refuse_bulk(error: ListError) -> Refusal {
    Refusal::bad_request(match error {
        ListError::MissingHeadings(names) => Message::HeadingsMissing { names: names.join(", ") },
        ListError::RepeatedRecipients(names) => Message::HeadingsRepeated { names: names.join(", ") },
        ListError::Left { channel, of, left, wanted } => match (channel, of) {
            (Channel::Email, LeftOf::Year) => Message::EmailsLeftThisYear { left, wanted },
            (Channel::Email, LeftOf::Day) => Message::EmailsLeftToday { left, wanted },
            (Channel::Sms, LeftOf::Year) => Message::TextsLeftThisYear { left, wanted },
            (Channel::Sms, LeftOf::Day) => Message::TextsLeftToday { left, wanted },
        },
        ListError::TooManyRows { most } => Message::TooManyRows { most: most.into() },
        ListError::OutOfReach(Unreachable::TeamKey) => Message::ListBeyondTeam,
        ListError::OutOfReach(Unreachable::TrialMode) => Message::ListBeyondTrial,
        // This one counts from 1, the next from 0: so does the contract.
        ListError::TooLong { row, limit } => {
            Message::RowTooLong { row: u64::from(row) + 1, limit: u64::try_from(limit).unwrap_or(u64::MAX) }
        }
        ListError::WrongRows(rows) => rows_wrong(&rows.into_iter().map(faults_of).collect::<Vec<_>>()),
        ListError::MixedWithSmokeTests => Message::SmokeTestsMixed,
        ListError::NoRows => Message::ListUnreadable { kind: "empty" },
    })
}

/// The answer to a list with numbers that would get more texts than they may.
pub fn refuse_crowded(crowded: &CrowdedRows) -> Refusal {
    let CrowdedRows { heading, rows } = crowded;
    let fault = |crowded: &Crowded| {
        let (fault, limit) = match crowded {
            Crowded::Equal { limit, .. } => ("equal", *limit),
            Crowded::Any { limit, .. } => ("any", *limit),
        };
        Message::CellCrowded { heading: heading.clone(), fault, limit: limit.into() }
    };
    let rows: Vec<_> = rows.iter().map(|(row, crowded)| (*row, vec![fault(crowded)])).collect();
    Refusal::bad_request(rows_wrong(&rows))
}

fn faults_of(WrongRow { row, faults }: WrongRow) -> (u32, Vec<Message>) {
    let fault = |(heading, fault)| {
        let fault = name(fault);
        match heading {
            Some(heading) => Message::CellWrong { heading, fault },
            None => Message::WholeRowWrong { fault },
        }
    };
    (row, faults.into_iter().map(fault).collect())
}

/// Rows, from 0, and what is wrong with each.
fn rows_wrong(rows: &[(u32, Vec<Message>)]) -> Message {
    let written = |language| {
        let row = |(row, faults): &(u32, Vec<Message>)| {
            let faults: Vec<_> = faults.iter().map(|fault| fault.text(language)).collect();
            Message::RowWrong { row: (*row).into(), faults: faults.join(",") }.text(language)
        };
        rows.iter().map(row).collect::<Vec<_>>().join(" ")
    };
    Message::RowsWrong { rows: written(Language::En), rows_fr: written(Language::Fr) }
}

/// As the catalogue calls it.
fn name(fault: RowFault) -> &'static str {
    match fault {
        RowFault::Missing => "missing",
        RowFault::InvalidRecipient => "recipient",
        RowFault::International => "international",
        RowFault::TooLong => "long",
        RowFault::ControlCharacter => "control",
        RowFault::TooMuch => "much",
        RowFault::Blank => "blank",
        RowFault::LongReference => "reference",
    }
}
