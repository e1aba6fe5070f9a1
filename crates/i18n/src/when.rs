//! Dates and hours as they are written in Canada, in both languages.

use crate::Language;
use facteur_model::time::Moment;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned, civil};

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SHORT_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SHORT_FR: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."];

fn zoned(zone: &TimeZone, moment: Moment) -> Zoned {
    Timestamp::from_microsecond(moment.micros()).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
}

fn month(names: &[&'static str; 12], at: &Zoned) -> &'static str {
    usize::try_from(at.month()).ok().and_then(|month| names.get(month - 1)).copied().unwrap_or_default()
}

pub fn date(language: Language, zone: &TimeZone, moment: Moment) -> String {
    let at = zoned(zone, moment);
    let (day, year) = (at.day(), at.year());
    match language {
        Language::En => format!("{} {day}, {year}", month(&MONTHS_EN, &at)),
        Language::Fr => format!("{}\u{a0}{} {year}", day_fr(day), month(&MONTHS_FR, &at)),
    }
}

fn day_fr(day: i8) -> String {
    if day == 1 { "1er".to_owned() } else { day.to_string() }
}

pub fn hour(language: Language, zone: &TimeZone, moment: Moment) -> String {
    let at = zoned(zone, moment);
    let (hour, minute) = (at.hour(), at.minute());
    match language {
        Language::En => {
            let half = if hour < 12 { "AM" } else { "PM" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            format!("{hour}:{minute:02} {half}")
        }
        Language::Fr => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
    }
}

pub fn date_time(language: Language, zone: &TimeZone, moment: Moment) -> String {
    format!("{}, {}", date(language, zone, moment), hour(language, zone, moment))
}

pub fn short(language: Language, zone: &TimeZone, moment: Moment) -> String {
    let at = zoned(zone, moment);
    let day = match language {
        Language::En => format!("{} {}", month(&SHORT_EN, &at), at.day()),
        Language::Fr => format!("{}\u{a0}{}", day_fr(at.day()), month(&SHORT_FR, &at)),
    };
    format!("{day}, {}", hour(language, zone, moment))
}

/// French has abbreviations of its own for the time zones of Canada.
pub fn zone_name(language: Language, zone: &TimeZone, moment: Moment) -> String {
    let at = zoned(zone, moment);
    let info = zone.to_offset_info(at.timestamp());
    let english = info.abbreviation();
    let french = match english {
        "NST" => "HNT",
        "NDT" => "HAT",
        "AST" => "HNA",
        "ADT" => "HAA",
        "EST" => "HNE",
        "EDT" => "HAE",
        "CST" => "HNC",
        "CDT" => "HAC",
        "MST" => "HNR",
        "MDT" => "HAR",
        "PST" => "HNP",
        "PDT" => "HAP",
        other => other,
    };
    match language {
        Language::En => english.to_owned(),
        Language::Fr => french.to_owned(),
    }
}

pub fn day_field(zone: &TimeZone, moment: Moment) -> String {
    let at = zoned(zone, moment);
    format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
}

pub fn start_of_day(zone: &TimeZone, field: &str) -> Option<Moment> {
    if field.len() != 10 {
        return None;
    }
    let day: civil::Date = field.parse().ok()?;
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(Moment::from_micros(start.timestamp().as_microsecond()))
}

pub fn time_field(zone: &TimeZone, moment: Moment) -> String {
    let at = zoned(zone, moment);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

pub fn stamp(zone: &TimeZone, moment: Moment) -> String {
    let at = zoned(zone, moment);
    let (day, month, year) = (at.day(), at.month(), at.year());
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// An hour that the clocks skip in spring is read as the one after it.
pub fn moment(zone: &TimeZone, day: &str, time: &str) -> Option<Moment> {
    if day.len() != 10 || !matches!(time.len(), 5 | 8) {
        return None;
    }
    let day: civil::Date = day.parse().ok()?;
    let time: civil::Time = time.parse().ok()?;
    let at = day.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(Moment::from_micros(at.timestamp().as_microsecond()))
}
