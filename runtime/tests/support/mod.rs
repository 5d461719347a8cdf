//! Entities in the form that the generator prints.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "tests use a part of it")]

#[cfg(feature = "reqwest")]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail like the test")]
pub mod server;

use std::collections::BTreeMap;

use superoffice_runtime::{Base64, DateTime, Extra, Json, open_enum};

open_enum! {
    /// How two things are related.
    pub struct RelationType {
        /// Something outside.
        EXTERNAL = "External",
        /// Something inside.
        INTERNAL = "Internal",
    }
}

/// Defines an entity in the form that the generator prints. The setters have the names of the fields.
macro_rules! entity {
    ($name:ident, $text:literal { $($field:ident: $type:ty = $key:literal),* $(,)? }) => {
        #[derive(Clone)]
        pub struct $name {
            $(pub $field: Option<$type>,)*
            pub extra: Extra,
        }

        superoffice_runtime::entity! {
            $name, $text { $($field, $field($type) = $key;)* }
        }
    };
}

entity!(TableRight, "TableRight" { mask: RelationType = "Mask", reason: String = "Reason" });

entity!(Person, "Person" {
    person_id: i32 = "PersonId",
    first_name: String = "FirstName",
    rank: i32 = "Rank",
    boss: Box<Person> = "Boss",
});

entity!(Contact, "Contact" {
    contact_id: i32 = "ContactId",
    name: String = "Name",
    relation: RelationType = "Relation",
    created: DateTime = "Created",
    amount: f64 = "Amount",
    deleted: bool = "Deleted",
    ticks: i64 = "Ticks",
    table_right: TableRight = "TableRight",
    persons: Vec<Person> = "Persons",
    addresses: Vec<Vec<Person>> = "Addresses",
    numbers: Vec<i32> = "Numbers",
    custom_fields: BTreeMap<String, String> = "CustomFields",
    rights: BTreeMap<String, TableRight> = "Rights",
    value: Json = "Value",
    blob: Base64 = "Blob",
});
