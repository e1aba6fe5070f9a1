//! The templates of a service: by folder, by kind, by name.

use super::{full_name, path_of};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::{Folder, FolderError, Need, TemplateOutline};
use facteur_i18n::Language;
use facteur_model::Channel;
use facteur_model::id::{FolderId, TemplateId};
use facteur_model::person::Right;

/// Templates on one page.
const PAGE: usize = 100;
/// Characters of a search.
const LONGEST_SEARCH: usize = 255;

pub fn routes() -> Vec<Route> {
    let manage = Access::Service(Need::Right(Right::ManageTemplates));
    vec![
        Route::get("/services/{service}/templates", Access::Service(Need::Membership), list),
        Route::post("/services/{service}/templates/move", manage, move_templates),
    ]
}

#[derive(Template)]
#[template(path = "templates/list.html")]
struct List {
    page: Page,
    may_manage: bool,
    search: Markup,
    /// The way from the top to this folder.
    path: Vec<Link>,
    folder: Option<FolderId>,
    folders: Vec<FolderRow>,
    rows: Vec<Row>,
    /// What was found, in words.
    found: String,
    is_filtered: bool,
    caption: String,
    targets: Markup,
    earlier: Option<String>,
    later: Option<String>,
}

struct Link {
    path: String,
    name: String,
}

struct FolderRow {
    path: String,
    name: String,
    count: String,
}

struct Row {
    id: TemplateId,
    path: String,
    name: String,
    kind: String,
    place: Option<String>,
    category: String,
    changed: String,
    changed_at: String,
    is_archived: bool,
}

/// What is looked for.
struct Wanted {
    words: String,
    channel: Option<Channel>,
    archived: bool,
    folder: Option<FolderId>,
    page: usize,
}

impl Wanted {
    fn of(query: &Form) -> Self {
        let words: String = query.text("q").chars().take(LONGEST_SEARCH).collect();
        Self {
            words: words.to_lowercase(),
            channel: Channel::ALL.into_iter().find(|channel| channel.as_str() == query.text("kind")),
            archived: query.has("archived"),
            folder: FolderId::parse(query.text("folder")),
            page: query.text("page").parse().unwrap_or(1).clamp(1, 10_000),
        }
    }

    /// Words are looked for in all folders, everything else in the one that is open.
    fn is_found(&self, outline: &TemplateOutline) -> bool {
        if self.channel.is_some_and(|channel| channel != outline.channel)
            || outline.archived_at.is_some() != self.archived
        {
            return false;
        }
        if self.words.is_empty() {
            // Archived templates have left their folders.
            return self.archived || outline.folder == self.folder;
        }
        outline.name.to_lowercase().contains(&self.words) || outline.id.to_string() == self.words
    }
}

async fn list(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let app = visit.app();
    let folders = app.folders(&by, service).await?;
    let wanted = Wanted::of(visit.query());
    if wanted.folder.is_some_and(|id| !folders.iter().any(|folder| folder.id == id)) {
        return Err(Refused::NotFound);
    }
    let outlines = app.template_outlines(&by, service).await?;
    let categories = app.template_categories(&by).await?;
    let t = visit.words();
    let found: Vec<_> = outlines.iter().filter(|outline| wanted.is_found(outline)).collect();
    let page = visit.page("templates-title");
    let at_folder = |id: FolderId| page.at(&format!("/templates?folder={id}"));
    let rows = found
        .iter()
        .skip((wanted.page - 1) * PAGE)
        .take(PAGE)
        .map(|outline| {
            let category =
                outline.category.and_then(|id| categories.iter().find(|category| category.id == id));
            Row {
                id: outline.id,
                path: page.at(&format!("/templates/{}", outline.id)),
                name: outline.name.clone(),
                kind: page.channel(outline.channel),
                place: outline.folder.filter(|_| !wanted.words.is_empty()).map(|id| full_name(&folders, id)),
                category: category
                    .map(|category| match t.language {
                        Language::En => category.name_en.clone(),
                        Language::Fr => category.name_fr.clone(),
                    })
                    .unwrap_or_default(),
                changed: t.date(outline.changed_at),
                changed_at: outline.changed_at.to_rfc3339(),
                is_archived: outline.archived_at.is_some(),
            }
        })
        .collect();
    let is_filtered = !wanted.words.is_empty() || wanted.channel.is_some() || wanted.archived;
    let inside = if is_filtered { Vec::new() } else { inside(&folders, &outlines, wanted.folder) };
    let errors = Errors::default();
    let may_manage = page.may(Right::ManageTemplates);
    let path = path_of(&folders, wanted.folder);
    let caption = path.last().map_or_else(|| t.say("templates-caption"), |folder| folder.name.clone());
    let shown = List {
        may_manage,
        search: search(&visit, &errors, wanted.folder),
        path: path
            .iter()
            .map(|folder| Link { path: at_folder(folder.id), name: folder.name.clone() })
            .collect(),
        folder: wanted.folder,
        folders: inside
            .into_iter()
            .map(|(folder, count)| FolderRow {
                path: at_folder(folder.id),
                name: folder.name.clone(),
                count: t.say1("templates-count", "count", count),
            })
            .collect(),
        rows,
        found: t.say1("templates-found", "count", found.len()),
        is_filtered,
        caption,
        targets: targets(&visit, &folders, None),
        earlier: (wanted.page > 1).then(|| other_page(&visit, wanted.page - 1)),
        later: (found.len() > wanted.page * PAGE).then(|| other_page(&visit, wanted.page + 1)),
        page,
    };
    visit.show(&shown)
}

