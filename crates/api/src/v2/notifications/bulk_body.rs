//! The body of a bulk send, read in one pass: its rows go straight into a table, so that a list of a hundred thousand costs
//! the memory of its text and no more.

use crate::body::undecodable;
use crate::refusal::Refusal;
use facteur_app::Unreadable;
use facteur_model::recipient_table::{Bounds, Builder, Table, TableError};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;

/// Names of unknown fields that are kept to be repeated.
const MOST_UNKNOWN: usize = 1_000;

/// What a request says, field by field; lists are in tables already.
#[derive(Default)]
pub struct BulkBody {
    /// Everything but the list.
    pub fields: Map<String, Value>,
    pub rows: Option<Rows>,
    pub csv: Option<Csv>,
    /// Set when the body is no object.
    pub other: Option<Value>,
}

/// What stands under `rows`.
pub enum Rows {
    /// Something else than a list, as a message repeats it.
    Other(Value),
    List {
        /// With the headings.
        count: usize,
        table: Result<Arc<Table>, Unreadable>,
    },
}

/// What stands under `csv`.
pub enum Csv {
    Other(Value),
    Text(String),
}

/// Decodes a body whose rows stay within bounds; further ones are counted.
pub fn read(bytes: &[u8], bounds: Bounds) -> Result<BulkBody, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let body = Root { bounds }.deserialize(&mut reader).map_err(|_| undecodable())?;
    reader.end().map_err(|_| undecodable())?;
    Ok(body)
}

#[derive(Clone, Copy)]
struct Root {
    bounds: Bounds,
}

impl<'de> DeserializeSeed<'de> for Root {
    type Value = BulkBody;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<BulkBody, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The methods of a visitor that takes scalars as they are.
macro_rules! scalars {
    ($($wrap:expr)?) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($($wrap)?(Value::Null))
        }

        fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
            Ok($($wrap)?(value.into()))
        }

        fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
            Ok($($wrap)?(value.into()))
        }

        fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
            Ok($($wrap)?(value.into()))
        }

        fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
            Ok($($wrap)?(value.into()))
        }
    };
}

fn anything(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("anything")
}

