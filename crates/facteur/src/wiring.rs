//! From the configuration to the running product.

use crate::configuration::{
    Configuration, DatabaseUrl, EmailProvider, S3Section, SiteSection, SmsProvider, SmtpSection, SmtpTls,
    WebhooksSection,
};
use anyhow::Context;
use facteur_app::{App, FileSettings, Language, Pace, Providers, Settings, Signature, TextLimits};
use facteur_model::api_key::Prefix;
use facteur_model::chance::SystemChance;
use facteur_model::network::Network;
use facteur_model::proxies::TrustedProxies;
use facteur_model::secret::Secret;
use facteur_model::time::{Clock, Micros, SECOND, SystemClock};
use facteur_providers::files::{Clamd, FileStore, S3Settings, Scanner};
use facteur_providers::simulator::{Simulator, SimulatorDelay};
use facteur_providers::smtp::{Login, Settings as SmtpSettings, Smtp, Tls};
use facteur_providers::webhook::{AddressRules, HttpMessenger, SystemResolver};
use facteur_providers::{Mailbox, Provider};
use facteur_store::{Keyring, Store};
use facteur_web::WebSettings;
use std::fs::File;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

const MILLISECOND: Micros = 1_000;

/// Opens the keyring and the database, making both on the first start.
pub async fn open_store(configuration: &Configuration) -> anyhow::Result<Store> {
    if let Some(DatabaseUrl(url)) = &configuration.database_url {
        return open_server(configuration, url).await;
    }
    make_private_folder(&configuration.data_dir)?;
    let path = configuration.keyring_path();
    let database = configuration.database_path();
    // A database without its keyring must not get a new one, which could open nothing and might take the
    // place of the right one in a backup.
    let keyring =
        if database.exists() { Keyring::open(&path) } else { Keyring::open_or_create(&path, &SystemChance) };
    let keyring = keyring.with_context(|| format!("the keyring {} cannot be used", path.display()))?;
    let path = database;
    Store::open_sqlite(&path, keyring)
        .with_context(|| format!("the database {} cannot be opened", path.display()))
}

/// Opens a database that is there already: a mistyped folder must not become a new installation.
pub async fn open_existing_store(configuration: &Configuration) -> anyhow::Result<Store> {
    if let Some(DatabaseUrl(url)) = &configuration.database_url {
        let is_new = Store::is_new_postgres(url).await.context(CANNOT_OPEN)?;
        anyhow::ensure!(!is_new, "there is nothing in this database; {MAKERS} make it");
        return open_server(configuration, url).await;
    }
    let path = configuration.database_path();
    anyhow::ensure!(path.exists(), "there is no database at {}; {MAKERS} make one", path.display());
    open_store(configuration).await
}

/// Connects to the server. Only an empty database gets a new keyring, for the reason that `open_store` gives.
async fn open_server(configuration: &Configuration, url: &Secret) -> anyhow::Result<Store> {
    let path = configuration.keyring_path();
    let keyring = if path.exists() || !Store::is_new_postgres(url).await.context(CANNOT_OPEN)? {
        Keyring::open(&path)
    } else {
        if let Some(folder) = path.parent() {
            make_private_folder(folder)?;
        }
        Keyring::open_or_create(&path, &SystemChance)
    };
    let keyring = keyring.with_context(|| format!("the keyring {} cannot be used", path.display()))?;
    Store::open_postgres(url, keyring, SystemClock.now()).await.context(CANNOT_OPEN)
}

/// The URL is not repeated: it may hold a password.
const CANNOT_OPEN: &str = "the database server cannot be used";
/// The commands that make a database.
const MAKERS: &str = "`facteur serve`, `demo`, `service create` and `user create`";

/// More than this between this machine's clock and the database server's is worth a warning.
const MOST_SKEW: Micros = 2 * SECOND;

