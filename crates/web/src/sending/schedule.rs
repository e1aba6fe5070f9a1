//! When to send: now, or at a quarter of an hour of the next days, in the service's time zone (admin-ui §7.2 row 33).

use crate::form::{Errors, Form};
use facteur_app::Schedule;
use facteur_i18n::Words;
use facteur_model::time::{HOUR, MINUTE, Micros, Moment};

/// How far ahead a message can be scheduled.
pub const FARTHEST: Micros = 96 * HOUR;
pub const HOURS_AHEAD: u32 = 96;
const STEP: Micros = 15 * MINUTE;

/// What the fields `day` and `time` say; both empty mean now.
pub fn read(t: &Words, form: &Form, now: Moment, errors: &mut Errors) -> Schedule {
    let (day, time) = (form.text("day"), form.text("time"));
    if day.is_empty() && time.is_empty() {
        return Schedule::Now;
    }
    let Some(moment) = t.moment(day, time) else {
        let (field, text) = if day.is_empty() {
            ("day", t.say("send-day-missing"))
        } else if time.is_empty() {
            ("time", t.say("send-time-missing"))
        } else {
            let (day, time) = (t.day_field(now), "09:15".to_owned());
            ("day", t.say2("send-schedule-unreadable", "date", day, "time", time))
        };
        errors.add(field, text);
        return Schedule::Now;
    };
    if moment.micros() % STEP != 0 {
        errors.add("time", t.say("send-time-step"));
    } else if moment <= now {
        errors.add("day", t.say("send-schedule-past"));
    } else if moment.since(now) > FARTHEST {
        errors.add("day", t.say1("send-schedule-too-far", "hours", HOURS_AHEAD));
    }
    Schedule::At { moment, text: moment.to_rfc3339() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_i18n::Language;

    const NOON: Moment = Moment::from_micros(1_795_435_200_000_000);

    fn read_fields(day: &str, time: &str) -> (Schedule, Option<String>) {
        let form = Form::default().with("day", day).with("time", time);
        let mut errors = Errors::default();
        let schedule = read(&Words::new(Language::En, "America/Toronto"), &form, NOON, &mut errors);
        let error = errors.iter().next().map(|(field, _)| field.to_owned());
        (schedule, error)
    }

    #[test]
    fn nothing_means_now_and_a_quarter_of_an_hour_is_one_of_the_services_time_zone() {
        assert_eq!(read_fields("", ""), (Schedule::Now, None));
        let (schedule, error) = read_fields("2026-11-23", "07:15");
        assert!(matches!(schedule, Schedule::At { moment, .. } if moment.since(NOON) == 15 * MINUTE));
        assert_eq!(error, None);
        assert_eq!(read_fields("2026-11-27", "07:00").1, None);
    }

    #[test]
    fn what_cannot_be_is_said_next_to_its_field() {
        for (day, time, field) in [
            ("2026-11-23", "", "time"),
            ("", "09:00", "day"),
            ("soon", "09:00", "day"),
            ("2026-11-23", "09:10", "time"),
            ("2026-11-23", "07:00", "day"),
            ("2020-01-01", "07:00", "day"),
            ("2026-11-27", "07:15", "day"),
        ] {
            assert_eq!(read_fields(day, time).1.as_deref(), Some(field), "{day} {time}");
        }
    }
}
