//! What a server's answer means for the message.
//!
//! The question is always whose fault it is. The recipient's or the content's: give up at once, and
//! say so. The operator's (login, sender, relaying) or nobody's: keep the message and try again,
//! because a wrong setting must not turn a day's recipients into addresses that do not exist.

use facteur_model::notification::Status;

use super::failure::{Cause, Failure, Step};
use crate::address::WireAddress;
use crate::outcome::Outcome;
use crate::response::presentable;

/// The mail server took the message; what the recipient's server does with it, nobody tells us.
pub(super) fn taken(answer: &str, recipient: &WireAddress) -> Outcome {
    Outcome::HandedOver { status: Status::Sent, response: presentable(answer, Some(recipient)) }
}

pub(super) fn failed(failure: &Failure, recipient: &WireAddress) -> Outcome {
    let response = presentable(&describe(failure), Some(recipient));
    match &failure.cause {
        Cause::Broken(_) | Cause::TimedOut => match failure.step {
            Step::Verdict => Outcome::Unknown { response },
            Step::Turn | Step::Connect | Step::Login | Step::Sender | Step::Recipient | Step::Content => {
                match failure.step {
                    // No message came into it: the server is not there.
                    Step::Connect | Step::Login => Outcome::Unreachable { response },
                    _ => Outcome::Retry { response, after: None },
                }
            }
        },
        Cause::Reply { code, text } => match refusal(failure.step, *code, text) {
            Some(status) => Outcome::Refused { status, reason: None, response },
            None => not_now(failure.step, *code, response),
        },
    }
}

/// An answer after which the message is tried again: is it about the message, or about the server and us?
fn not_now(step: Step, code: u16, response: Option<String>) -> Outcome {
    match (step, code) {
        // It takes its leave, or takes nobody for now: too much at once.
        (_, 421) | (Step::Connect | Step::Sender, 400..=499) => Outcome::Throttled { response, after: None },
        // It does not want us at all.
        (Step::Connect | Step::Login, _) => Outcome::Unreachable { response },
        _ => Outcome::Retry { response, after: None },
    }
}

/// The final status after a negative answer; nothing when the message may be tried again.
fn refusal(step: Step, code: u16, text: &str) -> Option<Status> {
    if code < 500 {
        return None;
    }
    match step {
        Step::Turn | Step::Connect | Step::Login | Step::Sender => None,
        Step::Recipient => of_recipient(code, detail(text)),
        Step::Content | Step::Verdict => of_content(code, detail(text)),
    }
}

/// A permanent answer to `RCPT TO`.
fn of_recipient(code: u16, detail: Option<(u16, u16)>) -> Option<Status> {
    match (detail, code) {
        // 5.1.7 and 5.1.8 speak of the sender.
        (Some((1, 7 | 8)), _) => None,
        // Mailbox full, or too small for the message: what the contract calls an inbox issue.
        (Some((2, 2..=4)), _) => Some(Status::TemporaryFailure),
        // 1: the address; 2: the mailbox; 4: no way to its domain.
        (Some((1 | 2 | 4, _)), _) => Some(Status::PermanentFailure),
        // 3: the mail system; 5: the protocol; 7: policy, which before the content is "you may not relay".
        (Some((3 | 5 | 7, _)), _) => None,
        // Commands not known, not in order or without login: the address is not at fault.
        (_, 500 | 502..=504 | 530..=539 | 555) => None,
        (_, 552) => Some(Status::TemporaryFailure),
        _ => Some(Status::PermanentFailure),
    }
}

/// A permanent answer to `DATA` or to the message itself.
fn of_content(code: u16, detail: Option<(u16, u16)>) -> Option<Status> {
    match (detail, code) {
        (Some((1, 7 | 8)), _) => None,
        (Some((1, _) | (2, 0 | 1)), _) => Some(Status::PermanentFailure),
        (Some((5, _)), _) | (None, 500..=504 | 530..=539) => None,
        // Too large, spam, a virus, against a policy: what the contract calls a content issue.
        _ => Some(Status::TemporaryFailure),
    }
}

/// The second and third number of an enhanced status code (RFC 3463): `(1, 1)` for `5.1.1 …`.
fn detail(text: &str) -> Option<(u16, u16)> {
    let mut numbers = text.split_whitespace().next()?.splitn(3, '.');
    let class = numbers.next()?;
    let (subject, detail) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    (class == "5").then_some((subject, detail))
}

