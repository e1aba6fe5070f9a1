//! Why a list was not accepted, in the contract's words (§3.4).

use super::Refusal;
use facteur_app::{LeftOf, ListError, RowFault, WrongRow};
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
        ListError::WrongRows(rows) => {
            Message::RowsWrong { rows: written(&rows, Language::En), rows_fr: written(&rows, Language::Fr) }
        }
        ListError::MixedWithSmokeTests => Message::SmokeTestsMixed,
        ListError::NoRows => Message::ListUnreadable { kind: "empty" },
    })
}

fn written(rows: &[WrongRow], language: Language) -> String {
    let row = |WrongRow { row, faults }: &WrongRow| {
        let faults: Vec<_> = faults
            .iter()
            .map(|(heading, fault)| {
                let fault = name(*fault);
                let message = match heading {
                    Some(heading) => Message::CellWrong { heading: heading.clone(), fault },
                    None => Message::WholeRowWrong { fault },
                };
                message.text(language)
            })
            .collect();
        Message::RowWrong { row: (*row).into(), faults: faults.join(",") }.text(language)
    };
    rows.iter().map(row).collect::<Vec<_>>().join(" ")
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
