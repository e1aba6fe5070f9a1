//! A template as a file: front matter between two lines of `---`, then the text.
//!
//! The front matter is a part of YAML: a field a line, its value plain or between double quotes.

use facteur_model::Channel;
use facteur_model::id::{FolderId, TemplateId};
use std::fmt::Write as _;

const FENCE: &str = "---";
const FIELDS: [&str; 7] = ["id", "name", "type", "subject", "category", "folder", "version"];
/// What a plain value of YAML cannot begin with, but what means something else there.
const RESERVED: [char; 13] = ['\'', '[', ']', '{', '}', '|', '>', '&', '*', '!', '%', '@', '`'];

/// A template as a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    /// None until it is on the server.
    pub id: Option<TemplateId>,
    pub name: String,
    pub channel: Channel,
    pub subject: Option<String>,
    /// Its English name, or its id.
    pub category: Option<String>,
    pub folder: Option<Folder>,
    /// The server's version that the file was written from.
    pub version: Option<u32>,
    /// With line feeds for ends of lines.
    pub content: String,
}

/// Where the template is on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    Top,
    In(FolderId),
}

impl Folder {
    fn text(self) -> String {
        match self {
            Folder::Top => "top".to_owned(),
            Folder::In(id) => id.to_string(),
        }
    }
}

/// What is wrong with a file, and on which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub what: String,
}

/// On which lines the parts of a file stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    fields: Vec<(&'static str, usize)>,
    /// The first line of the text.
    pub content: usize,
}

impl Lines {
    /// The line of a field, or the first of all.
    pub fn of(&self, field: &str) -> usize {
        match field {
            "content" => self.content,
            _ => self.fields.iter().find(|(name, _)| *name == field).map_or(1, |(_, line)| *line),
        }
    }
}

impl TemplateFile {
    /// Reads a file; everything that is wrong with it is said at once.
    pub fn parse(text: &str) -> Result<(Self, Lines), Vec<Fault>> {
        let text = with_line_feeds(text.strip_prefix('\u{feff}').unwrap_or(text));
        let mut reader = Reader::default();
        let content = reader.front_matter(&text)?;
        let lines = Lines {
            fields: reader.values.iter().map(|(field, _, line)| (*field, *line)).collect(),
            content: reader.content_line,
        };
        let file = reader.file(content);
        match file {
            Some(file) if reader.faults.is_empty() => Ok((file, lines)),
            _ => {
                reader.faults.sort_by_key(|fault| fault.line);
                Err(reader.faults)
            }
        }
    }

    /// The file, from which [`TemplateFile::parse`] reads the same.
    pub fn write(&self) -> String {
        let mut text = format!("{FENCE}\n");
        let mut field = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{name}: {}", written(&value));
            }
        };
        field("id", self.id.map(|id| id.to_string()));
        field("name", Some(self.name.clone()));
        field("type", Some(self.channel.as_str().to_owned()));
        field("subject", self.subject.clone());
        field("category", self.category.clone());
        field("folder", self.folder.map(Folder::text));
        if let Some(version) = self.version {
            let _ = writeln!(text, "version: {version}");
        }
        let _ = write!(text, "{FENCE}\n{}\n", self.content);
        text
    }
}

/// Ends of lines as files of the project have them, whatever program or server wrote them.
pub fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[derive(Default)]
struct Reader {
    values: Vec<(&'static str, String, usize)>,
    faults: Vec<Fault>,
    content_line: usize,
}

impl Reader {
    fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.faults.push(Fault { line, what: what.into() });
    }

