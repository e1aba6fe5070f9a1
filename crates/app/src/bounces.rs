//! E-mails that come back (contract §5.6): too many get a warning, far too many pause the service's e-mails until
//! somebody has looked at the addresses.

use crate::accounts::Topic;
use crate::authority::{Authority, Need};
use crate::letters::{Letter, OWN_SERVICE, PerLanguage};
use crate::operate::ChangeError;
use crate::{App, Unavailable, per_mille};
use facteur_model::id::ServiceId;
use facteur_model::person::Right;
use facteur_model::time::{DAY, HOUR, Micros, Moment};
use facteur_store::{Duty, EmailStanding, Mark, Returned, TwoDays, bounces};
use serde_json::json;
use std::sync::atomic::{AtomicI64, Ordering};
use tracing::warn;

/// E-mails within a day from which on the share of those that came back says something.
pub const FEWEST_EMAILS: u64 = 1_000;
/// In thousandths of them: from here on the members are warned.
pub const WARNED_FROM: u64 = 50;
/// From here on no more e-mails are accepted.
pub const PAUSED_FROM: u64 = 100;
/// Hours for which marks are kept: yesterday's and today's are looked at.
const MARKS_KEPT: i64 = 72;
/// Marks of one commit.
const MARKS_PER_COMMIT: usize = 200;
/// A service that wavers around the warning is warned once in so long.
const WARNED_ONCE_IN: Micros = DAY;

/// How many e-mails of a service came back within the last 24 hours, those of test keys not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BounceRate {
    pub sent: u64,
    pub returned: u64,
    /// Since when its e-mails are not accepted.
    pub paused_at: Option<Moment>,
}

/// What a [`BounceRate`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BounceLevel {
    /// Too few e-mails to say.
    TooFew,
    Usual,
    /// The members are warned.
    Many,
    /// More than any mail system puts up with.
    FarTooMany,
}

impl BounceRate {
    /// In a thousand.
    pub fn share(&self) -> u64 {
        per_mille(self.returned, self.sent)
    }

    pub fn level(&self) -> BounceLevel {
        match self.share() {
            _ if self.sent < FEWEST_EMAILS => BounceLevel::TooFew,
            PAUSED_FROM.. => BounceLevel::FarTooMany,
            WARNED_FROM.. => BounceLevel::Many,
            _ => BounceLevel::Usual,
        }
    }
}

/// The hour whose marks are written already by this process.
#[derive(Default)]
pub(crate) struct Marked(AtomicI64);

impl App {
    /// Looks at the e-mails that came back: warns, and pauses, unless another node is at it.
    pub async fn watch_bounces(&self) -> Result<(), Unavailable> {
        let Some(_on_duty) = self.store().try_duty(Duty::Watch).await? else { return Ok(()) };
        let now = self.now();
        let counted = self.store().emails_of_two_days(now.day()).await?;
        let standings = self.store().email_standings().await?;
        for of in &counted {
            let standing = standings.iter().find(|(service, _)| *service == of.service);
            let standing = standing.map(|(_, standing)| *standing).unwrap_or_default();
            // Far from everything that could be too many: nearly all services, nearly always.
            let returned = of.yesterday.returned + of.today.returned;
            if returned * 1_000 < FEWEST_EMAILS * WARNED_FROM && standing.warned_at.is_none() {
                continue;
            }
            if of.service != OWN_SERVICE && standing.paused_at.is_none() {
                self.weigh(of, standing, now).await?;
            }
        }
        self.mark(&counted, now).await
    }

    async fn weigh(&self, of: &TwoDays, standing: EmailStanding, now: Moment) -> Result<(), Unavailable> {
        let Returned { sent, returned } = self.within_a_day(of, standing, now).await?;
        let rate = BounceRate { sent, returned, paused_at: None };
        match rate.level() {
            BounceLevel::FarTooMany => self.pause_emails(of.service, rate, now).await,
            BounceLevel::Many if standing.warned_at.is_none() => {
                self.tell_of_bounces(of.service, rate, "bounces-many", now).await?;
                let mut tx = self.store().begin().await?;
                bounces::warn(&mut tx, of.service, now).await?;
                Ok(tx.commit().await?)
            }
            BounceLevel::TooFew | BounceLevel::Usual
                if standing.warned_at.is_some_and(|at| now.since(at) >= WARNED_ONCE_IN) =>
            {
                let mut tx = self.store().begin().await?;
                bounces::calm(&mut tx, of.service).await?;
                Ok(tx.commit().await?)
            }
            BounceLevel::TooFew | BounceLevel::Usual | BounceLevel::Many => Ok(()),
        }
    }

    /// PerLanguage first: should the node die in between, the next look tells nobody twice, and pauses.
    async fn pause_emails(
        &self,
        service: ServiceId,
        rate: BounceRate,
        now: Moment,
    ) -> Result<(), Unavailable> {
        self.tell_of_bounces(service, rate, "bounces-paused", now).await?;
        let by = Self::itself();
        let mut tx = self.store().begin().await?;
        if !bounces::pause(&mut tx, service, now).await? {
            return Ok(());
        }
        let detail = json!({"sent": rate.sent, "returned": rate.returned});
        let (action, subject) = ("service.emails-paused", service.to_string());
        match self.record(&mut tx, &by, Some(service), action, &subject, detail).await {
            Ok(()) => {}
            Err(ChangeError::Unavailable(unavailable)) => return Err(unavailable),
            // Writing a line of the log can fail in no other way.
            Err(_) => return Ok(()),
        }
        tx.commit().await?;
        warn!(service.id = %service, sent = rate.sent, returned = rate.returned, "Too many e-mails came back: no more are accepted");
        Ok(())
    }

