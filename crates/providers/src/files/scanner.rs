//! Virus scanners.

use std::path::PathBuf;
use std::time::Duration;

use clamav_client::tokio::{Socket, Tcp, ping, scan_buffer};

use crate::provider::Later;

/// Longer than the longest file takes, and shorter than a lease.
const MOST_TIME: Duration = Duration::from_secs(20);
/// Bytes sent at a time.
const PIECE: usize = 64 << 10;
/// Characters of what the scanner said that are kept.
const MOST_SAID: usize = 200;

/// What a scanner says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanVerdict {
    Clean,
    Infected,
}

/// Looks whether a file is harmful. An error says why it could not, and nothing about the file.
pub trait Scanner: Send + Sync {
    fn scan<'a>(&'a self, content: &'a [u8]) -> Later<'a, Result<ScanVerdict, String>>;

    /// Is it there? The error is for the operator.
    fn check(&self) -> Later<'_, Result<(), String>>;
}

/// ClamAV's daemon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clamd {
    /// `host:port`.
    Tcp(String),
    Unix(PathBuf),
}

impl Clamd {
    /// Reads `tcp://host:port` and `unix:/path`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(address) = text.strip_prefix("tcp://") {
            let (host, port) = address.rsplit_once(':')?;
            let is_address = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
            return is_address.then(|| Self::Tcp(address.to_owned()));
        }
        let path = text.strip_prefix("unix:")?;
        path.starts_with('/').then(|| Self::Unix(PathBuf::from(path)))
    }

    async fn ask(&self, content: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Tcp(address) => {
                scan_buffer(content, Tcp { host_address: address.as_str() }, Some(PIECE)).await
            }
            Self::Unix(path) => scan_buffer(content, Socket { socket_path: path }, Some(PIECE)).await,
        }
    }
}

impl Scanner for Clamd {
    fn scan<'a>(&'a self, content: &'a [u8]) -> Later<'a, Result<ScanVerdict, String>> {
        Box::pin(async move { verdict(&within(self.ask(content)).await?) })
    }

    fn check(&self) -> Later<'_, Result<(), String>> {
        Box::pin(async move {
            let answer = match self {
                Self::Tcp(address) => within(ping(Tcp { host_address: address.as_str() })).await?,
                Self::Unix(path) => within(ping(Socket { socket_path: path })).await?,
            };
            if answer.starts_with(b"PONG") { Ok(()) } else { Err(format!("it said {}", said(&answer))) }
        })
    }
}

async fn within(asked: impl Future<Output = std::io::Result<Vec<u8>>>) -> Result<Vec<u8>, String> {
    match tokio::time::timeout(MOST_TIME, asked).await {
        Ok(answer) => answer.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer within {} s", MOST_TIME.as_secs())),
    }
}

/// `stream: OK` or `stream: Name FOUND`. Anything else says nothing about the file.
fn verdict(answer: &[u8]) -> Result<ScanVerdict, String> {
    let text = said(answer);
    if text == "stream: OK" {
        Ok(ScanVerdict::Clean)
    } else if text.starts_with("stream: ") && text.ends_with(" FOUND") {
        Ok(ScanVerdict::Infected)
    } else {
        Err(format!("it said {text:?}"))
    }
}

fn said(answer: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(answer).chars().take(MOST_SAID).collect();
    text.trim_matches(|c: char| c.is_control() || c.is_whitespace()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    #[test]
    fn only_the_two_exact_answers_are_a_verdict() {
        assert_eq!(verdict(b"stream: OK\0"), Ok(ScanVerdict::Clean));
        assert_eq!(verdict(b"stream: Win.Test.EICAR_HDB-1 FOUND\0"), Ok(ScanVerdict::Infected));
        for other in
            [&b""[..], b"INSTREAM size limit exceeded. ERROR\0", b"OK", b"stream: OK FOUND?", b"\xff\0"]
        {
            assert!(verdict(other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_scanner_is_named_by_an_address_or_a_socket() {
        assert_eq!(Clamd::parse("tcp://127.0.0.1:3310"), Some(Clamd::Tcp("127.0.0.1:3310".into())));
        assert_eq!(Clamd::parse("unix:/run/clamd.ctl"), Some(Clamd::Unix("/run/clamd.ctl".into())));
        for wrong in ["", "127.0.0.1:3310", "tcp://", "tcp://host", "tcp://:1", "tcp://h:0", "unix:clamd"] {
            assert_eq!(Clamd::parse(wrong), None, "{wrong}");
        }
    }

    #[tokio::test]
    async fn the_content_is_sent_in_pieces_and_the_answer_read() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let daemon = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let length = stream.read_u32().await.unwrap();
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; usize::try_from(length).unwrap()];
                stream.read_exact(&mut piece).await.unwrap();
                content.extend(piece);
            }
            stream.write_all(b"stream: Bad FOUND\0").await.unwrap();
            content
        });
        let content = vec![5; 3 * PIECE + 1];
        let scanner = Clamd::Tcp(address.to_string());
        assert_eq!(scanner.scan(&content).await, Ok(ScanVerdict::Infected));
        assert_eq!(daemon.await.unwrap(), content);
        assert!(scanner.scan(&content).await.is_err(), "nobody listens any more");
        assert!(scanner.check().await.is_err());
    }
}
