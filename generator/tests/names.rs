//! Names that never change: new pages rename nothing, a rename leaves an alias, and a second run writes nothing.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are not tests to the lint")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::common;
use crate::common::random::half;
use superoffice_codegen::output::OutputFile;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{BuildError, Builder, Lock, Options, disk, generate};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn load(docs: &Path) -> Sources {
    disk::load(docs).unwrap().sources
}

fn run(sources: &Sources, lock: &str) -> Vec<OutputFile> {
    let names = Lock::parse(lock).unwrap();
    generate(sources, &Options { keep_going: true, names, ..Options::default() }).unwrap().files
}

fn text<'a>(files: &'a [OutputFile], path: &str) -> &'a str {
    &files.iter().find(|file| file.path == path).unwrap().contents
}

/// Every public path of a crate: types, their members, and the content of modules.
fn paths(files: &[OutputFile]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut aliases = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("src/")) {
        // Each entity has a separate file, which is private.
        let module = file.path.strip_prefix("src/entities/").map_or(file.path.as_str(), |_| "src/entities");
        let mut owner = String::new();
        for line in file.contents.lines() {
            let indent = line.len() - line.trim_start().len();
            let words: Vec<&str> = line.split_whitespace().collect();
            let name = |word: &str| word.split(['(', '<', ':', ';', '=']).next().unwrap().to_owned();
            match words.as_slice() {
                ["impl", name, ..] if indent == 0 => owner = name.trim_end_matches('{').to_owned(),
                ["pub", "struct" | "type", word, ..] => {
                    owner = name(word);
                    found.insert(format!("{module}::{owner}"));
                    if let ["pub", "type", _, "=", now] = words.as_slice() {
                        aliases.push((format!("{module}::{owner}::"), format!("{module}::{}::", name(now))));
                    }
                }
                ["pub", "fn" | "const", word, ..] if indent > 0 => {
                    found.insert(format!("{module}::{owner}::{}", name(word)));
                }
                ["pub", "static" | "mod", word, ..] => {
                    found.insert(format!("{module}::{}", name(word)));
                }
                ["pub", word, ..] if indent > 0 && word.ends_with(':') => {
                    found.insert(format!("{module}::{owner}::{}", name(word)));
                }
                [constant, "=", ..] if indent == 8 && *constant != "feature" && module == "src/enums.rs" => {
                    found.insert(format!("{module}::{owner}::{constant}"));
                }
                _ => {}
            }
        }
    }
    // An alias has everything that its type has.
    for (old, now) in aliases {
        let members: Vec<String> =
            found.iter().filter_map(|path| path.strip_prefix(&now)).map(|member| format!("{old}{member}")).collect();
        found.extend(members);
    }
    found
}

/// The names of a lock, by section and key.
fn names(lock: &str) -> BTreeMap<(String, String), String> {
    let mut section = String::new();
    let mut found = BTreeMap::new();
    for line in lock.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if line.starts_with('[') {
            section = line.to_owned();
        } else if let Some((key, value)) = line.split_once(" = ") {
            let value = value.strip_suffix(" # unused").unwrap_or(value);
            found.insert((section.clone(), key.to_owned()), value.to_owned());
        }
    }
    found
}

#[track_caller]
fn growing(sources: &Sources, seed: u64) {
    let first = run(&half(sources, seed), "");
    let lock = text(&first, "names.lock");
    let second = run(sources, lock);
    let grown = text(&second, "names.lock");
    // An item that both runs know by the same key keeps its name, which may become the first of a list.
    let (before, after) = (names(lock), names(grown));
    for ((section, key), name) in &before {
        if let Some(now) = after.get(&(section.clone(), key.clone())) {
            assert!(now == name || now.starts_with(&format!("[{name}, ")), "{section} {key}: {name} became {now}");
        }
    }
    let (old, new) = (paths(&first), paths(&second));
    let gone: Vec<&String> = old.difference(&new).collect();
    assert!(old.len() > 100, "only {} paths", old.len());
    eprintln!("seed {seed}: {} paths of a half, {} names; {} paths gone", old.len(), before.len(), gone.len());
    assert!(gone.is_empty(), "seed {seed}: {} of {} paths are gone: {gone:#?}", gone.len(), old.len());
    // A run with its own lock changes nothing.
    let third = run(sources, grown);
    assert_eq!(text(&third, "names.lock"), grown);
    assert_eq!(third, second);
}

