//! What has to be done so that files and server say the same, and doing it.

use super::difference::lines_that_differ;
use super::file::{Folder as Place, TemplateFile};
use super::folder::{Folder, Found};
use super::lint::{category_of, lint};
use super::report::{Line, Problem, Report, State};
use super::server::{Category, Held, Server};
use anyhow::{Context, bail};
use facteur_model::Channel;
use facteur_model::id::TemplateCategoryId;
use serde_json::{Map, Value, json};
use std::path::Path;

/// What a pull may overwrite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwriting {
    /// Files that say what some version of the server said.
    Unchanged,
    Everything,
}

/// How far a push goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It shows all that differs.
    Comparing,
    /// It says what it would write.
    Saying,
    Writing,
}

/// Writes the server's templates to files.
pub async fn pull(path: &Path, server: &Server, overwriting: Overwriting) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut folder = Folder::read(path, &mut report.problems)?;
    let is_managed = server.categories().await?.is_some();
    if !is_managed {
        report.notes.push(
            "The key may not manage templates: categories and folders are not known, and stay as they are in the files."
                .to_owned(),
        );
    }
    let templates = server.templates(is_managed).await?;
    for held in &templates {
        let mut file = file_of(held);
        let (name, line) = match folder.file_of(held.id) {
            None => (folder.new_name(&held.name, held.id), State::Written),
            Some(found) => {
                if held.place.is_none() {
                    file.category.clone_from(&found.file.category);
                    file.folder = found.file.folder;
                }
                if says_the_same(&file, &found.file) {
                    (found.name.clone(), State::Same)
                } else if overwriting == Overwriting::Everything || is_unchanged(found, server).await? {
                    (found.name.clone(), State::Written)
                } else {
                    (found.name.clone(), State::Conflict)
                }
            }
        };
        let mut details = Vec::new();
        match line {
            State::Written => folder.write(&name, &file)?,
            State::Conflict => {
                details.push("it was changed here: push it, or overwrite it with --force".to_owned());
            }
            _ => {}
        }
        report.lines.push(Line { state: line, what: name, id: Some(held.id.to_string()), details });
    }
    for found in &folder.found {
        if found.file.id.is_some_and(|id| templates.iter().all(|held| held.id != id)) {
            report.lines.push(line(State::NotOnServer, found));
        }
    }
    Ok(report)
}

/// Does a file still say what the server said in the version that it is of?
async fn is_unchanged(found: &Found, server: &Server) -> anyhow::Result<bool> {
    let (Some(id), Some(version)) = (found.file.id, found.file.version) else { return Ok(false) };
    let Some(base) = server.version(id, version).await? else { return Ok(false) };
    let file = &found.file;
    Ok(base.name == file.name && base.subject == file.subject && base.content == file.content)
}

/// Compares the files with the server; writes what was changed here, when that is wanted and nothing is wrong.
pub async fn push(path: &Path, server: &Server, most_parts: u32, doing: Doing) -> anyhow::Result<Report> {
    let mut report = Report::default();
    if !path.is_dir() {
        bail!("{} is not a folder", path.display());
    }
    let folder = Folder::read(path, &mut report.problems)?;
    let categories = server.categories().await?;
    if categories.is_none() && doing != Doing::Comparing {
        bail!("the key may not manage templates: it needs the permission manage_templates");
    }
    let templates = server.templates(categories.is_some()).await?;
    for found in &folder.found {
        lint(found, categories.as_deref(), most_parts, &mut report.problems);
    }
    let known = categories.as_deref().unwrap_or_default();
    let mut to_write = Vec::new();
    for found in &folder.found {
        let held = found.file.id.and_then(|id| templates.iter().find(|held| held.id == id));
        let line = compared(found, held, known, &mut report.problems);
        if matches!(line.state, State::Changed | State::New) {
            to_write.push((report.lines.len(), found, held));
        }
        report.lines.push(line);
    }
    for held in templates.iter().filter(|held| folder.file_of(held.id).is_none()) {
        let id = Some(held.id.to_string());
        report.lines.push(Line {
            state: State::OnlyOnServer,
            what: held.name.clone(),
            id,
            details: Vec::new(),
        });
    }
    match doing {
        Doing::Comparing => {}
        Doing::Saying if !to_write.is_empty() => {
            report.notes.push("Nothing was written: --apply writes what is changed or new.".to_owned());
        }
        Doing::Saying => {}
        Doing::Writing if report.has_wrong() => {
            report.notes.push("Nothing was written: correct the errors first.".to_owned());
        }
        Doing::Writing => {
            // What only the server has is nobody's task here.
            report.lines.iter_mut().filter(|line| line.state == State::OnlyOnServer).for_each(|line| {
                line.state = State::Same;
            });
            for (at, found, held) in to_write {
                let written = write(found, held, known, server).await.with_context(|| found.name.clone());
                // What was written before stays written, and its files know it.
                let written = written?;
                folder.write(
                    &found.name,
                    &TemplateFile {
                        id: Some(written.id),
                        version: Some(written.version),
                        ..found.file.clone()
                    },
                )?;
                let line = &mut report.lines[at];
                line.state = State::Written;
                line.id = Some(written.id.to_string());
                line.details = vec![format!("version {} on the server", written.version)];
            }
        }
    }
    Ok(report)
}

