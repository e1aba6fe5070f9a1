//! Comparing, counting, and saying what differs.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde_json::Value;

use super::{Case, Class, Fields};

/// What came of the cases of a file.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Passed and failed, by class.
    pub counts: BTreeMap<Class, (usize, usize)>,
    /// Cases whose expected result is a defect of the reference.
    pub skipped: usize,
    /// Cases of a kind that the product cannot compute yet.
    pub not_supported: usize,
    /// The cases that failed.
    pub failures: Vec<Failure>,
}

/// A case that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The id of the case.
    pub id: String,
    /// Its class.
    pub class: Class,
    differences: Vec<Difference>,
}

#[derive(Clone, Debug)]
struct Difference {
    field: &'static str,
    expected: Value,
    actual: Value,
}

impl Report {
    pub(super) fn skip(&mut self) {
        self.skipped += 1;
    }

    pub(super) fn add(&mut self, case: &Case, fields: &Fields) {
        let differences: Vec<_> = fields
            .iter()
            .filter_map(|(field, actual)| {
                let expected = case.expected.get(field).unwrap_or(&Value::Null);
                (expected != actual).then(|| Difference {
                    field,
                    expected: expected.clone(),
                    actual: actual.clone(),
                })
            })
            .collect();
        let (passed, failed) = self.counts.entry(case.class()).or_default();
        if differences.is_empty() {
            *passed += 1;
        } else {
            *failed += 1;
            self.failures.push(Failure { id: case.id.clone(), class: case.class(), differences });
        }
    }

    /// Passed and failed, over all classes.
    pub fn totals(&self) -> (usize, usize) {
        self.counts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
    }

    /// Cases that bind us and fail.
    pub fn core_failures(&self) -> usize {
        self.counts.get(&Class::Core).map_or(0, |(_, failed)| *failed)
    }
}

/// `187 passed, 2 failed (core 180/180, quirk 7/9), 8 ref-bug skipped`.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.not_supported > 0 {
            return write!(f, "not yet supported, {} cases", self.not_supported);
        }
        let (passed, failed) = self.totals();
        write!(f, "{passed} passed, {failed} failed")?;
        let classes: Vec<_> = self
            .counts
            .iter()
            .map(|(class, (passed, failed))| format!("{} {passed}/{}", class.tag(), passed + failed))
            .collect();
        if !classes.is_empty() {
            write!(f, " ({})", classes.join(", "))?;
        }
        if self.skipped > 0 {
            write!(f, ", {} ref-bug skipped", self.skipped)?;
        }
        Ok(())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.id, self.class.tag())?;
        for Difference { field, expected, actual } in &self.differences {
            let (expected, actual) = around_the_difference(expected, actual);
            write!(f, "\n  {field}\n    expected {expected}\n    actual   {actual}")?;
        }
        Ok(())
    }
}

/// The two values written out, long ones only around the first character that differs.
fn around_the_difference(expected: &Value, actual: &Value) -> (String, String) {
    const BEFORE: usize = 60;
    const SHOWN: usize = 180;
    let texts = [expected, actual].map(|value| visible(&value.to_string()).chars().collect::<Vec<_>>());
    let same = texts[0].iter().zip(&texts[1]).take_while(|(a, b)| a == b).count();
    let start = if texts.iter().all(|text| text.len() <= SHOWN) { 0 } else { same.saturating_sub(BEFORE) };
    let [expected, actual] = texts.map(|text| {
        let end = text.len().min(start + SHOWN);
        let shown: String = text[start.min(end)..end].iter().collect();
        let mark = |cut: bool| if cut { "…" } else { "" };
        format!("{}{shown}{}", mark(start > 0), mark(end < text.len()))
    });
    (expected, actual)
}

/// JSON, with the spaces that cannot be told apart written as escapes.
fn visible(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    for character in json.chars() {
        let hidden = character != ' '
            && (facteur_template::whitespace::is_space(character)
                || facteur_template::whitespace::is_zero_width(character));
        if hidden {
            let _ = write!(visible, "\\u{{{:x}}}", u32::from(character));
        } else {
            visible.push(character);
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_text_is_shown_where_it_differs() {
        let (a, b) = (json!("x".repeat(500) + "a\u{a0}b"), json!("x".repeat(500) + "a b"));
        let (expected, actual) = around_the_difference(&a, &b);
        assert!(expected.starts_with("…xxx") && expected.ends_with("xa\\u{a0}b\""), "{expected}");
        assert!(actual.ends_with("xa b\""), "{actual}");
    }
}
