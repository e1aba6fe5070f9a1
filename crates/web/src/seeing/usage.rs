//! The usage report: a fiscal year by month, against its limits, and the templates of a month.

use super::dashboard::date;
use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::{MonthUse, Need, TemplateUse, Usage};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::person::Right;
use facteur_model::time::{Day, FiscalYear};

pub fn routes() -> Vec<Route> {
    let see = Access::Service(Need::Right(Right::ViewActivity));
    vec![Route::get("/services/{service}/usage", see, show)]
}

#[derive(Template)]
#[template(path = "seeing/usage.html")]
struct UsagePage {
    page: Page,
    years: Vec<YearTab>,
    limits: Vec<LimitRow>,
    months: Vec<MonthRow>,
    total: MonthRow,
    /// The month whose templates are shown, and they.
    month: Option<(String, Vec<TemplateRow>)>,
}

struct YearTab {
    label: String,
    path: String,
    is_here: bool,
}

struct LimitRow {
    name: String,
    requested: String,
    failed: String,
    counted: String,
    limit: String,
    left: String,
}

struct MonthRow {
    name: String,
    path: String,
    emails: String,
    emails_failed: String,
    texts: String,
    parts: String,
    texts_failed: String,
}

struct TemplateRow {
    name: String,
    path: String,
    channel: String,
    requested: String,
    failed: String,
}

async fn show(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let query = visit.query();
    let wanted = query.text("year").parse().ok().map(FiscalYear::from_start_year);
    let usage = visit.app().usage(&by, service, wanted).await?;
    let page = visit.page("usage-title");
    // The month in the address, if it is one of those shown.
    let chosen = usage.months.iter().find(|month| month_field(month.first) == query.text("month"));
    let month = match chosen {
        Some(month) => {
            let used = visit.app().templates_of_month(&by, service, month.first).await?;
            let rows = used.iter().map(|used| template_row(&t, &page, used)).collect();
            Some((month_name(&t, month.first), rows))
        }
        None => None,
    };
    let shown = UsagePage {
        years: years(&t, &page, &usage),
        limits: Channel::ALL.into_iter().map(|channel| limit_row(&t, &usage, channel)).collect(),
        months: usage.months.iter().map(|month| month_row(&t, &page, &usage, month)).collect(),
        total: MonthRow {
            name: t.say("usage-total"),
            ..month_row(&t, &page, &usage, &MonthUse { first: usage.year.first_day(), counts: usage.total })
        },
        month,
        page,
    };
    visit.show(&shown)
}

/// `2026-11`.
fn month_field(first: Day) -> String {
    let (year, month, _) = first.civil();
    format!("{year:04}-{month:02}")
}

fn month_name(t: &Words, first: Day) -> String {
    let (year, month, _) = first.civil();
    // As a text: years are not grouped.
    t.say1(&format!("usage-month-{month}"), "year", year.to_string())
}

fn years(t: &Words, page: &Page, usage: &Usage) -> Vec<YearTab> {
    let tab = |year: &FiscalYear| YearTab {
        label: t.say2(
            "usage-year",
            "first",
            date(t, year.first_day()),
            "last",
            date(t, year.end().day().back(1)),
        ),
        path: page.at(&format!("/usage?year={}", year.start_year())),
        is_here: *year == usage.year,
    };
    usage.years.iter().map(tab).collect()
}

fn limit_row(t: &Words, usage: &Usage, channel: Channel) -> LimitRow {
    let (counts, allowance) = (usage.total.of(channel), usage.allowance.of(channel));
    LimitRow {
        name: t.say(&format!("usage-limit-{}", channel.as_str())),
        requested: t.number(counts.requested),
        failed: t.number(counts.failed()),
        counted: t.number(allowance.used),
        limit: t.number(allowance.limit),
        left: t.number(allowance.left()),
    }
}

fn month_row(t: &Words, page: &Page, usage: &Usage, month: &MonthUse) -> MonthRow {
    let (email, sms) = (month.counts.email, month.counts.sms);
    let year = usage.year.start_year();
    MonthRow {
        name: month_name(t, month.first),
        path: page.at(&format!("/usage?year={year}&month={}#month", month_field(month.first))),
        emails: t.number(email.requested),
        emails_failed: t.number(email.failed()),
        texts: t.number(sms.requested),
        parts: t.number(sms.units),
        texts_failed: t.number(sms.failed()),
    }
}

fn template_row(t: &Words, page: &Page, used: &TemplateUse) -> TemplateRow {
    TemplateRow {
        name: used.name.clone().unwrap_or_else(|| t.say("usage-template-gone")),
        path: page.at(&format!("/templates/{}", used.id)),
        channel: page.channel(used.channel),
        requested: t.number(used.counts.requested),
        failed: t.number(used.counts.failed()),
    }
}
