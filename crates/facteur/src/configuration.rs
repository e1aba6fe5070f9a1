//! Settings: a file, then the environment, then flags; each wins over the one before.
//!
//! The file is `facteur.toml`; the environment's names are `FACTEUR_` and the setting in capitals,
//! with two underscores between a section and its setting (`FACTEUR_SMTP__HOST`). A setting that
//! does not exist is an error, so that a misspelled one is noticed.

mod sections;

pub use sections::{
    DatabaseUrl, EmailProvider, LogFormat, ProductName, Role, SimulatorSection, SiteSection, SmsProvider,
    SmtpSection, SmtpTls, WebhooksSection,
};

use crate::cli::{Common, RoleName, Serve};
use anyhow::{Context, bail};
use config::{Environment, File, FileFormat};
use facteur_model::api_key::Prefix;
use facteur_model::recipient::EmailAddress;
use facteur_model::secret::Secret;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file that is read when it exists and none is named.
const DEFAULT_FILE: &str = "facteur.toml";

/// Everything an operator can set. `facteur config` prints it as it is in force.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Configuration {
    /// Address and port of the API.
    pub listen: SocketAddr,
    /// What this node does.
    pub roles: Vec<Role>,
    /// The folder of the database and the keyring.
    pub data_dir: PathBuf,
    /// The PostgreSQL server, in place of the file in the data folder. It may hold a password.
    pub database_url: Option<DatabaseUrl>,
    /// The keyring file; in the data folder unless set. Better on another disk than the database.
    pub keyring: Option<PathBuf>,
    /// Where clients reach the API; every link begins with it. `http://` and `listen` unless set.
    pub base_url: Option<String>,
    /// What the product is called on its pages and in its e-mails.
    pub product_name: ProductName,
    /// The domain that e-mails come from.
    pub sending_domain: String,
    /// The text message sender of services without one of their own.
    pub default_sms_sender: Option<String>,
    /// The page about keys that refusals point to.
    pub keys_documentation_url: String,
    /// The word in front of every new key: 2 to 12 lower-case letters and digits.
    pub key_prefix: String,
    /// Web origins whose pages may call the API.
    pub cors_origins: Vec<String>,
    /// Networks whose proxies are believed when they say for whom they speak, as `10.0.0.0/8`; this machine's always are.
    pub trusted_proxies: Vec<String>,
    /// Whether e-mails carry the Government of Canada signature. Only for its own bodies.
    pub government_of_canada_signature: bool,
    /// `error`, `warn`, `info`, `debug` or `trace`, for Facteur's own lines.
    pub log: String,
    pub log_format: LogFormat,
    /// How long a worker may hold a message before another one takes it over, in seconds.
    pub lease_seconds: u32,
    /// How long a client may take over its headers, or let a body stall, in seconds.
    pub client_timeout_seconds: u32,
    pub email_provider: EmailProvider,
    pub sms_provider: SmsProvider,
    /// Text messages a minute at most for each sender, such as a dedicated number whose carrier allows no more.
    pub most_texts_per_sender_per_minute: Option<u32>,
    /// The most entries of a service's safelist, of each kind: e-mail addresses, and phone numbers.
    pub most_safelisted: usize,
    pub site: SiteSection,
    pub simulator: SimulatorSection,
    pub smtp: SmtpSection,
    pub webhooks: WebhooksSection,
}

impl Default for Configuration {
    fn default() -> Self {
        let product = facteur_app::Settings::default();
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 6011)),
            roles: vec![Role::Api, Role::Web, Role::Worker],
            data_dir: PathBuf::from("facteur-data"),
            database_url: None,
            keyring: None,
            base_url: None,
            product_name: product.product_name.into(),
            sending_domain: product.sending_domain,
            default_sms_sender: product.default_sms_sender,
            keys_documentation_url: product.keys_documentation_url,
            key_prefix: product.key_prefix.as_str().to_owned(),
            cors_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            government_of_canada_signature: false,
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            lease_seconds: 60,
            client_timeout_seconds: 30,
            email_provider: EmailProvider::Mailbox,
            sms_provider: SmsProvider::Mailbox,
            most_texts_per_sender_per_minute: None,
            most_safelisted: product.most_safelisted,
            site: SiteSection::default(),
            simulator: SimulatorSection::default(),
            smtp: SmtpSection::default(),
            webhooks: WebhooksSection::default(),
        }
    }
}

