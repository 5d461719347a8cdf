//! Tests the events of webhooks.

#![cfg(feature = "webhook")]

use http::HeaderMap;
use serde_json::{Value, json};
use superoffice_runtime::webhook::{self, Event, FieldValue, VerifyError};

const SECRET: &str = "nordlys-7731";

/// The event that the server sends when a webhook is registered.
const TEST: &str = r#"{
  "EventId": "0d8f1c52-9a53-4bfa-8a0e-5f2e2f9f6a01",
  "Timestamp": "2026-11-02T07:45:10.0310022Z",
  "Changes": [],
  "Event": "test",
  "PrimaryKey": 0,
  "Entity": "test",
  "ContextIdentifier": "Default",
  "ChangedByAssociateId": 12,
  "WebhookName": "fjord sync"
}"#;

/// A changed company, with typed values and a property that is not documented.
const CHANGED: &str = r#"{"EventId":"6f0c","Timestamp":"2026-11-23T09:31:02.6812131Z","Changes":["contact_id","name"],"Event":"contact.changed","PrimaryKey":1700000000017,"Entity":"contact","ContextIdentifier":"Cust77777","ChangedByAssociateId":5,"WebhookName":"fjord sync","FieldValues":{"category_idx":4,"name":"Nordlys [AS]","turnover":12.50,"stopped":false,"updated":"2026-11-23T10:31:02.6812131+01:00","owner":null},"Tenant":{"Region":"eu","n":1.0}}"#;

/// A deleted row, without an identifier of the event.
const DELETED: &str = r#"{"Timestamp":"2026-11-23T09:31:02.6812131Z","Changes":[],"Event":"sale.deleted","PrimaryKey":9,"Entity":"sale","ContextIdentifier":"Cust77777","ChangedByAssociateId":5,"WebhookName":"fjord sync","Values":{"heading":"Masts","amount":1.5}}"#;

/// A changed row of a custom table, whose values are encoded.
const CUSTOM: &str = r#"{"EventId":"77aa","Event":"y_boat.changed","Entity":"y_boat","PrimaryKey":3,"Changes":["x_length"],"FieldValues":{"x_length":"[I:42]","x_draft":"[F:4.43]","x_afloat":"[B:True]","x_listed":"[I:0]","x_built":"[D:03/28/2019]","x_seen":"[DT:03/08/2019 09:34:44.0000000]","x_sold":"[D:9.11.2017]","x_iso":"[D:2014-09-13]","x_note":"plain","x_odd":"[I:4x]"}}"#;

/// The state of a webhook, which has no entity.
const STATE: &str = r#"{"EventId":"9c","Event":"webhook12.errors","PrimaryKey":12,"WebhookName":"fjord sync"}"#;

fn verify(body: &str) -> Result<Event, VerifyError> {
    Event::verify(SECRET, webhook::sign(SECRET, body), body)
}

#[test]
fn signatures_are_those_of_rfc_4231() {
    // Test cases 1, 2 and 6, with keys of 20, 4 and 131 bytes.
    let cases: [(&[u8], &str, &str); 3] = [
        (&[0x0B; 20], "Hi There", "sDRMYdjbOFNcqK/OrwvxK4gdwgDJgz2nJuk3bC4yz/c="),
        (b"Jefe", "what do ya want for nothing?", "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="),
        (
            &[0xAA; 131],
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "YOQxWR7gtn8Niiaqy/W3f44LxiE3KMUUBUYEDw7jf1Q=",
        ),
    ];
    for (secret, body, signature) in cases {
        assert_eq!(webhook::sign(secret, body), signature);
    }
}

