//! `--check` names the cause of each file that is out of date: one test for each kind of cause.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::fmt::Write as _;
use std::path::PathBuf;

use superoffice_codegen::diagnostics::Outdated;
use superoffice_codegen::{Builder, Outcome, Run, below, outdated, since_last_run};
use xxhash_rust::xxh3::xxh3_128;

const LAST_RUN: &str = "out/.codegen-cache/last-run";

/// A page about a resource with one property, whose sample is in another file.
fn page(name: &str, property: &str) -> String {
    format!(
        "---\ntitle: GET {name}/{{id}}\nuid: v1{name}Entity_Get{name}\n---\n\n# GET {name}/{{id}}\n\n\
         ```http\nGET /api/v1/{name}/{{id}}\n```\n\nGets a {name}.\n\n\
         | Path Part | Type | Description |\n|---|---|---|\n| id | int32 | Number **Required** |\n\n\
         ## Response: object\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
         ### Response body: {name}\n\n| Property Name | Type | Description |\n|---|---|---|\n\
         | {property} | string | Text |\n| Paint | Paint | Surface |\n\n\
         ## Sample response\n\n[!include[sample response](../samples/{name}.md)]\n"
    )
}

fn sample(property: &str, value: &str) -> String {
    format!("```http_\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{\n  \"{property}\": {value}\n}}\n```\n")
}

fn companion(property: &str) -> String {
    format!(
        "### YamlMime:ManagedReference\nitems:\n- uid: SuperOffice.WebApi.Data.Paint\n  type: Class\n  syntax:\n    \
         content: 'public class Paint : Carrier'\n- uid: SuperOffice.WebApi.Data.Paint.{property}\n  type: Property\n  \
         syntax:\n    return:\n      type: System.String\n"
    )
}

fn fixup(target: &str, expect: &str, set: &str) -> String {
    format!("[[fixup]]\ntarget = \"{target}\"\nexpect = \"{expect}\"\nset = \"{set}\"\nreason = \"seen\"\n")
}

/// A folder with `docs` and `out`, after a run.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("docs/lamp/Lamp.md", &page("Lamp", "Watt"));
        place.write("docs/chair/Chair.md", &page("Chair", "Wood"));
        place.write("docs/samples/Lamp.md", &sample("Watt", "\"60\""));
        place.write("docs/samples/Chair.md", &sample("Wood", "\"oak\""));
        place.write("docs/companions/Paint.yml", &companion("Colour"));
        place.write("docs/codegen.toml", "companions = ['companions']\n");
        place.write("docs/fixups.toml", &fixup("Lamp.Watt", "string", "int32"));
        let Outcome::Written(written) = place.builder().generate().unwrap().outcome else { panic!("not written") };
        assert!(written.written.iter().any(|path| path == "src/entities/lamp.rs"), "{written:?}");
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        std::fs::write(self.at(path), text).unwrap();
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.at(path)).unwrap();
        assert!(text.contains(from), "{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Changes the list of inputs that the last run wrote.
    fn edit_last_run(&self, change: impl FnOnce(&str) -> String) {
        let text = std::fs::read_to_string(self.at(LAST_RUN)).unwrap();
        let (head, body) = text.split_once('\n').unwrap();
        let changed = change(body.trim_end());
        assert_ne!(changed, body.trim_end());
        let magic = head.split_once(' ').unwrap().0;
        self.write(LAST_RUN, &format!("{magic} {:032x}\n{changed}\n", xxh3_128(changed.as_bytes())));
    }

    fn builder(&self) -> Builder {
        Builder::new().docs(self.at("docs")).out_dir(self.at("out"))
    }

    fn check(&self) -> Run {
        self.builder().check().unwrap()
    }

    /// Every file that is out of date, with its cause.
    fn stale(&self) -> String {
        listed(&self.check())
    }
}

fn listed(run: &Run) -> String {
    let Outcome::Checked(stale) = &run.outcome else { panic!("{:?}", run.outcome) };
    let mut text = String::new();
    for Outdated { path, why, cause, .. } in outdated(&below("out", stale, "docs", &run.causes)) {
        writeln!(text, "{path} {why}: {cause}").unwrap();
    }
    text
}

/// Replaces the hash of an input, as if the input had been different in the last run.
fn altered(body: &str, kind: &str, name: &str) -> String {
    let line = body.lines().find(|line| line.starts_with(kind) && line.ends_with(&format!(" {name}"))).unwrap();
    body.replacen(line, &format!("{kind} {:016x} {name}", 0), 1)
}

#[test]
fn nothing_is_out_of_date_after_a_run() {
    let place = Place::new();
    assert_eq!(place.stale(), "");
    let run = place.check();
    assert_eq!(since_last_run(&run, "out", "docs"), "no input has changed since the last run into `out`\n");
}

