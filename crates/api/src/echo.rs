//! Values of a request, as messages repeat them (contract §3.0): in Python's spelling, which clients'
//! tests pin, without single quotes, and never more than a glance of them.

use serde_json::{Number, Value};
use std::fmt::Write;

/// The most characters of a value that a message repeats (contract §9 item 17).
const MOST_OF_A_VALUE: usize = 100;
/// The most characters of a list of names that a message repeats.
const MOST_OF_A_LIST: usize = 1_000;

/// A value as a message shows it: `None`, `True`, `[1, a]`, text as it is.
pub fn value(value: &Value) -> String {
    let mut echo = Echo::new(MOST_OF_A_VALUE);
    echo.value(value);
    echo.finish()
}

/// Text as a message shows it.
pub fn text(text: &str) -> String {
    let mut echo = Echo::new(MOST_OF_A_VALUE);
    echo.text(text);
    echo.finish()
}

/// Names, sorted, separated by commas.
pub fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    let mut echo = Echo::new(MOST_OF_A_LIST);
    for (at, name) in names.into_iter().enumerate() {
        if echo.is_full() {
            break;
        }
        if at > 0 {
            echo.push_str(", ");
        }
        echo.text(name);
    }
    echo.finish()
}

/// Writes until its measure is full, so that a megabyte of input costs no megabyte of work.
struct Echo {
    written: String,
    left: usize,
    cut: bool,
}

impl Echo {
    fn new(most: usize) -> Self {
        Self { written: String::new(), left: most, cut: false }
    }

    fn is_full(&self) -> bool {
        self.cut
    }

    fn push(&mut self, character: char) {
        // Every message loses its single quotes, those of the caller included.
        if character == '\'' {
            return;
        }
        match self.left.checked_sub(1) {
            Some(left) if !self.cut => {
                self.left = left;
                self.written.push(character);
            }
            _ => self.cut = true,
        }
    }

    fn push_str(&mut self, text: &str) {
        text.chars().for_each(|character| self.push(character));
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.push_str("None"),
            Value::Bool(true) => self.push_str("True"),
            Value::Bool(false) => self.push_str("False"),
            Value::Number(number) => self.push_str(&python_number(number)),
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                self.push('[');
                for (at, item) in items.iter().enumerate() {
                    if self.is_full() {
                        break;
                    }
                    if at > 0 {
                        self.push_str(", ");
                    }
                    self.value(item);
                }
                self.push(']');
            }
            Value::Object(fields) => {
                self.push('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    if self.is_full() {
                        break;
                    }
                    if at > 0 {
                        self.push_str(", ");
                    }
                    self.text(name);
                    self.push_str(": ");
                    self.value(value);
                }
                self.push('}');
            }
        }
    }

    /// Python quotes with `"` when the text holds an apostrophe and no `"`; its single quotes fall away.
    fn text(&mut self, text: &str) {
        let double_quoted = text.contains('\'') && !text.contains('"');
        if double_quoted {
            self.push('"');
        }
        for character in text.chars() {
            if self.is_full() {
                break;
            }
            match character {
                '\\' => self.push_str("\\\\"),
                '\n' => self.push_str("\\n"),
                '\r' => self.push_str("\\r"),
                '\t' => self.push_str("\\t"),
                '\'' if !double_quoted && text.contains('"') => self.push('\\'),
                hidden if is_hidden(hidden) => self.escaped(hidden),
                shown => self.push(shown),
            }
        }
        if double_quoted {
            self.push('"');
        }
    }

    fn escaped(&mut self, character: char) {
        let code = u32::from(character);
        let mut escape = String::new();
        let written = match code {
            0..=0xFF => write!(escape, "\\x{code:02x}"),
            0x100..=0xFFFF => write!(escape, "\\u{code:04x}"),
            _ => write!(escape, "\\U{code:08x}"),
        };
        written.expect("a String takes everything");
        self.push_str(&escape);
    }

    fn finish(mut self) -> String {
        if self.cut {
            self.written.push('…');
        }
        self.written
    }
}

/// Characters that nobody sees: controls, formatting marks, blanks other than the space.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}')
}

/// A number as Python prints it: `1.0`, `1e+16`, `1e-05`.
fn python_number(number: &Number) -> String {
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else { return number.to_string() };
    let scientific = format!("{float:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    match exponent.parse::<i32>() {
        Ok(-4..=15) if float.fract() == 0.0 => format!("{float:.1}"),
        Ok(-4..=15) => float.to_string(),
        Ok(exponent) if exponent < 0 => format!("{mantissa}e-{:02}", -exponent),
        Ok(exponent) => format!("{mantissa}e+{exponent:02}"),
        Err(_) => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn values_are_spelt_as_python_spells_them_without_single_quotes() {
        for (given, expected) in [
            (json!(null), "None"),
            (json!(true), "True"),
            (json!(false), "False"),
            (json!(42), "42"),
            (json!(-7), "-7"),
            (json!(1.0), "1.0"),
            (json!(0.5), "0.5"),
            (json!(-0.0), "-0.0"),
            (json!(123_456_789.25), "123456789.25"),
            (json!(1e15), "1000000000000000.0"),
            (json!(1e16), "1e+16"),
            (json!(1.5e300), "1.5e+300"),
            (json!(0.0001), "0.0001"),
            (json!(0.000_01), "1e-05"),
            (json!([]), "[]"),
            (json!({}), "{}"),
            (json!("x"), "x"),
            (json!(""), ""),
            (json!("l'été"), "\"lété\""),
            (json!("say \"it's\""), "say \"it\\s\""),
            (json!("a\\b"), "a\\\\b"),
            (json!("a\nb\tc\rd"), "a\\nb\\tc\\rd"),
            (json!("a\u{0}b\u{7f}\u{85}"), "a\\x00b\\x7f\\x85"),
            (json!("\u{200b}\u{a0}"), "\\u200b\\xa0"),
            (json!("\u{1F600}"), "\u{1F600}"),
            (json!([1, "a", null, [true]]), "[1, a, None, [True]]"),
            (json!({"a": 1, "b": {"c": "d"}}), "{a: 1, b: {c: d}}"),
        ] {
            assert_eq!(value(&given), expected, "{given}");
        }
    }

    #[test]
    fn a_long_value_is_cut() {
        let exactly = "x".repeat(100);
        assert_eq!(text(&exactly), exactly);
        assert_eq!(text(&"x".repeat(101)), format!("{exactly}…"));
        assert_eq!(value(&json!(vec![7; 5_000])).chars().count(), 101);
    }

    #[test]
    fn names_are_sorted() {
        assert_eq!(names(["b", "it's", "a"].into_iter()), "a, b, \"its\"");
        let many: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
        assert_eq!(names(many.iter().map(String::as_str)).chars().count(), 1_001);
    }

    proptest! {
        #[test]
        fn any_text_is_repeated_within_bounds(given in ".{0,300}") {
            prop_assert!(text(&given).chars().count() <= 101);
        }

        #[test]
        fn any_number_is_repeated(given in any::<f64>()) {
            value(&json!(given));
        }
    }
}
