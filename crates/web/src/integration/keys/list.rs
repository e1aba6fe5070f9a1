//! `/api/keys`: every key, those that work and those that do not any more; and one of them.

use super::card::{self, Card};
use super::{keys, named};
use crate::components::Markup;
use crate::page::Page;
use crate::refused::Answer;
use crate::team;
use crate::visit::Visit;
use askama::Template;
use facteur_app::{KeyView, Need};
use facteur_model::person::Right;
use facteur_model::time::{DAY, Moment};

/// A key that ended stays on the first list for so long: somebody may wonder why calls are refused.
const STAYS: i64 = 7 * DAY;

#[derive(Template)]
#[template(path = "integration/keys/list.html")]
struct List {
    page: Page,
    departures: Markup,
    cards: Vec<Card>,
    is_archive: bool,
    active: usize,
    archived: usize,
    may_create: bool,
}

pub async fn show(visit: Visit) -> Answer {
    let all = keys(&visit).await?;
    let is_archive = visit.query().text("show") == "revoked";
    let now = visit.app().now();
    let mut shown: Vec<&KeyView> = all.iter().filter(|key| belongs(key, is_archive, now)).collect();
    if is_archive {
        shown.sort_by_key(|key| std::cmp::Reverse((key.ended_at(), key.id)));
    }
    visit.show(&List {
        departures: team::open_departures(&visit).await?,
        cards: shown.into_iter().map(|key| Card::new(&visit, key, &all)).collect(),
        is_archive,
        active: all.iter().filter(|key| key.is_active()).count(),
        archived: all.iter().filter(|key| !key.is_active()).count(),
        may_create: visit.may(Need::OwnRight(Right::ManageApiKeys)),
        page: visit.page("keys-title"),
    })
}

fn belongs(key: &KeyView, is_archive: bool, now: Moment) -> bool {
    match key.ended_at() {
        None => !is_archive,
        Some(ended) => is_archive || now.since(ended) < STAYS,
    }
}

#[derive(Template)]
#[template(path = "integration/keys/one.html")]
struct One {
    page: Page,
    card: Card,
    generations: Vec<Generation>,
}

/// One of the two keys of a rotation.
struct Generation {
    id: String,
    name: String,
    is_this: bool,
    state: String,
    used: Option<Moment>,
    client: String,
}

pub async fn show_one(visit: Visit) -> Answer {
    let key = named(&visit).await?;
    let all = keys(&visit).await?;
    let t = visit.words();
    let chain = [key.replaces, Some(key.id), key.successor];
    let generations: Vec<Generation> = chain
        .into_iter()
        .filter_map(|id| all.iter().find(|other| Some(other.id) == id))
        .map(|other| Generation {
            id: other.id.to_string(),
            name: other.name.clone(),
            is_this: other.id == key.id,
            state: card::state(&t, other),
            used: other.last_used_at,
            client: card::client(&other.last_used_by),
        })
        .collect();
    let page = visit.page_titled(key.name.clone());
    visit.show(&One { page, card: Card::new(&visit, &key, &all), generations })
}
