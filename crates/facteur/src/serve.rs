//! `facteur serve`: the API and the worker, until a signal says stop.

use crate::configuration::{Configuration, Role};
use crate::{listener, rooms, telemetry, wiring};
use anyhow::{Context, bail};
use axum::Router;
use facteur_api::ApiSettings;
use facteur_app::App;
use facteur_model::time::{Clock, SystemClock};
use facteur_store::Store;
use facteur_web::WebSettings;
use std::fs::File;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing::{info, warn};

/// How long a stop waits for what is in flight.
const MOST_PATIENCE: Duration = Duration::from_secs(30);

/// Everything that is needed to serve, bound and open, before the first request is taken.
pub struct Ready {
    pub app: App,
    pub address: SocketAddr,
    pub public_url: String,
    store: Store,
    listener: TcpListener,
    api: ApiSettings,
    web: WebSettings,
    patience: Duration,
    metrics: Router,
    roles: Vec<Role>,
    signals: StopSignals,
    /// Held while serving: one server for one SQLite file.
    _lock: Option<File>,
}

/// Binds the port and opens the store.
pub async fn prepare(configuration: &Configuration) -> anyhow::Result<Ready> {
    let listener = TcpListener::bind(configuration.listen).await.with_context(|| {
        format!("{} cannot be listened on; choose another with --listen", configuration.listen)
    })?;
    let address = listener.local_addr().context("the listener has no address")?;
    let store = wiring::open_store(configuration).await?;
    let lock = match &configuration.database_url {
        Some(_) => None,
        None => Some(wiring::lock_folder(&configuration.data_dir)?),
    };
    let taken_up = store.release_leases(SystemClock.now()).await;
    let taken_up = taken_up.context("what the last run left unfinished cannot be taken up")?;
    if taken_up > 0 {
        info!(messages = taken_up, "Taking up what the last run left unfinished");
    }
    if let Ok(Some(skew)) = store.clock_skew(SystemClock.now()).await
        && let Some(trouble) = wiring::trouble_with_clock(skew)
    {
        warn!("{trouble}: leases and schedules rely on both");
    }
    let public_url = configuration.public_url(address);
    // Before the product, which says what its metrics mean when it starts.
    let metrics = telemetry::start_metrics()?;
    let app = wiring::build(configuration, store.clone(), public_url.clone())?;
    // What is wrong with a bucket is said before the first file is lost in it; one that is away may come back.
    match app.check_files().await {
        (place, Ok(())) => info!(place, "Files are kept"),
        (_, Err(trouble)) if configuration.files.s3.is_none() => bail!("files cannot be kept: {trouble}"),
        (place, Err(trouble)) => {
            warn!(place, trouble, "Files cannot be kept yet; `facteur doctor` looks again");
        }
    }
    if let Some(Err(trouble)) = app.check_scanner().await {
        warn!(trouble, "The virus scanner does not answer; messages with files will wait for it");
    }
    let api = ApiSettings {
        cors_origins: configuration.cors_origins.clone(),
        max_body_with_files: facteur_api::body_with_files(configuration.files.most_message_bytes),
        memory_for_files: configuration.files.memory_mib << 20,
        ..ApiSettings::default()
    };
    let patience = Duration::from_secs(u64::from(configuration.client_timeout_seconds));
    let roles = configuration.roles.clone();
    let web = wiring::web_settings(configuration);
    // Not before: a start that takes long, or waits for a database, ends at once when it is told to stop.
    let signals = StopSignals::listen()?;
    Ok(Ready {
        app,
        address,
        public_url,
        store,
        listener,
        api,
        web,
        patience,
        metrics,
        roles,
        signals,
        _lock: lock,
    })
}

impl Ready {
    /// As long as nobody looks after the installation, says once, in the log, where somebody can begin to: whoever reads
    /// the log runs the machine. A node that shows no site says nothing.
    pub async fn announce_set_up(&self) -> anyhow::Result<()> {
        if self.roles.contains(&Role::Web)
            && let Some(path) = self.app.set_up_path().await?
        {
            info!("Nobody looks after this installation yet: open {}{}", self.public_url, path.expose());
        }
        Ok(())
    }

    /// Shows the installation's own letters to whoever asks, if nobody but this machine can.
    pub fn open_mailbox(&mut self) {
        self.web.open_mailbox = self.address.ip().is_loopback();
    }

    /// Serves until SIGINT or SIGTERM; then finishes what is in flight.
    pub async fn serve(mut self) -> anyhow::Result<()> {
        let (stop, stopping) = watch::channel(false);
        let api = if self.roles.contains(&Role::Api) {
            facteur_api::router(self.app.clone(), self.api)
        } else {
            facteur_api::status_router(self.app.clone(), self.api)
        };
        // A node without the API has no playground.
        let web = WebSettings { api: self.roles.contains(&Role::Api).then(|| api.clone()), ..self.web };
        let site = self.roles.contains(&Role::Web).then(|| facteur_web::router(self.app.clone(), web));
        let router = rooms::router(api.merge(self.metrics), site);
        let works = self.roles.contains(&Role::Worker);
        let (app, told) = (self.app.clone(), stopping.clone());
        let mut worker = tokio::spawn(async move {
            if works {
                facteur_worker::run(app, told).await;
            } else {
                // A node that only takes requests has to be heard by the others, too.
                facteur_worker::keep_in_step(app, told).await;
            }
        });
        let mut server = tokio::spawn(listener::run(self.listener, router, self.patience, stopping));
        info!(address = %self.address, "Serving");
        // A server without its worker would accept messages that nobody sends: better to end, and be restarted.
        let ended = tokio::select! {
            () = self.signals.first() => None,
            ended = &mut worker => Some(ended),
            ended = &mut server => Some(ended),
        };
        if let Some(ended) = ended {
            ended.context("a part of the server ended badly")?;
            bail!("a part of the server ended by itself");
        }
        info!("Stopping: finishing what is in flight");
        stop.send_replace(true);
        let finish = async {
            server.await.context("the server ended badly")?;
            worker.await.context("the worker ended badly")
        };
        match tokio::time::timeout(MOST_PATIENCE, finish).await {
            Ok(finished) => finished?,
            Err(_) => {
                warn!("Something was still in flight after {MOST_PATIENCE:?}; it will be taken up again");
            }
        }
        self.store.shutdown().await.context("the database could not be closed")?;
        info!("Stopped");
        Ok(())
    }
}

/// SIGINT and SIGTERM. From here on they end the program only through whoever waits for them, and none is missed.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).context("SIGINT cannot be listened for")?,
            terminate: signal(SignalKind::terminate()).context("SIGTERM cannot be listened for")?,
        })
    }

    /// Waits for the first of them, should none have come yet.
    async fn first(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[tokio::test]
    async fn a_signal_that_comes_before_anybody_waits_for_it_is_heard() {
        let mut signals = StopSignals::listen().unwrap();
        for name in ["-TERM", "-INT"] {
            let sent = Command::new("kill").args([name, &std::process::id().to_string()]).status().unwrap();
            assert!(sent.success());
            tokio::time::timeout(Duration::from_secs(10), signals.first()).await.unwrap();
        }
    }
}
