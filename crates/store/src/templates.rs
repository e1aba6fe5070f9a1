//! Templates and their versions. A version never changes once it is written.

use crate::error::Error;
use crate::transaction::Transaction;
use facteur_model::Channel;
use facteur_model::id::{ServiceId, TemplateId};
use facteur_model::time::Moment;

/// One version of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The identifier, which all versions share.
    pub id: TemplateId,
    /// The service that owns it.
    pub service: ServiceId,
    /// E-mail or text message; the same for all versions.
    pub channel: Channel,
    /// The name that people gave it.
    pub name: String,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// The text.
    pub content: String,
    /// 1 for the first version.
    pub version: u32,
    /// When the template was made.
    pub created_at: Moment,
    /// When this version was made, if it is not the first.
    pub updated_at: Option<Moment>,
    /// Who made this version.
    pub created_by: String,
    /// Since when it may no longer be used.
    pub archived_at: Option<Moment>,
    /// Whether lists show it.
    pub visibility: Visibility,
}

/// Do lists show a template?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Yes.
    Shown,
    /// No; it can be used by whoever knows its id.
    Hidden,
}

/// What a new version of a template says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// The name from now on.
    pub name: String,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// The text.
    pub content: String,
    /// When it is made.
    pub at: Moment,
    /// Who makes it.
    pub by: String,
}

/// Writes a new template with its first version; `template.version` must be 1.
pub async fn insert(tx: &mut Transaction, template: &Template) -> Result<(), Error> {
    let _ = (tx, template);
    unimplemented!()
}

/// Adds the next version and says its number. [`Error::Missing`] when the service has no such template.
pub async fn add_version(
    tx: &mut Transaction,
    service: ServiceId,
    template: TemplateId,
    version: &NewVersion,
) -> Result<u32, Error> {
    let _ = (tx, service, template, version);
    unimplemented!()
}

/// Archives a template. [`Error::Missing`] when the service has no such template.
pub async fn archive(
    tx: &mut Transaction,
    service: ServiceId,
    template: TemplateId,
    at: Moment,
) -> Result<(), Error> {
    let _ = (tx, service, template, at);
    unimplemented!()
}
