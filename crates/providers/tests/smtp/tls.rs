//! Encrypted, with a certificate from an authority of our own.

use std::io::Write as _;
use std::sync::Arc;

use facteur_providers::smtp::{Settings, Tls};
use facteur_providers::{Outcome, Provider, Smtp};
use tempfile::NamedTempFile;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::fake::{At, Does, Encrypts, FakeServer};
use super::letter;

/// A server's side of TLS, and the certificate to trust as a PEM file.
fn certified() -> (TlsAcceptor, NamedTempFile) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(made.cert.pem().as_bytes()).unwrap();
    (TlsAcceptor::from(Arc::new(config)), file)
}

fn settings(server: &FakeServer, tls: Tls, trusted: Option<&NamedTempFile>) -> Settings {
    let trusted_roots = trusted.map(|file| file.path().to_owned());
    Settings { tls, trusted_roots, ..Settings::new("localhost", server.port) }
}

async fn deliver(settings: &Settings) -> Outcome {
    Smtp::new(settings).unwrap().deliver(&letter()).await
}

#[tokio::test]
async fn mail_goes_encrypted_to_a_server_of_a_private_authority() {
    let (acceptor, certificate) = certified();
    for (encrypts, tls) in [
        (Encrypts::Implicitly(acceptor.clone()), Tls::Implicit),
        (Encrypts::AfterStartTls(acceptor.clone()), Tls::StartTls),
    ] {
        let server = FakeServer::encrypting(encrypts, |_, _, _| Does::AsUsual).await;
        let outcome = deliver(&settings(&server, tls, Some(&certificate))).await;
        assert!(matches!(outcome, Outcome::HandedOver { .. }), "{tls:?}: {outcome:?}");
        assert_eq!(server.messages().len(), 1);
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_trusted() {
    let (acceptor, _) = certified();
    for (encrypts, tls) in [
        (Encrypts::Implicitly(acceptor.clone()), Tls::Implicit),
        (Encrypts::AfterStartTls(acceptor.clone()), Tls::StartTls),
    ] {
        let server = FakeServer::encrypting(encrypts, |_, _, _| Does::AsUsual).await;
        let Outcome::Unreachable { response: Some(response) } = deliver(&settings(&server, tls, None)).await
        else {
            panic!("not tried again")
        };
        assert!(response.contains("invalid peer certificate"), "{response}");
        assert!(!server.lines().iter().any(|line| line.starts_with("MAIL")));
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_sent() {
    let server = FakeServer::that(Does::AsUsual, At::Ehlo).await;
    let Outcome::Unreachable { response: Some(response) } =
        deliver(&settings(&server, Tls::StartTls, None)).await
    else {
        panic!("not tried again")
    };
    assert!(response.contains("STARTTLS is not supported"), "{response}");
    assert!(!server.lines().iter().any(|line| line.starts_with("MAIL")));
}

#[tokio::test]
async fn answers_slipped_in_before_the_encryption_are_not_believed() {
    let (acceptor, certificate) = certified();
    let server = FakeServer::encrypting(Encrypts::AfterStartTls(acceptor), |at, _, _| match at {
        At::StartTls => Does::Says("220 go ahead\r\n250 anything you say"),
        _ => Does::AsUsual,
    })
    .await;
    let outcome = deliver(&settings(&server, Tls::StartTls, Some(&certificate))).await;
    assert!(matches!(outcome, Outcome::Unreachable { .. }), "{outcome:?}");
    assert!(!server.lines().iter().any(|line| line.starts_with("MAIL")));
}
