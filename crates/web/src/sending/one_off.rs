//! One message to one recipient: a form, a look at the message, and off it goes.
//!
//! What was typed travels in the forms of the person's own pages, and never in an address.

use super::refusal;
use super::schedule::{self, FARTHEST};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::templates::rendered::{Source, Wanted};
use crate::templates::show_archived;
use crate::visit::Visit;
use askama::Template;
use aws_lc_rs::digest::{SHA256, digest};
use axum::http::StatusCode;
use facteur_app::{MessageRequest, Need, Schedule, SendingFrom, SiteMessage};
use facteur_model::Channel;
use facteur_model::hex;
use facteur_model::id::{ReplyToId, SmsSenderId, TemplateId};
use facteur_model::person::Right;
use facteur_model::recipient::{EmailAddress, International, PhoneNumber};
use facteur_template::Values;
use facteur_template::limits::{MAX_PERSONALISATION, personalisation_size};
use serde_json::{Map, Value};

pub fn routes() -> Vec<Route> {
    let send = Access::Service(Need::OwnRight(Right::SendMessages));
    vec![
        Route::get("/services/{service}/send/{template}", send, write),
        Route::post("/services/{service}/send/{template}", send, look),
        Route::post("/services/{service}/send/{template}/now", send, send_now),
    ]
}

/// What is sent, and from whom it may come.
struct Writing {
    template: facteur_app::Template,
    from: SendingFrom,
}

/// A form that was read.
struct Written {
    message: MessageRequest,
    personalisation: Map<String, Value>,
    schedule: Schedule,
}

impl Writing {
    async fn of(visit: &Visit) -> Result<Self, Refused> {
        let (by, service) = (visit.authority()?, visit.service()?);
        let id = visit.id("template", TemplateId::parse)?;
        let template = visit.app().read_template(&by, service, id, None).await?;
        let from = visit.app().sending_from(&by, service).await?;
        Ok(Self { template, from })
    }

    fn source(&self) -> Source<'_> {
        Source {
            channel: self.template.channel,
            subject: self.template.subject.as_deref().unwrap_or_default(),
            content: &self.template.content,
            prefix: self.from.prefix.as_deref(),
        }
    }

    /// The senders to choose from; nothing when there is no choice.
    fn senders(&self) -> Vec<Choice> {
        let senders: Vec<_> = match self.template.channel {
            Channel::Email => {
                self.from.reply_tos.iter().map(|one| Choice::new(one.id.to_string(), &one.address)).collect()
            }
            Channel::Sms => {
                self.from.sms_senders.iter().map(|one| Choice::new(one.id.to_string(), &one.sender)).collect()
            }
        };
        if senders.len() > 1 { senders } else { Vec::new() }
    }

    /// Reads the form and notes what is wrong with it.
    fn read(&self, visit: &Visit, errors: &mut Errors) -> Option<Written> {
        let (form, t) = (visit.form(), visit.words());
        let message = self.recipient(visit, errors);
        let mut personalisation = Map::new();
        for (number, Wanted { name, .. }) in self.source().wanted().into_iter().enumerate() {
            let field = value_field(number);
            let value = form.raw(&field);
            if value.trim().is_empty() {
                errors.add(&field, t.say1("send-value-missing", "name", &name));
            } else if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
                errors.add(&field, t.say("template-unprintable"));
            }
            personalisation.insert(name, value.into());
        }
        if personalisation_size(&personalisation) > MAX_PERSONALISATION {
            errors.add("send", t.say1("send-values-too-long", "limit", MAX_PERSONALISATION));
        }
        let schedule = schedule::read(&t, form, visit.app().now(), errors);
        let message = message.filter(|_| errors.is_empty())?;
        Some(Written { message, personalisation, schedule })
    }

    fn recipient(&self, visit: &Visit, errors: &mut Errors) -> Option<MessageRequest> {
        let (form, t) = (visit.form(), visit.words());
        let (to, sender) = (form.text("to"), form.text("sender"));
        if to.is_empty() {
            errors.add("to", t.say("send-to-missing"));
        }
        match self.template.channel {
            Channel::Email => {
                let Ok(to) = EmailAddress::parse(to) else {
                    errors.add("to", t.say("send-email-invalid"));
                    return None;
                };
                let reply_to = ReplyToId::parse(sender);
                if reply_to.is_none() && !sender.is_empty() {
                    errors.add("sender", t.say("send-refused-reply-to"));
                }
                Some(MessageRequest::Email { to, reply_to, unsubscribe_url: None, sanitise: Vec::new() })
            }
            Channel::Sms => {
                // Whether other countries may be reached is asked when it is sent, and has words of its own.
                let to = match PhoneNumber::parse(to, International::Allowed) {
                    Ok(to) => to,
                    Err(error) => {
                        errors.add("to", refusal::said_of_phone(&t, error));
                        return None;
                    }
                };
                let sender_id = SmsSenderId::parse(sender);
                if sender_id.is_none() && !sender.is_empty() {
                    errors.add("sender", t.say("send-refused-sender"));
                }
                Some(MessageRequest::Sms { to, sender: sender_id })
            }
        }
    }

    /// The fields of the form as the preview carries them on.
    fn kept(&self, form: &Form) -> Vec<(String, String)> {
        let mut names: Vec<String> = ["to", "sender", "day", "time"].map(str::to_owned).into();
        names.extend((0..self.source().wanted().len()).map(value_field));
        names
            .into_iter()
            .map(|name| (form.raw(&name).to_owned(), name))
            .map(|(value, name)| (name, value))
            .collect()
    }
}

