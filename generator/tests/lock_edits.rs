//! Random edits of `names.lock`: after any valid edit, a second run changes nothing.

#![expect(clippy::unwrap_used, reason = "helpers of tests are not tests to the lint")]

use std::collections::BTreeSet;
use std::path::Path;

use superoffice_codegen::output::OutputFile;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Builder, Lock, Options, Outcome, disk, generate};

use crate::common;
use crate::common::by_hand as all_docs;

/// Some of the pages.
fn part(sources: &Sources, random: &mut Random) -> Sources {
    let pages = sources.pages().filter(|_| random.below(3) > 0).map(|(_, file)| file.clone());
    Sources::new(pages.collect(), sources.included().map(|(_, file)| file.clone()).collect())
}

/// Pages with enumerations, optional parameters, request bodies and objects without names.
fn docs() -> Sources {
    let sources = all_docs();
    let folders = ["rest/Archive", "rest/TicketRelation", "rest/Webhook", "agent/AI_Agent", "agent/MDO_Agent"];
    let is_in = |path: &str| folders.iter().any(|folder| path.starts_with(&format!("{folder}/")));
    let pages: Vec<SourceFile> =
        sources.pages().filter(|(_, file)| is_in(&file.path)).map(|(_, file)| file.clone()).collect();
    let included = sources.included().map(|(_, file)| file.clone()).collect();
    Sources::new(pages, included)
}

fn run(sources: &Sources, lock: &str) -> Vec<OutputFile> {
    let names = Lock::parse(lock).unwrap();
    generate(sources, &Options { keep_going: true, names, ..Options::default() }).unwrap().files
}

fn lock_of(files: &[OutputFile]) -> &str {
    &files.iter().find(|file| file.path == "names.lock").unwrap().contents
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        list.get(self.below(list.len())).unwrap()
    }
}

/// The lines of a lock below its header, each with its section.
fn lines(lock: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut found = Vec::new();
    for line in lock.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            section = line.to_owned();
        } else {
            found.push((section.clone(), line.strip_suffix(" # unused").unwrap_or(line).to_owned()));
        }
    }
    found
}

