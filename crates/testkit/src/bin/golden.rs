//! Runs golden vectors: `golden [--all] [--tag TAG] FILE…`.
//!
//! Prints what passed and failed, by file and by class, and the first ten failures (`--all`: every one), the
//! binding ones first. `--tag` runs only the cases with that tag. Ends with 1 when a `core` case fails,
//! with 2 when a file cannot be read.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use facteur_testkit::golden::{Failure, Kind, Report, load};

const FAILURES_SHOWN: usize = 10;

#[derive(Default)]
struct Arguments {
    all: bool,
    tag: Option<String>,
    files: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("usage: golden [--all] [--tag TAG] FILE...");
        return ExitCode::from(2);
    };
    let mut sum = Report::default();
    let mut unreadable = false;
    for file in &arguments.files {
        match run(file, arguments.tag.as_deref()) {
            Ok(report) => {
                println!("{:<28} {report}", file.file_stem().unwrap_or_default().to_string_lossy());
                add(&mut sum, report);
            }
            Err(error) => {
                unreadable = true;
                eprintln!("{}: {}", file.display(), with_causes(error.as_ref()));
            }
        }
    }
    print_sum(&sum);
    print_failures(&mut sum.failures, arguments.all);
    match (unreadable, sum.core_failures()) {
        (true, _) => ExitCode::from(2),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut arguments = Arguments::default();
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--all" => arguments.all = true,
            "--tag" => arguments.tag = Some(given.next()?),
            option if option.starts_with('-') => return None,
            file => arguments.files.push(file.into()),
        }
    }
    (!arguments.files.is_empty()).then_some(arguments)
}

fn run(file: &std::path::Path, tag: Option<&str>) -> Result<Report, Box<dyn Error>> {
    let kind = Kind::of(file).ok_or("no kind of vectors has this name")?;
    let mut cases = load(file)?;
    if let Some(tag) = tag {
        cases.retain(|case| case.tags.iter().any(|own| own == tag));
    }
    Ok(kind.run(&cases))
}

fn add(sum: &mut Report, report: Report) {
    for (class, (passed, failed)) in report.counts {
        let count = sum.counts.entry(class).or_default();
        *count = (count.0 + passed, count.1 + failed);
    }
    sum.skipped += report.skipped;
    sum.not_supported += report.not_supported;
    sum.failures.extend(report.failures);
}

fn print_sum(sum: &Report) {
    let not_supported = sum.not_supported;
    let supported = Report { not_supported: 0, ..sum.clone() };
    println!("{:<28} {supported}", "all");
    if not_supported > 0 {
        println!("{:<28} {not_supported} cases of kinds not yet supported", "");
    }
}

fn print_failures(failures: &mut [Failure], all: bool) {
    failures.sort_by_key(|failure| failure.class);
    let shown = if all { failures.len() } else { FAILURES_SHOWN.min(failures.len()) };
    for failure in &failures[..shown] {
        println!("\n{failure}");
    }
    if shown < failures.len() {
        println!("\n… and {} more: --all shows them", failures.len() - shown);
    }
}

fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
