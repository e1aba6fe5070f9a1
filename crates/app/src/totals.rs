//! What became of a service's messages, in numbers: the dashboard and the usage report.
//!
//! Days end at midnight UTC, as the allowances do. Test keys are in none of these numbers.

use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ServiceId, TemplateId};
use facteur_model::person::Right;
use facteur_model::time::{Day, FiscalYear, Moment};
use facteur_store::{Counted, Counts, DayCounts, Service, TemplateCounts};
use std::ops::RangeInclusive;

/// Days on the dashboard, today among them.
pub const WEEK: u32 = 7;
/// Days over which problem addresses are counted, today among them.
pub const PROBLEM_DAYS: u32 = 2;
/// Templates on the dashboard.
const TOP_TEMPLATES: usize = 10;
/// Templates in a month of the usage report.
const MONTH_TEMPLATES: usize = 100;
/// Fiscal years of the usage report.
pub const YEARS: i32 = 3;

/// Keys whose messages count.
pub const REAL_KEYS: [KeyType; 2] = [KeyType::Live, KeyType::Team];

/// One value for each channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByChannel<T> {
    pub email: T,
    pub sms: T,
}

impl<T> ByChannel<T> {
    pub fn of(&self, channel: Channel) -> &T {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
        }
    }

    pub fn of_mut(&mut self, channel: Channel) -> &mut T {
        match channel {
            Channel::Email => &mut self.email,
            Channel::Sms => &mut self.sms,
        }
    }
}

/// What is used of an allowance. Text messages are counted in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    pub used: u64,
    pub limit: u64,
    pub resets_at: Moment,
}

impl Allowance {
    pub fn left(&self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    /// In a thousand of the limit.
    pub fn used_per_mille(&self) -> u64 {
        per_mille(self.used, self.limit)
    }
}

/// A part of a whole in thousandths, rounded down; nothing of nothing is 0.
pub fn per_mille(part: u64, whole: u64) -> u64 {
    let whole = u128::from(whole);
    u64::try_from((u128::from(part) * 1_000).checked_div(whole).unwrap_or(0)).unwrap_or(u64::MAX)
}

/// How much a template was used.
#[derive(Debug, Clone)]
pub struct TemplateUse {
    pub id: TemplateId,
    /// `None` when it cannot be found any more.
    pub name: Option<String>,
    pub channel: Channel,
    pub counts: Counts,
}

/// A service's last days.
pub struct Dashboard {
    /// The first day of the week, and today.
    pub days: RangeInclusive<Day>,
    /// Every day of the week, oldest first.
    pub by_day: Vec<(Day, ByChannel<Counts>)>,
    /// The whole week.
    pub week: ByChannel<Counts>,
    /// E-mails since the beginning of yesterday.
    pub problems: Counts,
    pub today: ByChannel<Allowance>,
    pub year: ByChannel<Allowance>,
    /// Of the week, most used first.
    pub templates: Vec<TemplateUse>,
    /// Does the service have a template of its own?
    pub has_template: bool,
    /// Does it have a key that works?
    pub has_key: bool,
}

/// A fiscal year of a service.
pub struct Usage {
    pub year: FiscalYear,
    /// The fiscal years that can be shown, newest first.
    pub years: Vec<FiscalYear>,
    pub total: ByChannel<Counts>,
    pub allowance: ByChannel<Allowance>,
    /// Every month that has begun, newest first.
    pub months: Vec<MonthUse>,
}

/// A calendar month, in UTC.
#[derive(Debug, Clone, Copy)]
pub struct MonthUse {
    pub first: Day,
    pub counts: ByChannel<Counts>,
}

impl App {
    /// The dashboard of a service.
    pub async fn dashboard(&self, by: &Authority, service: ServiceId) -> Result<Dashboard, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let today = self.now().day();
        let days = today.back(WEEK - 1)..=today;
        let store = self.store().of(service);
        let counted =
            Counted { days: days.clone(), key_types: REAL_KEYS.to_vec(), template: None, sender: None };
        let counts = store.counts_by_day(&counted).await?;
        let problem_days = today.back(PROBLEM_DAYS - 1);
        let mut problems = Counts::default();
        for count in &counts {
            if count.channel == Channel::Email && count.day >= problem_days {
                problems += count.counts;
            }
        }
        let top = store.counts_by_template(&counted, TOP_TEMPLATES).await?;
        let templates = self.named(&view, top).await?;
        // The week shows one; without any use, the list says whether there is one to begin with.
        let has_template = !templates.is_empty() || !store.templates(None).await?.is_empty();
        let (today_used, year_used) = self.allowances(view.service(), today.fiscal_year(), today).await?;
        Ok(Dashboard {
            by_day: each_day(&days, &counts),
            week: sum(&counts),
            problems,
            today: today_used,
            year: year_used,
            templates,
            has_template,
            has_key: view.keys().iter().any(|key| key.revoked_at.is_none()),
            days,
        })
    }

