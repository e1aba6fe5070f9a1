//! Rows in one spelling, whichever engine they come from, and what they add up to.

use crate::session::Value;
use aws_lc_rs::digest::{Context, SHA256};
use std::fmt;

/// The rows of a table: how many, and a SHA-256 over all of them in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub rows: u64,
    /// Over every column of every row.
    pub sha256: [u8; 32],
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows with SHA-256 ", self.rows)?;
        self.sha256.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Adds rows up.
pub(crate) struct Tallying {
    context: Context,
    rows: u64,
    buffer: Vec<u8>,
}

impl Tallying {
    pub(crate) fn new() -> Self {
        Self { context: Context::new(&SHA256), rows: 0, buffer: Vec::new() }
    }

    pub(crate) fn add(&mut self, row: &[Value]) {
        self.buffer.clear();
        write(row, &mut self.buffer);
        self.context.update(&self.buffer);
        self.rows += 1;
    }

    pub(crate) fn finish(self) -> Tally {
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.context.finish().as_ref());
        Tally { rows: self.rows, sha256 }
    }
}

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const TEXT: u8 = 2;
const BLOB: u8 = 3;

/// Each value as its kind and what it holds, behind its length where that varies; so no two rows are spelled alike.
pub(crate) fn write(row: &[Value], out: &mut Vec<u8>) {
    for value in row {
        match value {
            Value::Null => out.push(NULL),
            Value::Integer(n) => {
                out.push(INTEGER);
                out.extend_from_slice(&n.to_be_bytes());
            }
            Value::Text(text) => write_bytes(TEXT, text.as_bytes(), out),
            Value::Blob(bytes) => write_bytes(BLOB, bytes, out),
            // SQLite keeps ids among its other bytes.
            Value::Id(id) => write_bytes(BLOB, id.as_bytes(), out),
        }
    }
}

fn write_bytes(kind: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(kind);
    out.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Reads what [`write()`] wrote, ids as bytes; `None` when it is something else.
pub(crate) fn read(mut bytes: &[u8]) -> Option<Vec<Value>> {
    let mut row = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        bytes = rest;
        row.push(match *kind {
            NULL => Value::Null,
            INTEGER => {
                let (number, rest) = bytes.split_first_chunk()?;
                bytes = rest;
                Value::Integer(i64::from_be_bytes(*number))
            }
            kind @ (TEXT | BLOB) => {
                let (length, rest) = bytes.split_first_chunk()?;
                let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
                let (held, rest) = rest.split_at_checked(length)?;
                bytes = rest;
                if kind == BLOB {
                    Value::Blob(held.to_owned())
                } else {
                    Value::Text(std::str::from_utf8(held).ok()?.to_owned())
                }
            }
            _ => return None,
        });
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            ".*".prop_map(Value::Text),
            prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Blob),
        ]
    }

    proptest! {
        #[test]
        fn every_row_is_read_as_it_was_written(row in prop::collection::vec(value(), 0..6)) {
            let mut written = Vec::new();
            write(&row, &mut written);
            prop_assert_eq!(read(&written), Some(row));
        }

        #[test]
        fn other_bytes_are_refused_quietly(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }

    #[test]
    fn an_id_is_spelled_as_its_bytes() {
        let id = uuid::Uuid::from_u128(7);
        let spelled = |value| {
            let mut tallying = Tallying::new();
            tallying.add(&[value]);
            tallying.finish()
        };
        assert_eq!(spelled(Value::Id(id)), spelled(Value::Blob(id.as_bytes().to_vec())));
        assert_ne!(spelled(Value::Text("a".to_owned())), spelled(Value::Blob(b"a".to_vec())));
    }
}
