use super::*;

fn figure() -> Figure {
    Figure::new("accept", "POST e-mail", "requests/s").on(Engine::Sqlite).over(64).value(12_345.6).under([
        Ceiling { of: "bare axum".into(), value: 90_000.0 },
        Ceiling { of: "rows".into(), value: 24_691.2 },
    ])
}

fn machine() -> Machine {
    Machine { taken_at: "2026-11-23".into(), description: "2 cores".into(), warnings: Vec::new() }
}

#[test]
fn a_figure_stands_beside_the_ceiling_that_binds_it() {
    assert_eq!(
        table::line(&figure()),
        "| accept: POST e-mail | SQLite | 64 | requests/s | 12 346 | | | | | | 24 691 (rows) | 50 % | |"
    );
}

#[test]
fn what_was_not_measured_says_why() {
    let missing = Figure::new("accept", "POST e-mail", "requests/s").note("no server");
    assert_eq!(
        table::line(&missing),
        "| accept: POST e-mail | | | requests/s | — | | | | | | | | no server |"
    );
}

#[test]
fn a_delay_is_compared_the_other_way_round() {
    let delay = Figure::new("fair", "delay", "ms").less_is_better().value(20.0);
    let delay = delay.under([Ceiling { of: "alone".into(), value: 5.0 }]);
    assert_eq!(delay.share(), Some(0.25));
}

#[test]
fn programs_find_every_figure_with_its_ceiling() {
    let text = json::whole(&machine(), &[figure()], true);
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let one = &read["figures"][0];
    assert_eq!(one["engine"], "SQLite");
    assert_eq!(one["share_of_ceiling"], 0.5);
    assert_eq!(one["p99_ms"], serde_json::Value::Null);
}

#[test]
fn the_picture_escapes_what_it_quotes() {
    let picture = svg::whole(&machine(), &[Figure { name: "a < b".into(), ..figure() }]);
    assert!(picture.contains("a &lt; b") && picture.ends_with("</svg>\n"));
}
