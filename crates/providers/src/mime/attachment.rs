//! Files in an e-mail: behind its two faces, each with its name in the spellings that mail readers know.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facteur_model::id::NotificationId;

use super::{body, header};
use crate::message::{Attachment, Email};

/// Bytes that make a line of 76 characters (RFC 2045 §6.8).
const BYTES_PER_LINE: usize = 57;
/// Characters of a name on one line, once they are written as RFC 2231 wants them.
const PIECE: usize = 60;

/// About how long an attachment becomes.
pub(super) fn written_length(attachment: &Attachment) -> usize {
    attachment.content.len() / BYTES_PER_LINE * 78 + 1_024 + attachment.name.len() * 6
}

/// The text in both faces, then the files.
pub(super) fn mixed(out: &mut String, id: NotificationId, email: &Email) {
    // As within the faces: `=_` occurs neither in quoted-printable nor in base64.
    let boundary = format!("=_{id}_files");
    let _ = write!(out, "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n");
    body::alternatives(out, id, &email.text, &email.html);
    for attachment in &email.attachments {
        let _ = write!(out, "--{boundary}\r\nContent-Type: {};\r\n", attachment.media_type);
        old_name(out, &attachment.name);
        out.push_str("Content-Disposition: attachment;\r\n");
        name(out, &attachment.name);
        out.push_str("Content-Transfer-Encoding: base64\r\n\r\n");
        for line in attachment.content.chunks(BYTES_PER_LINE) {
            STANDARD.encode_string(line, out);
            out.push_str("\r\n");
        }
    }
    let _ = write!(out, "--{boundary}--\r\n");
}

/// `name`, which the RFCs leave undefined for what is not ASCII; old readers know encoded words in it.
fn old_name(out: &mut String, name: &str) {
    let name = header::one_line(name);
    if header::is_plain(&name) {
        let _ = write!(out, " name=\"{}\"\r\n", quoted(&name));
    } else {
        let _ = write!(out, " name=\"{}\"\r\n", header::encoded_words(&name));
    }
}

/// `filename`, as RFC 2231 writes what is not ASCII, in pieces when it is long.
fn name(out: &mut String, name: &str) {
    let name = header::one_line(name);
    if header::is_plain(&name) {
        let _ = write!(out, " filename=\"{}\"\r\n", quoted(&name));
        return;
    }
    let (mut number, mut piece) = (0, String::with_capacity(PIECE + 16));
    piece.push_str("UTF-8''");
    for byte in name.bytes() {
        if piece.len() >= PIECE {
            let _ = write!(out, " filename*{number}*={piece};\r\n");
            number += 1;
            piece.clear();
        }
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            piece.push(char::from(byte));
        } else {
            let _ = write!(piece, "%{byte:02X}");
        }
    }
    if number == 0 {
        let _ = write!(out, " filename*={piece}\r\n");
    } else {
        let _ = write!(out, " filename*{number}*={piece}\r\n");
    }
}

fn quoted(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "\\\"")
}
