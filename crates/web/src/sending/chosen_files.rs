//! Files in the place of values. What was chosen is kept for an hour, while the message is looked at, and travels in the
//! forms of the person's own pages by its handle.

use crate::components::Markup;
use crate::files;
use crate::form::{Errors, Form, SentFile};
use crate::refused::Refused;
use crate::templates::rendered::Wanted;
use crate::visit::Visit;
use askama::Template;
use facteur_app::{Authority, FileMethod, FileView, HeldFile, HoldError, SiteFile, endings};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::id::ServiceId;
use facteur_model::service::Permission;
use facteur_template::limits::MAX_ATTACHMENTS;

/// Bytes of the unit in which the largest file is said.
const MEGABYTE: usize = 1 << 20;

/// How a file may travel: value in the form, key of the label, and what it means.
const WAYS: [(&str, &str, FileMethod, bool); 3] = [
    ("link", "send-file-as-link", FileMethod::Link, false),
    ("confirmed", "send-file-as-confirmed", FileMethod::Link, true),
    ("attach", "send-file-as-attachment", FileMethod::Attach, false),
];

/// A file in the place of the value with this number.
pub struct Chosen {
    pub number: usize,
    pub site: SiteFile,
}

impl Chosen {
    pub fn view(&self) -> FileView {
        self.site.file.view(self.site.method)
    }

    /// What stands in its place while the message is looked at: a link is drawn when the message is sent.
    pub fn stand_in(&self, base_url: &str) -> String {
        match self.site.method {
            FileMethod::Attach => self.view().name,
            FileMethod::Link => format!("{base_url}/d/…"),
        }
    }

    /// The file in one line: its name, its size, and how it travels.
    pub fn line(&self, t: &Words) -> String {
        let view = self.view();
        let key = if self.site.confirmed { "send-file-line-confirmed" } else { "send-file-line" };
        t.say2(key, "name", &view.name, "about", files::about(t, &view))
    }
}

/// The names of the fields of a file.
pub fn fields(number: usize) -> [String; 2] {
    [held(number), way(number)]
}

/// Is it said already what is wrong with the file in this place?
pub fn is_wrong(errors: &Errors, number: usize) -> bool {
    errors.of(&chosen(number)).is_some()
}

fn chosen(number: usize) -> String {
    format!("file-{number}")
}

fn held(number: usize) -> String {
    format!("held-{number}")
}

fn way(number: usize) -> String {
    format!("way-{number}")
}

/// May files take the place of values of such messages?
pub fn may_be_sent(visit: &Visit, channel: Channel) -> bool {
    let permitted =
        visit.seat().is_ok_and(|seat| seat.service.permissions.contains(Permission::UploadDocument));
    permitted && channel == Channel::Email
}

/// Reads which files the form says, and keeps those that came with it; afterwards the form says those as well.
pub async fn read(
    visit: &Visit,
    wanted: &[Wanted],
    form: &mut Form,
    errors: &mut Errors,
) -> Result<Vec<Chosen>, Refused> {
    let mut sent = visit.take_files();
    let mut found = Vec::new();
    if sent.len() > MAX_ATTACHMENTS {
        errors.add("send", said(&visit.words(), &HoldError::TooMany { most: MAX_ATTACHMENTS }));
        sent.clear();
    }
    for (number, _) in wanted.iter().enumerate().filter(|(_, wanted)| !wanted.is_conditional) {
        let new = sent.iter().position(|file| file.field == chosen(number)).map(|at| sent.swap_remove(at));
        let (by, service, name) = (visit.authority()?, visit.service()?, held(number));
        let file = match new {
            Some(file) => keep(visit, &by, service, file).await,
            None if form.text(&format!("drop-{number}")) == "yes" || form.text(&name).is_empty() => {
                form.put(&name, "");
                continue;
            }
            None => visit.app().held_file(&by, service, form.text(&name)).await,
        };
        match file {
            Ok(file) => {
                form.put(&name, file.handle());
                let way = form.text(&way(number)).to_owned();
                let (_, _, method, confirmed) =
                    *WAYS.iter().find(|(value, ..)| *value == way).unwrap_or(&WAYS[0]);
                found.push(Chosen { number, site: SiteFile { file, method, confirmed } });
            }
            Err(error) => {
                form.put(&name, "");
                errors.add(&chosen(number), refusal(visit, error)?);
            }
        }
    }
    if let Err(error) = visit.app().settings().files.fit(found.iter().map(|one| &one.site.file)) {
        errors.add("send", said(&visit.words(), &error));
    }
    Ok(found)
}