fn names_in(line: &str) -> Vec<String> {
    let (_, value) = line.rsplit_once(" = ").unwrap();
    value.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn to_text(lines: &[(String, String)]) -> String {
    let sections: BTreeSet<&String> = lines.iter().map(|(section, _)| section).collect();
    let one = |section: &String| {
        let own = lines.iter().filter(|(of, _)| of == section).map(|(_, line)| format!("{line}\n"));
        format!("{section}\n{}", own.collect::<String>())
    };
    sections.into_iter().map(one).collect()
}

/// Edits one line: a new name, a name of another line, aliases, another order of its names, a line for one owner, or
/// no line.
fn edit(lines: &mut Vec<(String, String)>, random: &mut Random) {
    let at = random.below(lines.len());
    let (section, line) = lines.get(at).unwrap().clone();
    let (key, _) = line.rsplit_once(" = ").unwrap();
    let key = key.to_owned();
    let mut names = names_in(&line);
    let others: Vec<String> =
        lines.iter().filter(|(of, _)| *of == section).flat_map(|(_, line)| names_in(line)).collect();
    let name = match random.below(3) {
        0 => random.one(&others).clone(),
        1 => names.first().unwrap().to_lowercase() + *random.one(&["_", "_2", "x", ""]),
        _ => random.one(&others).clone() + *random.one(&["_", "2", "X", "_x"]),
    };
    match random.below(6) {
        0 => *names.first_mut().unwrap() = name,
        1 => names.insert(0, name),
        2 | 3 => names.push(name),
        4 if ["[constants]", "[fields]", "[options]"].contains(&section.as_str()) => {
            let types: Vec<&(String, String)> =
                lines.iter().filter(|(of, _)| ["[types]", "[enums]", "[unnamed]"].contains(&of.as_str())).collect();
            let owner = names_in(&random.one(&types).1).remove(0);
            let key = format!("\"{} of {owner}\"", key.trim_matches('"').split(" of ").next().unwrap());
            lines.push((section, format!("{key} = \"{name}\"")));
            return;
        }
        _ => {
            lines.remove(at);
            return;
        }
    }
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    lines.get_mut(at).unwrap().1 = format!("{key} = [{}]", names.join(", "));
}

/// A lock after some random edits that are valid together.
fn edited(start: &str, random: &mut Random) -> String {
    let mut now = lines(start);
    let mut wanted = 1 + random.below(12);
    while wanted > 0 {
        let mut next = now.clone();
        edit(&mut next, random);
        if Lock::parse(&to_text(&next)).is_ok() {
            now = next;
            wanted -= 1;
        }
    }
    to_text(&now)
}

#[test]
fn a_second_run_changes_nothing_after_any_edit() {
    let sources = docs();
    let start = lock_of(&run(&sources, "")).to_owned();
    let rounds = std::env::var("LOCK_EDITS").map_or(60_u64, |text| text.parse().unwrap());
    for seed in 1..=rounds {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let lock = edited(&start, &mut random);
        let written = twice(seed, &sources, &lock);
        // Fewer pages, then all of them again: lines of items without a page are kept.
        let fewer = twice(seed, &part(&sources, &mut random), &written);
        twice(seed, &sources, &fewer);
    }
}

/// The lock after a run, which the next run does not change.
#[track_caller]
fn twice(seed: u64, sources: &Sources, lock: &str) -> String {
    let first = run(sources, lock);
    let written = lock_of(&first);
    let again = Lock::parse(written);
    assert!(again.is_ok(), "seed {seed}: {again:?}\n{lock}");
    let second = run(sources, written);
    for (one, two) in first.iter().zip(&second) {
        let diff = similar::TextDiff::from_lines(&one.contents, &two.contents);
        assert!(one == two, "seed {seed}: {}\n{}", one.path, diff.unified_diff());
    }
    assert_eq!(first.len(), second.len(), "seed {seed}");
    written.to_owned()
}

#[test]
fn an_alias_of_a_value_whose_name_another_value_has_is_kept() {
    let sources = disk::load(&common::docs()).unwrap().sources;
    let lock = lock_of(&run(&sources, "")).to_owned();
    let line = "InternalAssociate = \"INTERNAL_ASSOCIATE\"";
    assert!(lock.contains(line), "{lock}");
    let edited =
        lock.replace(line, "Internal = \"INTERNAL\"\nInternalAssociate = [\"INTERNAL\", \"INTERNAL_ASSOCIATE\"]");
    let edited =
        if lock.contains("\nInternal = ") { edited.replacen("Internal = \"INTERNAL\"\n", "", 1) } else { edited };
    let written = twice(0, &sources, &edited);
    let files = run(&sources, &written);
    let enums = files.iter().find(|file| file.path == "src/enums.rs").unwrap();
    assert!(enums.contents.contains("pub const INTERNAL_ASSOCIATE: Self = Self::INTERNAL;"), "{written}");
}

#[test]
fn a_second_run_writes_nothing_with_or_without_the_cache() {
    let dir = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rest/Archive");
    let builder = Builder::new().docs(root).out_dir(dir.path());
    builder.generate().unwrap();
    let path = dir.path().join("names.lock");
    let start = std::fs::read_to_string(&path).unwrap();
    for seed in 1..=8_u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        std::fs::write(&path, edited(&start, &mut random)).unwrap();
        builder.generate().unwrap();
        for cache in [true, false] {
            if !cache {
                std::fs::remove_file(dir.path().join(superoffice_codegen::RECORD)).unwrap();
            }
            let checked = builder.check().unwrap().outcome;
            assert!(matches!(&checked, Outcome::Checked(stale) if stale.is_empty()), "seed {seed}: {checked:?}");
            let written = builder.generate().unwrap().outcome;
            assert!(matches!(&written, Outcome::Written(it) if it.is_unchanged()), "seed {seed}: {written:?}");
        }
    }
}
