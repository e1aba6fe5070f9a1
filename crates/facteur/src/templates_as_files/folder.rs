//! The folder of the files: which there are, and how a new one is named.

use super::file::{Lines, TemplateFile};
use super::report::Problem;
use anyhow::{Context, bail};
use facteur_model::id::TemplateId;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// The largest file that is read: twenty times the longest template.
const LARGEST: u64 = 1 << 20;
const MOST_FILES: usize = 10_000;
/// The longest name of a new file, its ending and what tells it from others not counted.
const LONGEST_NAME: usize = 60;
const ENDING: &str = "md";
/// Files that people expect in a folder, and that are no templates.
const OTHERS: [&str; 2] = ["README.md", "LISEZMOI.md"];

/// A template of the folder.
#[derive(Debug)]
pub struct Found {
    /// The name of the file.
    pub name: String,
    pub file: TemplateFile,
    pub lines: Lines,
}

/// The folder as it is.
pub struct Folder {
    path: PathBuf,
    pub found: Vec<Found>,
    /// Every name that is taken, in small letters: some systems know no others.
    names: HashSet<String>,
}

impl Folder {
    /// Reads the folder; what is wrong with single files is noted. One that is not there yet is empty.
    pub fn read(path: &Path, problems: &mut Vec<Problem>) -> anyhow::Result<Self> {
        let mut folder = Self { path: path.to_owned(), found: Vec::new(), names: HashSet::new() };
        if !path.exists() {
            return Ok(folder);
        }
        let unreadable = || format!("{} cannot be read", path.display());
        let mut names = Vec::new();
        for entry in fs::read_dir(path).with_context(unreadable)? {
            let name = entry.with_context(unreadable)?.file_name();
            // What is no text is no name that we gave.
            names.extend(name.into_string());
        }
        names.sort_unstable();
        folder.names = names.iter().map(|name| name.to_lowercase()).collect();
        names.retain(|name| {
            let is_template = Path::new(name).extension().is_some_and(|ending| ending == ENDING);
            is_template && !name.starts_with('.') && !OTHERS.contains(&name.as_str())
        });
        if names.len() > MOST_FILES {
            bail!("{} holds more than {MOST_FILES} files", path.display());
        }
        let mut ids = HashSet::new();
        for name in names {
            folder.read_one(name, &mut ids, problems)?;
        }
        Ok(folder)
    }

    fn read_one(
        &mut self,
        name: String,
        ids: &mut HashSet<TemplateId>,
        problems: &mut Vec<Problem>,
    ) -> anyhow::Result<()> {
        let path = self.path.join(&name);
        let unreadable = || format!("{} cannot be read", path.display());
        let about = fs::metadata(&path).with_context(unreadable)?;
        if !about.is_file() {
            return Ok(());
        }
        if about.len() > LARGEST {
            problems.push(Problem::wrong(&name, 1, "the file is larger than any template"));
            return Ok(());
        }
        let Ok(text) = String::from_utf8(fs::read(&path).with_context(unreadable)?) else {
            problems.push(Problem::wrong(&name, 1, "the file is not text in UTF-8"));
            return Ok(());
        };
        match TemplateFile::parse(&text) {
            Err(faults) => {
                problems
                    .extend(faults.into_iter().map(|fault| Problem::wrong(&name, fault.line, fault.what)));
            }
            Ok((file, lines)) => {
                if file.id.is_some_and(|id| !ids.insert(id)) {
                    problems.push(Problem::wrong(&name, lines.of("id"), "another file has the same id"));
                }
                self.found.push(Found { name, file, lines });
            }
        }
        Ok(())
    }

    /// The file of a template, whatever its name has become since.
    pub fn file_of(&self, id: TemplateId) -> Option<&Found> {
        self.found.iter().find(|found| found.file.id == Some(id))
    }

    /// A name that no file has, for a template that has no file yet; it is taken from now on.
    pub fn new_name(&mut self, template: &str, id: TemplateId) -> String {
        let id = id.to_string();
        let slug = slug(template);
        // The end of an id is chance, its beginning is the time.
        let tails = [String::new(), format!("-{}", &id[id.len() - 8..]), format!("-{id}")];
        let names = tails.into_iter().map(|tail| format!("{slug}{tail}.{ENDING}"));
        let mut free = names.filter(|name| !self.names.contains(name));
        let name = free.next().unwrap_or_else(|| format!("{id}.{ENDING}"));
        self.names.insert(name.clone());
        name
    }

    /// Writes a file whole, or not at all.
    pub fn write(&self, name: &str, file: &TemplateFile) -> anyhow::Result<()> {
        let path = self.path.join(name);
        let unwritable = || format!("{} cannot be written", path.display());
        fs::create_dir_all(&self.path).with_context(unwritable)?;
        let draft = self.path.join(format!(".{name}.new"));
        fs::write(&draft, file.write()).with_context(unwritable)?;
        fs::rename(&draft, &path).with_context(unwritable)
    }
}

/// A name in small letters, digits and hyphens.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.nfkd().flat_map(char::to_lowercase) {
        match character {
            'œ' => slug.push_str("oe"),
            'æ' => slug.push_str("ae"),
            '\u{300}'..='\u{36f}' => {}
            _ if character.is_ascii_alphanumeric() => slug.push(character),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(LONGEST_NAME);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "template".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::id::TemplateId;
    use proptest::prelude::*;

    #[test]
    fn files_are_named_for_their_templates() {
        for (name, expected) in [
            ("Rappel : été à l’Île-Bizard", "rappel-ete-a-l-ile-bizard"),
            ("Œuvre", "oeuvre"),
            ("../../etc/passwd", "etc-passwd"),
            ("()", "template"),
            ("ᐃᓄᒃᑎᑐᑦ", "template"),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn two_templates_of_one_name_have_two_files() {
        let mut folder = Folder { path: PathBuf::new(), found: Vec::new(), names: HashSet::new() };
        let id = |text: &str| TemplateId::parse(text).expect("an id");
        let one = id("0193fac7-0000-7000-8000-0000aaaabbbb");
        let other = id("0193fac7-0000-7000-8000-0000ccccdddd");
        let names =
            [folder.new_name("A b", one), folder.new_name("a B", other), folder.new_name("a-b", other)];
        assert_eq!(names, ["a-b.md", "a-b-ccccdddd.md", "a-b-0193fac7-0000-7000-8000-0000ccccdddd.md"]);
    }

    proptest! {
        #[test]
        fn no_name_leads_out_of_the_folder(name in "\\PC{0,200}") {
            let slug = slug(&name);
            prop_assert!(!slug.is_empty() && slug.len() <= LONGEST_NAME);
            prop_assert!(slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
        }
    }
}
