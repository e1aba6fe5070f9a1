//! Templates and their versions. A version never changes once it is written.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{ApiKeyId, FolderId, ServiceId, TemplateCategoryId, TemplateId};
use facteur_model::time::{Day, Moment};
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

/// A template as lists show it: without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateOutline {
    /// The identifier.
    pub id: TemplateId,
    /// E-mail or text message.
    pub channel: Channel,
    /// The name of its latest version.
    pub name: String,
    /// When the latest version was made.
    pub changed_at: Moment,
    /// Since when it may no longer be used.
    pub archived_at: Option<Moment>,
    /// The folder that it is in.
    pub folder: Option<FolderId>,
    /// Its kind.
    pub category: Option<TemplateCategoryId>,
}

/// A version of a template as the history shows it: without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateVersion {
    /// 1 for the first.
    pub number: u32,
    /// The name that the template had.
    pub name: String,
    /// When it was made.
    pub created_at: Moment,
    /// Who made it.
    pub created_by: String,
}

/// Messages that a key, or a person on the site, asked for with a template on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateUse {
    /// The key, or the person, whose id stands in its place.
    pub sender: ApiKeyId,
    /// The day, of UTC.
    pub day: Day,
    /// How many messages.
    pub requested: u64,
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

    OUTLINES = "
        SELECT t.id, t.channel, v.name, v.created_at, t.archived_at, t.folder_id, t.category_id
        FROM templates t
        JOIN template_versions v ON v.template_id = t.id AND v.version = t.version
        WHERE t.service_id = $1 AND t.hidden = 0";

    VERSIONS = "
        SELECT v.version, v.name, v.created_at, v.created_by
        FROM template_versions v
        JOIN templates t ON t.id = v.template_id
        WHERE t.id = $1 AND t.service_id = $2
        ORDER BY v.version DESC
        LIMIT $3";

    USES = "
        SELECT sender_id, day, requested
        FROM tallies
        WHERE service_id = $1 AND day >= $2 AND template_id = $3
        ORDER BY day DESC";

    LAST_USE = "
        SELECT day
        FROM tallies
        WHERE service_id = $1 AND template_id = $2
        ORDER BY day DESC
        LIMIT 1";
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

impl ServiceStore {
    /// The service's templates without their texts, archived ones included, by name, then e-mails before text
    /// messages.
    pub async fn template_outlines(&self) -> Result<Vec<TemplateOutline>, Error> {
        let mut rows = self.store().engine().list(OUTLINES, values![self.id()]).await?;
        let mut outlines = rows.iter_mut().map(read_outline).collect::<Result<Vec<_>, _>>()?;
        outlines.sort_by_cached_key(|outline| (outline.name.to_lowercase(), outline.channel, outline.id));
        Ok(outlines)
    }

    /// The versions of a template without their texts, newest first, and so many at most.
    pub async fn template_versions(
        &self,
        id: TemplateId,
        most: usize,
    ) -> Result<Vec<TemplateVersion>, Error> {
        let mut rows = self.store().engine().list(VERSIONS, values![id, self.id(), most]).await?;
        rows.iter_mut().map(read_version).collect()
    }

    /// Who has used a template since a day, newest first: a row for each sender, day and shard.
    pub async fn template_uses(&self, id: TemplateId, since: Day) -> Result<Vec<TemplateUse>, Error> {
        let mut rows = self.store().engine().list(USES, values![self.id(), since, id]).await?;
        rows.iter_mut().map(read_use).collect()
    }

    /// The last day on which a message was asked for with a template.
    pub async fn template_last_use(&self, id: TemplateId) -> Result<Option<Day>, Error> {
        let row = self.store().engine().optional(LAST_USE, values![self.id(), id]).await?;
        row.map(|mut row| row.take()).transpose()
    }
}

fn read_outline(row: &mut Row) -> Result<TemplateOutline, Error> {
    Ok(TemplateOutline {
        id: row.take()?,
        channel: row.take()?,
        name: row.take()?,
        changed_at: row.take()?,
        archived_at: row.take()?,
        folder: row.take()?,
        category: row.take()?,
    })
}

fn read_version(row: &mut Row) -> Result<TemplateVersion, Error> {
    Ok(TemplateVersion {
        number: row.take()?,
        name: row.take()?,
        created_at: row.take()?,
        created_by: row.take()?,
    })
}

fn read_use(row: &mut Row) -> Result<TemplateUse, Error> {
    Ok(TemplateUse { sender: row.take()?, day: row.take()?, requested: row.take()? })
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
