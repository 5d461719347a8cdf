//! `lint`: the findings of some pages, a page without its tree, and messages whose paths can be opened.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A page of a lamp whose `Maker` has a type that only the page of a gadget describes. `row` is a further row.
fn page(name: &str, rows: &str) -> String {
    format!(
        "---\ntitle: GET {name}/{{id}}\nuid: v1{name}Entity_Get\n---\n\n# GET {name}/{{id}}\n\n\
         ```http\nGET /api/v1/{name}/{{id}}\n```\n\nReads one.\n\n\
         | Path Part | Type | Description |\n|---|---|---|\n| id | int32 | Key **Required** |\n\n\
         ## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n| Accept | `application/json` |\n\n\
         ## Response:\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
         ### Response body: {name}Entity\n\n| Property Name | Type |  Description |\n|---|---|---|\n{rows}\n\n\
         ## Sample request\n\n```http!\nGET /api/v1/{name}/{{id}}\nAccept: application/json\n```\n"
    )
}

/// A folder with a tree of three pages, of which `Lamp` needs `Gadget`, and `Clock` has findings of its own.
fn place(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&place);
    let rest = place.join("my docs/rest");
    std::fs::create_dir_all(&rest).unwrap();
    std::fs::write(rest.join("Lamp.md"), page("Lamp", "| LampId | int32 | Key |\n| Maker | GadgetEntity | Maker |"))
        .unwrap();
    std::fs::write(rest.join("Gadget.md"), page("Gadget", "| GadgetId | int32 | Key |")).unwrap();
    let rows = "| ClockId | int32 | Key |\n| Hand | HandEntity | No page has it |\n| Tick | Tock | Nor this |";
    std::fs::write(rest.join("Clock.md"), page("Clock", rows)).unwrap();
    place
}

