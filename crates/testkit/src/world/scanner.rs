//! A virus scanner that says what it is told to say.

use facteur_providers::files::{ScanVerdict, Scanner};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Finds every file clean that does not hold the word `VIRUS`, as long as it is there.
#[derive(Clone, Default)]
pub struct ScriptedScanner(Arc<State>);

#[derive(Default)]
struct State {
    away: AtomicBool,
    scanned: AtomicUsize,
}

impl ScriptedScanner {
    /// From now on it does not answer.
    pub fn go_away(&self) {
        self.0.away.store(true, Ordering::Relaxed);
    }

    pub fn come_back(&self) {
        self.0.away.store(false, Ordering::Relaxed);
    }

    /// How many files it has looked at.
    pub fn scanned(&self) -> usize {
        self.0.scanned.load(Ordering::Relaxed)
    }
}

type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Scanner for ScriptedScanner {
    fn scan<'a>(&'a self, content: &'a [u8]) -> Later<'a, Result<ScanVerdict, String>> {
        Box::pin(async move {
            if self.0.away.load(Ordering::Relaxed) {
                return Err("connection refused".to_owned());
            }
            self.0.scanned.fetch_add(1, Ordering::Relaxed);
            let is_harmful = content.windows(5).any(|window| window == b"VIRUS");
            Ok(if is_harmful { ScanVerdict::Infected } else { ScanVerdict::Clean })
        })
    }

    fn check(&self) -> Later<'_, Result<(), String>> {
        let away = self.0.away.load(Ordering::Relaxed);
        Box::pin(async move { if away { Err("connection refused".to_owned()) } else { Ok(()) } })
    }
}
