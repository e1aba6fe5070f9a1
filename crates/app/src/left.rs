//! What a service may still send today and this fiscal year.

use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::Channel;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;

/// What may still be sent today, and until when that holds.
#[derive(Debug, Clone, Copy)]
pub struct LeftToday {
    /// E-mails.
    pub email: u64,
    /// Text message parts.
    pub sms: u64,
    /// When both start anew.
    pub resets_at: Moment,
}

impl App {
    /// What a service may still send today.
    pub async fn left_today(&self, by: &Authority, service: ServiceId) -> Result<LeftToday, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let limits = view.service().limits;
        let day = self.now().day();
        let store = self.store().of(service);
        let (email, _) =
            store.used(Channel::Email, day, day.fiscal_year()).await.map_err(Unavailable::from)?;
        let (sms, _) = store.used(Channel::Sms, day, day.fiscal_year()).await.map_err(Unavailable::from)?;
        Ok(LeftToday {
            email: limits.daily_email.saturating_sub(email),
            sms: limits.daily_sms.saturating_sub(sms),
            resets_at: day.next().start(),
        })
    }
}