fn xtask(place: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(place).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn short(place: &Path, arguments: &[&str]) -> Vec<String> {
    let (code, _, printed) = xtask(place, &[&["lint", "--message-format", "short"], arguments].concat());
    assert_eq!(code, Some(0), "{printed}");
    printed.lines().map(str::to_owned).collect()
}

#[test]
fn a_page_is_checked_in_the_context_of_its_tree() {
    let place = place("pages");
    let docs = ["--docs", "my docs"];
    let undescribed = |lines: &[String]| lines.iter().filter(|line| line.contains("[DOC2005]")).count();
    assert_eq!(undescribed(&short(&place, &docs)), 2);
    // By a path from the current folder, a path in the tree, a file name and a uid.
    for clock in ["my docs/rest/Clock.md", "rest/Clock.md", "Clock", "v1ClockEntity_Get"] {
        let lines = short(&place, &[&[clock], &docs[..]].concat());
        assert_eq!(undescribed(&lines), 2, "{clock}: {lines:?}");
        assert!(lines.iter().all(|line| line.starts_with("my docs/rest/Clock.md:")), "{clock}: {lines:?}");
    }
    let lamp = short(&place, &["my docs/rest/Lamp.md", "--docs", "my docs"]);
    assert_eq!(undescribed(&lamp), 0, "another page describes it: {lamp:?}");
    assert_eq!(undescribed(&short(&place, &["my docs/rest", "--docs", "my docs"])), 2);
    assert_eq!(undescribed(&short(&place, &["Lamp", "Clock", "--docs", "my docs"])), 2);
    let (code, _, error) = xtask(&place, &["lint", "Lamb", "--docs", "my docs"]);
    assert_eq!(code, Some(2));
    let unknown = "no page, resource or agent in the docs folder is named `Lamb`; similar names: Lamp\n";
    assert!(error.contains(unknown), "{error}");
    std::fs::write(place.join("draft.md"), "# Draft\n").unwrap();
    let (code, _, error) = xtask(&place, &["lint", "draft.md", "--docs", "my docs"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("draft.md is not a page in the docs folder my docs; name the folder"), "{error}");
}

#[test]
fn the_pages_of_a_resource_are_checked_by_its_name() {
    let place = place("resource");
    let rest = place.join("my docs/rest");
    // File names that differ from the names of resources.
    for (from, to) in [("Clock.md", "GetClock.md"), ("Lamp.md", "GetLamp.md")] {
        std::fs::rename(rest.join(from), rest.join(to)).unwrap();
    }
    let agent = page("Tower", "| TowerId | int32 | Key |\n| Hand | OtherHand | No page has it |");
    let agent =
        agent.replace("v1TowerEntity_Get", "v1ClockAgent_Wind").replace("/api/v1/Tower/", "/api/v1/Agents/Clock/");
    std::fs::write(rest.join("Wind.md"), agent).unwrap();
    let undescribed = |name: &str| -> Vec<String> {
        let lines = short(&place, &[name, "--docs", "my docs"]);
        lines
            .into_iter()
            .filter(|line| line.contains("[DOC2005]"))
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect()
    };
    for clock in ["Clock", "clock", "ClockEntity"] {
        assert_eq!(undescribed(clock), ["my docs/rest/GetClock.md"; 2], "{clock}");
    }
    for agent in ["ClockAgent", "clock_agent"] {
        assert_eq!(undescribed(agent), ["my docs/rest/Wind.md"], "{agent}");
    }
    let error = |name: &str| {
        let (code, _, error) = xtask(&place, &["lint", name, "--docs", "my docs"]);
        assert_eq!(code, Some(2));
        error
    };
    let named = |name: &str| format!("error: no page, resource or agent in the docs folder is named `{name}`; ");
    assert_eq!(error("Clocck"), named("Clocck") + "similar names: Clock\n");
    assert_eq!(error("GetLamb"), named("GetLamb") + "similar names: GetLamp\n");

    // A file name that fits several pages is ambiguous, and so is a name that two resources have in different case.
    std::fs::create_dir(rest.join("old")).unwrap();
    let old = page("LAMP", "| LampId | int32 | Key |");
    std::fs::write(rest.join("old/GetLamp.md"), old).unwrap();
    let ambiguous =
        "error: `GetLamp` may be any of 2 pages: `rest/GetLamp.md`, `rest/old/GetLamp.md`; name one by its path\n";
    assert_eq!(error("GetLamp"), ambiguous);
    assert_eq!(xtask(&place, &["lint", "Lamp", "--docs", "my docs"]).0, Some(1), "two pages have one route");
    let ambiguous = "error: `lamp` may be any of 2 resources: `LAMP`, `Lamp`; write one of these names exactly\n";
    assert_eq!(error("lamp"), ambiguous);
}

#[test]
fn notes_count_only_the_chosen_pages() {
    let place = place("notes");
    let rest = place.join("my docs/rest");
    for name in ["Lamp", "Gadget", "Clock"] {
        let file = rest.join(format!("{name}.md"));
        let text = std::fs::read_to_string(&file).unwrap().replace("Reads one.", "Reads ?? here.\n\nAnd ?? there.");
        std::fs::write(file, text).unwrap();
    }
    let leftovers = |names: &[&str]| -> Vec<String> {
        let lines = short(&place, &[names, &["--docs", "my docs"]].concat());
        lines.into_iter().filter(|line| line.contains("[DOC0040]")).collect()
    };
    let all = leftovers(&[]);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].contains("text with `??` instead of words: 6 times in 3 pages; also "), "{all:?}");
    assert!(all[0].ends_with(": another one; and 2 more places; help: write the description"), "{all:?}");
    let lamp = leftovers(&["Lamp"]);
    assert_eq!(lamp.len(), 2, "{lamp:?}");
    assert!(lamp.iter().all(|line| line.starts_with("my docs/rest/Lamp.md:")), "{lamp:?}");
    let two = leftovers(&["Lamp", "Gadget"]);
    assert!(two[0].contains("4 times in 2 pages") && !two[0].contains("Clock.md"), "{two:?}");
    // The formats for programs list all places.
    let (_, text, _) = xtask(&place, &["lint", "--docs", "my docs", "--message-format", "json"]);
    let line = text.lines().find(|line| line.contains("DOC0040")).unwrap();
    let finding: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(finding["others"].as_array().unwrap().len(), 5);
}