#[test]
fn new_pages_rename_nothing() {
    let docs = common::by_hand();
    // In the halves of seeds 1 and 3, no page describes the type of a request body that another page describes. It joins that type,
    // and its own name goes.
    for seed in [2, 4, 5, 6] {
        growing(&docs, seed);
    }
}

#[test]
fn new_pages_of_the_whole_tree_rename_nothing() {
    let tree =
        std::env::var_os("SUPEROFFICE_REFERENCE").map_or_else(|| root().join("../shared/reference"), PathBuf::from);
    let Some(tree) = [tree.join("2023/restful"), tree].into_iter().find(|tree| tree.is_dir()) else {
        eprintln!("SKIPPED: no reference tree; set SUPEROFFICE_REFERENCE");
        return;
    };
    let sources = load(&tree);
    for seed in 1..=2 {
        growing(&sources, seed);
    }
}

/// A page with this heading of the response body, in which `Kind` is the same word in every sample.
fn kinds(name: &str, heading: &str) -> SourceFile {
    let sample = r#"{ "ThingId": 5, "Name": "x", "Kind": "Plain", "Odd": true }"#;
    let (kind, sample) = match heading {
        "array" => ("array", format!("[{sample}, {sample}, {sample}, {sample}]")),
        _ => ("", sample.to_owned()),
    };
    let text = format!(
        "---\ntitle: POST Agents/Thing/{name}\nuid: v1ThingAgent_{name}\n---\n\n# POST Agents/Thing/{name}\n\n\
         ```http\nPOST /api/v1/Agents/Thing/{name}\n```\n\nGets.\n\n## Request Headers\n\n\
         | Parameter Name | Description |\n|---|---|\n| Accept | Formats |\n\n## Response:{kind}\n\n\
         | Response | Description |\n|---|---|\n| 200 | OK |\n\n### Response body: {heading}\n\n\
         | Property Name | Type | Description |\n|---|---|---|\n| ThingId | int32 | Number |\n| Name | string | Name |\n\
         | Kind | string | Kind |\n| Odd | bool | Odd |\n\n## Sample response\n\n```http_\nHTTP/1.1 200 OK\n\n\
         {sample}\n```\n"
    );
    SourceFile { path: format!("v1ThingAgent_{name}.md"), text }
}

#[test]
fn an_enumeration_keeps_its_name_when_its_owner_gets_one() {
    let other = |mut page: SourceFile| {
        page.text = page.text.replace("ThingId", "OtherId").replace("Odd", "Even").replace("Plain", "Special");
        page
    };
    // Two enumerations of one property, so that the property alone identifies neither.
    let mut pages = vec![kinds("GetThings", "array"), other(kinds("GetOthers", "array"))];
    let first = run(&Sources::new(pages.clone(), Vec::new()), "");
    let before = names(text(&first, "names.lock"));
    pages.extend([kinds("GetThing", "Gadget"), other(kinds("GetOther", "Gizmo"))]);
    let second = run(&Sources::new(pages, Vec::new()), text(&first, "names.lock"));
    let after = names(text(&second, "names.lock"));
    for (old, new) in [("GetThings", "Gadget"), ("GetOthers", "Gizmo")] {
        let line = |key: String| ("[enums]".to_owned(), key);
        let old = format!("\"v1ThingAgent_{old} response.Kind\"");
        let name = &before[&line(old.clone())];
        let now = line(format!("\"{new}.Kind, {}", old.trim_start_matches('"')));
        assert_eq!(after.get(&now), Some(name), "{before:#?} {after:#?}");
    }
}

