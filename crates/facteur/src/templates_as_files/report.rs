//! What a command found, and did.

use serde_json::{Value, json};

/// What became of one template, or would.
#[derive(Debug)]
pub struct Line {
    /// A word for programs.
    pub state: State,
    /// The file; the template's name, where there is no file.
    pub what: String,
    pub id: Option<String>,
    /// Indented under it.
    pub details: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Same,
    /// The file is to be written to the server.
    Changed,
    New,
    /// Both sides have changed.
    Conflict,
    OnlyOnServer,
    /// It is archived on the server, or was never there.
    NotOnServer,
    /// It was written, to the file or to the server.
    Written,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Same => "same",
            State::Changed => "changed",
            State::New => "new",
            State::Conflict => "conflict",
            State::OnlyOnServer => "only-on-server",
            State::NotOnServer => "not-on-server",
            State::Written => "written",
        }
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The server would not take it: nothing is written.
    Wrong,
    /// It is hardly meant so.
    Doubtful,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    pub line: usize,
    pub what: String,
    pub weight: Weight,
}

impl Problem {
    pub fn wrong(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), weight: Weight::Wrong }
    }

    pub fn doubtful(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { weight: Weight::Doubtful, ..Self::wrong(file, line, what) }
    }
}

/// Everything that a command has to say.
#[derive(Debug, Default)]
pub struct Report {
    pub lines: Vec<Line>,
    pub problems: Vec<Problem>,
    /// Said at the end.
    pub notes: Vec<String>,
}

impl Report {
    /// Is there nothing left to do, and nothing wrong? What was written is done.
    pub fn is_clean(&self) -> bool {
        let is_done = |line: &Line| matches!(line.state, State::Same | State::Written);
        let has_written = self.lines.iter().any(|line| line.state == State::Written);
        let problems = self.problems.iter().any(|problem| !has_written || problem.weight == Weight::Wrong);
        !problems && self.lines.iter().all(is_done)
    }

    pub fn has_wrong(&self) -> bool {
        self.problems.iter().any(|problem| problem.weight == Weight::Wrong)
    }

    pub fn print(&self, as_json: bool) {
        if as_json { println!("{}", self.json()) } else { print!("{}", self.text()) }
    }

    pub fn text(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for Line { state, what, details, .. } in self.lines.iter().filter(|line| line.state != State::Same) {
            lines.push(format!("{:14}  {what}", state.as_str()));
            lines.extend(details.iter().map(|detail| format!("    {detail}")));
        }
        for Problem { file, line, what, weight } in &self.problems {
            let weight = match weight {
                Weight::Wrong => "error",
                Weight::Doubtful => "warning",
            };
            lines.push(format!("{file}:{line}: {weight}: {what}"));
        }
        lines.extend(self.notes.iter().cloned());
        if lines.is_empty() {
            lines.push("Nothing differs.".to_owned());
        }
        lines.iter().map(|line| shown(line) + "\n").collect()
    }

    fn json(&self) -> Value {
        let templates: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                json!({
                    "state": line.state.as_str(), "what": line.what, "id": line.id, "details": line.details,
                })
            })
            .collect();
        let problems: Vec<Value> = self
            .problems
            .iter()
            .map(|problem| {
                let is_wrong = problem.weight == Weight::Wrong;
                json!({
                    "file": problem.file,
                    "line": problem.line,
                    "weight": if is_wrong { "error" } else { "warning" },
                    "what": problem.what,
                })
            })
            .collect();
        json!({"clean": self.is_clean(), "templates": templates, "problems": problems, "notes": self.notes})
    }
}

/// Text of others, without what a terminal would obey.
fn shown(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}
