//! The generated columns of archives, joined from their sets, are those of the companion files: for the docs of the
//! repository, and for the vendor's companion files if they are present.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use superoffice_codegen::source::Sources;
use superoffice_codegen::{Options, disk, generate};

use crate::common;

/// Name, kind, and whether rows can be ordered by the column.
type Columns = BTreeSet<(String, String, bool)>;

/// A set in the generated text.
#[derive(Default)]
struct Set {
    columns: Vec<(String, String, bool)>,
    joins: Vec<(String, String)>,
}

/// The archives with the names of their sets, and the sets, from the generated text.
fn generated(sources: &Sources) -> (BTreeMap<String, String>, BTreeMap<String, Set>) {
    let generated = generate(sources, &Options { keep_going: true, ..Options::default() }).unwrap();
    let (mut archives, mut sets) = (BTreeMap::new(), BTreeMap::<String, Set>::new());
    let (mut set, mut block) = (String::new(), "");
    for file in generated.files.iter().filter(|file| file.path.starts_with("src/columns/")) {
        for line in file.contents.lines().map(str::trim) {
            let quoted = line.split('"').nth(1).unwrap_or_default().to_owned();
            let ty = line.split(": ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default().to_owned();
            if let Some(name) = line.strip_prefix("pub struct ") {
                set = name.trim_end_matches(';').to_owned();
                assert!(!sets.contains_key(&set), "{set} is generated twice");
                sets.insert(set.clone(), Set::default());
            } else if line.starts_with("pub ") && line.ends_with("\";") {
                archives.insert(quoted, ty);
            } else if let Some(name) = ["sortable {", "unsortable {", "joins {"].into_iter().find(|name| *name == line)
            {
                block = name;
            } else if line == "}" {
                block = "";
            } else if block == "joins {" {
                sets.get_mut(&set).unwrap().joins.push((quoted, ty));
            } else if !block.is_empty() {
                sets.get_mut(&set).unwrap().columns.push((quoted, ty, block == "sortable {"));
            }
        }
    }
    (archives, sets)
}

/// Writes the columns of a set with their full names.
fn expand(sets: &BTreeMap<String, Set>, name: &str, prefix: &str, found: &mut Columns) {
    let set = &sets[name];
    for (name, kind, sortable) in &set.columns {
        found.insert((format!("{prefix}{name}"), kind.clone(), *sortable));
    }
    for (join, below) in &set.joins {
        expand(sets, below, &format!("{prefix}{join}/"), found);
    }
}

/// The archives of companion files, read by searching for rows.
fn described(sources: &Sources) -> BTreeMap<String, Columns> {
    let mut archives = BTreeMap::new();
    for (_, file) in sources.companions() {
        let text = file.text.replace(['\r', '\\'], "");
        let Some(name) = text.lines().find_map(|line| line.strip_prefix("# \"")?.strip_suffix('"')) else { continue };
        let rows = text.split("\n## ").filter(|section| section.starts_with("Supported Columns"));
        let mut seen = BTreeSet::new();
        let columns: Columns = rows
            .flat_map(str::lines)
            .filter_map(|line| {
                let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
                let [name, restriction, .., sortable] = cells.get(..4)? else { return None };
                let header = *name == "Name" || name.starts_with("--");
                let local =
                    name.contains(':') || name.split('/').any(|part| part.starts_with("x_") || part.starts_with("y_"));
                if header || local || *restriction == "saintStatus" || !seen.insert(*name) {
                    return None;
                }
                let kind = match *restriction {
                    "*None*" => "Shown",
                    "string" => "Text",
                    "int" | "decimal" => "Number",
                    "bool" => "Flag",
                    "listAny" => "Item",
                    "associate" => "Associate",
                    "date" | "unlimitedDate" => "Date",
                    "datetime" => "Moment",
                    _ => "Open",
                };
                Some(((*name).to_owned(), kind.to_owned(), *sortable == "x"))
            })
            .collect();
        archives.insert(name.to_owned(), columns);
    }
    archives
}

#[track_caller]
fn check(sources: &Sources) -> usize {
    let described = described(sources);
    let (archives, sets) = generated(sources);
    let mut all = 0;
    for (name, root) in &archives {
        let mut columns = Columns::new();
        expand(&sets, root, "", &mut columns);
        let known = &described[name];
        let differ: Vec<_> = columns.symmetric_difference(known).take(5).collect();
        assert!(differ.is_empty(), "{name}: {differ:?}");
        all += columns.len();
    }
    let own: usize = sets.values().map(|set| set.columns.len()).sum();
    let joins: usize = sets.values().map(|set| set.joins.len()).sum();
    println!("{} archives, {all} columns: {} sets, {own} columns, {joins} joins", archives.len(), sets.len());
    // Without sharing, there would be as many as there are columns.
    assert!(archives.len() < 10 || own * 3 < all, "{own} of {all}");
    archives.len()
}

#[test]
fn columns_of_the_docs() {
    assert!(check(&disk::load(&common::docs()).unwrap().sources) > 0);
}

#[test]
fn columns_of_the_vendor() {
    for tree in common::read_as_a_whole(common::references()) {
        let year = tree.file_name().unwrap();
        let companions = tree.parent().map(|all| all.join("companions").join(year).join("archive-providers")).unwrap();
        if !companions.is_dir() {
            eprintln!("SKIPPED: {}: there are no pages of archives", Path::new(&companions).display());
            continue;
        }
        let beside = disk::Beside { companions: vec![companions], fixups: None };
        if check(&disk::load_beside(&tree, &beside).unwrap().sources) == 0 {
            eprintln!("SKIPPED: {}: no page names an archive that is described", tree.display());
        }
    }
}
