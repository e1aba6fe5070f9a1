//! The figures, as a table to paste.

use crate::http::Round;

#[derive(Default)]
pub struct Report {
    lines: Vec<String>,
}

impl Report {
    /// `cpu` is what the server used, in processor seconds.
    pub fn add(&mut self, what: &str, connections: usize, round: &Round, cpu: Option<f64>) {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52 requests")]
        let per_request =
            cpu.map_or_else(String::new, |cpu| format!("{:.0}", cpu * 1e6 / round.requests as f64));
        let ms = |share| round.percentile(share).as_secs_f64() * 1e3;
        let line = format!(
            "| {what} | {connections} | {:.0} | {:.2} | {:.2} | {per_request} |",
            round.per_second(),
            ms(0.5),
            ms(0.99)
        );
        eprintln!("{line}");
        self.lines.push(line);
    }

    pub fn add_rate(&mut self, what: &str, rows: usize, per_second: f64) {
        let line = format!("| {what} | {rows} | {per_second:.0} | | | |");
        eprintln!("{line}");
        self.lines.push(line);
    }

    pub fn memory(&mut self, mib: f64) {
        self.lines.push(format!("| peak memory of the server, MiB | | {mib:.0} | | | |"));
    }

    pub fn print(&self) {
        println!("| what | connections | per second | p50 ms | p99 ms | server CPU µs per request |");
        println!("|---|---|---|---|---|---|");
        for line in &self.lines {
            println!("{line}");
        }
    }
}