fn write_docs(dir: &Path) -> PathBuf {
    let docs = dir.join("docs");
    std::fs::create_dir(&docs).unwrap();
    std::fs::write(
        docs.join("v1ThingAgent_GetThings.md"),
        "---\ntitle: POST Agents/Thing/GetThings\nuid: v1ThingAgent_GetThings\n---\n\n# POST Agents/Thing/GetThings\n\n\
         ```http\nPOST /api/v1/Agents/Thing/GetThings\n```\n\nGets.\n\n## Request Headers\n\n| Parameter Name | Description |\n\
         |---|---|\n| Accept | Formats |\n\n## Request Body: request \n\nColour\n\n| Property Name | Type | Description |\n\
         |---|---|---|\n| Colour | String | Its colour |\n\n## Response:array\n\n| Response | Description |\n|---|---|\n\
         | 200 | OK |\n\n### Response body: array\n\n| Property Name | Type | Description |\n|---|---|---|\n\
         | ThingId | int32 | Number |\n| Name | string | Name |\n| Marks | array | Marks |\n\n## Sample request\n\n\
         ```http!\nPOST /api/v1/Agents/Thing/GetThings\n\n{ \"Colour\": \"red\" }\n```\n\n## Sample response\n\n```http_\n\
         HTTP/1.1 200 OK\n\n[{ \"ThingId\": 5, \"Name\": \"x\", \"Marks\": [{ \"Big\": 1, \"Small\": 2, \"Odd\": 3 }] }]\n```\n",
    )
    .unwrap();
    docs
}

#[test]
fn a_rename_is_an_edit_of_the_lock() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (write_docs(dir.path()), dir.path().join("out"));
    let builder = Builder::new().docs(&docs).out_dir(&out);
    builder.generate().unwrap();
    let path = out.join("names.lock");
    let lock = std::fs::read_to_string(&path).unwrap();
    assert!(lock.contains("\"v1ThingAgent_GetThings response\" = \"Thing\"\n"), "{lock}");
    assert!(lock.contains("\"v1ThingAgent_GetThings response.Marks\" = \"Mark\"\n"), "{lock}");

    let edited = lock
        .replace("response\" = \"Thing\"", "response\" = [\"Gadget\", \"Thing\"]")
        .replace("request\" = \"GetThingsRequest\"", "request\" = [\"Gadgets\", \"GetThingsRequest\"]")
        .replace("= \"get_things\"", "= [\"gadgets\", \"get_things\"]")
        .replace("ThingAgent = \"thing_agent\"", "ThingAgent = [\"gadget\", \"thing_agent\"]")
        .replace("ThingAgent = \"ThingAgentClient\"", "ThingAgent = [\"GadgetClient\", \"ThingAgentClient\"]")
        .replace("ThingAgent = \"thing-agent\"", "ThingAgent = [\"gadget\", \"thing-agent\"]")
        .replace("ThingId = \"thing_id\"", "ThingId = \"id\"");
    assert_eq!(edited.matches('[').count(), lock.matches('[').count() + 6, "{lock}");
    std::fs::write(&path, &edited).unwrap();
    assert!(!is_current(&builder));
    builder.generate().unwrap();
    assert!(is_current(&builder));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), edited);

    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap();
    let gadget = read("src/entities/gadget.rs");
    assert!(gadget.contains("pub struct Gadget {"), "{gadget}");
    assert!(gadget.contains("#[deprecated(note = \"renamed to `Gadget`\")]\npub type Thing = Gadget;"), "{gadget}");
    assert!(gadget.contains("pub id: Option<i32>") && gadget.contains("\"ThingId\""), "{gadget}");
    assert!(read("src/entities/mod.rs").contains("#[allow(deprecated)]\npub use gadget::Thing;"));
    let client = read("src/client/gadget.rs");
    assert!(client.contains("pub fn gadgets_with(&self, request: &Gadgets) -> "), "{client}");
    assert!(client.contains("#[deprecated(note = \"renamed to `gadgets`\")]\n    pub fn get_things("), "{client}");
    assert!(client.contains("self.gadgets(colour)"), "{client}");
    assert!(client.contains("pub type ThingAgentClient = GadgetClient;"), "{client}");
    assert!(read("src/client/mod.rs").contains("pub fn thing_agent(&self) -> gadget::GadgetClient {"));
    assert!(read("src/routes/mod.rs").contains("pub mod thing_agent {"));
    assert!(read("src/routes/gadget.rs").contains("pub static GET_THINGS: Operation = GADGETS;"));
    assert!(read("Cargo.toml").contains("\nthing-agent = [\"gadget\"]\n"));
}

