//! The parts of the configuration.

use anyhow::bail;
use facteur_model::secret::Secret;
use facteur_providers::files::Clamd;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// A name in both languages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductName {
    pub en: String,
    pub fr: String,
}

impl From<facteur_app::Bilingual> for ProductName {
    fn from(facteur_app::Bilingual { en, fr }: facteur_app::Bilingual) -> Self {
        Self { en, fr }
    }
}

impl From<ProductName> for facteur_app::Bilingual {
    fn from(ProductName { en, fr }: ProductName) -> Self {
        Self { en, fr }
    }
}

/// What a node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It answers the API.
    Api,
    /// It shows the site.
    Web,
    /// It delivers messages, and keeps house.
    Worker,
}

/// Where e-mails of team and live keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmailProvider {
    /// They stay here, and are read at `/v2/mailbox`.
    Mailbox,
    /// To a mail server.
    Smtp,
}

/// Where text messages of team and live keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsProvider {
    /// They stay here, and are read at `/v2/mailbox`.
    Mailbox,
}

/// How long a test key's message takes to be "delivered".
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimulatorSection {
    pub least_delay_ms: u32,
    pub most_delay_ms: u32,
}

impl Default for SimulatorSection {
    fn default() -> Self {
        Self { least_delay_ms: 300, most_delay_ms: 1_200 }
    }
}

/// The site.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteSection {
    /// A colour for the band at the top, as `#rrggbb`; the design system's own unless set.
    pub accent: Option<String>,
    /// E-mail domains whose people may register, such as `canada.ca`; everybody's when empty.
    pub registration_domains: Vec<String>,
    /// Where people write for help.
    pub support_email: Option<String>,
}

/// Where the webhooks of services may be, besides `https` at public addresses on ports 443 and 8443.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhooksSection {
    /// Ranges of addresses such as `10.20.0.0/16` that may be called although they are not public; `http` works there.
    pub networks: Vec<String>,
    /// Further ports.
    #[serde(deserialize_with = "ports")]
    pub ports: Vec<u16>,
    /// A PEM file of further certificate authorities to trust.
    pub root_certificates: Option<PathBuf>,
}

/// Ports, also a single one: in the environment that is a number rather than a list.
fn ports<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u16>, D::Error> {
    struct Ports;
    impl<'de> Visitor<'de> for Ports {
        type Value = Vec<u16>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a port or a list of ports")
        }

        fn visit_i64<E: de::Error>(self, port: i64) -> Result<Self::Value, E> {
            let port = u16::try_from(port).map_err(|_| E::custom(format!("{port} is no port")))?;
            Ok(vec![port])
        }

        fn visit_u64<E: de::Error>(self, port: u64) -> Result<Self::Value, E> {
            let port = u16::try_from(port).map_err(|_| E::custom(format!("{port} is no port")))?;
            Ok(vec![port])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut ports = Vec::new();
            while let Some(port) = list.next_element()? {
                ports.push(port);
            }
            Ok(ports)
        }
    }
    deserializer.deserialize_any(Ports)
}

/// Files that go with messages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FilesSection {
    /// The folder that files are kept in, sealed; `files` in the data folder unless set. Not with `s3`.
    pub folder: Option<PathBuf>,
    /// A bucket, in place of the folder. Several nodes need one, or a folder that they share.
    pub s3: Option<S3Section>,
    /// The ClamAV daemon that looks at every file before anybody gets it: `tcp://host:port` or `unix:/path`.
    pub scanner: Option<String>,
    /// The most bytes of one file.
    pub most_bytes: usize,
    /// The most bytes of all files of one message.
    pub most_message_bytes: usize,
    /// How many days a file is kept when its sender says nothing.
    pub days: u32,
    /// How many days a sender may have one kept.
    pub most_days: u32,
    /// How much memory requests with large files may take together, in mebibytes; further ones wait.
    pub memory_mib: usize,
}

impl Default for FilesSection {
    fn default() -> Self {
        let facteur_app::FileSettings { most_bytes, most_message_bytes, days, most_days } =
            facteur_app::FileSettings::default();
        Self {
            folder: None,
            s3: None,
            scanner: None,
            most_bytes,
            most_message_bytes,
            days,
            most_days,
            memory_mib: 256,
        }
    }
}

