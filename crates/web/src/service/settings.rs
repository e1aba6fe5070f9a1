//! Everything that is set for a service, on one page.

use super::keeping::time_zone_key;
use super::{READS, at};
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use facteur_app::{Authority, FirstSteps, LanguageOrder, Need, ReplyTo, Seat, Service, SmsPrefix, SmsSender};
use facteur_i18n::Words;
use facteur_model::person::Right;
use facteur_model::service::{CutOffText, Mode, Permission, ReplyToState, Standing};

pub fn routes() -> Vec<Route> {
    vec![Route::get("/services/{service}/service-settings", READS, settings)]
}

#[derive(Template)]
#[template(path = "service/settings.html")]
struct Settings {
    page: Page,
    steps: Vec<Step>,
    groups: Vec<Group>,
    /// The page that deletes the service, for those who may.
    delete: Option<String>,
    /// The form that restores it, for those who may.
    restore: Option<String>,
}

/// What a team does first in a new service.
struct Step {
    path: String,
    label: String,
    is_done: bool,
}

struct Group {
    title: String,
    rows: Vec<Row>,
    note: Option<String>,
}

struct Row {
    label: String,
    value: String,
    /// Where it is changed, for those who may.
    change: Option<String>,
}

async fn settings(visit: Visit) -> Answer {
    let by = visit.authority()?;
    let seat = visit.seat()?;
    let id = seat.service.id;
    let reply_tos = visit.app().reply_tos(&by, id).await?;
    let senders = visit.app().sms_senders(&by, id).await?;
    let approval_from = visit.app().job_settings(&by, id).await?.approval_from;
    let manages = seat.meets(Need::Right(Right::ManageService));
    let is_active = seat.service.standing == Standing::Active;
    let rows = Rows { visit: &visit, t: visit.words(), may_change: manages && seat.is_open_to_changes() };
    let page = Settings {
        steps: steps(&visit, &by, seat).await?,
        groups: vec![
            rows.service(&seat.service)?,
            rows.email(&seat.service, &reply_tos)?,
            rows.sms(&seat.service, &senders)?,
            rows.keeping(&seat.service, approval_from)?,
        ],
        delete: if manages && is_active { Some(at(&visit, "/archive")?) } else { None },
        restore: if manages && seat.service.standing == Standing::Archived {
            Some(at(&visit, "/restore")?)
        } else {
            None
        },
        page: visit.page("service-settings-title"),
    };
    visit.show(&page)
}

/// The first steps that this person may take; none once the service is live.
async fn steps(visit: &Visit, by: &Authority, seat: &Seat) -> Result<Vec<Step>, Refused> {
    if seat.service.mode != Mode::Trial || seat.service.standing != Standing::Active {
        return Ok(Vec::new());
    }
    let FirstSteps { has_key, has_template, has_team } = visit.app().first_steps(by, seat.service.id).await?;
    let steps = [
        (Need::OwnRight(Right::ManageApiKeys), "/api/keys/create", "service-step-key", has_key),
        (Need::Right(Right::ManageTemplates), "/templates/add-email", "service-step-template", has_template),
        (Need::Right(Right::ManageService), "/users/invite", "service-step-team", has_team),
        (Need::Membership, "/service-settings/request-to-go-live", "service-step-live", false),
    ];
    Ok(steps
        .into_iter()
        .filter(|(need, ..)| seat.meets(*need))
        .map(|(_, path, label, is_done)| Step {
            path: format!("/services/{}{path}", seat.service.id),
            label: visit.say(label),
            is_done,
        })
        .collect())
}

/// Writes the rows of the page.
struct Rows<'a> {
    visit: &'a Visit,
    t: Words,
    may_change: bool,
}