impl Configuration {
    /// Reads all three sources and checks what can be checked without touching anything.
    pub fn load(common: &Common, serve: &Serve) -> anyhow::Result<Self> {
        let mut sources = config::Config::builder();
        let default_file = Path::new(DEFAULT_FILE);
        match &common.config {
            Some(file) => sources = sources.add_source(File::from(file.as_path()).format(FileFormat::Toml)),
            None if default_file.exists() => {
                sources = sources.add_source(File::from(default_file).format(FileFormat::Toml));
            }
            None => {}
        }
        let environment = Environment::with_prefix("FACTEUR")
            .prefix_separator("_")
            .separator("__")
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("cors_origins")
            .with_list_parse_key("roles")
            .with_list_parse_key("trusted_proxies")
            .with_list_parse_key("site.registration_domains")
            .with_list_parse_key("webhooks.networks")
            .with_list_parse_key("webhooks.ports")
            .source(Some(environment_of_settings()));
        let read = sources.add_source(environment).build().context("the settings cannot be read")?;
        let mut read: Configuration = read.try_deserialize().context("the settings are not right")?;
        if let Some(data_dir) = &common.data_dir {
            read.data_dir.clone_from(data_dir);
        }
        if let Some(url) = &common.database_url {
            read.database_url = Some(DatabaseUrl(Secret::new(url.as_str())));
        }
        if let Some(listen) = serve.listen.listen {
            read.listen = listen;
        }
        if !serve.roles.is_empty() {
            read.roles = serve.roles.iter().copied().map(Role::from).collect();
        }
        for origin in &mut read.cors_origins {
            *origin = origin.trim().trim_end_matches('/').to_ascii_lowercase();
        }
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> anyhow::Result<()> {
        if Prefix::parse(&self.key_prefix).is_none() {
            bail!("key_prefix needs 2 to 12 lower-case letters and digits, a letter first");
        }
        if self.key_prefix == "gcntfy" {
            bail!("key_prefix cannot be gcntfy: keys of another Notify begin with it");
        }
        for origin in &self.cors_origins {
            if !(origin.starts_with("https://") || origin.starts_with("http://")) {
                bail!("cors_origins needs origins such as https://pages.example.ca, and {origin} is none");
            }
        }
        if EmailAddress::parse(&format!("a@{}", self.sending_domain)).is_err() {
            bail!("sending_domain needs to be the domain of an e-mail address");
        }
        if self.smtp.username.is_some() != self.smtp.password.is_some() {
            bail!("smtp.username and smtp.password go together");
        }
        if let Some(url) = &self.base_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            bail!("base_url needs to begin with https:// or http://");
        }
        if !["error", "warn", "info", "debug", "trace"].contains(&self.log.as_str()) {
            bail!("log needs to be one of error, warn, info, debug and trace");
        }
        if self.roles.is_empty() {
            bail!("roles needs at least one of api and worker");
        }
        if self.database_url.is_none() && self.roles.len() < 2 {
            bail!("roles can be divided between nodes on PostgreSQL only; set database_url");
        }
        if self.smtp.most_per_second == Some(0) || self.most_texts_per_sender_per_minute == Some(0) {
            bail!("a rate of 0 would send nothing; `facteur pause provider` holds messages back");
        }
        if self.lease_seconds == 0 {
            bail!("lease_seconds needs to be at least 1");
        }
        if self.client_timeout_seconds == 0 {
            bail!("client_timeout_seconds needs to be at least 1");
        }
        if self.simulator.least_delay_ms > self.simulator.most_delay_ms {
            bail!("simulator.least_delay_ms cannot be more than simulator.most_delay_ms");
        }
        if self.email_provider == EmailProvider::Smtp && self.smtp.host.is_none() {
            bail!("smtp.host is needed when email_provider is smtp");
        }
        Ok(())
    }

    pub fn keyring_path(&self) -> PathBuf {
        self.keyring.clone().unwrap_or_else(|| self.data_dir.join("keyring"))
    }

    pub fn database_path(&self) -> PathBuf {
        self.data_dir.join("facteur.db")
    }

    /// The public address; `bound` is what the listener really got, should the port have been 0.
    pub fn public_url(&self, bound: SocketAddr) -> String {
        let url = self.base_url.clone().unwrap_or_else(|| format!("http://{bound}"));
        url.trim_end_matches('/').to_owned()
    }

    /// For `facteur config`: the same, with secrets masked.
    pub fn masked(&self) -> Self {
        let mut masked = self.clone();
        if masked.smtp.password.is_some() {
            masked.smtp.password = Some("********".into());
        }
        masked
    }
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Api => Role::Api,
            RoleName::Web => Role::Web,
            RoleName::Worker => Role::Worker,
        }
    }
}

/// The environment without what belongs to `facteur templates`, which is no setting.
fn environment_of_settings() -> HashMap<String, String> {
    let texts = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    texts.filter(|(name, _)| !["FACTEUR_KEY", "FACTEUR_URL"].contains(&name.as_str())).collect()
}
