//! Templates for those who look after them: lists, versions, who wrote them and who uses them.

use super::ChangeError;
use crate::App;
use crate::authority::{Authority, Need, user_of_actor};
use facteur_model::id::{ServiceId, TemplateId};
use facteur_model::person::Right;
use facteur_model::time::{DAY, Day};
use facteur_store::{Template, TemplateOutline, TemplateVersion, Visibility};
use std::collections::BTreeMap;

/// Versions that a history shows.
const MOST_VERSIONS: usize = 500;
/// Days that a warning about a template's users looks back on.
const RECENT_DAYS: i64 = 30;

/// Who has used a template lately.
#[derive(Debug)]
pub struct TemplateUsage {
    /// The last day on which a message was asked for, however long ago.
    pub last: Option<Day>,
    /// Keys that used it within the last 30 days, the busiest first. Sends from the site are not among them.
    pub keys: Vec<TemplateSender>,
}

/// A key that used a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSender {
    pub name: String,
    /// Can the key still be used?
    pub revoked: bool,
    pub last: Day,
    pub requested: u64,
}

impl App {
    /// The service's templates without their texts, archived ones included, by name.
    pub async fn template_outlines(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<TemplateOutline>, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        Ok(self.store().of(service).template_outlines().await?)
    }

    /// One version of a template, or its latest; archived ones too.
    pub async fn read_template(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
        version: Option<u32>,
    ) -> Result<Template, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        let found = self.store().of(service).template(id, version).await?;
        found
            .filter(|template| template.visibility == Visibility::Shown)
            .ok_or(ChangeError::NoSuchTemplate(id))
    }

    /// The newest versions of a template.
    pub async fn template_versions(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
    ) -> Result<Vec<TemplateVersion>, ChangeError> {
        self.allowed(by, service, Need::Either(Right::ViewActivity, Right::ManageTemplates)).await?;
        Ok(self.store().of(service).template_versions(id, MOST_VERSIONS).await?)
    }

    /// Who has used a template lately.
    pub async fn template_usage(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
    ) -> Result<TemplateUsage, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageTemplates)).await?;
        let store = self.store().of(service);
        let since = self.now().plus(-RECENT_DAYS * DAY).day();
        let mut senders: BTreeMap<_, (Day, u64)> = BTreeMap::new();
        for used in store.template_uses(id, since).await? {
            let (last, requested) = senders.entry(used.sender).or_insert((used.day, 0));
            *last = (*last).max(used.day);
            *requested += used.requested;
        }
        let mut keys: Vec<_> = view
            .keys()
            .iter()
            .filter_map(|key| {
                let (last, requested) = *senders.get(&key.id)?;
                let revoked = key.revoked_at.is_some();
                Some(TemplateSender { name: key.name.clone(), revoked, last, requested })
            })
            .collect();
        keys.sort_by(|one, other| {
            other.requested.cmp(&one.requested).then_with(|| one.name.cmp(&other.name))
        });
        Ok(TemplateUsage { last: store.template_last_use(id).await?, keys })
    }

    /// The name of the person who made a version; `None` for the operator, and for people who are gone.
    pub async fn template_author(
        &self,
        by: &Authority,
        service: ServiceId,
        actor: &str,
    ) -> Result<Option<String>, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let Some(person) = user_of_actor(actor) else { return Ok(None) };
        if let Some(member) = view.member(person) {
            return Ok(Some(member.name.clone().unwrap_or_else(|| member.email.clone())));
        }
        // Somebody who has left the team, or who looks after the installation.
        Ok(self.store().user(person).await?.map(|user| user.profile.name))
    }
}
