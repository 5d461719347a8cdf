//! Pages for tests: those of the repository, and the vendor's whole tree if it is present.

#![allow(clippy::unwrap_used, reason = "a test")]
#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod compare;
pub(crate) mod edits;
pub(crate) mod random;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use superoffice_codegen::source::Sources;

/// The pages of the repository.
pub(crate) fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The pages of the repository that are written by hand, with the files they include: about a twentieth of all pages, for
/// tests that generate the crate many times.
pub(crate) fn by_hand() -> Sources {
    let all = superoffice_codegen::disk::load(&docs()).unwrap().sources.with_companions(Vec::new());
    let pages = random::part(&all, |file| !file.text.contains("\nimported: true\n"));
    assert!(pages.pages().count() > 100, "the pages are no longer recognised");
    pages
}

/// The vendor's trees, one for each docs version. Prints which folders have no endpoint page, or that there is no tree.
pub(crate) fn references() -> Vec<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let root = std::env::var_os("SUPEROFFICE_REFERENCE").map_or(beside, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(&root) else {
        eprintln!("SKIPPED: no reference tree; set SUPEROFFICE_REFERENCE to a folder that holds one tree per version");
        return Vec::new();
    };
    let mut trees: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    trees.sort();
    retain(trees, "it has no endpoint page", |text| uid(text).is_some())
}

/// The vendor's trees, if `SUPEROFFICE_REFERENCE` is set to their folder. For tests that need minutes to read them.
pub(crate) fn references_if_named() -> Vec<PathBuf> {
    if std::env::var_os("SUPEROFFICE_REFERENCE").is_none() {
        eprintln!("SKIPPED: this takes minutes; set SUPEROFFICE_REFERENCE to a folder that holds one tree per version");
        return Vec::new();
    }
    references()
}

/// Those of some trees whose format can be read completely. Prints the others.
pub(crate) fn read_as_a_whole(trees: Vec<PathBuf>) -> Vec<PathBuf> {
    let problem = "no endpoint page has a `### Response body`, so the format is read only in part";
    retain(trees, problem, |text| uid(text).is_some() && text.contains("\n### Response body:"))
}

fn retain(mut trees: Vec<PathBuf>, problem: &str, is: fn(&str) -> bool) -> Vec<PathBuf> {
    trees.retain(|tree| {
        let good = any_page(tree, is);
        if !good {
            eprintln!("SKIPPED: {}: {problem}", tree.display());
        }
        good
    });
    trees
}

fn any_page(folder: &Path, is: fn(&str) -> bool) -> bool {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().any(|path| {
        if path.is_dir() {
            return any_page(path, is);
        }
        let markdown = path.extension().is_some_and(|extension| extension == "md");
        markdown && std::fs::read_to_string(path).is_ok_and(|text| is(&text))
    })
}

/// The pages without those that are broken by themselves and are rightly errors to the compiler: endpoint pages without
/// a `uid`, and all but the last of those that describe one route under several uids. This is decided from the text
/// alone and not by the compiler, so that a good page that the compiler rejects stays in. Prints what is left out.
pub(crate) fn sound(sources: &Sources) -> Sources {
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, file) in sources.pages() {
        if let (Some(route), Some(uid)) = (route(&file.text), uid(&file.text)) {
            last.insert(route, uid);
        }
    }
    random::part(sources, |file| {
        let Some(route) = route(&file.text) else { return true };
        let problem = match uid(&file.text) {
            None => "has no `uid`".to_owned(),
            Some(uid) if last.get(route).is_some_and(|last| *last != uid) => format!("`{route}` has another page"),
            Some(_) => return true,
        };
        eprintln!("SKIPPED: {}: {problem}", file.path);
        false
    })
}

/// The verb and the path of an endpoint, from the first line of the first fence.
fn route(text: &str) -> Option<&str> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with("```"));
    let line = (lines.next()? == "```http").then(|| lines.next())??.trim();
    let (verb, path) = line.split_once(' ')?;
    let good = verb.chars().all(|c| c.is_ascii_uppercase()) && path.starts_with("/api/") && !path.contains([' ', '?']);
    good.then_some(line)
}

/// The `uid` of an endpoint page. It starts with the version in the route: `v1Name_Operation` for `/api/v1/`.
fn uid(text: &str) -> Option<&str> {
    let version = route(text)?.split('/').nth(2)?;
    let front = text.lines().skip(1).take_while(|line| *line != "---");
    // The oldest form of the pages has the uid in `id`.
    let uids = front.filter_map(|line| line.strip_prefix("uid:").or_else(|| line.strip_prefix("id:")));
    uids.map(str::trim).find(|uid| uid.starts_with(version))
}
