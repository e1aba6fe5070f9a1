//! A mail server that takes everything at once and keeps nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub struct Sink {
    pub address: SocketAddr,
    longest: Arc<AtomicUsize>,
    /// Ends with the sink.
    _doors: JoinSet<()>,
}

impl Sink {
    pub async fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, longest) = (listener.local_addr()?, Arc::new(AtomicUsize::new(0)));
        let mut doors = JoinSet::new();
        doors.spawn(take_visitors(listener, Arc::clone(&longest)));
        Ok(Self { address, longest, _doors: doors })
    }

    /// The settings with which the program delivers here, over so many connections.
    pub fn settings(&self, connections: usize) -> Vec<(&'static str, String)> {
        vec![
            ("FACTEUR_EMAIL_PROVIDER", "smtp".to_owned()),
            ("FACTEUR_SMTP__HOST", self.address.ip().to_string()),
            ("FACTEUR_SMTP__PORT", self.address.port().to_string()),
            ("FACTEUR_SMTP__TLS", "none".to_owned()),
            ("FACTEUR_SMTP__MOST_CONNECTIONS", connections.to_string()),
        ]
    }

    /// The length of the longest message that was taken.
    pub fn longest_message(&self) -> usize {
        self.longest.load(Ordering::Relaxed)
    }
}

async fn take_visitors(listener: TcpListener, longest: Arc<AtomicUsize>) {
    let mut visits = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while visits.try_join_next().is_some() {}
        let longest = Arc::clone(&longest);
        visits.spawn(async move {
            // A visitor who leaves in the middle is the program's affair, and shows in its counts.
            let _ = converse(stream, &longest).await;
        });
    }
}

async fn converse(mut stream: TcpStream, longest: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.write_all(b"220 sink\r\n").await?;
    let mut heard = Vec::with_capacity(16 << 10);
    let mut in_message = false;
    while stream.read_buf(&mut heard).await? > 0 {
        // Nobody pipelines here: what has come ends with one end.
        let end: &[u8] = if in_message { b"\r\n.\r\n" } else { b"\r\n" };
        if !heard.ends_with(end) {
            continue;
        }
        let answer: &[u8] = if in_message {
            longest.fetch_max(heard.len(), Ordering::Relaxed);
            in_message = false;
            b"250 2.0.0 taken\r\n"
        } else {
            match heard.get(..4).map(<[u8]>::to_ascii_uppercase).as_deref() {
                Some(b"EHLO") => b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
                Some(b"DATA") => {
                    in_message = true;
                    b"354 go ahead\r\n"
                }
                Some(b"QUIT") => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => b"250 2.1.0 ok\r\n",
            }
        };
        stream.write_all(answer).await?;
        heard.clear();
    }
    Ok(())
}
