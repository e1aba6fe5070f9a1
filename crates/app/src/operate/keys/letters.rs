//! Letters about keys, to everybody who looks after the keys of the service.

use crate::App;
use crate::authority::Authority;
use crate::directory::ServiceView;
use crate::letters::{Letter, Reader};
use facteur_i18n::Language;
use facteur_model::api_key::KeyType;
use facteur_model::person::{Right, UserStanding};
use facteur_model::time::Moment;
use facteur_store::User;
use tracing::error;

/// The topic of these letters, for people who want none.
const TOPIC: &str = "key-events";

/// What has become of a key.
pub(super) enum Event {
    Created,
    /// The moment is until when the old key works.
    Rotated,
    Revoked,
    /// The moment is the end.
    Expires {
        last_used_at: Option<Moment>,
    },
}

/// Which key, and when.
pub(super) struct About<'a> {
    pub(super) name: &'a str,
    pub(super) key_type: KeyType,
    pub(super) at: Moment,
}

impl App {
    /// Writes to everybody who looks after the service's keys, whoever did it among them. What was done is done: a
    /// letter that cannot be sent is a line in the log.
    pub(super) async fn tell_of_key(
        &self,
        by: &Authority,
        service: &ServiceView,
        event: Event,
        about: &About<'_>,
    ) {
        let member_of_keys = service.members().iter().filter(|m| m.rights.contains(Right::ManageApiKeys));
        for member in member_of_keys {
            let user = match self.store().user(member.id).await {
                Ok(Some(user)) if wants_letters(&user) => user,
                Ok(_) => continue,
                Err(error) => {
                    error!(error = &error as &dyn std::error::Error, "A letter about a key was not sent");
                    continue;
                }
            };
            let language = user.language.as_deref().and_then(Language::from_tag);
            let letter = self.letter_of_key(by, service, &event, about);
            let reader = Reader { email: &user.profile.email, language };
            if let Err(error) = self.write_to(&reader, &letter).await {
                error!(error = &error as &dyn std::error::Error, "A letter about a key was not sent");
            }
        }
    }

    fn letter_of_key(
        &self,
        by: &Authority,
        service: &ServiceView,
        event: &Event,
        about: &About<'_>,
    ) -> Letter {
        let name = match event {
            Event::Created => "key-created",
            Event::Rotated => "key-rotated",
            Event::Revoked => "key-revoked",
            Event::Expires { last_used_at: Some(_) } => "key-expires",
            Event::Expires { last_used_at: None } => "key-expires-unused",
        };
        let page = format!("{}/services/{}/api/keys", self.settings().base_url, service.service().id);
        let author =
            by.user().and_then(|user| service.member(user)).and_then(|member| member.name.as_deref());
        let mut letter = Letter::new(name)
            .with_typed("key", about.name)
            .with_typed("service", &service.service().name)
            .with("type", about.key_type.as_str())
            .with("at", moment(about.at))
            .with("page", page);
        if !matches!(event, Event::Expires { .. }) {
            letter = letter.with_typed("author", author.unwrap_or("–"));
        }
        if let Event::Expires { last_used_at: Some(last) } = event {
            letter = letter.with("last", moment(*last));
        }
        letter
    }
}

fn wants_letters(user: &User) -> bool {
    user.standing == UserStanding::Active && user.muted.split(',').all(|topic| topic.trim() != TOPIC)
}

/// `2026-11-23 12:00 UTC`: readable in both languages, because a letter may be in both.
fn moment(moment: Moment) -> String {
    let text = moment.to_rfc3339();
    let (day, hour) = (text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default());
    format!("{day} {hour} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_both_languages() {
        assert_eq!(moment(Moment::from_micros(1_795_435_200_000_000)), "2026-11-23 12:00 UTC");
    }
}