#[test]
fn findings_of_other_pages_do_not_affect_the_exit_code() {
    let place = place("verdict");
    let bad = place.join("my docs/rest/Clock.md");
    let text = std::fs::read_to_string(&bad)
        .unwrap()
        .replace("GET /api/v1/Clock/{id}\n```\n\nReads", "FETCH /x\n```\n\nReads");
    std::fs::write(&bad, text).unwrap();
    assert_eq!(xtask(&place, &["lint", "--docs", "my docs"]).0, Some(1));
    assert_eq!(xtask(&place, &["lint", "Lamp", "--docs", "my docs"]).0, Some(0));
    assert_eq!(xtask(&place, &["lint", "Clock.md", "--docs", "my docs"]).0, Some(1));
}

#[test]
fn a_page_without_its_tree_is_not_blamed_for_what_other_pages_describe() {
    let place = place("alone");
    let lines = short(&place, &["--docs", "my docs/rest/Clock.md"]);
    assert!(!lines.iter().any(|line| line.contains("no page describes")), "{lines:?}");
    let notes: Vec<_> = lines.iter().filter(|line| line.contains("note[DOC7010]")).collect();
    assert_eq!(notes.len(), 1, "{lines:?}");
    assert!(notes[0].starts_with("my docs/rest/Clock.md:1:1: note[DOC7010]: 2 types are left open"), "{notes:?}");
    assert!(
        notes[0].contains("; help: to check one page of a tree, run `cargo xtask lint PAGE --docs DIR`"),
        "{notes:?}"
    );
}

#[test]
fn every_path_in_short_and_human_output_can_be_opened() {
    let place = place("paths");
    std::fs::create_dir_all(place.join("elsewhere")).unwrap();
    std::fs::write(place.join("elsewhere/mine.toml"), "nonsense = 1\n").unwrap();
    for docs in ["my docs", "./my docs/", "elsewhere/../my docs", place.join("my docs").to_str().unwrap()] {
        let (_, _, text) =
            xtask(&place, &["lint", "--docs", docs, "--fixups", "elsewhere/mine.toml", "--message-format", "short"]);
        assert!(text.contains("elsewhere/mine.toml:1:"), "{docs}: {text}");
        for line in text.lines() {
            let path = line.split(':').next().unwrap();
            assert!(place.join(path).is_file(), "{docs}: {line}");
        }
    }
    let (_, _, human) = xtask(&place, &["lint", "--docs", "my docs"]);
    assert!(human.contains("--> my docs/rest/Clock.md:"), "{human}");
    let (_, text, _) = xtask(&place, &["explain", "ClockEntity.Hand", "--docs", "my docs"]);
    assert!(text.contains("--> my docs/rest/Clock.md:"), "{text}");
}