/// How a file and the server's template stand to each other.
fn compared(
    found: &Found,
    held: Option<&Held>,
    categories: &[Category],
    problems: &mut Vec<Problem>,
) -> Line {
    let file = &found.file;
    let Some(held) = held else {
        return line(if file.id.is_some() { State::NotOnServer } else { State::New }, found);
    };
    if held.channel != file.channel {
        let what = format!("type: on the server it is {}, and cannot change", held.channel.as_str());
        problems.push(Problem::wrong(&found.name, found.lines.of("type"), what));
    }
    let details = differences(found, held, categories);
    if details.is_empty() {
        return line(State::Same, found);
    }
    let mut line = line(State::Changed, found);
    if file.version != Some(held.version) {
        line.state = State::Conflict;
        let of = file.version.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"));
        let what = format!("the server has version {}, the file is of {of}: pull first", held.version);
        problems.push(Problem::wrong(&found.name, found.lines.of("version"), what));
    }
    line.details = details;
    line
}

fn line(state: State, found: &Found) -> Line {
    let id = found.file.id.map(|id| id.to_string());
    Line { state, what: found.name.clone(), id, details: Vec::new() }
}

/// What differs, for people to read.
fn differences(found: &Found, held: &Held, categories: &[Category]) -> Vec<String> {
    let file = &found.file;
    let mut lines = Vec::new();
    let mut field = |name: &str, server: &str, file: &str| {
        if server != file {
            lines.push(format!("- {name}: {server}"));
            lines.push(format!("+ {name}: {file}"));
        }
    };
    field("name", &held.name, file.name.trim());
    if file.channel == Channel::Email {
        let (server, here) = (held.subject.as_deref(), file.subject.as_deref());
        field("subject", server.unwrap_or_default(), here.unwrap_or_default());
    }
    if let Some(place) = &held.place {
        let server = place.category.as_ref().map(|category| category.id);
        if let Some(here) = category_of(file, categories).filter(|here| Some(*here) != server) {
            let name = |id: Option<TemplateCategoryId>| {
                let known = id.and_then(|id| categories.iter().find(|category| category.id == id));
                known.map_or_else(|| id.map(|id| id.to_string()).unwrap_or_default(), |one| one.name.clone())
            };
            field("category", &name(server), &name(Some(here)));
        }
        let server = place.folder.map_or_else(|| "top".to_owned(), |id| id.to_string());
        match file.folder {
            None => {}
            Some(Place::Top) => field("folder", &server, "top"),
            Some(Place::In(id)) => field("folder", &server, &id.to_string()),
        }
    }
    lines.extend(lines_that_differ(&held.content, &file.content, found.lines.content));
    lines
}

/// Writes one file to the server: all of a new one, and of another what differs.
async fn write(
    found: &Found,
    held: Option<&Held>,
    categories: &[Category],
    server: &Server,
) -> anyhow::Result<Held> {
    let file = &found.file;
    let category = category_of(file, categories);
    let mut body = Map::new();
    let mut set = |name: &str, value: Value| body.insert(name.to_owned(), value);
    let Some(held) = held else {
        set("name", json!(file.name));
        set("template_type", json!(file.channel.as_str()));
        set("content", json!(file.content));
        if let Some(subject) = &file.subject {
            set("subject", json!(subject));
        }
        set("template_category_id", json!(category.map(|id| id.to_string())));
        if let Some(Place::In(folder)) = file.folder {
            set("parent_folder_id", json!(folder.to_string()));
        }
        return server.create(&Value::Object(body)).await;
    };
    if file.name.trim() != held.name {
        set("name", json!(file.name));
    }
    if file.content != held.content {
        set("content", json!(file.content));
    }
    if let Some(subject) = file.subject.as_ref().filter(|subject| Some(*subject) != held.subject.as_ref()) {
        set("subject", json!(subject));
    }
    let place = held.place.as_ref();
    let was = place.and_then(|place| place.category.as_ref()).map(|category| category.id);
    if let Some(category) = category.filter(|category| Some(*category) != was) {
        set("template_category_id", json!(category.to_string()));
    }
    let was = place.and_then(|place| place.folder);
    match file.folder {
        Some(Place::Top) if was.is_some() => {
            set("parent_folder_id", Value::Null);
        }
        Some(Place::In(folder)) if was != Some(folder) => {
            set("parent_folder_id", json!(folder.to_string()));
        }
        _ => {}
    }
    server.change(held.id, &Value::Object(body)).await
}

/// The server's template as a file.
fn file_of(held: &Held) -> TemplateFile {
    let place = held.place.as_ref();
    TemplateFile {
        id: Some(held.id),
        name: held.name.clone(),
        channel: held.channel,
        subject: held.subject.clone(),
        category: place.and_then(|place| place.category.as_ref()).map(|category| category.name.clone()),
        folder: place.and_then(|place| place.folder).map(Place::In),
        version: Some(held.version),
        content: held.content.clone(),
    }
}

/// Would writing one over the other change nothing? A folder that is not named is the top.
fn says_the_same(server: &TemplateFile, file: &TemplateFile) -> bool {
    let top = |place: Option<Place>| place.filter(|place| *place != Place::Top);
    let of_one_place = |file: &TemplateFile| TemplateFile { folder: top(file.folder), ..file.clone() };
    of_one_place(server) == of_one_place(file)
}
