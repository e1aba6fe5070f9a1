//! One connection that stays open: it hears of changes, says that this node lives, and notices when the server is
//! out of reach.

use super::settings::Server;
use crate::error::Error;
use std::future::poll_fn;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};
use tokio_postgres::{AsyncMessage, Client};

/// How often the change counter is asked for, should a notice have been lost.
const PERIOD: Duration = Duration::from_secs(1);
/// For how long what was heard last is believed. Changes are effective everywhere within five seconds, or the node
/// that cannot hear of them refuses to answer.
const BELIEVED: Duration = Duration::from_secs(4);
/// The wait before the next try to connect.
const AGAIN: Duration = Duration::from_millis(300);
/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Advisory locks of nodes; the second number is the node's.
pub(super) const NODE_LOCKS: i32 = 7_245_902;

/// No node: nothing has been claimed yet, or the link is cut.
const NOBODY: i64 = 0;

/// What the pulse knows, for everybody to ask.
pub(super) struct Pulse {
    heard: Mutex<Option<Heard>>,
    node: AtomicI64,
    /// Whether this process takes work, and so has to be told from the dead.
    works: watch::Sender<bool>,
    registered: watch::Sender<i64>,
    look: Notify,
    stop: watch::Sender<bool>,
}

#[derive(Clone, Copy)]
struct Heard {
    epoch: i64,
    at: Instant,
}

impl Pulse {
    pub(super) fn start(server: Server) -> Arc<Self> {
        let pulse = Arc::new(Self {
            heard: Mutex::new(None),
            node: AtomicI64::new(NOBODY),
            works: watch::Sender::new(false),
            registered: watch::Sender::new(NOBODY),
            look: Notify::new(),
            stop: watch::Sender::new(false),
        });
        let mut stopped = pulse.stop.subscribe();
        let beating = Arc::clone(&pulse);
        tokio::spawn(async move {
            tokio::select! {
                () = beat(&beating, &server) => {}
                _ = stopped.wait_for(|stop| *stop) => beating.set_node(NOBODY),
            }
        });
        pulse
    }

    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// The change counter, as of a few seconds ago at most.
    pub(super) fn epoch(&self) -> Result<i64, Error> {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        match heard {
            Some(heard) if now().duration_since(heard.at) < BELIEVED => Ok(heard.epoch),
            _ => Err(Error::Unreachable),
        }
    }

    /// A value of the counter that has been read from the server just now.
    pub(super) fn hear(&self, epoch: i64, asked_at: Instant) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        // The counter only grows; an answer that was overtaken by a later one says nothing new.
        let newest = heard.map_or(epoch, |heard| heard.epoch.max(epoch));
        let at = heard.map_or(asked_at, |heard| heard.at.max(asked_at));
        *heard = Some(Heard { epoch: newest, at });
    }

    /// The number under which this process takes work; it is drawn at the first call.
    pub(super) async fn node(&self) -> Result<i64, Error> {
        let node = self.node.load(Ordering::Acquire);
        if node != NOBODY {
            return Ok(node);
        }
        self.works.send_if_modified(|works| !std::mem::replace(works, true));
        self.look.notify_one();
        let mut registered = self.registered.subscribe();
        let waited = tokio::time::timeout(PATIENCE, registered.wait_for(|node| *node != NOBODY)).await;
        match waited {
            Ok(Ok(node)) => Ok(*node),
            _ => Err(Error::Unreachable),
        }
    }

    /// As [`Pulse::node`], without drawing one.
    pub(super) fn node_if_any(&self) -> Option<i64> {
        Some(self.node.load(Ordering::Acquire)).filter(|node| *node != NOBODY)
    }

    fn set_node(&self, node: i64) {
        self.node.store(node, Ordering::Release);
        self.registered.send_replace(node);
    }
}

pub(super) fn now() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long ago something was heard is not the product's time"
    )]
    Instant::now()
}

async fn beat(pulse: &Pulse, server: &Server) {
    let mut reachable = true;
    loop {
        let ended = live(pulse, server, &mut reachable).await;
        pulse.set_node(NOBODY);
        if reachable {
            tracing::warn!(error = %ended, "The database server cannot be reached; trying again until it can");
            reachable = false;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// One connection's life; gives the reason of its end.
async fn live(pulse: &Pulse, server: &Server, reachable: &mut bool) -> Error {
    let connected = tokio::time::timeout(PATIENCE * 2, server.config.connect(server.tls.clone())).await;
    let (client, mut connection) = match connected {
        Ok(Ok(connected)) => connected,
        Ok(Err(error)) => return error.into(),
        Err(_) => return Error::Unreachable,
    };
    let messages = async {
        loop {
            match poll_fn(|context| connection.poll_message(context)).await {
                Some(Ok(AsyncMessage::Notification(_))) => pulse.look.notify_one(),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Error::from(error),
                None => return Error::Unreachable,
            }
        }
    };
    let questions = async {
        let outcome = ask(pulse, &client, reachable).await;
        outcome.err().unwrap_or(Error::Unreachable)
    };
    tokio::select! {
        error = messages => error,
        error = questions => error,
    }
}

async fn ask(pulse: &Pulse, client: &Client, reachable: &mut bool) -> Result<(), Error> {
    within(client.batch_execute("LISTEN facteur_epoch")).await?;
    let mut works = pulse.works.subscribe();
    loop {
        let asked_at = now();
        let row = within(client.query_one("SELECT value FROM counters WHERE name = 'epoch'", &[])).await?;
        pulse.hear(row.get(0), asked_at);
        if !*reachable {
            tracing::info!("The database server is reached again");
            *reachable = true;
        }
        if *works.borrow_and_update() && pulse.node_if_any().is_none() {
            pulse.set_node(register(client).await?);
        }
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            () = pulse.look.notified() => {}
        }
    }
}

/// Draws a number and locks it, before anybody can see the number: a number that is seen without its lock is dead.
async fn register(client: &Client) -> Result<i64, Error> {
    within(client.batch_execute("BEGIN")).await?;
    let row = within(client.query_one(
        "INSERT INTO nodes (started_at) VALUES (extract(epoch FROM now())::bigint) RETURNING number",
        &[],
    ))
    .await?;
    let node: i64 = row.get(0);
    let lock = i32::try_from(node).map_err(|_| Error::Unreachable)?;
    within(client.query_one("SELECT pg_advisory_lock($1, $2)", &[&NODE_LOCKS, &lock])).await?;
    within(client.batch_execute("COMMIT")).await?;
    Ok(node)
}

async fn within<T>(asked: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Error> {
    tokio::time::timeout(PATIENCE, asked).await.map_err(|_| Error::Unreachable)?.map_err(Error::from)
}