async fn keep(
    visit: &Visit,
    by: &Authority,
    service: ServiceId,
    file: SentFile,
) -> Result<HeldFile, HoldError> {
    let most = visit.app().settings().files.most_bytes;
    let bytes = file.bytes.ok_or(HoldError::TooLarge { most })?;
    visit.app().hold_file(by, service, &file.name, bytes).await
}

/// What to say of a file that is not taken.
pub fn refusal(visit: &Visit, error: HoldError) -> Result<String, Refused> {
    match error {
        HoldError::Change(error) => Err(error.into()),
        error => Ok(said(&visit.words(), &error)),
    }
}

fn said(t: &Words, error: &HoldError) -> String {
    match error {
        // Has a page of its own.
        HoldError::Change(_) => String::new(),
        HoldError::Name => t.say("send-file-wrong-name"),
        HoldError::Empty => t.say("send-file-empty"),
        HoldError::TooLarge { most } => t.say1("send-file-too-large", "megabytes", most / MEGABYTE),
        HoldError::Type(_) => t.say("send-file-wrong-type"),
        HoldError::NamedOtherwise { ending } => t.say1("send-file-named-otherwise", "ending", *ending),
        HoldError::TooMany { most } => t.say1("send-file-too-many", "count", *most),
        HoldError::TooLargeTogether { most } => {
            t.say1("send-file-too-large-together", "megabytes", most / MEGABYTE)
        }
        HoldError::Gone => t.say("send-file-gone"),
        HoldError::TooOften { seconds } => t.say1("send-file-too-often", "minutes", seconds.div_ceil(60)),
        HoldError::Unreachable => t.say("send-refused-files-away"),
    }
}

#[derive(Template)]
#[template(path = "sending/file.html")]
struct FileField {
    number: usize,
    /// What was chosen before.
    kept: Option<String>,
    handle: String,
    remove: String,
    is_open: bool,
    summary: String,
    label: String,
    hint: String,
    accept: String,
    error: Option<String>,
    ways: Markup,
}

/// The fields of a file in the place of a value.
pub fn field(
    visit: &Visit,
    form: &Form,
    errors: &Errors,
    found: &[Chosen],
    number: usize,
    name: &str,
) -> Markup {
    let t = visit.words();
    let kept = found.iter().find(|one| one.number == number);
    let settings = visit.app().settings().files;
    let field = way(number);
    let ways = WAYS.map(|(value, label, _, _)| {
        crate::components::Choice::new(value, t.say1(label, "days", settings.days))
    });
    let asked = form.clone();
    let asked = if form.has(&field) { asked } else { asked.with(&field, WAYS[0].0) };
    let error = errors.of(&chosen(number)).map(str::to_owned);
    Markup::of(&FileField {
        number,
        is_open: kept.is_some() || error.is_some(),
        kept: kept.map(|one| one.line(&t)),
        handle: kept.map(|one| one.site.file.handle()).unwrap_or_default(),
        remove: t.say("send-file-remove"),
        summary: t.say1("send-file-instead", "name", name),
        label: t.say(if kept.is_some() { "send-file-choose-other" } else { "send-file-choose" }),
        hint: t.say1("send-file-hint", "megabytes", settings.most_bytes / MEGABYTE),
        accept: endings().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
        error,
        ways: visit.fields(&asked, errors).radios(&field, "send-file-way", "", &ways),
    })
}
