//! The weight of evidence among tables: one page cannot change a type that other pages agree on.
//!
//! In: the tables of all pages. Out: the same, without what contradicts the others. Each contradiction is a finding at
//! its own place. The rules hold for every page of the vendor's docs, so what breaks one is a mistake.
//!
//! ```text
//! tables under one name have the same rows        ->  a table with mostly other rows is not of that name
//! two names with the same rows, spelled almost
//!     alike, one of them used less often          ->  the other name
//! every row is a key of its page's own sample     ->  see `odd_rows`
//! ```
//!
//! More than half of at least three tables must agree. If there are two, the one with the rows of another type is the
//! odd one. Otherwise both count, and the finding shows both.

use std::collections::{BTreeMap, BTreeSet};

use super::gathered::Table;
use super::groups::{Group, base, groups, own_rows};
use super::odd_rows;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Word;
use crate::text::alike::Spelling;
use crate::text::visible::counted;

/// Compares every table with the others of its name, and with the sample of its own page.
pub(super) fn judge(tables: &mut [Table], diagnostics: &mut Diagnostics) {
    misspelt_names(tables, diagnostics);
    other_types(tables, diagnostics);
    let groups = groups(tables);
    let mut of_table: BTreeMap<usize, &Group> = BTreeMap::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        of_table.extend(group.members.iter().map(|member| (*member, group)));
    }
    // The rows of an older page, and the keys of its sample, count only where the newer page does not contradict them.
    for (at, table) in tables.iter_mut().enumerate().filter(|(_, table)| table.at.page == 0) {
        let twin_only = base(table).and_then(|(_, only)| only);
        odd_rows::judge(table, of_table.get(&at).copied(), twin_only.as_deref(), diagnostics);
    }
}

/// Removes the names of tables that have mostly other rows than the other tables of the name.
fn other_types(tables: &mut [Table], diagnostics: &mut Diagnostics) {
    let groups = groups(tables);
    let mut by_rows: BTreeMap<&[String], BTreeSet<&str>> = BTreeMap::new();
    for group in groups.values() {
        by_rows.entry(group.common.as_slice()).or_default().insert(&group.name);
    }
    let mut odd: Vec<usize> = Vec::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        for at in &group.members {
            let Some(table) = tables.get(*at) else { continue };
            // The links of a twin are not among the common rows of its group.
            let rows: Vec<String> = own_rows(table).filter(|row| !row.starts_with('_')).cloned().collect();
            let owner = by_rows.get(rows.as_slice()).and_then(|names| names.iter().find(|name| **name != group.name));
            let is_odd =
                if group.len() == 2 { owner.is_some() && differ(group, tables) } else { group.is_other(table) };
            if is_odd {
                diagnostics.push(other_type(table, group, owner.copied()));
                odd.push(*at);
            }
        }
    }
    for at in odd {
        if let Some(table) = tables.get_mut(at) {
            table.declared = None;
        }
    }
}

/// Whether two tables of one name have hardly any rows in common.
fn differ(group: &Group, tables: &[Table]) -> bool {
    let rows = |table: &Table| own_rows(table).count();
    let most = group.members.iter().filter_map(|at| tables.get(*at)).map(rows).max().unwrap_or_default();
    group.common.len() * 2 < most
}

fn other_type(table: &Table, group: &Group, owner: Option<&str>) -> Diagnostic {
    let message = format!("the table has different rows from {}", group.others());
    let finding = Diagnostic::new(Code::OddTable, table.heading, message)
        .label(format!("not used as a table of `{}`", group.name));
    let finding = match group.other(table.heading) {
        Some(other) => finding.other(other, format!("another table of `{}`", group.name)),
        None => finding,
    };
    match owner {
        Some(owner) => finding.note(format!("`{owner}` has exactly these rows")).help(format!("write `{owner}`")),
        None => finding.help("name the type that the table describes, or correct its rows"),
    }
}

/// Replaces a misspelt name by the one that other pages use for the same rows.
fn misspelt_names(tables: &mut [Table], diagnostics: &mut Diagnostics) {
    let groups = groups(tables);
    let mut by_rows: BTreeMap<(&[String], bool), Vec<&Group>> = BTreeMap::new();
    for ((_, newer), group) in &groups {
        by_rows.entry((group.common.as_slice(), *newer)).or_default().push(group);
    }
    let alike = by_rows.into_values().filter(|groups| groups.len() > 1);
    let alike: Vec<(&Group, &Group)> = alike.flat_map(|groups| pairs(&groups)).collect();
    if alike.is_empty() {
        return;
    }
    let used = used(tables, &alike);
    let is_used = |group: &Group| used.contains(&group.name);
    let mut renamed: Vec<(usize, String, String)> = Vec::new();
    for (one, other) in alike {
        // A name that a row or a uid uses is not misspelt, and of two unused ones the rarer is.
        let (wrong, right) = match (is_used(one), is_used(other)) {
            (false, true) => (one, other),
            (true, false) => (other, one),
            (false, false) if one.len() * 2 <= other.len() => (one, other),
            (false, false) if other.len() * 2 <= one.len() => (other, one),
            _ => continue,
        };
        for at in &wrong.members {
            let Some(table) = tables.get(*at) else { continue };
            diagnostics.push(misspelt(table, wrong, right));
            renamed.push((*at, wrong.name.clone(), right.name.clone()));
        }
    }
    for (at, wrong, right) in renamed {
        if let Some(declared) = tables.get_mut(at).and_then(|table| table.declared.as_mut()) {
            *declared = declared.replacen(&wrong, &right, 1);
        }
    }
}

/// The pairs of groups whose names are spelled almost alike.
fn pairs<'a>(groups: &[&'a Group]) -> Vec<(&'a Group, &'a Group)> {
    let groups: Vec<(Spelling, &Group)> = groups.iter().map(|group| (Spelling::of(&group.name), *group)).collect();
    let later = |at: usize| groups.iter().skip(at + 1);
    let all = groups.iter().enumerate().flat_map(|(at, one)| later(at).map(move |other| (one, other)));
    all.filter(|(one, other)| one.0.misspelt(&other.0).is_some()).map(|(one, other)| (one.1, other.1)).collect()
}

/// The names of these groups that a row or a uid uses.
fn used(tables: &[Table], groups: &[(&Group, &Group)]) -> BTreeSet<String> {
    let names: BTreeSet<&str> = groups.iter().flat_map(|(one, other)| [one.name.as_str(), &other.name]).collect();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for table in tables {
        let rows = table.rows.iter().filter_map(|row| match &row.word.value.word {
            Word::Name(name) => names.get(name.as_str()),
            _ => None,
        });
        let uids = names.iter().filter(|name| base(table).is_some() && table.uid.contains(**name));
        found.extend(rows.chain(uids).map(|name| (*name).to_owned()));
    }
    found
}

fn misspelt(table: &Table, wrong: &Group, right: &Group) -> Diagnostic {
    let declared = table.declared.as_deref().unwrap_or_default();
    let correct = declared.replacen(&wrong.name, &right.name, 1);
    let message = format!("`{declared}` has the rows of `{correct}` and is probably misspelt");
    let finding = Diagnostic::new(Code::OddTable, table.heading, message).label(format!("read as `{correct}`"));
    let finding = match right.other(table.heading) {
        Some(other) if right.len() == 1 => finding.other(other, format!("the table of `{}`", right.name)),
        Some(other) => finding.other(other, format!("one of {} of `{}`", counted(right.len(), "table"), right.name)),
        None => finding,
    };
    finding.help(format!("write `{correct}`"))
}
