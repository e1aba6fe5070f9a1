//! When to send (contract §3.3): ISO 8601 text, with offsets honoured and UTC assumed without one.

use super::{Violations, rules};
use facteur_app::Schedule;
use facteur_i18n::Message;
use facteur_model::time::{DAY, Day, HOUR, MINUTE, Micros, Moment, SECOND};
use serde_json::Value;

/// How far ahead a message can be scheduled.
const MOST_HOURS_AHEAD: u64 = 96;
const FARTHEST: Micros = 96 * HOUR;

/// The rule of `scheduled_for`, at the moment `now`. Null and absent mean now.
pub fn schedule(now: Moment) -> impl super::Rule<Schedule> {
    move |field, value, violations: &mut Violations| {
        let text = match value {
            Value::Null => return Some(Schedule::Now),
            Value::String(text) => text,
            other => return rules::wrong_type(field, &other, "string, null", violations),
        };
        match parse(&text) {
            None => violations.push(Message::ScheduleUnreadable),
            Some(moment) if moment < now => violations.push(Message::ScheduleInPast),
            Some(moment) if moment.since(now) > FARTHEST => {
                violations.push(Message::ScheduleTooFar { hours: MOST_HOURS_AHEAD });
            }
            Some(moment) => return Some(Schedule::At { moment, text }),
        }
        None
    }
}

/// Reads a date with an optional time and an optional offset, in extended or basic format.
///
/// ```text
/// 2026-11-24   20261124   2026-11-24T09:30   2026-11-24 09:30:00.5Z   20261124T093000-0500
/// ```
fn parse(text: &str) -> Option<Moment> {
    let mut reader = Reader(text.as_bytes());
    let day = reader.date()?;
    let mut within = 0;
    if reader.take_any(b"T ").is_some() {
        within = reader.time()?;
        within -= reader.offset()?;
    }
    reader.0.is_empty().then(|| day.start().plus(within))
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take_any(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        wanted.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// A number of at least `least` and at most `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let digits = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        if digits < least {
            return None;
        }
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        Some(number.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    fn next_is_digit(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_digit)
    }

    /// `2026`, `2026-11`, `2026-11-24`, `2026-1-2` or `20261124`.
    fn date(&mut self) -> Option<Day> {
        let year = self.number(4, 4)?;
        let (mut month, mut day) = (1, 1);
        if self.take_any(b"-").is_some() {
            month = self.number(1, 2)?;
            if self.take_any(b"-").is_some() {
                day = self.number(1, 2)?;
            }
        } else if self.next_is_digit() {
            // Both or neither: `202611` could be a year and a month, or a short date.
            month = self.number(2, 2)?;
            day = self.number(2, 2)?;
        }
        civil(year, month, day)
    }

    /// `09`, `09:30`, `0930`, `09:30:15`, `093015`, with a fraction after the seconds.
    fn time(&mut self) -> Option<Micros> {
        let hour = below(24, self.number(2, 2)?)?;
        let (mut minute, mut second, mut fraction) = (0, 0, 0);
        if self.has_more_time() {
            minute = below(60, self.number(2, 2)?)?;
            if self.has_more_time() {
                second = below(60, self.number(1, 2)?)?;
                if self.take_any(b".,").is_some() {
                    fraction = self.fraction()?;
                }
            }
        }
        Some(hour * HOUR + minute * MINUTE + second * SECOND + fraction)
    }

    fn has_more_time(&mut self) -> bool {
        self.take_any(b":").is_some() || self.next_is_digit()
    }

    /// Digits of a second, in microseconds; what is finer is cut off.
    fn fraction(&mut self) -> Option<Micros> {
        if !self.next_is_digit() {
            return None;
        }
        let mut micros = 0;
        let mut unit = SECOND / 10;
        while let Some((digit, rest)) = self.0.split_first().filter(|(byte, _)| byte.is_ascii_digit()) {
            micros += Micros::from(digit - b'0') * unit;
            unit /= 10;
            self.0 = rest;
        }
        Some(micros)
    }

    /// `Z`, `+05:00`, `-0500`, `+05`, or nothing, which means UTC.
    fn offset(&mut self) -> Option<Micros> {
        match self.take_any(b"Z+-") {
            None | Some(b'Z') => Some(0),
            Some(sign) => {
                let hours = below(24, self.number(2, 2)?)?;
                let mut minutes = 0;
                if self.has_more_time() {
                    minutes = below(60, self.number(2, 2)?)?;
                }
                let offset = hours * HOUR + minutes * MINUTE;
                Some(if sign == b'-' { -offset } else { offset })
            }
        }
    }
}

fn below(limit: u32, number: u32) -> Option<Micros> {
    (number < limit).then(|| Micros::from(number))
}

/// The day of a date that exists.
fn civil(year: u32, month: u32, day: u32) -> Option<Day> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    if year == 0 || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let candidate = Day::from_civil(i64::from(year), month, day);
    // A date that does not exist, such as 30 February, comes back as another.
    (candidate.civil() == (i64::from(year), month, day)).then_some(candidate)
}