fn is_current(builder: &Builder) -> bool {
    match builder.check().unwrap().outcome {
        superoffice_codegen::Outcome::Checked(stale) => stale.is_empty(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_removed_item_keeps_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (write_docs(dir.path()), dir.path().join("out"));
    let builder = Builder::new().docs(&docs).out_dir(&out);
    builder.generate().unwrap();
    let path = out.join("names.lock");
    let edited = std::fs::read_to_string(&path).unwrap().replace("= \"Thing\"", "= \"Gadget\"");
    std::fs::write(&path, &edited).unwrap();

    let page = docs.join("v1ThingAgent_GetThings.md");
    let text = std::fs::read_to_string(&page).unwrap();
    std::fs::remove_file(&page).unwrap();
    std::fs::write(
        docs.join("v1OtherAgent_GetThings.md"),
        text.replace("Thing/", "Other/").replace("ThingAgent", "OtherAgent"),
    )
    .unwrap();
    builder.generate().unwrap();
    let lock = std::fs::read_to_string(&path).unwrap();
    assert!(lock.contains("\"v1ThingAgent_GetThings response\" = \"Gadget\" # unused\n"), "{lock}");
    assert!(lock.contains("\"v1OtherAgent_GetThings response\" = \"Thing\"\n"), "{lock}");

    std::fs::remove_file(docs.join("v1OtherAgent_GetThings.md")).unwrap();
    std::fs::write(&page, text).unwrap();
    builder.generate().unwrap();
    let lock = std::fs::read_to_string(&path).unwrap();
    assert!(lock.contains("\"v1ThingAgent_GetThings response\" = \"Gadget\"\n"), "{lock}");
    assert!(lock.contains("\"v1OtherAgent_GetThings response\" = \"Thing\" # unused\n"), "{lock}");
    assert!(out.join("src/entities/gadget.rs").is_file());
}

#[test]
fn a_broken_lock_is_an_error_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (write_docs(dir.path()), dir.path().join("out"));
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("names.lock"), "[types]\nContact = \"con tact\"\n").unwrap();
    let error = Builder::new().docs(&docs).out_dir(&out).generate().unwrap_err();
    assert!(error.to_string().ends_with("names.lock:2:12: `con tact` is not a valid Rust identifier"), "{error}");
    assert!(!out.join("src").exists());
    let error = Builder::new().docs(&docs).out_dir(&out).names(dir.path().join("none")).generate().unwrap_err();
    assert!(matches!(error, BuildError::NoNames(..)), "{error}");
}

/// The locks after runs over the whole tree, with a run over a part of it before each except the first.
#[track_caller]
fn in_turn(part: &Sources, whole: &Sources, start: &str) -> [String; 3] {
    let mut lock = start.to_owned();
    std::array::from_fn(|at| {
        if at > 0 {
            lock = text(&run(part, &lock), "names.lock").to_owned();
        }
        lock = text(&run(whole, &lock), "names.lock").to_owned();
        let second = lock.lines().find(|line| !line.starts_with('#') && line.contains("\", \""));
        assert_eq!(second, None, "nobody wrote a second name");
        lock.clone()
    })
}

