//! One document per resource and agent.
//!
//! In: a checked model with its pages, and what a server knows about its operations. Out: documents. Each is complete:
//! it has the schemas of its operations and no others. Unlike in the document about everything, types and operations have
//! `x-source` with the lines of the pages that describe them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::lines::Lines;
use super::links::Links;
use super::names::{Names, key};
use super::{Export, TITLE, tag};
use crate::check::Checked;
use crate::model::{Operation, Property};
use crate::source::Sources;

/// The document about a resource or an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of the resource or agent. It can be used as a file name. No two names differ only in case.
    pub name: String,
    /// The document as JSON text.
    pub text: String,
}

/// What a server knows about an operation that no page states.
#[derive(Debug, Clone, Default)]
pub struct Served {
    /// Status codes of its responses, with descriptions. Those that the page lists are ignored.
    pub statuses: Vec<(u16, String)>,
    /// Values of parameters in a valid request, by the names of the parameters.
    pub parameters: BTreeMap<String, Value>,
    /// The JSON body of a valid request.
    pub body: Option<Value>,
}

/// Data that only documents about a part of the API contain.
#[derive(Clone, Copy)]
pub(super) struct Details<'a> {
    pub(super) lines: &'a Lines<'a>,
    pub(super) served: &'a dyn Fn(&Operation) -> Served,
}

impl Details<'_> {
    /// Returns the place of a property: on a page of one of the operations, if there is one.
    pub(super) fn of_property(&self, operations: &[&Operation], property: &Property) -> Option<String> {
        let own = |row: &&std::sync::Arc<crate::model::Said>| {
            operations.iter().any(|operation| operation.file == row.name.span.file)
        };
        let row = property.rows.iter().find(own).or(property.rows.first()).map(|row| row.name.span);
        let span = row.or_else(|| property.samples.first().map(|observed| observed.json.span))?;
        Some(self.lines.of(span))
    }
}

/// The names of the resources and agents, with the uids of their operations. [`parts`] has the same names and order.
#[must_use]
pub fn index<'a>(api: &'a Checked) -> Vec<(String, Vec<&'a str>)> {
    let uid = |operation: &&'a Operation| operation.uid.value.as_str();
    groups(api).into_iter().map(|(name, _, operations)| (name, operations.iter().map(uid).collect())).collect()
}

/// Calls `each` with the document of every resource and agent, one after the other, because all of them together are large.
pub fn parts(api: &Checked, sources: &Sources, served: &dyn Fn(&Operation) -> Served, mut each: impl FnMut(Part)) {
    let (names, links, lines) = (Names::new(api), Links::of(api), Lines::new(sources));
    for (name, tag, operations) in groups(api) {
        let details = Some(Details { lines: &lines, served });
        let title = format!("{TITLE}: {tag}");
        let text = Export { api, names: &names, links: &links, operations, title, details }.text();
        each(Part { name, text });
    }
}

/// The operations of each resource and agent, by its name and its tag.
fn groups(api: &Checked) -> Vec<(String, &str, Vec<&Operation>)> {
    let mut found: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        found.entry(tag(operation)).or_default().push(operation);
    }
    let mut used = BTreeSet::new();
    found.into_iter().map(|(tag, operations)| (file_name(&mut used, tag), tag, operations)).collect()
}

/// Returns a name that is not in use, even on file systems that ignore case, and that has no special meaning on any file system.
fn file_name(used: &mut BTreeSet<String>, tag: &str) -> String {
    let base = key(tag);
    let base = if base.starts_with(['.', '-']) || base.is_empty() { format!("_{base}") } else { base };
    let mut name = base.clone();
    let mut number = 2;
    while !used.insert(name.to_ascii_lowercase()) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}
