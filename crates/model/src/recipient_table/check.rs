//! Which rows are wrong, and why.

use std::collections::HashSet;
use std::fmt;

use super::columns::{Cell, Columns, Entry, Heading};
use super::table::Table;
use crate::Channel;
use crate::recipient::{
    AddressError, EmailAddress, International, PhoneError, PhoneNumber, Recipient, special,
};

/// What is wrong with one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// Nothing stands there.
    #[error("missing")]
    Missing,
    /// No e-mail address.
    #[error("not an e-mail address")]
    Address(#[source] AddressError),
    /// No phone number.
    #[error("not a phone number")]
    Phone(#[source] PhoneError),
    /// A phone number abroad, and the service writes to none.
    #[error("an international phone number")]
    International,
    /// The message is too long because of it.
    #[error("too long")]
    TooLong,
    /// It holds characters that nobody types.
    #[error("holds a control character")]
    ControlCharacter,
}

/// What the message of a row comes to, as its caller renders it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Parts of the text message; 1 for an e-mail.
    pub parts: u32,
    /// Whether the message is too long to be sent.
    pub too_long: bool,
    /// The columns to shorten.
    pub too_long_cells: Vec<usize>,
}

/// What a table is checked against.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// How the template is sent.
    pub channel: Channel,
    /// The language of whoever reads what is wrong.
    pub heading: Heading,
    /// What the template asks for, as spelled.
    pub placeholders: &'a [&'a str],
    /// Whether texts may go abroad.
    pub international: International,
    /// Who may be written to; everybody when absent.
    pub reach: Option<&'a dyn Fn(&Recipient) -> bool>,
    /// Renders the message of a row.
    pub measure: &'a dyn Fn(&Entry<'_>) -> Measure,
}

impl fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// One row, checked.
#[derive(Clone, Debug, Default)]
pub struct CheckedRow {
    /// Whom the message goes to, if the cell says so.
    pub recipient: Option<Recipient>,
    /// Wrong cells by column, in the order of the table.
    pub errors: Vec<(usize, CellError)>,
    /// Whether the recipient may not be written to, or nobody can say.
    pub is_out_of_reach: bool,
    /// What the message comes to.
    pub measure: Measure,
    /// Whether cells stand beyond the last heading: as a rule a comma that wanted quotation marks.
    pub has_surplus: bool,
}

impl CheckedRow {
    /// Whether a cell or the whole message is wrong.
    pub fn is_wrong(&self) -> bool {
        !self.errors.is_empty() || self.measure.too_long
    }

    /// What is wrong with a cell, if anything.
    pub fn error(&self, column: usize) -> Option<CellError> {
        self.errors.iter().find(|(at, _)| *at == column).map(|(_, error)| *error)
    }

    /// Whether something is missing.
    pub fn has_missing(&self) -> bool {
        self.errors.iter().any(|(_, error)| *error == CellError::Missing)
    }

    /// Whether the message is too long, or a cell makes it so.
    pub fn is_too_long(&self) -> bool {
        self.measure.too_long || self.errors.iter().any(|(_, error)| *error == CellError::TooLong)
    }

    /// Whether the cell of the recipient holds something that is none.
    pub fn has_bad_recipient(&self) -> bool {
        use CellError::{Address, ControlCharacter, International, Missing, Phone, TooLong};
        self.errors.iter().any(|(_, error)| match error {
            Address(_) | Phone(_) | International => true,
            Missing | TooLong | ControlCharacter => false,
        })
    }
}

/// What came of all rows. Rows are named by their numbers; ask the [`Checker`] for their reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows that cannot be sent as they are.
    pub wrong: Vec<u32>,
    /// Rows whose recipient may not be written to, those that say no recipient included.
    pub out_of_reach: Vec<u32>,
    /// Rows whose recipient stands in a row above.
    pub repeated: Vec<u32>,
    /// Recipients that stand in several rows.
    pub repeated_people: usize,
    /// Rows with something that is no recipient.
    pub bad_recipients: usize,
    /// Rows with something missing.
    pub missing: usize,
    /// Rows too long.
    pub too_long: usize,
    /// Rows with cells beyond the last heading.
    pub surplus: usize,
    /// Rows whose recipient stands for an outcome (contract §4).
    pub smoke_tests: usize,
    /// Parts of all messages.
    pub parts: u64,
}

/// Goes through the rows of a table.
///
/// ```
/// use facteur_model::Channel;
/// use facteur_model::recipient::International;
/// use facteur_model::recipient_table::{Bounds, CellError, Checker, Heading, Measure, Rules, Table};
///
/// let table = Table::from_csv("email address,name\nada@example.ca,", Bounds::new(10, 1_000))?;
/// let checker = Checker::new(&table, Rules {
///     channel: Channel::Email,
///     heading: Heading::English,
///     placeholders: &["name"],
///     international: International::LocalOnly,
///     reach: None,
///     measure: &|_| Measure { parts: 1, ..Measure::default() },
/// });
/// assert_eq!(checker.all().wrong, [0]);
/// assert_eq!(checker.row(0).expect("a row").errors, [(1, CellError::Missing)]);
/// # Ok::<(), facteur_model::recipient_table::TableError>(())
/// ```
#[derive(Debug)]
pub struct Checker<'a> {
    table: &'a Table,
    columns: Columns,
    rules: Rules<'a>,
}

