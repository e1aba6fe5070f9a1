//! Log lines and metrics.

use crate::configuration::{Configuration, LogFormat};
use anyhow::Context;
use axum::Router;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Bounds of the time histograms, in seconds.
const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0,
    86_400.0,
];

/// Log lines on standard error: Facteur's own at the level of the settings, its libraries' only from
/// warnings up, because libraries may print what passes through them. The phone library is silent
/// for that reason: it traces the numbers it reads.
pub fn start_log(configuration: &Configuration) {
    let own = match configuration.log.as_str() {
        "error" => LevelFilter::ERROR,
        "warn" => LevelFilter::WARN,
        "debug" => LevelFilter::DEBUG,
        "trace" => LevelFilter::TRACE,
        _ => LevelFilter::INFO,
    };
    let targets = Targets::new()
        .with_default(LevelFilter::WARN.min(own))
        .with_target("facteur", own)
        .with_target("rlibphonenumber", LevelFilter::OFF);
    // Colours are for people; a file or a pipe gets plain text.
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let lines = match configuration.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(targets)).init();
}

/// How often samples are folded into the histograms; between two folds they are kept one by one.
const FOLD_PERIOD: Duration = Duration::from_secs(5);

/// Starts to count, and gives the page that Prometheus reads. Needs a running runtime.
pub fn start_metrics() -> anyhow::Result<Router> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
        .context("the bounds of the histograms are not right")?
        .install_recorder()
        .context("the metrics cannot be started")?;
    let folding = handle.clone();
    // Memory stays flat even when nobody ever reads the page. Ends with the runtime.
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(FOLD_PERIOD).await;
            folding.run_upkeep();
        }
    });
    Ok(Router::new().route("/metrics", get(move || std::future::ready(page(&handle)))))
}

fn page(handle: &PrometheusHandle) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
}
