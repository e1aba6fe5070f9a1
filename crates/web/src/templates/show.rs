//! The page of one template.

use super::list::targets;
use super::rendered::Source;
use super::{copy, priority_key};
use crate::components::Markup;
use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::Need;
use facteur_i18n::Language;
use facteur_model::Channel;
use facteur_model::id::TemplateId;
use facteur_model::person::Right;

pub fn routes() -> Vec<Route> {
    let member = Access::Service(Need::Membership);
    vec![Route::get("/services/{service}/templates/{template}", member, show)]
}

#[derive(Template)]
#[template(path = "templates/show.html")]
struct Show {
    page: Page,
    id: TemplateId,
    kind: String,
    is_archived: bool,
    may_send: bool,
    may_edit: bool,
    /// Where it can be copied to another service, if there is one.
    copy_to: Option<String>,
    /// Where it can be moved, if there is a folder at all.
    folders: Option<Markup>,
    /// The path of its history, for whoever may see it.
    history: Option<String>,
    message: Markup,
    from: String,
    /// E-mail only.
    reply_to: Option<String>,
    category: Option<String>,
    priority: String,
    version: u32,
    changed: String,
    changed_at: String,
    author: String,
    placeholders: Vec<String>,
    left: String,
    resets: String,
}

async fn show(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let app = visit.app();
    let template = app.read_template(&by, service, id, None).await?;
    let from = app.sending_from(&by, service).await?;
    let left = app.left_today(&by, service).await?;
    let author = app.template_author(&by, service, &template.created_by).await?;
    let categories = app.template_categories(&by).await?;
    let t = visit.words();
    let category = template.category.and_then(|id| categories.iter().find(|category| category.id == id));
    let changed_at = template.updated_at.unwrap_or(template.created_at);
    let is_email = template.channel == Channel::Email;
    let source = Source {
        channel: template.channel,
        subject: template.subject.as_deref().unwrap_or_default(),
        content: &template.content,
        prefix: from.prefix.as_deref(),
    };
    let may_see_history = visit.may(Need::Either(Right::ViewActivity, Right::ManageTemplates));
    let page = visit.page_titled(template.name.clone());
    let may_edit = page.may(Right::ManageTemplates);
    let folders = app.folders(&by, service).await?;
    let is_alone = copy::others(&visit).await?.is_empty();
    let copy_to =
        (!is_alone && template.archived_at.is_none()).then(|| page.at(&format!("/templates/{id}/copy-to")));
    let is_movable = may_edit && template.archived_at.is_none() && !folders.is_empty();
    let folders = if is_movable {
        let outlines = app.template_outlines(&by, service).await?;
        let now = outlines.iter().find(|outline| outline.id == id).and_then(|outline| outline.folder);
        Some(targets(&visit, &folders, now))
    } else {
        None
    };
    let shown = Show {
        id,
        kind: page.channel(template.channel),
        is_archived: template.archived_at.is_some(),
        may_send: visit.may(Need::OwnRight(Right::SendMessages)),
        may_edit,
        copy_to,
        folders,
        history: may_see_history.then(|| page.at(&format!("/templates/{id}/versions"))),
        message: source.with_gaps(&t),
        reply_to: is_email.then(|| {
            let usual = from.reply_tos.iter().find(|reply_to| reply_to.is_default);
            usual.map_or_else(|| t.say("template-no-reply-to"), |reply_to| reply_to.address.clone())
        }),
        from: match template.channel {
            Channel::Email => from.address,
            Channel::Sms => from
                .sms_senders
                .iter()
                .find(|sender| sender.is_default)
                .map(|sender| sender.sender.clone())
                .or(from.usual_sms_sender)
                .unwrap_or_else(|| t.say("template-from-provider")),
        },
        category: category.map(|category| match t.language {
            Language::En => category.name_en.clone(),
            Language::Fr => category.name_fr.clone(),
        }),
        priority: t.say(priority_key(template.priority())),
        version: template.version,
        changed: t.date_time(changed_at),
        changed_at: changed_at.to_rfc3339(),
        author: author.unwrap_or_else(|| t.say("template-author-operator")),
        placeholders: source.wanted().into_iter().map(|wanted| wanted.name).collect(),
        left: match template.channel {
            Channel::Email => t.say1("template-left-email", "count", left.email),
            Channel::Sms => t.say1("template-left-sms", "count", left.sms),
        },
        resets: t.say1("trial-resets", "hour", t.hour(left.resets_at)),
        page,
    };
    visit.show(&shown)
}
