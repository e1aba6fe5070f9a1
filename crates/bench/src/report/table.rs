//! A table in Markdown.

use super::{Ceiling, Figure, readable};
use crate::machine::Machine;
use std::fmt::Write as _;

const HEAD: &str = "\
| what | engine | connections | unit | value | p50 ms | p99 ms | p99.9 ms | CPU µs (database's) | peak MiB | ceiling | share | note |
|---|---|---|---|---|---|---|---|---|---|---|---|---|";

pub fn whole(machine: &Machine, figures: &[Figure]) -> String {
    let mut text = format!("{}, {}.\n\n{HEAD}\n", machine.taken_at, machine.description);
    for figure in figures {
        text.push_str(&line(figure));
        text.push('\n');
    }
    for warning in &machine.warnings {
        let _ = writeln!(text, "\n{warning}.");
    }
    text
}

pub fn line(figure: &Figure) -> String {
    let number = |value: Option<f64>| value.map(readable).unwrap_or_default();
    let times = figure.times;
    let cpu = match (figure.cpu, figure.database_cpu) {
        (Some(own), Some(database)) => format!("{} ({})", readable(own), readable(database)),
        (own, _) => number(own),
    };
    let ceiling = figure.ceiling.as_ref().map(|Ceiling { of, value }| format!("{} ({of})", readable(*value)));
    let cells = [
        format!("{}: {}", figure.part, figure.name),
        figure.engine.map(|engine| engine.to_string()).unwrap_or_default(),
        figure.connections.map(|count| count.to_string()).unwrap_or_default(),
        figure.unit.to_owned(),
        figure.value.map_or_else(|| "—".to_owned(), readable),
        number(times.map(|times| times.p50)),
        number(times.map(|times| times.p99)),
        number(times.map(|times| times.p999)),
        cpu,
        number(figure.peak_memory),
        ceiling.unwrap_or_default(),
        figure.share().map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default(),
        figure.note.clone().unwrap_or_default(),
    ];
    let cells = cells.map(|cell| if cell.is_empty() { " ".to_owned() } else { format!(" {cell} ") });
    format!("|{}|", cells.join("|"))
}
