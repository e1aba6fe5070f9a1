//! `facteur doctor`: is everything that a running server needs in order?

use crate::administer::Output;
use crate::configuration::{Configuration, EmailProvider};
use crate::wiring;
use facteur_model::time::{Clock, SystemClock};
use facteur_store::{Finding, Store, Verdict};
use serde_json::{Value, json};

/// One thing that was looked at.
struct Check {
    what: String,
    /// What was found, when it is not in order.
    trouble: Option<String>,
}

/// Looks at everything, and says whether all of it is in order.
pub async fn run(configuration: &Configuration) -> (Output, bool) {
    // Loading it already refused what cannot be right.
    let mut checks = vec![Check { what: "configuration".to_owned(), trouble: None }];
    match wiring::open_existing_store(configuration).await {
        Err(error) => checks
            .push(Check { what: "keyring and database".to_owned(), trouble: Some(format!("{error:#}")) }),
        Ok(store) => {
            checks.push(Check { what: "keyring".to_owned(), trouble: None });
            match store.check().await {
                Ok(findings) => checks.extend(findings.into_iter().map(from_finding)),
                Err(error) => {
                    checks.push(Check { what: "database".to_owned(), trouble: Some(error.to_string()) });
                }
            }
            checks.push(check_clock(&store).await);
            checks.push(check_provider(configuration, &store).await);
            checks.extend(check_files(configuration, &store).await);
            if let Err(error) = store.shutdown().await {
                checks.push(Check {
                    what: "closing the database".to_owned(),
                    trouble: Some(error.to_string()),
                });
            }
        }
    }
    let healthy = checks.iter().all(|check| check.trouble.is_none());
    let lines: Vec<String> = checks
        .iter()
        .map(|check| match &check.trouble {
            None => format!("ok       {}", check.what),
            Some(trouble) => format!("TROUBLE  {}: {trouble}", check.what),
        })
        .collect();
    let objects: Vec<Value> = checks
        .iter()
        .map(|check| json!({"check": check.what, "ok": check.trouble.is_none(), "trouble": check.trouble}))
        .collect();
    (Output::new(lines.join("\n"), json!({"ok": healthy, "checks": objects})), healthy)
}

fn from_finding(finding: Finding) -> Check {
    let trouble = match finding.verdict {
        Verdict::Good => None,
        Verdict::Bad => Some(finding.detail.clone()),
        Verdict::Notable => {
            return Check {
                what: format!("database: {} ({})", finding.subject, finding.detail),
                trouble: None,
            };
        }
    };
    Check { what: format!("database: {}", finding.subject), trouble }
}

async fn check_clock(store: &Store) -> Check {
    let trouble = match store.clock_skew(SystemClock.now()).await {
        Ok(skew) => skew.and_then(wiring::trouble_with_clock),
        Err(error) => Some(error.to_string()),
    };
    Check { what: "clock".to_owned(), trouble }
}

async fn check_provider(configuration: &Configuration, store: &Store) -> Check {
    let what = match configuration.email_provider {
        EmailProvider::Mailbox => "e-mail provider: mailbox (nothing leaves)".to_owned(),
        EmailProvider::Smtp => {
            format!("e-mail provider: smtp at {}", configuration.smtp.host.as_deref().unwrap_or_default())
        }
    };
    let url = configuration.public_url(configuration.listen);
    let trouble = match wiring::build(configuration, store.clone(), url) {
        Ok(app) => app.check_providers().await.err(),
        Err(error) => Some(format!("{error:#}")),
    };
    Check { what, trouble }
}

async fn check_files(configuration: &Configuration, store: &Store) -> Vec<Check> {
    let url = configuration.public_url(configuration.listen);
    // What keeps it from being built has been said of the provider.
    let Ok(app) = wiring::build(configuration, store.clone(), url) else { return Vec::new() };
    let (place, kept) = app.check_files().await;
    let mut checks = vec![Check { what: format!("files: {place}"), trouble: kept.err() }];
    let scanner = configuration.files.scanner.as_deref().unwrap_or("none");
    let answered = app.check_scanner().await;
    checks.push(Check {
        what: format!("virus scanner: {scanner}"),
        trouble: answered.and_then(|answered| answered.err().map(|trouble| format!("no answer: {trouble}"))),
    });
    checks
}
