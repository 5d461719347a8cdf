//! The response with a page of rows.
//!
//! In: a response. Out: its rows and the link to the next page. This file must not know what a row contains.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::entity::{EntityExt, Presence};
use crate::error::Result;
use crate::extra::Extra;
use crate::json::DecodeError;
use crate::json::value::Json;
use crate::request::{Received, Source};
use crate::slot::{Entity, Field, Table};

/// The rows of a page.
pub(super) struct Envelope {
    pub(super) rows: Vec<Json>,
    /// The name of the property with the rows; empty if the response is an array.
    pub(super) name: &'static str,
    pub(super) next_link: Option<String>,
    /// The context of errors.
    pub(super) source: Source,
}

/// A page in an object, as in OData or as agents return it.
#[derive(Default)]
struct Wrapped {
    next_link: Option<String>,
    value: Option<Vec<Json>>,
    /// The rows of agents.
    rows: Option<Vec<Json>>,
    extra: Extra,
}

/// The names of the rows in an object.
const ROWS: [&str; 2] = ["value", "Rows"];

impl Envelope {
    /// Reads a page: an array of rows, or an object that contains one.
    pub(super) fn read(received: Received) -> Result<Self> {
        if received.is_array() {
            let (rows, source) = received.take::<Vec<Json>>()?;
            return Ok(Self { rows, name: "", next_link: None, source });
        }
        let (mut page, source) = received.take::<Wrapped>()?;
        let lists = [page.value.take(), page.rows.take()];
        let Some((name, rows)) = ROWS.into_iter().zip(lists).find_map(|(name, rows)| Some((name, rows?))) else {
            // A page without rows would look like the end of the list.
            let null = ROWS.into_iter().find(|name| page.presence(name) == Presence::Null);
            let (name, found) = null.map_or(("value", "no such property"), |name| (name, "null"));
            let error = DecodeError::new(format!("expected an array of rows, found {found}")).inside(name);
            return Err(source.error(&Json::default(), error));
        };
        let next_link = page.next_link.filter(|link| !link.trim().is_empty());
        Ok(Self { rows, name, next_link, source })
    }

    /// Returns a hash of the rows.
    pub(super) fn hash(&self) -> i64 {
        let mut hasher = DefaultHasher::new();
        self.rows.hash(&mut hasher);
        hasher.finish().cast_signed()
    }
}

impl Entity for Wrapped {
    fn table(&self) -> &'static Table {
        &Table { name: "page of rows", keys: &["odata.nextLink", "value", "Rows"] }
    }

    fn fields(&self, lend: &mut dyn FnMut(&[&dyn Field], &Extra)) {
        lend(&[&self.next_link, &self.value, &self.rows], &self.extra);
    }

    fn fields_mut(&mut self, lend: &mut dyn FnMut(&mut [&mut dyn Field], &mut Extra)) {
        lend(&mut [&mut self.next_link, &mut self.value, &mut self.rows], &mut self.extra);
    }
}
