//! The message of one row, as its reader will get it.

use super::{heading, open, refused};
use crate::components::Markup;
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::templates::rendered::Source;
use crate::visit::Visit;
use askama::Template;
use facteur_app::OpenList;
use facteur_model::recipient_table::Checker;

#[derive(Template)]
#[template(path = "bulk/row.html")]
struct RowPage {
    page: Page,
    back: String,
    line: String,
    to: String,
    is_wrong: bool,
    message: Markup,
    previous: Option<String>,
    next: Option<String>,
}

pub async fn show(visit: Visit) -> Answer {
    let list = open(&visit).await?;
    let number: usize = visit.parameter("row")?.parse().map_err(|_| Refused::NotFound)?;
    let template = list.template().clone();
    let look = move |list: &OpenList, checker: &Checker<'_>| {
        let (entry, checked) = (checker.entry(number)?, checker.row(number)?);
        let to = entry.recipient().map(std::borrow::Cow::into_owned).unwrap_or_default();
        Some((
            entry.values(list.template().channel),
            to,
            checked.is_wrong(),
            checker.table().line(number),
            checker.table().kept(),
        ))
    };
    let id = list.id;
    let found = visit.app().examine(list, heading(visit.language()), look).await.map_err(refused)?;
    let (values, to, is_wrong, line, kept) = found.ok_or(Refused::NotFound)?;
    let from = visit.app().sending_from(&visit.authority()?, visit.service()?).await?;
    let source = Source {
        channel: template.channel,
        subject: template.subject.as_deref().unwrap_or_default(),
        content: &template.content,
        prefix: from.prefix.as_deref(),
    };
    let (t, page) = (visit.words(), visit.page("bulk-row-title"));
    let at = |number: usize| page.at(&format!("/lists/{id}/rows/{number}"));
    let shown = RowPage {
        back: page.at(&format!("/lists/{id}")),
        line: t.say2("bulk-row-of", "row", number + 1, "rows", kept),
        to: format!("{} {to}", t.say1("bulk-row-line", "line", line)),
        is_wrong,
        message: source.filled(&t, &values),
        previous: number.checked_sub(1).map(at),
        next: (number + 1 < kept).then(|| at(number + 1)),
        page,
    };
    visit.show(&shown)
}