impl<'a> Checker<'a> {
    /// Reads the headings.
    pub fn new(table: &'a Table, rules: Rules<'a>) -> Self {
        let columns = Columns::read(table, rules.channel, rules.heading, rules.placeholders);
        Self { table, columns, rules }
    }

    /// What the headings mean.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The table.
    pub fn table(&self) -> &'a Table {
        self.table
    }

    /// A row, read through the headings.
    pub fn entry(&self, number: usize) -> Option<Entry<'_>> {
        self.table.row(number).map(|row| self.columns.entry(row))
    }

    /// Checks one row.
    pub fn row(&self, number: usize) -> Option<CheckedRow> {
        self.entry(number).map(|entry| self.check(&entry))
    }

    /// Checks every row.
    pub fn all(&self) -> Summary {
        let mut summary = Summary::default();
        let mut repeated = Repeated::default();
        for row in self.table.rows() {
            let checked = self.check(&self.columns.entry(row));
            let number = u32::try_from(row.number()).unwrap_or(u32::MAX);
            if checked.is_wrong() {
                summary.wrong.push(number);
            }
            if checked.is_out_of_reach {
                summary.out_of_reach.push(number);
            }
            summary.bad_recipients += usize::from(checked.has_bad_recipient());
            summary.missing += usize::from(checked.has_missing());
            summary.too_long += usize::from(checked.is_too_long());
            summary.surplus += usize::from(checked.has_surplus);
            summary.parts += u64::from(checked.measure.parts);
            if let Some(recipient) = &checked.recipient {
                if special::is_smoke_test(recipient) {
                    summary.smoke_tests += 1;
                } else if repeated.has(recipient) {
                    summary.repeated.push(number);
                }
            }
        }
        summary.repeated_people = repeated.people.len();
        summary
    }

    /// The rows to show first: the wrong ones, up to `most_wrong`; where none is, or a heading is missing, which
    /// matters more, the first ones, up to `most`.
    pub fn shown(&self, summary: &Summary, most_wrong: usize, most: usize) -> Vec<usize> {
        if summary.wrong.is_empty() || !self.columns.missing().is_empty() {
            return (0..self.table.kept().min(most)).collect();
        }
        summary.wrong.iter().take(most_wrong).map(|number| *number as usize).collect()
    }

    fn check(&self, entry: &Entry<'_>) -> CheckedRow {
        let mut checked = CheckedRow {
            measure: (self.rules.measure)(entry),
            has_surplus: entry.surplus().any(|cell| !cell.is_empty()),
            ..CheckedRow::default()
        };
        for column in self.columns.used() {
            let cell = entry.cell(column);
            let error = if self.columns.recipient() == Some(column) {
                self.recipient(&cell).map_or_else(Some, |recipient| {
                    checked.recipient = recipient;
                    None
                })
            } else {
                value_error(&cell)
            };
            let too_long = || checked.measure.too_long_cells.contains(&column).then_some(CellError::TooLong);
            if let Some(error) = error.or_else(too_long) {
                checked.errors.push((column, error));
            }
        }
        let may_reach = |reach: &dyn Fn(&Recipient) -> bool| checked.recipient.as_ref().is_some_and(reach);
        checked.is_out_of_reach = self.rules.reach.is_some_and(|reach| !may_reach(reach));
        checked
    }

    fn recipient(&self, cell: &Cell<'_>) -> Result<Option<Recipient>, CellError> {
        let Cell::Text(text) = cell else {
            // Where nobody can say which of two columns is meant, nobody can say what is missing.
            let is_one = self.columns.repeated_recipients().is_empty();
            return if is_one { Err(CellError::Missing) } else { Ok(None) };
        };
        let recipient = match self.rules.channel {
            Channel::Email => EmailAddress::parse(text).map(Recipient::Email).map_err(CellError::Address),
            Channel::Sms => PhoneNumber::parse(text, self.rules.international)
                .map(Recipient::Phone)
                .map_err(|error| phone_error(text, error)),
        };
        recipient.map(Some)
    }
}

fn phone_error(text: &str, error: PhoneError) -> CellError {
    match error {
        PhoneError::NotLocal if PhoneNumber::parse(text, International::Allowed).is_ok() => {
            CellError::International
        }
        _ => CellError::Phone(error),
    }
}

fn value_error(cell: &Cell<'_>) -> Option<CellError> {
    // As in the personalisation of a request: U+0080 to U+009F stay, old Windows programs write them.
    let is_refused = |byte: u8| byte == 0x7f || (byte < b' ' && !matches!(byte, b'\t'..=b'\r'));
    match cell {
        Cell::Blank => Some(CellError::Missing),
        cell => cell.texts().any(|text| text.bytes().any(is_refused)).then_some(CellError::ControlCharacter),
    }
}

