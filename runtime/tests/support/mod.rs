//! Entities as the generator prints them.
#![allow(dead_code, missing_docs, unreachable_pub)]

use std::collections::BTreeMap;

use superoffice_runtime::{Base64, DateTime, Entity, Extra, Field, entity_impls, open_enum};

open_enum! {
    /// How two things are related.
    pub struct RelationType {
        /// Something outside.
        EXTERNAL = "External",
        /// Something inside.
        INTERNAL = "Internal",
    }
}

/// What the generator prints for an entity.
macro_rules! entity {
    ($name:ident { $($field:ident: $type:ty = $key:literal @ $index:literal),* $(,)? }) => {
        #[derive(Clone, Default)]
        pub struct $name {
            $(pub $field: Option<$type>,)*
            pub extra: Extra,
        }

        impl Entity for $name {
            fn name(&self) -> &'static str {
                stringify!($name)
            }
            fn keys(&self) -> &'static [&'static str] {
                &[$($key),*]
            }
            fn get(&self, index: usize) -> Option<&dyn Field> {
                Some(match index { $($index => &self.$field,)* _ => return None })
            }
            fn get_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
                Some(match index { $($index => &mut self.$field,)* _ => return None })
            }
            fn extra(&self) -> &Extra {
                &self.extra
            }
            fn extra_mut(&mut self) -> &mut Extra {
                &mut self.extra
            }
        }

        entity_impls!($name);
    };
}

entity!(TableRight { mask: RelationType = "Mask" @ 0, reason: String = "Reason" @ 1 });

entity!(Person {
    person_id: i32 = "PersonId" @ 0,
    first_name: String = "FirstName" @ 1,
    rank: i32 = "Rank" @ 2,
    boss: Box<Person> = "Boss" @ 3,
});

entity!(Contact {
    contact_id: i32 = "ContactId" @ 0,
    name: String = "Name" @ 1,
    relation: RelationType = "Relation" @ 2,
    created: DateTime = "Created" @ 3,
    amount: f64 = "Amount" @ 4,
    deleted: bool = "Deleted" @ 5,
    ticks: i64 = "Ticks" @ 6,
    table_right: TableRight = "TableRight" @ 7,
    persons: Vec<Person> = "Persons" @ 8,
    addresses: Vec<Vec<Person>> = "Addresses" @ 9,
    numbers: Vec<i32> = "Numbers" @ 10,
    custom_fields: BTreeMap<String, String> = "CustomFields" @ 11,
    rights: BTreeMap<String, TableRight> = "Rights" @ 12,
    value: serde_json::Value = "Value" @ 13,
    blob: Base64 = "Blob" @ 14,
});
