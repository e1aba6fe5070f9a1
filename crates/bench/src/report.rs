//! The figures: a table to read, JSON for programs, a picture.

mod json;
mod svg;
mod table;

use crate::engine::Engine;
use crate::load::{Round, Times};
use crate::machine::Machine;
use crate::program::Cpu;
use crate::stopwatch::{milliseconds, number};
use anyhow::Context;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Which end of the scale is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    More,
    Less,
}

/// The best that could be expected, and of what.
#[derive(Debug, Clone)]
pub struct Ceiling {
    pub of: String,
    pub value: f64,
}

/// One thing that was measured, or could not be.
#[derive(Debug, Clone)]
pub struct Figure {
    pub part: &'static str,
    pub name: String,
    pub engine: Option<Engine>,
    pub connections: Option<usize>,
    pub unit: &'static str,
    pub better: Better,
    pub value: Option<f64>,
    /// Milliseconds that 50, 99 and 99.9 % did not exceed, and the longest.
    pub times: Option<Latency>,
    /// Processor microseconds of the program, and of the database server where it is another process.
    pub cpu: Option<f64>,
    pub database_cpu: Option<f64>,
    /// MiB.
    pub peak_memory: Option<f64>,
    pub ceiling: Option<Ceiling>,
    /// What a reader has to know, such as why there is no value.
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub struct Latency {
    pub p50: f64,
    pub p99: f64,
    pub p999: f64,
    pub longest: f64,
}

impl Latency {
    pub fn of(times: &Times) -> Option<Self> {
        let of = |per_mille| times.percentile(per_mille).map(milliseconds);
        let longest = milliseconds(times.longest()?);
        Some(Self { p50: of(500)?, p99: of(990)?, p999: of(999)?, longest })
    }
}

impl Figure {
    pub fn new(part: &'static str, name: impl Into<String>, unit: &'static str) -> Self {
        Self {
            part,
            name: name.into(),
            engine: None,
            connections: None,
            unit,
            better: Better::More,
            value: None,
            times: None,
            cpu: None,
            database_cpu: None,
            peak_memory: None,
            ceiling: None,
            note: None,
        }
    }

    pub fn on(self, engine: Engine) -> Self {
        Self { engine: Some(engine), ..self }
    }

    pub fn over(self, connections: usize) -> Self {
        Self { connections: Some(connections), ..self }
    }

    pub fn less_is_better(self) -> Self {
        Self { better: Better::Less, ..self }
    }

    pub fn value(self, value: f64) -> Self {
        Self { value: Some(value), ..self }
    }

    /// Rate and latency of a load.
    pub fn round(self, round: &Round) -> Self {
        Self { value: Some(round.per_second()), ..self.times(&round.times) }
    }

    pub fn times(self, times: &Times) -> Self {
        Self { times: Latency::of(times), ..self }
    }

    /// Processor time, shared among so many operations.
    pub fn cpu(self, used: Cpu, operations: u64) -> Self {
        let each = |time: std::time::Duration| time.as_secs_f64() * 1e6 / number(operations.max(1));
        Self { cpu: Some(each(used.program)), database_cpu: used.database.map(each), ..self }
    }

    pub fn memory(self, mib: f64) -> Self {
        Self { peak_memory: Some(mib), ..self }
    }

    /// The lowest of several ceilings is the one that counts.
    pub fn under(self, ceilings: impl IntoIterator<Item = Ceiling>) -> Self {
        let lowest = ceilings.into_iter().min_by(|one, other| one.value.total_cmp(&other.value));
        Self { ceiling: lowest.or(self.ceiling), ..self }
    }

    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// 1 is as good as it gets.
    pub fn share(&self) -> Option<f64> {
        let (value, ceiling) = (self.value?, self.ceiling.as_ref()?.value);
        let (good, best) = match self.better {
            Better::More => (value, ceiling),
            Better::Less => (ceiling, value),
        };
        (best > 0.0).then(|| good / best)
    }
}

/// What has been measured so far.
pub struct Report {
    machine: Machine,
    figures: Mutex<Vec<Figure>>,
}

impl Report {
    pub fn new(machine: Machine) -> Self {
        Self { machine, figures: Mutex::default() }
    }

    /// Adds a figure, and says so while the run goes on.
    pub fn add(&self, figure: Figure) {
        eprintln!("{}", table::line(&figure));
        self.figures.lock().unwrap_or_else(PoisonError::into_inner).push(figure);
    }

    pub fn print(&self) {
        println!("{}", table::whole(&self.machine, &self.figures()));
    }

    /// Writes FILE, and a picture of the same name beside it.
    pub fn write(&self, file: &Path, complete: bool) -> anyhow::Result<()> {
        let figures = self.figures();
        let text = json::whole(&self.machine, &figures, complete);
        std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        let picture = file.with_extension("svg");
        std::fs::write(&picture, svg::whole(&self.machine, &figures))
            .with_context(|| format!("{} cannot be written", picture.display()))
    }

    fn figures(&self) -> Vec<Figure> {
        self.figures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A number as people read it: few digits, thousands apart.
fn readable(value: f64) -> String {
    if value >= 100.0 {
        let digits = format!("{value:.0}");
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests;
