//! Reports: asking for one, seeing how far it is, downloading its file.

use crate::components::{Choice, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use facteur_app::{
    Language, MOST_REPORTS, MOST_SPREADSHEET_LINES, REPORT_DAYS, Report, ReportError, ReportFile,
    ReportFormat, ReportKind, ReportRequest, ReportStatus, ReportView, SEE_REPORTS, Spreadsheet, Unavailable,
};
use facteur_i18n::Words;
use facteur_model::id::{JobId, ReportId};
use futures_util::stream;

/// Periods that can be chosen, in days, as far as messages are kept that long; and all that is kept.
const PERIODS: [u32; 3] = [1, 7, 30];

pub fn routes() -> Vec<Route> {
    let see = Access::Service(SEE_REPORTS);
    vec![
        Route::get("/services/{service}/reports", see, show),
        Route::post("/services/{service}/reports", see, ask),
        Route::get("/services/{service}/reports.json", see, states),
        Route::get("/services/{service}/reports/{report}/csv", see, download_csv),
        Route::get("/services/{service}/reports/{report}/xlsx", see, download_spreadsheet),
    ]
}

#[derive(Template)]
#[template(path = "seeing/reports.html")]
struct ReportsPage {
    page: Page,
    summary: Markup,
    /// The job that the form asks for a report of, if it does.
    job: Option<String>,
    fields: Vec<Markup>,
    rows: Vec<Row>,
    zone: String,
}

struct Row {
    id: String,
    name: String,
    kind: String,
    asked_by: String,
    /// What the page's script keeps up to date.
    state: State,
    is_wrong: bool,
    csv_path: String,
    xlsx_path: String,
}

/// What changes while a report is prepared; empty where there is nothing to say or to follow.
struct State {
    text: String,
    note: String,
    csv: String,
    xlsx: String,
}

async fn show(visit: Visit) -> Answer {
    let query = visit.query();
    let kind = if query.text("channel") == "sms" { "sms" } else { "email" };
    let asked = Form::default()
        .with("kind", kind)
        .with("job", query.text("job"))
        .with("days", if query.has("days") { query.text("days") } else { "7" })
        .with("language", visit.language().tag());
    page(&visit, &asked, &Errors::default()).await
}

async fn page(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let found = visit.app().reports_shown(&by, service).await?;
    let page = visit.page("reports-title");
    let now = visit.app().now();
    let rows = found.iter().map(|view| row(&t, &page, view)).collect();
    let shown = ReportsPage {
        summary: visit.fields(form, errors).summary(),
        job: JobId::parse(form.text("job")).map(|job| job.to_string()),
        fields: fields(visit, form, errors)?,
        rows,
        zone: t.say1("reports-zone", "zone", t.zone_name(now)),
        page,
    };
    visit.show_as(if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST }, &shown)
}

fn fields(visit: &Visit, form: &Form, errors: &Errors) -> Result<Vec<Markup>, Refused> {
    let (t, fields) = (visit.words(), visit.fields(form, errors));
    let kept = visit.seat()?.service.retention.days();
    let kinds = ["email", "sms"].map(|kind| Choice::new(kind, t.say(&format!("reports-kind-{kind}"))));
    let mut periods: Vec<u32> = PERIODS.into_iter().filter(|days| *days < kept).collect();
    periods.push(kept);
    let periods: Vec<_> = periods
        .into_iter()
        .map(|days| Choice::new(days.to_string(), t.say1("reports-days-last", "days", days)))
        .collect();
    let languages = Language::ALL
        .map(|language| Choice::new(language.tag(), t.say(&format!("reports-language-{}", language.tag()))));
    let language = fields.select("language", "reports-language", "", &languages);
    if JobId::parse(form.text("job")).is_some() {
        return Ok(vec![language]);
    }
    let kind = fields.radios("kind", "reports-kind", "", &kinds);
    Ok(vec![kind, fields.select("days", "reports-days", "", &periods), language])
}