    /// A fiscal year of a service: this one, or one of those before it that can be shown.
    pub async fn usage(
        &self,
        by: &Authority,
        service: ServiceId,
        year: Option<FiscalYear>,
    ) -> Result<Usage, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let today = self.now().day();
        let current = today.fiscal_year();
        let years: Vec<_> =
            (0..YEARS).map(|back| FiscalYear::from_start_year(current.start_year() - back)).collect();
        let year = year.filter(|year| years.contains(year)).unwrap_or(current);
        let first = year.first_day();
        let last = year.end().day().back(1).min(today);
        let counted =
            Counted { days: first..=last, key_types: REAL_KEYS.to_vec(), template: None, sender: None };
        let counts = self.store().of(service).counts_by_day(&counted).await?;
        let (_, allowance) = self.allowances(view.service(), year, today).await?;
        Ok(Usage { year, years, total: sum(&counts), allowance, months: each_month(first, last, &counts) })
    }

    /// The templates of a month of the usage report, most used first.
    pub async fn templates_of_month(
        &self,
        by: &Authority,
        service: ServiceId,
        first: Day,
    ) -> Result<Vec<TemplateUse>, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ViewActivity)).await?;
        let days = first..=next_month(first).back(1);
        let counted = Counted { days, key_types: REAL_KEYS.to_vec(), template: None, sender: None };
        let found = self.store().of(service).counts_by_template(&counted, MONTH_TEMPLATES).await?;
        self.named(&view, found).await
    }

    async fn named(
        &self,
        view: &ServiceView,
        counted: Vec<TemplateCounts>,
    ) -> Result<Vec<TemplateUse>, ChangeError> {
        let mut named = Vec::with_capacity(counted.len());
        for TemplateCounts { template: id, channel, counts } in counted {
            let found = self.directory().template(view, id).await?;
            let name = found.map(|compiled| compiled.template.name.clone());
            named.push(TemplateUse { id, name, channel, counts });
        }
        Ok(named)
    }

    /// What is used today and in a fiscal year.
    async fn allowances(
        &self,
        service: &Service,
        year: FiscalYear,
        today: Day,
    ) -> Result<(ByChannel<Allowance>, ByChannel<Allowance>), ChangeError> {
        let store = self.store().of(service.id);
        let (email, email_year) = store.used(Channel::Email, today, year).await.map_err(Unavailable::from)?;
        let (sms, sms_year) = store.used(Channel::Sms, today, year).await.map_err(Unavailable::from)?;
        let limits = &service.limits;
        let day = |used, limit| Allowance { used, limit, resets_at: today.next().start() };
        let annual = |used, limit| Allowance { used, limit, resets_at: year.end() };
        Ok((
            ByChannel { email: day(email, limits.daily_email), sms: day(sms, limits.daily_sms) },
            ByChannel {
                email: annual(email_year, limits.annual_email),
                sms: annual(sms_year, limits.annual_sms),
            },
        ))
    }
}

fn sum(counts: &[DayCounts]) -> ByChannel<Counts> {
    let mut total = ByChannel::default();
    for count in counts {
        *total.of_mut(count.channel) += count.counts;
    }
    total
}

fn each_day(days: &RangeInclusive<Day>, counts: &[DayCounts]) -> Vec<(Day, ByChannel<Counts>)> {
    let mut each = Vec::new();
    let mut day = *days.start();
    while day <= *days.end() {
        let of_day: Vec<_> = counts.iter().copied().filter(|count| count.day == day).collect();
        each.push((day, sum(&of_day)));
        day = day.next();
    }
    each
}

fn each_month(first: Day, last: Day, counts: &[DayCounts]) -> Vec<MonthUse> {
    let mut months = Vec::new();
    let mut month = first;
    while month <= last {
        let next = next_month(month);
        let of_month: Vec<_> =
            counts.iter().copied().filter(|count| month <= count.day && count.day < next).collect();
        months.push(MonthUse { first: month, counts: sum(&of_month) });
        month = next;
    }
    months.reverse();
    months
}

/// The first day of the month after the one that begins with `first`.
fn next_month(first: Day) -> Day {
    let (year, month, _) = first.civil();
    if month == 12 { Day::from_civil(year + 1, 1, 1) } else { Day::from_civil(year, month + 1, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_year_has_twelve_months_and_no_day_twice() {
        let year = FiscalYear::from_start_year(2026);
        let last = year.end().day().back(1);
        let mut day = year.first_day();
        let mut counts = Vec::new();
        while day <= last {
            let counted = Counts { requested: 1, ..Counts::default() };
            counts.push(DayCounts { day, channel: Channel::Sms, counts: counted });
            day = day.next();
        }
        let months = each_month(year.first_day(), last, &counts);
        let requested: Vec<_> = months.iter().map(|month| month.counts.sms.requested).collect();
        assert_eq!(requested, [31, 28, 31, 31, 30, 31, 30, 31, 31, 30, 31, 30]);
        assert_eq!(sum(&counts).sms.requested, 365);
    }

    #[test]
    fn a_part_of_nothing_is_nothing() {
        assert_eq!((per_mille(0, 0), per_mille(5, 0), per_mille(1, 3)), (0, 0, 333));
        assert_eq!(per_mille(u64::MAX, 1), u64::MAX);
    }
}
