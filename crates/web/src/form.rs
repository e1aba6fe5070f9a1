//! What a browser sent with a form, and what is wrong with it.

use std::collections::BTreeMap;

/// Fields of a form; more is no form of this site.
pub const MOST_FIELDS: usize = 400;

/// The fields of a form, or of a query.
#[derive(Debug, Clone, Default)]
pub struct Form(Vec<(String, String)>);

/// A file that was sent with a form.
#[derive(Clone)]
pub struct SentFile {
    /// The field that it was chosen in.
    pub field: String,
    /// What it was called where it came from, without the folders in front.
    pub name: String,
    /// Nothing, when it was too large to be kept.
    pub bytes: Option<Vec<u8>>,
}

impl SentFile {
    pub fn new(field: &str, name: &str, bytes: Option<Vec<u8>>) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.chars().filter(|character| !character.is_control()).collect();
        Self { field: field.to_owned(), name, bytes }
    }
}

/// What a form may bring besides its fields.
#[derive(Debug, Clone, Copy)]
pub struct FilesTaken {
    /// Files that are kept; of further ones there are only the names.
    pub number: usize,
    /// Bytes of one file; of a larger one only its name is kept, for its page to say so.
    pub largest: usize,
    /// Bytes of all files; what goes beyond is treated like a larger one.
    pub together: usize,
    /// Bytes of the whole form; with more nothing is read on.
    pub form: usize,
}

/// Says nothing of its name and its content.
impl std::fmt::Debug for SentFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SentFile({:?} bytes)", self.bytes.as_ref().map(Vec::len))
    }
}

/// Why a body is no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAForm;

impl Form {
    /// Reads `application/x-www-form-urlencoded`. NUL has no meaning in any field.
    pub fn parse(body: &[u8]) -> Result<Self, NotAForm> {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            fields.push(name.into_owned(), &value)?;
        }
        Ok(fields)
    }

    /// Adds a field as it came in a form with a file.
    pub fn push(&mut self, name: String, value: &str) -> Result<(), NotAForm> {
        if self.0.len() == MOST_FIELDS || name.contains('\0') || value.contains('\0') {
            return Err(NotAForm);
        }
        // Browsers end the lines of a text area with both.
        self.0.push((name, value.replace("\r\n", "\n")));
        Ok(())
    }

    /// Puts a value in the place of what was sent under this name.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// A field without the white space around it; empty when it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field exactly as it was typed; empty when it is absent.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Was anything sent under this name?
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Every value of a field, as boxes that were ticked send them.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every field.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same with one field more: for what a page shows at first.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }
}

/// What is wrong with a form: for each field, what to say to the person, in their language.
#[derive(Debug, Clone, Default)]
pub struct Errors(BTreeMap<String, String>);

impl Errors {
    /// Notes what is wrong with a field; the first thing that is said of it stays.
    pub fn add(&mut self, field: &str, text: impl Into<String>) {
        self.0.entry(field.to_owned()).or_insert_with(|| text.into());
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, text)| (field.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let form = Form::parse(b"name=+Zo%C3%A9+&scope=a&scope=b&text=1%0D%0A2").unwrap();
        assert_eq!(form.text("name"), "Zoé");
        assert_eq!(form.all("scope").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(form.raw("text"), "1\n2");
        assert_eq!((form.text("other"), form.has("other")), ("", false));
    }

    #[test]
    fn nul_and_endless_forms_are_refused() {
        assert_eq!(Form::parse(b"name=a%00b").unwrap_err(), NotAForm);
        assert_eq!(Form::parse("a=1&".repeat(500).as_bytes()).unwrap_err(), NotAForm);
    }
}
