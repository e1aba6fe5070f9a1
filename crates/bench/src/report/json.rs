//! One object for each figure.

use super::Figure;
use crate::machine::Machine;
use serde_json::{Value, json};

pub fn whole(machine: &Machine, figures: &[Figure], complete: bool) -> String {
    let figures: Vec<Value> = figures.iter().map(object).collect();
    let whole = json!({
        "taken_at": machine.taken_at,
        "machine": machine.description,
        "warnings": machine.warnings,
        "complete": complete,
        "figures": figures,
    });
    format!("{whole:#}\n")
}

fn object(figure: &Figure) -> Value {
    let times = figure.times;
    json!({
        "part": figure.part,
        "name": figure.name,
        "engine": figure.engine.map(|engine| engine.to_string()),
        "connections": figure.connections,
        "unit": figure.unit,
        "value": figure.value,
        "p50_ms": times.map(|times| times.p50),
        "p99_ms": times.map(|times| times.p99),
        "p99_9_ms": times.map(|times| times.p999),
        "longest_ms": times.map(|times| times.longest),
        "cpu_us_per_operation": figure.cpu,
        "database_cpu_us_per_operation": figure.database_cpu,
        "peak_memory_mib": figure.peak_memory,
        "ceiling": figure.ceiling.as_ref().map(|ceiling| ceiling.value),
        "ceiling_of": figure.ceiling.as_ref().map(|ceiling| ceiling.of.as_str()),
        "share_of_ceiling": figure.share(),
        "note": figure.note,
    })
}