/// The lines that one lock has and another lacks.
fn missing(from: &str, of: &str) -> Vec<((String, String), String)> {
    let known = names(from);
    names(of).into_iter().filter(|(key, name)| known.get(key) != Some(name)).collect()
}

#[track_caller]
fn same(what: &str, one: &str, other: &str) {
    assert!(one == other, "{what}: {:#?} became {:#?}", missing(other, one), missing(one, other));
}

fn without(sources: &Sources, folders: &[&str]) -> Sources {
    let gone = |path: &str| folders.iter().any(|folder| path.starts_with(&format!("{folder}/")));
    let pages: Vec<SourceFile> =
        sources.pages().filter(|(_, file)| !gone(&file.path)).map(|(_, file)| file.clone()).collect();
    assert!(pages.len() < sources.pages().count(), "{folders:?}");
    let included = sources.included().map(|(_, file)| file.clone()).collect();
    Sources::new(pages, included)
}

#[test]
fn pages_that_are_removed_and_added_again_rename_nothing() {
    let docs = common::by_hand();
    let start = text(&run(&docs, ""), "names.lock").to_owned();
    // With the third set, a described type is an object without a name for a while, which gets a separate line.
    for (folders, grows) in [
        (&["rest/Ticket"][..], false),
        (&["rest/Ticket", "rest/Sale", "rest/Project", "agent/Person_Agent"], false),
        (&["rest/Person"], true),
    ] {
        let locks = in_turn(&without(&docs, folders), &docs, &start);
        same(&format!("{folders:?}"), &start, &locks[0]);
        if !grows {
            same(&format!("{folders:?}"), &start, &locks[1]);
        }
        let lost = missing(&locks[1], &start);
        assert!(lost.is_empty(), "{folders:?}: {lost:#?}");
        same(&format!("{folders:?}"), &locks[1], &locks[2]);
    }
}

#[test]
fn runs_over_a_half_and_the_whole_in_turn_are_stable() {
    let docs = common::by_hand();
    for seed in 1..=4 {
        let part = half(&docs, seed);
        let start = text(&run(&part, ""), "names.lock").to_owned();
        let [first, second, third] = in_turn(&part, &docs, &start);
        same(&format!("seed {seed}"), &first, &second);
        same(&format!("seed {seed}"), &first, &third);
    }
}

/// Edits the uid of one page, and nothing else.
fn with_uid(sources: &Sources, old: &str, new: &str) -> Sources {
    let edit = |file: &SourceFile| SourceFile {
        path: file.path.clone(),
        text: file.text.replace(&format!("uid: {old}\n"), &format!("uid: {new}\n")),
    };
    let pages: Vec<SourceFile> = sources.pages().map(|(_, file)| edit(file)).collect();
    assert!(pages.iter().any(|page| page.text.contains(&format!("uid: {new}\n"))), "{old}");
    let included = sources.included().map(|(_, file)| file.clone()).collect();
    Sources::new(pages, included)
}

