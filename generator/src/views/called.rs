//! Pages that a user has named: by a file name, a uid, a resource or an agent.
//!
//! In: the files, the operations as their pages describe them, and a name. Out: the pages, or a message with similar names.

use std::collections::BTreeSet;

use crate::model::{Api, Operation};
use crate::source::{FileId, Sources};
use crate::text::alike::{distance, nearest};
use crate::text::visible::visible_short;

/// The number of pages that are listed if a name fits several.
const LISTED: usize = 5;

/// Finds the pages with a name. A file name must fit one page only; a uid or a resource stands for all of its pages.
pub(crate) fn called(sources: &Sources, api: &dyn Fn() -> Api, name: &str) -> Result<Vec<FileId>, String> {
    let files = by_file(sources, name);
    match files.as_slice() {
        [] => {}
        [_] => return Ok(files),
        several => {
            let paths = several.iter().map(|file| sources.file(*file).path.as_str());
            return Err(ambiguous(name, "pages", paths.collect(), "name one by its path"));
        }
    }
    let api = api();
    let pages: Vec<&Operation> = api.pages().collect();
    let of = |wanted: &dyn Fn(&Operation) -> bool| -> Vec<FileId> {
        pages.iter().filter(|page| wanted(page)).map(|page| page.file).collect()
    };
    let found = of(&|page| page.uid.value == name || resource(page) == name || page.controller == name);
    if !found.is_empty() {
        return Ok(found);
    }
    let resources: BTreeSet<&str> = pages.iter().map(|page| resource(page)).collect();
    let same: Vec<&str> = resources.iter().copied().filter(|known| distance(known, name) == Some(0)).collect();
    match same.as_slice() {
        [] => Err(unknown(sources, &pages, &resources, name)),
        [one] => Ok(of(&|page| resource(page) == *one)),
        _ => Err(ambiguous(name, "resources", same, "write one of these names exactly")),
    }
}

/// The pages whose path ends with a name, or with whose path the name ends. The extension `.md` is optional.
pub(super) fn by_file(sources: &Sources, name: &str) -> Vec<FileId> {
    let name = name.strip_suffix(".md").unwrap_or(name);
    let ends = |path: &str| {
        let stem = path.strip_suffix(".md").unwrap_or(path);
        stem == name || name.ends_with(&format!("/{stem}")) || stem.ends_with(&format!("/{name}"))
    };
    sources.pages().filter(|(_, file)| ends(&file.path)).map(|(id, _)| id).collect()
}

/// The name of the resource or agent of an operation.
fn resource(operation: &Operation) -> &str {
    let name = operation.controller.as_str();
    name.strip_suffix("Entity").filter(|rest| !rest.is_empty()).unwrap_or(name)
}

fn ambiguous(name: &str, what: &str, found: Vec<&str>, help: &str) -> String {
    let shown: Vec<String> = found.iter().take(LISTED).map(|one| format!("`{}`", visible_short(one, 160))).collect();
    let more = found.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let name = visible_short(name, 160);
    format!("`{name}` may be any of {} {what}: {}{more}; {help}", found.len(), shown.join(", "))
}

fn unknown(sources: &Sources, pages: &[&Operation], resources: &BTreeSet<&str>, name: &str) -> String {
    let file_name = |path: &str| path.trim_end_matches(".md").rsplit('/').next().unwrap_or_default().to_owned();
    let uids = pages.iter().map(|page| page.uid.value.clone());
    let files = sources.pages().map(|(_, file)| file_name(&file.path));
    let known = resources.iter().map(|one| (*one).to_owned()).chain(uids).chain(files);
    let near = nearest(known.filter_map(|known| distance(&known, name).map(|far| (far, known))));
    let shown = visible_short(name, 160);
    let near = match near.as_slice() {
        [] => "use a path, a file name, a uid, or the name of a resource or an agent".to_owned(),
        near => format!("similar names: {}", visible_short(&near.join(", "), 400)),
    };
    format!("no page, resource or agent in the docs folder is named `{shown}`; {near}")
}