/// The recipients so far.
#[derive(Default)]
struct Repeated {
    seen: HashSet<String>,
    people: HashSet<String>,
}

impl Repeated {
    /// Whether a row above has this recipient.
    fn has(&mut self, recipient: &Recipient) -> bool {
        let normalised = recipient.normalised();
        if is_simulator(&normalised) {
            return false;
        }
        if self.seen.contains(&normalised) {
            self.people.insert(normalised);
            return true;
        }
        self.seen.insert(normalised);
        false
    }
}

/// Mailboxes that exist to be written to again and again.
fn is_simulator(address: &str) -> bool {
    const OURS: [&str; 3] =
        [special::DELIVERED_EMAIL, special::TEMPORARY_FAILURE_EMAIL, special::PERMANENT_FAILURE_EMAIL];
    OURS.contains(&address) || address.ends_with("@simulator.amazonses.com")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Bounds;
    use super::*;
    use crate::recipient::SafelistEntry;

    fn rules<'a>(placeholders: &'a [&'a str], channel: Channel) -> Rules<'a> {
        Rules {
            channel,
            heading: Heading::English,
            placeholders,
            international: International::LocalOnly,
            reach: None,
            measure: &|_| Measure { parts: 1, ..Measure::default() },
        }
    }

    fn table(text: &str) -> Table {
        Table::from_csv(text, Bounds::new(100, 10_000)).expect("a table")
    }

    #[test]
    fn recipients_headed_in_the_other_language_are_checked_as_well() {
        let table = table("adresse courriel\nbad\n\na@example.ca");
        let checker = Checker::new(&table, rules(&[], Channel::Email));
        let summary = checker.all();
        assert_eq!((summary.wrong, summary.bad_recipients, summary.missing), (vec![0, 1], 1, 1));
    }

    #[test]
    fn a_number_abroad_is_told_apart_from_no_number() {
        let table = table("phone number\n+44 7911 123456\n123");
        let checker = Checker::new(&table, rules(&[], Channel::Sms));
        let error = |number| checker.row(number).expect("a row").error(0);
        assert_eq!(error(0), Some(CellError::International));
        assert_eq!(error(1), Some(CellError::Phone(PhoneError::NotLocal)));
    }

    #[test]
    fn control_characters_are_wrong_where_they_are_used() {
        let table = table("email address,name,other\na@example.ca,A\0B,C\0D");
        let checker = Checker::new(&table, rules(&["name"], Channel::Email));
        assert_eq!(checker.row(0).expect("a row").errors, [(1, CellError::ControlCharacter)]);
    }

    #[test]
    fn whoever_may_not_be_written_to_is_out_of_reach_and_so_is_nobody() {
        let table = table("email address,x\na@example.ca,1\nb@example.ca,2\n,3");
        let ada = SafelistEntry::parse("A@example.ca").expect("an address");
        let reach = |recipient: &Recipient| recipient.normalised() == ada.normalised();
        let checker = Checker::new(&table, Rules { reach: Some(&reach), ..rules(&[], Channel::Email) });
        assert_eq!(checker.all().out_of_reach, [1, 2]);
    }

    #[test]
    fn repeated_recipients_are_found_however_they_are_typed() {
        let table = table("phone number\n6132532225\n(613) 253-2225\n6132532222\n6132532222");
        let summary = Checker::new(&table, rules(&[], Channel::Sms)).all();
        assert_eq!((summary.repeated, summary.repeated_people, summary.smoke_tests), (vec![1], 1, 2));
    }

    #[test]
    fn the_rows_to_show_are_the_wrong_ones_if_there_are_any() {
        let shown = |text: &str| {
            let table = table(text);
            let checker = Checker::new(&table, rules(&[], Channel::Email));
            checker.shown(&checker.all(), 2, 3)
        };
        assert_eq!(shown("email address\na@b.ca\nx\ny\nz"), [1, 2]);
        assert_eq!(shown("email address\na@b.ca\nb@b.ca\nc@b.ca\nd@b.ca"), [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn no_table_makes_it_panic(text in "(email address|x|,|\"|\n|a@b.ca|\u{200b}){0,40}") {
            if let Ok(table) = Table::from_csv(&text, Bounds::new(20, 1_000)) {
                let checker = Checker::new(&table, rules(&["x", "y"], Channel::Email));
                let summary = checker.all();
                prop_assert!(summary.wrong.len() <= table.kept());
                prop_assert!(summary.repeated.len() + summary.repeated_people <= table.kept());
                for number in 0..table.kept() {
                    let is_wrong = checker.row(number).expect("a row").is_wrong();
                    prop_assert_eq!(is_wrong, summary.wrong.contains(&u32::try_from(number).expect("few")));
                }
            }
        }
    }
}
