//! The two faces of an e-mail: plain text first, HTML last, so that a reader picks the richest it can show.

use std::fmt::Write as _;

use facteur_model::id::NotificationId;
use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding;

/// Ends the headers and writes both parts.
pub(super) fn alternatives(out: &mut String, id: NotificationId, text: &str, html: &str) {
    // `=_` cannot occur in quoted-printable, so no body can hold its own boundary.
    let boundary = format!("=_{id}");
    let _ = write!(out, "Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n");
    for (kind, content) in [("plain", text), ("html", html)] {
        let _ = write!(out, "--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n");
        out.push_str("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
        out.push_str(&quoted_printable(content));
        out.push_str("\r\n");
    }
    let _ = write!(out, "--{boundary}--\r\n");
}

/// Always quoted-printable: any text fits, lines stay short, and a person can still read it.
fn quoted_printable(text: &str) -> String {
    let body = Body::new_with_encoding(with_crlf(text), ContentTransferEncoding::QuotedPrintable)
        .expect("quoted-printable holds any text");
    String::from_utf8(body.into_vec()).expect("quoted-printable is ASCII")
}

/// Makes each line end in CR LF, whether it ended in CR, LF or both.
fn with_crlf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        lines.push_str(&rest[..at]);
        lines.push_str("\r\n");
        let ending = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[at + ending..];
    }
    lines.push_str(rest);
    lines
}
