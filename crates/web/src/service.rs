//! A person's services, and what a team decides about its own: names, channels, senders, what is kept, deletion.

mod accounts;
mod add;
mod approval;
mod deletion;
mod keeping;
mod names;
mod pages;
mod reply_to;
mod settings;
mod sms_sender;
mod switches;

use crate::form::Errors;
use crate::page::Flash;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use facteur_app::{ChangeError, Need, ReplyToError, SenderError};
use facteur_model::person::Right;
use facteur_model::service::{SendingNameError, ServiceNameError};

/// Who sees the settings.
const READS: Access = Access::Service(Need::Either(Right::ManageService, Right::ManageApiKeys));
/// Who changes them.
const CHANGES: Access = Access::Service(Need::Right(Right::ManageService));

pub fn routes() -> Vec<Route> {
    [
        accounts::routes(),
        add::routes(),
        settings::routes(),
        names::routes(),
        switches::routes(),
        keeping::routes(),
        approval::routes(),
        reply_to::routes(),
        sms_sender::routes(),
        deletion::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A path among the settings of the service that this page is about.
fn at(visit: &Visit, path: &str) -> Result<String, Refused> {
    Ok(format!("/services/{}/service-settings{path}", visit.service()?))
}

/// A form that changes the service is not even shown while nothing can be changed.
fn open_to_changes(visit: &Visit) -> Result<(), Refused> {
    if visit.seat()?.is_open_to_changes() { Ok(()) } else { Err(Refused::NotActive) }
}

/// Back to the settings, which say that it is done.
async fn saved(visit: &Visit, path: &str) -> Answer {
    visit.go_saying(&at(visit, path)?, Flash::done(visit.say("service-saved"))).await
}

/// Notes next to its field what a form of this room can cause; anything else is no matter of the form.
fn note(visit: &Visit, errors: &mut Errors, error: ChangeError) -> Result<(), Refused> {
    let (field, key) = match error {
        ChangeError::ServiceName(error) => ("name", name_key(error)),
        ChangeError::SendingName(error) => ("email_from", sending_name_key(error)),
        ChangeError::ReplyTo(error) => ("address", reply_to_key(error)),
        ChangeError::Sender(error) => ("sender", sender_key(error)),
        ChangeError::TooManyServices { most } => {
            errors.add("name", visit.words().say1("service-error-too-many", "most", most));
            return Ok(());
        }
        error => return Err(error.into()),
    };
    errors.add(field, visit.say(key));
    Ok(())
}

fn name_key(error: ServiceNameError) -> &'static str {
    match error {
        ServiceNameError::Empty => "service-error-name-empty",
        ServiceNameError::TooLong => "service-error-name-long",
        ServiceNameError::Quotes => "service-error-name-quotes",
        ServiceNameError::Control => "service-error-name-control",
        ServiceNameError::Taken => "service-error-name-taken",
        ServiceNameError::TooLongToSend => "service-error-name-long-to-send",
    }
}

fn sending_name_key(error: SendingNameError) -> &'static str {
    match error {
        SendingNameError::Empty | SendingNameError::Spelling => "service-error-address-empty",
        SendingNameError::TooLong => "service-error-address-long",
        SendingNameError::Taken => "service-error-address-taken",
    }
}

fn reply_to_key(error: ReplyToError) -> &'static str {
    match error {
        ReplyToError::NotAnAddress => "service-error-reply-to-address",
        ReplyToError::OtherDomain => "service-error-reply-to-domain",
        ReplyToError::Known => "service-error-reply-to-known",
        ReplyToError::TooMany => "service-error-reply-to-many",
        ReplyToError::TooOften => "service-error-reply-to-often",
        ReplyToError::NotVerified => "service-error-reply-to-unverified",
        ReplyToError::NotSent => "service-error-reply-to-not-sent",
    }
}

fn sender_key(error: SenderError) -> &'static str {
    match error {
        SenderError::TooShort => "service-error-sender-short",
        SenderError::TooLong => "service-error-sender-long",
        SenderError::Characters => "service-error-sender-characters",
        SenderError::Zeros => "service-error-sender-zeros",
        SenderError::Known => "service-error-sender-known",
        SenderError::TooMany => "service-error-sender-many",
    }
}
