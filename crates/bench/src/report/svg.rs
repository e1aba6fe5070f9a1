//! A picture: for each figure a bar, and under it a pale one for its ceiling. Readable on white and on black.

use super::{Figure, readable};
use crate::machine::Machine;
use std::fmt::Write as _;

const WIDTH: f64 = 960.0;
const LABELS: f64 = 380.0;
const NUMBERS: f64 = 130.0;
const ROW: f64 = 26.0;
const HEADING: f64 = 34.0;

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.heading { font-weight: 600 }
.quiet { fill: #59636e; font-size: 11px }
.value { fill: #0969da }
.ceiling { fill: #afb8c1 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .quiet { fill: #9198a1 }
  .value { fill: #4493f8 }
  .ceiling { fill: #4b535d }
}";

pub fn whole(machine: &Machine, figures: &[Figure]) -> String {
    let measured: Vec<&Figure> = figures.iter().filter(|figure| figure.value.is_some()).collect();
    let groups: Vec<&[&Figure]> = measured
        .chunk_by(|one, other| (one.part, one.unit, one.engine) == (other.part, other.unit, other.engine))
        .collect();
    let mut rows = String::new();
    let mut y = HEADING + 20.0;
    for group in groups {
        draw_group(&mut rows, group, &mut y);
    }
    let title = escaped(&format!("{}, {}", machine.taken_at, machine.description));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" \
         role=\"img\">\n<title>Measured, above what the machine does at best</title>\n<style>{STYLE}</style>\n\
         <text x=\"8\" y=\"20\" class=\"quiet\">{title}</text>\n\
         <text x=\"8\" y=\"38\" class=\"quiet\">Blue: measured. Grey: its ceiling, where it has one. \
         Each group has its own scale.</text>\n{rows}</svg>\n"
    )
}

/// Figures of one part, unit and engine, on one scale.
fn draw_group(out: &mut String, group: &[&Figure], y: &mut f64) {
    let Some(first) = group.first() else { return };
    *y += HEADING;
    let engine = first.engine.map(|engine| format!(", {engine}")).unwrap_or_default();
    text(out, 8.0, *y - 10.0, "heading", &format!("{}{engine} ({})", first.part, first.unit));
    let ceiling = |figure: &Figure| figure.ceiling.as_ref().map_or(0.0, |ceiling| ceiling.value);
    let most =
        group.iter().map(|figure| figure.value.unwrap_or(0.0).max(ceiling(figure))).fold(0.0, f64::max);
    let scale = |value: f64| (value / most.max(f64::MIN_POSITIVE) * (WIDTH - LABELS - NUMBERS)).max(1.0);
    for figure in group {
        let value = figure.value.unwrap_or(0.0);
        let connections = figure.connections.map(|count| format!(" · {count}")).unwrap_or_default();
        text(out, 8.0, *y + 13.0, "", &format!("{}{connections}", figure.name));
        bar(out, *y + 1.0, 11.0, scale(value), "value");
        let mut longest = scale(value);
        let mut words = readable(value);
        if ceiling(figure) > 0.0 {
            bar(out, *y + 13.0, 5.0, scale(ceiling(figure)), "ceiling");
            longest = longest.max(scale(ceiling(figure)));
            let _ = write!(words, " / {}", readable(ceiling(figure)));
        }
        text(out, LABELS + longest + 6.0, *y + 13.0, "quiet", &words);
        *y += ROW;
    }
}

fn bar(out: &mut String, y: f64, height: f64, width: f64, class: &str) {
    let _ = writeln!(
        out,
        "<rect x=\"{LABELS}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" rx=\"2\" class=\"{class}\"/>"
    );
}

fn text(out: &mut String, x: f64, y: f64, class: &str, words: &str) {
    let words = escaped(words);
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{words}</text>");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
