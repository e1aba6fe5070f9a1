//! A mail client that sends the same bytes over and over: how fast the sink and the loopback are.

use crate::stopwatch::{Stopwatch, rate};
use anyhow::bail;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Messages a second of `length` bytes each, over so many connections.
pub async fn messages(
    sink: SocketAddr,
    length: usize,
    connections: usize,
    span: Duration,
) -> anyhow::Result<f64> {
    let mut message = vec![b'x'; length.saturating_sub(5)];
    message.extend_from_slice(b"\r\n.\r\n");
    let mut clients = JoinSet::new();
    let watch = Stopwatch::start();
    for _ in 0..connections {
        let message = message.clone();
        clients.spawn(async move {
            let mut stream = TcpStream::connect(sink).await?;
            stream.set_nodelay(true)?;
            let mut sent = 0_u64;
            hear(&mut stream, b'2').await?;
            say(&mut stream, b"EHLO bench\r\n", b'2').await?;
            while watch.elapsed() < span {
                say(&mut stream, b"MAIL FROM:<bench@notification.localhost>\r\n", b'2').await?;
                say(&mut stream, b"RCPT TO:<zoe@example.com>\r\n", b'2').await?;
                say(&mut stream, b"DATA\r\n", b'3').await?;
                say(&mut stream, &message, b'2').await?;
                sent += 1;
            }
            anyhow::Ok(sent)
        });
    }
    let mut sent = 0;
    while let Some(client) = clients.join_next().await {
        sent += client??;
    }
    Ok(rate(sent, watch.elapsed()))
}

async fn say(stream: &mut TcpStream, line: &[u8], wanted: u8) -> anyhow::Result<()> {
    stream.write_all(line).await?;
    hear(stream, wanted).await
}

/// One answer; the sink writes each at once.
async fn hear(stream: &mut TcpStream, wanted: u8) -> anyhow::Result<()> {
    let mut answer = [0; 512];
    let length = stream.read(&mut answer).await?;
    if length == 0 || answer[0] != wanted {
        bail!("the sink said {:?}", String::from_utf8_lossy(&answer[..length]));
    }
    Ok(())
}
