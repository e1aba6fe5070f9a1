//! How a page speaks: messages by key, dates, numbers, in one language and one time zone (admin-ui §5.3).

use crate::catalogue::{self, Argument, arguments};
use crate::{Language, when};
use facteur_model::time::Moment;
use jiff::tz::TimeZone;

/// A language and a time zone: all that it takes to speak to somebody.
#[derive(Debug, Clone)]
pub struct Words {
    /// The language.
    pub language: Language,
    zone: TimeZone,
}

impl Words {
    /// `zone` is an IANA name; one that is not known is read as UTC.
    pub fn new(language: Language, zone: &str) -> Self {
        Self { language, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// The message with this key; the key itself when there is none, which a test forbids.
    pub fn say(&self, key: &str) -> String {
        catalogue::format(self.language, key, None).unwrap_or_else(|| key.to_owned())
    }

    /// A message with one variable.
    pub fn say1(&self, key: &str, name: &str, value: impl Argument) -> String {
        self.with(key, &[(name, &value)])
    }

    /// A message with two variables.
    pub fn say2(
        &self,
        key: &str,
        name: &str,
        value: impl Argument,
        second_name: &str,
        second_value: impl Argument,
    ) -> String {
        self.with(key, &[(name, &value), (second_name, &second_value)])
    }

    /// A message with variables.
    pub fn with(&self, key: &str, values: &[(&str, &dyn Argument)]) -> String {
        catalogue::format(self.language, key, Some(&arguments(values))).unwrap_or_else(|| key.to_owned())
    }

    /// `November 23, 2026, 7:00 AM`, `23 novembre 2026, 7 h 00`.
    pub fn date_time(&self, moment: impl Instant) -> String {
        when::date_time(self.language, &self.zone, moment.instant())
    }

    /// `November 23, 2026`, `23 novembre 2026`.
    pub fn date(&self, moment: impl Instant) -> String {
        when::date(self.language, &self.zone, moment.instant())
    }

    /// `Nov 23, 7:00 AM`, `23 nov., 7 h 00`.
    pub fn short(&self, moment: impl Instant) -> String {
        when::short(self.language, &self.zone, moment.instant())
    }

    /// `7:00 AM EST`, `7 h 00 HNE`: the hour with the zone in which it is meant.
    pub fn hour(&self, moment: impl Instant) -> String {
        format!(
            "{} {}",
            when::hour(self.language, &self.zone, moment.instant()),
            self.zone_name(moment.instant())
        )
    }

    /// `EST`, `HNE`: how people call the time zone at that moment.
    pub fn zone_name(&self, moment: impl Instant) -> String {
        when::zone_name(self.language, &self.zone, moment.instant())
    }

    /// `2026-11-23`, in the time zone: what a date field of a form holds.
    pub fn day_field(&self, moment: impl Instant) -> String {
        when::day_field(&self.zone, moment.instant())
    }

    /// The first moment of a day in the time zone, from what a date field holds.
    pub fn start_of_day(&self, field: &str) -> Option<Moment> {
        when::start_of_day(&self.zone, field)
    }

    /// A moment in the time zone, from what a date field and a time field hold.
    pub fn moment(&self, day: &str, time: &str) -> Option<Moment> {
        when::moment(&self.zone, day, time)
    }

    /// `09:15`, in the time zone: what a time field of a form holds.
    pub fn time_field(&self, moment: impl Instant) -> String {
        when::time_field(&self.zone, moment.instant())
    }

    /// `2026-11-23 07:00:00`, in the time zone: as files write it, for people and for programs.
    pub fn stamp(&self, moment: impl Instant) -> String {
        when::stamp(&self.zone, moment.instant())
    }

    /// `1,500`, `1 500`.
    pub fn number(&self, number: impl std::fmt::Display) -> String {
        catalogue::group(&number.to_string(), self.language)
    }

    /// `0.1%`, `0,1 %`; parts in a thousand.
    pub fn per_mille(&self, thousandths: u64) -> String {
        let (whole, tenths) = (thousandths / 10, thousandths % 10);
        match self.language {
            Language::En => format!("{whole}.{tenths}%"),
            Language::Fr => format!("{whole},{tenths}\u{a0}%"),
        }
    }

    /// `a, b and c`, `a, b et c`.
    pub fn list(&self, items: &[String]) -> String {
        let and = match self.language {
            Language::En => " and ",
            Language::Fr => " et ",
        };
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => [first.join(", ").as_str(), last].join(and),
        }
    }
}

/// A moment, or a reference to one, as templates hand it over.
pub trait Instant {
    fn instant(&self) -> Moment;
}

impl Instant for Moment {
    fn instant(&self) -> Moment {
        *self
    }
}

impl<T: Instant + ?Sized> Instant for &T {
    fn instant(&self) -> Moment {
        (**self).instant()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment::from_micros(1_795_435_200_000_000);

    fn spoken(language: Language) -> Words {
        Words::new(language, "America/Toronto")
    }

    #[test]
    fn dates_and_hours_are_written_as_in_canada() {
        let (english, french) = (spoken(Language::En), spoken(Language::Fr));
        assert_eq!(english.date_time(NOON), "November 23, 2026, 7:00 AM");
        assert_eq!(french.date_time(NOON), "23\u{a0}novembre 2026, 7\u{a0}h\u{a0}00");
        assert_eq!(english.short(NOON), "Nov 23, 7:00 AM");
        assert_eq!(french.short(NOON), "23\u{a0}nov., 7\u{a0}h\u{a0}00");
        assert_eq!(
            (english.hour(NOON), french.hour(NOON)),
            ("7:00 AM EST".to_owned(), "7\u{a0}h\u{a0}00 HNE".to_owned())
        );
        let july = Moment::from_micros(1_783_000_000_000_000);
        assert_eq!((english.zone_name(july), french.zone_name(july)), ("EDT".to_owned(), "HAE".to_owned()));
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_time_zone() {
        let start = spoken(Language::En).start_of_day("2026-11-23").unwrap();
        assert_eq!(start, Moment::from_micros(1_795_410_000_000_000));
        assert_eq!(spoken(Language::Fr).day_field(start), "2026-11-23");
        for wrong in ["", "2026-13-01", "yesterday", "2026-11-23T00:00"] {
            assert_eq!(spoken(Language::En).start_of_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_hour_is_one_of_its_time_zone() {
        let noon = spoken(Language::En).moment("2026-11-23", "07:00").unwrap();
        assert_eq!((noon, spoken(Language::Fr).time_field(noon)), (NOON, "07:00".to_owned()));
        for (day, time) in [("2026-11-23", ""), ("", "07:00"), ("2026-11-23", "25:00"), ("2026-11-23", "7")] {
            assert_eq!(spoken(Language::En).moment(day, time), None, "{day} {time}");
        }
    }

    #[test]
    fn a_stamp_is_one_of_its_time_zone() {
        assert_eq!(spoken(Language::Fr).stamp(NOON), "2026-11-23 07:00:00");
        let july = Moment::from_micros(1_783_000_000_999_999);
        assert_eq!(spoken(Language::En).stamp(july), "2026-07-02 09:46:40");
    }

    #[test]
    fn the_first_of_a_month_has_its_ordinal_in_french() {
        let first = spoken(Language::Fr).start_of_day("2026-12-01").unwrap();
        assert_eq!(spoken(Language::Fr).date(first), "1er\u{a0}décembre 2026");
    }

    #[test]
    fn numbers_and_lists_follow_the_language() {
        assert_eq!(spoken(Language::En).number(1_500), "1,500");
        assert_eq!(spoken(Language::Fr).number(1_500), "1\u{a0}500");
        assert_eq!(
            (spoken(Language::En).per_mille(1), spoken(Language::Fr).per_mille(105)),
            ("0.1%".into(), "10,5\u{a0}%".into())
        );
        let items = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        assert_eq!(
            (spoken(Language::En).list(&items), spoken(Language::Fr).list(&items)),
            ("a, b and c".into(), "a, b et c".into())
        );
    }
}