/// What is to be said of a difference between this machine's clock and the database server's.
pub fn trouble_with_clock(skew: Micros) -> Option<String> {
    let side = if skew > 0 { "ahead of" } else { "behind" };
    (skew.abs() > MOST_SKEW)
        .then(|| format!("this machine's clock is {} s {side} the database server's", skew.abs() / SECOND))
}

/// A folder that only its owner can enter: the database and the keyring live in it.
pub fn make_private_folder(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| format!("the data folder {} cannot be made", path.display()))
}

/// Held by whoever alone may work with the SQLite file of a folder: two servers on it would take each other's messages
/// for abandoned.
pub fn lock_folder(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join("serve.lock");
    let file = File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            anyhow::bail!("another facteur serves the data folder {} already", folder.display())
        }
        Err(std::fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} cannot be locked", path.display()))
        }
    }
}

/// The product on top of an open store. `public_url` is where clients reach it.
pub fn build(configuration: &Configuration, store: Store, public_url: String) -> anyhow::Result<App> {
    let mut lease = Micros::from(configuration.lease_seconds) * SECOND;
    let email: Arc<dyn Provider> = match configuration.email_provider {
        EmailProvider::Mailbox => Arc::new(Mailbox),
        EmailProvider::Smtp => {
            let settings = smtp_settings(&configuration.smtp)?;
            // A lease that ends during an attempt would let a second worker send the same message.
            let attempt = Micros::try_from(settings.longest_attempt().as_micros()).unwrap_or(Micros::MAX / 2);
            lease = lease.max(attempt + 10 * SECOND);
            Arc::new(Smtp::new(&settings).context("the mail server's settings are not right")?)
        }
    };
    let sms: Arc<dyn Provider> = match configuration.sms_provider {
        SmsProvider::Mailbox => Arc::new(Mailbox),
    };
    let simulator = Simulator {
        delay: SimulatorDelay {
            least: Micros::from(configuration.simulator.least_delay_ms) * MILLISECOND,
            most: Micros::from(configuration.simulator.most_delay_ms) * MILLISECOND,
        },
    };
    let settings = Settings {
        base_url: public_url,
        product_name: configuration.product_name.clone().into(),
        sending_domain: configuration.sending_domain.clone(),
        default_sms_sender: configuration.default_sms_sender.clone(),
        keys_documentation_url: configuration.keys_documentation_url.clone(),
        key_prefix: Prefix::parse(&configuration.key_prefix).context("key_prefix is not right")?,
        government_of_canada_signature: if configuration.government_of_canada_signature {
            Signature::Shown
        } else {
            Signature::Hidden
        },
        email_pace: Pace { most_per_second: configuration.smtp.most_per_second, ..Pace::default() },
        sms_pace: Pace {
            most_per_sender_per_minute: configuration.most_texts_per_sender_per_minute,
            ..Pace::default()
        },
        most_safelisted: configuration.most_safelisted,
        files: FileSettings {
            most_bytes: configuration.files.most_bytes,
            most_message_bytes: configuration.files.most_message_bytes,
            days: configuration.files.days,
            most_days: configuration.files.most_days,
        },
        texts_to_one_number: TextLimits {
            equal: configuration.most_equal_texts_per_number_per_hour,
            any: configuration.most_texts_per_number_per_hour,
        },
        trusted_proxies: trusted_proxies(&configuration.trusted_proxies)?,
        largest_list: configuration.largest_list,
        lease,
    };
    let webhooks = messenger(&configuration.webhooks)?;
    let files = open_files(configuration)?;
    let scanner = match configuration.files.scanner.as_deref() {
        Some(text) => {
            let scanner: Arc<dyn Scanner> =
                Arc::new(Clamd::parse(text).context("files.scanner is not right")?);
            Some(scanner)
        }
        None => None,
    };
    let providers = Providers { email, sms, simulator, webhooks, files, scanner };
    Ok(App::new(store, settings, providers, Arc::new(SystemClock), Arc::new(SystemChance)))
}

