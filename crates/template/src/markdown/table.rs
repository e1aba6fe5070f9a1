//! Tables, to be left out: an email shows none (template dialect §4).

use super::lines::{behind_breaks, first_line};
use crate::whitespace;

/// The length of the table that `rest` begins with, its rows written `a | b`.
pub(super) fn without_outer_pipes(rest: &str) -> Option<usize> {
    let (head, below) = rest.split_once('\n')?;
    let cells = head.trim_start_matches(' ');
    let begins = cells.chars().next().is_some_and(|c| !whitespace::is_space(c));
    let (rule, _) = below.split_once('\n')?;
    let (first, others) = rule.trim_start_matches(' ').split_once('|')?;
    let first = first.trim_end_matches(' ');
    let is_rule = !first.is_empty() && first.bytes().all(is_rule_sign) && others.bytes().all(is_rule_byte);
    let has_cells = cells.char_indices().nth(1).is_some_and(|(second, _)| cells[second..].contains('|'));
    (begins && has_cells && is_rule)
        .then(|| rows_end(rest, head.len() + rule.len() + 2, |line| line.contains('|')))
}

/// The length of the table that `rest` begins with, its rows written `| a | b |`.
pub(super) fn with_outer_pipes(rest: &str) -> Option<usize> {
    let outer = |line: &str| line.trim_start_matches(' ').starts_with('|');
    let (head, below) = rest.split_once('\n')?;
    let (rule, _) = below.split_once('\n')?;
    let cells = rule.trim_start_matches(' ').strip_prefix('|')?.trim_start_matches(' ');
    let is_rule = cells.bytes().next().is_some_and(is_rule_sign) && cells.bytes().all(is_rule_byte);
    let has_cells = head.trim_start_matches(' ').len() > 1;
    (outer(head) && has_cells && is_rule).then(|| rows_end(rest, head.len() + rule.len() + 2, outer))
}

fn is_rule_sign(byte: u8) -> bool {
    matches!(byte, b'-' | b':')
}

fn is_rule_byte(byte: u8) -> bool {
    is_rule_sign(byte) || matches!(byte, b'|' | b' ')
}

fn rows_end(rest: &str, rows: usize, is_row: impl Fn(&str) -> bool) -> usize {
    let mut end = rows;
    while end < rest.len() && is_row(first_line(&rest[end..])) {
        end = (end + first_line(&rest[end..]).len() + 1).min(rest.len());
    }
    behind_breaks(rest, end)
}
