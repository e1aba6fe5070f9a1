//! Moments, days and fiscal years, all in UTC; and the clock as an argument.

/// Microseconds since 1970-01-01T00:00:00Z. Every instant in Facteur is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Moment(i64);

/// A length of time in microseconds.
pub type Micros = i64;

pub const SECOND: Micros = 1_000_000;
pub const MINUTE: Micros = 60 * SECOND;
pub const HOUR: Micros = 60 * MINUTE;
pub const DAY: Micros = 24 * HOUR;

impl Moment {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn epoch_seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    #[must_use]
    pub const fn plus(self, span: Micros) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// The time from `earlier` to `self`; negative when the clock went back.
    pub const fn since(self, earlier: Moment) -> Micros {
        self.0.saturating_sub(earlier.0)
    }

    /// The UTC day that holds this moment.
    pub fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY)).unwrap_or(i32::MAX))
    }

    /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always six digits (contract §7.1).
    pub fn to_rfc3339(self) -> String {
        let (date, time) = self.parts();
        format!("{date}T{time}Z")
    }

    /// `YYYY-MM-DD HH:MM:SS.ffffff+00:00`, the spelling of `/_status` (contract §7.1).
    pub fn to_status_text(self) -> String {
        let (date, time) = self.parts();
        format!("{date} {time}+00:00")
    }

    fn parts(self) -> (String, String) {
        let (year, month, day) = self.day().civil();
        let within = self.0.rem_euclid(DAY);
        let (seconds, micros) = (within / SECOND, within % SECOND);
        (
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{:02}:{:02}:{:02}.{micros:06}", seconds / 3_600, seconds / 60 % 60, seconds % 60),
        )
    }
}

/// A UTC calendar day: whole days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

impl Day {
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01, as stored.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The first moment of the day.
    pub const fn start(self) -> Moment {
        Moment(self.0 as i64 * DAY)
    }

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The day so many days before.
    #[must_use]
    pub const fn back(self, days: u32) -> Self {
        Self(self.0.saturating_sub_unsigned(days))
    }

    /// Year, month (1–12) and day (1–31) of the proleptic Gregorian calendar.
    pub fn civil(self) -> (i64, u8, u8) {
        // Counting from 1 March of year 0 puts the leap day last, so months fall out of one division.
        let days = i64::from(self.0) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = u8::try_from(day_of_year - (153 * month_from_march + 2) / 5 + 1).unwrap_or(1);
        let month = u8::try_from((month_from_march + 2) % 12 + 1).unwrap_or(1);
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    /// The day with this date, which the caller knows to exist.
    pub fn from_civil(year: i64, month: u8, day: u8) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(i32::try_from(era * 146_097 + day_of_era - 719_468).unwrap_or(i32::MAX))
    }

    /// The fiscal year that holds this day: 1 April to 31 March, UTC (contract §5.3).
    pub fn fiscal_year(self) -> FiscalYear {
        let (year, month, _) = self.civil();
        FiscalYear(i32::try_from(if month >= 4 { year } else { year - 1 }).unwrap_or(i32::MAX))
    }
}

/// A fiscal year, named by the calendar year in which it starts on 1 April.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// The calendar year of its 1 April, as stored.
    pub const fn start_year(self) -> i32 {
        self.0
    }

    pub const fn from_start_year(year: i32) -> Self {
        Self(year)
    }

    /// Its 1 April.
    pub fn first_day(self) -> Day {
        Day::from_civil(i64::from(self.0), 4, 1)
    }

    /// The moment the next fiscal year begins and the annual allowance starts anew.
    pub fn end(self) -> Moment {
        Day::from_civil(i64::from(self.0) + 1, 4, 1).start()
    }
}

/// The time, as an argument.
pub trait Clock: Send + Sync {
    fn now(&self) -> Moment;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    fn now(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands where it is put, for tests.
#[derive(Debug)]
pub struct SetClock(std::sync::atomic::AtomicI64);

impl SetClock {
    pub fn at(moment: Moment) -> Self {
        Self(std::sync::atomic::AtomicI64::new(moment.0))
    }

    pub fn set(&self, moment: Moment) {
        self.0.store(moment.0, std::sync::atomic::Ordering::SeqCst);
    }

    pub fn advance(&self, span: Micros) {
        self.0.fetch_add(span, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_written_with_six_digits() {
        let moment = Moment::from_micros(1_782_130_224_704_953);
        assert_eq!(moment.to_rfc3339(), "2026-06-22T12:10:24.704953Z");
        assert_eq!(Moment::from_micros(0).to_status_text(), "1970-01-01 00:00:00.000000+00:00");
    }

    #[test]
    fn the_fiscal_year_turns_on_the_first_of_april() {
        let last = Day::from_civil(2027, 3, 31);
        assert_eq!(last.fiscal_year().start_year(), 2026);
        assert_eq!(last.next().fiscal_year().start_year(), 2027);
        assert_eq!(last.fiscal_year().end(), last.next().start());
    }

    proptest! {
        #[test]
        fn every_day_has_one_date(number in -1_000_000_i32..1_000_000) {
            let (year, month, day) = Day(number).civil();
            prop_assert_eq!(Day::from_civil(year, month, day), Day(number));
        }
    }
}
