//! E-mails to the members of a service whose daily or annual limit is nearly or wholly used (contract §5.5).
//!
//! Whoever is on duty looks at what is used, every few seconds: a message that is accepted pays nothing for it, and a
//! limit that is jumped over is found all the same. What was told is written down after it was sent; who is told twice
//! because a node died in between gets one letter, because letters of one occasion share an idempotency key.

use crate::accounts::Topic;
use crate::authority::Authority;
use crate::directory::ServiceView;
use crate::letters::{Letter, OWN_SERVICE, PerLanguage, Reader};
use crate::{App, Unavailable};
use facteur_i18n::Language;
use facteur_model::Channel;
use facteur_model::person::UserStanding;
use facteur_model::time::Moment;
use facteur_store::{Duty, Level, NearlyUsed, Span, limit_notices};

/// Allowances that one look tells of; the next look tells of the others.
const MOST_PER_LOOK: usize = 100;
/// Days for which is remembered what was told of a day.
const REMEMBERED_DAYS: u32 = 7;

impl App {
    /// Tells members of limits that are nearly or wholly used, once for each period, unless another node is at it.
    pub async fn tell_of_limits(&self) -> Result<(), Unavailable> {
        let Some(_on_duty) = self.store().try_duty(Duty::Watch).await? else { return Ok(()) };
        let today = self.now().day();
        let found = self.store().nearly_used(today, today.fiscal_year(), MOST_PER_LOOK).await?;
        if found.is_empty() {
            return Ok(());
        }
        for nearly in &found {
            let service = self.directory().service(nearly.service).await?;
            let mut levels = Vec::new();
            let is_reached = nearly.used >= nearly.limit;
            if !nearly.near_told {
                levels.push(Level::Near);
            }
            if is_reached && !nearly.reached_told {
                levels.push(Level::Reached);
            }
            for level in &levels {
                // "Nearly" says nothing of a year that is over its limit already (contract §5.5).
                let is_news = !(is_reached && *level == Level::Near && matches!(nearly.span, Span::Year(_)));
                if let Some(service) = service.as_deref().filter(|_| is_news && nearly.service != OWN_SERVICE)
                {
                    self.tell_of_limit(service, nearly, *level).await?;
                }
            }
            let mut tx = self.store().begin().await?;
            for level in levels {
                limit_notices::told(&mut tx, nearly, level, self.now()).await?;
            }
            tx.commit().await?;
        }
        let mut tx = self.store().begin().await?;
        limit_notices::forget(&mut tx, today.back(REMEMBERED_DAYS)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn tell_of_limit(
        &self,
        service: &ServiceView,
        of: &NearlyUsed,
        level: Level,
    ) -> Result<(), Unavailable> {
        let NearlyUsed { channel, span, used, limit, .. } = *of;
        let resets_at = match span {
            Span::Day(day) => day.next().start(),
            Span::Year(year) => year.end(),
        };
        let once = format!(
            "limit:{}:{}:{}:{}:{limit}",
            of.service,
            channel.as_str(),
            resets_at.micros(),
            level.percent()
        );
        let letter = Letter::new(name(level, span, channel))
            .with_typed("service", service.service().name.as_str())
            .with_in_language("used", PerLanguage::Number(used))
            .with_in_language("limit", PerLanguage::Number(limit))
            .with_in_language("left", PerLanguage::Number(limit.saturating_sub(used)))
            .with_in_language("at", Self::hour(service, resets_at))
            .with("page", self.page_of(service, ""));
        self.write_to_members(service, Topic::Limits, &letter, &once).await
    }

    /// A moment as the people of a service read it.
    pub(crate) fn hour(service: &ServiceView, at: Moment) -> PerLanguage {
        PerLanguage::At { at, zone: service.service().timezone.clone() }
    }

    /// A page of a service, such as `/usage`.
    pub(crate) fn page_of(&self, service: &ServiceView, path: &str) -> String {
        format!("{}/services/{}{path}", self.settings().base_url, service.service().id)
    }

    /// Writes to every member who wants to hear of a topic. `once` names the occasion: whoever has had a letter of it
    /// within a day gets no second one.
    pub(crate) async fn write_to_members(
        &self,
        service: &ServiceView,
        topic: Topic,
        letter: &Letter,
        once: &str,
    ) -> Result<(), Unavailable> {
        for member in service.members() {
            let Some(user) = self.store().user(member.id).await? else { continue };
            if user.standing != UserStanding::Active || Topic::list(&user.muted).contains(&topic) {
                continue;
            }
            let language = user.language.as_deref().and_then(Language::from_tag);
            let reader = Reader { email: &user.profile.email, language };
            self.write_once(&reader, letter, &format!("{once}:{}", member.id)).await?;
        }
        Ok(())
    }

    /// Who acts when nobody does.
    pub(crate) fn itself() -> Authority {
        Authority::operator("facteur")
    }
}

fn name(level: Level, span: Span, channel: Channel) -> &'static str {
    match (level, span, channel) {
        (Level::Near, Span::Day(_), Channel::Email) => "limit-near-day-email",
        (Level::Near, Span::Day(_), Channel::Sms) => "limit-near-day-sms",
        (Level::Near, Span::Year(_), Channel::Email) => "limit-near-year-email",
        (Level::Near, Span::Year(_), Channel::Sms) => "limit-near-year-sms",
        (Level::Reached, Span::Day(_), Channel::Email) => "limit-reached-day-email",
        (Level::Reached, Span::Day(_), Channel::Sms) => "limit-reached-day-sms",
        (Level::Reached, Span::Year(_), Channel::Email) => "limit-reached-year-email",
        (Level::Reached, Span::Year(_), Channel::Sms) => "limit-reached-year-sms",
    }
}
