//! The weight of evidence among rows: the rows of a table, the keys of its own sample, and the other tables of its name.
//!
//! ```text
//! a row that neither the sample nor the other tables have   ->  not a property
//! a row that the sample lacks, a key that the table lacks:
//!     alike, or the only ones without a partner             ->  probably one property
//! a row that the other tables lack, and they have one
//!     that this table lacks                                 ->  the same
//! ```
//!
//! A row that the sample shows is a property, even if it is on one page only.

use std::collections::{BTreeMap, BTreeSet};

use super::gathered::Table;
use super::groups::Group;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Key, Said};
use crate::source::Span;
use crate::text::alike;

/// Compares a table with its sample and its group, reports the differences, and removes the rows that do not count.
///
/// `twin_only` is the row that the other tables of the group need not have.
pub(super) fn judge(table: &mut Table, group: Option<&Group>, twin_only: Option<&str>, diagnostics: &mut Diagnostics) {
    let rows: Vec<&Said> = table.rows.iter().map(AsRef::as_ref).collect();
    let all: Vec<&Key> = table.objects.iter().filter_map(|one| one.members()).flatten().map(|(key, _)| key).collect();
    if !all.is_empty() || group.is_some() {
        let names: BTreeSet<&str> = rows.iter().map(|row| row.name.value.as_str()).collect();
        let mut keys: BTreeMap<&str, &Key> = BTreeMap::new();
        for key in &all {
            keys.entry(&key.name).or_insert(key);
        }
        let mut view = View { rows, names, keys, all, group, twin_only, heading: table.heading, unused: Vec::new() };
        view.report(diagnostics);
        let unused = view.unused;
        table.names.retain(|name| !unused.contains(name));
    }
}

/// A table beside its sample and its group.
struct View<'a> {
    rows: Vec<&'a Said>,
    names: BTreeSet<&'a str>,
    /// The keys of the sample, each once.
    keys: BTreeMap<&'a str, &'a Key>,
    /// All keys of all objects of the sample.
    all: Vec<&'a Key>,
    /// The tables of its name, if there are others.
    group: Option<&'a Group>,
    twin_only: Option<&'a str>,
    heading: Span,
    /// The rows that do not count.
    unused: Vec<String>,
}

impl<'a> View<'a> {
    fn report(&mut self, diagnostics: &mut Diagnostics) {
        let sampled = !self.keys.is_empty();
        let absent: Vec<&Said> = self
            .rows
            .iter()
            .copied()
            .filter(|row| sampled && !self.keys.contains_key(row.name.value.as_str()))
            .collect();
        let unlisted: Vec<&Key> = self.keys.values().copied().filter(|key| !self.names.contains(&*key.name)).collect();
        let odd: Vec<&Said> = self.rows.iter().copied().filter(|row| self.is_odd(&row.name.value)).collect();
        self.unused = odd.iter().filter(|row| self.is_alone(row, sampled)).map(|row| row.name.value.clone()).collect();

        let mut paired: BTreeSet<&str> = BTreeSet::new();
        let keys: Vec<&str> = unlisted.iter().map(|key| &*key.name).collect();
        for (row, key) in partners(&absent, &keys) {
            if let Some(key) = self.keys.get(key) {
                diagnostics.push(self.renamed(row, key));
            }
            paired.extend([row.name.value.as_str(), key]);
        }
        for key in self.all.iter().filter(|key| !self.names.contains(&*key.name) && !paired.contains(&*key.name)) {
            diagnostics.push(match self.group.filter(|group| group.common.iter().any(|row| **row == *key.name)) {
                Some(_) => self.missing(&key.name).other(key.span, "the sample has it"),
                None => self.unlisted(key),
            });
        }
        let odd: Vec<&Said> = odd.into_iter().filter(|row| !paired.contains(row.name.value.as_str())).collect();
        let common = self.group.map_or(&[][..], |group| group.common.as_slice());
        let missing = common.iter().map(String::as_str);
        let missing: Vec<&str> =
            missing.filter(|name| !self.names.contains(name) && !self.keys.contains_key(name)).collect();
        for (row, name) in partners(&odd, &missing) {
            diagnostics.push(self.misspelt(row, name));
            paired.extend([row.name.value.as_str(), name]);
        }
        for row in absent.iter().chain(&odd) {
            if paired.insert(row.name.value.as_str()) {
                diagnostics.push(self.alone(row, sampled));
            }
        }
        for name in missing.into_iter().filter(|name| !paired.contains(name)) {
            diagnostics.push(self.missing(name));
        }
    }

    /// Whether most of the other tables lack a row.
    fn is_odd(&self, row: &str) -> bool {
        self.twin_only != Some(row) && self.group.is_some_and(|group| group.count(row) * 2 <= group.len())
    }