const _: () = assert!(FARTHEST == 4 * DAY);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &str) -> Option<String> {
        parse(text).map(Moment::to_rfc3339)
    }

    #[test]
    fn every_usual_spelling_of_a_moment_is_read() {
        for (text, expected) in [
            ("2026-11-24", "2026-11-24T00:00:00.000000Z"),
            ("20261124", "2026-11-24T00:00:00.000000Z"),
            ("2026-1-2", "2026-01-02T00:00:00.000000Z"),
            ("2026-11", "2026-11-01T00:00:00.000000Z"),
            ("2026", "2026-01-01T00:00:00.000000Z"),
            ("2028-02-29", "2028-02-29T00:00:00.000000Z"),
            ("2026-11-24T09", "2026-11-24T09:00:00.000000Z"),
            ("2026-11-24T09:30", "2026-11-24T09:30:00.000000Z"),
            ("2026-11-24 09:30:15", "2026-11-24T09:30:15.000000Z"),
            ("2026-11-24T09:30:15.5", "2026-11-24T09:30:15.500000Z"),
            ("2026-11-24T09:30:15,123456789Z", "2026-11-24T09:30:15.123456Z"),
            ("20261124T093015Z", "2026-11-24T09:30:15.000000Z"),
            ("20261124T0930-0500", "2026-11-24T14:30:00.000000Z"),
            ("2026-11-24T09:30:00-05:00", "2026-11-24T14:30:00.000000Z"),
            ("2026-11-24T09:30:00+05", "2026-11-24T04:30:00.000000Z"),
            ("2026-11-24T09:30+0545", "2026-11-24T03:45:00.000000Z"),
            ("2026-11-24T00:30:00+01:00", "2026-11-23T23:30:00.000000Z"),
            ("2026-11-24T09:30Z", "2026-11-24T09:30:00.000000Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_not_read() {
        for text in [
            "",
            " ",
            "tomorrow",
            "26-11-24",
            "202611",
            "2026-13-01",
            "2026-00-10",
            "2026-11-00",
            "2026-11-31",
            "2027-02-29",
            "0000-01-01",
            "2026-11-24T",
            "2026-11-24T24:00",
            "2026-11-24T09:60",
            "2026-11-24T09:30:60",
            "2026-11-24T9:30",
            "2026-11-24T09:30:",
            "2026-11-24T09:30:00.",
            "2026-11-24T09:30:00+24:00",
            "2026-11-24T09:30:00+5",
            "2026-11-24T09:30:00 Z",
            "2026-11-24T09:30:00ZZ",
            "2026-11-24Z",
            " 2026-11-24",
            "2026-11-24\0",
            "２０２６-11-24",
            "1780000000",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_schedule_is_between_now_and_four_days_ahead() {
        let now = parse("2026-11-23T12:00:00Z").expect("a moment");
        let ask = |value| {
            let mut violations = Violations::default();
            let schedule = schedule(now)("scheduled_for", value, &mut violations);
            (schedule, violations.into_messages())
        };
        let at = |text: &str| Schedule::At { moment: parse(text).expect("a moment"), text: text.to_owned() };

        assert_eq!(ask(json!(null)), (Some(Schedule::Now), vec![]));
        for text in ["2026-11-23T12:00:00Z", "2026-11-27T12:00:00Z", "2026-11-23T07:30:00-05:00"] {
            assert_eq!(ask(json!(text)), (Some(at(text)), vec![]), "{text}");
        }
        for text in ["2026-11-23T11:59:59.999999", "2026-11-23", "2026-11-23T12:30:00+01:00"] {
            assert_eq!(ask(json!(text)), (None, vec![Message::ScheduleInPast]), "{text}");
        }
        for text in ["2026-11-27T12:00:00.000001", "2026-11-27T07:30:00-05:00", "9999-12-31T23:59:59-23:59"] {
            assert_eq!(ask(json!(text)), (None, vec![Message::ScheduleTooFar { hours: 96 }]), "{text}");
        }
        assert_eq!(ask(json!("")), (None, vec![Message::ScheduleUnreadable]));
        let number =
            Message::WrongType { field: "scheduled_for", value: "42".to_owned(), kind: "string, null" };
        assert_eq!(ask(json!(42)), (None, vec![number]));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,40}") {
            parse(&text);
        }

        #[test]
        fn no_likely_text_makes_the_reader_panic(text in "[0-9]{0,5}[-0-9TZ:+., ]{0,30}") {
            parse(&text);
        }

        #[test]
        fn a_printed_moment_is_read_back(micros in 0_i64..4_000_000_000_000_000) {
            let moment = Moment::from_micros(micros);
            prop_assert_eq!(parse(&moment.to_rfc3339()), Some(moment));
        }
    }
}
