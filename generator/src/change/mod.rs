//! Finds out how the public names of a generated crate change.
//!
//! In: the generated files that differ, before and after. Out: [`Changes`]: names that were removed, probably renamed,
//! retyped, moved to other features, or added. This room does not know the model or the disk: it reads Rust and the
//! documentation in it.
//!
//! The rules:
//! - The public names are types, fields, enum values, clients, methods, optional parameters, modules and cargo features.
//!   Setters follow fields, and routes follow methods, so neither is listed.
//! - A name that is a deprecated alias now is still there. Its members are compared with those of its new name.
//! - A type or signature changes if its text changes after aliases are resolved. A method returns what it is awaited to,
//!   so that an optional parameter can be added.
//! - Members of a type that is removed or added are not listed.

mod compare;
mod item;
mod keep;
mod renamed;
mod surface;

use std::borrow::Cow;

use crate::diagnostics::Changes;
use crate::diagnostics::change::Places;
use item::Kind;
use surface::Surface;

/// A file before and after; `None` if it does not exist.
#[derive(Debug, Clone)]
pub(crate) struct Pair<'a> {
    /// The path in the crate, with forward slashes.
    pub(crate) path: Cow<'a, str>,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<&'a str>,
}

/// Compares the files that differ. `lock` is the text of `names.lock` after the run.
pub(crate) fn between(files: &[Pair<'_>], lock: &str, places: &Places) -> Changes {
    let read = |text: &dyn Fn(&Pair<'_>) -> Option<String>| {
        let mut surface = Surface::default();
        for file in files {
            if let Some(text) = text(file) {
                surface.read(&file.path, &text);
            }
        }
        surface.finish();
        surface
    };
    let old = read(&|file| file.old.clone());
    let new = read(&|file| file.new.map(str::to_owned));
    let mut list = compare::compare(&old, &new, places);
    renamed::pair(&mut list, &old, &new);
    keep::advise(&mut list, &new, lock);
    list.sort_by_cached_key(|change| (change.kind, Kind::order(change.item), change.path.clone()));
    Changes { list, compared: true, unknown: 0 }
}

#[cfg(test)]
mod tests;
