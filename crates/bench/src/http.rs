//! A client that costs as little as a client can: it writes the same bytes and counts the answers.

use crate::stopwatch::Stopwatch;
use anyhow::{Context, bail};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Answers are small; a larger one is read in pieces.
const BUFFER: usize = 16 << 10;

/// What one round measured.
pub struct Round {
    pub requests: usize,
    pub elapsed: Duration,
    /// Sorted times of all requests.
    pub times: Vec<Duration>,
}

impl Round {
    /// The time that this share of the requests did not exceed.
    pub fn percentile(&self, share: f64) -> Duration {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let at = ((self.times.len() as f64 * share) as usize).min(self.times.len().saturating_sub(1));
        self.times.get(at).copied().unwrap_or_default()
    }

    pub fn per_second(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52 requests")]
        let requests = self.requests as f64;
        requests / self.elapsed.as_secs_f64()
    }
}

/// Sends the same request over and over on every connection, one at a time each, for `span`.
pub async fn closed_loop(
    address: SocketAddr,
    request: &[u8],
    connections: usize,
    span: Duration,
) -> anyhow::Result<Round> {
    let watch = Stopwatch::start();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let request = request.to_vec();
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut times = Vec::new();
            while watch.elapsed() < span {
                let one = Stopwatch::start();
                let status = connection.ask(&request).await?.0;
                times.push(one.elapsed());
                if !matches!(status, 200 | 201) {
                    bail!("the server answered {status}");
                }
            }
            anyhow::Ok(times)
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = watch.elapsed();
    times.sort_unstable();
    Ok(Round { requests: times.len(), elapsed, times })
}

/// One kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(BUFFER) })
    }

    /// Sends one request and gives the status and the body of the answer.
    pub async fn ask(&mut self, request: &[u8]) -> anyhow::Result<(u16, &[u8])> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let (head, length) = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
            if let Some(head) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break (head + 4, content_length(&self.buffer[..head])?);
            }
        };
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection inside an answer");
            }
        }
        let status = std::str::from_utf8(&self.buffer[9..12])?.parse()?;
        Ok((status, &self.buffer[head..head + length]))
    }
}

fn content_length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-length:"));
    let (_, length) = line.and_then(|line| line.split_once(':')).context("an answer has no length")?;
    Ok(length.trim().parse()?)
}
