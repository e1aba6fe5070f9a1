//! The letter that a report is ready: where it is, and never what is in it.

use crate::App;
use crate::letters::{Letter, Reader};
use crate::operate::ChangeError;
use facteur_i18n::{Language, Words};
use facteur_model::person::UserStanding;
use facteur_store::{Report, ReportAuthor, Service};

impl App {
    /// Writes to whoever asked for a report on the site.
    pub(super) async fn tell_of_report(&self, service: &Service, report: &Report) -> Result<(), ChangeError> {
        let ReportAuthor::Person(person) = report.author else { return Ok(()) };
        let user = self.store().user(person).await?;
        let Some(user) = user.filter(|user| user.standing == UserStanding::Active) else { return Ok(()) };
        let language = user.language.as_deref().and_then(Language::from_tag);
        let words = Words::new(language.unwrap_or(Language::En), "UTC");
        let stamp =
            |moment| words.stamp(moment).get(..16).map(|text| format!("{text} UTC")).unwrap_or_default();
        let letter = Letter::new("report-ready")
            .with_typed("service", service.name.as_str())
            .with("lines", words.number(report.lines))
            .with("until", report.expires_at.map(stamp).unwrap_or_default())
            .with("page", format!("{}/services/{}/reports", self.settings().base_url, service.id));
        self.write_to(&Reader { email: &user.profile.email, language }, &letter).await
    }
}