#[test]
fn a_page_that_changed() {
    let place = Place::new();
    place.edit("docs/lamp/Lamp.md", "| Text |", "| The power |");
    assert_eq!(place.stale(), "out/src/entities/lamp.rs differs: `docs/lamp/Lamp.md` changed\n");
}

#[test]
fn a_page_with_an_error() {
    let place = Place::new();
    place.edit("docs/lamp/Lamp.md", "```http", "```text");
    assert_eq!(
        since_last_run(&place.check(), "out", "docs"),
        "changed since the last run into `out`:\n  \
         changed: `docs/lamp/Lamp.md`\n\
         a run would write nothing: the docs have 1 error; `cargo xtask lint` lists them\n"
    );
}

#[test]
fn files_that_cannot_be_replaced() {
    let place = Place::new();
    place.edit("docs/lamp/Lamp.md", "| Text |", "| The power |");
    place.edit("out/src/entities/chair.rs", "Wood", "Steel");
    assert_eq!(
        since_last_run(&place.check(), "out", "docs"),
        "changed since the last run into `out`:\n  \
         changed: `docs/lamp/Lamp.md`\n\
         a run would fail: 1 file cannot be replaced; `cargo xtask codegen --check` lists them\n\
         public names: no changes\n"
    );
}

#[test]
fn a_sample_that_changed() {
    let place = Place::new();
    place.edit("docs/samples/Lamp.md", "{\n", "{\n  \"Paint\": null,\n  \"Extra\": true,\n");
    let cause = "`docs/samples/Lamp.md` changed";
    assert_eq!(
        place.stale(),
        format!(
            "out/REPORT.md differs: {cause}\n\
             out/names.lock differs: {cause}\n\
             out/src/entities/lamp.rs differs: {cause}\n"
        )
    );
}

#[test]
fn a_new_page_and_a_deleted_page() {
    let place = Place::new();
    place.write("docs/desk/Desk.md", &page("Desk", "Height"));
    place.write("docs/samples/Desk.md", &sample("Height", "\"72\""));
    std::fs::remove_file(place.at("docs/chair/Chair.md")).unwrap();
    let (new, gone) = ("`docs/desk/Desk.md` and `docs/samples/Desk.md` are new", "`docs/chair/Chair.md` was deleted");
    let all = format!("{new}, {gone}");
    let (new, gone) = (
        format!("is missing: {new}; 1 input of other files changed as well"),
        format!("is obsolete: no page generates it: {gone}; 2 inputs of other files changed as well"),
    );
    assert_eq!(
        place.stale(),
        format!(
            "out/Cargo.toml differs: {all}\n\
             out/README.md differs: {all}\n\
             out/REPORT.md differs: {all}\n\
             out/names.lock differs: {all}\n\
             out/src/client/chair.rs {gone}\n\
             out/src/client/desk.rs {new}\n\
             out/src/client/mod.rs differs: {all}\n\
             out/src/entities/chair.rs {gone}\n\
             out/src/entities/desk.rs {new}\n\
             out/src/entities/mod.rs differs: {all}\n\
             out/src/lib.rs differs: {all}\n\
             out/src/routes/chair.rs {gone}\n\
             out/src/routes/desk.rs {new}\n\
             out/src/routes/mod.rs differs: {all}\n\
             out/src/server/chair.rs {gone}\n\
             out/src/server/desk.rs {new}\n\
             out/src/server/mod.rs differs: {all}\n\
             out/tests/support/table.rs differs: {all}\n"
        )
    );
    assert_eq!(
        since_last_run(&place.check(), "out", "docs"),
        "changed since the last run into `out`:\n  \
         new: `docs/desk/Desk.md`\n  \
         new: `docs/samples/Desk.md`\n  \
         deleted: `docs/chair/Chair.md`\n\
         a run would write 14 files and delete 4\n\
         public names: 1 removed, 2 probably renamed, 1 feature changed, 1 added\n  \
         removed: type `entities::Chair`\n  \
         probably renamed: module `client::chair` is now `client::desk` (formerly rest/Chair)\n    \
         to keep the name, replace `ChairEntity = \"chair\"` in `names.lock` by \
         `DeskEntity = [\"desk\", \"chair\"]` in `[modules]`\n  \
         probably renamed: feature `chair` is now `desk`\n    \
         to keep the name, replace `ChairEntity = \"chair\"` in `names.lock` by \
         `DeskEntity = [\"desk\", \"chair\"]` in `[features]`\n  \
         feature changed: type `entities::Paint` was enabled by `always` and is now by `desk, lamp` \
         (docs/companions/Paint.yml:3:8)\n  \
         added: type `entities::Desk` (docs/desk/Desk.md:24:20)\n"
    );
}