impl<'de> Visitor<'de> for Root {
    type Value = BulkBody;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        anything(f)
    }

    scalars!(of_other);

    fn visit_str<E>(self, text: &str) -> Result<BulkBody, E> {
        Ok(of_other(glimpse(text).into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<BulkBody, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(of_other(Value::Array(Vec::new())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<BulkBody, A::Error> {
        let mut body = BulkBody::default();
        while let Some(name) = entries.next_key::<String>()? {
            match name.as_str() {
                "rows" => body.rows = Some(entries.next_value_seed(RowsOf(self.bounds))?),
                "csv" => {
                    body.csv = Some(match entries.next_value_seed(Shallow)? {
                        Value::String(text) => Csv::Text(text),
                        other => Csv::Other(other),
                    });
                }
                _ => {
                    let value = entries.next_value_seed(Shallow)?;
                    if body.fields.len() < MOST_UNKNOWN || body.fields.contains_key(&name) {
                        body.fields.insert(name, value);
                    }
                }
            }
        }
        Ok(body)
    }
}

fn of_other(value: Value) -> BulkBody {
    BulkBody { other: Some(value), ..BulkBody::default() }
}

/// As much of a text as a message repeats.
fn glimpse(text: &str) -> String {
    text.chars().take(200).collect()
}

/// A value without what is in it, if something is: no field of a bulk send has parts.
struct Shallow;

impl<'de> DeserializeSeed<'de> for Shallow {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shallow {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        anything(f)
    }

    scalars!(std::convert::identity);

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Object(Map::new()))
    }
}

/// What stands under `rows`.
struct RowsOf(Bounds);

impl<'de> DeserializeSeed<'de> for RowsOf {
    type Value = Rows;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Rows, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RowsOf {
    type Value = Rows;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        anything(f)
    }

    scalars!(Rows::Other);

    fn visit_str<E>(self, text: &str) -> Result<Rows, E> {
        Ok(Rows::Other(glimpse(text).into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Rows, A::Error> {
        Shallow.visit_map(entries).map(Rows::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Rows, A::Error> {
        let mut reading = Reading { builder: Table::builder(self.0), trouble: None };
        let mut count = 0;
        while rows.next_element_seed(RowOf(&mut reading))?.is_some() {
            count += 1;
        }
        let Reading { builder, trouble } = reading;
        let table = match trouble {
            Some(trouble) => Err(trouble),
            None => builder.finish().map(Arc::new).map_err(Unreadable::from),
        };
        Ok(Rows::List { count, table })
    }
}

/// A table that grows row by row, up to the first thing that is wrong with it.
struct Reading {
    builder: Builder,
    trouble: Option<Unreadable>,
}

impl Reading {
    fn cell(&mut self, text: &str) {
        if self.trouble.is_none()
            && let Err(error) = self.builder.cell(text)
        {
            self.trouble = Some(error.into());
        }
    }

    fn is_no_row(&mut self, kind: &'static str) {
        self.trouble.get_or_insert(Unreadable::Row { kind });
    }
}

/// One row.
struct RowOf<'r>(&'r mut Reading);

impl<'de> DeserializeSeed<'de> for RowOf<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RowOf<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        anything(f)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.is_no_row("NoneType");
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.0.is_no_row("bool");
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.0.is_no_row("int");
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.0.is_no_row("int");
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.0.is_no_row("float");
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.0.is_no_row("str");
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        Shallow.visit_map(entries)?;
        self.0.is_no_row("dict");
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<(), A::Error> {
        while cells.next_element_seed(CellOf(&mut *self.0))?.is_some() {}
        if self.0.trouble.is_none() {
            self.0.builder.end_row();
        }
        Ok(())
    }
}

/// One cell: text, or what has an obvious spelling.
struct CellOf<'r>(&'r mut Reading);

impl<'de> DeserializeSeed<'de> for CellOf<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellOf<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        anything(f)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.cell("");
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.cell(if value { "True" } else { "False" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.cell(&value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.cell(&value.to_string());
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        let number = serde_json::Number::from_f64(value).ok_or_else(|| E::custom("no number"))?;
        self.0.cell(&number.to_string());
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.cell(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        Shallow.visit_seq(items)?;
        self.0.is_no_row("list");
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        Shallow.visit_map(entries)?;
        self.0.is_no_row("dict");
        Ok(())
    }
}

/// A list given as text.
pub fn table_of_csv(text: &str, bounds: Bounds) -> Result<Arc<Table>, Unreadable> {
    Ok(Arc::new(Table::from_csv(text, bounds)?))
}

/// For the words of a refusal.
pub fn kind_of(error: &Unreadable) -> &'static str {
    match error {
        Unreadable::Row { kind } => kind,
        Unreadable::Table(TableError::Empty) => "empty",
        Unreadable::Table(TableError::TooLarge(_) | TableError::TooManyCells(_)) => "large",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bounds() -> Bounds {
        Bounds::new(3, 1 << 20)
    }

    #[test]
    fn rows_become_a_table_whatever_their_cells_are() {
        let text =
            r#"{"rows": [["email address", "n"], ["a@example.ca", 1], ["b@example.ca", true], [null, 1.5]]}"#;
        let Ok(BulkBody { rows: Some(Rows::List { count, table: Ok(table) }), .. }) =
            read(text.as_bytes(), bounds())
        else {
            panic!("it is a table")
        };
        assert_eq!((count, table.row_count()), (4, 3));
        let cells: Vec<Vec<_>> = table.rows().map(|row| row.cells().map(str::to_owned).collect()).collect();
        assert_eq!(cells, [["a@example.ca", "1"], ["b@example.ca", "True"], ["", "1.5"]]);
    }

    #[test]
    fn what_is_no_row_is_named_as_python_names_it() {
        for (row, kind) in [
            ("1", "int"),
            ("1.5", "float"),
            ("null", "NoneType"),
            ("true", "bool"),
            ("\"a\"", "str"),
            ("{\"a\": [1]}", "dict"),
            ("[[1]]", "list"),
        ] {
            let text = format!("{{\"rows\": [[\"a\"], {row}]}}");
            let Ok(BulkBody { rows: Some(Rows::List { table: Err(trouble), .. }), .. }) =
                read(text.as_bytes(), bounds())
            else {
                panic!("{row} is a row")
            };
            assert_eq!(kind_of(&trouble), kind);
        }
    }

    #[test]
    fn only_an_object_is_a_request_and_only_json_is_a_body() {
        for (text, other) in [("[1, {}]", "[]"), ("1", "1"), ("null", "null"), ("\"x\"", "\"x\"")] {
            let body = read(text.as_bytes(), bounds()).unwrap_or_default();
            assert_eq!(body.other.map(|value| value.to_string()).as_deref(), Some(other));
        }
        for text in ["", "{", "{\"rows\": [[}", "{} {}", "{\"rows\": [NaN]}", "\"\\ud800\""] {
            assert!(read(text.as_bytes(), bounds()).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, bounds());
        }

        #[test]
        fn any_rows_are_read_as_they_are(rows in prop::collection::vec(prop::collection::vec("[a-z]{1,4}", 1..4), 1..4)) {
            let text = serde_json::json!({"rows": rows}).to_string();
            let Ok(BulkBody { rows: Some(Rows::List { table: Ok(table), .. }), .. }) = read(text.as_bytes(), bounds())
            else {
                return Err(TestCaseError::fail("it is a table"));
            };
            let read: Vec<Vec<String>> = std::iter::once(table.headings())
                .chain(table.rows())
                .map(|row| row.cells().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(read, rows);
        }
    }
}
