//! Tests what survives reading and writing, and which input is rejected.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail like the test")]

use std::collections::BTreeMap;

use crate::support::{Contact, Person, RelationType};
use serde_json::{Value, json};
use superoffice_runtime::json::{equal, from_slice, to_vec};
use superoffice_runtime::{Base64, Binary, DateTime, Entity as _, EntityExt, Field, Json, Presence};

fn read<T: Field + Default>(value: &Value) -> T {
    from_slice(value.to_string().as_bytes()).unwrap()
}

fn written(value: &dyn Field) -> Value {
    serde_json::from_slice(&to_vec(value).unwrap()).unwrap()
}

fn round_trip<T: Field + Default>(value: Value) {
    assert_eq!(written(&read::<T>(&value)), value);
}

fn refused<T: Field + Default>(text: &str) -> (String, String) {
    let error = from_slice::<T>(text.as_bytes()).err().unwrap();
    (error.path().to_owned(), error.message())
}

#[test]
fn a_new_entity_writes_only_what_was_set() {
    let mut contact = Contact { name: Some("x".into()), ..Contact::default() };
    assert_eq!(written(&contact), json!({"Name": "x"}));
    contact.name = None;
    assert_eq!(written(&contact), json!({}));
}

#[test]
fn three_states_survive() {
    round_trip::<Contact>(json!({"ContactId": 1, "Name": null}));
    let mut contact: Contact = read(&json!({"ContactId": 1, "Name": null, "New": null}));
    assert_eq!(contact.presence("ContactId"), Presence::Value);
    assert_eq!(contact.presence("Name"), Presence::Null);
    assert_eq!(contact.presence("Amount"), Presence::Absent);
    assert_eq!(contact.presence("New"), Presence::Null);
    contact.contact_id = None;
    assert_eq!(written(&contact), json!({"ContactId": null, "Name": null, "New": null}));
    assert!(contact.set_absent("ContactId"));
    assert!(contact.set_absent("New"));
    assert!(contact.set_null("Amount"));
    assert!(!contact.set_null("Nothing"));
    assert!(!contact.set_absent("Nothing"));
    assert_eq!(written(&contact), json!({"Name": null, "Amount": null}));
}

#[test]
fn unknown_members_survive() {
    round_trip::<Contact>(json!({"Zulu": [1, {"a": null}], "ContactId": 1, "Alpha": 1.5, "contactId": 2}));
    let mut contact: Contact = read(&json!({"Zulu": 1}));
    contact.extra.insert("Name", "not the field");
    contact.name = Some("the field".into());
    assert_eq!(written(&contact), json!({"Zulu": 1, "Name": "the field"}));
    assert_eq!(contact.extra.remove("Zulu"), Some(json!(1).into()));
}

#[test]
fn everything_survives() {
    round_trip::<Contact>(json!({
        "ContactId": -1, "Name": "Ærlig \"talt\"", "Relation": "External, Sideways", "Created": "0001-01-01T00:00:00",
        "Amount": 0.1, "Deleted": false, "Ticks": 9_007_199_254_740_993_i64, "TableRight": {"Mask": 1, "Reason": ""},
        "Persons": [{"PersonId": 1}, null, {"Boss": {"Boss": null}}], "Addresses": [[{"Rank": 1}], []],
        "Numbers": [1, 2], "CustomFields": {"SuperOffice:1": "[I:1]", "": ""}, "Rights": {"a": null, "b": {"Mask": "FULL"}},
        "Value": {"any": [null]}, "Blob": "AAEC",
    }));
    round_trip::<Contact>(json!({
        "Name": null, "Relation": null, "Created": null, "TableRight": null, "Persons": null, "Rights": null,
        "Value": null, "Blob": null, "CustomFields": null, "Deleted": null, "Amount": null,
    }));
    round_trip::<Contact>(json!({"Blob": "not base64!", "Created": "yesterday", "Persons": [], "Rights": {}}));
}