#[test]
fn each_file_names_its_own_page() {
    let place = Place::new();
    place.edit("docs/lamp/Lamp.md", "| Text |", "| The power |");
    place.edit("docs/chair/Chair.md", "Gets a Chair.", "Reads a Chair.");
    let (chair, lamp) = ("`docs/chair/Chair.md` changed", "`docs/lamp/Lamp.md` changed");
    let also = "1 input of other files changed as well";
    assert_eq!(
        place.stale(),
        format!(
            "out/src/client/chair.rs differs: {chair}; {also}\n\
             out/src/entities/lamp.rs differs: {lamp}; {also}\n\
             out/src/server/chair.rs differs: {chair}; {also}\n"
        )
    );
}

#[test]
fn a_fixup() {
    let place = Place::new();
    place.edit("docs/fixups.toml", "int32", "int64");
    assert_eq!(place.stale(), "out/src/entities/lamp.rs differs: the fixup `Lamp.Watt` changed\n");
    place.write("docs/fixups.toml", &fixup("Chair.Wood", "string", "int32"));
    place.edit("docs/samples/Chair.md", "\"oak\"", "7");
    assert_eq!(
        place.stale(),
        "out/src/entities/chair.rs differs: `docs/samples/Chair.md` changed, the fixup `Chair.Wood` is new; \
         1 input of other files changed as well\n\
         out/src/entities/lamp.rs differs: the fixup `Lamp.Watt` was deleted; \
         2 inputs of other files changed as well\n"
    );
}

#[test]
fn a_companion_file() {
    let place = Place::new();
    place.edit("docs/companions/Paint.yml", "Paint.Colour", "Paint.Gloss");
    let cause = "`docs/companions/Paint.yml` changed";
    assert_eq!(
        place.stale(),
        format!(
            "out/REPORT.md differs: {cause}\n\
             out/names.lock differs: {cause}\n\
             out/src/entities/paint.rs differs: {cause}\n"
        )
    );
}

#[test]
fn the_settings() {
    let place = Place::new();
    place.write("docs/codegen.toml", "companions = ['companions']\nabout = 'Furniture.'\n");
    let cause = "`docs/codegen.toml` changed";
    assert_eq!(place.stale(), format!("out/README.md differs: {cause}\nout/src/lib.rs differs: {cause}\n"));
}

#[test]
fn the_names_and_the_options() {
    let place = Place::new();
    place.edit("out/names.lock", "Paint = \"Paint\"", "Paint = \"Finish\"");
    let cause = "`names.lock` changed";
    assert_eq!(
        place.stale(),
        format!(
            "out/src/entities/chair.rs differs: {cause}\n\
             out/src/entities/finish.rs is missing: {cause}\n\
             out/src/entities/lamp.rs differs: {cause}\n\
             out/src/entities/mod.rs differs: {cause}\n\
             out/src/entities/paint.rs is obsolete: no page generates it: {cause}\n"
        )
    );
    let place = Place::new();
    let files = [
        "Cargo.toml differs",
        "README.md differs",
        "REPORT.md differs",
        "names.lock differs",
        "src/client/chair.rs is obsolete: no page generates it",
        "src/client/mod.rs differs",
        "src/entities/chair.rs is obsolete: no page generates it",
        "src/entities/mod.rs differs",
        "src/lib.rs differs",
        "src/routes/chair.rs is obsolete: no page generates it",
        "src/routes/mod.rs differs",
        "src/server/chair.rs is obsolete: no page generates it",
        "src/server/mod.rs differs",
        "tests/support/table.rs differs",
    ];
    let files = files.map(|file| format!("out/{file}: the options of the command changed\n"));
    assert_eq!(listed(&place.builder().only(["Lamp*"]).check().unwrap()), files.concat());
}

#[test]
fn files_that_were_edited_or_deleted() {
    let place = Place::new();
    place.edit("out/src/entities/lamp.rs", "Watt", "Volt");
    std::fs::remove_file(place.at("out/src/enums.rs")).unwrap();
    assert_eq!(
        place.stale(),
        "out/src/entities/lamp.rs was edited by hand: \nout/src/enums.rs is missing: it was deleted after a run\n"
    );
}

/// Changes a generated file and its hash in the manifest and in the list of inputs of the last run, as if another
/// program had generated it. `record` can change the rest of that list.
fn generated_otherwise(place: &Place, record: impl FnOnce(String) -> String) {
    let path = "src/entities/lamp.rs";
    let before = std::fs::read(place.at("out").join(path)).unwrap();
    place.edit(&format!("out/{path}"), "Watt", "Volt");
    let after = std::fs::read(place.at("out").join(path)).unwrap();
    let (before, after) = (xxh3_128(&before), xxh3_128(&after));
    place.edit("out/.codegen-manifest", &format!("{before:032x}"), &format!("{after:032x}"));
    place.edit_last_run(|body| record(body.replace(&format!("{before:032x}"), &format!("{after:032x}"))));
}

