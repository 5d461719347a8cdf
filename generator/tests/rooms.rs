//! Compares the rooms of ARCHITECTURE.md with the code: what a file imports must be allowed in the table of rooms, and
//! no two files import each other.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A file of the generator.
struct File {
    /// As in `plan/entity.rs`.
    path: String,
    /// As in `["plan", "entity"]`; empty for `lib.rs`.
    module: Vec<String>,
    imports: Vec<Import>,
}

/// A path that a file mentions.
struct Import {
    line: usize,
    /// The crate and the words after it; our own crate is `crate`.
    words: Vec<String>,
}

fn files() -> Vec<File> {
    let mut found = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn read(folder: &Path, inside: &[String], found: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut module = inside.to_vec();
        if !["lib", "mod"].contains(&stem.as_str()) {
            module.push(stem.clone());
        }
        // Tests inside the crate may import anything.
        if stem == "tests" {
            continue;
        }
        if path.is_dir() {
            read(&path, &module, found);
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            let path = inside.iter().map(|part| format!("{part}/")).collect::<String>() + name;
            found.push(File { path, imports: imports(&module, &text, name == "mod.rs" || name == "lib.rs"), module });
        }
    }
}

/// The paths in the `use` lines and in the code. Tests inside a file may import anything.
fn imports(module: &[String], text: &str, is_folder: bool) -> Vec<Import> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let parent = if is_folder { module } else { &module[..module.len().saturating_sub(1)] };
    let mut found = Vec::new();
    let mut lines = code.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let line = line.split("//").next().unwrap().to_owned();
        let mut statement = line.trim().trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").to_owned();
        statement = statement.trim_start_matches("pub ").to_owned();
        let paths = if let Some(tree) = statement.strip_prefix("use ") {
            let mut tree = tree.to_owned();
            while !tree.contains(';') {
                tree.push_str(lines.next().unwrap().1.trim());
            }
            expand(tree.trim_end_matches(';'))
        } else {
            mentioned(&line)
        };
        for path in paths {
            let mut words: Vec<String> = path.split("::").map(|word| word.trim().to_owned()).collect();
            let mut base = parent.to_vec();
            match words[0].as_str() {
                // `super` of a folder's `mod.rs` is the folder above it.
                "super" => {
                    if is_folder {
                        base.pop();
                    }
                    words.remove(0);
                    while words.first().is_some_and(|word| word == "super") {
                        base.pop();
                        words.remove(0);
                    }
                    words.splice(0..0, std::iter::once("crate".to_owned()).chain(base));
                }
                "self" => {
                    words.splice(0..1, std::iter::once("crate".to_owned()).chain(module.to_vec()));
                }
                _ => {}
            }
            found.push(Import { line: at + 1, words });
        }
    }
    found
}

/// Expands `a::{b, c::{d, e}}` to the paths it stands for.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else { return vec![tree.split(" as ").next().unwrap().to_owned()] };
    let (before, inner) = (&tree[..open], &tree[open + 1..tree.rfind('}').unwrap()]);
    let (mut depth, mut start, mut paths) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[start..at].trim();
                if !part.is_empty() {
                    paths.extend(expand(part).into_iter().map(|path| format!("{before}{path}")));
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    paths
}

/// Paths from the root of the crate that are used in code.
fn mentioned(line: &str) -> Vec<String> {
    let starts = line.match_indices("crate::").filter(|(at, _)| {
        !line[..*at].ends_with(|c: char| {
            c == '$' || c == '_' || c == '(' && line[..*at].ends_with("pub(") || c.is_alphanumeric()
        })
    });
    starts
        .map(|(at, _)| {
            let rest = &line[at..];
            rest[..rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len())].to_owned()
        })
        .collect()
}

/// The table of rooms: a room, and what it may import.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md")).unwrap();
    let rows =
        text.lines().skip_while(|line| !line.starts_with("| room ")).skip(2).take_while(|line| line.starts_with('|'));
    let mut found = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let words = |cell: &str| -> BTreeSet<String> {
            cell.split('`').skip(1).step_by(2).map(|word| word.replace('-', "_")).collect()
        };
        for room in words(cells[1]) {
            found.insert(room, words(cells[3]));
        }
    }
    found
}

fn room(module: &[String]) -> String {
    module.first().cloned().unwrap_or_else(|| "lib".to_owned())
}

