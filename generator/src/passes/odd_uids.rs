//! Reports uids that begin with the name that the pages of another resource have in their uids.
//!
//! ```text
//! `v1LampEntity_...` on the pages below `/api/v1/Lamp`, and once on a page below `/api/v1/Shade`, where the
//! other uids are `v1ShadeEntity_...`  ->  the uid or the route of that page is probably copied
//! ```

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Operation};

/// The number of pages that show where the pages of a name are.
const MANY: usize = 3;

/// The pages whose uids have the same name, and the path below which most of them are.
struct Home<'a> {
    path: Vec<&'a str>,
    /// A page below the path.
    example: &'a Operation,
}

/// Compares the name in each uid with the route of its page.
pub(super) fn run(api: &Api, diagnostics: &mut Diagnostics) {
    let mut pages: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        pages.entry(&operation.controller).or_default().push(operation);
    }
    let homes: BTreeMap<&str, Home<'_>> =
        pages.iter().filter_map(|(name, pages)| Some((*name, home(pages)?))).collect();
    for (name, pages) in &pages {
        let Some(own) = homes.get(name) else { continue };
        for page in pages.iter().filter(|page| !is_below(page, &own.path)) {
            let others =
                homes.iter().filter(|(_, other)| is_below(page, &other.path) && !own.path.starts_with(&other.path));
            if let Some((other, home)) = others.max_by_key(|(_, other)| other.path.len()) {
                diagnostics.push(odd_uid(page, other, home, own));
            }
        }
    }
}

/// The segments of a path before its first placeholder.
fn literal(operation: &Operation) -> impl Iterator<Item = &str> {
    operation.path.value.split('/').skip(1).take_while(|part| !part.contains('{'))
}

fn is_below(operation: &Operation, path: &[&str]) -> bool {
    literal(operation).take(path.len()).eq(path.iter().copied())
}

/// The longest path below which more than half of the pages are.
fn home<'a>(pages: &[&'a Operation]) -> Option<Home<'a>> {
    if pages.len() < MANY {
        return None;
    }
    let mut below: Vec<&'a Operation> = pages.to_vec();
    let mut path: Vec<&'a str> = Vec::new();
    loop {
        let mut next: BTreeMap<&'a str, Vec<&'a Operation>> = BTreeMap::new();
        for page in &below {
            if let Some(part) = literal(page).nth(path.len()) {
                next.entry(part).or_default().push(page);
            }
        }
        match next.into_iter().max_by_key(|(_, pages)| pages.len()) {
            Some((part, found)) if found.len() * 2 > pages.len() => {
                path.push(part);
                below = found;
            }
            _ => break,
        }
    }
    Some(Home { example: below.first().copied()?, path })
}

fn odd_uid(page: &Operation, name: &str, home: &Home<'_>, own: &Home<'_>) -> Diagnostic {
    let (uid, path) = (&page.uid.value, home.path.join("/"));
    let message = format!("the uid `{uid}` contains the name `{}`, but the route belongs to `{name}`", page.controller);
    Diagnostic::new(Code::OddUid, page.uid.span, message)
        .label(format!("the other uids with this name belong to routes below `/{}`", own.path.join("/")))
        .other(page.path.span, format!("the uids of routes below `/{path}` contain the name `{name}`"))
        .other(home.example.uid.span, "one of them")
        .help(format!("write `{}`, or correct the route", uid.replacen(&page.controller, name, 1)))
}
