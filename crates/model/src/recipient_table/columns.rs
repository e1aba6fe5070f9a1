//! What the headings of a table mean.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use facteur_template::whitespace::{is_ascii_space, remove_zero_width};
use facteur_template::{Value, Values, normalise_name};

use super::table::{Row, Table};
use crate::Channel;

/// The language whose heading stands for recipients where a table has both, and where it is said to lack one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// `email address`, `phone number`.
    English,
    /// `adresse courriel`, `numéro de téléphone`.
    French,
}

impl Heading {
    fn other(self) -> Self {
        match self {
            Self::English => Self::French,
            Self::French => Self::English,
        }
    }
}

/// The heading of the column of recipients.
pub fn recipient_heading(channel: Channel, heading: Heading) -> &'static str {
    match (channel, heading) {
        (Channel::Email, Heading::English) => "email address",
        (Channel::Email, Heading::French) => "adresse courriel",
        (Channel::Sms, Heading::English) => "phone number",
        (Channel::Sms, Heading::French) => "numéro de téléphone",
    }
}

/// The heading of the column whose cells become the references of the messages.
const REFERENCE: &str = "reference";

/// One name of a table, and the cells of a row that stand below it.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    /// Places in a row: several where a heading is repeated.
    places: Vec<usize>,
    role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Recipient,
    Asked,
    Ignored,
}

/// The columns of a table, as a template understands them. Headings that differ in case, spaces, `_` and `-` are
/// the same column.
#[derive(Clone, Debug)]
pub struct Columns {
    headings: Vec<String>,
    all: Vec<Column>,
    recipient: Option<usize>,
    reference: Option<usize>,
    missing: Vec<String>,
    repeated: Vec<String>,
    width: usize,
}

impl Columns {
    /// Reads the headings of a table, for a template that asks for these placeholders.
    pub fn read(table: &Table, channel: Channel, heading: Heading, placeholders: &[&str]) -> Self {
        let key_of = |heading| normalise_name(recipient_heading(channel, heading));
        let recipient_keys = [heading, heading.other()].map(key_of);
        let width = table.headings().width();
        let mut columns = Grouped::of(table);
        let recipient = recipient_keys.iter().find_map(|key| columns.by_key.get(key).copied());

        let is_recipients = |key: &String| recipient_keys.contains(key);
        let mut missing = Vec::new();
        if recipient.is_none() {
            missing.push(recipient_heading(channel, heading).to_owned());
        }
        for name in placeholders {
            let key = normalise_name(name);
            match columns.by_key.get(&key) {
                Some(at) => columns.columns[*at].role = Role::Asked,
                // Headed in the other language, or missing already.
                None if is_recipients(&key) && recipient.is_some() => {}
                None => missing.push((*name).to_owned()),
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if let Some(at) = recipient {
            columns.columns[at].role = Role::Recipient;
        }
        Self {
            repeated: columns.repeated(&recipient_keys),
            reference: columns.by_key.get(REFERENCE).copied(),
            headings: columns.headings,
            all: columns.columns,
            recipient,
            missing,
            width,
        }
    }

    /// The headings as spelled, each spelling once.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The headings that the template needs and the table lacks, sorted; the recipients' in the reader's language.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The headings of recipients, when there are several for one column: nobody can say which is meant.
    pub fn repeated_recipients(&self) -> &[String] {
        &self.repeated
    }

    /// Whether there is a column of recipients.
    pub fn has_recipients(&self) -> bool {
        self.recipient.is_some()
    }

    /// The column of recipients.
    pub fn recipient(&self) -> Option<usize> {
        self.recipient
    }

    /// How many columns there are, repeated headings counted once.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none, which no table has.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The heading of a column, as first spelled.
    pub fn name(&self, column: usize) -> &str {
        self.all.get(column).map_or("", |column| &column.name)
    }

    /// Whether a column says nothing to the template.
    pub fn is_ignored(&self, column: usize) -> bool {
        self.all.get(column).is_none_or(|column| column.role == Role::Ignored)
    }

    /// The columns that the template uses, the recipients' among them, in the order of the table.
    pub fn used(&self) -> impl Iterator<Item = usize> {
        (0..self.all.len()).filter(|column| !self.is_ignored(*column))
    }

    /// A row, read through the headings.
    pub fn entry<'a>(&'a self, row: Row<'a>) -> Entry<'a> {
        Entry { columns: self, row }
    }
}

/// Headings gathered by what they mean.
struct Grouped {
    headings: Vec<String>,
    columns: Vec<Column>,
    by_key: HashMap<String, usize>,
    /// The key of each cell of the heading row.
    keys: Vec<String>,
}

impl Grouped {
    fn of(table: &Table) -> Self {
        let mut grouped =
            Self { headings: Vec::new(), columns: Vec::new(), by_key: HashMap::new(), keys: Vec::new() };
        let mut by_spelling: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, heading) in table.headings().cells().enumerate() {
            let key = normalise_name(heading);
            let places = by_spelling.entry(heading).or_default();
            let is_new = places.is_empty();
            places.push(place);
            if is_new {
                grouped.headings.push(heading.to_owned());
            }
            if !grouped.by_key.contains_key(&key) {
                grouped.by_key.insert(key.clone(), grouped.columns.len());
                let name = heading.to_owned();
                grouped.columns.push(Column { name, places: Vec::new(), role: Role::Ignored });
            }
            grouped.keys.push(key);
        }
        // Of two spellings the last counts; the same spelling again is one more item of a list.
        for heading in &grouped.headings {
            if let Some(at) = grouped.by_key.get(&normalise_name(heading)) {
                grouped.columns[*at].places = by_spelling.remove(heading.as_str()).unwrap_or_default();
            }
        }
        grouped
    }

    fn repeated(&self, keys: &[String]) -> Vec<String> {
        let is_repeated = |key: &String| self.keys.iter().filter(|other| *other == key).count() > 1;
        let repeated: Vec<&String> = keys.iter().filter(|key| is_repeated(key)).collect();
        if repeated.is_empty() {
            return Vec::new();
        }
        let is_meant = |heading: &&String| repeated.contains(&&normalise_name(heading));
        self.headings.iter().filter(is_meant).cloned().collect()
    }
}

/// What a row has below one heading.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing, or blanks.
    Blank,
    /// A text, without the blanks around it and without invisible characters.
    Text(Cow<'a, str>),
    /// The texts of a repeated heading; blanks between them are kept as nothing.
    List(Vec<Option<Cow<'a, str>>>),
}

impl Cell<'_> {
    /// The texts, blanks left out.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (one, many) = match self {
            Self::Blank => (None, [].as_slice()),
            Self::Text(text) => (Some(text.as_ref()), [].as_slice()),
            Self::List(items) => (None, items.as_slice()),
        };
        one.into_iter().chain(many.iter().flatten().map(AsRef::as_ref))
    }

    /// What fills a placeholder.
    pub fn value(&self) -> Value {
        match self {
            Self::Blank => Value::Missing,
            Self::Text(text) => Value::Text(text.clone().into_owned()),
            Self::List(_) => Value::List(self.texts().map(str::to_owned).collect()),
        }
    }
}