/// The name of the field of a value: names of placeholders may hold anything.
fn value_field(number: usize) -> String {
    format!("value-{number}")
}

#[derive(Template)]
#[template(path = "sending/write.html")]
struct Write {
    page: Page,
    summary: Markup,
    template: String,
    template_id: TemplateId,
    template_path: String,
    to: Markup,
    /// The same page with the person's own address, which is not in its own.
    to_myself: Option<String>,
    values: Vec<Markup>,
    sender: Option<Markup>,
    day: String,
    time: String,
    day_error: Option<String>,
    time_error: Option<String>,
    first_day: String,
    last_day: String,
    zone: String,
    message: Markup,
}

fn show_form(visit: &Visit, writing: &Writing, form: &Form, errors: &Errors) -> Answer {
    let template = &writing.template;
    let fields = visit.fields(form, errors);
    let t = visit.words();
    let (kind, autocomplete, label, hint) = match template.channel {
        Channel::Email => ("email", "off", "send-to-email", "send-to-email-hint"),
        Channel::Sms => ("tel", "off", "send-to-sms", "send-to-sms-hint"),
    };
    let to = Input { kind, autocomplete, mode: kind, hint, most: 320, ..Input::default() };
    let values = writing
        .source()
        .wanted()
        .into_iter()
        .enumerate()
        .map(|(number, wanted)| value(visit, form, errors, &value_field(number), &wanted))
        .collect();
    let senders = writing.senders();
    let label_of_sender = match template.channel {
        Channel::Email => "send-reply-to",
        Channel::Sms => "send-sender",
    };
    let own = visit.signed_in()?;
    let has_own_address = template.channel == Channel::Email || own.phone().is_some();
    let now = visit.app().now();
    let page = visit.page("send-title");
    let shown = Write {
        summary: fields.summary(),
        template: template.name.clone(),
        template_id: template.id,
        template_path: page.at(&format!("/templates/{}", template.id)),
        to: fields.input("to", label, to),
        to_myself: has_own_address.then(|| format!("{}?to=me", visit.path().trim_end_matches("/now"))),
        values,
        sender: (!senders.is_empty()).then(|| fields.radios("sender", label_of_sender, "", &senders)),
        day: form.text("day").to_owned(),
        time: form.text("time").to_owned(),
        day_error: errors.of("day").map(str::to_owned),
        time_error: errors.of("time").map(str::to_owned),
        first_day: t.day_field(now),
        last_day: t.day_field(now.plus(FARTHEST)),
        zone: t.say1("send-zone", "zone", t.zone_name(now)),
        message: writing.source().with_gaps(&t),
        page,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visit.show_as(status, &shown)
}

#[derive(Template)]
#[template(path = "sending/value.html")]
struct ValueField<'a> {
    name: &'a str,
    label: &'a str,
    value: &'a str,
    error: Option<&'a str>,
    /// For a name that only shows or hides words of the template.
    answers: Option<Answers>,
}

struct Answers {
    hint: String,
    yes: String,
    no: String,
}

/// The field of one placeholder, whose label is its name as the author wrote it.
fn value(visit: &Visit, form: &Form, errors: &Errors, field: &str, wanted: &Wanted) -> Markup {
    let answers = wanted.is_conditional.then(|| Answers {
        hint: visit.say("send-conditional-hint"),
        yes: visit.say("yes"),
        no: visit.say("no"),
    });
    Markup::of(&ValueField {
        name: field,
        label: &wanted.name,
        value: form.raw(field),
        error: errors.of(field),
        answers,
    })
}

async fn write(visit: Visit) -> Answer {
    let writing = Writing::of(&visit).await?;
    if writing.template.archived_at.is_some() {
        return show_archived(&visit, writing.template.id).await;
    }
    let mut form = Form::default();
    if visit.query().text("to") == "me" {
        let person = visit.signed_in()?;
        let own = match writing.template.channel {
            Channel::Email => person.email(),
            Channel::Sms => person.phone().unwrap_or_default(),
        };
        form = form.with("to", own);
    }
    if let Some(usual) = writing.senders().first() {
        form = form.with("sender", &usual.value);
    }
    show_form(&visit, &writing, &form, &Errors::default())
}