    /// Reads the fields, and gives back the text behind them.
    fn front_matter<'a>(&mut self, text: &'a str) -> Result<&'a str, Vec<Fault>> {
        let broken = |line, what: &str| Err(vec![Fault { line, what: what.to_owned() }]);
        let mut rest = text;
        let mut number = 0;
        loop {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            number += 1;
            if number == 1 {
                if line.trim_end() != FENCE {
                    return broken(1, "a template begins with a line of ---");
                }
            } else if line.trim_end() == FENCE {
                self.content_line = number + 1;
                // The last end of a line is the file's, not the text's.
                return Ok(after.strip_suffix('\n').unwrap_or(after));
            } else {
                self.field(line, number);
            }
            if after.is_empty() && !rest.ends_with('\n') || rest.is_empty() {
                return broken(number, "the front matter does not end: a line of --- is missing");
            }
            rest = after;
        }
    }

    fn field(&mut self, line: &str, number: usize) {
        if line.trim().is_empty() {
            return;
        }
        let Some((name, value)) = line.split_once(':') else {
            return self.fault(number, "this is not `field: value`");
        };
        let name = name.trim();
        let Some(field) = FIELDS.into_iter().find(|field| *field == name) else {
            let shown: String = name.chars().take(40).collect();
            return self.fault(number, format!("there is no field `{shown}`, but {}", FIELDS.join(", ")));
        };
        if self.values.iter().any(|(known, ..)| *known == field) {
            return self.fault(number, format!("`{field}` is there twice"));
        }
        match read(value.trim()) {
            Ok(value) => self.values.push((field, value, number)),
            Err(what) => self.fault(number, format!("{field}: {what}")),
        }
    }

    fn take(&self, field: &str) -> Option<(String, usize)> {
        self.values.iter().find(|(name, ..)| *name == field).map(|(_, value, line)| (value.clone(), *line))
    }

    /// A field that must be of a certain form, if it is there.
    fn parsed<T>(&mut self, field: &str, wanted: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let (value, line) = self.take(field)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.fault(line, format!("{field}: this is not {wanted}"));
        }
        parsed
    }

    fn file(&mut self, content: &str) -> Option<TemplateFile> {
        let id = self.parsed("id", "an id", TemplateId::parse);
        let channel = self.parsed("type", "email or sms", Channel::from_wire);
        let version = self.parsed("version", "a number from 1", |text| {
            text.parse().ok().filter(|version: &u32| *version > 0)
        });
        let folder = self.parsed("folder", "the id of a folder, or top", |text| match text {
            "top" => Some(Folder::Top),
            id => FolderId::parse(id).map(Folder::In),
        });
        let name = self.take("name").map(|(name, _)| name);
        let subject = self.take("subject");
        for (field, is_there) in
            [("name", name.is_some()), ("type", self.values.iter().any(|(field, ..)| *field == "type"))]
        {
            if !is_there && !self.faults.iter().any(|fault| fault.what.starts_with(field)) {
                self.fault(1, format!("`{field}` is missing"));
            }
        }
        match (channel, &subject) {
            (Some(Channel::Email), None) => self.fault(1, "`subject` is missing: an email has one"),
            (Some(Channel::Sms), Some((_, line))) => self.fault(*line, "subject: a text message has none"),
            _ => {}
        }
        let (subject, category) =
            (subject.map(|(text, _)| text), self.take("category").map(|(text, _)| text));
        let (channel, name) = (channel?, name?);
        Some(TemplateFile {
            id,
            name,
            channel,
            subject,
            category,
            folder,
            version,
            content: content.to_owned(),
        })
    }
}

/// A value as a file has it.
fn read(value: &str) -> Result<String, String> {
    let Some(quoted) = value.strip_prefix('"') else {
        return match value.chars().next() {
            None => Err("there is no value".to_owned()),
            Some(first) if RESERVED.contains(&first) => {
                Err(format!("a value that begins with {first} stands between double quotes"))
            }
            Some(_) if value.chars().any(char::is_control) => {
                Err("control characters cannot be here".to_owned())
            }
            Some(_) => Ok(value.to_owned()),
        };
    };
    let mut text = String::with_capacity(quoted.len());
    let mut characters = quoted.chars();
    loop {
        match characters.next() {
            None => return Err("the double quotes are not closed".to_owned()),
            Some('"') => break,
            Some('\\') => text.push(escape(&mut characters)?),
            Some(character) => text.push(character),
        }
    }
    if characters.as_str().is_empty() {
        Ok(text)
    } else {
        Err("something stands behind the closing double quotes".to_owned())
    }
}

fn escape(characters: &mut std::str::Chars<'_>) -> Result<char, String> {
    match characters.next() {
        Some('n') => Ok('\n'),
        Some('t') => Ok('\t'),
        Some(same @ ('"' | '\\' | '/')) => Ok(same),
        Some('u') => {
            let digits: String = characters.by_ref().take(4).collect();
            let is_hexadecimal = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let code = u32::from_str_radix(&digits, 16).ok().filter(|_| is_hexadecimal);
            code.and_then(char::from_u32).ok_or_else(|| format!("\\u{digits} is no character"))
        }
        Some(other) => Err(format!("\\{other} means nothing here")),
        None => Err("the double quotes are not closed".to_owned()),
    }
}

