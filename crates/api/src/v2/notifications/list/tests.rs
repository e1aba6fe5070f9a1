use super::super::view::tests::sample;
use super::*;
use facteur_i18n::Language;

const ID: &str = "018f5e2a-0000-7000-8000-000000000000";

fn filter(query: &str) -> Option<NotificationFilter> {
    read(&Query::parse(Some(query))).expect("a right query")
}

fn messages(query: &str) -> Vec<String> {
    let refusal = read(&Query::parse(Some(query))).expect_err("a wrong query");
    let body: serde_json::Value = serde_json::from_slice(&refusal.to_json(Language::En)).expect("JSON");
    let errors = body["errors"].as_array().expect("errors");
    errors.iter().map(|error| error["message"].as_str().expect("text").to_owned()).collect()
}

fn links(query: &str, views: &[NotificationView]) -> Links {
    let settings = Settings { base_url: "https://api.example.ca".to_owned(), ..Settings::default() };
    page(&settings, &Query::parse(Some(query)), views).links
}

#[test]
fn every_filter_is_read() {
    let all = filter("").expect("a filter");
    assert_eq!((all.channels.len(), all.statuses.len()), (0, 0));
    assert_eq!((all.reference, all.older_than), (None, None));
    assert_eq!(all.job_rows, JobRows::LeftOut);

    let some = filter(&format!(
        "template_type=sms&status=created&status=sent&reference=a+b&reference=c&older_than={ID}&include_jobs=True&status=sent"
    ))
    .expect("a filter");
    assert_eq!(some.channels, [Channel::Sms]);
    assert_eq!(some.statuses, [Status::Created, Status::Sent]);
    assert_eq!(some.reference.as_deref(), Some("a b"));
    assert_eq!(some.older_than, NotificationId::parse(ID));
    assert_eq!(some.job_rows, JobRows::Included);
}

#[test]
fn failed_means_every_failure() {
    assert_eq!(filter("status=failed").expect("a filter").statuses, Status::FAILURES);
    assert_eq!(
        filter("status=failed&status=technical-failure").expect("a filter").statuses,
        Status::FAILURES
    );
}

#[test]
fn what_no_notification_can_be_finds_nothing() {
    for query in ["template_type=letter", "status=accepted,+received", "template_type=letter&status=sent"] {
        assert!(filter(query).is_none(), "{query}");
    }
    assert_eq!(filter("template_type=letter&template_type=sms").expect("a filter").channels, [Channel::Sms]);
}

#[test]
fn wrong_filters_are_refused_all_at_once() {
    let statuses = "[cancelled, created, sending, sent, delivered, pending, failed, technical-failure, temporary-failure, permanent-failure, provider-failure, pending-virus-check, validation-failed, virus-scan-failed, returned-letter, pii-check-failed, accepted, received]";
    for (query, expected) in [
        ("status=nope", vec![format!("status nope is not one of {statuses}")]),
        ("status=accepted", vec![format!("status accepted is not one of {statuses}")]),
        ("status=", vec![format!("status  is not one of {statuses}")]),
        ("template_type=fax", vec!["template_type fax is not one of [sms, email, letter]".to_owned()]),
        ("older_than=1", vec!["older_than is not a valid UUID".to_owned()]),
        ("include_jobs=", vec!["include_jobs  is not one of [true, True, false, False]".to_owned()]),
        ("page=2", vec!["Additional properties are not allowed (page was unexpected)".to_owned()]),
        ("reference=a%00b", vec!["reference contains a control character".to_owned()]),
        (
            "page_size=1&page=2&older_than=x&template_type=fax",
            vec![
                "template_type fax is not one of [sms, email, letter]".to_owned(),
                "older_than is not a valid UUID".to_owned(),
                "Additional properties are not allowed (page, page_size were unexpected)".to_owned(),
            ],
        ),
    ] {
        assert_eq!(messages(query), expected, "{query}");
    }
    let long = format!("reference={}", "x".repeat(1_001));
    assert_eq!(messages(&long), [format!("reference {}… is too long", "x".repeat(100))]);
}

#[test]
fn the_next_link_repeats_the_filters_after_its_cursor() {
    let last = NotificationId::parse("00000000-0000-0000-0000-000000000002").expect("an id");
    let views = [sample(1), sample(2)];
    let base = "https://api.example.ca/v2/notifications";

    let none = links("", &[]);
    assert_eq!((none.current.as_str(), none.next), (base, None));

    let first = links("", &views);
    assert_eq!(first.current, base);
    assert_eq!(first.next, Some(format!("{base}?older_than={last}")));

    let filtered = links(
        &format!("reference={ID}&status=a&older_than={ID}&status=b+c&include_jobs=true&reference=no"),
        &views,
    );
    let filters = format!("status=a&status=b+c&reference={ID}&include_jobs=true");
    assert_eq!(filtered.current, format!("{base}?older_than={ID}&{filters}"));
    assert_eq!(filtered.next, Some(format!("{base}?older_than={last}&{filters}")));
}
