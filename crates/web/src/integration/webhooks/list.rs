//! `/api/webhooks`: all of them.

use super::{at, event_name, health};
use crate::page::Page;
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use facteur_app::MOST_WEBHOOKS;

#[derive(Template)]
#[template(path = "integration/webhooks/list.html")]
struct List {
    page: Page,
    webhooks: Vec<Card>,
    limit: String,
    may_add: bool,
    add_path: String,
}

struct Card {
    path: String,
    url: String,
    health: String,
    is_suspended: bool,
    is_failing: bool,
    events: String,
    open: String,
}

pub async fn show(visit: Visit) -> Answer {
    let t = visit.words();
    let webhooks = visit.app().webhooks(&visit.authority()?, visit.service()?).await?;
    let may_add = webhooks.len() < MOST_WEBHOOKS;
    let mut cards = Vec::new();
    for webhook in webhooks {
        let events: Vec<String> = webhook.events.iter().map(|event| event_name(&t, event)).collect();
        let counts = [("waiting", webhook.waiting), ("failed", webhook.failed), ("missed", webhook.missed)];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| t.say1(&format!("webhooks-open-{name}"), "count", count))
            .collect();
        cards.push(Card {
            path: at(&visit, &format!("/{}", webhook.id))?,
            health: health(&t, &webhook),
            is_suspended: webhook.suspended_at.is_some(),
            is_failing: webhook.failing_since.is_some(),
            events: t.list(&events),
            open: if counts.is_empty() { t.say("webhooks-open-none") } else { t.list(&counts) },
            url: webhook.url,
        });
    }
    visit.show(&List {
        page: visit.page("webhooks-title"),
        webhooks: cards,
        limit: t.say1("webhooks-limit", "most", MOST_WEBHOOKS),
        may_add,
        add_path: at(&visit, "/add")?,
    })
}
