//! Formats other than JSON text: a reader, and formats that pass values in ways that JSON does not have.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::fmt::Display;

use crate::support::{Contact, Person};
use serde::de::value::{BytesDeserializer, Error, I64Deserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Value, json};
use superoffice_runtime::json::{deserialize, to_vec};
use superoffice_runtime::{Field, Json};

/// A format that knows options and newtypes, as binary formats do.
#[derive(Clone, Copy)]
enum Wrapped {
    None,
    Some(i64),
    Newtype(i64),
}

impl<'de> Deserializer<'de> for Wrapped {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::None => visitor.visit_none(),
            Self::Some(number) => visitor.visit_some(I64Deserializer::new(number)),
            Self::Newtype(number) => visitor.visit_newtype_struct(I64Deserializer::new(number)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Wrapped {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn read<'de, T: Field + Default>(format: impl Deserializer<'de, Error = Error>) -> T {
    deserialize(format).unwrap()
}

fn message<T>(result: Result<T, impl Display>) -> String {
    result.err().unwrap().to_string()
}

#[test]
fn text_can_come_from_a_reader() {
    let text = r#"{"Value":[1.0],"Caf\u00e9":"\u00e9"}"#;
    let contact: Contact = serde_json::from_reader(text.as_bytes()).unwrap();
    assert_eq!(contact.value.as_ref().unwrap().as_str(), "[1.0]");
    assert_eq!(String::from_utf8(to_vec(&contact).unwrap()).unwrap(), r#"{"Value":[1.0],"Café":"\u00e9"}"#);
}

#[test]
fn options_and_newtypes_are_their_contents() {
    assert_eq!(read::<Option<i32>>(Wrapped::None), None);
    assert_eq!(message(deserialize::<_, i32>(Wrapped::None)), "invalid type: null, expected a 32-bit integer");
    assert_eq!((read::<i32>(Wrapped::Some(17)), read::<i32>(Wrapped::Newtype(17))), (17, 17));
    assert_eq!(read::<Value>(Wrapped::None), Value::Null);
    assert_eq!((read::<Value>(Wrapped::Some(17)), read::<Value>(Wrapped::Newtype(17))), (json!(17), json!(17)));
    assert_eq!(read::<Json>(Wrapped::Newtype(17)), Json::from(17));
    // Inside a tree too.
    let items = [Wrapped::None, Wrapped::Some(1), Wrapped::Newtype(2)];
    let items = SeqDeserializer::new(items.into_iter());
    assert_eq!(read::<Value>(items), json!([null, 1, 2]));
}

#[test]
fn what_json_cannot_hold_is_refused_by_the_name_of_what_is_expected() {
    let bytes = || BytesDeserializer::<Error>::new(b"x");
    assert_eq!(message(deserialize::<_, i32>(bytes())), "invalid type: byte array, expected a 32-bit integer");
    assert_eq!(message(deserialize::<_, Value>(bytes())), "invalid type: byte array, expected a JSON value");
    assert_eq!(
        message(Json::deserialize(I64Deserializer::<Error>::new(17))),
        "invalid type: integer `17`, expected a JSON value"
    );
    let members = MapDeserializer::<_, Error>::new([(1_i64, 2_i64)].into_iter());
    assert_eq!(message(Person::deserialize(members)), "invalid type: integer `1`, expected a property name");
    let items = SeqDeserializer::<_, Error>::new([bytes()].into_iter());
    assert_eq!(message(deserialize::<_, Value>(items)), "invalid type: byte array, expected a JSON value");
}