/// A value as YAML reads it, too.
fn written(value: &str) -> String {
    let begins_plainly = value.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '(');
    let is_word =
        ["true", "false", "null", "yes", "no", "on", "off"].contains(&value.to_lowercase().as_str());
    let is_plain = begins_plainly
        && !is_word
        && value.parse::<f64>().is_err()
        && !value.ends_with(|last: char| last.is_whitespace() || last == ':')
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.chars().any(char::is_control);
    if is_plain {
        return value.to_owned();
    }
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(text: &str) -> Vec<(usize, String)> {
        let faults = TemplateFile::parse(text).expect_err("faults");
        faults.into_iter().map(|fault| (fault.line, fault.what)).collect()
    }

    #[test]
    fn a_file_is_read() {
        let text = "\u{feff}---\r\nid: 3d844edf-8d35-48ac-975b-e847b4f122b0\r\nname: Form #5: reset\r\ntype: email\r\n\r\nsubject: \"Hi \\\"you\\\"\"\r\ncategory: Alert\r\nfolder: top\r\nversion: 3\r\n---\r\nHello\r\n\r\n((name))\r\n";
        let (file, lines) = TemplateFile::parse(text).expect("a file");
        assert_eq!(file.name, "Form #5: reset");
        assert_eq!(file.subject.as_deref(), Some("Hi \"you\""));
        assert_eq!(file.content, "Hello\n\n((name))");
        assert_eq!((file.folder, file.version, file.channel), (Some(Folder::Top), Some(3), Channel::Email));
        assert_eq!((lines.of("subject"), lines.of("content"), lines.of("x")), (6, 11, 1));
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_line() {
        assert_eq!(faults(""), [(1, "a template begins with a line of ---".to_owned())]);
        assert_eq!(faults("Hello")[0].0, 1);
        assert_eq!(
            faults("---\nname: x\n"),
            [(3, "the front matter does not end: a line of --- is missing".to_owned())]
        );
        assert_eq!(
            faults(
                "---\nname x\nid: 1\ntype: fax\nfolder: x\nversion: 0\nsujet: x\nid: 2\nsubject: [x]\n---\n"
            ),
            [
                (1, "`name` is missing".to_owned()),
                (2, "this is not `field: value`".to_owned()),
                (3, "id: this is not an id".to_owned()),
                (4, "type: this is not email or sms".to_owned()),
                (5, "folder: this is not the id of a folder, or top".to_owned()),
                (6, "version: this is not a number from 1".to_owned()),
                (
                    7,
                    "there is no field `sujet`, but id, name, type, subject, category, folder, version"
                        .to_owned()
                ),
                (8, "`id` is there twice".to_owned()),
                (9, "subject: a value that begins with [ stands between double quotes".to_owned()),
            ]
        );
        for (value, what) in [
            ("", "there is no value"),
            ("\"a", "the double quotes are not closed"),
            ("\"a\\", "the double quotes are not closed"),
            ("\"a\" b", "something stands behind the closing double quotes"),
            ("\"\\x\"", "\\x means nothing here"),
            ("\"\\ud800\"", "\\ud800 is no character"),
            ("\"\\u12\"", "\\u12\" is no character"),
        ] {
            let found = faults(&format!("---\nname: {value}\ntype: sms\n---\nx"));
            assert_eq!(found, [(2, format!("name: {what}"))], "{value}");
        }
        assert_eq!(faults("---\nname: x\ntype: email\n---\n")[0].1, "`subject` is missing: an email has one");
        assert_eq!(
            faults("---\nname: x\ntype: sms\nsubject: x\n---\n"),
            [(4, "subject: a text message has none".to_owned())]
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            name in "[^\r]{1,60}",
            subject in "[^\r]{1,60}",
            category in proptest::option::of("[^\r]{1,40}"),
            content in "[^\r]{0,300}",
            version in proptest::option::of(1..u32::MAX),
        ) {
            let file = TemplateFile {
                id: None,
                name,
                channel: Channel::Email,
                subject: Some(subject),
                category,
                folder: None,
                version,
                content,
            };
            let read = TemplateFile::parse(&file.write()).map(|(file, _)| file);
            prop_assert_eq!(read, Ok(file));
        }

        #[test]
        fn any_text_is_read_or_refused_with_a_line_of_it(text in "(---\n)?([a-z]{2,8}: ?.{0,20}\n|.{0,30}\n|---\n){0,12}") {
            if let Err(faults) = TemplateFile::parse(&text) {
                let lines = with_line_feeds(&text).lines().count() + 1;
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|fault| (1..=lines).contains(&fault.line)));
            }
        }
    }
}
