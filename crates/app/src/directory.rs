//! Services as the request path sees them: read once, kept until something changes.
//!
//! Every change of a service moves two counters in its transaction: the service's own, and one for
//! the whole database. A cached service is used only after the second has been read and found
//! unchanged, which costs microseconds and holds across processes too: a key revoked by the command
//! line beside a running server is refused on the very next call.

use crate::Unavailable;
use crate::compiled::Compiled;
use facteur_model::Channel;
use facteur_model::id::{ReplyToId, ServiceId, SmsSenderId, TemplateId};
use facteur_model::policy::Acquaintance;
use facteur_model::recipient::{Recipient, Safelist, SafelistEntry, special};
use facteur_model::service::ReplyToState;
use facteur_store::{
    ApiKey, Listener, Member, ReplyTo, Service, ServiceSnapshot, SmsSender, Store, Visibility,
};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Services kept at once; past that the cache starts anew.
const MOST_SERVICES: usize = 20_000;
/// Compiled template versions kept at once.
const MOST_TEMPLATES: usize = 20_000;

/// A service with its keys, members, safelist and senders, as of one moment.
pub struct ServiceView {
    snapshot: ServiceSnapshot,
    keys_by_mac: HashMap<[u8; 32], usize>,
    acquaintances: Safelist,
    /// Current versions, by template.
    current: RwLock<HashMap<TemplateId, Arc<Compiled>>>,
}

impl ServiceView {
    fn new(snapshot: ServiceSnapshot) -> Self {
        let keys_by_mac = snapshot.keys.iter().enumerate().map(|(at, key)| (key.mac, at)).collect();
        // A text that is no recipient any more matches nobody: it is left out, not guessed at.
        let members = snapshot.members.iter().flat_map(|member| [Some(&member.email), member.phone.as_ref()]);
        let acquaintances = members
            .flatten()
            .chain(&snapshot.safelist)
            .filter_map(|text| SafelistEntry::parse(text).ok())
            .collect();
        Self { snapshot, keys_by_mac, acquaintances, current: RwLock::default() }
    }

    pub fn service(&self) -> &Service {
        &self.snapshot.service
    }

    /// The entries of the safelist, members not included.
    pub fn safelist_entries(&self) -> &[String] {
        &self.snapshot.safelist
    }

    /// Are its e-mails refused, because too many came back?
    pub fn emails_are_paused(&self) -> bool {
        self.snapshot.email_paused
    }

    /// Does anybody want no more of its texts?
    pub fn has_opt_outs(&self) -> bool {
        self.snapshot.has_opt_outs
    }

    /// The numbers that people can write to.
    pub fn inbound_numbers(&self) -> &[String] {
        &self.snapshot.inbound_numbers
    }

    pub fn members(&self) -> &[Member] {
        &self.snapshot.members
    }

    pub fn keys(&self) -> &[ApiKey] {
        &self.snapshot.keys
    }

    pub fn key_with_mac(&self, mac: &[u8; 32]) -> Option<usize> {
        self.keys_by_mac.get(mac).copied()
    }

    pub fn acquaintance(&self, recipient: &Recipient) -> Acquaintance {
        if special::is_smoke_test(recipient) {
            Acquaintance::SmokeTest
        } else if self.acquaintances.contains(recipient) {
            Acquaintance::TeamOrSafelist
        } else {
            Acquaintance::Stranger
        }
    }

    /// The reply-to addresses that have not been removed, verified or not, oldest first.
    pub fn reply_tos(&self) -> impl Iterator<Item = &ReplyTo> {
        self.snapshot.reply_tos.iter().filter(|reply_to| reply_to.archived_at.is_none())
    }

    /// The text message senders that have not been removed, oldest first.
    pub fn sms_senders(&self) -> impl Iterator<Item = &SmsSender> {
        self.snapshot.sms_senders.iter().filter(|sender| sender.archived_at.is_none())
    }

    /// The webhooks of the service.
    pub fn webhooks(&self) -> &[Listener] {
        &self.snapshot.webhooks
    }

    /// The reply-to addresses that may be used.
    pub fn usable_reply_tos(&self) -> impl Iterator<Item = &ReplyTo> {
        self.reply_tos().filter(|reply_to| reply_to.state == ReplyToState::Verified)
    }

    /// The reply-to address with this id, if it may be used; without an id, the default one if there is any.
    pub fn reply_to(&self, id: Option<ReplyToId>) -> Option<&ReplyTo> {
        let usable = self.usable_reply_tos();
        match id {
            Some(id) => usable.into_iter().find(|reply_to| reply_to.id == id),
            None => usable.into_iter().find(|reply_to| reply_to.is_default),
        }
    }