impl fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "Blank",
            Self::Text(_) => "Text(…)",
            Self::List(_) => "List(…)",
        })
    }
}

/// A row, read through the headings of its table.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    columns: &'a Columns,
    row: Row<'a>,
}

impl<'a> Entry<'a> {
    /// The number of the row below the headings, counted from 0.
    pub fn number(&self) -> usize {
        self.row.number()
    }

    /// The cell of a column.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        let Some(Column { places, role, .. }) = self.columns.all.get(column) else { return Cell::Blank };
        match places.as_slice() {
            [] => Cell::Blank,
            [place] => self.at(*place),
            // A recipient is never several: the last is taken, and the heading refused.
            [.., last] if *role == Role::Recipient => self.at(*last),
            [first, others @ ..] => others.iter().fold(self.at(*first), |list, place| {
                let next = match self.at(*place) {
                    Cell::Text(text) => Some(text),
                    Cell::Blank | Cell::List(_) => None,
                };
                match (list, next) {
                    (Cell::Blank, None) => Cell::Blank,
                    (Cell::Blank, Some(text)) => Cell::Text(text),
                    (Cell::Text(first), next) => Cell::List(vec![Some(first), next]),
                    (Cell::List(mut items), next) => {
                        items.push(next);
                        Cell::List(items)
                    }
                }
            }),
        }
    }

    /// The recipient as written, if the cell is not blank.
    pub fn recipient(&self) -> Option<Cow<'a, str>> {
        match self.cell(self.columns.recipient?) {
            Cell::Text(text) => Some(text),
            Cell::Blank | Cell::List(_) => None,
        }
    }

    /// What the row says under the heading `reference`.
    pub fn reference(&self) -> Option<Cow<'a, str>> {
        match self.cell(self.columns.reference?) {
            Cell::Text(text) => Some(text),
            Cell::Blank | Cell::List(_) => None,
        }
    }

    /// The columns that the template uses, the recipients' among them.
    pub fn used(&self) -> impl Iterator<Item = usize> {
        self.columns.used()
    }

    /// Headings and cells of the columns that the template uses, the recipients' among them.
    pub fn fields(&self) -> impl Iterator<Item = (&'a str, Cell<'a>)> {
        let (columns, entry) = (self.columns, *self);
        columns.used().map(move |column| (columns.name(column), entry.cell(column)))
    }

    /// The personalisation of the message: every placeholder with its cell, however its heading is spelled. The
    /// recipient fills a placeholder of that name in either language.
    pub fn values(&self, channel: Channel) -> Values {
        let mut values = Values::empty();
        if let Some(recipient) = self.recipient() {
            for heading in [Heading::English, Heading::French] {
                values
                    .insert(recipient_heading(channel, heading), Value::Text(recipient.clone().into_owned()));
            }
        }
        for (name, cell) in self.fields() {
            values.insert(name, cell.value());
        }
        values
    }

    /// Cells beyond the last heading, as they stand.
    pub fn surplus(&self) -> impl Iterator<Item = &'a str> {
        self.row.cells().skip(self.columns.width)
    }

    fn at(&self, place: usize) -> Cell<'a> {
        let text = cleaned(self.row.cell(place).unwrap_or_default());
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }
}

