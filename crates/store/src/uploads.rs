//! Lists that were uploaded and are being looked at before they are sent. They are the person's who uploaded them, and
//! gone after a few hours.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::SealingKey;
use crate::session::{statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{ServiceId, TemplateId, UploadId, UserId};
use facteur_model::time::Moment;
use std::fmt;
use zeroize::Zeroizing;

/// Bytes of a list that are sealed together.
const PART: usize = 1 << 20;

const DETAILS: &str = "uploads.sealed_details";
const PARTS: &str = "upload_parts.sealed_part";

/// A list before it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its identifier.
    pub id: UploadId,
    /// Whose it is.
    pub user: UserId,
    /// The template that it is for.
    pub template: TemplateId,
    /// When it is forgotten.
    pub expires_at: Moment,
    /// The name of the file.
    pub name: String,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// What whoever reads files noted about it; nothing for the store to read.
    pub notes: String,
}

/// Says nothing of the file.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("id", &self.id).finish_non_exhaustive()
    }
}

statements! {
    INSERT = "
        INSERT INTO uploads (service_id, id, user_id, template_id, expires_at, sealed_details)
        VALUES ($1, $2, $3, $4, $5, $6)";

    INSERT_PART = "
        INSERT INTO upload_parts (service_id, upload_id, number, sealed_part)
        VALUES ($1, $2, $3, $4)";

    // Whoever uploads a list anew has no use for the ones before the last few.
    FORGET_PARTS_OF_OLDER = "
        DELETE FROM upload_parts
        WHERE service_id = $1
          AND upload_id IN (
              SELECT id FROM uploads WHERE service_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT 1000 OFFSET $3)";

    FORGET_OLDER = "
        DELETE FROM uploads
        WHERE service_id = $1
          AND user_id = $2
          AND NOT EXISTS (
              SELECT 1 FROM upload_parts
              WHERE upload_parts.service_id = uploads.service_id AND upload_parts.upload_id = uploads.id)";

    FIND = "
        SELECT user_id, template_id, expires_at, sealed_details
        FROM uploads
        WHERE service_id = $1 AND id = $2 AND expires_at > $3";

    FIND_PARTS = "
        SELECT sealed_part
        FROM upload_parts
        WHERE service_id = $1 AND upload_id = $2
        ORDER BY number";

    SWEEP_PARTS = "
        DELETE FROM upload_parts
        WHERE EXISTS (
            SELECT 1 FROM uploads
            WHERE uploads.service_id = upload_parts.service_id
              AND uploads.id = upload_parts.upload_id
              AND uploads.expires_at <= $1)";

    SWEEP = "DELETE FROM uploads WHERE expires_at <= $1";
}

/// Keeps a list for the person, and of the ones before only the last `others`.
pub async fn insert(
    tx: &mut Transaction,
    service: ServiceId,
    upload: &Upload,
    list: &str,
    others: u32,
) -> Result<(), Error> {
    let key = tx.data_key(service).await?;
    tx.execute(FORGET_PARTS_OF_OLDER, values![service, upload.user, others]).await?;
    tx.execute(FORGET_OLDER, values![service, upload.user]).await?;
    let details = write_fields(&[Some(&upload.name), Some(&upload.notes)]);
    let details = [&upload.digest[..], &details].concat();
    let sealed = key.seal(DETAILS, upload.id.as_uuid().as_bytes(), &details);
    let values = values![service, upload.id, upload.user, upload.template, upload.expires_at, sealed];
    tx.execute(INSERT, values).await?;
    for (number, part) in list.as_bytes().chunks(PART).enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let sealed = key.seal(PARTS, &bound(upload.id, number), part);
        tx.execute(INSERT_PART, values![service, upload.id, number, sealed]).await?;
    }
    Ok(())
}

impl ServiceStore {
    /// A list that a person uploaded, unless it has expired.
    pub async fn upload(&self, user: UserId, id: UploadId, now: Moment) -> Result<Option<Upload>, Error> {
        let found = self.store().engine().optional(FIND, values![self.id(), id, now]).await?;
        let Some(mut row) = found else { return Ok(None) };
        let (owner, template, expires_at): (UserId, TemplateId, Moment) =
            (row.take()?, row.take()?, row.take()?);
        if owner != user {
            return Ok(None);
        }
        let key = self.store().data_key(self.id()).await?;
        let plain = key.open(DETAILS, id.as_uuid().as_bytes(), &row.take::<Vec<u8>>()?)?;
        let unsealable = Error::Unsealable { place: DETAILS };
        let (digest, fields) = plain.split_first_chunk().ok_or(Error::Unsealable { place: DETAILS })?;
        let [name, notes] = read_fields(fields).ok_or(unsealable)?;
        let (name, digest, notes) = (name.unwrap_or_default(), *digest, notes.unwrap_or_default());
        Ok(Some(Upload { id, user, template, expires_at, name, digest, notes }))
    }

    /// What a list holds.
    pub async fn uploaded_list(&self, id: UploadId) -> Result<Zeroizing<String>, Error> {
        let parts = self.store().engine().list(FIND_PARTS, values![self.id(), id]).await?;
        let key = self.store().data_key(self.id()).await?;
        let mut list = Zeroizing::new(Vec::with_capacity(parts.len() * PART));
        for (number, mut row) in parts.into_iter().enumerate() {
            list.extend_from_slice(&open(&key, id, number, &row.take::<Vec<u8>>()?)?);
        }
        match String::from_utf8(std::mem::take(&mut *list)) {
            Ok(list) => Ok(Zeroizing::new(list)),
            Err(_) => Err(Error::Unsealable { place: PARTS }),
        }
    }
}

impl Store {
    /// Forgets the lists that have expired.
    pub async fn sweep_uploads(&self, now: Moment) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        tx.execute(SWEEP_PARTS, values![now]).await?;
        tx.execute(SWEEP, values![now]).await?;
        tx.commit().await
    }
}

fn open(key: &SealingKey, id: UploadId, number: usize, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    key.open(PARTS, &bound(id, number), sealed)
}

/// What a part is bound to.
fn bound(id: UploadId, number: u32) -> [u8; 20] {
    let mut row = [0; 20];
    row[..16].copy_from_slice(id.as_uuid().as_bytes());
    row[16..].copy_from_slice(&number.to_be_bytes());
    row
}
