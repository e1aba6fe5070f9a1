//! Lists that people upload and look at before they send them.

use crate::auth::Caller;
use crate::authority::{Authority, Need};
use crate::compiled::{Compiled, CompiledContent};
use crate::directory::ServiceView;
use crate::operate::ChangeError;
use crate::sheets::{Note, SheetError};
use crate::{App, Unavailable};
use facteur_model::id::{JobId, ServiceId, TemplateId, UploadId};
use facteur_model::job::MOST_ROWS;
use facteur_model::person::Right;
use facteur_model::policy::{self, Acquaintance};
use facteur_model::recipient::{International, Recipient};
use facteur_model::recipient_table::{Bounds, Checker, Entry, Heading, Measure, Rules, Table};
use facteur_model::service::Permission;
use facteur_model::time::{HOUR, Micros, Moment};
use facteur_store::uploads::{self, Upload};
use facteur_template::limits::{MAX_EMAIL_CHARACTERS, MAX_SMS_UNITS, units_at_acceptance};
use std::sync::Arc;

/// How long a list waits to be sent.
const KEPT: Micros = 4 * HOUR;
/// Lists of one person that a service keeps besides the newest.
const OTHERS_KEPT: u32 = 2;
/// Characters of the name of a file.
const LONGEST_NAME: usize = 255;

/// Why a list cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The person may not send for this service.
    #[error("the list may not be seen by this person")]
    Change(#[from] ChangeError),
    /// It has expired, was sent, or is somebody else's.
    #[error("there is no such list")]
    Gone,
    /// Its template is there no longer.
    #[error("the template is archived or gone")]
    TemplateGone,
    /// The file is no list.
    #[error("the file cannot be read")]
    Sheet(#[from] SheetError),
}

impl From<Unavailable> for UploadError {
    fn from(error: Unavailable) -> Self {
        Self::Change(error.into())
    }
}

impl From<facteur_store::Error> for UploadError {
    fn from(error: facteur_store::Error) -> Self {
        Unavailable::from(error).into()
    }
}

/// A list that was uploaded, with all that it is checked against.
#[derive(Clone)]
pub struct OpenList {
    /// Its identifier.
    pub id: UploadId,
    /// The name of the file.
    pub name: String,
    /// What was noted while it was read.
    pub notes: Vec<Note>,
    /// When it is forgotten.
    pub expires_at: Moment,
    /// Rows and columns.
    pub table: Arc<Table>,
    /// Rows that the service may send at once.
    pub most_rows: u32,
    /// The number of rows from which on a second person has to agree.
    pub approval_from: Option<u32>,
    /// The send that was made of this very file today.
    pub sent_today: Option<JobId>,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    caller: Caller,
    template: Arc<Compiled>,
}

/// Says nothing of what is in it.
impl std::fmt::Debug for OpenList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenList").field("id", &self.id).finish_non_exhaustive()
    }
}

impl OpenList {
    /// The template that the list is for.
    pub fn template(&self) -> &crate::Template {
        &self.template.template
    }

