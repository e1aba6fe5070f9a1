//! Numbers that people can write to: whose they are, and the secret with which their carrier proves itself.

use super::{ChangeError, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use crate::received::compared;
use crate::visits::draw_secret;
use facteur_model::id::{InboundNumberId, ServiceId};
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use facteur_store::{InboundNumber, inbound_numbers};
use serde_json::json;

/// Numbers of one service: enough for every line of a large team.
const MOST_NUMBERS: usize = 50;
/// Characters of a short code or a number.
const NUMBER_LENGTH: std::ops::RangeInclusive<usize> = 3..=20;

/// A number as those see it who look after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundNumberView {
    pub id: InboundNumberId,
    pub service: ServiceId,
    pub number: String,
    /// The address that its carrier calls.
    pub url: String,
    pub created_at: Moment,
}

/// A number with its secret, which is shown once.
#[derive(Debug)]
pub struct NewInboundNumber {
    pub view: InboundNumberView,
    pub secret: Secret,
}

impl App {
    /// The numbers of a service that people can write to.
    pub async fn inbound_numbers(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<InboundNumberView>, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        let mut numbers = self.store().inbound_numbers().await?;
        numbers.retain(|number| number.service == service);
        Ok(numbers.into_iter().map(|number| self.number_view(number)).collect())
    }

    /// All numbers that people can write to.
    pub async fn all_inbound_numbers(&self, by: &Authority) -> Result<Vec<InboundNumberView>, ChangeError> {
        Self::platform_only(by)?;
        let numbers = self.store().inbound_numbers().await?;
        Ok(numbers.into_iter().map(|number| self.number_view(number)).collect())
    }

    /// Gives a service a number, and draws its secret.
    pub async fn add_inbound_number(
        &self,
        by: &Authority,
        service: ServiceId,
        number: &str,
    ) -> Result<NewInboundNumber, ChangeError> {
        let view = self.allowed(by, service, Need::Platform).await?;
        let number = compared(number);
        let digits = number.strip_prefix('+').unwrap_or(&number);
        if !NUMBER_LENGTH.contains(&number.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid("number", "is neither a telephone number nor a short code"));
        }
        if view.inbound_numbers().len() >= MOST_NUMBERS {
            return Err(invalid("number", format!("a service has at most {MOST_NUMBERS}")));
        }
        let (now, secret) = (self.now(), draw_secret(self.chance()));
        let added = InboundNumber {
            id: InboundNumberId::new(now, self.chance()),
            service,
            number,
            secret_mac: self.store().secret_mac(&secret),
            created_at: now,
        };
        let mut tx = self.store().begin().await?;
        match inbound_numbers::insert(&mut tx, &added).await {
            Err(facteur_store::Error::Exists) => {
                return Err(invalid("number", "belongs to a service already"));
            }
            outcome => outcome?,
        }
        let detail = json!({"number": added.number});
        self.record(&mut tx, by, Some(service), "inbound-number.add", &added.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(NewInboundNumber { view: self.number_view(added), secret })
    }

    /// Gives a number another secret: the one before is worth nothing from now on.
    pub async fn renew_inbound_secret(
        &self,
        by: &Authority,
        id: InboundNumberId,
    ) -> Result<NewInboundNumber, ChangeError> {
        let number = self.number_to_change(by, id).await?;
        let secret = draw_secret(self.chance());
        let mut tx = self.store().begin().await?;
        inbound_numbers::set_secret(&mut tx, id, self.store().secret_mac(&secret)).await?;
        let (service, subject) = (Some(number.service), id.to_string());
        self.record(&mut tx, by, service, "inbound-number.secret", &subject, json!({})).await?;
        tx.commit().await?;
        Ok(NewInboundNumber { view: self.number_view(number), secret })
    }

    /// Takes a number away from its service. What it received stays.
    pub async fn remove_inbound_number(
        &self,
        by: &Authority,
        id: InboundNumberId,
    ) -> Result<InboundNumberView, ChangeError> {
        let number = self.number_to_change(by, id).await?;
        let mut tx = self.store().begin().await?;
        inbound_numbers::remove(&mut tx, &number).await?;
        let detail = json!({"number": number.number});
        let subject = id.to_string();
        self.record(&mut tx, by, Some(number.service), "inbound-number.remove", &subject, detail).await?;
        tx.commit().await?;
        Ok(self.number_view(number))
    }

    async fn number_to_change(
        &self,
        by: &Authority,
        id: InboundNumberId,
    ) -> Result<InboundNumber, ChangeError> {
        Self::platform_only(by)?;
        let found = self.store().inbound_number(id).await?;
        found.ok_or_else(|| invalid("id", "is that of no number"))
    }

    fn number_view(&self, number: InboundNumber) -> InboundNumberView {
        let InboundNumber { id, service, number, created_at, .. } = number;
        let url = format!("{}{INBOUND_PATH}{id}", self.settings().base_url);
        InboundNumberView { id, service, number, url, created_at }
    }
}

/// What stands in front of a number's id in the address that its carrier calls.
const INBOUND_PATH: &str = "/v2/received-text-messages/";
