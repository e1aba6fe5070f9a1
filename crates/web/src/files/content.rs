//! The content of a file, as a browser may have it: to be saved, never to be shown within the site.

use super::NOT_FOR_SEARCH;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use facteur_app::{FileContent, FileShown, Unavailable};
use futures_util::stream;
use std::fmt::Write as _;

/// Whatever a browser makes of it, it can do nothing here.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// Sends a file as it is read, a piece at a time.
pub async fn answer(file: &FileShown, mut content: FileContent) -> Result<Response, Unavailable> {
    // What is damaged, or gone in this instant, is said as long as it can be.
    let first = content.next().await.map_err(|trouble| Unavailable::Broken(Box::new(trouble)))?;
    let rest = stream::try_unfold((first, content), |(first, mut content)| async move {
        let piece = match first {
            Some(piece) => Some(piece),
            None => content.next().await?,
        };
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(piece.map(|piece| (piece, (None, content))))
    });
    let mut headers = HeaderMap::new();
    let (name, value) = NOT_FOR_SEARCH;
    headers.insert(name, value);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size));
    headers.insert(header::CONTENT_DISPOSITION, disposition(&file.name));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(policy, HeaderValue::from_static("same-origin"));
    Ok((headers, Body::from_stream(rest)).into_response())
}

/// RFC 6266: the name as it is, and for old browsers one in ASCII.
fn disposition(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| if (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%') { c } else { '_' })
        .collect();
    let mut text = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_adds_anything_to_the_header() {
        for (name, header) in [
            ("a b.pdf", "attachment; filename=\"a b.pdf\""),
            ("été.pdf", "attachment; filename=\"_t_.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9.pdf"),
            ("a\"; x=\"y", "attachment; filename=\"a_; x=_y\"; filename*=UTF-8''a%22%3B%20x%3D%22y"),
            (
                "a\r\nSet-Cookie: x",
                "attachment; filename=\"a__Set-Cookie: x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x",
            ),
        ] {
            assert_eq!(disposition(name), header, "{name:?}");
        }
    }
}