/// The crates that a room may use only if the table allows it. The table does not list the crates that all rooms may
/// use.
const CRATES: &[&str] = &[
    "annotate_snippets",
    "askama",
    "prettyplease",
    "proc_macro2",
    "pulldown_cmark",
    "quote",
    "serde_json",
    "strsim",
    "syn",
    "toml",
];

#[test]
fn rooms_import_what_the_table_allows() {
    let (files, table) = (files(), table());
    let rooms: BTreeSet<String> = files.iter().map(|file| room(&file.module)).collect();
    let mut wrong = Vec::new();
    for file in &files {
        let here = room(&file.module);
        let Some(allowed) = table.get(&here) else {
            wrong.push(format!("{}: the room `{here}` is not in the table of ARCHITECTURE.md", file.path));
            continue;
        };
        for import in &file.imports {
            let there = match import.words[0].as_str() {
                "crate" => import.words.get(1).cloned().unwrap_or_default(),
                other => other.to_owned(),
            };
            let known = if import.words[0] == "crate" {
                // A name that is not a room is an item of `lib.rs`.
                let there = if rooms.contains(&there) { there } else { "lib".to_owned() };
                (there != here).then_some(there)
            } else {
                CRATES.contains(&there.as_str()).then_some(there)
            };
            if let Some(there) = known.filter(|there| here != "lib" && !allowed.contains(there)) {
                wrong.push(format!(
                    "src/{}:{}: `{here}` may not import `{there}` (`{}`); change this line, or the table in ARCHITECTURE.md",
                    file.path,
                    import.line,
                    import.words.join("::")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unknown: Vec<_> = table.keys().filter(|room| *room != "lib" && !rooms.contains(*room)).collect();
    assert!(unknown.is_empty(), "rooms of ARCHITECTURE.md that the code does not have: {unknown:?}");
}

#[test]
fn no_two_rooms_import_each_other() {
    let table = table();
    let mut left: BTreeMap<&String, BTreeSet<&String>> = table
        .iter()
        .map(|(room, may)| (room, may.iter().filter(|other| table.contains_key(*other)).collect()))
        .collect();
    loop {
        let free: Vec<_> = left.iter().filter(|(_, may)| may.is_empty()).map(|(room, _)| *room).collect();
        if free.is_empty() {
            break;
        }
        left.retain(|room, _| !free.contains(room));
        left.values_mut().for_each(|may| may.retain(|other| !free.contains(other)));
    }
    assert!(left.is_empty(), "the table of rooms in ARCHITECTURE.md lets these import each other: {left:#?}");
}

#[test]
fn no_two_files_import_each_other() {
    let files = files();
    let paths: BTreeMap<&[String], &str> =
        files.iter().map(|file| (file.module.as_slice(), file.path.as_str())).collect();
    let mut left: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in &files {
        let own = left.entry(&file.path).or_default();
        for import in file.imports.iter().filter(|import| import.words[0] == "crate") {
            // The file that defines the named item: the longest module in the path.
            let mut words = &import.words[1..];
            while !paths.contains_key(words) {
                words = &words[..words.len() - 1];
            }
            if words != file.module && !words.is_empty() {
                own.insert(paths[words]);
            }
        }
    }
    assert!(left.values().map(BTreeSet::len).sum::<usize>() > 200, "{left:#?}");
    // Removes what imports no remaining file, or is imported by none, until only circles are left.
    loop {
        let imported: BTreeSet<&str> = left.values().flatten().copied().collect();
        let free: Vec<_> = left
            .iter()
            .filter(|(file, others)| others.is_empty() || !imported.contains(*file))
            .map(|(file, _)| *file)
            .collect();
        if free.is_empty() {
            break;
        }
        left.retain(|file, _| !free.contains(file));
        left.values_mut().for_each(|others| others.retain(|file| !free.contains(file)));
    }
    assert!(left.is_empty(), "these files import each other: {left:#?}");
}

/// A file that is not a module of a test program would be compiled and run by nothing.
#[test]
fn every_file_of_tests_is_a_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // The cases have a harness of their own.
    for (member, others) in [("generator", ["it", "cases"].as_slice()), ("runtime", &["it"])] {
        let folder = root.join(member).join("tests");
        let listed = std::fs::read_to_string(folder.join("it.rs")).unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if let Some(module) = name.strip_suffix(".rs").filter(|name| !others.contains(name)) {
                assert!(listed.contains(&format!("\nmod {module};\n")), "{member}/tests/it.rs lacks `mod {module};`");
            }
        }
    }
}