#[test]
fn the_documented_forms_are_read_and_written_back() -> Result<(), VerifyError> {
    for body in [TEST, CHANGED, DELETED, CUSTOM, STATE] {
        let event = verify(body)?;
        let written = serde_json::to_string(&event).unwrap();
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(value(&written), value(body));
    }
    assert!(verify(TEST)?.is_test());

    let changed = verify(CHANGED)?;
    assert_eq!((changed.name(), changed.subject(), changed.action()), ("contact.changed", "contact", "changed"));
    assert!(!changed.is_test() && changed.changed("Name") && !changed.changed("nam"));
    assert_eq!((changed.primary_key, changed.entity.as_deref()), (Some(1_700_000_000_017), Some("contact")));
    assert_eq!(changed.extra.get("Tenant").unwrap().as_str(), r#"{"Region":"eu","n":1.0}"#);

    let deleted = verify(DELETED)?;
    assert_eq!((deleted.event_id.as_ref(), deleted.field_values.as_ref()), (None, None));
    assert_eq!(deleted.value("heading").unwrap().text().as_deref(), Some("Masts"));

    let state = verify(STATE)?;
    assert_eq!((state.entity.as_ref(), state.subject(), state.action()), (None, "webhook12", "errors"));
    assert_eq!(state.value("heading"), None);
    Ok(())
}

#[test]
fn names_of_events_are_open() {
    for (name, subject, action) in [
        ("list.category.changed", "list.category", "changed"),
        ("Fjord", "Fjord", ""),
        ("y_boat.sunk", "y_boat", "sunk"),
    ] {
        let event = Event::new().with_event(name);
        assert_eq!((event.name(), event.subject(), event.action()), (name, subject, action));
    }
}

#[test]
fn values_of_columns_are_typed_or_encoded() -> Result<(), VerifyError> {
    let typed = verify(CHANGED)?;
    let get = |column: &str| typed.value(column).unwrap();
    assert_eq!((get("category_idx").as_i64(), get("turnover").as_f64()), (Some(4), Some(12.5)));
    assert_eq!((get("stopped").as_bool(), get("stopped").as_i64()), (Some(false), None));
    assert_eq!((get("name").text().as_deref(), get("name").as_date_time()), (Some("Nordlys [AS]"), None));
    assert_eq!(get("updated").as_date_time().unwrap().offset_seconds(), Some(3600));
    assert!(get("owner").is_null() && get("owner").text().is_none() && get("owner").as_i64().is_none());
    assert_eq!(get("turnover").json().as_str(), "12.50");

    let encoded = verify(CUSTOM)?;
    let get = |column: &str| encoded.value(column).unwrap();
    assert_eq!((get("x_length").as_i64(), get("x_draft").as_f64()), (Some(42), Some(4.43)));
    assert_eq!((get("x_afloat").as_bool(), get("x_listed").as_bool()), (Some(true), Some(false)));
    for (column, text) in [
        ("x_built", "2019-03-28"),
        ("x_seen", "2019-03-08T09:34:44"),
        ("x_sold", "2017-11-09"),
        ("x_iso", "2014-09-13"),
    ] {
        assert_eq!(get(column).as_date_time().unwrap().as_str(), text);
    }
    assert_eq!((get("x_note").text().as_deref(), get("x_odd").as_i64()), (Some("plain"), None));
    assert_eq!(get("x_length").as_date_time(), None);
    for text in ["[]", "[I]", "[i:1]", "[ABC:1]", "[:1]", "I:1]"] {
        assert_eq!(FieldValue::from(text).text().as_deref(), Some(text));
    }
    assert_eq!(FieldValue::from("[D:2014/09]").as_date_time(), None);
    assert_eq!(FieldValue::from("NaN").as_f64(), None);
    Ok(())
}

#[test]
fn the_signature_covers_every_byte() {
    let signature = webhook::sign(SECRET, CHANGED);
    assert!(Event::verify(SECRET, format!(" {signature}\r\n"), CHANGED).is_ok());
    assert!(Event::verify(SECRET, signature.trim_end_matches('='), CHANGED).is_ok());
    for at in 0..CHANGED.len() {
        let mut body = CHANGED.as_bytes().to_vec();
        body[at] ^= 1;
        assert!(matches!(Event::verify(SECRET, &signature, &body), Err(VerifyError::WrongSignature)), "{at}");
    }
    for secret in ["nordlys-7732", "nordlys-773", "Nordlys-7731"] {
        assert!(matches!(Event::verify(secret, &signature, CHANGED), Err(VerifyError::WrongSignature)));
    }
    // A signature of which only the last bytes differ, or only a part is sent.
    let other = webhook::sign("other", CHANGED);
    let ((start, _), (_, end)) = (signature.split_at(40), other.split_at(40));
    let mixed = format!("{start}{end}");
    assert!(matches!(Event::verify(SECRET, mixed, CHANGED), Err(VerifyError::WrongSignature)));
    assert!(matches!(Event::verify(SECRET, start, CHANGED), Err(VerifyError::WrongLength(30))));
}

#[test]
fn each_bad_signature_has_its_own_error_without_the_secret() {
    let signature = webhook::sign(SECRET, TEST);
    let hex: String = signature.bytes().map(|byte| format!("{byte:02x}")).collect();
    let cases = [
        (Event::verify("", &signature, TEST), "the secret of the webhook is empty; set one"),
        (Event::verify(SECRET, "", TEST), "the request has no signature; check that the webhook has a secret"),
        (Event::verify(SECRET, format!("sha256={signature}"), TEST), "the signature is not base64"),
        (Event::verify(SECRET, hex, TEST), "the signature has 66 bytes, expected 32"),
        (
            Event::verify(SECRET, webhook::sign("x", TEST), TEST),
            "the signature does not match the body; check the secret, and that the body is passed as it was received",
        ),
        (verify("[1]"), "the body is not an event: "),
        (verify("{}"), "the body is not an event: expected an object with the name of an `Event`"),
        (verify("null"), "the body is not an event: "),
        (verify(r#"{"Event": }"#), "the body is not an event: "),
    ];
    for (result, expected) in cases {
        let error = result.unwrap_err();
        let text = error.to_string();
        assert!(if expected.ends_with(": ") { text.starts_with(expected) } else { text == expected }, "{text}");
        assert!(!format!("{text} {error:?}").contains(SECRET) && !format!("{text} {error:?}").contains(&signature));
    }
}

#[test]
fn headers_of_any_case() {
    let signature = webhook::sign(SECRET, TEST);
    for name in ["X-SuperOffice-Signature", "x-superoffice-signature", "X-Superoffice-SIGNATURE"] {
        let headers = [("Content-Type", "application/json"), (name, signature.as_str())];
        assert!(Event::verify_request(SECRET, headers, TEST).is_ok());
    }
    let mut headers = HeaderMap::new();
    headers.insert(webhook::SIGNATURE, signature.parse().unwrap());
    assert!(Event::verify_request(SECRET, &headers, TEST).is_ok());

    // Which of two signatures would count is not known, even if one of them is right.
    headers.append(webhook::SIGNATURE, signature.parse().unwrap());
    assert!(matches!(Event::verify_request(SECRET, &headers, TEST), Err(VerifyError::RepeatedSignature)));
    headers.clear();
    assert!(matches!(Event::verify_request(SECRET, &headers, TEST), Err(VerifyError::MissingSignature)));
}

#[test]
fn an_event_of_a_test_is_built_like_an_entity() -> Result<(), VerifyError> {
    let event = Event::new().with_event("contact.changed").with_primary_key(17).with_changes(["name"]);
    let body = serde_json::to_vec(&event).unwrap();
    assert_eq!(Event::verify(SECRET, webhook::sign(SECRET, &body), &body)?, event);
    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap(),
        json!({"Changes": ["name"], "Event": "contact.changed", "PrimaryKey": 17})
    );
    Ok(())
}
