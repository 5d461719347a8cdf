//! Undocumented properties and open values are written back byte for byte.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test may fail like the test"
)]

use crate::support::{Contact, Person};
use serde_json::{Value, json};
use superoffice_runtime::json::{from_slice, to_vec};
use superoffice_runtime::{EntityExt, Extra, Field, Json, Patch, Presence};

fn rewritten<T: Field + Default>(text: &str) -> String {
    let value: T = from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    String::from_utf8(to_vec(&value).unwrap()).unwrap()
}

#[test]
fn numbers_of_any_size_and_form_are_kept() {
    for number in [
        "79228162514264337593543950335",
        "12345678901234567.89",
        "1.50",
        "0.10",
        "-0",
        "-0.0",
        "1E5",
        "1e+05",
        "1e400",
        "-1e-400",
        "18446744073709551616",
        "3.141592653589793238462643383279",
    ] {
        for text in [
            format!(r#"{{"Zzz":{number}}}"#),
            format!(r#"{{"Zzz":[{{"a":{number}}},{number}]}}"#),
            format!(r#"{{"Value":{number}}}"#),
            format!(r#"{{"Value":{{"a":[{number}]}},"Zzz":{number}}}"#),
            format!(r#"{{"Persons":[{{"Zzz":{number}}}],"Rights":{{"a":{{"Zzz":{number}}}}}}}"#),
        ] {
            assert_eq!(rewritten::<Contact>(&text), text);
            let read: Contact = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
        assert_eq!(rewritten::<Vec<Option<Json>>>(&format!("[{number},null]")), format!("[{number},null]"));
    }
}

#[test]
fn order_escapes_white_space_and_repeated_names_are_kept() {
    for text in [
        r#"{"z":1,"a":2,"Z":3,"m":4}"#,
        r#"{"a":{"z":1,"a":{"y":[ 1 , 2 ]}},"b":"x"}"#,
        r#"{"x":1,"x":2,"y":0,"x":3}"#,
        r#"{"caf\u00e9":"\u00E6\/\u2028","café":"æ","\ud83d\ude00":"😀"}"#,
        r#"{"half":"\ud83d","\udc00":["\ud83d x","\ude00\ud83d"]}"#,
        r#"{"":"","\"":"\"","\\":"\\"}"#,
        r#"{"contactId":1,"NAME":"x","name":null}"#,
    ] {
        let read: Contact = from_slice(text.as_bytes()).unwrap();
        let written = String::from_utf8(to_vec(&read).unwrap()).unwrap();
        assert_eq!(written, text);
        assert_eq!(read, from_slice::<Contact>(written.as_bytes()).unwrap());
    }
}

/// A lone surrogate in a known property does not change the undocumented ones.
#[test]
fn lone_surrogates_are_replaced_in_known_properties_only() {
    let text = r#"{"Name":"half \ud83d","Persons":[{"FirstName":"\ude00!","New":"\ud83d"}],"New":"\ud83d\\ud83d","N\ud83d":1}"#;
    let read: Contact = from_slice(text.as_bytes()).unwrap();
    assert_eq!(read.name.as_deref(), Some("half \u{fffd}"));
    assert_eq!(read.persons.as_ref().unwrap()[0].first_name.as_deref(), Some("\u{fffd}!"));
    assert_eq!(read.extra.get("New").unwrap().as_str(), r#""\ud83d\\ud83d""#);
    assert_eq!(read.extra.get("New").unwrap().parse::<String>().unwrap(), "\u{fffd}\\ud83d");
    let written = String::from_utf8(to_vec(&read).unwrap()).unwrap();
    assert_eq!(
        written,
        "{\"Name\":\"half \u{fffd}\",\"Persons\":[{\"FirstName\":\"\u{fffd}!\",\"New\":\"\\ud83d\"}],\
         \"New\":\"\\ud83d\\\\ud83d\",\"N\\ud83d\":1}"
    );
    // Other errors keep their places.
    let error = from_slice::<Contact>(br#"{"Name":"\ud83d","ContactId":x}"#).unwrap_err();
    assert_eq!((error.path(), error.column()), ("ContactId", 30));
    let paired: String = from_slice(br#""\ud83d\ude00 \\ud83d""#).unwrap();
    assert_eq!(paired, "😀 \\ud83d");
    assert!(from_slice::<Contact>(br#"{"Name":"\ud83"}"#).is_err());
}

#[test]
fn undocumented_properties_by_name() {
    let mut contact: Contact = from_slice(br#"{"caf\u00e9":1.0,"b":[1],"c":null,"b":{"x":2}}"#).unwrap();
    let extra = &mut contact.extra;
    assert_eq!((extra.len(), extra.is_empty(), Extra::new().is_empty()), (4, false, true));
    assert_eq!(extra.get("café").unwrap().as_str(), "1.0");
    assert_eq!(extra.get("b"), Some(json!({"x": 2}).into()));
    assert_eq!(extra.get("none"), None);
    let names: Vec<_> = extra.iter().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["café", "b", "c", "b"]);
    assert_eq!(extra.insert("b", "new"), Some(json!({"x": 2}).into()));
    assert_eq!(extra.remove("c"), Some(Json::null()));
    assert_eq!(extra.remove("c"), None);
    assert_eq!(contact.presence("b"), Presence::Value);
    assert_eq!(to_vec(&contact).unwrap(), br#"{"caf\u00e9":1.0,"b":"new"}"#);
    let other: Contact = from_slice(r#"{"b":"new","café":1.0}"#.as_bytes()).unwrap();
    assert_eq!(contact, other);
    let other: Contact = from_slice(r#"{"b":"new","café":1.00}"#.as_bytes()).unwrap();
    assert_ne!(contact, other);
}

#[test]
fn open_values() {
    assert_eq!(Json::from("x\n").as_str(), r#""x\n""#);
    assert_eq!(Json::from(vec![1, 2]).as_str(), "[1,2]");
    assert_eq!(Json::from(Some(true)).as_str(), "true");
    assert_eq!(Json::from(None::<f64>), Json::default());
    assert_eq!(Json::from_text(" [1.0, 2] ").unwrap().as_str(), "[1.0, 2]");
    assert!(Json::from_text(" null").unwrap().is_null());
    assert!(Json::from_text("[1,").is_err());
    assert!(Json::from_text("1 2").is_err());
    let person = Person::new().rank(3);
    assert_eq!(Json::new(&person).unwrap().parse::<Person>().unwrap(), person);
    assert_eq!(format!("{0} {0:?}", Json::from(json!({"a": [null]}))), r#"{"a":[null]} {"a":[null]}"#);
    assert_eq!(Json::from(&json!({"a": [null]})).as_str(), r#"{"a":[null]}"#);
    assert!(Json::from_text("1e400").unwrap().parse::<Value>().unwrap_err().message().contains("out of range"));

    let mut contact: Contact = from_slice(br#"{"Value":null}"#).unwrap();
    assert_eq!((contact.value.is_none(), contact.presence("Value")), (true, Presence::Null));
    assert!(contact.set_absent("Value"));
    assert_eq!(to_vec(&contact).unwrap(), b"{}");
    assert!(contact.set_null("Value"));
    assert_eq!(to_vec(&contact).unwrap(), br#"{"Value":null}"#);

    let patch = Patch::new().replace("Amount", Json::from_text("1.10").unwrap()).remove("a\"b");
    assert_eq!(
        patch.content().as_str(),
        r#"[{"op":"replace","path":"/Amount","value":1.10},{"op":"remove","path":"/a\"b"}]"#
    );
}

/// A call that the documentation does not describe can use serde_json's own type.
#[test]
fn values_can_be_taken_apart() {
    let text = r#"{"a":[null,true,-1,18446744073709551615,0.5,"x",{}],"b":{"c":null}}"#;
    assert_eq!(from_slice::<Value>(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(rewritten::<Vec<Value>>("[1,null]"), "[1,null]");
    assert_eq!(from_slice::<Option<Value>>(b"null").unwrap(), None);
    assert_eq!(from_slice::<Value>(br#""\ud83d""#).unwrap(), "\u{fffd}");
}

/// serde's buffers for untagged and flattened types pass the values and not their text.
#[test]
fn other_formats_get_values() {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Either {
        Contact(Contact),
    }

    let Either::Contact(contact) = serde_json::from_str(r#"{"New":{"a":[1, 2.5]},"Value":[null]}"#).unwrap();
    assert_eq!(to_vec(&contact).unwrap(), br#"{"Value":[null],"New":{"a":[1,2.5]}}"#);
    let value = serde_json::to_value(&contact).unwrap();
    assert_eq!(value, json!({"New": {"a": [1, 2.5]}, "Value": [null]}));
    assert_eq!(serde_json::from_value::<Contact>(value).unwrap(), contact);
}

/// Set `DOCUMENTS` to read more of them.
#[test]
fn the_unknown_parts_of_any_document_are_kept() {
    let documents = std::env::var("DOCUMENTS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let mut random = Random(3);
    for _ in 0..documents {
        let (text, expected) = random.contact();
        assert_eq!(rewritten::<Contact>(&text), expected, "{text}");
    }
}

/// Enough randomness for a test, the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn times(&mut self, limit: usize, mut part: impl FnMut(&mut Self) -> String) -> Vec<String> {
        (0..self.below(limit)).map(|_| part(self)).collect()
    }

    fn digits(&mut self, limit: usize) -> String {
        (0..=self.below(limit)).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn number(&mut self) -> String {
        let whole = match self.below(4) {
            0 => "0".to_owned(),
            _ => format!("{}{}", 1 + self.below(9), self.digits(40)),
        };
        let fraction = if self.below(2) == 0 { String::new() } else { format!(".{}", self.digits(30)) };
        let exponent = if self.below(3) > 0 {
            String::new()
        } else {
            format!("{}{}", self.pick(&["e", "E", "e+", "E-"]), self.digits(4))
        };
        format!("{}{whole}{fraction}{exponent}", self.pick(&["", "-"]))
    }

    /// A string of JSON, quotation marks included.
    fn string(&mut self) -> String {
        let parts = self.times(6, |random| {
            let parts = [
                "a",
                "Z",
                " ",
                "æ",
                "😀",
                "\u{2028}",
                "{",
                "]",
                ",",
                ":",
                "\\\"",
                "\\\\",
                "\\/",
                "\\n",
                "\\b",
                "\\u0000",
                "\\u00e6",
                "\\u00E6",
                "\\u2028",
                "\\ud83d\\ude00",
                "\\uD83D",
                "\\udc00",
                "\\\\u",
            ];
            random.pick(&parts).to_owned()
        });
        format!("\"{}\"", parts.concat())
    }

    fn space(&mut self) -> &'static str {
        if self.below(4) > 0 { "" } else { self.pick(&[" ", "\n", "\t", "\r\n  "]) }
    }

    fn value(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => self.pick(&["null", "true", "false"]).to_owned(),
            1 | 2 => self.number(),
            3 | 4 => self.string(),
            5 | 6 => {
                let items =
                    self.times(4, |random| format!("{}{}{}", random.space(), random.value(depth - 1), random.space()));
                format!("[{}]", items.join(","))
            }
            _ => {
                let members = self.times(4, |random| {
                    let name = random.string();
                    format!("{}{name}{}:{}{}", random.space(), random.space(), random.space(), random.value(depth - 1))
                });
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// Members of the known names with these values, and unknown ones between them: as they are sent, and as they are
    /// written.
    fn object(&mut self, known: &[(&str, String, String)]) -> (String, String) {
        let unknown = self.times(5, |random| format!("{}:{}", random.string(), random.value(4)));
        let mut sent = unknown.clone();
        for (name, value, _) in known {
            let at = self.below(sent.len() + 1);
            sent.insert(at, format!("\"{name}\":{value}"));
        }
        let written = known.iter().map(|(name, _, value)| format!("\"{name}\":{value}"));
        (format!("{{{}}}", sent.join(",")), format!("{{{}}}", written.chain(unknown).collect::<Vec<_>>().join(",")))
    }

    fn person(&mut self) -> (String, String) {
        let name = self.pick(&["\"x\"", "null", "\"\u{fffd}\""]).to_owned();
        // In half of the documents a known text has a lone surrogate, so that they are read from a copy.
        let sent = if self.below(2) == 0 { name.replace('\u{fffd}', "\\ud83d") } else { name.clone() };
        self.object(&[("FirstName", sent, name)])
    }

    fn contact(&mut self) -> (String, String) {
        let (person, written) = self.person();
        let value = self.value(4);
        // `null` alone is the absence of a value, and is written without white space.
        self.object(&[
            ("ContactId", "17".to_owned(), "17".to_owned()),
            ("Persons", format!("[{person}]"), format!("[{written}]")),
            ("Value", value.clone(), value),
        ])
    }
}
