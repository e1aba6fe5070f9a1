//! Writing a template: the form, its preview, and a question when the names of its placeholders change.

use super::rendered::Source;
use super::{not_changed, priority_key, show_archived};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{
    EditError, FolderError, MOST_SUBJECT, Need, TemplateDraft, TemplateFault, TemplateRequest,
    template_faults,
};
use facteur_i18n::{Language, Words};
use facteur_model::Channel;
use facteur_model::id::{FolderId, TemplateCategoryId, TemplateId};
use facteur_model::person::Right;
use facteur_model::time::DAY;
use facteur_template::limits::MAX_NAME;
use facteur_template::normalise_name;

/// Characters that are looked at before anything is said about them: more than any limit.
const MOST_PREVIEWED: usize = 200_000;

pub fn routes() -> Vec<Route> {
    let manage = Access::Service(Need::Right(Right::ManageTemplates));
    vec![
        Route::get("/services/{service}/templates/add-email", manage, add_email),
        Route::post("/services/{service}/templates/add-email", manage, create_email),
        Route::get("/services/{service}/templates/add-sms", manage, add_sms),
        Route::post("/services/{service}/templates/add-sms", manage, create_sms),
        Route::get("/services/{service}/templates/{template}/edit", manage, edit),
        Route::post("/services/{service}/templates/{template}/edit", manage, save),
    ]
}

#[derive(Template)]
#[template(path = "templates/edit.html")]
struct Editing {
    page: Page,
    summary: Markup,
    name: Markup,
    subject: Option<Markup>,
    content: Markup,
    category: Markup,
    /// What the script says about the length of a text.
    length: Option<String>,
    /// Characters that the service's name takes in a text.
    prefix_length: usize,
    folder: Option<FolderId>,
    /// The version that is changed; none for a new template.
    version: Option<u32>,
    preview: Option<Preview>,
    /// Was the form sent, and not saved?
    unsaved: bool,
    back: String,
}

struct Preview {
    message: Markup,
    placeholders: Vec<String>,
}

/// What the form is about.
struct Subject {
    channel: Channel,
    prefix: Option<String>,
    template: Option<(TemplateId, u32)>,
    folder: Option<FolderId>,
    category: Option<TemplateCategoryId>,
}

impl Subject {
    async fn new_template(visit: &Visit, channel: Channel) -> Result<Self, Refused> {
        let from = visit.app().sending_from(&visit.authority()?, visit.service()?).await?;
        let folder = if visit.form().has("folder") { visit.form() } else { visit.query() };
        let folder = FolderId::parse(folder.text("folder"));
        Ok(Self { channel, prefix: from.prefix, template: None, folder, category: None })
    }

    fn draft<'a>(&'a self, form: &'a Form) -> TemplateDraft<'a> {
        TemplateDraft {
            channel: self.channel,
            name: form.text("name"),
            subject: (self.channel == Channel::Email).then(|| form.text("subject")),
            content: form.raw("content"),
            prefix: self.prefix.as_deref(),
        }
    }

    fn source<'a>(&'a self, form: &'a Form) -> Source<'a> {
        Source {
            channel: self.channel,
            subject: if self.channel == Channel::Email { form.text("subject") } else { "" },
            content: form.raw("content"),
            prefix: self.prefix.as_deref(),
        }
    }

    /// What is wrong with the form, and the category that was chosen.
    async fn check(&self, visit: &Visit) -> Result<(Errors, Option<TemplateCategoryId>), Refused> {
        let (form, t) = (visit.form(), visit.words());
        let mut errors = Errors::default();
        for fault in template_faults(&self.draft(form)) {
            errors.add(fault.field(), fault_text(&t, self.channel, fault));
        }
        let category = TemplateCategoryId::parse(form.text("category"));
        let categories = visit.app().template_categories(&visit.authority()?).await?;
        let category = category.filter(|id| categories.iter().any(|category| category.id == *id));
        if category.is_none() {
            errors.add("category", t.say("template-category-missing"));
        }
        Ok((errors, category))
    }

