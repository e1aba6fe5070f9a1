//! Templates: lists and folders, forms with a preview, the page of each, its history and its differences.

mod archive;
mod copy;
mod difference;
mod editing;
mod folders;
mod history;
mod list;
pub mod rendered;
mod show;

use crate::page::Flash;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use facteur_app::{EditError, Folder};
use facteur_model::Priority;
use facteur_model::id::{FolderId, TemplateId};

pub fn routes() -> Vec<Route> {
    [
        list::routes(),
        folders::routes(),
        editing::routes(),
        show::routes(),
        history::routes(),
        copy::routes(),
        archive::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The key of the name of an urgency.
pub fn priority_key(priority: Priority) -> &'static str {
    match priority {
        Priority::Priority => "template-priority-priority",
        Priority::Normal => "template-priority-normal",
        Priority::Bulk => "template-priority-bulk",
    }
}

/// A folder and those that it stands in, from the top down.
fn path_of(folders: &[Folder], folder: Option<FolderId>) -> Vec<&Folder> {
    let mut path = Vec::new();
    let mut next = folder;
    // A circle, which no page can make, ends with its first repetition.
    while let Some(found) = next.and_then(|id| folders.iter().find(|folder| folder.id == id)) {
        if path.iter().any(|known: &&Folder| known.id == found.id) {
            break;
        }
        path.push(found);
        next = found.parent;
    }
    path.reverse();
    path
}

/// `Letters / Passports`: a folder among all of them.
fn full_name(folders: &[Folder], folder: FolderId) -> String {
    let names: Vec<_> =
        path_of(folders, Some(folder)).into_iter().map(|folder| folder.name.as_str()).collect();
    names.join(" / ")
}

/// What comes after a change that was not made: an archived template says itself what it is.
async fn not_changed(visit: &Visit, id: TemplateId, error: EditError) -> Answer {
    match error {
        EditError::Archived => show_archived(visit, id).await,
        EditError::Outdated(_) => Err(Refused::Unreadable),
        EditError::Change(change) => Err(change.into()),
    }
}

/// To the page of an archived template, which nothing can be done with any more.
pub async fn show_archived(visit: &Visit, id: TemplateId) -> Answer {
    let page = format!("/services/{}/templates/{id}", visit.service()?);
    visit.go_saying(&page, Flash::warning(visit.say("template-archived-text"))).await
}