async fn ask(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let form = visit.form();
    let mut errors = Errors::default();
    let job = JobId::parse(form.text("job"));
    let kind = match (job, form.text("kind")) {
        (Some(_), _) => Some(ReportKind::Job),
        (None, "email") => Some(ReportKind::Email),
        (None, "sms") => Some(ReportKind::Sms),
        (None, _) => None,
    };
    let Some(kind) = kind else {
        errors.add("kind", t.say("reports-kind-wrong"));
        return page(&visit, form, &errors).await;
    };
    let wanted = ReportRequest {
        kind,
        job,
        language: Language::from_tag(form.text("language")).unwrap_or(visit.language()),
        // More than is kept is what is kept.
        days: form.text("days").parse().ok().filter(|days| *days > 0).unwrap_or(REPORT_DAYS),
    };
    match visit.app().ask_for_report(&by, service, &wanted).await {
        Ok(_) => {
            let flash = Flash::done(t.say("reports-asked"));
            visit.go_saying(&format!("/services/{service}/reports"), flash).await
        }
        Err(ReportError::TooMany { again_at }) => {
            let at = format!("{} {}", t.date_time(again_at), t.zone_name(again_at));
            let field = if job.is_some() { "language" } else { "kind" };
            errors.add(field, t.say2("reports-too-many", "most", MOST_REPORTS, "at", at));
            page(&visit, form, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The texts that stay up to date, by the ids of their places in the page.
async fn states(visit: Visit, headers: HeaderMap) -> Answer {
    let (t, page) = (visit.words(), visit.page("reports-title"));
    let found = visit.app().reports_shown(&visit.authority()?, visit.service()?).await?;
    let mut texts = serde_json::Map::new();
    for row in found.iter().map(|view| row(&t, &page, view)) {
        let State { text, note, csv, xlsx } = row.state;
        for (what, text) in [("state", text), ("note", note), ("csv", csv), ("xlsx", xlsx)] {
            texts.insert(format!("{what}-{}", row.id), text.into());
        }
    }
    super::live(&headers, &texts)
}

/// `2026-11-23 07.00.00 EST [en]`: what people call a report, and its file.
fn name(t: &Words, report: &Report) -> String {
    let stamp = t.stamp(report.requested_at).replace(':', ".");
    format!("{stamp} {} [{}]", t.zone_name(report.requested_at), report.language)
}

fn row(t: &Words, page: &Page, view: &ReportView) -> Row {
    let report = &view.report;
    let path = |format: ReportFormat| page.at(&format!("/reports/{}/{}", report.id, format.extension()));
    Row {
        id: report.id.to_string(),
        name: name(t, report),
        kind: t.say(&format!("reports-kind-{}", report.kind.as_str())),
        asked_by: view.asked_by.clone().unwrap_or_default(),
        state: state(t, view),
        is_wrong: report.status == ReportStatus::Failed,
        csv_path: path(ReportFormat::Csv),
        xlsx_path: path(ReportFormat::Spreadsheet),
    }
}

fn state(t: &Words, view: &ReportView) -> State {
    let report = &view.report;
    let is_long = report.lines > MOST_SPREADSHEET_LINES;
    let text = match report.status {
        ReportStatus::Requested => t.say("reports-requested"),
        ReportStatus::Generating => {
            t.say2("reports-generating", "lines", report.lines, "expected", report.expected.max(report.lines))
        }
        ReportStatus::Ready => t.say1("reports-ready", "lines", report.lines),
        ReportStatus::Failed => t.say("reports-error"),
    };
    let mut note = match report.expires_at {
        Some(end) if view.has_file => t.say1("reports-until", "at", t.date_time(end)),
        Some(end) => t.say1("reports-deleted", "at", t.date_time(end)),
        None => String::new(),
    };
    if view.has_file && is_long {
        note = format!("{note} {}", t.say1("reports-too-long", "most", MOST_SPREADSHEET_LINES));
    }
    let link = |key: &str, is_there: bool| {
        if is_there { t.say1(key, "name", name(t, report)) } else { String::new() }
    };
    State {
        text,
        note,
        csv: link("reports-csv", view.has_file),
        xlsx: link("reports-xlsx", view.has_file && !is_long),
    }
}

async fn download_csv(visit: Visit) -> Answer {
    let mut file = file(&visit, ReportFormat::Csv).await?;
    let length = file.report().bytes;
    let name = name(&visit.words(), file.report());
    // Before the answer begins: a store out of reach is still a page that says so.
    let first = file.next().await?;
    let rest = stream::try_unfold(file, |mut file: ReportFile| async move {
        Ok::<_, Unavailable>(file.next().await?.map(|piece| (piece, file)))
    });
    let pieces = futures_util::StreamExt::chain(stream::iter(first.map(Ok)), rest);
    let mut response =
        attachment(&format!("{name}.csv"), "text/csv; charset=utf-8", Body::from_stream(pieces))?;
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}

async fn download_spreadsheet(visit: Visit) -> Answer {
    let file = match file(&visit, ReportFormat::Spreadsheet).await {
        Ok(file) => file,
        Err(ReportError::TooLong) => {
            let flash =
                Flash::warning(visit.words().say1("reports-too-long", "most", MOST_SPREADSHEET_LINES));
            return visit.go_saying(&format!("/services/{}/reports", visit.service()?), flash).await;
        }
        Err(error) => return Err(error.into()),
    };
    let name = name(&visit.words(), file.report());
    let mut sheet = Spreadsheet::new(file);
    let first = sheet.next().await?;
    let rest = stream::try_unfold(sheet, |mut sheet: Spreadsheet| async move {
        Ok::<_, Unavailable>(sheet.next().await?.map(|piece| (piece, sheet)))
    });
    let pieces = futures_util::StreamExt::chain(stream::iter(first.map(Ok)), rest);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    attachment(&format!("{name}.xlsx"), kind, Body::from_stream(pieces))
}

async fn file(visit: &Visit, format: ReportFormat) -> Result<ReportFile, ReportError> {
    let id = visit.id("report", ReportId::parse).map_err(|_| ReportError::NoSuchReport)?;
    let (by, service) =
        visit.authority().and_then(|by| Ok((by, visit.service()?))).map_err(|_| ReportError::NoSuchReport)?;
    visit.app().report_file(&by, service, id, format).await
}

fn attachment(name: &str, kind: &'static str, body: Body) -> Result<Response, Refused> {
    // A stamp, a time zone and a language: plain ASCII.
    let place =
        HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).map_err(|_| Refused::Panic)?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, place)];
    Ok((headers, body).into_response())
}

/// For what the page's own form cannot cause.
impl From<ReportError> for Refused {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NoSuchReport
            | ReportError::NoSuchJob
            | ReportError::NotReady(_)
            | ReportError::TooLong => Refused::NotFound,
            ReportError::TooMany { .. } => Refused::TooMany(60),
            ReportError::Change(error) => error.into(),
        }
    }
}
