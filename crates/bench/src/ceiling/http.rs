//! An HTTP server that reads a request and answers, in a process of its own like the program.

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The hidden command that becomes the other process.
pub const COMMAND: &str = "bare-http";

/// The other process: answers every request with as many bytes.
pub fn serve(length: usize) -> anyhow::Result<()> {
    let answer = Bytes::from(vec![b'x'; length]);
    let handler = move |method: Method, _: Bytes| {
        let status = if method == Method::POST { StatusCode::CREATED } else { StatusCode::OK };
        std::future::ready((status, answer.clone()))
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let listener = listener.tap_io(|connection| {
            // Without it the ceiling would only be lower.
            let _ = connection.set_nodelay(true);
        });
        // Lists are longer than it lets bodies be.
        let router = Router::new().fallback(handler).layer(DefaultBodyLimit::disable());
        axum::serve(listener, router).await?;
        Ok(())
    })
}

/// The other process, running until it is dropped.
pub struct BareServer {
    pub address: SocketAddr,
    _process: Child,
}

impl BareServer {
    pub async fn start(length: usize) -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args([COMMAND, &length.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().context("no output")?;
        let line = BufReader::new(output).lines().next_line().await?.context("no address")?;
        Ok(Self { address: line.parse()?, _process: process })
    }
}
