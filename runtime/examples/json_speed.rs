//! Measures how fast tables read and write JSON, as a ratio to serde's derive on the same types and bytes.
//!
//! `cargo run --release --package superoffice-runtime --example json_speed`

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use superoffice_runtime::{DateTime, Extra, json};

/// Both forms of an entity.
macro_rules! both {
    ($($name:ident, $text:literal { $($field:ident: $type:ty = $key:literal),* $(,)? })*) => {
        mod tables {
            use super::*;
            $(
                #[derive(Clone)]
                pub(super) struct $name { $(pub(super) $field: Option<$type>,)* extra: Extra }
                superoffice_runtime::entity! {
                    $name, $text { $($field, $field($type) = $key;)* }
                }
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
    TableRight, "TableRight" { mask: String = "Mask", reason: String = "Reason" }
    FieldProperty, "FieldProperty" {
        field_right: TableRight = "FieldRight", field_type: String = "FieldType",
        field_length: i32 = "FieldLength",
    }
    Person, "Person" {
        person_id: i32 = "PersonId", firstname: String = "Firstname", lastname: String = "Lastname",
        rank: i32 = "Rank", retired: bool = "Retired", email: String = "Email",
        updated: DateTime = "UpdatedDate", table_right: TableRight = "TableRight",
    }
    Contact, "Contact" {
        contact_id: i32 = "ContactId", name: String = "Name", department: String = "Department",
        org_nr: String = "OrgNr", number: String = "Number1", created: DateTime = "CreatedDate",
        updated: DateTime = "UpdatedDate", turnover: f64 = "Turnover", xstop: bool = "Xstop",
        persons: Vec<Person> = "Persons", custom_fields: BTreeMap<String, String> = "CustomFields",
        field_properties: BTreeMap<String, FieldProperty> = "FieldProperties",
        source: i32 = "Source", note: String = "Note", kana: String = "Kanafname",
        table_right: TableRight = "TableRight",
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

/// Takes the best of many alternating rounds, so that a machine that slows down affects both.
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
