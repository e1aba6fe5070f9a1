//! The settings, checked: a mail server that can be connected to.

use std::net::{IpAddr, Ipv4Addr};

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::settings::{Login, Settings, SettingsError, Timeouts, Tls};

/// Where and how to connect.
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) transport: Transport,
    pub(super) login: Option<Login>,
    pub(super) hello: ClientId,
    pub(super) timeouts: Timeouts,
}

/// [`Tls`], with what it takes to do it.
pub(super) enum Transport {
    Implicit(TlsParameters),
    StartTls(TlsParameters),
    PlainOnLoopback,
    PlainAnywhere,
}

impl Server {
    pub(super) fn from_settings(settings: &Settings) -> Result<Self, SettingsError> {
        if settings.host.is_empty() {
            return Err(SettingsError::NoHost);
        }
        let transport = match settings.tls {
            Tls::Implicit => Transport::Implicit(tls(settings)?),
            Tls::StartTls => Transport::StartTls(tls(settings)?),
            Tls::NoneOnLoopback if is_loopback(&settings.host) => Transport::PlainOnLoopback,
            Tls::NoneOnLoopback => {
                return Err(SettingsError::PlainOutside { host: settings.host.clone() });
            }
            Tls::NoneAnywhere => Transport::PlainAnywhere,
        };
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            transport,
            login: settings.login.clone(),
            hello: hello(settings.ehlo_name.as_deref())?,
            timeouts: settings.timeouts,
        })
    }
}

fn tls(settings: &Settings) -> Result<TlsParameters, SettingsError> {
    let mut tls = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.trusted_roots {
        let pem = std::fs::read(path)
            .map_err(|source| SettingsError::TrustedRoots { path: path.clone(), source })?;
        let not_certificates = || SettingsError::NotCertificates { path: path.clone() };
        // A file without any certificate is read without complaint, and then trusted for nothing.
        if !pem.windows(MARK.len()).any(|window| window == MARK) {
            return Err(not_certificates());
        }
        tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| not_certificates())?);
    }
    tls.build().map_err(|error| SettingsError::Tls(error.into()))
}

const MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn hello(name: Option<&str>) -> Result<ClientId, SettingsError> {
    match name {
        Some(name) if is_hello(name) => Ok(ClientId::Domain(name.to_owned())),
        Some(_) => Err(SettingsError::EhloName),
        None => Ok(match ClientId::default() {
            ClientId::Domain(name) if !is_hello(&name) => ClientId::Ipv4(Ipv4Addr::LOCALHOST),
            usable => usable,
        }),
    }
}

/// A host name, or an address in brackets.
fn is_hello(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(settings: &Settings) -> String {
        Server::from_settings(settings).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn mail_leaves_this_machine_unencrypted_only_when_the_operator_says_so_in_full() {
        let with = |host: &str, tls| Settings { tls, ..Settings::new(host, 25) };
        for host in ["localhost", "127.0.0.1", "::1"] {
            assert_eq!(refused(&with(host, Tls::NoneOnLoopback)), "");
        }
        assert_eq!(
            refused(&with("mail.example.ca", Tls::NoneOnLoopback)),
            "mail may go unencrypted to this machine only, and mail.example.ca is another"
        );
        assert_eq!(refused(&with("mail.example.ca", Tls::NoneAnywhere)), "");
    }

    #[test]
    fn a_file_of_trusted_certificates_must_be_there_and_hold_one() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_owned();
        let with = |path: &std::path::Path| Settings {
            trusted_roots: Some(path.into()),
            ..Settings::new("a.ca", 587)
        };
        assert_eq!(refused(&with(&path)), format!("{} holds no certificate in PEM form", path.display()));
        assert!(
            refused(&with(&path.join("absent"))).starts_with("could not read the trusted certificates in")
        );
    }

    #[test]
    fn the_name_for_ehlo_cannot_carry_a_command() {
        let with = |name: &str| Settings { ehlo_name: Some(name.into()), ..Settings::new("a.ca", 587) };
        assert_eq!(refused(&with("facteur.example.ca")), "");
        assert_eq!(refused(&with("[192.0.2.1]")), "");
        for name in ["", "a b", "a\r\nMAIL FROM:<x@y.ca>"] {
            assert!(!refused(&with(name)).is_empty(), "{name:?}");
        }
    }
}
