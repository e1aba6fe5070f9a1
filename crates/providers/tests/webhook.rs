//! Calls to real servers on this machine, by names that a scripted resolver gives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use facteur_model::network::Network;
use facteur_model::secret::Secret;
use facteur_providers::Later;
use facteur_providers::webhook::{
    AddressRules, Call, HttpMessenger, MOST_EXCERPT, Messenger, Reply, Resolver, Trouble,
};
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Gives these addresses, one answer after the other; the last one again and again.
struct Names(Mutex<Vec<Vec<IpAddr>>>);

impl Names {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let read = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self(Mutex::new(answers.iter().rev().map(read).collect())))
    }
}

impl Resolver for Names {
    fn resolve(&self, _: String) -> Later<'static, io::Result<Vec<IpAddr>>> {
        let mut answers = self.0.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// A server that answers every call with these bytes and hangs up; and what it heard.
async fn server(answer: &'static [u8]) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = heard.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut read = vec![0; 8_192];
            let length = stream.read(&mut read).await.unwrap();
            hears.lock().unwrap().push(String::from_utf8_lossy(&read[..length]).into_owned());
            if answer.is_empty() {
                // It has the call, and says nothing.
                tokio::time::sleep(Duration::from_mins(1)).await;
            }
            // Whoever reads only the beginning hangs up in the middle.
            let _ = stream.write_all(answer).await;
        }
    });
    (port, heard)
}

fn messenger(port: u16, names: Arc<Names>) -> HttpMessenger {
    let networks = vec![Network::parse("127.0.0.1").unwrap()];
    HttpMessenger::new(AddressRules { networks, ports: vec![port] }, None, names).unwrap()
}

fn call(url: String) -> Call {
    Call {
        url: Secret::new(url),
        token: Secret::new("a-bearer-token"),
        headers: vec![("webhook-id", "evt-1".to_owned())],
        body: br#"{"a":1}"#.to_vec(),
    }
}

#[tokio::test]
async fn a_call_is_a_post_of_json_with_the_token() {
    let (port, heard) = server(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok").await;
    let messenger = messenger(port, Names::new(&[&["127.0.0.1"]]));
    let reply = messenger.call(call(format!("http://hooks.example.ca:{port}/a?b=c"))).await.unwrap();
    assert_eq!(reply, Reply { status: 201, excerpt: "ok".to_owned(), retry_after: None });
    let heard = heard.lock().unwrap()[0].to_lowercase();
    assert!(heard.starts_with("post /a?b=c http/1.1\r\n"), "{heard}");
    for part in [
        "authorization: bearer a-bearer-token\r\n",
        "content-type: application/json\r\n",
        "webhook-id: evt-1\r\n",
        &format!("host: hooks.example.ca:{port}\r\n"),
        "\r\n\r\n{\"a\":1}",
    ] {
        assert!(heard.contains(part), "{heard}");
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_called_however_it_says_so() {
    let (port, heard) = server(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    for inside in [
        &["127.0.0.2"][..],
        &["10.0.0.1"],
        &["169.254.169.254"],
        &["fd00:ec2::254"],
        &["100.64.0.1"],
        &["::1"],
        &["::ffff:10.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["2002:7f00:1::"],
        // One inside among those that are allowed.
        &["127.0.0.1", "192.168.0.1"],
    ] {
        let messenger = messenger(port, Names::new(&[inside]));
        for scheme in ["http", "https"] {
            let outcome = messenger.call(call(format!("{scheme}://hooks.example.ca:{port}/"))).await;
            assert_eq!(outcome, Err(Trouble::Forbidden), "{scheme} {inside:?}");
        }
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_whose_answer_changes_is_checked_at_every_connection() {
    let (port, heard) = server(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").await;
    let messenger = messenger(port, Names::new(&[&["127.0.0.1"], &["10.0.0.1"]]));
    let url = format!("http://hooks.example.ca:{port}/");
    assert_eq!(messenger.call(call(url.clone())).await.unwrap().status, 200);
    assert_eq!(messenger.call(call(url)).await, Err(Trouble::Forbidden));
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn without_tls_only_what_the_operator_named_is_called() {
    let (port, _) = server(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let messenger = messenger(port, Names::new(&[&["8.8.8.8"]]));
    let outcome = messenger.call(call(format!("http://hooks.example.ca:{port}/"))).await;
    assert_eq!(outcome, Err(Trouble::Forbidden));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nothing_to_follow() {
    let (port, heard) = server(b"HTTP/1.1 302 Found\r\nlocation: /inside\r\ncontent-length: 0\r\n\r\n").await;
    let messenger = messenger(port, Names::new(&[&["127.0.0.1"]]));
    let reply = messenger.call(call(format!("http://hooks.example.ca:{port}/"))).await.unwrap();
    assert_eq!(reply.status, 302);
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn of_an_endless_answer_only_the_beginning_is_read() {
    let mut answer = b"HTTP/1.1 200 OK\r\nretry-after: 7\r\ncontent-length: 100000000\r\n\r\n".to_vec();
    answer.resize(1_000_000, b'x');
    let (port, _) = server(answer.leak()).await;
    let messenger = messenger(port, Names::new(&[&["127.0.0.1"]]));
    let reply = messenger.call(call(format!("http://hooks.example.ca:{port}/"))).await.unwrap();
    assert_eq!((reply.status, reply.excerpt.len()), (200, MOST_EXCERPT));
    assert_eq!(reply.retry_after, Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn nobody_is_waited_for_longer_than_five_seconds() {
    let (port, _) = server(b"").await;
    let messenger = messenger(port, Names::new(&[&["127.0.0.1"]]));
    let began = Instant::now();
    let outcome = messenger.call(call(format!("http://hooks.example.ca:{port}/"))).await;
    assert_eq!(outcome, Err(Trouble::TimedOut));
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
}

#[tokio::test]
async fn with_tls_the_certificate_is_checked_for_the_name() {
    let made = rcgen::generate_simple_self_signed(["hooks.example.ca".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 8_192]).await;
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        }
    });
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(made.cert.pem().as_bytes()).unwrap();
    let answer = async |roots, host: &str| {
        let networks = vec![Network::parse("127.0.0.1").unwrap()];
        let rules = AddressRules { networks, ports: vec![port] };
        let messenger = HttpMessenger::new(rules, roots, Names::new(&[&["127.0.0.1"]])).unwrap();
        messenger.call(call(format!("https://{host}:{port}/"))).await
    };
    assert_eq!(answer(Some(file.path()), "hooks.example.ca").await.unwrap().status, 204);
    assert_eq!(answer(Some(file.path()), "other.example.ca").await, Err(Trouble::Unreachable));
    assert_eq!(answer(None, "hooks.example.ca").await, Err(Trouble::Unreachable));
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let messenger = messenger(port, Names::new(&[&["127.0.0.1"]]));
    let outcome = messenger.call(call(format!("http://hooks.example.ca:{port}/"))).await;
    assert_eq!(outcome, Err(Trouble::Unreachable));
}