    /// Does something with the list and whoever checks it. Takes its time: see [`App::examine`].
    fn with_checker<T>(&self, heading: Heading, work: impl FnOnce(&Self, &Checker<'_>) -> T) -> T {
        let view: &ServiceView = &self.caller.service;
        let (key_type, mode) = (self.caller.key_type(), view.service().mode);
        let placeholders = self.template.placeholders();
        let placeholders: Vec<&str> = placeholders.iter().map(String::as_str).collect();
        let reach =
            |recipient: &Recipient| policy::reach(key_type, mode, view.acquaintance(recipient)).is_ok();
        let is_narrow = policy::reach(key_type, mode, Acquaintance::Stranger).is_err();
        let international = if view.service().permissions.contains(Permission::InternationalSms) {
            International::Allowed
        } else {
            International::LocalOnly
        };
        let measure = |entry: &Entry<'_>| measured(entry, &self.template, view);
        let rules = Rules {
            channel: self.template.channel(),
            heading,
            placeholders: &placeholders,
            international,
            reach: is_narrow.then_some(&reach),
            measure: &measure,
        };
        work(self, &Checker::new(&self.table, rules))
    }
}

/// What the message of a row comes to; the longest cell is the one to shorten.
fn measured(entry: &Entry<'_>, template: &Compiled, view: &ServiceView) -> Measure {
    let values = entry.values(template.channel());
    let (parts, too_long) = match &template.content {
        CompiledContent::Email(email) => (1, email.character_count(&values) > MAX_EMAIL_CHARACTERS),
        CompiledContent::Sms(sms) => {
            let units = units_at_acceptance(sms.render(&values, None).units, view.text_prefix());
            (sms.render(&values, view.text_prefix()).parts, units > MAX_SMS_UNITS)
        }
    };
    let length = |column: &usize| entry.cell(*column).texts().map(str::len).sum::<usize>();
    let longest = too_long.then(|| entry.used().max_by_key(length)).flatten();
    Measure { parts, too_long, too_long_cells: longest.into_iter().collect() }
}

impl App {
    /// Reads a file of recipients and keeps it for a few hours, sealed, for the person to look at.
    pub async fn upload_list(
        &self,
        by: &Authority,
        service: ServiceId,
        template: TemplateId,
        name: &str,
        file: Vec<u8>,
    ) -> Result<UploadId, UploadError> {
        self.allowed(by, service, Need::OwnRight(Right::SendMessages)).await?;
        let user = by.user().ok_or(ChangeError::NotAllowed)?;
        let bounds = Bounds::new(MOST_ROWS as usize, self.settings().largest_list);
        let digest = sha256(&file);
        let sheet = self.read_sheet(file, bounds).await?;
        let upload = Upload {
            id: UploadId::new(self.now(), self.chance()),
            user,
            template,
            expires_at: self.now().plus(KEPT),
            name: name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect(),
            digest,
            notes: Note::to_kept(&sheet.notes),
        };
        let list = self.at_the_readers(move || sheet.table.to_csv()).await?.ok_or(SheetError::Damaged)?;
        let mut tx = self.store().begin().await?;
        uploads::insert(&mut tx, service, &upload, &list, OTHERS_KEPT).await?;
        tx.commit().await?;
        Ok(upload.id)
    }

    /// A list that the person uploaded.
    pub async fn uploaded_list(
        &self,
        by: &Authority,
        service: ServiceId,
        id: UploadId,
    ) -> Result<OpenList, UploadError> {
        let view = self.allowed(by, service, Need::OwnRight(Right::SendMessages)).await?;
        let user = by.user().ok_or(ChangeError::NotAllowed)?;
        let store = self.store().of(service);
        let upload = store.upload(user, id, self.now()).await?.ok_or(UploadError::Gone)?;
        let template = self.directory().template(&view, upload.template).await?;
        let template =
            template.filter(|found| found.template.archived_at.is_none()).ok_or(UploadError::TemplateGone)?;
        let text = store.uploaded_list(id).await?;
        let settings = store.job_settings().await?;
        let read = move || {
            Table::from_csv(&text, Bounds { bytes: usize::MAX, ..Bounds::new(MOST_ROWS as usize, 0) })
        };
        let table = self.at_the_readers(read).await?.ok_or(SheetError::Damaged)?;
        let digest = upload.digest;
        let version = template.template.version;
        let today = self.now().day().start();
        let sent = store.job_of_file(&digest, upload.template, version, today).await?;
        Ok(OpenList {
            id,
            name: upload.name,
            notes: Note::from_kept(&upload.notes),
            expires_at: upload.expires_at,
            table: Arc::new(table.map_err(SheetError::from)?),
            most_rows: settings.most_rows,
            approval_from: settings.approval_from,
            sent_today: sent.map(|job| job.id),
            digest,
            caller: Caller::person(view, user),
            template,
        })
    }

    /// Does something with a list and whoever checks it, where it holds nobody up.
    pub async fn examine<T: Send + 'static>(
        &self,
        list: OpenList,
        heading: Heading,
        work: impl FnOnce(&OpenList, &Checker<'_>) -> T + Send + 'static,
    ) -> Result<T, UploadError> {
        let done = self.at_the_readers(move || list.with_checker(heading, work)).await?;
        Ok(done.ok_or(SheetError::Damaged)?)
    }
}

fn sha256(file: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    digest.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, file).as_ref());
    digest
}
