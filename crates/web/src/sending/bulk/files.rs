//! Files to take away: an example to begin with, the list with its faults, and who stands in it twice.

use super::{download, heading, open, refused, said, upload};
use crate::refused::Answer;
use crate::visit::Visit;
use facteur_app::OpenList;
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::id::TemplateId;
use facteur_model::recipient_table::{CheckedRow, Checker, disarmed, write_row};

/// Spreadsheets read a file as UTF-8 only behind this.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A list with the headings of a template and one row.
pub async fn example(visit: Visit) -> Answer {
    let id = visit.id("template", TemplateId::parse)?;
    let template = visit.app().read_template(&visit.authority()?, visit.service()?, id, None).await?;
    let t = visit.words();
    let wanted = upload::headings(&template, heading(visit.language()));
    let mut text = BYTE_ORDER_MARK.to_owned();
    write_row(&mut text, wanted.iter().map(|one| disarmed(&one.name)));
    let recipient = match template.channel {
        Channel::Email => "bulk-example-email",
        Channel::Sms => "bulk-example-sms",
    };
    let values = wanted.iter().enumerate().map(|(at, one)| match (at, one.is_conditional) {
        (0, _) => t.say(recipient),
        (_, true) => t.say("bulk-example-yes"),
        (_, false) => disarmed(&t.say1("bulk-example-value", "name", &one.name)),
    });
    write_row(&mut text, values);
    download(&t.say("bulk-example-file"), text)
}

/// The whole list, with a column that says what is wrong with each row. It can be corrected and uploaded again.
pub async fn corrections(visit: Visit) -> Answer {
    let list = open(&visit).await?;
    let t = visit.words();
    let name = t.say("bulk-corrections-file");
    let work = move |list: &OpenList, checker: &Checker<'_>| {
        let reason = |number: usize, checked: &CheckedRow| Some(reasons(&t, list, checker, number, checked));
        written(checker, &t.say("bulk-reasons"), reason)
    };
    let text = visit.app().examine(list, heading(visit.language()), work).await.map_err(refused)?;
    download(&name, text)
}

/// The rows whose recipient stands in a row above.
pub async fn duplicates(visit: Visit) -> Answer {
    let list = open(&visit).await?;
    let t = visit.words();
    let name = t.say("bulk-duplicates-file");
    let work = move |_: &OpenList, checker: &Checker<'_>| {
        let repeated = checker.all().repeated;
        let line = |number: usize, _: &CheckedRow| {
            let number = u32::try_from(number).ok()?;
            repeated.binary_search(&number).ok()?;
            Some(t.say1("bulk-line", "line", checker.table().line(number as usize)))
        };
        written(checker, &t.say("bulk-duplicates-column"), line)
    };
    let text = visit.app().examine(list, heading(visit.language()), work).await.map_err(refused)?;
    download(&name, text)
}

/// The rows of a list for which there is something to say, with what it is in a column of its own.
fn written(
    checker: &Checker<'_>,
    title: &str,
    said: impl Fn(usize, &CheckedRow) -> Option<String>,
) -> String {
    let table = checker.table();
    let width = table.headings().width();
    let mut text = BYTE_ORDER_MARK.to_owned();
    let headings = table.headings().cells().map(disarmed);
    write_row(&mut text, headings.chain([title.to_owned()]));
    for row in table.rows() {
        let Some(checked) = checker.row(row.number()) else { continue };
        let Some(words) = said(row.number(), &checked) else { continue };
        let cells = (0..width).map(|column| disarmed(row.cell(column).unwrap_or_default()));
        write_row(&mut text, cells.chain([disarmed(&words)]));
    }
    text
}

fn reasons(t: &Words, list: &OpenList, checker: &Checker<'_>, number: usize, checked: &CheckedRow) -> String {
    let columns = checker.columns();
    let mut reasons: Vec<String> = checked
        .errors
        .iter()
        .map(|(column, error)| {
            t.say2("bulk-cell-of", "name", columns.name(*column), "fault", said::cell(t, *error))
        })
        .collect();
    if checked.measure.too_long {
        reasons.push(said::too_long(t, list.template().channel));
    }
    if checked.is_out_of_reach && checked.recipient.is_some() {
        reasons.push(t.say("bulk-cell-reach"));
    }
    if checked.has_surplus {
        reasons.push(t.say("bulk-cell-surplus"));
    }
    if reasons.is_empty() {
        return String::new();
    }
    t.say2("bulk-wrong-row", "line", checker.table().line(number), "faults", reasons.join("; "))
}
