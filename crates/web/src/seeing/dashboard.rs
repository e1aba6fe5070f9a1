//! The dashboard of a service: its last seven days, what it may still send, what fails and why.

use super::drawing::{self, Column};
use super::live;
use crate::components::Markup;
use crate::limits;
use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::HeaderMap;
use facteur_app::{Allowance, BounceLevel, BounceRate, Counts, Dashboard, Need, WEEK, per_mille};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::person::Right;
use facteur_model::time::{Day, Moment};

/// Failures beyond so many in a thousand are shown as wrong.
const TOO_MANY_FAILURES: u64 = 30;
/// Problem addresses beyond so many in a thousand get a warning, and beyond so many a stronger one.
const PROBLEM_WARNING: u64 = 50;
const PROBLEM_CRITICAL: u64 = 100;
/// Allowances used beyond so many in a thousand are shown as nearly used up.
const NEARLY_USED: u64 = 800;

pub fn routes() -> Vec<Route> {
    let see = Access::Service(Need::Right(Right::ViewActivity));
    vec![
        Route::get("/services/{service}", Access::Service(Need::Membership), show),
        Route::get("/services/{service}/dashboard.json", see, numbers),
    ]
}

#[derive(Template)]
#[template(path = "seeing/dashboard.html")]
struct DashboardPage {
    page: Page,
    /// When nothing has been sent in the week.
    begin: Option<Begin>,
    period: String,
    tiles: Vec<Tile>,
    problem: Problem,
    /// What is said at the top when too many e-mails came back.
    bounces: Option<Bounces>,
    causes: Vec<Cause>,
    allowances: Vec<AllowanceCard>,
    templates: Vec<TopTemplate>,
    days: Vec<DayRow>,
    charts: Vec<Markup>,
}

/// How to begin.
struct Begin {
    may_make_key: bool,
    /// What the link to the templates says.
    template: String,
}

/// A channel's week. The texts with an id are those that stay up to date.
struct Tile {
    channel: &'static str,
    title: String,
    number: String,
    requested: String,
    delivered: String,
    failed: String,
    parts: Option<String>,
    is_wrong: bool,
}

struct Bounces {
    rate: String,
    meaning: String,
}

struct Problem {
    text: String,
    advice: Option<String>,
    has_any: bool,
    is_critical: bool,
}

struct Cause {
    name: String,
    status: &'static str,
    email: String,
    email_any: bool,
    sms: String,
    sms_any: bool,
    share: String,
    bar: Markup,
}

struct AllowanceCard {
    id: String,
    title: String,
    text: String,
    left: String,
    used: u64,
    limit: u64,
    high: u64,
    is_nearly_used: bool,
    resets_at: Moment,
    resets: String,
}

struct TopTemplate {
    id: String,
    name: String,
    channel: String,
    requested: String,
    bar: Markup,
}

struct DayRow {
    date: String,
    datetime: String,
    emails: String,
    emails_failed: String,
    texts: String,
    texts_failed: String,
}

async fn show(visit: Visit) -> Answer {
    let service = visit.service()?;
    if !visit.may(Need::Right(Right::ViewActivity)) {
        return visit.go(&format!("/services/{service}/templates"));
    }
    let board = visit.app().dashboard(&visit.authority()?, service).await?;
    let page = visit.page("dash-title");
    let t = visit.words();
    let shown = DashboardPage {
        begin: begin(&visit, &t, &board),
        period: period(&t, &board),
        tiles: tiles(&t, &page, &board),
        problem: problem(&t, &board),
        bounces: bounces(&t, &visit.app().bounce_rate(&visit.authority()?, service).await?),
        causes: causes(&t, &board),
        allowances: allowances(&t, &board),
        templates: templates(&t, &page, &board),
        days: days(&t, &board),
        charts: charts(&t, &page, &board),
        page,
    };
    visit.show(&shown)
}

