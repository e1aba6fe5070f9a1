//! Folders of templates: making, renaming and removing them.

use super::path_of;
use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, Folder, FolderError, Need};
use facteur_model::id::FolderId;
use facteur_model::person::Right;

/// Characters of a folder's name.
const LONGEST_NAME: usize = 255;

pub fn routes() -> Vec<Route> {
    let manage = Access::Service(Need::Right(Right::ManageTemplates));
    vec![
        Route::get("/services/{service}/templates/add-folder", manage, add),
        Route::post("/services/{service}/templates/add-folder", manage, create),
        Route::get("/services/{service}/templates/folders/{folder}", manage, manage_page),
        Route::post("/services/{service}/templates/folders/{folder}", manage, rename),
        Route::post("/services/{service}/templates/folders/{folder}/remove", manage, remove),
    ]
}

#[derive(Template)]
#[template(path = "templates/folder.html")]
struct FolderPage {
    page: Page,
    summary: Markup,
    name: Markup,
    button: String,
    parent: Option<FolderId>,
    /// The folder, if it is there already.
    folder: Option<FolderId>,
    back: String,
}

fn show(
    visit: &Visit,
    folder: Option<FolderId>,
    parent: Option<FolderId>,
    form: &Form,
    errors: &Errors,
) -> Answer {
    let (title, button) = match folder {
        None => ("templates-folder-add", "templates-folder-create"),
        Some(_) => ("templates-folder-manage", "button-save"),
    };
    let fields = visit.fields(form, errors);
    let page = visit.page(title);
    let back = folder.or(parent).map(|id| format!("?folder={id}")).unwrap_or_default();
    let shown = FolderPage {
        summary: fields.summary(),
        name: fields.input("name", "templates-folder-name", Input { most: 255, ..Input::default() }),
        button: visit.say(button),
        parent,
        folder,
        back: page.at(&format!("/templates{back}")),
        page,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visit.show_as(status, &shown)
}

/// The name that was typed, and what is wrong with it.
fn name(visit: &Visit) -> (String, Errors) {
    let name = visit.form().text("name");
    let mut errors = Errors::default();
    if name.is_empty() {
        errors.add("name", visit.say("templates-folder-name-missing"));
    } else if name.chars().count() > LONGEST_NAME {
        errors.add("name", visit.words().say1("template-name-too-long", "limit", LONGEST_NAME));
    } else if name.chars().any(char::is_control) {
        errors.add("name", visit.say("template-unprintable"));
    }
    (name.to_owned(), errors)
}

/// What to say about a folder that was not changed, next to its name.
fn wrong(visit: &Visit, error: FolderError) -> Result<Errors, Refused> {
    let key = match error {
        FolderError::NameTaken => "templates-folder-name-taken",
        FolderError::NotEmpty => "templates-folder-not-empty",
        FolderError::TooMany => "templates-folder-too-many",
        FolderError::TooDeep => "templates-folder-too-deep",
        FolderError::NoSuchFolder => return Err(Refused::NotFound),
        FolderError::TooManyTemplates => return Err(Refused::Unreadable),
        FolderError::Change(ChangeError::Invalid { .. }) => return Err(Refused::Unreadable),
        FolderError::Change(change) => return Err(change.into()),
    };
    let mut errors = Errors::default();
    errors.add("name", visit.say(key));
    Ok(errors)
}

/// The folder that the path names.
async fn folder(visit: &Visit) -> Result<Folder, Refused> {
    let id = visit.id("folder", FolderId::parse)?;
    let folders = visit.app().folders(&visit.authority()?, visit.service()?).await?;
    path_of(&folders, Some(id)).last().map(|folder| (*folder).clone()).ok_or(Refused::NotFound)
}

async fn add(visit: Visit) -> Answer {
    let parent = FolderId::parse(visit.query().text("folder"));
    show(&visit, None, parent, &Form::default(), &Errors::default())
}

async fn create(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let parent = FolderId::parse(visit.form().text("parent"));
    let (name, errors) = name(&visit);
    if !errors.is_empty() {
        return show(&visit, None, parent, visit.form(), &errors);
    }
    match visit.app().create_folder(&by, service, parent, &name).await {
        Ok(id) => {
            let said = visit.words().say1("templates-folder-created", "name", &name);
            visit.go_saying(&format!("/services/{service}/templates?folder={id}"), Flash::done(said)).await
        }
        Err(error) => show(&visit, None, parent, visit.form(), &wrong(&visit, error)?),
    }
}

async fn manage_page(visit: Visit) -> Answer {
    let Folder { id, parent, name } = folder(&visit).await?;
    show(&visit, Some(id), parent, &Form::default().with("name", name), &Errors::default())
}

async fn rename(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let Folder { id, parent, .. } = folder(&visit).await?;
    let (name, errors) = name(&visit);
    if !errors.is_empty() {
        return show(&visit, Some(id), parent, visit.form(), &errors);
    }
    match visit.app().rename_folder(&by, service, id, &name).await {
        Ok(()) => {
            let said = visit.words().say1("templates-folder-renamed", "name", &name);
            visit.go_saying(&format!("/services/{service}/templates?folder={id}"), Flash::done(said)).await
        }
        Err(error) => show(&visit, Some(id), parent, visit.form(), &wrong(&visit, error)?),
    }
}

async fn remove(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let Folder { id, parent, name } = folder(&visit).await?;
    match visit.app().remove_folder(&by, service, id).await {
        Ok(()) => {
            let said = visit.words().say1("templates-folder-removed", "name", &name);
            let query = parent.map(|id| format!("?folder={id}")).unwrap_or_default();
            visit.go_saying(&format!("/services/{service}/templates{query}"), Flash::done(said)).await
        }
        Err(error) => {
            let errors = wrong(&visit, error)?;
            show(&visit, Some(id), parent, &Form::default().with("name", name), &errors)
        }
    }
}
