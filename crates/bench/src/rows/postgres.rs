//! Copies on PostgreSQL, by nothing but the driver.

use super::{Copies, TABLE};
use anyhow::Context;
use bytes::BytesMut;
use std::error::Error;
use std::pin::pin;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Statement};

/// A value as the server sent it, to be sent back as it is.
#[derive(Debug, Clone)]
pub struct Wire(pub Option<Vec<u8>>);

impl<'a> FromSql<'a> for Wire {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Some(raw.to_vec())))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Wire {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match &self.0 {
            Some(raw) => {
                out.extend_from_slice(raw);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// One row of the table as the program left it, and how to write more of them.
pub struct Specimen {
    columns: Vec<String>,
    types: Vec<Type>,
    values: Vec<Wire>,
    unnest: Statement,
    copy: String,
}

impl Specimen {
    /// The newest row. Columns that the server numbers by itself are left to it.
    pub async fn take(client: &Client) -> anyhow::Result<Self> {
        let columns: Vec<(String, String)> = client
            .query(
                "SELECT attname::text, format_type(atttypid, atttypmod)
                 FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                 WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                   AND attidentity = '' AND attgenerated = ''
                   AND coalesce(pg_get_expr(adbin, adrelid), '') NOT LIKE 'nextval%'
                 ORDER BY attnum",
                &[&TABLE],
            )
            .await?
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(", ");
        let newest = format!("SELECT {names} FROM {TABLE} ORDER BY id DESC LIMIT 1");
        let newest = client.query_opt(&newest, &[]).await?.context("the table of notifications is empty")?;
        let types = newest.columns().iter().map(|column| column.type_().clone()).collect();
        let values = (0..columns.len()).map(|at| newest.get(at)).collect();
        let arrays: Vec<String> =
            columns.iter().enumerate().map(|(at, (_, kind))| format!("${}::{kind}[]", at + 1)).collect();
        let unnest = format!("INSERT INTO {TABLE} ({names}) SELECT * FROM UNNEST({})", arrays.join(", "));
        let unnest = client.prepare(&unnest).await?;
        let copy = format!("COPY {TABLE} ({names}) FROM STDIN BINARY");
        let columns = columns.into_iter().map(|(name, _)| name).collect();
        Ok(Self { columns, types, values, unnest, copy })
    }

    #[must_use = "the specimen as another service's"]
    pub fn of(mut self, service: &[u8; 16]) -> anyhow::Result<Self> {
        let place = self.place("service_id")?;
        self.values[place] = Wire(Some(service.to_vec()));
        Ok(self)
    }

    pub fn value(&self, column: &str) -> anyhow::Result<&Wire> {
        Ok(&self.values[self.place(column)?])
    }

    fn place(&self, column: &str) -> anyhow::Result<usize> {
        let place = self.columns.iter().position(|name| name == column);
        place.with_context(|| format!("notifications have no column {column}"))
    }

    /// Copies, each with an id and a reference of its own.
    fn rows(&self, copies: &mut Copies, count: usize) -> anyhow::Result<Vec<Vec<Wire>>> {
        let id = self.place("id")?;
        let (content, job_row) = (self.place("sealed_content")?, self.place("job_row")?);
        let tags = [self.place("reference_tag")?, self.place("recipient_tag")?];
        let row = |copies: &mut Copies| {
            let mut row = self.values.clone();
            let copy = copies.copy();
            row[id] = Wire(Some(copy.id.to_vec()));
            if row[job_row].0.is_some() {
                row[job_row] = Wire(Some(copy.job_row.to_be_bytes().to_vec()));
            }
            if let Some(sealed) = copy.content {
                row[content] = Wire(Some(sealed));
            }
            for tag in tags {
                if let Wire(Some(real)) = &self.values[tag] {
                    row[tag] = Wire(Some(copies.tag(real.len())));
                }
            }
            row
        };
        Ok((0..count).map(|_| row(copies)).collect())
    }

    /// One statement that inserts all of them; gives their ids.
    pub async fn unnest(
        &self,
        client: &Client,
        copies: &mut Copies,
        count: usize,
    ) -> anyhow::Result<Vec<Wire>> {
        let rows = self.rows(copies, count)?;
        let id = self.place("id")?;
        let ids = rows.iter().map(|row| row[id].clone()).collect();
        let mut columns: Vec<Vec<Wire>> = vec![Vec::with_capacity(count); self.columns.len()];
        for row in rows {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        let arrays: Vec<&(dyn ToSql + Sync)> =
            columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect();
        client.execute(&self.unnest, &arrays).await?;
        Ok(ids)
    }

    /// The same by `COPY`.
    pub async fn copy(&self, client: &Client, copies: &mut Copies, count: usize) -> anyhow::Result<()> {
        let mut writer = pin!(BinaryCopyInWriter::new(client.copy_in(&self.copy).await?, &self.types));
        for row in self.rows(copies, count)? {
            let row: Vec<&(dyn ToSql + Sync)> =
                row.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            writer.as_mut().write(&row).await?;
        }
        writer.finish().await?;
        Ok(())
    }
}

/// Fills the table of a stopped program with settled rows of a service, which wait in no queue.
pub async fn fill(
    client: &Client,
    owner: &[u8; 16],
    copies: &mut Copies,
    count: usize,
) -> anyhow::Result<()> {
    /// Rows in one transaction.
    const PORTION: usize = 20_000;
    // Nothing is measured here.
    client.batch_execute("SET synchronous_commit = off").await?;
    let specimen = Specimen::take(client).await?.of(owner)?;
    let mut left = count;
    while left > 0 {
        let portion = left.min(PORTION);
        specimen.copy(client, copies, portion).await?;
        left -= portion;
    }
    // Neither is the rest of the filling a round's to pay for.
    for tidy in ["RESET synchronous_commit", "VACUUM ANALYZE", "CHECKPOINT"] {
        client.batch_execute(tidy).await?;
    }
    Ok(())
}
