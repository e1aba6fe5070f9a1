//! Lines: making them ordinary before parsing, and looking at them while parsing (template dialect §4.1).

use super::language;

/// Columns between two tab stops.
const TAB: usize = 4;

/// Makes every line break LF, replaces tabs by spaces, empties the lines that hold only spaces, and drops the
/// last line breaks.
pub(super) fn prepare(text: &str) -> String {
    let mut prepared = String::with_capacity(text.len());
    let mut column = 0;
    let mut after_cr = false;
    for character in text.chars() {
        match character {
            '\n' if after_cr => {}
            '\n' | '\r' => {
                prepared.push('\n');
                column = 0;
            }
            '\t' => {
                let spaces = TAB - column % TAB;
                prepared.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            // The picture of a newline means one. It has already taken its column.
            '\u{2424}' => {
                prepared.push('\n');
                column += 1;
            }
            // The mark is ours; in a text this noncharacter means nothing.
            language::MARK => {
                prepared.push('\u{fffd}');
                column += 1;
            }
            _ => {
                prepared.push(character);
                column += 1;
            }
        }
        after_cr = character == '\r';
    }
    blank_lines_emptied(&prepared)
}

/// Empties the lines that hold only spaces, and drops the last line breaks.
pub(super) fn blank_lines_emptied(text: &str) -> String {
    let mut emptied = String::with_capacity(text.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            emptied.push('\n');
        }
        if line.bytes().any(|byte| byte != b' ') {
            emptied.push_str(line);
        }
    }
    emptied.truncate(emptied.trim_end_matches('\n').len());
    emptied
}

/// The first line, without its line break.
pub(super) fn first_line(text: &str) -> &str {
    text.split_once('\n').map_or(text, |(line, _)| line)
}

/// How many spaces the text begins with.
pub(super) fn indent(text: &str) -> usize {
    text.bytes().take_while(|&byte| byte == b' ').count()
}

/// The position behind the line breaks that stand at `at`.
pub(super) fn behind_breaks(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|&&byte| byte == b'\n').count()
}

/// Makes `text` a part of the paragraph or the lines before it.
pub(super) fn join(before: &mut String, text: &str) {
    before.push('\n');
    before.push_str(text);
}
