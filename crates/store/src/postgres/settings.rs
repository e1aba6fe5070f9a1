//! Where the server is and how far it is trusted: a URL as libpq reads it.

use crate::error::{Error, OpenError};
use facteur_model::secret::Secret;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long the link to the server may take to open, and how long it may stay silent with a question on it.
const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(10);

/// How much of the server's certificate is believed, by `sslmode` as libpq means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// `disable`, `prefer` and `require` without roots: against listeners only.
    Anyone,
    /// `verify-ca`, and `require` with roots: a certificate that the roots signed.
    Signed,
    /// `verify-full`: and it names the host.
    SignedForHost,
}

/// A parsed URL and what is needed for TLS.
#[derive(Clone)]
pub(crate) struct Server {
    pub(super) config: tokio_postgres::Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Server {
    pub(crate) fn parse(url: &Secret) -> Result<Self, OpenError> {
        let (plain, parameters) = split(url.expose());
        let mut rest = Vec::new();
        let (mut mode, mut roots) = ("prefer", None);
        for parameter in parameters {
            match parameter.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => roots = Some(value),
                _ => rest.push(parameter),
            }
        }
        let (ssl, trust) = match (mode, roots) {
            ("disable", _) => (SslMode::Disable, Trust::Anyone),
            ("prefer" | "allow", _) => (SslMode::Prefer, Trust::Anyone),
            ("require", None) => (SslMode::Require, Trust::Anyone),
            ("verify-ca", _) | ("require", Some(_)) => (SslMode::Require, Trust::Signed),
            ("verify-full", _) => (SslMode::Require, Trust::SignedForHost),
            _ => {
                return Err(OpenError::Url(
                    "sslmode is one of disable, prefer, require, verify-ca and verify-full",
                ));
            }
        };
        let url = if rest.is_empty() { plain.to_owned() } else { format!("{plain}?{}", rest.join("&")) };
        // The driver's complaint may quote the URL, and with it the password.
        let mut config = tokio_postgres::Config::from_str(&url)
            .map_err(|_| OpenError::Url("it does not read as postgres://user:password@host:port/database"))?;
        config
            .ssl_mode(ssl)
            .connect_timeout(CONNECT)
            .keepalives(true)
            .keepalives_idle(SILENCE)
            .keepalives_interval(Duration::from_secs(2))
            .keepalives_retries(3)
            .tcp_user_timeout(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("facteur");
        }
        Ok(Self { config, tls: MakeRustlsConnect::new(client_config(trust, roots)?) })
    }
}

impl Server {
    /// The same server, for connections that say another name.
    pub(super) fn named(&self, name: &str) -> Self {
        let mut named = self.clone();
        named.config.application_name(name);
        named
    }

    /// A connection outside any pool. It is open for as long as its client is there.
    pub(super) async fn connect(&self) -> Result<tokio_postgres::Client, Error> {
        let (client, connection) = self.config.connect(self.tls.clone()).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

fn split(url: &str) -> (&str, Vec<&str>) {
    match url.split_once('?') {
        None => (url, Vec::new()),
        Some((plain, query)) => (plain, query.split('&').filter(|part| !part.is_empty()).collect()),
    }
}

fn client_config(trust: Trust, roots: Option<&str>) -> Result<ClientConfig, OpenError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| OpenError::Url("TLS cannot be set up"))?;
    if trust == Trust::Anyone {
        let anyone = Arc::new(Lenient { provider, chain: None });
        return Ok(builder.dangerous().with_custom_certificate_verifier(anyone).with_no_client_auth());
    }
    let roots = Arc::new(root_store(roots)?);
    let chain = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider))
        .build()
        .map_err(|_| OpenError::Url("sslrootcert holds no usable certificate"))?;
    Ok(match trust {
        Trust::SignedForHost => {
            builder.dangerous().with_custom_certificate_verifier(chain).with_no_client_auth()
        }
        Trust::Signed | Trust::Anyone => {
            let signed = Arc::new(Lenient { provider, chain: Some(chain) });
            builder.dangerous().with_custom_certificate_verifier(signed).with_no_client_auth()
        }
    })
}

/// The certificates of a file; `system` or nothing means the public authorities.
fn root_store(path: Option<&str>) -> Result<RootCertStore, OpenError> {
    let mut store = RootCertStore::empty();
    match path {
        None | Some("system") => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let unreadable = OpenError::Url("sslrootcert cannot be read as PEM");
            let certificates = CertificateDer::pem_file_iter(path).map_err(|_| unreadable)?;
            for certificate in certificates {
                let certificate =
                    certificate.map_err(|_| OpenError::Url("sslrootcert cannot be read as PEM"))?;
                store.add(certificate).map_err(|_| OpenError::Url("sslrootcert holds a bad certificate"))?;
            }
        }
    }
    Ok(store)
}

/// Less than everything is verified, because the operator's `sslmode` says so. Signatures always are.
#[derive(Debug)]
struct Lenient {
    provider: Arc<CryptoProvider>,
    /// The chain is verified and the name is not; without it, nothing is.
    chain: Option<Arc<WebPkiServerVerifier>>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Result<Server, OpenError> {
        Server::parse(&Secret::new(url))
    }

    #[test]
    fn the_modes_of_libpq_are_known() {
        for mode in ["disable", "prefer", "require", "verify-ca", "verify-full"] {
            assert!(parsed(&format!("postgres://u@h/d?sslmode={mode}")).is_ok(), "{mode}");
        }
        assert!(parsed("postgres://u@h/d?sslmode=maybe").is_err());
        assert!(parsed("postgres://u@h/d?sslmode=verify-full&sslrootcert=/nowhere.pem").is_err());
    }

    #[test]
    fn a_url_that_does_not_read_is_not_repeated() {
        let error = parsed("postgres://u:hunter2@[h/d").err().unwrap();
        assert!(!format!("{error:?} {error}").contains("hunter2"));
    }
}
