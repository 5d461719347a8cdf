//! How the public names of a crate change from one run to the next.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are not tests to the lint")]

use std::path::{Path, PathBuf};

use superoffice_codegen::diagnostics::render::{brief, render_run};
use superoffice_codegen::diagnostics::{Change, ChangeKind, Format};
use superoffice_codegen::{Builder, Outcome, Run};

/// A copy of some pages and the crate generated from them.
struct Fixture {
    dir: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        for folder in ["rest/TicketRelation", "rest/Webhook", "rest/Archive", "samples/rest"] {
            copy(&docs.join(folder), &dir.path().join("docs").join(folder));
        }
        let fixture = Self { dir };
        // Samples of other pages are not needed.
        fixture.each(|path, text| {
            let used = ["TicketRelation", "Webhook", "Archive"].iter().any(|word| path.contains(word));
            if used { Some(text.to_owned()) } else { None }
        });
        let first = fixture.run();
        assert!(!first.changes.compared && first.changes.list.is_empty(), "a first run has nothing to compare with");
        fixture
    }

    fn docs(&self) -> PathBuf {
        self.dir.path().join("docs")
    }

    fn out(&self, path: &str) -> PathBuf {
        self.dir.path().join("out").join(path)
    }

    fn builder(&self) -> Builder {
        Builder::new().docs(self.docs()).out_dir(self.dir.path().join("out"))
    }

    fn run(&self) -> Run {
        let run = self.builder().generate().unwrap();
        assert!(matches!(run.outcome, Outcome::Written(_)), "{:?} {:?}", run.outcome, run.diagnostics);
        run
    }

    /// Edits every file of the docs; `None` deletes it.
    fn each(&self, edit: impl Fn(&str, &str) -> Option<String>) {
        let mut folders = vec![self.docs()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                match edit(path.to_str().unwrap(), &text) {
                    Some(now) if now == text => {}
                    Some(now) => std::fs::write(&path, now).unwrap(),
                    None => std::fs::remove_file(&path).unwrap(),
                }
            }
        }
    }

    fn replace(&self, old: &str, new: &str) {
        self.each(|_, text| Some(text.replace(old, new)));
    }

    fn lock(&self) -> String {
        std::fs::read_to_string(self.out("names.lock")).unwrap()
    }

    fn edit_lock(&self, old: &str, new: &str) {
        let lock = self.lock();
        assert!(lock.contains(old), "{old}\n{lock}");
        std::fs::write(self.out("names.lock"), lock.replace(old, new)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}

/// The changes, one per line.
fn shown(run: &Run) -> Vec<String> {
    let line = |change: &Change| format!("{} {} {}", change.kind.word(), change.item, change.path);
    run.changes.list.iter().map(line).collect()
}

#[track_caller]
fn only(run: &Run) -> &Change {
    match run.changes.list.as_slice() {
        [change] => change,
        _ => panic!("{:#?}", shown(run)),
    }
}

#[test]
fn a_run_that_changes_nothing_says_so() {
    let fixture = Fixture::new();
    let run = fixture.run();
    assert_eq!(brief(&run.changes, &run.sources, "docs"), "public names: no changes\n");
    std::fs::remove_file(fixture.out(superoffice_codegen::RECORD)).unwrap();
    let run = fixture.run();
    assert_eq!(brief(&run.changes, &run.sources, "docs"), "public names: no changes\n");
    // Text is not a name.
    fixture.replace("Reads a TicketRelationEntity.", "Returns one relation.");
    let run = fixture.run();
    assert_eq!(brief(&run.changes, &run.sources, "docs"), "public names: no changes\n");
}

#[test]
fn a_type_renamed_in_its_headings_is_probably_renamed_and_one_line_keeps_its_name() {
    let fixture = Fixture::new();
    fixture.replace("Response body: TicketRelationEntity", "Response body: RelationEntity");
    let before = fixture.lock();
    let denied = fixture.builder().deny_removals(true).generate().unwrap();
    assert!(matches!(denied.outcome, Outcome::Denied), "{:?}", denied.outcome);
    assert_eq!(fixture.lock(), before);
    let change = denied.changes.list.iter().find(|change| change.path == "entities::TicketRelationEntity").unwrap();
    assert_eq!((change.kind, change.now.as_str()), (ChangeKind::Renamed, "entities::RelationEntity"), "{change:?}");
    assert!(change.at.is_some());
    let keep = change.keep.clone().unwrap();
    assert_eq!(keep.add, "RelationEntity = [\"RelationEntity\", \"TicketRelationEntity\"]");
    fixture.edit_lock(&keep.remove.unwrap(), &keep.add);
    let run = fixture.builder().deny_removals(true).generate().unwrap();
    assert!(matches!(run.outcome, Outcome::Written(_)), "{:?} {:#?}", run.outcome, shown(&run));
    assert_eq!(only(&run).kind, ChangeKind::Deprecated);
    assert!(!run.changes.is_breaking());
}

#[test]
fn a_page_that_is_removed_takes_a_method_away() {
    let fixture = Fixture::new();
    fixture.each(|path, text| (!path.contains("v1TicketRelationEntity_Delete")).then(|| text.to_owned()));
    let checked = fixture.builder().deny_removals(true).check().unwrap();
    assert!(matches!(checked.outcome, Outcome::Denied), "{:?}", checked.outcome);
    let run = fixture.run();
    assert_eq!(run.changes, checked.changes);
    let change = only(&run);
    assert_eq!(change.path, "client::ticket_relation::TicketRelationClient::delete");
    assert_eq!(change.page, "rest/TicketRelation/v1TicketRelationEntity_DeleteTicketRelationEntity.md");
    assert_eq!((change.kind, &change.keep), (ChangeKind::Removed, &None));
    assert_eq!(fixture.run().changes.list, [], "the next run has nothing to add");
}

#[test]
fn members_of_what_is_removed_are_not_listed() {
    let fixture = Fixture::new();
    fixture.each(|path, text| (!path.contains("TicketRelation")).then(|| text.to_owned()));
    let run = fixture.run();
    let removed = [
        "removed module client::ticket_relation",
        "removed type entities::TicketRelationEntity",
        "removed feature ticket-relation",
    ];
    let mut sorted = shown(&run);
    sorted.sort();
    assert!(removed.iter().all(|line| sorted.contains(&(*line).to_owned())), "{sorted:#?}");
    assert!(sorted.iter().all(|line| !line.contains("::ticket_relation::")), "{sorted:#?}");
}

#[test]
fn a_uid_that_changes_alone_changes_no_name() {
    let fixture = Fixture::new();
    let old = "uid: v1TicketRelationEntity_GetTicketRelationEntity";
    fixture.replace(old, "uid: v1TicketRelationEntity_FetchTicketRelationEntity");
    assert_eq!(fixture.run().changes.list, []);
}

#[test]
fn a_method_with_another_uid_and_path_is_probably_renamed() {
    let fixture = Fixture::new();
    fixture.each(|path, text| {
        let here =
            path.contains("v1TicketRelationEntity_GetTicketRelationEntity") && path.contains("rest/TicketRelation/");
        let text = text.to_owned();
        if !here {
            return Some(text);
        }
        let text =
            text.replace("uid: v1TicketRelationEntity_GetTicketRelationEntity", "uid: v1TicketRelationEntity_Read");
        Some(text.replace("/TicketRelation/{id}", "/TicketRelation/Read/{id}"))
    });
    let run = fixture.run();
    let change = only(&run);
    assert_eq!(change.kind, ChangeKind::Renamed, "{change:?}");
    let keep = change.keep.as_ref().unwrap();
    fixture.edit_lock(&format!("{} # unused\n", keep.remove.as_ref().unwrap()), "");
    fixture.edit_lock(&keep.add.replace("[\"read\", \"get\"]", "\"read\""), &keep.add);
    let run = fixture.run();
    let client = std::fs::read_to_string(fixture.out("src/client/ticket_relation.rs")).unwrap();
    assert!(client.contains("#[deprecated(note = \"renamed to `read`\")]\n    pub fn get("), "{client}");
    assert!(!run.changes.is_breaking());
}

#[test]
fn a_row_with_another_type_is_a_retyped_field() {
    let fixture = Fixture::new();
    fixture.each(|_, text| {
        let row = |line: &str| match line.starts_with("| RelationType |") || line.starts_with("| Name |") {
            true => line.replacen("| string |", "| int32 |", 1).replacen("| String |", "| int32 |", 1),
            false => line.to_owned(),
        };
        Some(text.lines().map(|line| row(line) + "\n").collect())
    });
    let run = fixture.run();
    assert!(run.changes.count(ChangeKind::Retyped) > 0, "{:#?}", shown(&run));
    let change = run.changes.list.iter().find(|change| change.item == "field").unwrap();
    assert!(change.at.is_some() && change.was.starts_with("Option<") && change.was != change.now, "{change:?}");
    assert!(run.changes.is_breaking());
}

#[test]
fn an_optional_parameter_can_be_added() {
    let fixture = Fixture::new();
    fixture.each(|path, text| {
        let here = path.contains("rest/TicketRelation/v1TicketRelationEntity_GetTicketRelationEntity");
        let table = "## Query String Parameters\n\n| Parameter Name | Type | Description |\n|---|---|---|\n\
                     | depth | int32 | How deep. |\n\n## Request Headers";
        Some(if here { text.replacen("## Request Headers", table, 1) } else { text.to_owned() })
    });
    let run = fixture.run();
    assert_eq!(shown(&run), ["added call client::ticket_relation::TicketRelationGetCall"]);
    assert!(only(&run).at.is_some(), "the place of the operation: {:?}", run.changes.list);
}

#[test]
fn a_name_edited_in_the_lock_is_a_removal_without_an_alias() {
    let fixture = Fixture::new();
    fixture.edit_lock(
        "TicketRelationEntity = \"ticket_relation\"",
        "TicketRelationEntity = [\"relation\", \"ticket_relation\"]",
    );
    fixture.edit_lock(
        "TicketRelationEntity = \"ticket-relation\"",
        "TicketRelationEntity = [\"relation\", \"ticket-relation\"]",
    );
    let run = fixture.run();
    assert!(!run.changes.is_breaking(), "{:#?}", shown(&run));
    fixture.edit_lock("[\"relation\", \"ticket_relation\"]", "\"relation\"");
    fixture.edit_lock("[\"relation\", \"ticket-relation\"]", "\"relation\"");
    let run = fixture.run();
    let mut removed = shown(&run);
    removed.sort();
    assert_eq!(
        removed,
        ["removed deprecated alias client::ticket_relation", "removed feature ticket-relation"],
        "{:#?}",
        run.changes
    );
}

#[test]
fn files_that_are_gone_are_counted() {
    let fixture = Fixture::new();
    std::fs::remove_dir_all(fixture.out("src")).unwrap();
    assert_eq!(fixture.run().changes.unknown, 0, "the same files are written again");
    fixture.each(|path, text| (!path.contains("v1TicketRelationEntity_Delete")).then(|| text.to_owned()));
    std::fs::remove_file(fixture.out("src/client/ticket_relation.rs")).unwrap();
    let run = fixture.run();
    assert_eq!(run.changes.unknown, 1);
    assert!(brief(&run.changes, &run.sources, "docs").contains("1 file of the last run is missing or edited"));
}

#[test]
fn every_format_has_the_changes_or_ten_lines_of_them() {
    let fixture = Fixture::new();
    fixture.each(|path, text| (!path.contains("rest/Archive") && !path.contains("v1Archive")).then(|| text.to_owned()));
    fixture.replace("| TicketRelationId |", "| RelationKey |");
    fixture.replace("\"TicketRelationId\"", "\"RelationKey\"");
    let run = fixture.run();
    let text = brief(&run.changes, &run.sources, "docs");
    assert!(text.lines().count() <= 11, "{text}");
    assert!(text.starts_with("public names: ") && text.contains(" removed, "), "{text}");
    let json = render_run(Format::Json, &run.diagnostics, &run.sources, &run.summary, &run.changes, false);
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let changes = lines.iter().filter(|line| line.get("change").is_some()).count();
    assert_eq!(changes, run.changes.list.len());
    let last = lines.last().unwrap().get("summary").unwrap();
    assert_eq!(last["changes"]["removed"], run.changes.count(ChangeKind::Removed));
    let markdown = render_run(Format::Markdown, &run.diagnostics, &run.sources, &run.summary, &run.changes, false);
    assert!(markdown.contains("\n## Public names\n"), "{markdown}");
    assert_eq!(markdown.split("## Public names").nth(1).unwrap().matches("\n- ").count(), changes, "{markdown}");
}

#[test]
fn a_type_that_fewer_features_enable_is_a_change() {
    let fixture = Fixture::new();
    // A second resource that responds with the same entity.
    let page = "v1TicketRelationEntity_GetTicketRelationEntity";
    let text = std::fs::read_to_string(fixture.docs().join(format!("rest/TicketRelation/{page}.md"))).unwrap();
    let other = text
        .replace(&format!("uid: {page}"), "uid: v1Lamp_GetLamp")
        .replace("/TicketRelation/{id}", "/Lamp/{id}")
        .replace("TicketRelation/{id}", "Lamp/{id}");
    let path = fixture.docs().join("rest/TicketRelation/v1Lamp_GetLamp.md");
    std::fs::write(&path, &other).unwrap();
    let run = fixture.run();
    assert_eq!(run.changes.count(ChangeKind::Added), run.changes.list.len(), "{:#?}", shown(&run));
    let archive = other.replace("v1Lamp_GetLamp", "v1Archive_GetLamp");
    std::fs::write(&path, archive).unwrap();
    fixture.run();
    std::fs::remove_file(&path).unwrap();
    let run = fixture.run();
    assert_eq!(run.changes.count(ChangeKind::Regated), 2, "{:#?}", shown(&run));
    std::fs::write(&path, other).unwrap();
    fixture.run();
    std::fs::remove_file(path).unwrap();
    // The feature is gone too, so nobody can have enabled the type by it.
    let run = fixture.run();
    assert_eq!(run.changes.count(ChangeKind::Regated), 0, "{:#?}", shown(&run));
    assert!(shown(&run).contains(&"removed feature lamp".to_owned()), "{:#?}", shown(&run));
}

#[test]
fn the_report_lists_names_without_a_page_and_aliases() {
    let fixture = Fixture::new();
    let report = || std::fs::read_to_string(fixture.out("REPORT.md")).unwrap();
    assert!(!report().contains("Names without a page") && !report().contains("Deprecated aliases"));
    fixture.each(|path, text| (!path.contains("v1TicketRelationEntity_Delete")).then(|| text.to_owned()));
    fixture.edit_lock("= \"TicketRelationEntity\"", "= [\"Relation\", \"TicketRelationEntity\"]");
    fixture.run();
    let (unused, aliases) = ("## Names without a page: 1\n", "## Deprecated aliases: 1\n");
    assert!(
        report().contains(unused) && report().contains("- `delete` of `v1TicketRelationEntity_Delete"),
        "{}",
        report()
    );
    assert!(report().contains(aliases) && report().contains("- `TicketRelationEntity` for `Relation`"), "{}", report());
}