#[test]
fn a_null_item_is_null_until_it_is_set() {
    let mut persons: Vec<Person> = read(&json!([null, {}]));
    assert!(persons[0].extra.is_null());
    assert_eq!(written(&persons), json!([null, {}]));
    persons[0].rank = Some(1);
    assert_eq!(written(&persons), json!([{"Rank": 1}, {}]));
}

#[test]
fn null_is_an_empty_list() {
    assert!(read::<Vec<Person>>(&Value::Null).is_empty());
    assert!(read::<Option<Vec<Person>>>(&Value::Null).is_none());
    let () = read(&json!({"anything": [1]}));
}

#[test]
fn an_option_of_an_option_is_none_for_null() {
    for (number, text) in [(None, "null"), (Some(Some(17)), "17")] {
        assert_eq!(from_slice::<Option<Option<i32>>>(text.as_bytes()).unwrap(), number);
        let open: Option<Option<Json>> = from_slice(text.as_bytes()).unwrap();
        assert_eq!(open, number.map(|_| Some(Json::from(17))));
        assert_eq!(to_vec(&open).unwrap(), text.as_bytes());
    }
}

/// A value can be read several times, for instance to reuse its memory.
#[test]
fn reading_replaces_what_a_value_held() {
    fn reread<T: Field + Default>(first: &str, second: &str) -> Value {
        let mut value: T = from_slice(first.as_bytes()).unwrap();
        superoffice_runtime::json::read(second.as_bytes(), &mut value).unwrap();
        written(&value)
    }
    assert_eq!(reread::<Vec<i32>>("[1,2]", "[3]"), json!([3]));
    assert_eq!(reread::<Vec<i32>>("[1,2]", "null"), json!([]));
    assert_eq!(reread::<BTreeMap<String, i32>>(r#"{"a":1}"#, r#"{"b":2}"#), json!({"b": 2}));
    assert_eq!(reread::<BTreeMap<String, i32>>(r#"{"a":1}"#, "null"), json!({}));
    assert_eq!(reread::<Person>(r#"{"New":1}"#, r#"{"Newer":2}"#), json!({"Newer": 2}));
    assert_eq!(reread::<String>(r#""long""#, r#""x""#), json!("x"));
    assert_eq!(reread::<Option<i32>>("1", "null"), json!(null));
    // A text with a lone surrogate is read twice.
    assert_eq!(reread::<Vec<String>>("[]", r#"["a","\ud83d"]"#), json!(["a", "\u{fffd}"]));
}

#[test]
fn null_is_the_empty_value_of_texts_and_bytes_but_not_of_numbers() {
    assert_eq!(read::<String>(&Value::Null), "");
    assert_eq!(read::<DateTime>(&Value::Null).as_str(), "");
    assert!(read::<Binary>(&Value::Null).is_empty());
    assert!(read::<Json>(&Value::Null).is_null());
    for message in [refused::<bool>("null").1, refused::<i64>("null").1, refused::<f64>("null").1] {
        assert!(message.starts_with("invalid type: null, expected a"), "{message}");
    }
}

#[test]
fn the_last_of_two_equal_keys_wins() {
    let contact: Contact = from_slice(
        br#"{"Name":"a","Persons":[{"Rank":1}],"X":1,"TableRight":{"Mask":"a"},"Name":null,"Persons":[],"X":2,
            "TableRight":{"Reason":"b"}}"#,
    )
    .unwrap();
    assert_eq!(written(&contact), json!({"Name": null, "Persons": [], "X": 2, "TableRight": {"Reason": "b"}}));
}

#[test]
fn numbers_that_do_not_fit_are_rejected() {
    assert_eq!(read::<i32>(&json!(5.0)), 5);
    assert_eq!(read::<i64>(&json!(-5e3)), -5000);
    assert_eq!(read::<f64>(&json!(7)), 7.0);
    assert_eq!(read::<f64>(&json!(u64::MAX)), u64::MAX as f64);
    assert_eq!(from_slice::<i32>(b"-2147483648.0").unwrap(), i32::MIN);
    for text in ["5.5", "\"five\"", "2147483648", "-2147483649", "2147483648.0", "1e300", "true", "null", "[]", "{}"] {
        let (path, message) = refused::<Contact>(&format!(r#"{{"Numbers":[1,{text}]}}"#));
        assert_eq!(path, "Numbers[1]", "{text}");
        assert!(message.contains("a 32-bit integer"), "{message}");
    }
    for text in ["9223372036854775808", "9223372036854775808.0", "0.5"] {
        assert_eq!(refused::<Contact>(&format!(r#"{{"Ticks":{text}}}"#)).0, "Ticks");
    }
    assert!(refused::<i32>("\"12 kg\"").1.contains("\"12 kg\""));
    assert!(to_vec(&f64::NAN).is_err());
}

#[test]
fn errors_show_the_place() {
    let (path, message) = refused::<Contact>(r#"{"Persons":[{},{"Boss":{"Rank":"x"}}]}"#);
    assert_eq!(path, "Persons[1].Boss.Rank");
    assert_eq!(message, r#"invalid type: string "x", expected a 32-bit integer"#);
    assert_eq!(refused::<Contact>(r#"{"CustomFields":{"a:1":5}}"#).0, r#"CustomFields["a:1"]"#);
    assert_eq!(refused::<Contact>(r#"{"CustomFields":{"":5}}"#).0, r#"CustomFields[""]"#);
    assert_eq!(refused::<Contact>(r#"{"CustomFields":{"x_2":5}}"#).0, "CustomFields.x_2");
    assert_eq!(refused::<Contact>(r#"{"Persons":{}}"#).0, "Persons");
    assert_eq!(refused::<Contact>(r#"{"Unknown":1x}"#).0, "");
    assert_eq!(refused::<Contact>(r#"{"Unknown":[x]}"#).0, "Unknown");
    assert_eq!(refused::<Contact>(r#"{"Amount":1e999}"#).0, "Amount");
    assert_eq!(refused::<Contact>("{} x").0, "");
    let error = from_slice::<Contact>(b"{\n \"Name\": 1}").unwrap_err();
    assert_eq!((error.line(), error.path()), (2, "Name"));
}

#[test]
fn depth_is_limited() {
    let deep = |depth: usize| format!("{}{{}}{}", r#"{"Boss":"#.repeat(depth), "}".repeat(depth));
    assert!(from_slice::<Person>(deep(120).as_bytes()).is_ok());
    assert!(from_slice::<Person>(deep(200).as_bytes()).is_err());
    assert!(from_slice::<Contact>(format!(r#"{{"U":{}"#, "[".repeat(100_000)).as_bytes()).is_err());
    // The text of an undocumented property is kept without looking inside.
    let nested = format!(r#"{{"U":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(to_vec(&from_slice::<Contact>(nested.as_bytes()).unwrap()).unwrap(), nested.as_bytes());
    assert!(from_slice::<()>("[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn other_serde_formats_work() {
    let value = json!({"ContactId": 1, "Name": null, "Persons": [null, {"Rank": 2}], "Rights": {"a": {"Mask": 1}}});
    let contact: Contact = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&contact).unwrap(), value);
    let persons: Vec<Person> = serde_json::from_str("[null]").unwrap();
    assert_eq!(serde_json::to_string(&persons).unwrap(), "[null]");
}

#[test]
fn enumerations_accept_any_value() {
    assert_eq!(read::<RelationType>(&json!("External")), RelationType::EXTERNAL);
    let flags = RelationType::from("External, Sideways,");
    assert_eq!(flags.flags().collect::<Vec<_>>(), ["External", "Sideways"]);
    assert_eq!(format!("{flags} {:?}", RelationType::INTERNAL), r#"External, Sideways, RelationType("Internal")"#);
    for number in [json!(1), json!(-1), json!(u64::MAX), json!(0.5)] {
        round_trip::<RelationType>(number);
    }
    assert_eq!(read::<RelationType>(&json!(3)).as_i64(), Some(3));
    assert_ne!(read::<RelationType>(&json!(3)), RelationType::from("3"));
}

#[test]
fn debug_and_equality_compare_values() {
    let read: Contact = read(&json!({"Name": "x", "Amount": null, "Rights": {"a": {"Mask": 1}}, "New": {"a": 1}}));
    assert_eq!(format!("{read:?}"), r#"Contact { Name: "x", Rights: {"a": TableRight { Mask: 1 }}, New: {"a":1} }"#);
    let mut other = read.clone();
    assert!(other.set_absent("Amount"));
    assert_eq!(read, other);
    other.rights.as_mut().unwrap().get_mut("a").unwrap().reason = Some(String::new());
    assert_ne!(read, other);
}

#[test]
fn values_of_all_kinds_are_equal_only_to_the_same_value() {
    fn contact(text: &str) -> Contact {
        from_slice(format!("{{{text}}}").as_bytes()).unwrap()
    }
    let values: [Box<dyn Field>; 24] = [
        Box::new(()),
        Box::new(true),
        Box::new(false),
        Box::new(0),
        Box::new(1),
        Box::new(0.0),
        Box::new(0.5),
        Box::new(String::new()),
        Box::new(String::from("x")),
        Box::new(RelationType::EXTERNAL),
        Box::new(from_slice::<RelationType>(b"3").unwrap()),
        Box::new(from_slice::<RelationType>(b"4").unwrap()),
        Box::new(Binary::from(vec![1])),
        Box::new(Binary::from(vec![2])),
        Box::new(Json::from("x")),
        Box::new(json!({"a": 1})),
        Box::new(json!({"a": 2})),
        Box::new(vec![1, 2]),
        Box::new(vec![1, 3]),
        Box::new(vec![1]),
        Box::new(BTreeMap::from([("a".to_owned(), 1)])),
        Box::new(BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])),
        Box::new(Person::new()),
        Box::new(Contact::new()),
    ];
    for (at, left) in values.iter().enumerate() {
        for (other, right) in values.iter().enumerate() {
            assert_eq!(equal(&**left, &**right), at == other, "{:?} {:?}", left.view(), right.view());
        }
    }
    assert_ne!(contact(r#""New":1"#), contact(""));
    assert_ne!(contact(""), contact(r#""New":1"#));
    assert_ne!(contact(r#""Name":"x","New":1"#), contact(r#""Name":"y","New":1"#));
}

#[test]
fn an_entity_knows_its_size_in_a_box() {
    let size = size_of::<Person>();
    assert_eq!((Person::new().boxed(), Box::new(Person::new()).boxed()), (0, size));
    assert_eq!(Box::new(Box::new(Person::new())).boxed(), size_of::<Box<Person>>() + size);
}

#[test]
fn a_map_knows_how_much_the_next_member_takes() {
    use superoffice_runtime::field::Map;

    let map = BTreeMap::<String, i32>::new();
    assert_eq!(Map::growth(&map), 11 * size_of::<(String, i32)>());
}

#[test]
fn dates_in_all_their_forms() {
    let date = |text: &str| DateTime::from_wire(text);
    for text in ["0001-01-01T00:00:00", "0001-01-01T01:00:00+01:00", "0000-12-31T23:00:00Z", ""] {
        assert!(date(text).is_unset(), "{text}");
    }
    for text in ["9999-12-31T23:59:59", "9999-12-31T23:59:59+01:00", "9999-12-31T23:59:59.9999999"] {
        assert!(date(text).is_forever() && !date(text).is_unset(), "{text}");
    }
    assert_eq!(date("2002-03-31T18:00:00+02:00").offset_seconds(), Some(7200));
    assert_eq!(date("2002-03-31T18:00:00-02:30").offset_seconds(), Some(-9000));
    assert_eq!(date("2002-03-31T18:00:00Z").offset_seconds(), Some(0));
    assert_eq!(date("2002-03-31T18:00:00").offset_seconds(), None);
    assert!(!date("0002-01-01T00:00:00").is_unset() && !date("9999-12-30T23:59:59").is_forever());
}

/// A text that is not a date is kept, and has no parts.
#[test]
fn other_texts_have_no_date() {
    assert_eq!(DateTime::from_wire("9999-12-31T23:59:59.5+00:00").offset_seconds(), Some(0));
    for text in [
        "",
        "x",
        "9999",
        "9999-12",
        "99999-12-31T23:59:59Z",
        "+999-12-31T23:59:59Z",
        "9999-12-31T",
        "9999-12-31T23",
        "9999-12-31T3:59:59Z",
        "9999-12-31T23:9:59Z",
        "9999-12-31T23:59:5Z",
        "9999-12-31T23:59:59:59Z",
        "9999-12-31T23:59:59.Z",
        "9999-12-31T23:59:59.5xZ",
        "9999-12-31T23:59:59.1234567890xZ",
        "9999-12-31T23:59:59Zx",
        "9999-12-31T23:59:59+",
        "9999-12-31T23:59:59+01",
        "9999-12-31T23:59:59+1:00",
        "9999-12-31T23:59:59+01:0",
        "9999-12-31T23:59:59+01:+1",
    ] {
        let date = DateTime::from_wire(text);
        assert_eq!(
            (date.is_forever(), date.is_unset(), date.offset_seconds()),
            (false, text.is_empty(), None),
            "{text}"
        );
        assert_eq!(date.as_str(), text);
    }
}

#[cfg(feature = "jiff")]
#[test]
fn dates_convert_to_jiff() {
    use jiff::civil;
    use jiff::tz::{Offset, TimeZone};

    let naive = DateTime::from_wire("2002-03-31T18:00:00.1234567");
    assert_eq!(naive.civil(), Some(civil::date(2002, 3, 31).at(18, 0, 0, 123_456_700)));
    assert_eq!(naive.timestamp(), None);
    let zone = TimeZone::fixed(Offset::from_hours(2).unwrap());
    let zoned = naive.zoned_in(&zone).unwrap();
    assert_eq!(DateTime::from(zoned), DateTime::from_wire("2002-03-31T18:00:00.1234567+02:00"));
    let tagged = DateTime::from_wire("2002-03-31T18:00:00+02:00");
    assert_eq!(DateTime::from(tagged.timestamp().unwrap()).as_str(), "2002-03-31T16:00:00Z");
    assert_eq!(DateTime::from(tagged.zoned().unwrap()), tagged);
    assert_eq!(DateTime::from(civil::date(2002, 3, 31)).as_str(), "2002-03-31T00:00:00");
    // With the offset, this is outside the range of an instant: `None`, and no panic.
    let outside = DateTime::from_wire("9999-12-30T12:00:00-14:00");
    assert_eq!((outside.timestamp(), outside.zoned(), outside.zoned_in(&TimeZone::UTC)), (None, None, None));
    assert!(outside.civil().is_some());
    assert_eq!(DateTime::from_wire("2002-03-31T18:05").civil(), Some(civil::date(2002, 3, 31).at(18, 5, 0, 0)));
    assert_eq!(naive.timestamp(), None);
    assert_eq!(tagged.zoned_in(&TimeZone::UTC).unwrap().datetime(), civil::date(2002, 3, 31).at(16, 0, 0, 0));
    assert_eq!(DateTime::from_wire("2002-02-30T00:00:00").civil(), None);
}

#[test]
fn base64_is_its_text_and_its_bytes() {
    let bytes = [0_u8, 255, 62];
    for value in [Base64::from_wire("AP8+"), Base64::from(&bytes[..]), Base64::from(bytes.to_vec())] {
        assert_eq!((value.as_str(), value.decode().unwrap()), ("AP8+", bytes.to_vec()));
        assert_eq!(written(&value), json!("AP8+"));
        assert_eq!(read::<Base64>(&json!("AP8+")), value);
    }
    assert_eq!(Base64::from_bytes(b"a").as_str(), "YQ==");
    assert_eq!(Base64::from_wire("YQ").decode().unwrap(), b"a");
    let error = Base64::from_wire("not base64!").decode().unwrap_err();
    assert_eq!(error.to_string(), "not base64: Invalid symbol 32, offset 3.");
}

#[test]
fn bytes_are_base64_in_json() {
    let bytes: Binary = read(&json!("AP8+"));
    assert_eq!((&*bytes, bytes.as_ref()), (&[0, 255, 62][..], &[0, 255, 62][..]));
    assert_eq!((written(&bytes), serde_json::to_value(&bytes).unwrap()), (json!("AP8+"), json!("AP8+")));
    assert_eq!(Vec::from(bytes.clone()), [0, 255, 62]);
    assert_eq!(Binary::from(bytes.clone().into_vec()), bytes);
    assert_eq!(refused::<Binary>("\"AP8?\"").1, "invalid base64 of 4 characters: Invalid symbol 63, offset 3.");
}

#[test]
fn a_number_is_not_a_text() {
    for message in [refused::<DateTime>("5").1, refused::<Base64>("5").1, refused::<String>("5").1] {
        assert_eq!(message, "invalid type: integer `5`, expected a string");
    }
    assert!(refused::<DateTime>("0.5").1.contains("expected a string"));
    assert!(refused::<DateTime>("18446744073709551615").1.contains("expected a string"));
}

/// .NET cannot read nanoseconds, years before 1, and offsets with seconds or of more than 14 hours.
#[cfg(feature = "jiff")]
#[test]
fn dates_are_written_so_that_the_server_can_read_them() {
    use jiff::tz::{Offset, TimeZone};
    use jiff::{Timestamp, civil};

    let precise = civil::date(2002, 3, 31).at(18, 0, 0, 123_456_789);
    assert_eq!(DateTime::from(precise).as_str(), "2002-03-31T18:00:00.1234567");
    assert_eq!(DateTime::from(Timestamp::MIN).as_str(), "0001-01-01T00:00:00Z");
    assert_eq!(DateTime::from(civil::date(0, 12, 31)).as_str(), "0001-01-01T00:00:00");
    assert_eq!(DateTime::from(civil::date(1, 5, 31)).as_str(), "0001-05-31T00:00:00");
    let at = |seconds: i32| {
        let zone = TimeZone::fixed(Offset::from_seconds(seconds).unwrap());
        DateTime::from(civil::date(1890, 1, 1).at(12, 0, 0, 0).to_zoned_datetime(zone).unwrap())
    };
    assert_eq!(at(0).as_str(), "1890-01-01T12:00:00+00:00");
    assert_eq!(at(3208).as_str(), "1890-01-01T11:06:32Z");
    assert_eq!(at(15 * 3600).as_str(), "1889-12-31T21:00:00Z");
    assert_eq!(at(-14 * 3600).as_str(), "1890-01-01T12:00:00-14:00");
}

/// Any document with documented and undocumented properties is the same after reading and writing.
#[test]
fn any_document_survives() {
    let mut random = Random(7);
    for _ in 0..4_000 {
        let document = random.contact(3);
        let text = document.to_string();
        let contact: Contact = from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(written(&contact), document, "{text}");
        assert_eq!(contact, from_slice::<Contact>(&to_vec(&contact).unwrap()).unwrap());
        assert_eq!(
            serde_json::to_value(serde_json::from_value::<Contact>(document.clone()).unwrap()).unwrap(),
            document
        );
    }
}

/// Any value in any place is either read, or rejected with the path of an existing place.
#[test]
fn no_document_panics() {
    let mut random = Random(11);
    let mut refused = 0;
    for _ in 0..4_000 {
        let mut document = random.contact(2);
        let key = random.pick(&["ContactId", "Numbers", "Persons", "Rights", "TableRight", "Blob", "Created", "Value"]);
        document[key] = random.any(3);
        let mut text = document.to_string();
        if random.below(4) == 0 {
            let cut = random.below(text.len());
            text = text.chars().take(cut).collect();
        }
        if let Err(error) = from_slice::<Contact>(text.as_bytes()) {
            refused += 1;
            assert!(error.path().is_empty() || error.path().starts_with(char::is_alphabetic), "{}", error.path());
        }
    }
    assert!(refused > 1_000, "{refused}");
}

#[test]
fn doubles_are_exact() {
    let mut random = Random(13);
    for _ in 0..20_000 {
        let double = f64::from_bits(random.next());
        if double.is_finite() {
            let read: f64 = from_slice(&to_vec(&double).unwrap()).unwrap();
            assert_eq!(read.to_bits(), double.to_bits());
        }
    }
}

/// A random number generator for tests, with a fixed seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        let alphabet: Vec<char> = "aZ9 \"\\/\n\u{0}æ😀{}[]:,".chars().collect();
        (0..self.below(6)).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }

    fn any(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.next() as i64),
            3 => json!(self.next()),
            4 => json!(self.next() as i32 as f64 / 8.0),
            5 => json!(self.text()),
            6 => (0..self.below(3)).map(|_| self.any(depth - 1)).collect(),
            _ => {
                (0..self.below(3)).map(|_| (self.text(), self.any(depth - 1))).collect::<serde_json::Map<_, _>>().into()
            }
        }
    }

    fn person(&mut self, depth: usize) -> Value {
        let mut members = serde_json::Map::new();
        for key in ["PersonId", "FirstName", "Rank", "Boss", "Unknown", ""] {
            if self.below(2) == 0 {
                continue;
            }
            let value = match key {
                _ if self.below(4) == 0 => Value::Null,
                "PersonId" | "Rank" => json!(self.next() as i32),
                "FirstName" => json!(self.text()),
                "Boss" if depth > 0 => self.person(depth - 1),
                "Boss" => Value::Null,
                _ => self.any(depth),
            };
            members.insert(key.to_owned(), value);
        }
        members.into()
    }

    fn contact(&mut self, depth: usize) -> Value {
        let mut members = serde_json::Map::new();
        let keys = [
            "ContactId",
            "Name",
            "Relation",
            "Created",
            "Amount",
            "Deleted",
            "Ticks",
            "TableRight",
            "Persons",
            "Addresses",
            "Numbers",
            "CustomFields",
            "Rights",
            "Value",
            "Blob",
            "Other",
        ];
        for key in keys {
            if self.below(2) == 0 {
                continue;
            }
            let count = self.below(3);
            let value = match key {
                _ if self.below(6) == 0 => Value::Null,
                "ContactId" => json!(self.next() as i32),
                "Ticks" => json!(self.next() as i64),
                "Deleted" => json!(count == 0),
                "Amount" => json!(self.next() as i32 as f64 / 1024.0),
                "Relation" if count == 0 => json!(self.next() as i64),
                "Name" | "Relation" | "Created" | "Blob" => json!(self.text()),
                "TableRight" => json!({"Mask": self.text(), "Other": self.any(1)}),
                "Persons" => {
                    (0..count).map(|_| if self.below(5) == 0 { Value::Null } else { self.person(depth) }).collect()
                }
                "Addresses" => (0..count).map(|_| json!([self.person(1), null])).collect(),
                "Numbers" => (0..count).map(|_| json!(self.next() as i32)).collect(),
                "CustomFields" => {
                    (0..count).map(|_| (self.text(), json!(self.text()))).collect::<serde_json::Map<_, _>>().into()
                }
                "Rights" => {
                    (0..count).map(|_| (self.text(), json!({"Reason": null}))).collect::<serde_json::Map<_, _>>().into()
                }
                _ => self.any(depth),
            };
            members.insert(key.to_owned(), value);
        }
        members.into()
    }
}
