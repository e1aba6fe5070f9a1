//! Templates and their versions. A version never changes once it is written.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{ServiceId, TemplateCategoryId, TemplateId};
use facteur_model::time::Moment;
use facteur_model::{Channel, Priority};

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
    /// Its kind.
    pub category: Option<TemplateCategoryId>,
    /// How urgent its messages are, whatever its category says.
    pub priority_override: Option<Priority>,
    /// What its category says, for its channel.
    pub category_priority: Option<Priority>,
}

impl Template {
    /// How urgent its messages are: its own word, else its category's, else normal (backend §1.4).
    pub fn priority(&self) -> Priority {
        self.priority_override.or(self.category_priority).unwrap_or_default()
    }
}

/// Do lists show a template?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Yes.
    Shown,
    /// No; callers cannot use it either. For templates of the product itself.
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

/// A version and its template. What [`read`] reads, in its order.
macro_rules! select_template {
    () => {
        "
        SELECT t.id, t.service_id, t.channel, v.name, v.subject, v.content, v.version, t.created_at,
               v.created_at, v.created_by, t.archived_at, t.hidden, t.category_id, t.priority,
               CASE t.channel WHEN 0 THEN c.email_priority ELSE c.sms_priority END
        FROM templates t
        LEFT JOIN template_categories c ON c.id = t.category_id
        JOIN template_versions v ON v.template_id = t.id"
    };
}

statements! {
    INSERT = "
        INSERT INTO templates
            (id, service_id, channel, version, hidden, created_at, archived_at, category_id, priority)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    SET_PRIORITY = "UPDATE templates SET category_id = $1, priority = $2 WHERE id = $3 AND service_id = $4";

    INSERT_VERSION = "
        INSERT INTO template_versions (template_id, version, name, subject, content, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    NEXT_VERSION = "
        UPDATE templates
        SET version = version + 1
        WHERE id = $1 AND service_id = $2
        RETURNING version";

    // The first archiving stays.
    ARCHIVE = "
        UPDATE templates
        SET archived_at = COALESCE(archived_at, $1)
        WHERE id = $2 AND service_id = $3";

    LATEST = concat!(select_template!(), " AND v.version = t.version
        WHERE t.id = $1 AND t.service_id = $2");

    VERSION = concat!(select_template!(), " AND v.version = $1
        WHERE t.id = $2 AND t.service_id = $3");

    LISTED = concat!(select_template!(), " AND v.version = t.version
        WHERE t.service_id = $1 AND t.archived_at IS NULL AND t.hidden = 0");
}

/// Writes a new template, with the version that it carries as its first and latest.
pub async fn insert(tx: &mut Transaction, template: &Template) -> Result<(), Error> {
    let Template { id, service, channel, name, subject, content, version, .. } = template;
    let hidden = template.visibility == Visibility::Hidden;
    let created_at = template.created_at;
    let priority = template.priority_override.map(Priority::as_str);
    let values = values![
        *id,
        *service,
        *channel,
        *version,
        hidden,
        created_at,
        template.archived_at,
        template.category,
        priority
    ];
    tx.execute(INSERT, values).await?;
    let version = NewVersion {
        name: name.clone(),
        subject: subject.clone(),
        content: content.clone(),
        at: template.updated_at.unwrap_or(created_at),
        by: template.created_by.clone(),
    };
    insert_version(tx, *id, template.version, &version).await?;
    tx.touch(*service);
    Ok(())
}

/// Adds the next version and says its number. [`Error::Missing`] when the service has no such template.
pub async fn add_version(
    tx: &mut Transaction,
    service: ServiceId,
    template: TemplateId,
    version: &NewVersion,
) -> Result<u32, Error> {
    let number = tx.optional(NEXT_VERSION, values![template, service]).await?;
    let number = number.ok_or(Error::Missing)?.take()?;
    insert_version(tx, template, number, version).await?;
    tx.touch(service);
    Ok(number)
}

async fn insert_version(
    tx: &mut Transaction,
    template: TemplateId,
    number: u32,
    version: &NewVersion,
) -> Result<(), Error> {
    let NewVersion { name, subject, content, at, by } = version;
    let values =
        values![template, number, name.as_str(), subject.clone(), content.as_str(), *at, by.as_str()];
    tx.execute(INSERT_VERSION, values).await.map(drop)
}

/// Sets the category of a template, and how urgent it is whatever the category says.
/// [`Error::Missing`] when the service has no such template, or there is no such category.
pub async fn set_priority(
    tx: &mut Transaction,
    service: ServiceId,
    template: TemplateId,
    category: Option<TemplateCategoryId>,
    priority: Option<Priority>,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_PRIORITY, values![category, priority.map(Priority::as_str), template, service]).await
}

/// Archives a template. [`Error::Missing`] when the service has no such template.
pub async fn archive(
    tx: &mut Transaction,
    service: ServiceId,
    template: TemplateId,
    at: Moment,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(ARCHIVE, values![at, template, service]).await
}

impl ServiceStore {
    /// A template: the given version, or the latest one. Archived and hidden ones too.
    pub async fn template(&self, id: TemplateId, version: Option<u32>) -> Result<Option<Template>, Error> {
        let engine = self.store().engine();
        let mut row = match version {
            None => engine.optional(LATEST, values![id, self.id()]).await?,
            Some(number) => engine.optional(VERSION, values![number, id, self.id()]).await?,
        };
        row.as_mut().map(read).transpose()
    }

    /// The latest versions of the templates that lists show, by name, then e-mails before text messages.
    pub async fn templates(&self, channel: Option<Channel>) -> Result<Vec<Template>, Error> {
        let mut rows = self.store().engine().list(LISTED, values![self.id()]).await?;
        let mut templates = rows.iter_mut().map(read).collect::<Result<Vec<_>, _>>()?;
        templates.retain(|template| channel.is_none_or(|channel| template.channel == channel));
        // Here, because engines and their locales disagree about the order of letters.
        templates.sort_by_cached_key(|template| {
            (template.name.to_lowercase(), template.channel, template.created_at, template.id)
        });
        Ok(templates)
    }
}

fn read(row: &mut Row) -> Result<Template, Error> {
    let mut template = Template {
        id: row.take()?,
        service: row.take()?,
        channel: row.take()?,
        name: row.take()?,
        subject: row.take()?,
        content: row.take()?,
        version: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
        created_by: row.take()?,
        archived_at: row.take()?,
        visibility: if row.take()? { Visibility::Hidden } else { Visibility::Shown },
        category: row.take()?,
        priority_override: row.take_optional_as(Priority::from_stored)?,
        category_priority: row.take_optional_as(Priority::from_stored)?,
    };
    // The first version is as old as its template, and nobody has updated it.
    template.updated_at = template.updated_at.filter(|at| *at != template.created_at);
    Ok(template)
}
