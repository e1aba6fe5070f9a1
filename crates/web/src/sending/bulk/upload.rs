//! Preparing a list and uploading it.

use super::heading;
use crate::components::Markup;
use crate::form::Errors;
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::templates::rendered::{Source, Wanted};
use crate::templates::show_archived;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{SheetError, UploadError};
use facteur_model::id::TemplateId;
use facteur_model::recipient_table::{Heading, recipient_heading};
use facteur_template::normalise_name;

/// Bytes of the unit in which the largest file is said.
const MEGABYTE: usize = 1 << 20;

#[derive(Template)]
#[template(path = "bulk/upload.html")]
struct Upload {
    page: Page,
    summary: Markup,
    template: String,
    template_path: String,
    example_path: String,
    columns: Vec<Column>,
    error: Option<String>,
    hint: String,
    message: Markup,
}

struct Column {
    name: String,
    text: String,
}

/// The headings that a list for this template needs, the recipients' first.
pub fn headings(template: &facteur_app::Template, language: Heading) -> Vec<Wanted> {
    let recipients = [Heading::English, Heading::French]
        .map(|heading| normalise_name(recipient_heading(template.channel, heading)));
    let subject = template.subject.as_deref().unwrap_or_default();
    let source = Source { channel: template.channel, subject, content: &template.content, prefix: None };
    let name = recipient_heading(template.channel, language).to_owned();
    let others = source.wanted().into_iter().filter(|one| !recipients.contains(&normalise_name(&one.name)));
    std::iter::once(Wanted { name, is_conditional: false }).chain(others).collect()
}

async fn template(visit: &Visit) -> Result<facteur_app::Template, Refused> {
    let id = visit.id("template", TemplateId::parse)?;
    Ok(visit.app().read_template(&visit.authority()?, visit.service()?, id, None).await?)
}

pub async fn show(visit: Visit) -> Answer {
    form(&visit, &Errors::default()).await
}

async fn form(visit: &Visit, errors: &Errors) -> Answer {
    let template = template(visit).await?;
    if template.archived_at.is_some() {
        return show_archived(visit, template.id).await;
    }
    let from = visit.app().sending_from(&visit.authority()?, visit.service()?).await?;
    let (t, page) = (visit.words(), visit.page("bulk-upload-title"));
    let columns = headings(&template, heading(visit.language())).into_iter().enumerate();
    let columns = columns.map(|(at, wanted)| Column {
        text: t.say(match (at, wanted.is_conditional) {
            (0, _) => "bulk-column-recipient",
            (_, true) => "bulk-column-yes-or-no",
            (_, false) => "bulk-column-value",
        }),
        name: wanted.name,
    });
    let source = Source {
        channel: template.channel,
        subject: template.subject.as_deref().unwrap_or_default(),
        content: &template.content,
        prefix: from.prefix.as_deref(),
    };
    let shown = Upload {
        summary: visit.fields(visit.form(), errors).summary(),
        template: template.name.clone(),
        template_path: page.at(&format!("/templates/{}", template.id)),
        example_path: page.at(&format!("/send/{}/example.csv", template.id)),
        columns: columns.collect(),
        error: errors.of("file").map(str::to_owned),
        hint: t.say1("bulk-file-hint", "megabytes", visit.app().settings().largest_list / MEGABYTE),
        message: source.with_gaps(&t),
        page,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visit.show_as(status, &shown)
}

pub async fn receive(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let template = template(&visit).await?;
    let mut errors = Errors::default();
    let Some(file) = visit.take_files().into_iter().next() else {
        errors.add("file", visit.say("bulk-file-missing"));
        return form(&visit, &errors).await;
    };
    let Some(bytes) = file.bytes else {
        errors.add("file", visit.say("bulk-file-too-large"));
        return form(&visit, &errors).await;
    };
    match visit.app().upload_list(&by, service, template.id, &file.name, bytes).await {
        Ok(upload) => visit.go(&format!("/services/{service}/lists/{upload}")),
        Err(UploadError::Sheet(error)) => {
            let key = match error {
                SheetError::Empty => "bulk-file-empty",
                SheetError::TooLarge => "bulk-file-too-large",
                SheetError::TooManyCells => "bulk-file-too-many-cells",
                SheetError::OldOrLocked => "bulk-file-old",
                SheetError::NotATable => "bulk-file-no-table",
                SheetError::Damaged => "bulk-file-damaged",
                SheetError::Busy => "bulk-file-busy",
            };
            errors.add("file", visit.say(key));
            form(&visit, &errors).await
        }
        Err(error) => Err(super::refused(error)),
    }
}