#[test]
fn the_generator() {
    let place = Place::new();
    generated_otherwise(&place, |body| altered(&body, "generator", ""));
    assert_eq!(place.stale(), "out/src/entities/lamp.rs differs: the generator changed\n");
}

#[test]
fn a_rule() {
    let changed = |body: &str, paths: &[&str]| {
        paths.iter().fold(altered(body, "generator", ""), |body, path| altered(&body, "code", path))
    };
    let place = Place::new();
    generated_otherwise(&place, |body| changed(&body, &["passes/enum_words.rs", "passes/tables.rs"]));
    let expected = "`passes/enum_words.rs` of the generator and `passes/tables.rs` of the generator changed";
    assert_eq!(place.stale(), format!("out/src/entities/lamp.rs differs: {expected}\n"));

    // Another version of the generator.
    let place = Place::new();
    let many = ["passes/enum_words.rs", "passes/tables.rs", "plan/mod.rs", "lib.rs"];
    generated_otherwise(&place, |body| changed(&body, &many));
    assert_eq!(place.stale(), "out/src/entities/lamp.rs differs: the generator changed\n");
}

#[test]
fn a_template() {
    let place = Place::new();
    generated_otherwise(&place, |body| altered(&altered(&body, "generator", ""), "template", "entity.rs"));
    assert_eq!(place.stale(), "out/src/entities/lamp.rs differs: the template `entity.rs` changed\n");
}

#[test]
fn unknown_causes() {
    let differs = "out/src/entities/lamp.rs differs: unknown, because";
    let place = Place::new();
    generated_otherwise(&place, |body| body);
    assert_eq!(place.stale(), format!("{differs} no input has changed since the last run\n"));

    // The same state as after a checkout of files that were generated elsewhere.
    let place = Place::new();
    let last = std::fs::read_to_string(place.at(LAST_RUN)).unwrap();
    generated_otherwise(&place, |body| body);
    place.write(LAST_RUN, &last);
    assert_eq!(place.stale(), format!("{differs} this version of the file is not from the last recorded run\n"));

    let place = Place::new();
    std::fs::remove_file(place.at(LAST_RUN)).unwrap();
    place.edit("docs/lamp/Lamp.md", "| Text |", "| The power |");
    assert_eq!(
        since_last_run(&place.check(), "out", "docs"),
        "there is no record of a run into `out`, so the inputs that have changed are unknown; `cargo xtask codegen` writes \
         one\n\
         a run would write 1 file and delete 0\n\
         public names: no changes\n"
    );

    for text in [None, Some(""), Some("codegen-last-run-1 00\n{}\n")] {
        let place = Place::new();
        place.edit("docs/lamp/Lamp.md", "| Text |", "| The power |");
        match text {
            Some(text) => place.write(LAST_RUN, text),
            None => std::fs::remove_file(place.at(LAST_RUN)).unwrap(),
        }
        assert_eq!(place.stale(), format!("{differs} there is no record of the last run\n"));
    }
}

#[test]
fn people_see_the_cause_below_the_file() {
    let place = Place::new();
    place.edit("docs/lamp/Lamp.md", "| Text |", "| The power |");
    let run = place.check();
    let Outcome::Checked(stale) = &run.outcome else { panic!("{:?}", run.outcome) };
    assert_eq!(
        below("out", stale, "docs", &run.causes).to_string(),
        "out/src/entities/lamp.rs differs, starting at line 10\n  \
         cause: `docs/lamp/Lamp.md` changed\n         \
         | in the folder                                            | generated now\n      \
         10 |     /// Text                                             |     /// The power\n"
    );
}

/// The files with a list of inputs are exactly those that belong to a resource, an agent or a type.
#[test]
fn inputs_are_listed_for_files_of_resources_and_types() {
    let place = Place::new();
    let text = std::fs::read_to_string(place.at(LAST_RUN)).unwrap();
    let described = |line: &&str| line.starts_with("written ") && !line.contains(" - ");
    let mut known: Vec<&str> = text.lines().filter(described).filter_map(|line| line.rsplit(' ').next()).collect();
    known.sort_unstable();
    let mut files = Vec::new();
    for folder in ["client", "entities", "requests", "routes", "server"] {
        let found = std::fs::read_dir(place.at("out/src").join(folder)).into_iter().flatten();
        let names = found.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        files.extend(names.filter(|name| name != "mod.rs").map(|name| format!("src/{folder}/{name}")));
    }
    files.sort();
    assert_eq!(known, files);
}
