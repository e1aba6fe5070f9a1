//! Style, script and fonts: inside the program, under names that change with their content.

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use facteur_model::hex;
use std::sync::LazyLock;

/// The path that assets are under.
pub const PATH: &str = "/assets/{name}";

const FOREVER: &str = "public, max-age=31536000, immutable";

const FONTS: [(&str, &[u8]); 4] = [
    ("lato", include_bytes!("../assets/fonts/gcds-lato.woff2")),
    ("noto-sans", include_bytes!("../assets/fonts/gcds-noto-sans-regular.woff2")),
    ("noto-sans-bold", include_bytes!("../assets/fonts/gcds-noto-sans-bold.woff2")),
    ("noto-sans-mono", include_bytes!("../assets/fonts/gcds-noto-sans-mono.woff2")),
];

struct Asset {
    path: String,
    kind: &'static str,
    content: Vec<u8>,
}

impl Asset {
    fn new(name: &str, extension: &str, kind: &'static str, content: Vec<u8>) -> Self {
        let digest = digest(&SHA256, &content);
        let fingerprint = hex(&digest.as_ref()[..8]);
        Self { path: format!("/assets/{name}.{fingerprint}.{extension}"), kind, content }
    }
}

struct All {
    css: Asset,
    js: Asset,
    icon: Asset,
    fonts: Vec<Asset>,
}

static ALL: LazyLock<All> = LazyLock::new(|| {
    let fonts: Vec<_> =
        FONTS.iter().map(|(name, font)| Asset::new(name, "woff2", "font/woff2", font.to_vec())).collect();
    let mut css = [include_str!("../assets/tokens.css"), include_str!("../assets/site.css")].concat();
    for ((name, _), font) in FONTS.iter().zip(&fonts) {
        css = css.replace(&format!("url(font:{name})"), &format!("url({})", font.path));
    }
    All {
        css: Asset::new("site", "css", "text/css; charset=utf-8", css.into_bytes()),
        js: Asset::new(
            "site",
            "js",
            "text/javascript; charset=utf-8",
            include_bytes!("../assets/site.js").to_vec(),
        ),
        icon: Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg").to_vec()),
        fonts,
    }
});

/// The path of the style.
pub fn css() -> &'static str {
    &ALL.css.path
}

/// The path of the script.
pub fn js() -> &'static str {
    &ALL.js.path
}

/// The path of the icon.
pub fn icon() -> &'static str {
    &ALL.icon.path
}

/// An asset by its name, which is never another content's.
pub async fn show(Path(name): Path<String>) -> Response {
    let all = [&ALL.css, &ALL.js, &ALL.icon].into_iter().chain(&ALL.fonts);
    let wanted = format!("/assets/{name}");
    let found = all.into_iter().find(|asset| asset.path == wanted);
    let Some(asset) = found else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, FOREVER)];
    (headers, asset.content.clone()).into_response()
}
