//! Files in personalisation (contract §3.2).

use super::*;

#[test]
fn files_have_a_shape() {
    let fine = json!({"file": "aGVsbG8=", "filename": "a.txt", "sending_method": "attach"});
    assert_eq!(email(values(json!({ "f": fine.clone() }))), [""; 0]);
    for (file, expected) in [
        (json!({"sending_method": "link", "filename": null}), vec![]),
        (json!({"sending_method": "link"}), vec![]),
        (json!({"sending_method": "link", "other": [1]}), vec![]),
        (json!({"sending_method": "attach", "filename": "abc"}), vec![]),
        (json!({"filename": "a.txt"}), vec!["personalisation sending_method is a required property"]),
        (json!({"sending_method": "email"}), vec!["personalisation email is not one of [attach, link]"]),
        (json!({"sending_method": null}), vec!["personalisation None is not one of [attach, link]"]),
        (json!({"sending_method": "attach"}), vec!["personalisation filename is a required property"]),
        (json!({"sending_method": "attach", "filename": "ab"}), vec!["personalisation ab is too short"]),
        (json!({"sending_method": "link", "filename": "ab"}), vec!["personalisation ab is too short"]),
        (json!({"sending_method": "attach", "filename": "é".repeat(255)}), vec![]),
        (
            json!({"sending_method": "attach", "filename": null}),
            vec!["personalisation None is not of type string"],
        ),
        (
            json!({"sending_method": "attach", "filename": 12345}),
            vec!["personalisation 12345 is not of type string"],
        ),
        (json!({"sending_method": "link", "file": 5}), vec!["personalisation 5 is not of type string"]),
        (
            json!({"sending_method": "link", "filename": "../etc"}),
            vec!["personalisation ../etc is not a valid file name"],
        ),
        (
            json!({"sending_method": "link", "filename": "a\nb.txt"}),
            vec!["personalisation a\\nb.txt is not a valid file name"],
        ),
    ] {
        let file = over(json!({"file": "aGVsbG8="}), file);
        assert_eq!(email(values(json!({ "f": file.clone() }))), expected, "{file}");
    }
    let long = json!({"file": "aGVsbG8=", "sending_method": "attach", "filename": "x".repeat(256)});
    assert_eq!(
        email(values(json!({ "f": long }))),
        [format!("personalisation {}… is too long", "x".repeat(100))]
    );
}

#[test]
fn an_object_without_a_file_lacks_three_things() {
    let expected = [
        "personalisation file is a required property",
        "personalisation sending_method is a required property",
        "personalisation filename is a required property",
    ];
    assert_eq!(email(values(json!({"f": {"a": 1}}))), expected);
    assert_eq!(email(values(json!({"f": {}, "g": {"a": 1}}))), expected, "each is said once");
}

#[test]
fn files_of_the_gov_uk_clients_are_links() {
    let file = json!({"file": "aGVsbG8=", "filename": null, "confirm_email_before_download": null, "retention_period": null});
    assert_eq!(email(values(json!({ "f": file }))), [""; 0]);
    assert_eq!(email(values(json!({"f": {"file": "aGVsbG8=", "is_csv": false}}))), [""; 0]);
}

#[test]
fn files_hold_base64() {
    let content = |content: &str| {
        let file = json!({"file": content, "filename": "a.txt", "sending_method": "attach"});
        email(values(json!({ "doc": file })))
    };
    for right in ["YQ==", "YWI=", "YWJj", "YWJj\r\nYWJj\n", "+/+/"] {
        assert_eq!(content(right), [""; 0], "{right}");
    }
    let error = "Error decoding base64 field";
    for (wrong, expected) in [
        ("", "doc : File is empty".to_owned()),
        ("YQ", format!("doc : Incorrect padding : {error}")),
        ("YWI", format!("doc : Incorrect padding : {error}")),
        ("YQ=", format!("doc : Incorrect padding : {error}")),
        ("YWJj=", format!("doc : Incorrect padding : {error}")),
        (
            "Y",
            format!(
                "doc : Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4 : {error}"
            ),
        ),
        (
            "YWJjY",
            format!(
                "doc : Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4 : {error}"
            ),
        ),
        ("é", format!("doc : string argument should contain only ASCII characters : {error}")),
        ("!!!!", format!("doc : Only base64 data is allowed : {error}")),
        ("YQ==YQ==", format!("doc : Only base64 data is allowed : {error}")),
        ("data:text/plain;base64,YQ==", format!("doc : Only base64 data is allowed : {error}")),
    ] {
        assert_eq!(content(wrong), [expected], "{wrong}");
    }
}

#[test]
fn files_are_few_and_small() {
    let file = |content: &str| json!({"file": content, "filename": "a.txt", "sending_method": "attach"});
    let ten: Map<String, Value> = (0..10).map(|n| (format!("f{n}"), file("YQ=="))).collect();
    assert_eq!(email(values(ten.clone().into())), [""; 0]);
    let mut eleven = ten;
    eleven.insert("f10".to_owned(), file("Y"));
    assert_eq!(
        email(values(eleven.into())),
        [
            "File number exceed allowed limits of 10 with number of 11.",
            "f10 : Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4 : Error decoding base64 field",
        ]
    );
    let largest = "A".repeat(10_485_760 / 3 * 4) + "AA==";
    assert_eq!(email(values(json!({ "f": file(&largest) }))), [""; 0]);
    let larger = "A".repeat(10_485_760 / 3 * 4) + "AAA=";
    assert_eq!(
        email(values(json!({ "f": file(&larger) }))),
        ["f : File size for a.txt is 10485761 and greater than allowed limit of 10485760."]
    );
}

#[test]
fn a_text_message_carries_no_files() {
    assert_eq!(
        sms(values(json!({"a": {"file": "YQ=="}, "b": {}}))),
        ["personalisation files can only be sent by email"]
    );
}
