//! The golden vectors: files of inputs, each with the result that the service must give.
//!
//! A file is a JSON array of `{"id", "tags", "input", "expected", "note"?}`; its base name says what it is about.
//! For each kind there is one function from an input to the fields that we can compute; a case passes when each
//! of them equals the expected field.

mod case;
mod email;
mod helpers;
mod limits;
mod placeholders;
mod recipients;
mod report;
mod semantic;
mod sms;
mod tables;

use std::path::Path;

pub use case::{Case, Class, Input, LoadError, load};
pub use report::{Failure, Report};

/// The fields that our code gives for an input.
pub type Fields = Vec<(&'static str, serde_json::Value)>;

/// What a file is about.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The base name of its files.
    pub name: &'static str,
    /// Computes what a case expects; absent while the product cannot.
    compute: Option<fn(&Input) -> Fields>,
}

const fn supported(name: &'static str, compute: fn(&Input) -> Fields) -> Kind {
    Kind { name, compute: Some(compute) }
}

const fn not_yet(name: &'static str) -> Kind {
    Kind { name, compute: None }
}

const KINDS: &[Kind] = &[
    supported("placeholders", placeholders::fill),
    supported("sms_render", sms::render),
    supported("sms_sanitise", sms::sanitise),
    supported("fragments", sms::fragments),
    supported("email_body_html", email::body_html),
    supported("email_plain", email::plain),
    supported("email_preheader", email::preheader),
    supported("subject", email::subject),
    supported("typography", email::typography),
    supported("helpers", helpers::helper),
    supported("limits", limits::limits),
    supported("phone", recipients::phone),
    supported("phone_nanp_sweep", recipients::area_codes),
    supported("email_address", recipients::email_address),
    supported("guestlist", recipients::safelist),
    supported("csv_recipients", tables::check),
    not_yet("email_allow_html"),
    not_yet("email_branding"),
    not_yet("email_layout"),
    not_yet("sms_preview"),
];

impl Kind {
    /// The kind of a file, by the longest known name that its own begins with: `phone-hidden.json` is `phone`.
    pub fn of(file: &Path) -> Option<Self> {
        let name = file.file_name()?.to_str()?;
        KINDS.iter().filter(|kind| name.starts_with(kind.name)).max_by_key(|kind| kind.name.len()).copied()
    }

    /// Runs the cases that a filter lets through.
    pub fn run(self, cases: &[Case]) -> Report {
        let mut report = Report::default();
        for case in cases {
            match self.compute {
                None => report.not_supported += 1,
                // The expected result is a defect of the reference.
                Some(_) if case.class() == Class::RefBug => report.skip(),
                Some(compute) => report.add(case, &compute(&case.input)),
            }
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_says_what_a_file_is_about() {
        let kind = |file: &str| Kind::of(Path::new(file)).map(|kind| kind.name);
        assert_eq!(kind("golden/phone.json"), Some("phone"));
        assert_eq!(kind("phone_nanp_sweep-hidden.json"), Some("phone_nanp_sweep"));
        assert_eq!(kind("email_plain_full.visible.json"), Some("email_plain"));
        assert_eq!(kind("letters.json"), None);
    }
}