    fn request(
        &self,
        visit: &Visit,
        category: Option<TemplateCategoryId>,
    ) -> Result<TemplateRequest, Refused> {
        let draft = self.draft(visit.form());
        Ok(TemplateRequest {
            service: visit.service()?,
            channel: self.channel,
            name: draft.name.to_owned(),
            subject: draft.subject.map(str::to_owned),
            content: draft.content.to_owned(),
            category,
            priority: None,
        })
    }
}

/// What is wrong, in words.
fn fault_text(t: &Words, channel: Channel, fault: TemplateFault) -> String {
    match fault {
        TemplateFault::NameMissing => t.say("template-name-missing"),
        TemplateFault::NameTooLong => t.say1("template-name-too-long", "limit", MAX_NAME),
        TemplateFault::SubjectMissing => t.say("template-subject-missing"),
        TemplateFault::SubjectOfText => t.say("template-subject-of-text"),
        TemplateFault::SubjectTooLong => t.say1("template-subject-too-long", "limit", MOST_SUBJECT),
        TemplateFault::ContentMissing => t.say("template-content-missing"),
        TemplateFault::ContentTooLong { length, limit } => {
            let key = match channel {
                Channel::Email => "template-content-too-long",
                Channel::Sms => "template-text-too-long",
            };
            t.say2(key, "length", length, "limit", limit)
        }
        TemplateFault::NameUnprintable
        | TemplateFault::SubjectUnprintable
        | TemplateFault::ContentUnprintable => t.say("template-unprintable"),
        TemplateFault::SubjectCommas | TemplateFault::ContentCommas => t.say("template-commas"),
    }
}