#[test]
fn code_scanning_gets_paths_from_the_root_of_the_repository() {
    let place = place("repository");
    std::fs::create_dir_all(place.join(".git")).unwrap();
    let inner = place.join("my docs/rest");
    let (_, text, _) = xtask(&inner, &["lint", "--docs", "..", "--message-format", "sarif"]);
    assert!(text.contains(r#""uri":"my%20docs/rest/Clock.md","uriBaseId":"%SRCROOT%""#), "{text}");
    let (_, text, _) = xtask(&inner, &["lint", "--docs", "..", "--message-format", "github"]);
    assert!(text.contains("file=my docs/rest/Clock.md,"), "{text}");
    assert!(!text.contains("job summary;"), "{text}");
    let (_, text, _) = xtask(&inner, &["lint", "--docs", "..", "--message-format", "short"]);
    assert!(text.is_empty(), "{text}");
    let (_, text, _) = xtask(&inner, &["lint", "--docs", "..", "--message-format", "json"]);
    assert!(text.contains(r#""base":"..","file":"rest/Clock.md""#), "{text}");
}

#[test]
fn denied_warnings_are_named_in_one_line_even_if_they_are_not_printed() {
    let place = place("quiet");
    let (code, _, error) = xtask(&place, &["lint", "--docs", "my docs", "--quiet", "--deny", "warnings"]);
    assert_eq!(code, Some(1));
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains("`--deny warnings`"), "{error}");
}

#[test]
fn stale_files_are_in_the_output_for_machines() {
    let place = place("stale");
    let codegen = ["codegen", "--docs", "my docs", "--out", "out"];
    assert_eq!(xtask(&place, &codegen).0, Some(0));
    std::fs::remove_file(place.join("out/REPORT.md")).unwrap();
    for (format, expected) in [
        (
            "json",
            r#""stale":[{"file":"out/REPORT.md","line":1,"text":"is missing","cause":"it was deleted after a run"}]"#,
        ),
        (
            "github",
            "::error file=out/REPORT.md,line=1,title=out of date::is missing; cause: it was deleted after a run\n",
        ),
        ("sarif", r#""uri":"out/REPORT.md""#),
        ("sarif", r#""text":"is missing; cause: it was deleted after a run""#),
        ("markdown", "- out/REPORT.md:1: is missing; cause: it was deleted after a run\n"),
    ] {
        // The root of the repository is this folder.
        std::fs::create_dir_all(place.join(".git")).unwrap();
        let (code, text, _) = xtask(&place, &[&codegen[..], &["--check", "--message-format", format]].concat());
        assert_eq!(code, Some(3), "{format}: {text}");
        assert!(text.contains(expected), "{format}: {text}");
    }
    let (_, _, text) = xtask(&place, &[&codegen[..], &["--check"]].concat());
    assert!(text.contains("\nout/REPORT.md is missing\n  cause: it was deleted after a run\n"), "{text}");
    let (_, _, text) = xtask(&place, &[&codegen[..], &["--check", "--quiet"]].concat());
    assert_eq!(text.lines().count(), 3, "{text}");
    let (_, _, text) = xtask(&place, &[&codegen[..], &["--check", "--message-format", "short"]].concat());
    let expected = "out/REPORT.md:1:1: error[out-of-date]: is missing; cause: it was deleted after a run\n";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn help_lists_formats_and_exit_codes() {
    let place = place("help");
    for arguments in [&["lint", "--help"][..], &["codegen", "--help"]] {
        let (_, text, _) = xtask(&place, arguments);
        assert!(text.contains("[possible values: human, short, json, github, sarif, markdown]"), "{text}");
        assert!(text.contains("Exit codes:") && text.contains("\n  3  `codegen --check`"), "{text}");
    }
    let (_, text, _) = xtask(&place, &["--help"]);
    assert!(text.contains("Exit codes:"), "{text}");
    let (code, _, text) = xtask(&place, &["lint", "--message-format", "yaml"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("possible values: human, short"), "{text}");
}

#[test]
fn the_elements_of_a_page_are_listed_by_place_and_kind() {
    let place = place("elements");
    let (code, text, _) = xtask(&place, &["show", "Clock", "--stage", "page", "--docs", "my docs"]);
    assert_eq!(code, Some(0));
    let kinds = |text: &str| -> Vec<(String, String)> {
        let lines = text.lines().map(|line| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>());
        lines.map(|words| (words[1].clone(), words[0].clone())).collect()
    };
    for (kind, at) in [("uid", "3:6"), ("route", "9:1"), ("summary", "12:1"), ("heading", "18:4"), ("row", "34:1")] {
        assert!(kinds(&text).contains(&(kind.to_owned(), at.to_owned())), "{kind} {at}:\n{text}");
    }
    let row = text.lines().find(|line| line.contains("row")).unwrap();
    assert!(row.ends_with("id | int32 | Key **Required**"), "{row}");
}

#[test]
fn explain_shows_what_changed_since_the_last_run() {
    let place = place("changed");
    let codegen = ["codegen", "--docs", "my docs", "--out", "out"];
    assert_eq!(xtask(&place, &codegen).0, Some(0));
    let explain = |what: &str| xtask(&place, &["explain", what, "--docs", "my docs", "--out", "out"]);
    let changes = |what: &str| {
        let (code, text, error) = explain(what);
        assert_eq!(code, Some(0), "{what}: {error}");
        format!("public names: {}", text.split_once("public names: ").unwrap().1)
    };
    assert_eq!(changes("LampEntity"), "public names: no changes\n");
    let edit = |name: &str, from: &str, to: &str| {
        let file = place.join("my docs/rest").join(name);
        std::fs::write(&file, std::fs::read_to_string(&file).unwrap().replace(from, to)).unwrap();
    };
    edit("Lamp.md", "| LampId | int32 |", "| LampId | string |");
    std::fs::remove_file(place.join("my docs/rest/Clock.md")).unwrap();

    let retyped = "public names: 1 retyped\n  retyped: field `entities::LampEntity::lamp_id` was `Option<i32>` and is now \
                   `Option<String>` (my docs/rest/Lamp.md:34:3)\n";
    for lamp in ["LampEntity", "LampEntity.LampId", "LampEntity.lamp_id", "entities::LampEntity::lamp_id"] {
        assert_eq!(changes(lamp), retyped, "{lamp}");
    }
    assert_eq!(changes("LampEntity.Maker"), "public names: no changes\n");
    // The docs no longer describe the item.
    let removed = "public names: 1 removed\n  removed: type `entities::ClockEntity`\n";
    assert_eq!(changes("ClockEntity"), removed);
    let with_module = "public names: 2 removed\n  removed: module `client::clock` (formerly rest/Clock)\n  \
                       removed: feature `clock`\n";
    assert_eq!(changes("Clock.get"), with_module);
    let (code, _, error) = explain("Towel");
    assert_eq!(code, Some(2));
    assert!(error.contains("is named `Towel`"), "{error}");
    let (code, _, error) = xtask(&place, &["explain", "LampEntity", "--docs", "my docs", "--out", "nowhere"]);
    assert_eq!((code, error.as_str()), (Some(2), "error: there is no generated crate in nowhere\n"));
}

#[test]
fn openapi_can_export_the_valid_pages() {
    let place = place("openapi-keep-going");
    let broken = page("Clock", "| ClockId | int32 | Key |").replace("GET /api/v1/Clock", "FETCH /api/v1/Clock");
    std::fs::write(place.join("my docs/rest/Clock.md"), broken).unwrap();
    let (code, out, message) = xtask(&place, &["openapi", "--docs", "my docs"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(message.contains("`--keep-going`"), "{message}");
    let (code, out, message) = xtask(&place, &["openapi", "--docs", "my docs", "--keep-going"]);
    assert_eq!(code, Some(1));
    assert!(message.contains("the docs have 1 error"), "{message}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/api/v1/Gadget/{id}", "/api/v1/Lamp/{id}"]);
}

#[test]
fn accepted_findings_do_not_fail_and_new_ones_do() {
    let place = place("baseline");
    let lint = |more: &[&str]| xtask(&place, &[&["lint", "--docs", "my docs"], more].concat());
    let (code, _, error) = lint(&["--baseline", "known.toml"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("cannot read known.toml") && error.contains("--write-baseline known.toml"), "{error}");
    assert_eq!(lint(&["--write-baseline", "known.toml"]).0, Some(0));
    let known = std::fs::read_to_string(place.join("known.toml")).unwrap();
    let reasoned = known.replacen("\nitem = ", "\nreason = \"the vendor knows\"\nitem = ", 1);
    std::fs::write(place.join("known.toml"), reasoned).unwrap();
    let (code, _, error) = lint(&["--baseline", "known.toml", "--deny", "warnings"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(error.contains("0 warnings") && error.contains("accepted findings"), "{error}");
    assert_eq!(lint(&["--deny", "warnings"]).0, Some(1));

    // An edit above a finding does not matter.
    let clock = place.join("my docs/rest/Clock.md");
    let before = std::fs::read_to_string(&clock).unwrap();
    std::fs::write(&clock, before.replace("Reads one.", "Reads\none\nclock.")).unwrap();
    assert_eq!(lint(&["--baseline", "known.toml"]).0, Some(0));
    let generate = ["codegen", "--docs", "my docs", "--out", "out", "--baseline", "known.toml"];
    // The second run has nothing to do, and reports the findings of the first one.
    for more in [&["--deny", "warnings"][..], &[], &["--check"]] {
        let (code, _, error) = xtask(&place, &[&generate[..], more].concat());
        assert_eq!(code, Some(0), "{more:?}: {error}");
        assert!(error.contains("0 errors, 0 warnings") && error.contains("accepted findings 5"), "{more:?}: {error}");
    }

    // A new finding fails.
    std::fs::write(&clock, before.replace("| Tick | Tock |", "| Tack | Back | New |\n| Tick | Tock |")).unwrap();
    let (code, _, error) = lint(&["--baseline", "known.toml"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("`Back`") && !error.contains("`Tock`"), "{error}");
    assert!(error.contains("the docs have 1 warning that known.toml does not list"), "{error}");
    assert_eq!(xtask(&place, &generate).0, Some(1));

    // So does an entry without a finding, unless it is removed; the reasons stay.
    std::fs::write(&clock, before.replace("| Tick | Tock | Nor this |\n", "")).unwrap();
    let (code, _, error) = lint(&["--baseline", "known.toml"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("no finding DOC2005 about `Tock` in rest/Clock.md; remove it"), "{error}");
    assert_eq!(lint(&["Lamp", "--baseline", "known.toml"]).0, Some(0), "entries of other pages are not looked at");
    assert_eq!(lint(&["--baseline", "known.toml", "--prune"]).0, Some(0));
    let pruned = std::fs::read_to_string(place.join("known.toml")).unwrap();
    assert!(pruned.contains("the vendor knows") && !pruned.contains("Tock"), "{pruned}");
}

#[test]
fn hidden_characters_and_errors_are_never_accepted() {
    let place = place("refused");
    let clock = place.join("my docs/rest/Clock.md");
    let before = std::fs::read_to_string(&clock).unwrap();
    std::fs::write(&clock, before.replace("Reads one.", "Reads\u{200b} one.")).unwrap();
    let (code, _, error) = xtask(&place, &["lint", "--docs", "my docs", "--write-baseline", "known.toml"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("1 finding cannot be accepted and must be corrected, first DOC6001"), "{error}");
    let (code, _, error) = xtask(&place, &["lint", "--docs", "my docs", "--baseline", "known.toml"]);
    assert_eq!(code, Some(1), "{error}");
}

#[test]
fn safe_corrections_are_a_patch() {
    let place = place("fix");
    let clock = place.join("my docs/rest/Clock.md");
    let before = std::fs::read_to_string(&clock).unwrap();
    let broken = before
        .replace("## Sample request", "# Sample Request")
        .replace("### Response body:", "### Response Body:")
        .replace("| Property Name | Type |", "| property name | Type |")
        .replace("title: GET Clock/{id}", "title: GET  Clock/{id}")
        .replace("Reads one.", "Re\u{200b}ads\u{200b} one.");
    std::fs::write(&clock, &broken).unwrap();
    let lint = |more: &[&str]| xtask(&place, &[&["lint", "--docs", "my docs"], more].concat());
    let (code, patch, error) = lint(&["--fix"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(patch.contains("--- a/my docs/rest/Clock.md\n+++ b/my docs/rest/Clock.md\n"), "{patch}");
    assert!(patch.contains("-# Sample Request\n+## Sample request\n"), "{patch}");
    assert_eq!(std::fs::read_to_string(&clock).unwrap(), broken, "a patch changes no file");
    assert!(lint(&["Lamp", "--fix"]).1.is_empty(), "only the pages that were named");
    assert_eq!(lint(&["--fix", "--write"]).0, Some(0));
    assert_eq!(std::fs::read_to_string(&clock).unwrap(), before);
    assert!(lint(&["--fix"]).1.is_empty());
}

#[test]
fn corrections_that_lead_to_a_new_finding_are_left_out() {
    let place = place("fix-worse");
    let clock = place.join("my docs/rest/Clock.md");
    let before = std::fs::read_to_string(&clock).unwrap();
    // The title is right, and the heading is not.
    std::fs::write(&clock, before.replace("# GET Clock/{id}", "# PUT Clock/{id}")).unwrap();
    let (code, patch, error) = xtask(&place, &["lint", "--docs", "my docs", "--fix"]);
    assert_eq!((code, patch.as_str()), (Some(0), ""), "{error}");
}
