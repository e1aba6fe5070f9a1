//! Values inside a path.

use crate::refusal::Refusal;
use crate::schema::{Violations, rules};
use crate::state::Api;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use std::convert::Infallible;

/// The values of a path as they were written, escapes undone, in order of appearance.
pub struct PathValues(Vec<String>);

impl FromRequestParts<Api> for PathValues {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Infallible> {
        // A path whose escapes are no text holds no id: it is then refused as such, after authentication.
        let values = RawPathParams::from_request_parts(parts, api).await;
        let values = values.map(|values| values.iter().map(|(_, value)| value.to_owned()).collect());
        Ok(Self(values.unwrap_or_default()))
    }
}

impl PathValues {
    /// The first value as an id.
    pub fn id<T>(
        &self,
        name: &'static str,
        parse: fn(&str) -> Option<T>,
        violations: &mut Violations,
    ) -> Option<T> {
        let text = self.0.first().map_or("", String::as_str);
        rules::id(parse)(name, text.into(), violations)
    }

    /// The first value as an id, or the refusal that it is none.
    pub fn only_id<T>(&self, name: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, Refusal> {
        let mut violations = Violations::default();
        self.id(name, parse, &mut violations).ok_or_else(|| Refusal::invalid(violations))
    }
}

/// The version number at the end of a path. Anything but digits leads nowhere (contract §3.7), so this
/// comes before authentication.
pub struct VersionNumber(String);

impl FromRequestParts<Api> for VersionNumber {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Refusal> {
        let Ok(PathValues(values)) = PathValues::from_request_parts(parts, api).await;
        values
            .into_iter()
            .nth(1)
            .filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            .map(Self)
            .ok_or_else(Refusal::path_not_found)
    }
}

impl VersionNumber {
    /// The number; nothing when no template will ever have that many versions.
    pub fn get(&self) -> Option<u32> {
        self.0.parse().ok()
    }
}
