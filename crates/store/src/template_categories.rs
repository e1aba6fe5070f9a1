//! Kinds of templates, which say how urgent their messages are.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::store::Store;
use facteur_model::Priority;
use facteur_model::id::TemplateCategoryId;

/// A kind of template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateCategory {
    /// Its identifier.
    pub id: TemplateCategoryId,
    /// Its name in English.
    pub name_en: String,
    /// Its name in French.
    pub name_fr: String,
    /// How urgent its e-mails are.
    pub email_priority: Priority,
    /// How urgent its text messages are.
    pub sms_priority: Priority,
    /// Whether it is left out where people choose.
    pub hidden: bool,
}

statements! {
    LIST = "
        SELECT id, name_en, name_fr, email_priority, sms_priority, hidden
        FROM template_categories
        ORDER BY name_en, id";
}

impl Store {
    /// All categories, by English name.
    pub async fn template_categories(&self) -> Result<Vec<TemplateCategory>, Error> {
        self.engine().list(LIST, values![]).await?.iter_mut().map(read).collect()
    }
}

fn read(row: &mut Row) -> Result<TemplateCategory, Error> {
    Ok(TemplateCategory {
        id: row.take()?,
        name_en: row.take()?,
        name_fr: row.take()?,
        email_priority: row.take_as(Priority::from_stored)?,
        sms_priority: row.take_as(Priority::from_stored)?,
        hidden: row.take()?,
    })
}
