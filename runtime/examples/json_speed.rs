//! How fast tables read and write JSON, as a ratio to serde's derive on the same types and bytes.
//!
//! `cargo run --release --package superoffice-runtime --example json_speed`

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use superoffice_runtime::{DateTime, Entity, Extra, Field, entity_impls, json};

/// Both forms of an entity.
macro_rules! both {
    ($($name:ident { $($field:ident: $type:ty = $key:literal @ $index:literal),* $(,)? })*) => {
        mod tables {
            use super::*;
            $(
                #[derive(Clone, Default)]
                pub(super) struct $name { $(pub(super) $field: Option<$type>,)* extra: Extra }
                impl Entity for $name {
                    fn name(&self) -> &'static str { stringify!($name) }
                    fn keys(&self) -> &'static [&'static str] { &[$($key),*] }
                    fn get(&self, index: usize) -> Option<&dyn Field> {
                        Some(match index { $($index => &self.$field,)* _ => return None })
                    }
                    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
                        Some(match index { $($index => &mut self.$field,)* _ => return None })
                    }
                    fn extra(&self) -> &Extra { &self.extra }
                    fn extra_mut(&mut self) -> &mut Extra { &mut self.extra }
                }
                entity_impls!($name);
            )*
        }
        mod derived {
            use super::*;
            type DateTime = String;
            $(
                #[derive(Clone, Default, Serialize, Deserialize)]
                #[serde(default)]
                pub(super) struct $name { $(#[serde(rename = $key)] pub(super) $field: Option<$type>,)* }
            )*
        }
    };
}

both! {
    TableRight { mask: String = "Mask" @ 0, reason: String = "Reason" @ 1 }
    FieldProperty {
        field_right: TableRight = "FieldRight" @ 0, field_type: String = "FieldType" @ 1,
        field_length: i32 = "FieldLength" @ 2,
    }
    Person {
        person_id: i32 = "PersonId" @ 0, firstname: String = "Firstname" @ 1, lastname: String = "Lastname" @ 2,
        rank: i32 = "Rank" @ 3, retired: bool = "Retired" @ 4, email: String = "Email" @ 5,
        updated: DateTime = "UpdatedDate" @ 6, table_right: TableRight = "TableRight" @ 7,
    }
    Contact {
        contact_id: i32 = "ContactId" @ 0, name: String = "Name" @ 1, department: String = "Department" @ 2,
        org_nr: String = "OrgNr" @ 3, number: String = "Number1" @ 4, created: DateTime = "CreatedDate" @ 5,
        updated: DateTime = "UpdatedDate" @ 6, turnover: f64 = "Turnover" @ 7, xstop: bool = "Xstop" @ 8,
        persons: Vec<Person> = "Persons" @ 9, custom_fields: BTreeMap<String, String> = "CustomFields" @ 10,
        field_properties: BTreeMap<String, FieldProperty> = "FieldProperties" @ 11,
        source: i32 = "Source" @ 12, note: String = "Note" @ 13, kana: String = "Kanafname" @ 14,
        table_right: TableRight = "TableRight" @ 15,
    }
}

fn contact(id: i32) -> derived::Contact {
    let text = |what: &str| Some(format!("{what} number {id} of the company"));
    let right =
        || Some(derived::TableRight { mask: Some("Update, UIHintMandatory".into()), reason: Some(String::new()) });
    derived::Contact {
        contact_id: Some(id),
        name: text("Name"),
        department: Some(String::new()),
        org_nr: text("OrgNr"),
        created: Some("2019-03-28T14:52:00".into()),
        updated: Some("2024-03-28T14:52:00.1234567Z".into()),
        turnover: Some(f64::from(id) * 1.37),
        xstop: Some(false),
        persons: Some(
            (0..10)
                .map(|rank| derived::Person {
                    person_id: Some(id * 10 + rank),
                    firstname: text("First"),
                    lastname: text("Last \"æøå\""),
                    rank: Some(rank),
                    updated: Some("2019-03-28T14:52:00".into()),
                    ..Default::default()
                })
                .collect(),
        ),
        custom_fields: Some((0..10).map(|n| (format!("SuperOffice:{n}"), format!("[I:{n}]"))).collect()),
        field_properties: Some(
            (0..30)
                .map(|n| {
                    let length = Some(n);
                    let kind = Some("System.Int32".into());
                    let property =
                        derived::FieldProperty { field_right: right(), field_type: kind, field_length: length };
                    (format!("Property{n}"), property)
                })
                .collect(),
        ),
        source: Some(0),
        note: text("A note with\na line"),
        table_right: right(),
        ..Default::default()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = serde_json::to_vec(&(0..200).map(contact).collect::<Vec<_>>())?;
    let tables: Vec<tables::Contact> = json::from_slice(&text)?;
    let derived: Vec<derived::Contact> = serde_json::from_slice(&text)?;
    assert_eq!(json::to_vec(&tables)?, text, "the tables write what they read");
    println!("{} bytes", text.len());

    compare(
        "decode",
        || json::from_slice::<Vec<tables::Contact>>(&text).is_ok(),
        || read::<Vec<derived::Contact>>(&text),
    );
    compare("encode", || json::to_vec(&tables).is_ok(), || serde_json::to_vec(&derived).is_ok());
    Ok(())
}

fn read<T: DeserializeOwned>(text: &[u8]) -> bool {
    serde_json::from_slice::<T>(text).is_ok()
}

/// The best of many rounds in turn, so that a machine that slows down slows both.
fn compare(what: &str, mut tables: impl FnMut() -> bool, mut derived: impl FnMut() -> bool) {
    let (mut of_tables, mut of_derived) = (Duration::MAX, Duration::MAX);
    for _ in 0..60 {
        let start = Instant::now();
        black_box(tables());
        let middle = Instant::now();
        black_box(derived());
        (of_tables, of_derived) = (of_tables.min(middle - start), of_derived.min(middle.elapsed()));
    }
    let ratio = of_tables.as_secs_f64() / of_derived.as_secs_f64();
    println!("{what}: tables {of_tables:?}, derive {of_derived:?}, ratio {ratio:.2}");
}