#[test]
fn an_operation_with_a_new_uid_keeps_all_its_names() {
    let docs = common::by_hand();
    let first = run(&docs, "");
    let lock = text(&first, "names.lock");
    let lines: Vec<&str> = lock.lines().skip_while(|line| *line != "[methods]").skip(1).collect();
    // A few of them, however many pages there are.
    for line in lines.iter().step_by(lines.len().div_ceil(9)) {
        let (uid, _) = line.trim_start_matches('"').split_once(' ').unwrap();
        let (resource, name) = uid.split_once('_').unwrap();
        let alone = lines.iter().filter(|line| line.contains(&format!("\"{resource}_"))).count() == 1;
        // With another name, with another resource, and in another form. An agent stays one, because it has other methods.
        let agent = if resource.ends_with("Agent") { "Agent" } else { "" };
        let new = [
            format!("{resource}_Fetch{name}"),
            format!("v1Fresh{agent}_{name}"),
            format!("fetch-{}", name.to_lowercase()),
        ];
        for (new, same_client) in new.iter().zip([true, alone, alone]) {
            let second = run(&with_uid(&docs, uid, new), lock);
            let after = text(&second, "names.lock");
            let gone: Vec<_> = paths(&first).difference(&paths(&second)).cloned().collect();
            // An operation of another client keeps the names of its types.
            let moved =
                |path: &String| ["src/client", "src/routes", "src/requests"].iter().any(|it| path.starts_with(it));
            assert!(gone.iter().all(|path| !same_client && moved(path)), "{uid} {new}: {gone:#?}");
            assert!(!same_client || !after.contains("\" # unused\n"), "{uid} {new}: {after}");
            assert!(!after.contains(&format!("{uid} ")), "{uid} {new}: {after}");
        }
    }
}

#[test]
fn a_lock_without_routes_is_completed() {
    let docs = common::by_hand();
    let first = run(&docs, "");
    let lock = text(&first, "names.lock");
    let (before, methods) = lock.split_once("[methods]\n").unwrap();
    let older = methods.lines().map(|line| {
        let (key, name) = line.split_once(" = ").unwrap();
        format!("{} = {name}\n", key.trim_matches('"').split(' ').next().unwrap())
    });
    let older = format!("{before}[methods]\n{}", older.collect::<String>());
    assert_ne!(older, lock);
    assert_eq!(run(&docs, &older), first);
}

#[test]
fn operations_that_share_a_route_are_not_confused() {
    let docs = common::by_hand();
    let (a, b) = ("v1Contact_Same", "v1Contact_Other");
    let page = |uid: &str, part: &str| SourceFile {
        path: format!("rest/Contact/{uid}.md"),
        text: format!(
            "---\ntitle: GET Contact/Same/{{{part}}}\nuid: {uid}\n---\n\n# GET Contact/Same/{{{part}}}\n\n\
             ```http\nGET /api/v1/Contact/Same/{{{part}}}\n```\n\nReads.\n\n| Path Part | Type | Description |\n|---|---|---|\n\
             | {part} | string | Which one. **Required** |\n\n## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n\
             | Accept | Formats |\n\n## Response:\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
             ### Response body: string\n\n## Sample request\n\n```http!\nGET /api/v1/Contact/Same/x\n```\n\n\
             ## Sample response\n\n```http_\nHTTP/1.1 200 OK\n\n\"x\"\n```\n"
        ),
    };
    let with = |pages: Vec<SourceFile>| {
        let old = docs.pages().map(|(_, file)| file.clone());
        Sources::new(old.chain(pages).collect(), docs.included().map(|(_, file)| file.clone()).collect())
    };
    let first = run(&with(vec![page(a, "name"), page(b, "title")]), "");
    let lock = text(&first, "names.lock");
    let names = |lock: &str| -> Vec<String> {
        let lines = lock.lines().filter(|line| line.contains("/Contact/Same/"));
        lines.map(|line| line.split_once(" = ").unwrap().1.to_owned()).collect()
    };
    assert_eq!(names(lock), ["\"other\"", "\"same\""], "{lock}");
    // One uid changes: the other line is not free, so the route identifies it.
    let second = run(&with(vec![page(a, "name"), page("v1Contact_Zebra", "title")]), lock);
    assert_eq!(names(text(&second, "names.lock")), ["\"same\"", "\"other\""]);
    // Both change: nothing says which is which.
    let third = run(&with(vec![page("v1Contact_Yak", "name"), page("v1Contact_Zebra", "title")]), lock);
    let third = names(text(&third, "names.lock"));
    assert_eq!(third, ["\"other\" # unused", "\"same\" # unused", "\"yak\"", "\"zebra\""]);
}