impl Rows<'_> {
    fn fixed(&self, label: &str, value: String) -> Row {
        Row { label: self.t.say(label), value, change: None }
    }

    fn changed_at(&self, path: &str, label: &str, value: String) -> Result<Row, Refused> {
        let change = if self.may_change { Some(at(self.visit, path)?) } else { None };
        Ok(Row { label: self.t.say(label), value, change })
    }

    fn permission(&self, service: &Service, permission: Permission) -> String {
        self.t.say(if service.permissions.contains(permission) { "service-on" } else { "service-off" })
    }

    fn service(&self, service: &Service) -> Result<Group, Refused> {
        let domain = &self.visit.app().settings().sending_domain;
        let order = match service.language_order {
            LanguageOrder::EnglishFirst => "service-english-first",
            LanguageOrder::FrenchFirst => "service-french-first",
        };
        Ok(Group {
            title: self.t.say("service-group-service"),
            rows: vec![
                self.changed_at("/name", "service-name", service.name.clone())?,
                self.changed_at(
                    "/email_from",
                    "service-email-from",
                    format!("{}@{domain}", service.email_from),
                )?,
                self.changed_at("/language-order", "service-language-order", self.t.say(order))?,
                self.changed_at("/time-zone", "service-zone", self.t.say(time_zone_key(&service.timezone)))?,
                self.fixed("service-rate", self.t.number(service.limits.rate)),
            ],
            note: None,
        })
    }

    fn email(&self, service: &Service, reply_tos: &[ReplyTo]) -> Result<Group, Refused> {
        let used = reply_tos.iter().find(|one| one.is_default && one.state == ReplyToState::Verified);
        let default = used.map_or_else(|| self.t.say("service-no-address"), |one| one.address.clone());
        Ok(Group {
            title: self.t.say("service-group-email"),
            rows: vec![
                self.changed_at(
                    "/set-email",
                    "service-email-on-title",
                    self.permission(service, Permission::Email),
                )?,
                self.changed_at("/email-reply-to", "service-reply-tos-title", default)?,
                self.fixed("service-daily", self.t.number(service.limits.daily_email)),
                self.fixed("service-annual", self.t.number(service.limits.annual_email)),
            ],
            note: Some(self.resets()),
        })
    }

    fn sms(&self, service: &Service, senders: &[SmsSender]) -> Result<Group, Refused> {
        let default = senders.iter().find(|sender| sender.is_default).map(|sender| sender.sender.clone());
        let default = default
            .or_else(|| self.visit.app().settings().default_sms_sender.clone())
            .unwrap_or_else(|| self.t.say("service-none"));
        let prefix = if service.sms_prefix == SmsPrefix::Shown { "yes" } else { "no" };
        Ok(Group {
            title: self.t.say("service-group-sms"),
            rows: vec![
                self.changed_at(
                    "/set-sms",
                    "service-sms-on-title",
                    self.permission(service, Permission::Sms),
                )?,
                self.changed_at("/sms-sender", "service-senders-title", default)?,
                self.changed_at("/sms-prefix", "service-prefix-title", self.t.say(prefix))?,
                self.changed_at(
                    "/set-international-sms",
                    "service-international-title",
                    self.permission(service, Permission::InternationalSms),
                )?,
                self.fixed("service-daily-parts", self.t.number(service.limits.daily_sms)),
                self.fixed("service-annual-parts", self.t.number(service.limits.annual_sms)),
            ],
            note: Some(self.resets()),
        })
    }

    fn keeping(&self, service: &Service, approval_from: Option<u32>) -> Result<Group, Refused> {
        let cut_off = match service.cut_off_text {
            CutOffText::End => "service-cut-off-end",
            CutOffText::SendAgain => "service-cut-off-again",
        };
        let approval = match approval_from {
            Some(rows) => self.t.say1("bulk-needs-approval", "count", rows),
            None => self.t.say("bulk-approval-none"),
        };
        Ok(Group {
            title: self.t.say("service-group-keeping"),
            rows: vec![
                self.changed_at(
                    "/data-retention",
                    "service-retention-title",
                    self.t.say1("service-days", "days", u64::from(service.retention.days())),
                )?,
                self.changed_at("/cut-off-texts", "service-cut-off-title", self.t.say(cut_off))?,
                self.changed_at("/list-approval", "bulk-approval-title", approval)?,
            ],
            note: None,
        })
    }

    /// When the daily limits start anew.
    fn resets(&self) -> String {
        let midnight = self.visit.app().now().day().next().start();
        self.t.say1("service-limits-note", "hour", self.t.hour(midnight))
    }
}