/// In words for the operator, the server's own last.
pub(super) fn describe(failure: &Failure) -> String {
    let before = match failure.step {
        Step::Turn => "all connections to the mail server are in use",
        Step::Connect => "could not connect to the mail server",
        Step::Login => "could not log in to the mail server",
        Step::Sender => "the mail server did not accept the sender",
        Step::Recipient => "the mail server did not accept the recipient",
        Step::Content => "could not hand the message over",
        Step::Verdict => "the message was handed over",
    };
    match (&failure.cause, failure.step) {
        (Cause::Reply { code, text }, Step::Content | Step::Verdict | Step::Recipient) => {
            format!("{code} {text}")
        }
        (Cause::Reply { code, text }, _) => format!("{before}: {code} {text}"),
        (Cause::Broken(why), Step::Verdict) => format!("{before}, but not confirmed: {why}"),
        (Cause::TimedOut, Step::Verdict) => format!("{before}, but not confirmed in time"),
        (Cause::Broken(why), _) => format!("{before}: {why}"),
        (Cause::TimedOut, _) => format!("{before}: no answer in time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status_after(step: Step, reply: &str) -> Option<Status> {
        let (code, text) = reply.split_once(' ').unwrap();
        refusal(step, code.parse().unwrap(), text)
    }

    #[test]
    fn an_address_that_does_not_exist_is_a_permanent_failure() {
        for reply in [
            "550 5.1.1 User unknown",
            "550 5.1.10 RecipientNotFound",
            "501 5.1.3 Bad recipient address syntax",
            "550 5.2.1 Mailbox disabled",
            "550 5.4.1 Recipient address rejected: access denied",
            "550 no such user",
            "553 mailbox name not allowed",
            "554 no thanks",
        ] {
            assert_eq!(status_after(Step::Recipient, reply), Some(Status::PermanentFailure), "{reply}");
        }
        // Some servers find out only once they have the message.
        assert_eq!(status_after(Step::Verdict, "550 5.1.1 No such user"), Some(Status::PermanentFailure));
    }

    #[test]
    fn a_full_inbox_or_an_unwanted_content_is_an_inbox_issue() {
        for (step, reply) in [
            (Step::Recipient, "552 5.2.2 Mailbox full"),
            (Step::Recipient, "552 over quota"),
            (Step::Verdict, "552 5.3.4 Message too big"),
            (Step::Verdict, "554 5.7.1 Looks like spam"),
            (Step::Verdict, "550 5.6.0 Not wanted"),
            (Step::Verdict, "554 transaction failed"),
            (Step::Content, "554 5.7.1 Not wanted"),
        ] {
            assert_eq!(status_after(step, reply), Some(Status::TemporaryFailure), "{reply}");
        }
    }

    #[test]
    fn what_the_operator_can_repair_is_tried_again() {
        for (step, reply) in [
            (Step::Connect, "554 5.7.1 Your address is blocked"),
            (Step::Login, "535 5.7.8 Wrong password"),
            (Step::Sender, "550 5.7.1 Not your domain"),
            (Step::Sender, "530 5.7.0 Must issue STARTTLS first"),
            (Step::Recipient, "554 5.7.1 Relay access denied"),
            (Step::Recipient, "530 5.7.57 Log in first"),
            (Step::Recipient, "530 log in first"),
            (Step::Recipient, "503 bad sequence of commands"),
            (Step::Recipient, "550 5.1.8 Sender's domain does not exist"),
            (Step::Content, "503 5.5.1 Error"),
        ] {
            assert_eq!(status_after(step, reply), None, "{reply}");
        }
    }

    #[test]
    fn every_temporary_answer_is_tried_again() {
        for step in [Step::Connect, Step::Login, Step::Sender, Step::Recipient, Step::Content, Step::Verdict]
        {
            assert_eq!(status_after(step, "451 4.7.1 Greylisted"), None);
            assert_eq!(status_after(step, "421 4.3.2 Closing"), None);
        }
    }

    #[test]
    fn what_is_about_the_server_is_told_from_what_is_about_the_message() {
        let not_now = |step, code| not_now(step, code, None);
        assert!(matches!(not_now(Step::Recipient, 421), Outcome::Throttled { .. }));
        assert!(matches!(not_now(Step::Sender, 451), Outcome::Throttled { .. }));
        assert!(matches!(not_now(Step::Connect, 450), Outcome::Throttled { .. }));
        // A greylisted recipient says nothing about the next one.
        assert!(matches!(not_now(Step::Recipient, 451), Outcome::Retry { .. }));
        assert!(matches!(not_now(Step::Login, 535), Outcome::Unreachable { .. }));
        assert!(matches!(not_now(Step::Connect, 554), Outcome::Unreachable { .. }));
        assert!(matches!(not_now(Step::Sender, 550), Outcome::Retry { .. }));
    }

    #[test]
    fn only_what_happens_after_the_end_of_the_message_is_unknown() {
        let recipient = WireAddress::parse("a@b.ca").unwrap();
        for step in [
            Step::Turn,
            Step::Connect,
            Step::Login,
            Step::Sender,
            Step::Recipient,
            Step::Content,
            Step::Verdict,
        ] {
            for failure in [Failure::broken(step, "reset"), Failure::timed_out(step)] {
                let outcome = failed(&failure, &recipient);
                assert_eq!(matches!(outcome, Outcome::Unknown { .. }), step == Step::Verdict, "{failure:?}");
                let again = matches!(outcome, Outcome::Retry { .. } | Outcome::Unreachable { .. });
                assert_eq!(again, step != Step::Verdict, "{failure:?}");
            }
        }
    }
}
