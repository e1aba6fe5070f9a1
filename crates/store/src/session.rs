//! One face for both engines: statements with a name, values to bind, rows to read.

use crate::error::Error;
use facteur_model::Channel;
use facteur_model::Lane;
use facteur_model::api_key::KeyType;
use facteur_model::id::{
    ApiKeyId, AuditEventId, DepartureId, FolderId, GoLiveEventId, InvitationId, JobId, NotificationId,
    RejectedRequestId, ReplyToId, ReportId, ServiceId, SessionId, SignInId, SmsSenderId, TemplateCategoryId,
    TemplateId, UserId, WebhookEventId, WebhookId,
};
use facteur_model::notification::Status;
use facteur_model::time::{Day, FiscalYear, Moment};
use facteur_model::webhook::WebhookState;
use std::fmt;
use uuid::Uuid;

/// A statement in the dialect that both engines speak: `$1`, `$2`…, first used in that order, because
/// SQLite numbers parameters as it meets them; no clock, no date functions, no JSON operators.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statement {
    /// The module and the constant, for errors.
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

/// Declares the statements of a module, and lists them so that one test can prepare them all.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $(
            $(#[$doc])*
            pub(crate) const $name: $crate::session::Statement = $crate::session::Statement {
                name: concat!(module_path!(), "::", stringify!($name)),
                sql: $sql,
            };
        )*

        #[cfg(test)]
        pub(crate) const STATEMENTS: &[$crate::session::Statement] = &[$($name),*];
    };
}
pub(crate) use statements;

/// A value to bind, or one that was read.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
    Id(Uuid),
}

/// Says of which kind it is, and never what it holds.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Null => "Null",
            Value::Integer(_) => "Integer(…)",
            Value::Text(_) => "Text(…)",
            Value::Blob(_) => "Blob(…)",
            Value::Id(_) => "Id(…)",
        })
    }
}

/// The values of a statement, in the order of its parameters.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::session::Value::from($value)),*] };
}
pub(crate) use values;

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

macro_rules! bind {
    ($($type:ty: $value:ident => $bound:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $bound
            }
        }
    )*};
}

bind! {
    i64: n => Value::Integer(n);
    u32: n => Value::Integer(n.into());
    // No limit that a person can type comes near the end of i64.
    u64: n => Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
    usize: n => Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
    bool: yes => Value::Integer(yes.into());
    String: text => Value::Text(text);
    &str: text => Value::Text(text.to_owned());
    Vec<u8>: bytes => Value::Blob(bytes);
    &[u8]: bytes => Value::Blob(bytes.to_owned());
    [u8; 16]: bytes => Value::Blob(bytes.to_vec());
    [u8; 32]: bytes => Value::Blob(bytes.to_vec());
    Moment: moment => Value::Integer(moment.micros());
    Day: day => Value::Integer(day.number().into());
    FiscalYear: year => Value::Integer(year.start_year().into());
    Channel: channel => Value::Integer(channel_code(channel));
    KeyType: key_type => Value::Integer(key_type_code(key_type));
    Lane: lane => Value::Integer(lane.code());
}

/// A channel as stored. Never renumber.
pub(crate) fn channel_code(channel: Channel) -> i64 {
    match channel {
        Channel::Email => 0,
        Channel::Sms => 1,
    }
}

/// A key type as stored. Never renumber.
pub(crate) fn key_type_code(key_type: KeyType) -> i64 {
    match key_type {
        KeyType::Live => 0,
        KeyType::Team => 1,
        KeyType::Test => 2,
    }
}

/// One row, read column by column, from left to right.
pub(crate) struct Row {
    statement: &'static str,
    column: usize,
    values: std::vec::IntoIter<Value>,
}

impl Row {
    pub(crate) fn new(statement: &'static str, values: Vec<Value>) -> Self {
        Self { statement, column: 0, values: values.into_iter() }
    }

    /// The next column.
    pub(crate) fn take<T: Column>(&mut self) -> Result<T, Error> {
        self.column += 1;
        self.values.next().and_then(T::read).ok_or(self.unreadable())
    }

    /// The next column, read by a function of its type, such as `Mode::from_stored`.
    pub(crate) fn take_as<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
        let text: String = self.take()?;
        read(&text).ok_or(self.unreadable())
    }

    /// As [`Row::take_as`], for a column that may be empty.
    pub(crate) fn take_optional_as<T>(
        &mut self,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let text: Option<String> = self.take()?;
        text.map(|text| read(&text).ok_or(self.unreadable())).transpose()
    }

    /// The columns that have not been taken, as they are.
    pub(crate) fn into_values(self) -> Vec<Value> {
        self.values.collect()
    }

    /// The column that was taken last.
    fn unreadable(&self) -> Error {
        Error::Unreadable { statement: self.statement, column: self.column.saturating_sub(1) }
    }
}

/// What can be read from a column.
pub(crate) trait Column: Sized {
    /// `None` when the value is something else.
    fn read(value: Value) -> Option<Self>;
}

impl<T: Column> Column for Option<T> {
    fn read(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::read(value).map(Some) }
    }
}

macro_rules! read {
    ($($type:ty: $pattern:pat => $read:expr;)*) => {$(
        impl Column for $type {
            fn read(value: Value) -> Option<Self> {
                match value {
                    $pattern => $read,
                    _ => None,
                }
            }
        }
    )*};
}

read! {
    i64: Value::Integer(n) => Some(n);
    u32: Value::Integer(n) => u32::try_from(n).ok();
    u64: Value::Integer(n) => u64::try_from(n).ok();
    bool: Value::Integer(n @ (0 | 1)) => Some(n == 1);
    String: Value::Text(text) => Some(text);
    Vec<u8>: Value::Blob(bytes) => Some(bytes);
    [u8; 32]: Value::Blob(bytes) => bytes.try_into().ok();
    Moment: Value::Integer(n) => Some(Moment::from_micros(n));
    Day: Value::Integer(n) => i32::try_from(n).ok().map(Day::from_number);
    Status: Value::Integer(n) => Status::from_code(n);
    Lane: Value::Integer(n) => Lane::from_code(n);
    WebhookState: Value::Integer(n) => WebhookState::from_code(n);
    Channel: Value::Integer(n) => Channel::ALL.into_iter().find(|one| channel_code(*one) == n);
    KeyType: Value::Integer(n) => KeyType::ALL.into_iter().find(|one| key_type_code(*one) == n);
}

macro_rules! ids {
    ($($id:ty),*) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Value::Id(id.as_uuid())
            }
        }

        impl Column for $id {
            fn read(value: Value) -> Option<Self> {
                match value {
                    Value::Id(id) => Some(Self::from_uuid(id)),
                    // SQLite keeps ids among its other bytes.
                    Value::Blob(bytes) => Uuid::from_slice(&bytes).ok().map(Self::from_uuid),
                    _ => None,
                }
            }
        }
    )*};
}

ids!(
    ApiKeyId,
    AuditEventId,
    DepartureId,
    FolderId,
    GoLiveEventId,
    InvitationId,
    JobId,
    NotificationId,
    RejectedRequestId,
    ReplyToId,
    ReportId,
    ServiceId,
    SessionId,
    SignInId,
    SmsSenderId,
    TemplateCategoryId,
    TemplateId,
    UserId,
    WebhookEventId,
    WebhookId
);
