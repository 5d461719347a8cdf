//! The record of where an import comes from: `UPSTREAM.toml`.
//!
//! In: the name, revision and date that the user gives, and the files. Out: the text of the record. It depends on
//! nothing else, so the same source gives the same bytes: the record contains no time and no path of the machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::account::Account;

/// The name of the record within the target.
pub(super) const FILE: &str = "UPSTREAM.toml";

/// The facts about the source that the user gives.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) revision: Option<String>,
    pub(super) date: Option<String>,
    pub(super) facts: bool,
}

/// The text of the record. If the source is itself an import with the same contents, `known` is its record, which stays
/// as it is.
pub(super) fn text(
    given: &Given,
    account: &Account,
    (files, indexes): (&BTreeMap<String, String>, usize),
    known: Option<String>,
) -> String {
    let hash = format!("hash = \"{:032x}\"", hash(files));
    if let Some(known) = known.filter(|known| known.lines().any(|line| line == hash)) {
        return known;
    }
    let operations: usize = account.areas.values().sum();
    let mut out = String::from("# Written by `cargo xtask import`. Do not edit.\n\n");
    for (key, value) in
        [("name", Some(&given.name)), ("revision", given.revision.as_ref()), ("date", given.date.as_ref())]
    {
        if let Some(value) = value {
            let _ = writeln!(out, "{key} = {}", toml::Value::from(value.as_str()));
        }
    }
    let content = if given.facts { "facts" } else { "all" };
    let _ = writeln!(out, "content = \"{content}\"\n# xxh3 of the paths and contents of all imported files\n{hash}");
    let _ = writeln!(out, "\n[files]\noperations = {operations}\nsamples = {}\nindexes = {indexes}", 2 * operations);
    let _ = writeln!(out, "\n[operations]");
    for (area, count) in &account.areas {
        let _ = writeln!(out, "{} = {count}", toml_key(area));
    }
    if !account.companions.is_empty() {
        let _ = writeln!(out, "\n[companions]");
        for (kind, count) in &account.companions {
            let _ = writeln!(out, "{} = {count}", toml_key(kind));
        }
    }
    let _ = writeln!(
        out,
        "\n[taken]\nparameters = {}\nproperty-rows = {}\nstatuses = {}\nenum-lists = {}\nsample-bodies = {}",
        account.parameters, account.properties, account.statuses, account.lists, account.samples
    );
    let kind = if given.facts { "left" } else { "taken-as-written" };
    let _ = writeln!(out, "\n[{kind}]\ntexts = {}\nsample-values = {}", account.texts, account.values);
    out
}

fn toml_key(key: &str) -> String {
    let bare = key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if bare { key.to_owned() } else { toml::Value::from(key).to_string() }
}

fn hash(files: &BTreeMap<String, String>) -> u128 {
    let mut hasher = xxhash_rust::xxh3::Xxh3Default::new();
    for (path, text) in files {
        for part in [path, text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.digest128()
}

/// The name of a source: the last two folders of its path. The folders above them belong to the machine.
pub(super) fn name_of(from: &Path) -> String {
    let from = from.canonicalize().unwrap_or_else(|_| from.to_owned());
    let parts: Vec<String> = from
        .components()
        .filter_map(|part| match part {
            std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    parts.get(parts.len().saturating_sub(2)..).unwrap_or_default().join("/")
}
