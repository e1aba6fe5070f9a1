//! Header lines that nothing in a message can break out of.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use facteur_model::time::{DAY, Moment, SECOND};

use crate::address::WireAddress;

/// A line is better no longer than this (RFC 5322 §2.1.1).
const LINE: usize = 78;
/// Makes 60 characters of base64: an encoded word of 72, under the limit of 75 (RFC 2047 §2).
const BYTES_PER_WORD: usize = 45;
/// A URL cannot be folded, and a line of 998 characters is the most there can be.
const LONGEST_URL: usize = 900;

/// A header whose value is ours from end to end.
pub(super) fn exact(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, "{name}: {value}\r\n");
}

/// A header of free text.
pub(super) fn text(out: &mut String, name: &str, value: &str) {
    let value = one_line(value);
    if is_plain(&value) && name.len() + 2 + value.len() <= LINE {
        exact(out, name, &value);
    } else {
        exact(out, name, &encoded_words(&value));
    }
}

/// A header with one address, and the name that people read beside it.
pub(super) fn address(out: &mut String, name: &str, display: &str, address: &WireAddress) {
    let display = one_line(display);
    if display.is_empty() {
        exact(out, name, &address.to_string());
    } else if is_plain(&display) && name.len() + display.len() + 4 <= LINE {
        // Between quotes, a comma or a bracket in a service's name is no more than a letter.
        let quoted = display.replace('\\', "\\\\").replace('"', "\\\"");
        exact(out, name, &format!("\"{quoted}\"\r\n <{address}>"));
    } else {
        exact(out, name, &format!("{}\r\n <{address}>", encoded_words(&display)));
    }
}

/// `Mon, 22 Jun 2026 12:10:24 +0000`.
pub(super) fn date(at: Moment) -> String {
    // 1 January 1970 was a Thursday.
    const WEEK: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = at.day();
    let (year, month, date) = day.civil();
    let weekday = WEEK[usize::try_from(day.number().rem_euclid(7)).unwrap_or(0)];
    let month = MONTHS[usize::from(month - 1)];
    let seconds = at.micros().rem_euclid(DAY) / SECOND;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{weekday}, {date:02} {month} {year:04} {hours:02}:{minutes:02}:{seconds:02} +0000")
}

/// The URL as it can stand between angle brackets; nothing when it is not one for unsubscribing.
pub(super) fn unsubscribe_url(url: &str) -> Option<String> {
    let https = url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    if !https || url.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let mut safe = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    (safe.len() <= LONGEST_URL).then_some(safe)
}

/// A header is one line: what would end it becomes a space.
pub(super) fn one_line(value: &str) -> String {
    let spaced: String = value
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    spaced.trim().to_owned()
}

/// Can this stand as it is? What looks like an encoded word would be decoded by the reader.
pub(super) fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !value.contains("=?")
}

/// UTF-8 as a row of encoded words, one a line (RFC 2047). No character is cut in two.
pub(super) fn encoded_words(value: &str) -> String {
    let mut words = String::with_capacity(value.len() * 2);
    let mut rest = value;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(BYTES_PER_WORD));
        if !words.is_empty() {
            words.push_str("\r\n ");
        }
        let _ = write!(words, "=?UTF-8?B?{}?=", STANDARD.encode(word));
        rest = after;
    }
    words
}
