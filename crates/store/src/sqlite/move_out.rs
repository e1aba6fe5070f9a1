//! Reading everything for a move to another engine.

use super::{connection, migrate};
use crate::error::{Error, OpenError};
use crate::keyring::Keyring;
use crate::moving::rows::{Tallying, write};
use crate::moving::tables::{From, Place, Table};
use crate::moving::{Marks, MoveError, Tally};
use crate::notifications::{last_id_before, open_content};
use crate::seal::{Purpose, SealingKey, Tag};
use crate::session::{Value, statements};
use aws_lc_rs::digest::{SHA256, digest};
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::time::{Day, Moment};
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// How much is on its way at once: so many rows, or so many bytes with one row more.
const MOST_ROWS: usize = 1_000;
const MOST_BYTES: usize = 8 << 20;

/// Stands for the recipient of a message that does not open.
const NO_TAG: Tag = [0; 16];

statements! {
    DATA_KEY = "SELECT sealed_data_key FROM services WHERE id = $1";

    DATA_KEYS = "SELECT id, sealed_data_key FROM services ORDER BY id";

    COUNTERS = "SELECT name, value FROM counters ORDER BY name";

    COUNTER = "SELECT value FROM counters WHERE name = $1";

    LAST_SEQUENCE = "SELECT name, seq FROM sqlite_sequence ORDER BY name";

    NEXT_NOTIFICATION = "SELECT id FROM notifications WHERE id >= $1 ORDER BY id LIMIT 1";

    NEXT_ATTEMPT = "SELECT notification_id FROM attempts WHERE notification_id >= $1 ORDER BY notification_id LIMIT 1";
}

/// A file that is being moved. It holds the right to write, so that nobody else changes anything meanwhile.
pub(crate) struct Source {
    path: PathBuf,
    connection: Connection,
    keyring: Keyring,
    /// `None` for a service whose key does not open, or that is not there.
    keys: HashMap<ServiceId, Option<SealingKey>>,
}