/// Who calls the webhooks of services, and where that may be.
fn messenger(section: &WebhooksSection) -> anyhow::Result<Arc<HttpMessenger>> {
    let network = |text: &String| {
        Network::parse(text).with_context(|| format!("webhooks.networks: {text} is no range of addresses"))
    };
    let networks = section.networks.iter().map(network).collect::<anyhow::Result<_>>()?;
    let rules = AddressRules { networks, ports: section.ports.clone() };
    let roots = section.root_certificates.as_deref();
    let made = HttpMessenger::new(rules, roots, Arc::new(SystemResolver));
    made.map(Arc::new).context("the settings of webhooks are not right")
}

/// Said where files are refused.
const NO_SHARED_PLACE: &str = "nowhere; messages with files are refused until files.s3 is set, or files.folder to a \
    folder that all nodes share";

/// The place where files are kept; a folder is made when it is not there.
fn open_files(configuration: &Configuration) -> anyhow::Result<FileStore> {
    let Some(s3) = &configuration.files.s3 else {
        if configuration.database_url.is_some() && configuration.files.folder.is_none() {
            // A data folder is one node's: another node would look for the file in vain.
            return Ok(FileStore::nowhere(NO_SHARED_PLACE));
        }
        let folder = configuration.files_path();
        make_private_folder(&folder)?;
        return FileStore::in_folder(&folder)
            .map_err(|trouble| anyhow::anyhow!("files cannot be kept in {}: {trouble}", folder.display()));
    };
    let S3Section { bucket, region, endpoint, prefix, access_key_id, secret_access_key, .. } = s3.clone();
    let settings = S3Settings {
        bucket,
        region,
        endpoint,
        prefix,
        access_key_id,
        secret_access_key: secret_access_key.map(|password| password.0),
        allow_http: s3.allow_http,
        virtual_host: s3.virtual_host,
    };
    FileStore::in_s3(&settings).map_err(|trouble| anyhow::anyhow!("files.s3 is not right: {trouble}"))
}

fn trusted_proxies(texts: &[String]) -> anyhow::Result<TrustedProxies> {
    let network = |text: &String| {
        Network::parse(text)
            .with_context(|| format!("trusted_proxies: {text} is not a network, such as 10.0.0.0/8"))
    };
    let networks: Vec<Network> = texts.iter().map(network).collect::<anyhow::Result<_>>()?;
    Ok(TrustedProxies::and(networks))
}

/// What the site is to know.
pub fn web_settings(configuration: &Configuration) -> WebSettings {
    let SiteSection { accent, registration_domains, support_email } = configuration.site.clone();
    WebSettings {
        government_of_canada_signature: configuration.government_of_canada_signature,
        accent,
        registration_domains,
        support_email,
        reference: Some(Arc::new([Language::En, Language::Fr].map(facteur_api::reference))),
        open_mailbox: false,
        api: None,
    }
}

fn smtp_settings(section: &SmtpSection) -> anyhow::Result<SmtpSettings> {
    let host = section.host.clone().context("smtp.host is needed when email_provider is smtp")?;
    let mut settings = SmtpSettings::new(host, section.port);
    settings.tls = match (section.tls, section.allow_plain) {
        (SmtpTls::Implicit, _) => Tls::Implicit,
        (SmtpTls::Starttls, _) => Tls::StartTls,
        (SmtpTls::None, false) => Tls::NoneOnLoopback,
        (SmtpTls::None, true) => Tls::NoneAnywhere,
    };
    settings.login = match (&section.username, &section.password) {
        (Some(username), Some(password)) => {
            Some(Login { username: username.clone(), password: password.0.clone() })
        }
        (None, None) => None,
        _ => anyhow::bail!("smtp.username and smtp.password go together"),
    };
    settings.ehlo_name.clone_from(&section.hello_name);
    settings.trusted_roots.clone_from(&section.root_certificates);
    settings.most_connections = usize::try_from(section.most_connections)
        .ok()
        .and_then(NonZeroUsize::new)
        .context("smtp.most_connections needs to be at least 1")?;
    Ok(settings)
}