    /// Whether nothing but the row itself supports it.
    fn is_alone(&self, row: &Said, sampled: bool) -> bool {
        let name = &row.name.value;
        let few = self.group.is_some_and(|group| group.count(name) * 2 < group.len());
        if sampled { !self.keys.contains_key(name.as_str()) } else { few }
    }

    fn renamed(&self, row: &Said, key: &Key) -> Diagnostic {
        let name = &row.name.value;
        let message = format!("the row `{name}` and the key `{}` of the sample are probably one property", key.name);
        let at_row = || {
            Diagnostic::new(Code::RenamedRow, row.name.span, message.clone())
                .label("the sample has no such key")
                .other(key.span, "the table has no such row")
        };
        let at_key = || {
            Diagnostic::new(Code::RenamedRow, key.span, message.clone())
                .label("the table has no such row")
                .other(row.name.span, "the sample has no such key")
        };
        let group = self.group;
        let of_others = |row: &str, here: usize| group.is_some_and(|group| group.count(row) > here);
        let others = group.map(Group::others).unwrap_or_default();
        match (of_others(&key.name, 0), of_others(name, 1)) {
            (true, false) => at_row()
                .note(format!("`{}` is a row of {others}", key.name))
                .help(format!("write `{}` in the table", key.name)),
            (false, true) => {
                at_key().note(format!("`{name}` is a row of {others}")).help(format!("write `{name}` in the sample"))
            }
            _ => at_row().help("use the same name in the table and in the sample"),
        }
    }

    fn unlisted(&self, key: &Key) -> Diagnostic {
        let message = format!("the sample has a key `{}` that the table lacks", key.name);
        Diagnostic::new(Code::UnlistedKey, key.span, message)
            .label("added as a property; its type is read from the sample")
            .help("add a row to the table")
    }

    fn misspelt(&self, row: &Said, name: &str) -> Diagnostic {
        let others = self.group.map(Group::others).unwrap_or_default();
        let message = format!("the row `{}` is probably `{name}`, as in {others}", row.name.value);
        let finding = Diagnostic::new(Code::OddRow, row.name.span, message).label("only this table has it");
        self.first(finding).help(format!("write `{name}`, or correct the other tables"))
    }

    /// A row that only this table has, or that its sample lacks.
    fn alone(&self, row: &Said, sampled: bool) -> Diagnostic {
        let name = &row.name.value;
        let unused = self.unused.contains(name);
        let label = if unused { "not used" } else { "used as a property" };
        if sampled && !self.keys.contains_key(name.as_str()) {
            let finding = Diagnostic::new(
                Code::RowWithoutKey,
                row.name.span,
                format!("the sample of the page has no key `{name}`, which the table describes"),
            )
            .label(label);
            let finding = if self.is_odd(name) { self.lacking(finding) } else { finding };
            return finding.help("add the key to the sample, or delete the row");
        }
        let others = self.group.map(Group::others).unwrap_or_default();
        let finding =
            Diagnostic::new(Code::OddRow, row.name.span, format!("the row `{name}` is not in {others}")).label(label);
        self.first(finding).help("add the row to the other tables, or delete it here")
    }

    fn missing(&self, name: &str) -> Diagnostic {
        let others = self.group.map(Group::others).unwrap_or_default();
        let message = format!("the table lacks the row `{name}` of {others}");
        let finding = Diagnostic::new(Code::OddRow, self.heading, message).label("the table under this heading");
        self.first(finding).help("add the row, or delete it from the other tables")
    }

    fn lacking(&self, finding: Diagnostic) -> Diagnostic {
        match self.group {
            Some(group) => finding.note(format!("it is not in {} either", group.others())),
            None => finding,
        }
    }

    /// Adds the heading of another table.
    fn first(&self, finding: Diagnostic) -> Diagnostic {
        match self.group.and_then(|group| group.other(self.heading)) {
            Some(other) => finding.other(other, "another table"),
            None => finding,
        }
    }
}

/// Rows and names that are probably the same: first those that are alike, then the only ones left.
fn partners<'a>(rows: &[&'a Said], names: &[&'a str]) -> Vec<(&'a Said, &'a str)> {
    let mut near: Vec<(usize, &'a Said, &'a str)> = Vec::new();
    for row in rows {
        let far = |name: &&'a str| alike::distance(&row.name.value, name).map(|far| (far, *row, *name));
        near.extend(names.iter().filter_map(far));
    }
    near.sort_by_key(|(far, ..)| *far);
    let mut found: Vec<(&'a Said, &'a str)> = Vec::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (_, row, name) in near {
        if !taken.contains(row.name.value.as_str()) && !taken.contains(name) {
            taken.extend([row.name.value.as_str(), name]);
            found.push((row, name));
        }
    }
    let mut rows = rows.iter().filter(|row| !taken.contains(row.name.value.as_str()));
    let mut names = names.iter().filter(|name| !taken.contains(*name));
    if let (Some(row), Some(name), None, None) = (rows.next(), names.next(), rows.next(), names.next()) {
        found.push((row, name));
    }
    found
}