async fn show(
    visit: &Visit,
    subject: &Subject,
    form: &Form,
    errors: &Errors,
    preview: Option<Preview>,
) -> Answer {
    let categories = visit.app().template_categories(&visit.authority()?).await?;
    let t = visit.words();
    let choices: Vec<_> = categories
        .iter()
        .filter(|category| !category.hidden || Some(category.id) == subject.category)
        .map(|category| {
            let name = match t.language {
                Language::En => &category.name_en,
                Language::Fr => &category.name_fr,
            };
            let priority = match subject.channel {
                Channel::Email => category.email_priority,
                Channel::Sms => category.sms_priority,
            };
            Choice::new(category.id.to_string(), name).hint(t.say(priority_key(priority)))
        })
        .collect();
    let title = match (subject.template, subject.channel) {
        (None, Channel::Email) => "template-add-email",
        (None, Channel::Sms) => "template-add-sms",
        (Some(_), _) => "template-edit-title",
    };
    let fields = visit.fields(form, errors);
    let page = visit.page(title);
    let is_email = subject.channel == Channel::Email;
    let shown = Editing {
        summary: fields.summary(),
        name: fields.input(
            "name",
            "template-name",
            Input { hint: "template-name-hint", most: 255, ..Input::default() },
        ),
        subject: is_email
            .then(|| fields.input("subject", "template-subject", Input { most: 900, ..Input::default() })),
        content: if is_email {
            fields.area("content", "template-content", "template-content-hint", 18)
        } else {
            fields.counted_area("content", "template-content", "template-text-hint", 8, "parts")
        },
        category: fields.radios("category", "template-category", "template-category-hint", &choices),
        length: (!is_email).then(|| t.say2("template-length-typed", "units", "#u", "parts", "#p")),
        prefix_length: subject.prefix.as_ref().map_or(0, |prefix| prefix.chars().count() + 2),
        folder: subject.folder,
        version: subject.template.map(|(_, version)| version),
        unsaved: preview.is_some() || !errors.is_empty(),
        preview,
        back: match (subject.template, subject.folder) {
            (Some((id, _)), _) => page.at(&format!("/templates/{id}")),
            (None, Some(folder)) => page.at(&format!("/templates?folder={folder}")),
            (None, None) => page.at("/templates"),
        },
        page,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visit.show_as(status, &shown)
}

/// The form again, with what it would look like to a reader. Nothing is kept.
async fn preview(visit: &Visit, subject: &Subject) -> Answer {
    let (form, t) = (visit.form(), visit.words());
    let source = subject.source(form);
    let mut errors = Errors::default();
    if source.content.chars().count() + source.subject.chars().count() > MOST_PREVIEWED {
        let fault = TemplateFault::ContentTooLong {
            length: source.content.chars().count(),
            limit: facteur_template::limits::MAX_EMAIL_CHARACTERS,
        };
        errors.add("content", fault_text(&t, Channel::Email, fault));
        return show(visit, subject, form, &errors, None).await;
    }
    let shown = Preview {
        message: source.with_gaps(&t),
        placeholders: source.wanted().into_iter().map(|wanted| wanted.name).collect(),
    };
    show(visit, subject, form, &errors, Some(shown)).await
}

async fn add_email(visit: Visit) -> Answer {
    add(visit, Channel::Email).await
}

async fn add_sms(visit: Visit) -> Answer {
    add(visit, Channel::Sms).await
}

async fn add(visit: Visit, channel: Channel) -> Answer {
    let subject = Subject::new_template(&visit, channel).await?;
    show(&visit, &subject, &Form::default(), &Errors::default(), None).await
}

async fn create_email(visit: Visit) -> Answer {
    create(visit, Channel::Email).await
}

async fn create_sms(visit: Visit) -> Answer {
    create(visit, Channel::Sms).await
}

async fn create(visit: Visit, channel: Channel) -> Answer {
    let subject = Subject::new_template(&visit, channel).await?;
    if visit.form().text("then") == "preview" {
        return preview(&visit, &subject).await;
    }
    let (errors, category) = subject.check(&visit).await?;
    if !errors.is_empty() {
        return show(&visit, &subject, visit.form(), &errors, None).await;
    }
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.app().create_template(&by, subject.request(&visit, category)?).await?;
    if subject.folder.is_some() {
        match visit.app().move_templates(&by, service, &[id], subject.folder).await {
            // The folder went meanwhile: the template stays where everybody finds it.
            Ok(()) | Err(FolderError::NoSuchFolder) => {}
            Err(FolderError::Change(error)) => return Err(error.into()),
            Err(_) => return Err(Refused::Unreadable),
        }
    }
    let said = visit.words().say1("template-created", "name", visit.form().text("name"));
    visit.go_saying(&format!("/services/{service}/templates/{id}"), Flash::done(said)).await
}

async fn edit(visit: Visit) -> Answer {
    let (subject, was) = existing(&visit).await?;
    if was.archived_at.is_some() {
        return show_archived(&visit, was.id).await;
    }
    let form = Form::default()
        .with("name", was.name)
        .with("subject", was.subject.unwrap_or_default())
        .with("content", was.content)
        .with("category", was.category.map(|id| id.to_string()).unwrap_or_default());
    show(&visit, &subject, &form, &Errors::default(), None).await
}

/// The template that the path names.
async fn existing(visit: &Visit) -> Result<(Subject, facteur_app::Template), Refused> {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let was = visit.app().read_template(&by, service, id, None).await?;
    let from = visit.app().sending_from(&by, service).await?;
    let subject = Subject {
        channel: was.channel,
        prefix: from.prefix,
        // What is saved replaces the version that the form was opened with.
        template: Some((id, visit.form().text("version").parse().unwrap_or(was.version))),
        folder: None,
        category: was.category,
    };
    Ok((subject, was))
}

#[derive(Template)]
#[template(path = "templates/placeholders.html")]
struct PlaceholdersChanged {
    page: Page,
    added: Vec<String>,
    removed: Vec<String>,
    keys: Vec<KeyRow>,
    /// The form, to be sent again.
    kept: Vec<(&'static str, String)>,
}

struct KeyRow {
    name: String,
    requested: String,
    last: String,
    last_machine: String,
    revoked: bool,
}

async fn save(visit: Visit) -> Answer {
    let (mut subject, was) = existing(&visit).await?;
    let form = visit.form();
    match form.text("then") {
        "preview" => return preview(&visit, &subject).await,
        // Back from the question about placeholders.
        "edit" => return show(&visit, &subject, form, &Errors::default(), None).await,
        _ => {}
    }
    let (mut errors, category) = subject.check(&visit).await?;
    if !errors.is_empty() {
        return show(&visit, &subject, form, &errors, None).await;
    }
    let (by, service) = (visit.authority()?, visit.service()?);
    let Some((id, base)) = subject.template else { return Err(Refused::NotFound) };
    if form.text("confirmed") != "yes" {
        let before = Source {
            channel: was.channel,
            subject: was.subject.as_deref().unwrap_or_default(),
            content: &was.content,
            prefix: None,
        };
        let (added, removed) = changed_names(&before, &subject.source(form));
        if !added.is_empty() || !removed.is_empty() {
            return ask(&visit, id, added, removed).await;
        }
    }
    let edited = visit.app().edit_template(&by, id, base, subject.request(&visit, category)?).await;
    match edited {
        Ok(version) => {
            let said = visit.words().say1("template-saved", "number", version);
            visit.go_saying(&format!("/services/{service}/templates/{id}"), Flash::done(said)).await
        }
        Err(EditError::Outdated(current)) => {
            errors.add("content", visit.words().say1("template-outdated", "number", current));
            // Saving once more is done knowingly.
            subject.template = Some((id, current));
            show(&visit, &subject, form, &errors, None).await
        }
        Err(error) => not_changed(&visit, id, error).await,
    }
}

/// Names that a message wants from now on, and names that it wants no more.
fn changed_names(before: &Source<'_>, after: &Source<'_>) -> (Vec<String>, Vec<String>) {
    let (before, after) = (before.wanted(), after.wanted());
    let lacks = |all: &[super::rendered::Wanted], name: &str| {
        let key = normalise_name(name);
        !all.iter().any(|known| normalise_name(&known.name) == key)
    };
    let added = after.iter().filter(|wanted| lacks(&before, &wanted.name));
    let removed = before.iter().filter(|wanted| lacks(&after, &wanted.name));
    (added.map(|wanted| wanted.name.clone()).collect(), removed.map(|wanted| wanted.name.clone()).collect())
}

/// Shows who has to change their calls along with the template, before it is saved.
async fn ask(visit: &Visit, id: TemplateId, added: Vec<String>, removed: Vec<String>) -> Answer {
    let usage = visit.app().template_usage(&visit.authority()?, visit.service()?, id).await?;
    let (form, t) = (visit.form(), visit.words());
    let keys = usage
        .keys
        .into_iter()
        .map(|key| {
            // A day is UTC's; its noon is on the same day everywhere in Canada.
            let last = key.last.start().plus(DAY / 2);
            KeyRow {
                name: key.name,
                requested: t.number(key.requested),
                last: t.date(last),
                last_machine: t.day_field(last),
                revoked: key.revoked,
            }
        })
        .collect();
    let kept = ["name", "subject", "content", "category", "version"]
        .into_iter()
        .map(|name| (name, form.raw(name).to_owned()))
        .collect();
    let page = visit.page("template-placeholders-title");
    visit.show(&PlaceholdersChanged { page, added, removed, keys, kept })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(content: &str) -> Source<'_> {
        Source { channel: Channel::Sms, subject: "", content, prefix: None }
    }

    #[test]
    fn another_spelling_of_a_name_is_no_change() {
        let (added, removed) =
            changed_names(&source("((First name)) ((old))"), &source("((first_name)) ((new??x))"));
        assert_eq!((added, removed), (vec!["new".to_owned()], vec!["old".to_owned()]));
    }
}
