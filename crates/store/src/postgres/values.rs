//! Values and rows as PostgreSQL writes them.

use crate::error::Error;
use crate::session::{Row, Statement, Value};
use std::error::Error as StdError;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(n) => match *ty {
                // Where the server takes a narrower type for granted, such as the distance of a shift.
                Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
                _ => n.to_sql(ty, out),
            },
            Value::Text(text) => text.to_sql(ty, out),
            Value::Blob(bytes) => bytes.to_sql(ty, out),
            Value::Id(id) => id.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::TEXT, Type::BYTEA, Type::UUID].contains(ty)
    }

    to_sql_checked!();
}

/// A column of any type that the schema has.
struct Any(Value);

impl<'a> FromSql<'a> for Any {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Integer(i32::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Integer(bool::from_sql(ty, raw)?.into()),
            Type::BYTEA => Value::Blob(raw.to_owned()),
            Type::UUID => Value::Id(Uuid::from_sql(ty, raw)?),
            _ => Value::Text(String::from_sql(ty, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::BOOL, Type::BYTEA, Type::UUID, Type::TEXT].contains(ty)
    }
}

/// A row from its `skip`th column on.
pub(super) fn read(statement: Statement, row: &tokio_postgres::Row, skip: usize) -> Result<Row, Error> {
    Ok(Row::new(statement.name, cells(statement.name, row, skip)?))
}

/// The values of a row from its `skip`th column on; `name` is for errors.
pub(super) fn cells(name: &'static str, row: &tokio_postgres::Row, skip: usize) -> Result<Vec<Value>, Error> {
    (skip..row.len())
        .map(|column| match row.try_get::<_, Any>(column) {
            Ok(Any(value)) => Ok(value),
            Err(_) => Err(Error::Unreadable { statement: name, column }),
        })
        .collect()
}

/// One column of a row.
pub(super) fn column<'r, T: FromSql<'r>>(
    statement: Statement,
    row: &'r tokio_postgres::Row,
    column: usize,
) -> Result<T, Error> {
    row.try_get(column).map_err(|_| Error::Unreadable { statement: statement.name, column })
}
