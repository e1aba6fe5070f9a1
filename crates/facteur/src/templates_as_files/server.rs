//! The server's side: what of the API is needed, in the shape that every Notify of this family has.

use super::file::with_line_feeds;
use anyhow::{Context, bail};
use facteur_model::Channel;
use facteur_model::id::{FolderId, TemplateCategoryId, TemplateId};
use facteur_model::secret::Secret;
use reqwest::{Client, Method, StatusCode, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

/// The longest answer that is read.
const LARGEST: usize = 64 << 20;
/// A server that takes longer over one answer is not waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server, and the key that speaks for a service there.
pub struct Server {
    client: Client,
    base: String,
    key: Secret,
}

/// A template as the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub id: TemplateId,
    pub channel: Channel,
    pub name: String,
    pub subject: Option<String>,
    /// With line feeds for ends of lines.
    pub content: String,
    pub version: u32,
    /// Known to a key that may manage templates.
    pub place: Option<HeldPlace>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPlace {
    pub category: Option<Category>,
    pub folder: Option<FolderId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Category {
    #[serde(rename = "template_category_id", deserialize_with = "category_id")]
    pub id: TemplateCategoryId,
    pub name: String,
}

fn category_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<TemplateCategoryId, D::Error> {
    let text = String::deserialize(from)?;
    TemplateCategoryId::parse(&text).ok_or_else(|| serde::de::Error::custom("not an id"))
}

/// As both `/v2/template` and `/v2/manage-template` write it.
#[derive(Deserialize)]
struct Body {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    subject: Option<String>,
    #[serde(rename = "body")]
    text: String,
    version: u32,
    template_category_id: Option<String>,
    template_category_name: Option<String>,
    folder_id: Option<String>,
    #[serde(default)]
    archived: bool,
}

impl Body {
    /// Nothing for letters, which are no concern of ours.
    fn held(self, is_managed: bool) -> anyhow::Result<Option<Held>> {
        let Some(channel) = Channel::from_wire(&self.kind) else { return Ok(None) };
        let id = TemplateId::parse(&self.id).context("a template without an id")?;
        let category = match (self.template_category_id.as_deref(), self.template_category_name) {
            (Some(id), name) => {
                let id = TemplateCategoryId::parse(id).context("a category without an id")?;
                Some(Category { id, name: name.unwrap_or_else(|| id.to_string()) })
            }
            (None, _) => None,
        };
        let folder = self.folder_id.as_deref().and_then(FolderId::parse);
        Ok(Some(Held {
            id,
            channel,
            name: self.name,
            subject: self.subject.filter(|_| channel == Channel::Email),
            content: with_line_feeds(&self.text),
            version: self.version,
            place: is_managed.then_some(HeldPlace { category, folder }),
        }))
    }
}

#[derive(Deserialize)]
struct List {
    templates: Vec<Body>,
}

#[derive(Deserialize)]
struct Categories {
    template_categories: Vec<Category>,
}

impl Server {
    pub fn new(url: &str, key: Secret) -> anyhow::Result<Self> {
        let base = url.trim().trim_end_matches('/').to_owned();
        if !base.starts_with("https://") && !base.starts_with("http://") {
            bail!("the address of the API begins with https://");
        }
        // The key goes to this address and to no other.
        let client = Client::builder().redirect(redirect::Policy::none()).timeout(PATIENCE);
        let client = client.user_agent(concat!("facteur/", env!("CARGO_PKG_VERSION")));
        Ok(Self { client: client.build().context("no connection can be made")?, base, key })
    }

    /// The templates that are not archived. Category and folder are known when the key may manage templates.
    pub async fn templates(&self, is_managed: bool) -> anyhow::Result<Vec<Held>> {
        let list: List = self.ask(Method::GET, "/v2/templates", None).await?.body()?;
        let mut templates = Vec::with_capacity(list.templates.len());
        for body in list.templates {
            let Some(held) = body.held(false)? else { continue };
            if !is_managed {
                templates.push(held);
                continue;
            }
            let answer = self.ask(Method::GET, &format!("/v2/manage-template/{}", held.id), None).await?;
            // Archived in between.
            if answer.status == StatusCode::NOT_FOUND {
                continue;
            }
            let body: Body = answer.body()?;
            if !body.archived {
                templates.extend(body.held(true)?);
            }
        }
        templates.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        Ok(templates)
    }

    /// The categories; nothing when the key may not manage templates, or the server knows nothing of it.
    pub async fn categories(&self) -> anyhow::Result<Option<Vec<Category>>> {
        let answer = self.ask(Method::GET, "/v2/manage-template/template-categories", None).await?;
        let is_refused = answer.status == StatusCode::NOT_FOUND
            || answer.status == StatusCode::FORBIDDEN && answer.class() == Some("ForbiddenError");
        if is_refused {
            return Ok(None);
        }
        Ok(Some(answer.body::<Categories>()?.template_categories))
    }

    /// A template as it was.
    pub async fn version(&self, id: TemplateId, version: u32) -> anyhow::Result<Option<Held>> {
        let answer = self.ask(Method::GET, &format!("/v2/template/{id}/version/{version}"), None).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        answer.body::<Body>()?.held(false)
    }

    pub async fn create(&self, body: &Value) -> anyhow::Result<Held> {
        let answer = self.ask(Method::POST, "/v2/manage-template", Some(body)).await?;
        answer.body::<Body>()?.held(true)?.context("the server answered with something else")
    }

    pub async fn change(&self, id: TemplateId, body: &Value) -> anyhow::Result<Held> {
        let answer = self.ask(Method::PATCH, &format!("/v2/manage-template/{id}"), Some(body)).await?;
        answer.body::<Body>()?.held(true)?.context("the server answered with something else")
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Answer> {
        let what = format!("{method} {path}");
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        request = request.header("Authorization", format!("ApiKey-v1 {}", self.key.expose()));
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        // The address is the one that was given: an error needs it no second time.
        let sent = request.send().await.map_err(reqwest::Error::without_url);
        let mut response = sent.with_context(|| format!("{what}: the server could not be reached"))?;
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
            if bytes.len() + chunk.len() > LARGEST {
                bail!("{what}: the answer is too long");
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Answer { what, status, bytes })
    }
}

struct Answer {
    what: String,
    status: StatusCode,
    bytes: Vec<u8>,
}

impl Answer {
    fn class(&self) -> Option<&'static str> {
        let body: Value = serde_json::from_slice(&self.bytes).ok()?;
        (body["errors"][0]["error"] == json!("ForbiddenError")).then_some("ForbiddenError")
    }

    fn body<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        if !self.status.is_success() {
            bail!("{}: {} {}", self.what, self.status.as_u16(), self.reasons());
        }
        serde_json::from_slice(&self.bytes)
            .with_context(|| format!("{}: the server answered with something else", self.what))
    }

    /// What the server has against it, in its words.
    fn reasons(&self) -> String {
        let body: Value = serde_json::from_slice(&self.bytes).unwrap_or_default();
        let errors = body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        let messages: Vec<_> = errors.iter().filter_map(|error| error["message"].as_str()).collect();
        let text = if messages.is_empty() {
            body["message"].as_str().unwrap_or("without a reason").to_owned()
        } else {
            messages.join("; ")
        };
        text.chars().filter(|character| !character.is_control()).take(1_000).collect()
    }
}