/// The folders in this one, each with how many templates and folders are in it.
fn inside<'a>(
    folders: &'a [Folder],
    outlines: &[TemplateOutline],
    here: Option<FolderId>,
) -> Vec<(&'a Folder, usize)> {
    folders
        .iter()
        .filter(|folder| folder.parent == here)
        .map(|folder| {
            let templates = outlines.iter().filter(|outline| outline.folder == Some(folder.id)).count();
            let below = folders.iter().filter(|below| below.parent == Some(folder.id)).count();
            (folder, templates + below)
        })
        .collect()
}

#[derive(Template)]
#[template(path = "templates/search.html")]
struct Search {
    here: String,
    folder: Option<FolderId>,
    words: Markup,
    kind: Markup,
    archived: Markup,
    button: String,
}

fn search(visit: &Visit, errors: &Errors, folder: Option<FolderId>) -> Markup {
    let fields = visit.fields(visit.query(), errors);
    let kinds = [
        Choice::new("", visit.say("templates-kind-any")),
        Choice::new("email", visit.say("channel-email")),
        Choice::new("sms", visit.say("channel-sms")),
    ];
    let most = u32::try_from(LONGEST_SEARCH).unwrap_or(u32::MAX);
    let archived = [Choice::new("yes", visit.say("templates-archived-only"))];
    Markup::of(&Search {
        here: visit.path().to_owned(),
        folder,
        words: fields.input(
            "q",
            "templates-search",
            Input { kind: "search", most, width: 30, ..Input::default() },
        ),
        kind: fields.select("kind", "templates-kind", "", &kinds),
        archived: fields.boxes("archived", "templates-archived", "", &archived),
        button: visit.say("button-search"),
    })
}

/// Where templates can be moved.
pub(super) fn targets(visit: &Visit, folders: &[Folder], now: Option<FolderId>) -> Markup {
    let mut choices = vec![Choice::new("top", visit.say("templates-top"))];
    choices.extend(
        folders.iter().map(|folder| Choice::new(folder.id.to_string(), full_name(folders, folder.id))),
    );
    let now = now.map_or_else(|| "top".to_owned(), |id| id.to_string());
    let (form, errors) = (Form::default().with("to", now), Errors::default());
    visit.fields(&form, &errors).select("to", "templates-move-to", "", &choices)
}

/// This list at another page.
fn other_page(visit: &Visit, page: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in visit.query().fields().filter(|(name, _)| !matches!(*name, "page" | "lang")) {
        query.append_pair(name, value);
    }
    query.append_pair("page", &page.to_string());
    format!("{}?{}", visit.path(), query.finish())
}

async fn move_templates(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let form = visit.form();
    let moved: Option<Vec<_>> = form.all("template").map(TemplateId::parse).collect();
    let moved = moved.ok_or(Refused::Unreadable)?;
    let to = match form.text("to") {
        "top" => None,
        id => Some(FolderId::parse(id).ok_or(Refused::Unreadable)?),
    };
    let here = FolderId::parse(form.text("folder"));
    let query = here.map(|id| format!("?folder={id}")).unwrap_or_default();
    let back = match TemplateId::parse(form.text("from")) {
        Some(template) => format!("/services/{service}/templates/{template}"),
        None => format!("/services/{service}/templates{query}"),
    };
    if moved.is_empty() {
        return visit.go_saying(&back, Flash::warning(visit.say("templates-move-none"))).await;
    }
    match visit.app().move_templates(&by, service, &moved, to).await {
        Ok(()) => {
            let said = visit.words().say1("templates-moved", "count", moved.len());
            visit.go_saying(&back, Flash::done(said)).await
        }
        Err(FolderError::Change(error)) => Err(error.into()),
        Err(FolderError::NoSuchFolder) => Err(Refused::NotFound),
        Err(_) => Err(Refused::Unreadable),
    }
}
