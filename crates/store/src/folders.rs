//! Folders of a service's templates.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{FolderId, ServiceId, TemplateId};

/// A folder of templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its identifier.
    pub id: FolderId,
    /// The folder that it stands in.
    pub parent: Option<FolderId>,
    /// The name that people gave it.
    pub name: String,
}

statements! {
    INSERT = "INSERT INTO folders (id, service_id, parent_id, name) VALUES ($1, $2, $3, $4)";

    RENAME = "UPDATE folders SET name = $1 WHERE id = $2 AND service_id = $3";

    // Only an empty one goes.
    REMOVE = "
        DELETE FROM folders
        WHERE id = $1 AND service_id = $2
          AND NOT EXISTS (SELECT 1 FROM templates t WHERE t.folder_id = $1)
          AND NOT EXISTS (SELECT 1 FROM folders f WHERE f.parent_id = $1)";

    PLACE = "UPDATE templates SET folder_id = $1 WHERE id = $2 AND service_id = $3";

    LIST = "SELECT id, parent_id, name FROM folders WHERE service_id = $1 ORDER BY id";

    FOLDER_OF = "SELECT folder_id FROM templates WHERE id = $1 AND service_id = $2";
}

/// Writes a new folder.
pub async fn insert(tx: &mut Transaction, service: ServiceId, folder: &Folder) -> Result<(), Error> {
    let values = values![folder.id, service, folder.parent, folder.name.as_str()];
    tx.execute(INSERT, values).await.map(drop)
}

/// Gives a folder another name. [`Error::Missing`] when the service has no such folder.
pub async fn rename(
    tx: &mut Transaction,
    service: ServiceId,
    folder: FolderId,
    name: &str,
) -> Result<(), Error> {
    tx.change(RENAME, values![name, folder, service]).await
}

/// Removes a folder. [`Error::Missing`] when something is in it, or the service has no such folder.
pub async fn remove(tx: &mut Transaction, service: ServiceId, folder: FolderId) -> Result<(), Error> {
    tx.change(REMOVE, values![folder, service]).await
}

/// Puts a template into a folder, or into none. [`Error::Missing`] when the service has no such template.
pub async fn place(
    tx: &mut Transaction,
    service: ServiceId,
    template: TemplateId,
    folder: Option<FolderId>,
) -> Result<(), Error> {
    tx.change(PLACE, values![folder, template, service]).await
}

impl ServiceStore {
    /// All folders of the service, by name.
    pub async fn folders(&self) -> Result<Vec<Folder>, Error> {
        let mut rows = self.store().engine().list(LIST, values![self.id()]).await?;
        let mut folders = rows.iter_mut().map(read).collect::<Result<Vec<_>, _>>()?;
        // Here, because engines and their locales disagree about the order of letters.
        folders.sort_by_cached_key(|folder| (folder.name.to_lowercase(), folder.id));
        Ok(folders)
    }

    /// The folder that a template is in.
    pub async fn folder_of(&self, template: TemplateId) -> Result<Option<FolderId>, Error> {
        let row = self.store().engine().optional(FOLDER_OF, values![template, self.id()]).await?;
        row.map_or(Ok(None), |mut row| row.take())
    }
}

fn read(row: &mut Row) -> Result<Folder, Error> {
    Ok(Folder { id: row.take()?, parent: row.take()?, name: row.take()? })
}