    /// The text message sender with this id, unless archived; without an id, the default one if there is any.
    pub fn sms_sender(&self, id: Option<SmsSenderId>) -> Option<&SmsSender> {
        let usable = self.sms_senders();
        match id {
            Some(id) => usable.into_iter().find(|sender| sender.id == id),
            None => usable.into_iter().find(|sender| sender.is_default),
        }
    }
}

struct Entry {
    view: Arc<ServiceView>,
    /// The database's counter when this view was last known to be current.
    checked_at: AtomicI64,
}

/// The cache of services and compiled templates.
pub struct Directory {
    store: Store,
    services: RwLock<HashMap<ServiceId, Entry>>,
    /// Versions never change, so they are never stale.
    versions: RwLock<HashMap<(TemplateId, u32), Arc<Compiled>>>,
}

impl Directory {
    pub fn new(store: Store) -> Self {
        Self { store, services: RwLock::default(), versions: RwLock::default() }
    }

    /// The service as of now; `None` when there is none with this id.
    pub async fn service(&self, id: ServiceId) -> Result<Option<Arc<ServiceView>>, Unavailable> {
        // Read before anything else: what changes from here on moves the counter past this value.
        let epoch = self.store.epoch()?;
        if let Some(view) = self.cached(id, epoch).await? {
            return Ok(Some(view));
        }
        // A look at one row first: ids that nobody has must not cost what a service costs.
        if self.store.service_epoch(id).await?.is_none() {
            return Ok(None);
        }
        let Some(snapshot) = self.store.snapshot(id).await? else {
            return Ok(None);
        };
        let view = Arc::new(ServiceView::new(snapshot));
        let mut services = self.services.write().unwrap_or_else(PoisonError::into_inner);
        if services.len() >= MOST_SERVICES {
            services.clear();
        }
        services.insert(id, Entry { view: view.clone(), checked_at: AtomicI64::new(epoch) });
        Ok(Some(view))
    }

    async fn cached(&self, id: ServiceId, epoch: i64) -> Result<Option<Arc<ServiceView>>, Unavailable> {
        let Some((view, checked_at)) = self.entry(id) else { return Ok(None) };
        if checked_at == epoch {
            return Ok(Some(view));
        }
        // Something changed somewhere; was it this service?
        if self.store.service_epoch(id).await? != Some(view.snapshot.epoch) {
            return Ok(None);
        }
        let services = self.services.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = services.get(&id).filter(|entry| Arc::ptr_eq(&entry.view, &view)) {
            entry.checked_at.fetch_max(epoch, Ordering::AcqRel);
        }
        Ok(Some(view))
    }

    /// What is kept of a service, and the database's counter when it was last known to be current.
    fn entry(&self, id: ServiceId) -> Option<(Arc<ServiceView>, i64)> {
        let services = self.services.read().unwrap_or_else(PoisonError::into_inner);
        services.get(&id).map(|entry| (entry.view.clone(), entry.checked_at.load(Ordering::Acquire)))
    }

    /// The current version of a template of this service; hidden ones do not exist for callers.
    pub async fn template(
        &self,
        service: &ServiceView,
        id: TemplateId,
    ) -> Result<Option<Arc<Compiled>>, Unavailable> {
        let cached = service.current.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if cached.is_some() {
            return Ok(cached);
        }
        let found = self.store.of(service.service().id).template(id, None).await?;
        let Some(template) = found.filter(|template| template.visibility == Visibility::Shown) else {
            return Ok(None);
        };
        let compiled = Arc::new(Compiled::new(template));
        let mut current = service.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.len() >= MOST_TEMPLATES {
            current.clear();
        }
        current.insert(id, compiled.clone());
        Ok(Some(compiled))
    }

    /// One version of a template, for rendering what was sent with it.
    pub async fn version(
        &self,
        service: ServiceId,
        id: TemplateId,
        version: u32,
    ) -> Result<Option<Arc<Compiled>>, Unavailable> {
        let key = (id, version);
        let cached = self.versions.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(compiled) = cached {
            return Ok((compiled.template.service == service).then_some(compiled));
        }
        let Some(template) = self.store.of(service).template(id, Some(version)).await? else {
            return Ok(None);
        };
        let compiled = Arc::new(Compiled::new(template));
        let mut versions = self.versions.write().unwrap_or_else(PoisonError::into_inner);
        if versions.len() >= MOST_TEMPLATES {
            versions.clear();
        }
        versions.insert(key, compiled.clone());
        Ok(Some(compiled))
    }
}

impl Compiled {
    /// The channel that this template is for.
    pub fn channel(&self) -> Channel {
        self.template.channel
    }
}
