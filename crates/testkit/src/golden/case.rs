//! Reading vectors.

use std::io;
use std::path::Path;

use facteur_template::Values;
use serde_json::{Map, Value};

/// One vector.
#[derive(Clone, Debug)]
pub struct Case {
    /// Unique in its file.
    pub id: String,
    /// Its class, and its topics.
    pub tags: Vec<String>,
    /// What goes in.
    pub input: Input,
    /// What must come out, by field.
    pub expected: Value,
}

/// How much a case binds us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Must match.
    Core,
    /// Odd, but visible: matched unless `docs/differences.md` says why not.
    Quirk,
    /// Unusual input.
    Edge,
    /// Seen in previews only.
    Preview,
    /// Depends on how Python writes a value; Facteur writes JSON.
    PythonRepr,
    /// The expected result is wrong.
    RefBug,
}

impl Class {
    /// Every class, the most binding first.
    pub const ALL: [Self; 6] =
        [Self::Core, Self::Quirk, Self::Edge, Self::Preview, Self::PythonRepr, Self::RefBug];

    /// The tag that puts a case in this class.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Quirk => "quirk",
            Self::Edge => "edge",
            Self::Preview => "preview",
            Self::PythonRepr => "python-repr",
            Self::RefBug => "ref-bug",
        }
    }
}

impl Case {
    /// The class of the case; of several tags the least binding counts.
    pub fn class(&self) -> Class {
        let tagged = |class: &Class| self.tags.iter().any(|tag| tag == class.tag());
        Class::ALL.into_iter().rev().find(tagged).unwrap_or(Class::Edge)
    }

    fn read(json: &Value) -> Option<Self> {
        let tags = json.get("tags")?.as_array()?;
        Some(Self {
            id: json.get("id")?.as_str()?.to_owned(),
            tags: tags.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            input: Input(unrolled(json.get("input")?)),
            expected: unrolled(json.get("expected")?),
        })
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file itself.
    #[error("cannot read the file")]
    File(#[from] io::Error),
    /// Its syntax.
    #[error("not JSON")]
    Json(#[from] serde_json::Error),
    /// Its structure.
    #[error("not an array of cases: entry {0} lacks an id, tags, an input or an expected result")]
    Shape(usize),
}

/// Reads the cases of a file.
pub fn load(file: &Path) -> Result<Vec<Case>, LoadError> {
    let entries: Vec<Value> = serde_json::from_slice(&std::fs::read(file)?)?;
    let read = |(at, entry)| Case::read(entry).ok_or(LoadError::Shape(at));
    entries.iter().enumerate().map(read).collect()
}

/// Writes `{"$repeat": [text, times], "$prefix"?, "$suffix"?}` out, wherever it stands.
fn unrolled(json: &Value) -> Value {
    match json {
        Value::Array(items) => items.iter().map(unrolled).collect(),
        Value::Object(fields) => match repeated(fields) {
            Some(text) => Value::String(text),
            None => Value::Object(fields.iter().map(|(name, v)| (name.clone(), unrolled(v))).collect()),
        },
        other => other.clone(),
    }
}

fn repeated(fields: &Map<String, Value>) -> Option<String> {
    let [text, times] = fields.get("$repeat")?.as_array()?.as_slice() else { return None };
    let text = text.as_str()?.repeat(usize::try_from(times.as_u64()?).ok()?);
    let end = |name| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    Some(format!("{}{text}{}", end("$prefix"), end("$suffix")))
}

/// The input of a case. What is absent or `null` reads as empty, as nothing, or as no.
#[derive(Clone, Debug)]
pub struct Input(Value);

impl Input {
    /// A field as it stands.
    pub fn json(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// A field of text.
    pub fn text(&self, name: &str) -> &str {
        self.optional_text(name).unwrap_or_default()
    }

    /// A field of text that may be absent.
    pub fn optional_text(&self, name: &str) -> Option<&str> {
        self.json(name).as_str()
    }

    /// A field that is true or absent.
    pub fn flag(&self, name: &str) -> bool {
        self.json(name).as_bool().unwrap_or(false)
    }

    /// The personalisation.
    pub fn values(&self) -> Values {
        self.json("values").as_object().map_or_else(Values::empty, Values::from_json)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn long_runs_are_written_out_wherever_they_stand() {
        let rolled = json!({ "a": [{ "$repeat": ["xy", 2], "$prefix": "<", "$suffix": ">" }], "b": 1 });
        assert_eq!(unrolled(&rolled), json!({ "a": ["<xyxy>"], "b": 1 }));
    }

    #[test]
    fn a_case_with_several_classes_has_the_least_binding_one() {
        let case = |tags: &[&str]| {
            let json = json!({ "id": "x", "tags": tags, "input": {}, "expected": {} });
            Case::read(&json).expect("a whole case").class()
        };
        assert_eq!(case(&["core", "list"]), Class::Core);
        assert_eq!(case(&["conditional", "preview", "quirk"]), Class::Preview);
        assert_eq!(case(&["quirk", "ref-bug"]), Class::RefBug);
    }
}