    async fn tell_of_bounces(
        &self,
        service: ServiceId,
        rate: BounceRate,
        name: &'static str,
        now: Moment,
    ) -> Result<(), Unavailable> {
        let Some(view) = self.directory().service(service).await? else { return Ok(()) };
        let letter = Letter::new(name)
            .with_typed("service", view.service().name.as_str())
            .with_in_language("sent", PerLanguage::Number(rate.sent))
            .with_in_language("returned", PerLanguage::Number(rate.returned))
            .with_in_language("share", PerLanguage::PerMille(rate.share()))
            .with("page", self.page_of(&view, "/problem-emails"));
        let once = format!("{name}:{service}:{}", now.day().number());
        self.write_to_members(&view, Topic::Limits, &letter, &once).await
    }

    /// What was sent and came back since this time yesterday, or since a manager let the e-mails go again. The tallies
    /// were written down by the hour: it may be up to an hour more.
    async fn within_a_day(
        &self,
        of: &TwoDays,
        standing: EmailStanding,
        now: Moment,
    ) -> Result<Returned, Unavailable> {
        let today = now.day();
        let yesterday = today.back(1);
        let hour = hour_of(now) - 24;
        let mark = self.store().of(of.service).mark_up_to(hour, yesterday).await?;
        let mark = mark.map(|Mark { hour, day, counted }| (hour * HOUR, day, counted));
        let resumed = standing.resumed.map(|(at, counted)| (at.micros(), at.day(), counted));
        let from = [mark, resumed].into_iter().flatten().max_by_key(|(at, ..)| *at);
        Ok(match from {
            Some((_, day, counted)) if day == today => of.today - counted,
            Some((_, day, counted)) if day == yesterday => of.yesterday - counted + of.today,
            Some(_) | None => of.yesterday + of.today,
        })
    }

    /// Writes down how today's tallies stand, once an hour.
    async fn mark(&self, counted: &[TwoDays], now: Moment) -> Result<(), Unavailable> {
        let hour = hour_of(now);
        if self.0.marked.0.load(Ordering::Relaxed) == hour {
            return Ok(());
        }
        for some in counted.chunks(MARKS_PER_COMMIT) {
            let mut tx = self.store().begin().await?;
            for of in some.iter().filter(|of| of.today.sent > 0) {
                let mark = Mark { hour, day: now.day(), counted: of.today };
                bounces::mark(&mut tx, of.service, &mark).await?;
            }
            tx.commit().await?;
        }
        let mut tx = self.store().begin().await?;
        bounces::forget_marks(&mut tx, hour - MARKS_KEPT).await?;
        tx.commit().await?;
        self.0.marked.0.store(hour, Ordering::Relaxed);
        Ok(())
    }

    /// How many e-mails of a service came back within the last 24 hours.
    pub async fn bounce_rate(&self, by: &Authority, service: ServiceId) -> Result<BounceRate, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        let (now, store) = (self.now(), self.store().of(service));
        let of = store.emails_of_two_days(now.day()).await?;
        let standing = store.email_standing().await?;
        let Returned { sent, returned } = self.within_a_day(&of, standing, now).await?;
        Ok(BounceRate { sent, returned, paused_at: standing.paused_at })
    }

    /// The services whose e-mails are not accepted, and since when.
    pub async fn paused_emails(
        &self,
        by: &Authority,
    ) -> Result<Vec<(ServiceId, String, Moment)>, ChangeError> {
        Self::platform_only(by)?;
        let mut paused = Vec::new();
        for (service, standing) in self.store().email_standings().await? {
            if let Some(at) = standing.paused_at {
                paused.push((service, self.service_view(service).await?.service().name.clone(), at));
            }
        }
        Ok(paused)
    }

    /// Accepts e-mails again. Whoever asks for it says that the addresses were looked at; what came back until now
    /// counts no more.
    pub async fn resume_emails(&self, by: &Authority, service: ServiceId) -> Result<(), ChangeError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageService)).await?;
        let now = self.now();
        let of = self.store().of(service).emails_of_two_days(now.day()).await?;
        let mut tx = self.store().begin().await?;
        if bounces::resume(&mut tx, service, now, of.today).await? {
            let detail = json!({"acknowledged": true});
            self.record(&mut tx, by, Some(service), "service.emails-resumed", &service.to_string(), detail)
                .await?;
        }
        tx.commit().await?;
        // The rows of lists that waited for it.
        self.wake_jobs();
        Ok(())
    }
}

fn hour_of(moment: Moment) -> i64 {
    moment.micros().div_euclid(HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_means_something_from_a_thousand_e_mails_on() {
        for (sent, returned, level) in [
            (0, 0, BounceLevel::TooFew),
            (999, 999, BounceLevel::TooFew),
            (1_000, 49, BounceLevel::Usual),
            (1_000, 50, BounceLevel::Many),
            (1_000, 99, BounceLevel::Many),
            (1_000, 100, BounceLevel::FarTooMany),
            (10_000, 499, BounceLevel::Usual),
        ] {
            assert_eq!(BounceRate { sent, returned, paused_at: None }.level(), level, "{returned} of {sent}");
        }
    }
}
