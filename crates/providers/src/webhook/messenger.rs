//! Calls over HTTP.

use super::guard::{AddressRules, Resolver, UrlRefused};
use super::{CONNECT, Call, MOST_EXCERPT, Messenger, Reply, Trouble, WHOLE, excerpt};
use crate::provider::Later;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Connections to one place that are kept for the next call.
const MOST_IDLE: usize = 4;
/// For how long.
const IDLE: Duration = Duration::from_secs(30);

/// Makes real calls.
pub struct HttpMessenger {
    rules: Arc<AddressRules>,
    /// With TLS, to public addresses and to those that the operator allows.
    secure: Client,
    /// Without, to the latter only.
    plain: Client,
}

impl HttpMessenger {
    /// `roots` is a PEM file of authorities to trust besides those of the Web.
    pub fn new(
        rules: AddressRules,
        roots: Option<&Path>,
        resolver: Arc<dyn Resolver>,
    ) -> Result<Self, NoMessenger> {
        let (rules, tls) = (Arc::new(rules), tls(roots)?);
        let client = |is_plain| {
            let guard = Guard { rules: rules.clone(), resolver: resolver.clone(), is_plain };
            Client::builder()
                .user_agent(concat!("facteur/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT)
                .timeout(WHOLE)
                .redirect(Policy::none())
                // Neither the environment nor the system sends the calls elsewhere.
                .no_proxy()
                .referer(false)
                .pool_max_idle_per_host(MOST_IDLE)
                .pool_idle_timeout(IDLE)
                .dns_resolver(Arc::new(guard))
                .tls_backend_preconfigured(tls.clone())
                .build()
                .map_err(NoMessenger::Client)
        };
        Ok(Self { secure: client(false)?, plain: client(true)?, rules })
    }
}

/// Why no calls can be made.
#[derive(Debug, thiserror::Error)]
pub enum NoMessenger {
    /// The file of authorities is not one.
    #[error("the certificates of the authorities cannot be read as PEM")]
    Roots,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// The client cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] reqwest::Error),
}

/// The authorities of the Web, inside the program, because an image may hold nothing else; and those of the operator.
fn tls(roots: Option<&Path>) -> Result<ClientConfig, NoMessenger> {
    let mut store = RootCertStore::empty();
    store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = roots {
        for certificate in CertificateDer::pem_file_iter(path).map_err(|_| NoMessenger::Roots)? {
            store.add(certificate.map_err(|_| NoMessenger::Roots)?).map_err(NoMessenger::Tls)?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(NoMessenger::Tls)?;
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

impl Messenger for HttpMessenger {
    fn check(&self, url: &str) -> Result<(), UrlRefused> {
        self.rules.check(url)
    }

    fn call(&self, call: Call) -> Later<'_, Result<Reply, Trouble>> {
        Box::pin(async move {
            let target = self.rules.target(call.url.expose()).map_err(|_| Trouble::Forbidden)?;
            let client = if target.is_plain { &self.plain } else { &self.secure };
            let headers = headers(&call).ok_or(Trouble::Forbidden)?;
            let asked = client.post(target.url).headers(headers).body(call.body).send().await;
            let response = asked.map_err(|error| trouble(&error))?;
            let status = response.status().as_u16();
            let retry_after = response.headers().get(RETRY_AFTER).and_then(seconds);
            Ok(Reply { status, excerpt: beginning(response).await, retry_after })
        })
    }
}

fn headers(call: &Call) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", call.token.expose())).ok()?;
    bearer.set_sensitive(true);
    headers.insert(AUTHORIZATION, bearer);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in &call.headers {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).ok()?);
    }
    Some(headers)
}

fn seconds(value: &HeaderValue) -> Option<Duration> {
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// As much of the body as is shown. The status is there already, so what breaks off here has said what it had to say.
async fn beginning(mut response: Response) -> String {
    let mut read = Vec::new();
    while read.len() < MOST_EXCERPT
        && let Ok(Some(chunk)) = response.chunk().await
    {
        let left = MOST_EXCERPT - read.len();
        read.extend_from_slice(chunk.get(..left).unwrap_or(&chunk));
    }
    excerpt(&read)
}

fn trouble(error: &reqwest::Error) -> Trouble {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<Forbidden>() {
            return Trouble::Forbidden;
        }
        cause = one.source();
    }
    if error.is_timeout() { Trouble::TimedOut } else { Trouble::Unreachable }
}

/// A name led to an address that may not be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that may not be called")]
struct Forbidden;

/// Looks a name up once, and gives only what was checked to whoever connects.
struct Guard {
    rules: Arc<AddressRules>,
    resolver: Arc<dyn Resolver>,
    is_plain: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (rules, is_plain) = (self.rules.clone(), self.is_plain);
        let found = self.resolver.resolve(name.as_str().to_owned());
        Box::pin(async move {
            let found = found.await?;
            // One address inside among others outside is somebody who tries.
            if !found.iter().all(|address| rules.allows(*address, is_plain)) {
                return Err(Forbidden.into());
            }
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