/// The numbers that stay up to date, by the ids of their places in the page.
async fn numbers(visit: Visit, headers: HeaderMap) -> Answer {
    let board = visit.app().dashboard(&visit.authority()?, visit.service()?).await?;
    let t = visit.words();
    let page = visit.page("dash-title");
    let mut numbers = serde_json::Map::new();
    for tile in tiles(&t, &page, &board) {
        for (what, text) in [
            ("number", tile.number),
            ("requested", tile.requested),
            ("delivered", tile.delivered),
            ("failed", tile.failed),
        ] {
            numbers.insert(format!("{}-{what}", tile.channel), text.into());
        }
        if let Some(parts) = tile.parts {
            numbers.insert(format!("{}-parts", tile.channel), parts.into());
        }
    }
    numbers.insert("problem".to_owned(), problem(&t, &board).text.into());
    for card in allowances(&t, &board) {
        numbers.insert(format!("{}-used", card.id), card.text.into());
        numbers.insert(format!("{}-left", card.id), card.left.into());
    }
    live::answer(&headers, numbers)
}

fn begin(visit: &Visit, t: &Words, board: &Dashboard) -> Option<Begin> {
    if board.week.email.requested > 0 || board.week.sms.requested > 0 {
        return None;
    }
    let makes_template = !board.has_template && visit.may(Need::Right(Right::ManageTemplates));
    Some(Begin {
        may_make_key: !board.has_key && visit.may(Need::OwnRight(Right::ManageApiKeys)),
        template: t.say(if makes_template { "dash-begin-make-template" } else { "dash-begin-template" }),
    })
}

/// Which days the numbers are of, and when a day ends.
fn period(t: &Words, board: &Dashboard) -> String {
    let (first, last) = (*board.days.start(), *board.days.end());
    t.with(
        "dash-period",
        &[
            ("days", &WEEK),
            ("first", &date(t, first)),
            ("last", &date(t, last)),
            ("hour", &t.hour(last.next().start())),
        ],
    )
}

/// The date of a UTC day, which is no day of the service's time zone.
pub fn date(t: &Words, day: Day) -> String {
    Words::new(t.language, "UTC").date(day.start())
}

/// As short as it can be: `Nov 23`.
fn short_date(t: &Words, day: Day) -> String {
    let short = Words::new(t.language, "UTC").short(day.start());
    short.split_once(", ").map_or(short.clone(), |(date, _)| date.to_owned())
}

fn tiles(t: &Words, page: &Page, board: &Dashboard) -> Vec<Tile> {
    let tile = |channel: Channel, counts: &Counts| {
        let failed = per_mille(counts.failed(), counts.requested);
        let name = channel.as_str();
        Tile {
            channel: name,
            title: page.channel(channel),
            number: t.number(counts.requested),
            requested: t.say1(&format!("dash-requested-{name}"), "count", counts.requested),
            delivered: t.say2(
                "dash-delivered",
                "count",
                counts.delivered,
                "share",
                t.per_mille(per_mille(counts.delivered, counts.requested)),
            ),
            failed: t.say2("dash-failed", "count", counts.failed(), "share", t.per_mille(failed)),
            parts: (channel == Channel::Sms).then(|| t.say1("dash-parts", "count", counts.units)),
            is_wrong: failed > TOO_MANY_FAILURES,
        }
    };
    Channel::ALL.into_iter().map(|channel| tile(channel, board.week.of(channel))).collect()
}

fn problem(t: &Words, board: &Dashboard) -> Problem {
    let counts = board.problems;
    let share = per_mille(counts.permanent, counts.requested);
    let text = if counts.permanent == 0 {
        t.say("dash-problem-none")
    } else {
        t.say2("dash-problem", "count", counts.permanent, "share", t.per_mille(share))
    };
    let advice = match share {
        PROBLEM_CRITICAL.. => Some("dash-problem-critical"),
        PROBLEM_WARNING.. => Some("dash-problem-warning"),
        _ => None,
    };
    Problem {
        text,
        advice: advice.map(|key| t.say(key)),
        has_any: counts.permanent > 0,
        is_critical: share >= PROBLEM_CRITICAL,
    }
}

/// Nothing unless there are too many.
fn bounces(t: &Words, rate: &BounceRate) -> Option<Bounces> {
    let are_many = matches!(rate.level(), BounceLevel::Many | BounceLevel::FarTooMany);
    (are_many || rate.paused_at.is_some())
        .then(|| Bounces { rate: limits::rate(t, rate), meaning: limits::meaning(t, rate) })
}