impl Source {
    pub(crate) fn open(path: &Path, keyring: Keyring) -> Result<Self, MoveError> {
        let refused = |error: Error| MoveError::Source(OpenError::Store(error));
        if !path.exists() {
            return Err(MoveError::NoSource);
        }
        let mut connection = connection::open_writer(path).map_err(refused)?;
        if migrate::version_of(&connection).map_err(refused)? == 0 {
            return Err(MoveError::NoSource);
        }
        migrate::bring_up_to_date(&mut connection, keyring.fingerprint()).map_err(MoveError::Source)?;
        connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| refused(error.into()))?;
        Ok(Self { path: path.to_owned(), connection, keyring, keys: HashMap::new() })
    }

    /// Tells files apart, and a file from itself when it has been worked with in between: its keyring, its services
    /// with their keys, which are random, and how far its counters have come.
    pub(crate) fn identity(&self) -> Result<[u8; 32], Error> {
        let mut told = self.keyring.fingerprint().to_vec();
        for statement in [DATA_KEYS, COUNTERS, LAST_SEQUENCE] {
            for row in connection::list(&self.connection, statement, &[])? {
                write(&row.into_values(), &mut told);
            }
        }
        let mut identity = [0; 32];
        identity.copy_from_slice(digest(&SHA256, &told).as_ref());
        Ok(identity)
    }

    /// The days of which there are messages.
    pub(crate) fn days(&self) -> Result<BTreeSet<Day>, Error> {
        let mut days = BTreeSet::new();
        for statement in [NEXT_NOTIFICATION, NEXT_ATTEMPT] {
            let mut from = NotificationId::from_uuid(Uuid::nil());
            // One seek for each day.
            while let Some(mut row) = connection::optional(&self.connection, statement, &[from.into()])? {
                let day = day_of(row.take()?);
                days.insert(day);
                from = last_id_before(day.next().start());
            }
        }
        Ok(days)
    }

    /// The next rows of a table, as they will be in PostgreSQL, and whether they are the last.
    pub(crate) fn batch(
        &mut self,
        table: &Table,
        after: Option<&[Value]>,
    ) -> Result<(Vec<Vec<Value>>, bool), Error> {
        let (mut rows, last) = self.raw_batch(table, after)?;
        if let Some(place) = table.columns.iter().position(|column| column.from == Place::Recipient) {
            for row in &mut rows {
                let tag = self.recipient_tag(table, row)?.unwrap_or(NO_TAG);
                row[place] = Value::from(tag);
            }
        }
        Ok((rows, last))
    }

    fn raw_batch(&self, table: &Table, after: Option<&[Value]>) -> Result<(Vec<Vec<Value>>, bool), Error> {
        let text = table.select_batch(if after.is_some() { From::AfterKey } else { From::Start });
        let mut prepared = self.connection.prepare_cached(&text)?;
        let key = after.unwrap_or_default();
        for (index, value) in key.iter().enumerate() {
            prepared.raw_bind_parameter(index + 1, value)?;
        }
        prepared.raw_bind_parameter(key.len() + 1, Value::from(MOST_ROWS))?;
        let (mut rows, mut bytes) = (Vec::with_capacity(MOST_ROWS), 0);
        let mut found = prepared.raw_query();
        while bytes < MOST_BYTES {
            let Some(row) = found.next()? else {
                let last = rows.len() < MOST_ROWS;
                return Ok((rows, last));
            };
            let row = connection::values(table.name, row)?;
            bytes += row.iter().map(size).sum::<usize>();
            rows.push(row);
        }
        Ok((rows, false))
    }

    /// Counts and hashes all rows of a table, as they should be in PostgreSQL. Says how many of its messages do not
    /// open as well.
    pub(crate) fn tally(&mut self, table: &Table) -> Result<(Tally, u64), Error> {
        let (mut tallying, mut unopened) = (Tallying::new(), 0);
        let tagged = table.columns.iter().position(|column| column.from == Place::Recipient);
        let mut after: Option<Vec<Value>> = None;
        loop {
            let (rows, last) = self.batch(table, after.as_deref())?;
            for row in &rows {
                tallying.add(row);
                if tagged.is_some_and(|place| row[place] == Value::from(NO_TAG)) {
                    unopened += 1;
                }
            }
            if last {
                return Ok((tallying.finish(), unopened));
            }
            after = rows.last().map(|row| table.key_of(row).to_vec());
        }
    }

    /// `None` when the message does not open.
    fn recipient_tag(&mut self, table: &Table, row: &[Value]) -> Result<Option<Tag>, Error> {
        let column = |name| table.position(name).and_then(|place| row.get(place));
        let (Some(Value::Blob(id)), Some(Value::Blob(service)), Some(Value::Blob(sealed))) =
            (column("id"), column("service_id"), column("sealed_content"))
        else {
            return Ok(None);
        };
        let (Ok(id), Ok(service)) = (Uuid::from_slice(id), Uuid::from_slice(service)) else {
            return Ok(None);
        };
        let (id, service) = (NotificationId::from_uuid(id), ServiceId::from_uuid(service));
        if !self.keys.contains_key(&service) {
            let key = self.open_key(service)?;
            self.keys.insert(service, key);
        }
        let Some(Some(key)) = self.keys.get(&service) else { return Ok(None) };
        let content = open_content(key, id, sealed).ok();
        Ok(content.map(|content| self.keyring.tag(Purpose::Recipient, service, &content.to_normalised)))
    }

    fn open_key(&self, service: ServiceId) -> Result<Option<SealingKey>, Error> {
        let Some(mut row) = connection::optional(&self.connection, DATA_KEY, &[service.into()])? else {
            return Ok(None);
        };
        let sealed: Vec<u8> = row.take()?;
        Ok(self.keyring.data_key(service, &sealed).ok())
    }

    /// Lets the file go, all of it in one piece, and gives it another name.
    pub(crate) fn retire(self, retired: &Path) -> Result<Marks, MoveError> {
        let Self { path, connection, .. } = self;
        let counter = |name: &str| -> Result<i64, Error> {
            connection::optional(&connection, COUNTER, &[name.into()])?.ok_or(Error::Missing)?.take()
        };
        let marks = Marks { epoch: counter("epoch")?, lease: counter("lease")? };
        if path == retired {
            return Ok(marks);
        }
        if retired.exists() {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
        }
        connection.execute_batch("ROLLBACK").map_err(Error::from)?;
        // A log that stayed behind would be taken for that of the next file with the old name.
        let busy: i64 = connection
            .query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(Error::from)?;
        if busy != 0 {
            return Err(Error::Busy.into());
        }
        connection.close().map_err(|(_, error)| Error::from(error))?;
        std::fs::rename(&path, retired)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(marks)
    }
}

/// Ids begin with the milliseconds of their time.
fn day_of(id: NotificationId) -> Day {
    let millis = i64::try_from(id.as_uuid().as_u128() >> 80).unwrap_or(i64::MAX);
    Moment::from_micros(millis.saturating_mul(1_000)).day()
}

fn size(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Null | Value::Integer(_) | Value::Id(_) => 0,
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
        }
}
