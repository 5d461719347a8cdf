//! Writes the edit of `names.lock` that keeps the old name of an item.
//!
//! In: changes, and the lock after the run. Out: the same changes; each item that probably got another name has the line
//! that gives it both names, or the old one if its kind cannot have an alias.

use super::item::{Item, Kind, last, parent};
use super::surface::Surface;
use crate::diagnostics::{Change, ChangeKind, LockEdit};
use crate::names::lock::{Entry, Lock, Section, uid_and_route};

/// Adds to each renamed item the line that keeps its old name.
pub(super) fn advise(list: &mut [Change], new: &Surface, lock: &str) {
    let renamed = || list.iter().any(|change| change.kind == ChangeKind::Renamed);
    if !renamed() {
        return;
    }
    let Ok(lock) = Lock::parse(lock) else { return };
    for change in list.iter_mut().filter(|change| change.kind == ChangeKind::Renamed) {
        change.keep = edit(change, new, &lock);
    }
}

fn edit(change: &Change, new: &Surface, lock: &Lock) -> Option<LockEdit> {
    let (was, now) = (last(&change.path), last(&change.now));
    let feature = format!("features::{}", change.now);
    let item = new.items.get(&change.now).or_else(|| new.items.get(&feature))?;
    let sections: &[Section] = match item.kind {
        Kind::Type | Kind::Enumeration => &[Section::Types, Section::Unnamed, Section::Enums],
        Kind::Module => &[Section::Modules],
        Kind::Client => &[Section::Clients],
        Kind::Feature => &[Section::Features],
        Kind::Method => &[Section::Methods],
        Kind::Field => return Some(member(Section::Fields, &item.key, last(parent(&change.now)), &[was])),
        Kind::Constant => {
            return Some(member(Section::Constants, &item.key, last(parent(&change.now)), &[now, was]));
        }
        Kind::Parameter => return Some(member(Section::Options, &item.key, &item.page, &[was])),
        Kind::Call | Kind::Alias => return None,
    };
    let lines = || sections.iter().flat_map(|section| lock.entries(*section).map(move |line| (*section, line)));
    let (section, (key, _)) = lines().find(|(_, (key, entry))| entry.name == now && is_of(item, key))?;
    let old =
        lines().find(|(of, (key, entry))| entry.name == was && (*of != Section::Methods || same_client(key, item)));
    Some(LockEdit {
        section: section.word(),
        remove: old.map(|(_, (key, entry))| Lock::line(key, entry)),
        add: line(key, &[now, was]),
    })
}

/// Whether a line of the lock is about an item: methods of other clients may have the same name.
fn is_of(item: &Item, key: &str) -> bool {
    item.kind != Kind::Method || item.page.rsplit('/').next() == Some(uid_and_route(key).0)
}

fn same_client(key: &str, item: &Item) -> bool {
    let controller = |uid: &str| uid.split('_').next().unwrap_or(uid).to_owned();
    item.page.rsplit('/').next().map(controller) == Some(controller(uid_and_route(key).0))
}

fn member(section: Section, word: &str, owner: &str, names: &[&str]) -> LockEdit {
    LockEdit { section: section.word(), remove: None, add: line(&format!("{word} of {owner}"), names) }
}

fn line(key: &str, names: &[&str]) -> String {
    let mut names = names.iter().map(|name| (*name).to_owned());
    let name = names.next().unwrap_or_default();
    Lock::line(key, &Entry { name, was: names.collect(), used: true })
}