#[derive(Template)]
#[template(path = "sending/look.html")]
struct Look {
    page: Page,
    summary: Markup,
    template: String,
    to: String,
    sender: Option<String>,
    is_email: bool,
    when: Option<(String, String)>,
    message: Markup,
    left: String,
    resets: String,
    kept: Vec<(String, String)>,
    token: String,
    version: u32,
    form_path: String,
}

/// Shows the message before it is sent.
async fn look(visit: Visit) -> Answer {
    let writing = Writing::of(&visit).await?;
    let mut errors = Errors::default();
    if visit.form().text("then") == "change" {
        return show_form(&visit, &writing, visit.form(), &errors);
    }
    match writing.read(&visit, &mut errors) {
        Some(written) => show_look(&visit, &writing, &written, &errors).await,
        None => show_form(&visit, &writing, visit.form(), &errors),
    }
}

async fn show_look(visit: &Visit, writing: &Writing, written: &Written, errors: &Errors) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let left = visit.app().left_today(&by, service).await?;
    let (form, t) = (visit.form(), visit.words());
    let mut bytes = [0_u8; 16];
    visit.app().chance().fill(&mut bytes);
    let page = visit.page("send-look-title");
    let shown = Look {
        summary: visit.fields(form, errors).summary(),
        template: writing.template.name.clone(),
        to: match &written.message {
            MessageRequest::Email { to, .. } => to.as_str().to_owned(),
            MessageRequest::Sms { to, .. } => to.human_readable(),
        },
        sender: sender_name(writing, &written.message),
        is_email: writing.template.channel == Channel::Email,
        when: match &written.schedule {
            Schedule::Now => None,
            Schedule::At { moment, text } => {
                Some((format!("{} {}", t.date_time(moment), t.zone_name(moment)), text.clone()))
            }
        },
        message: writing.source().filled(&t, &Values::from_json(&written.personalisation)),
        left: match writing.template.channel {
            Channel::Email => t.say1("template-left-email", "count", left.email),
            Channel::Sms => t.say1("template-left-sms", "count", left.sms),
        },
        resets: t.say1("trial-resets", "hour", t.hour(left.resets_at)),
        kept: writing.kept(form),
        token: hex(&bytes),
        version: writing.template.version,
        form_path: page.at(&format!("/send/{}", writing.template.id)),
        page,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visit.show_as(status, &shown)
}

/// From whom the message comes, or where its answers go; nothing when nobody is named.
fn sender_name(writing: &Writing, message: &MessageRequest) -> Option<String> {
    let SendingFrom { reply_tos, sms_senders, usual_sms_sender, .. } = &writing.from;
    match message {
        MessageRequest::Email { reply_to, .. } => {
            let chosen = reply_tos.iter().find(|one| Some(one.id) == *reply_to);
            chosen.or_else(|| reply_tos.iter().find(|one| one.is_default)).map(|one| one.address.clone())
        }
        MessageRequest::Sms { sender, .. } => {
            let chosen = sms_senders.iter().find(|one| Some(one.id) == *sender);
            let named = chosen.or_else(|| sms_senders.iter().find(|one| one.is_default));
            named.map(|one| one.sender.clone()).or_else(|| usual_sms_sender.clone())
        }
    }
}

async fn send_now(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let writing = Writing::of(&visit).await?;
    let mut errors = Errors::default();
    let Some(written) = writing.read(&visit, &mut errors) else {
        return show_form(&visit, &writing, visit.form(), &errors);
    };
    if visit.form().text("version") != writing.template.version.to_string() {
        errors.add("send", visit.say("send-template-changed"));
        return show_look(&visit, &writing, &written, &errors).await;
    }
    let token = visit.form().text("token").to_owned();
    if token.is_empty() {
        return Err(Refused::Unreadable);
    }
    let kept = writing.kept(visit.form());
    let message = SiteMessage {
        template: writing.template.id,
        personalisation: written.personalisation,
        schedule: written.schedule,
        message: written.message,
        token,
        digest: digest_of(writing.template.id, writing.template.version, &kept),
    };
    match visit.app().send_from_site(&by, service, message).await {
        Ok(Some(id)) => visit.go(&format!("/services/{service}/notifications/{id}")),
        Ok(None) => {
            let back = format!("/services/{service}/templates/{}", writing.template.id);
            visit.go_saying(&back, Flash::done(visit.say("send-smoke-test"))).await
        }
        Err(error) => {
            let (field, text) = refusal::said(&visit, error)?;
            errors.add(field, text);
            show_form(&visit, &writing, visit.form(), &errors)
        }
    }
}

/// Of everything that the message is made of.
fn digest_of(template: TemplateId, version: u32, kept: &[(String, String)]) -> [u8; 32] {
    let whole = serde_json::json!([template.to_string(), version, kept]).to_string();
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, whole.as_bytes()).as_ref());
    bytes
}
