//! Files among the personalisation (contract §3.2).

use super::{Violations, personalisation::count, rules};
use crate::echo;
use facteur_app::{FILE_NAME_LENGTH, FileSettings, is_file_name};
use facteur_i18n::Message;
use facteur_template::limits::MAX_ATTACHMENTS;
use serde_json::{Map, Value};

/// How a file reaches the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Attach,
    Link,
    /// Not said; what may be missing is then as for `attach`.
    Missing,
    /// Said, and not understood.
    Unknown,
}

/// Fields that only the GOV.UK clients write. They never say `sending_method`, and mean a link.
const GOV_UK_FIELDS: [&str; 3] = ["confirm_email_before_download", "retention_period", "is_csv"];

fn method(file: &Map<String, Value>) -> Method {
    match file.get("sending_method") {
        None if GOV_UK_FIELDS.iter().any(|field| file.contains_key(*field)) => Method::Link,
        None => Method::Missing,
        Some(Value::String(method)) if method == "attach" => Method::Attach,
        Some(Value::String(method)) if method == "link" => Method::Link,
        Some(_) => Method::Unknown,
    }
}

/// Whether an object has what a file has. Part of the schema.
pub fn check_shape(field: &'static str, file: &Map<String, Value>, violations: &mut Violations) {
    let method = method(file);
    if let Some(content) = file.get("file").filter(|content| !content.is_string()) {
        rules::wrong_type::<()>(field, content, "string", violations);
    }
    if method == Method::Unknown {
        let value = file.get("sending_method").map(echo::value).unwrap_or_default();
        violations.push(Message::NotOneOf { field, value, values: "attach, link".to_owned() });
    }
    match file.get("filename") {
        Some(Value::String(name)) => check_length(field, name, violations),
        Some(Value::Null) if method == Method::Link => {}
        Some(other) => drop(rules::wrong_type::<()>(field, other, "string", violations)),
        None => {}
    }
    for (name, kind) in
        [("confirm_email_before_download", "boolean"), ("is_csv", "boolean"), ("retention_period", "string")]
    {
        match file.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Bool(_)) if kind == "boolean" => {}
            Some(Value::String(_)) if kind == "string" => {}
            Some(other) => drop(rules::wrong_type::<()>(field, other, kind, violations)),
        }
    }
    let mut require = |name: &'static str| {
        if !file.contains_key(name) {
            violations.push(Message::NestedFieldRequired { field, name });
        }
    };
    require("file");
    if method == Method::Missing {
        require("sending_method");
    }
    if matches!(method, Method::Attach | Method::Missing) {
        require("filename");
    }
}

fn check_length(field: &'static str, name: &str, violations: &mut Violations) {
    let length = name.chars().take(FILE_NAME_LENGTH.end() + 1).count();
    if length < *FILE_NAME_LENGTH.start() {
        violations.push(Message::TooShort { field, value: echo::text(name) });
    } else if length > *FILE_NAME_LENGTH.end() {
        violations.push(Message::TooLong { field, value: echo::text(name) });
    }
}

/// Whether the files are not too many, not too large, and really files. Asked after the schema.
pub fn check_content(values: &Map<String, Value>, settings: FileSettings, violations: &mut Violations) {
    let files = || values.iter().filter_map(|(key, value)| Some((key, value.as_object()?)));
    let number = files().count();
    if number > MAX_ATTACHMENTS {
        violations.push(Message::TooManyFiles { limit: count(MAX_ATTACHMENTS), count: count(number) });
    }
    let mut total = 0_usize;
    for (key, file) in files() {
        let name = file.get("filename").and_then(Value::as_str);
        if let Some(name) = name.filter(|name| !is_file_name(name)) {
            violations.push(Message::FileNameNotValid { name: echo::text(name) });
        }
        if let Some(period) = file.get("retention_period").and_then(Value::as_str)
            && settings.days_of(period).is_none()
        {
            let (value, weeks) = (echo::text(period), u64::from(settings.most_weeks()));
            violations.push(Message::RetentionPeriodNotValid { value, weeks });
        }
        if let Some(content) = file.get("file").and_then(Value::as_str) {
            match check_base64(key, name, content, settings.most_bytes) {
                Ok(size) => total = total.saturating_add(size),
                Err(message) => violations.push(message),
            }
        }
    }
    if total > settings.most_message_bytes {
        let (size, limit) = (count(total), count(settings.most_message_bytes));
        violations.push(Message::FilesTooLarge { size, limit });
    }
}

/// The content of a file: base64 with its padding. Line ends are allowed, because many encoders fold. Says how many bytes
/// it stands for.
fn check_base64(key: &str, name: Option<&str>, content: &str, most: usize) -> Result<usize, Message> {
    let key = echo::text(key);
    if !content.is_ascii() {
        return Err(Message::FileNotAscii { key });
    }
    let (mut data, mut padding) = (0_usize, 0_usize);
    for byte in content.bytes() {
        match byte {
            b'\r' | b'\n' => {}
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => data += 1,
            _ => return Err(Message::FileNotBase64 { key }),
        }
    }
    match (data % 4, padding) {
        (0, 0) | (2, 2) | (3, 1) => {}
        (1, _) => return Err(Message::FileCharacterCount { key, count: count(data) }),
        _ => return Err(Message::FilePadding { key }),
    }
    let size = data / 4 * 3 + (data % 4).saturating_sub(1);
    if size == 0 {
        return Err(Message::FileEmpty { key });
    }
    if size > most {
        let name = name.map_or_else(|| key.clone(), echo::text);
        return Err(Message::FileTooLarge { key, name, size: count(size), limit: count(most) });
    }
    Ok(size)
}
