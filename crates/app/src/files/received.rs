//! Files as they come in with a request: taken out of the personalisation, where a name or a link takes their place.

use super::kind::{self, WrongKind};
use super::{FileMethod, FileSettings, MessageFile};
use crate::App;
use crate::send::SendError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facteur_model::id::{FileId, ServiceId};
use facteur_model::time::{DAY, Micros, Moment};
use facteur_providers::files::FileKey;
use facteur_template::{Value as Filling, Values};
use serde_json::{Map, Value};

/// A file that was found in order, and is not stored yet.
pub(crate) struct Prepared {
    /// Under which name it is in the personalisation.
    key: String,
    pub file: MessageFile,
    pub content: Vec<u8>,
    /// For how long it is to be kept.
    pub kept: Micros,
    /// Has the reader to prove who they are?
    pub confirmed: bool,
}

/// Takes the files out of the personalisation. Where a template asks for one by name it gets the link, or the name of
/// what is attached. Callers have checked the shape, so what is no file at all stays what it is.
pub(crate) fn prepare(
    app: &App,
    values: &mut Map<String, Value>,
    now: Moment,
) -> Result<Vec<Prepared>, SendError> {
    let mut prepared = Vec::new();
    for (key, value) in values.iter_mut() {
        let Value::Object(fields) = value else { continue };
        let Some(Value::String(encoded)) = fields.get_mut("file").map(Value::take) else { continue };
        let content = decode(encoded).ok_or_else(|| SendError::FileUnreadable { key: key.clone() })?;
        let given = Given::read(fields, app.settings().files);
        let (name, method) = (given.name.clone(), given.method);
        let file =
            recognised(app, now, &content, name, given.is_csv, method).map_err(|wrong| match wrong {
                WrongKind::Unsupported(media_type) => SendError::FileTypeNotSupported { media_type },
                WrongKind::NamedOtherwise(media_type) => {
                    SendError::FileNamedOtherwise { name: given.name.unwrap_or_default(), media_type }
                }
            })?;
        *value = Value::String(match file.method {
            FileMethod::Attach => file.name.clone(),
            FileMethod::Link => app.file_link(&file),
        });
        let kept = Micros::from(given.days) * DAY;
        prepared.push(Prepared { key: key.clone(), file, content, kept, confirmed: given.confirmed });
    }
    Ok(prepared)
}

/// A file of which is known what it is; `is_csv` is what a client says of one without a name.
pub(super) fn recognised(
    app: &App,
    now: Moment,
    content: &[u8],
    name: Option<String>,
    is_csv: bool,
    method: FileMethod,
) -> Result<MessageFile, WrongKind> {
    let media_type = kind::recognise(content, name.as_deref(), is_csv)?;
    Ok(MessageFile {
        id: FileId::new(now, app.chance()),
        key: FileKey::draw(app.chance()),
        name: name.unwrap_or_else(|| format!("document.{}", kind::usual_ending(media_type))),
        media_type,
        size: u64::try_from(content.len()).unwrap_or(u64::MAX),
        method,
    })
}

impl Prepared {
    /// A file that is kept before its message is sent, behind the name of its person.
    pub(super) fn held(file: MessageFile, content: Vec<u8>, kept: Micros) -> Self {
        Self { key: String::new(), file, content, kept, confirmed: true }
    }
}

/// For a smoke test, which stores nothing: every link leads to the same document (contract §4).
pub(crate) fn point_to_test_document(app: &App, service: ServiceId, files: &[Prepared], values: &mut Values) {
    let link = format!("{}/services/{service}/documents/test-document", app.settings().base_url);
    for prepared in files.iter().filter(|prepared| prepared.file.method == FileMethod::Link) {
        values.insert(&prepared.key, Filling::Text(link.clone()));
    }
}

/// What a request says of a file beside its content.
struct Given {
    name: Option<String>,
    method: FileMethod,
    confirmed: bool,
    days: u32,
    is_csv: bool,
}

impl Given {
    fn read(fields: &Map<String, Value>, settings: FileSettings) -> Self {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let truth = |name: &str| fields.get(name).and_then(Value::as_bool);
        let said = text("sending_method");
        Self {
            name: text("filename").map(str::to_owned),
            method: if said == Some("attach") { FileMethod::Attach } else { FileMethod::Link },
            // GOV.UK's clients leave it out when nothing is asked for, and their service then asks for the address.
            confirmed: truth("confirm_email_before_download").unwrap_or(said.is_none()),
            days: text("retention_period").and_then(|text| settings.days_of(text)).unwrap_or(settings.days),
            is_csv: truth("is_csv").unwrap_or(false),
        }
    }
}

/// Base64 with its padding, in one line or folded; `None` when it is something else, or nothing.
fn decode(mut encoded: String) -> Option<Vec<u8>> {
    if encoded.contains(['\r', '\n']) {
        encoded.retain(|character| !matches!(character, '\r' | '\n'));
    }
    let content = STANDARD.decode(&encoded).ok()?;
    (!content.is_empty()).then_some(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_encoded_comes_back_folded_or_not(content in prop::collection::vec(any::<u8>(), 1..300), at in 1_usize..80) {
            let encoded = STANDARD.encode(&content);
            let folded: Vec<_> = encoded.as_bytes().chunks(at).map(|line| std::str::from_utf8(line).unwrap()).collect();
            prop_assert_eq!(decode(folded.join("\r\n")), Some(content.clone()));
            prop_assert_eq!(decode(encoded), Some(content));
        }

        #[test]
        fn any_other_text_is_refused(text in ".{0,60}") {
            if let Some(content) = decode(text.clone()) {
                prop_assert_eq!(STANDARD.encode(content), text);
            }
        }
    }

    #[test]
    fn what_is_said_of_a_file_is_read_as_both_services_mean_it() {
        let read = |value: Value| Given::read(value.as_object().unwrap(), FileSettings::default());
        let gov_uk =
            read(serde_json::json!({"confirm_email_before_download": null, "retention_period": null}));
        assert!(gov_uk.method == FileMethod::Link && gov_uk.confirmed && gov_uk.days == 7);
        let plain = read(serde_json::json!({"sending_method": "link", "retention_period": "4 weeks"}));
        assert!(!plain.confirmed && plain.days == 28);
        assert!(read(serde_json::json!({"sending_method": "attach"})).method == FileMethod::Attach);
    }
}
