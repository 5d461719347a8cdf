//! Compares two surfaces, name by name.
//!
//! In: the surfaces before and after. Out: the changes, without any guess about which names belong together.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Gate, Item, Kind, last, parent};
use super::surface::Surface;
use crate::diagnostics::change::Places;
use crate::diagnostics::{Change, ChangeKind};

/// Returns every change between two surfaces.
pub(super) fn compare(old: &Surface, new: &Surface, places: &Places) -> Vec<Change> {
    let mut compared = Compared { old, new, places, list: Vec::new(), top: BTreeSet::new(), matched: BTreeSet::new() };
    compared.names();
    compared.aliases();
    compared.added();
    compared.gates();
    compared.list
}

struct Compared<'a> {
    old: &'a Surface,
    new: &'a Surface,
    places: &'a Places,
    list: Vec<Change>,
    /// Removed or added items, whose members are not listed.
    top: BTreeSet<String>,
    /// New items that were there before.
    matched: BTreeSet<String>,
}

impl Compared<'_> {
    fn names(&mut self) {
        let renamed = aliased_types(self.new);
        for (path, item) in &self.old.items {
            let found = self.new.resolve(path).and_then(|now| Some((self.new.items.get(&now)?, now)));
            let Some((now, at)) = found else {
                self.push_top(ChangeKind::Removed, path, item);
                continue;
            };
            self.matched.insert(at.clone());
            if self.new.aliases.contains_key(path) {
                self.push(ChangeKind::Deprecated, path, item, (String::new(), shown(&at)));
            } else if let Some(name) = now.alias.as_ref().filter(|_| item.alias.is_none()) {
                let at = format!("{}::{name}", parent(&at));
                self.push(ChangeKind::Deprecated, path, item, (String::new(), shown(&at)));
                self.matched.extend(self.old.members(path).map(|(member, _)| format!("{at}::{member}")));
                self.matched.insert(at);
            }
            if now.kind != item.kind || now.shape != with_names(&item.shape, &renamed) {
                self.push(ChangeKind::Retyped, path, now, (item.shape.clone(), now.shape.clone()));
            }
        }
    }

    /// Deprecated aliases of types and modules that are no longer there.
    fn aliases(&mut self) {
        for path in self.old.aliases.keys().filter(|path| self.new.resolve(path).is_none()) {
            self.push_top(ChangeKind::Removed, path, &Item::new(Kind::Alias, String::new()));
        }
    }

    fn added(&mut self) {
        let known = |path: &String| self.matched.contains(path) || self.old.resolve(path).is_some();
        let added: Vec<_> = self.new.items.iter().filter(|(path, item)| item.alias.is_none() && !known(path)).collect();
        for (path, item) in added {
            self.push_top(ChangeKind::Added, path, item);
        }
    }

    fn gates(&mut self) {
        let gone = |feature: &String| {
            let path = format!("features::{feature}");
            self.old.items.contains_key(&path) && !self.new.items.contains_key(&path)
        };
        let now_named =
            |feature: &String| self.new.items.get(&format!("features::{feature}")).and_then(|item| item.alias.clone());
        let mut changed = Vec::new();
        for (path, before) in &self.old.gates {
            let Some(after) = self.new.gates.get(path) else { continue };
            let Some(after_set) = after else { continue };
            let lost = before.as_ref().is_none_or(|before| {
                before.iter().any(|feature| {
                    let kept =
                        after_set.contains(feature) || now_named(feature).is_some_and(|now| after_set.contains(&now));
                    !kept && !gone(feature)
                })
            });
            if lost {
                // The file of an entity may be unchanged, so that only its export was read.
                let kind = if path.starts_with("entities") { Kind::Type } else { Kind::Module };
                let item = self.new.items.get(path).cloned().unwrap_or_else(|| Item::new(kind, String::new()));
                changed.push((path.clone(), item, listed(before), listed(after)));
            }
        }
        for (path, item, before, after) in changed {
            self.push(ChangeKind::Regated, &path, &item, (before, after));
        }
    }

    /// Adds a change of an item, unless an item around it has the same change.
    fn push_top(&mut self, kind: ChangeKind, path: &str, item: &Item) {
        let mark = |path: &str| format!("{} {path}", kind.word());
        let around = path.match_indices("::").filter_map(|(at, _)| path.get(..at));
        let hidden = around.map(mark).any(|mark| self.top.contains(&mark));
        self.top.insert(mark(path));
        if !hidden {
            let shape = item.shape.clone();
            let shapes = if kind == ChangeKind::Added { (String::new(), shape) } else { (shape, String::new()) };
            self.push(kind, path, item, shapes);
        }
    }

    fn push(&mut self, kind: ChangeKind, path: &str, item: &Item, (was, now): (String, String)) {
        let uid = last_part(&item.page);
        let owner = if matches!(item.kind, Kind::Field | Kind::Constant) { parent(path) } else { path };
        let owner = self.new.resolve(owner).unwrap_or_else(|| owner.to_owned());
        let member = self.new.items.get(path).filter(|_| item.kind == Kind::Field);
        let member = member.and_then(|item| *self.places.members.get(last(&owner))?.get(item.position)?);
        let at = member.or_else(|| match item.kind {
            Kind::Type | Kind::Enumeration | Kind::Field | Kind::Constant => {
                self.places.types.get(last(&owner)).copied()
            }
            _ => self.places.operations.get(uid).copied(),
        });
        let page = match item.kind {
            // The folder of the pages of its operations.
            Kind::Module => {
                let pages =
                    self.old.members(path).chain(self.new.members(path)).map(|(_, item)| parent_folder(&item.page));
                pages.into_iter().find(|folder| !folder.is_empty()).unwrap_or_default().to_owned()
            }
            _ if item.page.is_empty() || at.is_some() => String::new(),
            _ => format!("{}.md", item.page),
        };
        let item = item.kind.word();
        self.list.push(Change { kind, item, path: shown(path), was, now, at, page, keep: None });
    }
}

/// The path of an item for people.
fn shown(path: &str) -> String {
    path.strip_prefix("features::").unwrap_or(path).to_owned()
}

fn last_part(page: &str) -> &str {
    page.rsplit('/').next().unwrap_or(page)
}

fn parent_folder(page: &str) -> &str {
    page.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn listed(gate: &Gate) -> String {
    match gate {
        None => "always".to_owned(),
        Some(features) => features.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
    }
}

/// The types that are aliases now, with their new names.
fn aliased_types(new: &Surface) -> BTreeMap<String, String> {
    new.aliases.iter().map(|(old, now)| (last(old).to_owned(), last(now).to_owned())).collect()
}

/// Replaces whole names in a type or signature.
pub(super) fn with_names(shape: &str, names: &BTreeMap<String, String>) -> String {
    if names.is_empty() {
        return shape.to_owned();
    }
    let mut out = String::with_capacity(shape.len());
    let mut word = String::new();
    for c in shape.chars().chain(['\0']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
        } else {
            out.push_str(names.get(&word).unwrap_or(&word));
            word.clear();
            if c != '\0' {
                out.push(c);
            }
        }
    }
    out
}