impl FilesSection {
    pub fn check(&self) -> anyhow::Result<()> {
        if self.folder.is_some() && self.s3.is_some() {
            bail!("files.folder and files.s3 cannot go together: files are in one place");
        }
        if let Some(scanner) = &self.scanner
            && Clamd::parse(scanner).is_none()
        {
            bail!("files.scanner needs to be tcp://host:port or unix:/path of a ClamAV daemon");
        }
        if !(1..=self.most_days).contains(&self.days) {
            bail!("files.days needs to be between 1 and files.most_days");
        }
        if !(7..=90).contains(&self.most_days) {
            bail!("files.most_days needs to be between 7 and 90");
        }
        if self.most_bytes == 0 || self.most_bytes > MOST_FILE_BYTES {
            bail!("files.most_bytes needs to be between 1 and {MOST_FILE_BYTES}");
        }
        if self.most_message_bytes < self.most_bytes || self.most_message_bytes > MOST_MESSAGE_BYTES {
            bail!("files.most_message_bytes needs to be between files.most_bytes and {MOST_MESSAGE_BYTES}");
        }
        // A single request of the largest kind has to fit.
        let least = self.most_message_bytes.div_ceil(1 << 20) * 5;
        if self.memory_mib < least {
            bail!("files.memory_mib needs to be at least {least} for messages of this size");
        }
        let Some(s3) = &self.s3 else { return Ok(()) };
        if s3.bucket.trim().is_empty() {
            bail!("files.s3.bucket is needed");
        }
        if s3.access_key_id.is_some() != s3.secret_access_key.is_some() {
            bail!("files.s3.access_key_id and files.s3.secret_access_key go together");
        }
        match &s3.endpoint {
            Some(endpoint) if endpoint.starts_with("https://") => {}
            Some(endpoint) if endpoint.starts_with("http://") && s3.allow_http => {}
            Some(endpoint) if endpoint.starts_with("http://") => {
                bail!("files.s3.endpoint without TLS needs files.s3.allow_http = true");
            }
            Some(_) => bail!("files.s3.endpoint needs to begin with https://"),
            None => {}
        }
        Ok(())
    }
}

/// Larger files are not for e-mail, and each is in memory for a while.
const MOST_FILE_BYTES: usize = 50 << 20;
const MOST_MESSAGE_BYTES: usize = 100 << 20;

/// A bucket of S3, or of what speaks like it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Section {
    pub bucket: String,
    #[serde(default = "usual_region")]
    pub region: String,
    /// The address of a storage that is not Amazon's.
    pub endpoint: Option<String>,
    /// In front of every name, for a bucket with other things in it.
    pub prefix: Option<String>,
    /// Without them, what the machine's role or the environment gives is used.
    pub access_key_id: Option<String>,
    pub secret_access_key: Option<Password>,
    /// Lets the endpoint be asked without TLS. Files are sealed all the same; their names and sizes can be read on the way.
    #[serde(default)]
    pub allow_http: bool,
    /// Is the bucket part of the host's name (`https://bucket.host`), rather than of the path?
    #[serde(default)]
    pub virtual_host: bool,
}

fn usual_region() -> String {
    "us-east-1".to_owned()
}

/// The mail server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpSection {
    pub host: Option<String>,
    pub port: u16,
    pub tls: SmtpTls,
    pub username: Option<String>,
    pub password: Option<Password>,
    /// The name given in EHLO; the machine's own unless set.
    pub hello_name: Option<String>,
    /// A PEM file of further certificate authorities to trust.
    pub root_certificates: Option<PathBuf>,
    /// Lets `tls = "none"` be used with a server on another machine. Everything can then be read on the way.
    pub allow_plain: bool,
    pub most_connections: u32,
    /// Messages a second at most; without it, as fast as the server takes them.
    pub most_per_second: Option<u32>,
}

impl Default for SmtpSection {
    fn default() -> Self {
        Self {
            host: None,
            port: 587,
            tls: SmtpTls::Starttls,
            username: None,
            password: None,
            hello_name: None,
            root_certificates: None,
            allow_plain: false,
            most_connections: 8,
            most_per_second: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// TLS from the first byte (usually port 465).
    Implicit,
    /// TLS by STARTTLS, and no message without it (usually port 587).
    Starttls,
    /// No TLS.
    None,
}

/// A password that no `Debug` shows.
#[derive(Debug, Clone)]
pub struct Password(pub Secret);

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(Secret::new(text))
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Only the masked configuration is ever written out; this holds even for one that is not.
        serializer.serialize_str("********")
    }
}

/// Where a database server is. It may hold a password, which neither `Debug` nor a serialised form shows.
#[derive(Debug, Clone)]
pub struct DatabaseUrl(pub Secret);

impl DatabaseUrl {
    /// `postgres://user:********@host/database`; what does not read as such is masked whole.
    fn without_password(&self) -> String {
        const MASK: &str = "********";
        let url = self.0.expose();
        let shown = url.split_once("://").and_then(|(scheme, rest)| {
            // A password may hold anything but an @ that is not the last one before the place.
            let (login, place) = rest.rsplit_once('@').unwrap_or(("", rest));
            if place.contains("password") {
                return None;
            }
            Some(match login.split_once(':') {
                Some((user, _)) => format!("{scheme}://{user}:{MASK}@{place}"),
                None if login.is_empty() => url.to_owned(),
                None => format!("{scheme}://{login}@{place}"),
            })
        });
        shown.unwrap_or_else(|| MASK.to_owned())
    }
}

impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.without_password())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_url_is_shown_without_its_password() {
        for (url, shown) in [
            (
                "postgres://u:p@ss:w@db.example.ca:5432/f?sslmode=require",
                "postgres://u:********@db.example.ca:5432/f?sslmode=require",
            ),
            ("postgres://u@db/f", "postgres://u@db/f"),
            ("postgres://db/f", "postgres://db/f"),
            ("postgres://db/f?user=u&password=p", "********"),
            ("host=db password=p", "********"),
        ] {
            assert_eq!(DatabaseUrl(Secret::new(url)).without_password(), shown);
        }
    }
}
