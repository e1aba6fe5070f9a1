//! `/api/keys/created`: shows the secret of a new key, once.

use super::keys;
use crate::page::Page;
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use facteur_model::time::Moment;

#[derive(Template)]
#[template(path = "integration/keys/created.html")]
struct Created {
    page: Page,
    shown: Option<Shown>,
}

/// The secret, and whose it is.
struct Shown {
    id: String,
    name: String,
    text: String,
    /// The key that it replaces: its name from now on, and until when it works.
    old: Option<(String, Moment)>,
}

pub async fn show(visit: Visit) -> Answer {
    let shown = match visit.secret().and_then(|said| said.split_once(' ')) {
        None => None,
        Some((id, text)) => {
            let all = keys(&visit).await?;
            all.iter().find(|key| key.id.to_string() == id).map(|key| Shown {
                id: id.to_owned(),
                name: key.name.clone(),
                text: text.to_owned(),
                old: all
                    .iter()
                    .find(|old| Some(old.id) == key.replaces)
                    .and_then(|old| Some((old.name.clone(), old.expires_at?))),
            })
        }
    };
    let title = if shown.is_some() { "keys-created-title" } else { "keys-created-gone" };
    visit.show(&Created { page: visit.page(title), shown })
}
