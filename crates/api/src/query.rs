//! The query of an address, and the links that repeat it (contract §3.6).

use crate::echo;
use crate::schema::{Violations, rules, unknown_fields};
use facteur_i18n::Message;
use std::borrow::Cow;

/// The parameters of a query in the order in which they were given.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    pub fn parse(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The first value of a parameter; others of the same name do not count.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// An identifier among the parameters.
    pub fn id<T>(
        &self,
        name: &'static str,
        parse: fn(&str) -> Option<T>,
        violations: &mut Violations,
    ) -> Option<T> {
        rules::id(parse)(name, self.first(name)?.into(), violations)
    }

    /// Says which parameters nobody asked for.
    pub fn check_unknown(&self, known: &[&str], violations: &mut Violations) {
        let mut unknown: Vec<&str> =
            self.0.iter().map(|(name, _)| name.as_str()).filter(|name| !known.contains(name)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        violations.extend(unknown_fields(unknown.into_iter()));
    }
}

/// Says that a parameter has none of the values that it may have.
pub fn check_one_of(field: &'static str, value: &str, values: &[&str], violations: &mut Violations) {
    if !values.contains(&value) {
        violations.push(Message::NotOneOf { field, value: echo::text(value), values: values.join(", ") });
    }
}

/// An address with parameters: spaces become `+`, everything unusual is escaped.
pub fn link<'a>(
    base_url: &str,
    path: &str,
    parameters: impl IntoIterator<Item = (&'a str, Cow<'a, str>)>,
) -> String {
    let mut address = format!("{base_url}{path}");
    let mut parameters = parameters.into_iter().peekable();
    if parameters.peek().is_some() {
        address.push('?');
        let start = address.len();
        form_urlencoded::Serializer::for_suffix(&mut address, start).extend_pairs(parameters).finish();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_value_counts_or_all_do() {
        let query = Query::parse(Some("status=a&reference=x+y&status=b%26&reference=z&flag&=v&status="));
        assert_eq!(query.first("reference"), Some("x y"));
        assert_eq!(query.all("status").collect::<Vec<_>>(), ["a", "b&", ""]);
        assert_eq!(query.first("flag"), Some(""));
        assert_eq!(query.first("page"), None);
        assert_eq!(Query::parse(None), Query::default());
    }

    #[test]
    fn unknown_parameters_are_named_once_and_sorted() {
        let mut violations = Violations::default();
        Query::parse(Some("page=1&size=2&a=3&page=4&status=x")).check_unknown(&["status"], &mut violations);
        assert_eq!(
            violations.into_messages(),
            [Message::FieldsUnknown { names: "a, page, size".to_owned(), count: 3 }]
        );
    }

    #[test]
    fn a_link_escapes_what_it_repeats() {
        let none: [(&str, Cow<'_, str>); 0] = [];
        assert_eq!(link("https://x", "/v2/y", none), "https://x/v2/y");
        let parameters = [("older_than", "id".into()), ("reference", "a b&é#".into())];
        assert_eq!(
            link("https://x", "/v2/y", parameters),
            "https://x/v2/y?older_than=id&reference=a+b%26%C3%A9%23"
        );
    }

    proptest! {
        #[test]
        fn any_query_is_read_and_repeated(query in ".{0,100}") {
            let query = Query::parse(Some(&query));
            let pairs = query.0.iter().map(|(name, value)| (name.as_str(), Cow::from(value.as_str())));
            let address = link("", "", pairs);
            prop_assert_eq!(Query::parse(address.strip_prefix('?')), query);
        }
    }
}
