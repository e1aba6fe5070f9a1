//! The log as a file for spreadsheets.

use super::{action, details, name};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use facteur_app::Activity;
use facteur_i18n::Words;

/// Spreadsheets read the file as UTF-8 only behind this.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub fn answer(t: &Words, lines: &[Activity]) -> Response {
    let mut file = BYTE_ORDER_MARK.to_owned();
    let titles = ["audit-when", "audit-who", "audit-what", "audit-code", "audit-to", "audit-service"];
    let titles = titles.into_iter().chain(["audit-details"]).map(|key| t.say(key));
    write_row(&mut file, titles);
    for line in lines {
        let event = &line.event;
        let subject = line.person.clone().or_else(|| name(event));
        write_row(
            &mut file,
            [
                event.at.to_rfc3339(),
                line.actor.clone(),
                action(t, event),
                event.action.clone(),
                subject.unwrap_or_else(|| event.subject.clone()),
                line.service_name.clone().unwrap_or_default(),
                details(&event.detail).join("; "),
            ],
        );
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"activity.csv\""),
    ];
    (headers, file).into_response()
}

fn write_row(file: &mut String, cells: impl IntoIterator<Item = String>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            file.push(',');
        }
        file.push('"');
        // A spreadsheet would calculate what begins like this; the apostrophe makes it a text.
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            file.push('\'');
        }
        file.push_str(&cell.replace('"', "\"\""));
        file.push('"');
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::write_row;

    #[test]
    fn a_cell_is_a_text_whatever_stands_in_it() {
        let mut file = String::new();
        let cells = ["=1+1", "a\"b", "c,d\ne", "-2", "plain"];
        write_row(&mut file, cells.map(str::to_owned));
        assert_eq!(file, "\"'=1+1\",\"a\"\"b\",\"c,d\ne\",\"'-2\",\"plain\"\r\n");
    }
}