/// A cell without invisible characters and without blanks around it.
fn cleaned(cell: &str) -> Cow<'_, str> {
    match remove_zero_width(cell) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_ascii_space)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(is_ascii_space).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Bounds;
    use super::*;

    fn table(text: &str) -> Table {
        Table::from_csv(text, Bounds::new(100, 10_000)).expect("a table")
    }

    fn columns(text: &str, placeholders: &[&str]) -> Columns {
        Columns::read(&table(text), Channel::Email, Heading::English, placeholders)
    }

    fn list(text: &str, column: usize) -> Vec<Option<String>> {
        let table = table(text);
        let columns = Columns::read(&table, Channel::Email, Heading::English, &["x"]);
        match columns.entry(table.row(0).expect("a row")).cell(column) {
            Cell::Blank => vec![],
            Cell::Text(text) => vec![Some(text.into_owned())],
            Cell::List(items) => items.into_iter().map(|item| item.map(Cow::into_owned)).collect(),
        }
    }

    #[test]
    fn recipients_are_found_in_both_languages_and_the_readers_wins() {
        assert_eq!(columns("Adresse_courriel", &[]).missing(), [""; 0]);
        assert_eq!(columns("adresse courriel,email address", &[]).recipient(), Some(1));
        assert_eq!(columns("name", &["name", "Office"]).missing(), ["Office", "email address"]);
    }

    #[test]
    fn a_placeholder_may_be_the_recipient_whatever_its_language() {
        let table = table("adresse courriel\na@example.ca");
        let columns = Columns::read(&table, Channel::Email, Heading::English, &["Email address"]);
        assert_eq!(columns.missing(), [""; 0]);
        let values = columns.entry(table.row(0).expect("a row")).values(Channel::Email);
        assert_eq!(values.get("email address"), Some(&Value::from("a@example.ca")));
    }

    #[test]
    fn a_repeated_heading_is_a_list_and_two_spellings_are_not() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(list("x,x,x\n1,,3", 0), [some("1"), None, some("3")]);
        assert_eq!(list("x,x,x\n,2", 0), [some("2"), None]);
        assert_eq!(list("x,x\n ,\u{200b},5", 0), []);
        assert_eq!(list("x,X\n1,2", 0), [some("2")]);
    }

    #[test]
    fn two_columns_of_recipients_are_known() {
        let repeated = columns("Email_Address,a,email address,EMAIL ADDRESS", &[]);
        assert_eq!(repeated.repeated_recipients(), ["Email_Address", "email address", "EMAIL ADDRESS"]);
        assert_eq!(columns("email address,adresse courriel", &[]).repeated_recipients(), [""; 0]);
    }

    #[test]
    fn surplus_cells_and_references_are_known() {
        let table = table("email address,Reference\na@example.ca, r1 ,x, y");
        let columns = Columns::read(&table, Channel::Email, Heading::English, &[]);
        let entry = columns.entry(table.row(0).expect("a row"));
        assert_eq!(entry.reference().as_deref(), Some("r1"));
        assert_eq!(entry.surplus().collect::<Vec<_>>(), ["x", "y"]);
        assert!(columns.is_ignored(1));
    }
}
