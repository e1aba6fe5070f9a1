//! A service with a template for each channel, ready to be used.

use super::World;
use super::http::Caller;
use facteur_app::{KeyRequest, LimitsChange, TemplateRequest};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, ServiceId, TemplateId};
use facteur_model::secret::Secret;
use std::sync::atomic::{AtomicU32, Ordering};

/// A service made by [`World::trial_service`] or [`World::live_service`].
pub struct TestService<'a> {
    pub world: &'a World,
    pub id: ServiceId,
    /// `Hello ((name))`, with the subject `News for ((name))`.
    pub email: TemplateId,
    /// `Hello ((name))`.
    pub sms: TemplateId,
    keys_made: AtomicU32,
}

/// A key as its owner holds it.
pub struct TestKey {
    pub id: ApiKeyId,
    pub text: Secret,
}

impl<'a> TestService<'a> {
    pub(super) async fn new(world: &'a World, id: ServiceId) -> Self {
        let template = |channel, subject: Option<&str>| TemplateRequest {
            service: id,
            channel,
            name: format!("Greeting by {}", channel.as_str()),
            subject: subject.map(str::to_owned),
            content: "Hello ((name))".to_owned(),
            category: None,
            priority: None,
        };
        let email = template(Channel::Email, Some("News for ((name))"));
        let email = world.app.create_template(&world.by, email).await.expect("a template can be made");
        let sms = world.app.create_template(&world.by, template(Channel::Sms, None)).await;
        Self { world, id, email, sms: sms.expect("a template can be made"), keys_made: AtomicU32::new(0) }
    }

    /// A new key of this type.
    pub async fn make_key(&self, key_type: KeyType) -> TestKey {
        let made = self.world.app.create_key(&self.world.by, self.key_request(key_type)).await;
        let made = made.expect("a key can be made");
        TestKey { id: made.id, text: made.text }
    }

    pub fn key_request(&self, key_type: KeyType) -> KeyRequest {
        let number = self.keys_made.fetch_add(1, Ordering::Relaxed);
        KeyRequest::plain(self.id, format!("{} {number}", key_type.as_str()), key_type)
    }

    /// A caller with a new key of this type.
    pub async fn key(&self, key_type: KeyType) -> Caller {
        self.caller(&self.make_key(key_type).await)
    }

    /// A caller with this key.
    pub fn caller(&self, key: &TestKey) -> Caller {
        self.world.caller(format!("ApiKey-v1 {}", key.text.expose()))
    }

    pub async fn member(&self, email: &str, phone: Option<&str>) -> &Self {
        self.world
            .app
            .add_member(&self.world.by, self.id, email, phone)
            .await
            .expect("a member can be added");
        self
    }

    pub async fn safelist(&self, recipients: &[&str]) -> &Self {
        let recipients: Vec<String> = recipients.iter().map(|text| (*text).to_owned()).collect();
        let added = self.world.app.add_to_safelist(&self.world.by, self.id, &recipients, None).await;
        added.expect("the safelist can grow");
        self
    }

    pub async fn limits(&self, change: LimitsChange) -> &Self {
        self.world.app.change_limits(&self.world.by, self.id, change).await.expect("limits can change");
        self
    }

    /// A further template.
    pub async fn template(&self, channel: Channel, subject: Option<&str>, content: &str) -> TemplateId {
        let wanted = TemplateRequest {
            service: self.id,
            channel,
            name: content.chars().take(40).filter(|c| !c.is_control()).collect(),
            subject: subject.map(str::to_owned),
            content: content.to_owned(),
            category: None,
            priority: None,
        };
        self.world.app.create_template(&self.world.by, wanted).await.expect("a template can be made")
    }

    /// A request body for the e-mail template.
    pub fn email_to(&self, to: &str) -> serde_json::Value {
        serde_json::json!({
            "email_address": to,
            "template_id": self.email.to_string(),
            "personalisation": {"name": "Zoé"},
        })
    }

    /// A request body for the text message template.
    pub fn sms_to(&self, to: &str) -> serde_json::Value {
        serde_json::json!({
            "phone_number": to,
            "template_id": self.sms.to_string(),
            "personalisation": {"name": "Zoé"},
        })
    }
}
