//! Fenced code: between two lines of backticks or tildes (template dialect §4.2).

use super::language::MARK;
use super::lines::{behind_breaks, first_line};
use crate::whitespace;

/// What is known of the fences of a text.
#[derive(Default)]
pub(super) struct Fences {
    /// For backticks and for tildes: fences of this length or more that begin before this position are not
    /// closed. Looking again for each of them would take quadratic time.
    not_closed: [Option<(usize, usize)>; 2],
}

impl Fences {
    /// The code whose opening fence is the line at `at`, and the position behind its closing fence.
    pub(super) fn code_at<'t>(&mut self, text: &'t str, at: usize) -> Option<(usize, &'t str)> {
        let line = first_line(&text[at..]);
        let fence = line.trim_start_matches(' ');
        let sign = fence.bytes().next().filter(|sign| matches!(sign, b'`' | b'~'))?;
        let run = fence.bytes().take_while(|&byte| byte == sign).count();
        if run < 3 || !is_info(&fence[run..]) || at + line.len() == text.len() {
            return None;
        }
        let start = at + line.len() + 1;
        let not_closed = &mut self.not_closed[usize::from(sign == b'~')];
        if not_closed.is_some_and(|(length, before)| run >= length && start < before) {
            return None;
        }
        let end = match closing(text, start, sign, run) {
            Ok(end) => end,
            Err(searched) => {
                *not_closed = Some((run, searched));
                return None;
            }
        };
        let code = &text[start..end];
        let trimmed = code.trim_end_matches(whitespace::is_space);
        let first = code.chars().next().map_or(0, char::len_utf8);
        Some((behind_breaks(text, end + first_line(&text[end..]).len()), &code[..trimmed.len().max(first)]))
    }
}

/// What may follow an opening fence: a word that says what the code is.
fn is_info(text: &str) -> bool {
    let word = text.trim_matches(' ');
    !word.contains(|c: char| c == '`' || whitespace::is_space(c))
}

/// Where the closing fence begins: at the end of a line, with something between it and `start`; otherwise how
/// far there is none. A language does not begin or end within code.
fn closing(text: &str, start: usize, sign: u8, run: usize) -> Result<usize, usize> {
    let mut at = start;
    while at < text.len() {
        let line = first_line(&text[at..]).trim_end_matches(' ');
        if line.starts_with(MARK) {
            return Err(at);
        }
        let signs = line.bytes().rev().take_while(|&byte| byte == sign).count();
        let end = at + line.len();
        if signs >= run && end - run > start {
            return Ok(end - run);
        }
        at += first_line(&text[at..]).len() + 1;
    }
    Err(text.len())
}
