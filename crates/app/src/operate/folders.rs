//! Folders of templates.

use super::{ChangeError, check_name};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::{FolderId, ServiceId, TemplateId};
use facteur_model::person::Right;
use facteur_store::{Error, Folder, folders};
use serde_json::json;
use std::collections::HashSet;

/// Folders of one service.
const MOST_FOLDERS: usize = 500;
/// Folders within folders.
const DEEPEST: usize = 5;
/// Templates that are moved at once.
const MOST_MOVED: usize = 200;

/// Why a folder was not changed.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("there is no such folder")]
    NoSuchFolder,
    #[error("a folder with this name stands here already")]
    NameTaken,
    #[error("something is in the folder")]
    NotEmpty,
    #[error("a service has at most {} folders", MOST_FOLDERS)]
    TooMany,
    #[error("folders stand at most {} deep in one another", DEEPEST)]
    TooDeep,
    #[error("at most {} templates can be moved at once", MOST_MOVED)]
    TooManyTemplates,
    #[error("the folder was not changed")]
    Change(#[from] ChangeError),
}

impl From<Error> for FolderError {
    fn from(error: Error) -> Self {
        FolderError::Change(error.into())
    }
}

impl App {
    /// The folders of a service, by name.
    pub async fn folders(&self, by: &Authority, service: ServiceId) -> Result<Vec<Folder>, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        Ok(self.store().of(service).folders().await?)
    }

    /// Makes a folder, in another one or at the top.
    pub async fn create_folder(
        &self,
        by: &Authority,
        service: ServiceId,
        parent: Option<FolderId>,
        name: &str,
    ) -> Result<FolderId, FolderError> {
        check_name("name", name)?;
        self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        let all = self.store().of(service).folders().await?;
        if all.len() >= MOST_FOLDERS {
            return Err(FolderError::TooMany);
        }
        if depth(&all, parent)? >= DEEPEST {
            return Err(FolderError::TooDeep);
        }
        let folder =
            Folder { id: FolderId::new(self.now(), self.chance()), parent, name: name.trim().to_owned() };
        check_free(&all, &folder)?;
        let mut tx = self.store().begin().await?;
        folders::insert(&mut tx, service, &folder).await?;
        let detail = json!({"name": folder.name});
        self.record(&mut tx, by, Some(service), "folder.create", &folder.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(folder.id)
    }

    /// Gives a folder another name.
    pub async fn rename_folder(
        &self,
        by: &Authority,
        service: ServiceId,
        id: FolderId,
        name: &str,
    ) -> Result<(), FolderError> {
        check_name("name", name)?;
        self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        let all = self.store().of(service).folders().await?;
        let was = all.iter().find(|folder| folder.id == id).ok_or(FolderError::NoSuchFolder)?;
        let folder = Folder { id, parent: was.parent, name: name.trim().to_owned() };
        check_free(&all, &folder)?;
        let mut tx = self.store().begin().await?;
        folders::rename(&mut tx, service, id, &folder.name).await?;
        let detail = json!({"before": was.name, "after": folder.name});
        self.record(&mut tx, by, Some(service), "folder.rename", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes a folder that nothing is in.
    pub async fn remove_folder(
        &self,
        by: &Authority,
        service: ServiceId,
        id: FolderId,
    ) -> Result<(), FolderError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        let all = self.store().of(service).folders().await?;
        let was = all.iter().find(|folder| folder.id == id).ok_or(FolderError::NoSuchFolder)?;
        let mut tx = self.store().begin().await?;
        match folders::remove(&mut tx, service, id).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(FolderError::NotEmpty),
            Err(error) => return Err(error.into()),
        }
        let detail = json!({"name": was.name});
        self.record(&mut tx, by, Some(service), "folder.remove", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Puts templates into a folder, or at the top.
    pub async fn move_templates(
        &self,
        by: &Authority,
        service: ServiceId,
        moved: &[TemplateId],
        to: Option<FolderId>,
    ) -> Result<(), FolderError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        if moved.len() > MOST_MOVED {
            return Err(FolderError::TooManyTemplates);
        }
        let store = self.store().of(service);
        depth(&store.folders().await?, to)?;
        // Archived ones would keep a folder from being removed, where nobody sees them.
        let outlines = store.template_outlines().await?;
        let usable: HashSet<_> =
            outlines.iter().filter(|one| one.archived_at.is_none()).map(|one| one.id).collect();
        if let Some(id) = moved.iter().find(|id| !usable.contains(id)) {
            return Err(ChangeError::NoSuchTemplate(*id).into());
        }
        let mut tx = self.store().begin().await?;
        for id in moved {
            match folders::place(&mut tx, service, *id, to).await {
                Ok(()) => {}
                Err(Error::Missing) => return Err(ChangeError::NoSuchTemplate(*id).into()),
                Err(error) => return Err(error.into()),
            }
        }
        let subject = to.map_or_else(|| service.to_string(), |folder| folder.to_string());
        self.record(&mut tx, by, Some(service), "template.move", &subject, json!({"moved": moved.len()}))
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// How many folders lie on the way to this one, itself included.
fn depth(all: &[Folder], folder: Option<FolderId>) -> Result<usize, FolderError> {
    let (mut depth, mut next) = (0, folder);
    while let Some(id) = next {
        let found = all.iter().find(|folder| folder.id == id).ok_or(FolderError::NoSuchFolder)?;
        (depth, next) = (depth + 1, found.parent);
        if depth > DEEPEST {
            break;
        }
    }
    Ok(depth)
}

fn check_free(all: &[Folder], wanted: &Folder) -> Result<(), FolderError> {
    let name = wanted.name.to_lowercase();
    let taken = all.iter().any(|folder| {
        folder.id != wanted.id && folder.parent == wanted.parent && folder.name.to_lowercase() == name
    });
    if taken { Err(FolderError::NameTaken) } else { Ok(()) }
}