fn causes(t: &Words, board: &Dashboard) -> Vec<Cause> {
    let (email, sms) = (&board.week.email, &board.week.sms);
    let all = email.failed() + sms.failed();
    [
        ("permanent", email.permanent, sms.permanent),
        ("temporary", email.temporary, sms.temporary),
        ("technical", email.technical, sms.technical),
    ]
    .into_iter()
    .filter(|(_, emails, texts)| emails + texts > 0)
    .map(|(status, emails, texts)| Cause {
        name: t.say(&format!("dash-cause-{status}")),
        status,
        email: t.number(emails),
        email_any: emails > 0,
        sms: t.number(texts),
        sms_any: texts > 0,
        share: t.per_mille(per_mille(emails + texts, all)),
        bar: drawing::bar(emails + texts, all, true),
    })
    .collect()
}

fn allowances(t: &Words, board: &Dashboard) -> Vec<AllowanceCard> {
    let mut cards = Vec::new();
    for (period, of_period) in [("today", &board.today), ("year", &board.year)] {
        for channel in Channel::ALL {
            cards.push(allowance(t, period, channel, of_period.of(channel)));
        }
    }
    cards
}

fn allowance(t: &Words, period: &str, channel: Channel, allowance: &Allowance) -> AllowanceCard {
    let id = format!("{period}-{}", channel.as_str());
    AllowanceCard {
        title: t.say(&format!("dash-allowance-{id}")),
        text: t.say2("dash-allowance-used", "used", allowance.used, "limit", allowance.limit),
        left: t.say1("dash-allowance-left", "left", allowance.left()),
        used: allowance.used.min(allowance.limit),
        limit: allowance.limit,
        high: allowance.limit / 1_000 * NEARLY_USED + allowance.limit % 1_000 * NEARLY_USED / 1_000,
        is_nearly_used: allowance.used_per_mille() >= NEARLY_USED,
        resets_at: allowance.resets_at,
        resets: t.say2(
            "dash-allowance-resets",
            "at",
            t.date_time(allowance.resets_at),
            "zone",
            t.zone_name(allowance.resets_at),
        ),
        id,
    }
}

fn templates(t: &Words, page: &Page, board: &Dashboard) -> Vec<TopTemplate> {
    let largest = board.templates.iter().map(|used| used.counts.requested).max().unwrap_or(0);
    let row = |used: &facteur_app::TemplateUse| TopTemplate {
        id: used.id.to_string(),
        name: used.name.clone().unwrap_or_else(|| t.say("usage-template-gone")),
        channel: page.channel(used.channel),
        requested: t.number(used.counts.requested),
        bar: drawing::bar(used.counts.requested, largest, false),
    };
    board.templates.iter().map(row).collect()
}

fn days(t: &Words, board: &Dashboard) -> Vec<DayRow> {
    let row = |(day, counts): &(Day, facteur_app::ByChannel<Counts>)| DayRow {
        date: date(t, *day),
        datetime: Words::new(t.language, "UTC").day_field(day.start()),
        emails: t.number(counts.email.requested),
        emails_failed: t.number(counts.email.failed()),
        texts: t.number(counts.sms.requested),
        texts_failed: t.number(counts.sms.failed()),
    };
    board.by_day.iter().map(row).collect()
}

fn charts(t: &Words, page: &Page, board: &Dashboard) -> Vec<Markup> {
    let chart = |channel: Channel| {
        let columns: Vec<Column> = board
            .by_day
            .iter()
            .map(|(day, counts)| Column {
                label: short_date(t, *day),
                total: counts.of(channel).requested,
                failed: counts.of(channel).failed(),
            })
            .collect();
        let most = columns.iter().map(|column| column.total).max().unwrap_or(0);
        let title = t.say2("dash-chart", "channel", page.channel(channel), "most", most);
        drawing::columns(&title, format!("{} – {}", page.channel(channel), t.number(most)), columns)
    };
    let used = Channel::ALL.into_iter().filter(|channel| board.week.of(*channel).requested > 0);
    used.map(chart).collect()
}

impl DashboardPage {
    /// The list of messages, narrowed to what a number counts.
    fn messages(&self, channel: &str, status: &str) -> String {
        self.page.at(&format!("/notifications?channel={channel}&status={status}&days={WEEK}"))
    }

    fn template_messages(&self, template: &str) -> String {
        self.page.at(&format!("/notifications?template={template}&days={WEEK}"))
    }
}
