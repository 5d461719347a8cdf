//! Custom fields and multi-language texts: read, changed, sent.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use crate::random::Random;
use crate::sending;
use superoffice_runtime::{CustomFields as _, DateTime, Encoded, MultiLanguage, json};

type Texts = BTreeMap<String, Option<String>>;

const FIELDS: &str = r#"{"SuperOffice:3":"[I:42]","SuperOffice:3:org":"[I:7]","SuperOffice:7":"[I:4]","SuperOffice:7:DisplayText":"Partner","SuperOffice:7:DisplayTooltip":"A partner","lonely:org":"[I:1]","note:DisplayText":null,"x_empty":null,"x_share":"[F:4.43]","x_vip":"True"}"#;

fn fields() -> Option<Texts> {
    json::from_slice(FIELDS.as_bytes()).unwrap()
}

#[test]
fn fields_are_read_by_type() {
    let fields = fields();
    assert_eq!(fields.field("SuperOffice:3").as_i32(), Some(42));
    assert_eq!(fields.field("SuperOffice:3").original().unwrap().as_i64(), Some(7));
    let partner = fields.field("SuperOffice:7");
    assert_eq!((partner.display(), partner.tooltip(), partner.original()), (Some("Partner"), Some("A partner"), None));
    assert_eq!((fields.field("x_share").as_f64(), fields.field("x_vip").as_bool()), (Some(4.43), Some(true)));
    assert_eq!((fields.field("x_empty").is_present(), fields.field("x_empty").text()), (true, None));
    let absent = fields.field("absent");
    assert_eq!((absent.is_present(), absent.encoded(), absent.display()), (false, None, None));
    // A key with the end of a side key, but without the other key, is a field.
    let keys: Vec<_> = fields.custom_fields().map(|field| field.key()).collect();
    let own = ["SuperOffice:3", "SuperOffice:7", "lonely:org", "note:DisplayText", "x_empty", "x_share", "x_vip"];
    assert_eq!(keys, own);
    assert_eq!(fields.without_side_keys().into_keys().collect::<Vec<_>>(), own);
    let none: Option<Texts> = None;
    assert_eq!((none.field("x").text(), none.custom_fields().count()), (None, 0));
}

#[test]
fn fields_are_set_by_type() {
    let mut fields = fields();
    let at: DateTime = "2026-11-23T14:00:00".parse().unwrap();
    fields
        .set_field("SuperOffice:7", 5)
        .set_field("x_delivered", &at)
        .set_field("x_note", "Called")
        .set_field("x_vip", false);
    // The texts for display were those of the previous value.
    assert_eq!((fields.field("SuperOffice:7").as_i32(), fields.field("SuperOffice:7").display()), (Some(5), None));
    assert_eq!(fields.field("SuperOffice:3").original(), Some(Encoded::from("[I:7]")));
    assert_eq!(fields.field("x_delivered").text(), Some("[DT:11/23/2026 14:00:00.0000000]"));
    assert_eq!(fields.field("x_delivered").as_date(), Some(at));
    assert_eq!((fields.field("x_vip").text(), fields.field("x_note").text()), (Some("[I:0]"), Some("Called")));
    let mut none: Option<Texts> = None;
    none.set_field("x", 1);
    assert_eq!(none.field("x").as_i32(), Some(1));
}

/// Reading and writing keeps everything; a request has no side keys.
#[test]
fn a_request_has_no_side_keys() {
    let fields = fields();
    assert_eq!(json::to_vec(&fields).unwrap(), FIELDS.as_bytes());
    assert_eq!(serde_json::to_string(&fields.clone().unwrap()).unwrap(), FIELDS);
    let own = r#"{"SuperOffice:3":"[I:42]","SuperOffice:7":"[I:4]","lonely:org":"[I:1]","note:DisplayText":null,"x_empty":null,"x_share":"[F:4.43]","x_vip":"True"}"#;
    assert_eq!(sending::body(|draft| draft.json(&fields)), own);
    // Also inside lists, but only in dictionaries of strings.
    assert_eq!(sending::body(|draft| draft.json(&vec![fields])), format!("[{own}]"));
    let numbers = BTreeMap::from([("a".to_owned(), 1), ("a:org".to_owned(), 2)]);
    assert_eq!(sending::body(|draft| draft.json(&numbers)), r#"{"a":1,"a:org":2}"#);
}

#[test]
fn texts_in_several_languages() {
    let mut name = MultiLanguage::from(r#"US:"Customer";NO:"Kunde";"#);
    assert_eq!(name.iter().collect::<Vec<_>>(), [("US", "Customer"), ("NO", "Kunde")]);
    name.set("no", "Kunden").unwrap();
    name.set("GE", "").unwrap();
    assert_eq!(name.as_str(), r#"US:"Customer";NO:"Kunden";GE:"";"#);
    let mut name = MultiLanguage::from(r#"NO:"A "B"; C";US:"D";E""#);
    assert_eq!(name.iter().collect::<Vec<_>>(), [("NO", r#"A "B"; C"#), ("US", r#"D";E"#)]);
    name.set("FR", "x").unwrap();
    assert_eq!(name.as_str(), r#"NO:"A "B"; C";US:"D";E";FR:"x""#);
    for text in [
        "",
        "Customer",
        "[SR_YES]",
        r#"US:"open"#,
        r#"US:"a"NO:"b""#,
        r#"U S:"a""#,
        r#"x;US:"a""#,
        "\"",
        ":\"",
        ":\"\"",
    ] {
        let plain = MultiLanguage::from(text);
        assert_eq!((plain.to_string().as_str(), plain.get("NO")), (text, None), "{text}");
    }
    let mut plain = MultiLanguage::from("Customer");
    assert!(plain.is_plain());
    let error = plain.set("US", r#"a";NO:"b"#).unwrap_err();
    assert!(error.to_string().contains("contains a separator"));
    assert!(plain.set("U:S", "x").is_err() && plain.set("", "x").is_err());
    assert_eq!(plain.as_str(), "Customer");
    plain.set("US", "Customer").unwrap();
    assert_eq!(plain.as_str(), r#"US:"Customer""#);
}

#[test]
fn random_texts_in_several_languages() {
    let mut random = Random(5);
    let alphabet: Vec<char> = "aæ\";: ".chars().collect();
    let mut accepted = 0;
    for _ in 0..10_000 {
        let any = random.text(&"UN:\"; a".chars().collect::<Vec<_>>(), 14);
        let mut value = MultiLanguage::from(any.as_str());
        assert_eq!(value.to_string(), any);
        let before: Vec<_> = value.iter().map(|(language, text)| (language.to_owned(), text.to_owned())).collect();
        let text = random.text(&alphabet, 8);
        if value.set("N", &text).is_ok() {
            accepted += 1;
            assert_eq!(value.get("n"), Some(text.as_str()), "{value}");
            for (language, text) in before.iter().filter(|(language, _)| !language.eq_ignore_ascii_case("n")) {
                assert!(value.iter().any(|other| other == (language, text)), "{any} {value}");
            }
        }
    }
    assert!(accepted > 8000, "{accepted}");
}

#[test]
fn texts_in_several_languages_are_read_in_proportion_to_their_length() {
    let text = format!("US:\"{}", "\";".repeat(100_000));
    let start = std::time::Instant::now();
    assert!(MultiLanguage::from(text).get("US").is_some());
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}
