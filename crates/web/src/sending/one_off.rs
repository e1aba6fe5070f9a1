//! One message to one recipient: a form, a look at the message, and off it goes.
//!
//! What was typed travels in the forms of the person's own pages, and never in an address.

use super::chosen_files::{self, Chosen};
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

/// The form of a message, which may bring files.
pub const WRITE: &str = "/services/{service}/send/{template}";

pub fn routes() -> Vec<Route> {
    let send = Access::Service(Need::OwnRight(Right::SendMessages));
    vec![
        Route::get(WRITE, send, write),
        Route::post(WRITE, send, look),
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
    /// What stands for a file is only for the look.
    personalisation: Map<String, Value>,
    files: Vec<Chosen>,
    schedule: Schedule,
}

/// What was typed, and what is wrong with it.
struct Typed {
    form: Form,
    errors: Errors,
    files: Vec<Chosen>,
}

impl Typed {
    /// What the form of this request says; files that came with it are kept from here on.
    async fn of(visit: &Visit, writing: &Writing) -> Result<Self, Refused> {
        let (mut form, mut errors) = (visit.form().clone(), Errors::default());
        let files = if chosen_files::may_be_sent(visit, writing.template.channel) {
            chosen_files::read(visit, &writing.source().wanted(), &mut form, &mut errors).await?
        } else {
            Vec::new()
        };
        Ok(Self { form, errors, files })
    }

    fn new(form: Form) -> Self {
        Self { form, errors: Errors::default(), files: Vec::new() }
    }
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
    fn read(&self, visit: &Visit, typed: Typed) -> Result<(Written, Form), Typed> {
        let Typed { form, mut errors, files } = typed;
        let t = visit.words();
        let message = self.recipient(visit, &mut errors);
        let mut personalisation = Map::new();
        for (number, Wanted { name, .. }) in self.source().wanted().into_iter().enumerate() {
            let field = value_field(number);
            let value = form.raw(&field);
            let file = files.iter().find(|chosen| chosen.number == number);
            if file.is_some() && !value.trim().is_empty() {
                errors.add(&field, t.say1("send-file-and-value", "name", &name));
            } else if file.is_none() && value.trim().is_empty() && !chosen_files::is_wrong(&errors, number) {
                errors.add(&field, t.say1("send-value-missing", "name", &name));
            } else if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
                errors.add(&field, t.say("template-unprintable"));
            }
            let base_url = &visit.app().settings().base_url;
            let value = file.map_or_else(|| value.to_owned(), |chosen| chosen.stand_in(base_url));
            personalisation.insert(name, value.into());
        }
        if personalisation_size(&personalisation) > MAX_PERSONALISATION {
            errors.add("send", t.say1("send-values-too-long", "limit", MAX_PERSONALISATION));
        }
        let schedule = schedule::read(&t, &form, visit.app().now(), &mut errors);
        match message.filter(|_| errors.is_empty()) {
            Some(message) => Ok((Written { message, personalisation, files, schedule }, form)),
            None => Err(Typed { form, errors, files }),
        }
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
        for number in 0..self.source().wanted().len() {
            names.push(value_field(number));
            names.extend(chosen_files::fields(number).into_iter().filter(|name| !form.text(name).is_empty()));
        }
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
    takes_files: bool,
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

fn show_form(visit: &Visit, writing: &Writing, typed: &Typed) -> Answer {
    let (template, Typed { form, errors, files }) = (&writing.template, typed);
    let fields = visit.fields(form, errors);
    let t = visit.words();
    let (kind, autocomplete, label, hint) = match template.channel {
        Channel::Email => ("email", "off", "send-to-email", "send-to-email-hint"),
        Channel::Sms => ("tel", "off", "send-to-sms", "send-to-sms-hint"),
    };
    let to = Input { kind, autocomplete, mode: kind, hint, most: 320, ..Input::default() };
    let takes_files = chosen_files::may_be_sent(visit, template.channel);
    let values = writing
        .source()
        .wanted()
        .into_iter()
        .enumerate()
        .map(|(number, wanted)| {
            let may = takes_files && !wanted.is_conditional;
            let file = may.then(|| chosen_files::field(visit, form, errors, files, number, &wanted.name));
            value(visit, form, errors, &value_field(number), &wanted, file)
        })
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
        takes_files,
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
    /// For a name in whose place a file may be sent.
    file: Option<Markup>,
}

struct Answers {
    hint: String,
    yes: String,
    no: String,
}

/// The field of one placeholder, whose label is its name as the author wrote it.
fn value(
    visit: &Visit,
    form: &Form,
    errors: &Errors,
    field: &str,
    wanted: &Wanted,
    file: Option<Markup>,
) -> Markup {
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
        file,
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
    show_form(&visit, &writing, &Typed::new(form))
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
    /// The files that go with it, a line each.
    files: Vec<String>,
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
    let typed = Typed::of(&visit, &writing).await?;
    if visit.form().text("then") == "change" {
        return show_form(&visit, &writing, &typed);
    }
    match writing.read(&visit, typed) {
        Ok((written, form)) => show_look(&visit, &writing, &written, &form, &Errors::default()).await,
        Err(typed) => show_form(&visit, &writing, &typed),
    }
}

async fn show_look(
    visit: &Visit,
    writing: &Writing,
    written: &Written,
    form: &Form,
    errors: &Errors,
) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let left = visit.app().left_today(&by, service).await?;
    let t = visit.words();
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
        files: written.files.iter().map(|chosen| chosen.line(&t)).collect(),
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
    let typed = Typed::of(&visit, &writing).await?;
    let (written, form) = match writing.read(&visit, typed) {
        Ok(read) => read,
        Err(typed) => return show_form(&visit, &writing, &typed),
    };
    let mut errors = Errors::default();
    if form.text("version") != writing.template.version.to_string() {
        errors.add("send", visit.say("send-template-changed"));
        return show_look(&visit, &writing, &written, &form, &errors).await;
    }
    let token = form.text("token").to_owned();
    if token.is_empty() {
        return Err(Refused::Unreadable);
    }
    let kept = writing.kept(&form);
    let names: Vec<String> = writing.source().wanted().into_iter().map(|wanted| wanted.name).collect();
    let named = |chosen: &Chosen| Some((names.get(chosen.number)?.clone(), chosen.site.clone()));
    let message = SiteMessage {
        template: writing.template.id,
        personalisation: written.personalisation,
        files: written.files.iter().filter_map(named).collect(),
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
            show_form(&visit, &writing, &Typed { form, errors, files: written.files })
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
