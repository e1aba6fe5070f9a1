//! Connections: how many, how slow they may be, and how they end.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;
use tower_http::timeout::TimeoutBody;
use tracing::{debug, warn};

/// Connections open at once; further ones wait in the system's own queue.
const MOST_CONNECTIONS: usize = 10_000;
/// The pause after the system could not hand out a connection, for instance for want of descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers connections until told to stop; then lets what is in flight finish.
///
/// A client that takes longer than `patience` over its headers, or lets a body stall for as long, loses its
/// connection: idle clients must not be able to keep the others out.
pub async fn run(listener: TcpListener, router: Router, patience: Duration, mut stop: watch::Receiver<bool>) {
    // HTTP/1 only: telling it from HTTP/2 means waiting for a first few bytes, without a time limit. A proxy
    // in front speaks HTTP/2 to the world.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let next = async {
            // The semaphore is never closed; without a permit the connection would only be unbounded.
            let permit = Arc::clone(&room).acquire_owned().await.ok();
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            next = next => next,
            // An error means that the sender is gone, which is a stop too.
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "A connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        hurry(&stream);
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(|body| Body::new(TimeoutBody::new(patience, body)));
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                // The client went away or was too slow: its affair.
                debug!(%error, "A connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// Answers are small and whole: waiting to fill a packet would only delay them.
fn hurry(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "A connection keeps Nagle's algorithm");
    }
}
