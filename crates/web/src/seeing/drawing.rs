//! Charts that the server draws. What they show stands in a table beside them as well.

use crate::components::Markup;
use askama::Template;

/// Width of a chart, in its own units, and the height of its bars.
const WIDTH: u64 = 420;
const HEIGHT: u64 = 160;
/// Between two bars.
const GAP: u64 = 12;
/// Length of the longest bar that lies.
const LENGTH: u64 = 120;

/// One bar that stands: a day.
pub struct Column {
    pub label: String,
    pub total: u64,
    /// The part of the total that is drawn apart.
    pub failed: u64,
}

struct Rising {
    x: u64,
    width: u64,
    middle: u64,
    top: u64,
    height: u64,
    failed_height: u64,
    label: String,
}

#[derive(Template)]
#[template(path = "seeing/columns.html")]
struct Columns<'a> {
    title: &'a str,
    most: String,
    bars: Vec<Rising>,
}

#[derive(Template)]
#[template(path = "seeing/bar.html")]
struct Bar {
    width: u64,
    is_wrong: bool,
}

/// Bars side by side, scaled to the largest; `most` says in words how much that is.
pub fn columns(title: &str, most: String, columns: Vec<Column>) -> Markup {
    let largest = columns.iter().map(|column| column.total).max().unwrap_or(0);
    let count = u64::try_from(columns.len()).unwrap_or(1).max(1);
    let step = WIDTH / count;
    let width = step.saturating_sub(GAP);
    let bars = columns.into_iter().zip(0_u64..).map(|(column, at)| {
        let height = scaled(column.total, largest, HEIGHT);
        let x = at * step + GAP / 2;
        Rising {
            x,
            width,
            middle: x + width / 2,
            top: HEIGHT + TOP - height,
            height,
            failed_height: scaled(column.failed, largest, HEIGHT).min(height),
            label: column.label,
        }
    });
    Markup::of(&Columns { title, most, bars: bars.collect() })
}

/// Above the bars stands how much the largest is.
const TOP: u64 = 20;

/// A bar beside a number, as long as its part of the largest.
pub fn bar(part: u64, largest: u64, is_wrong: bool) -> Markup {
    Markup::of(&Bar { width: scaled(part, largest, LENGTH), is_wrong })
}

/// What is there is seen, however little it is.
fn scaled(part: u64, largest: u64, length: u64) -> u64 {
    let exact = u128::from(part) * u128::from(length);
    let scaled = exact.checked_div(u128::from(largest)).unwrap_or(0);
    u64::try_from(scaled).unwrap_or(length).clamp(u64::from(part > 0), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_part_and_never_leaves_its_place() {
        assert_eq!(scaled(0, 0, 100), 0);
        assert_eq!(scaled(1, 1_000_000, 100), 1);
        assert_eq!(scaled(50, 100, 100), 50);
        assert_eq!(scaled(u64::MAX, 1, 100), 100);
    }

    #[test]
    fn words_in_a_chart_are_escaped() {
        let one = Column { label: "<b>".to_owned(), total: 2, failed: 1 };
        let drawn = columns("</title><script>", "2".to_owned(), vec![one]).to_string();
        assert!(!drawn.contains("<b>") && !drawn.contains("<script>"), "{drawn}");
        assert!(drawn.contains("class=\"bar-wrong\""), "{drawn}");
    }
}
