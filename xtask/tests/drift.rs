//! `drift --changelog` keeps the section of unreleased changes up to date.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn docs(folder: &Path, rows: &str) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let page = format!(
        "---\ntitle: GET Lamp/{{id}}\nuid: v1LampEntity_Get\n---\n\n# GET Lamp/{{id}}\n\n```http\nGET /api/v1/Lamp/{{id}}\n```\n\n\
         Reads one.\n\n| Path Part | Type | Description |\n|---|---|---|\n| id | int32 | Key **Required** |\n\n\
         ## Response:\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
         ### Response body: LampEntity\n\n| Property Name | Type |  Description |\n|---|---|---|\n{rows}"
    );
    std::fs::write(folder.join("v1LampEntity_Get.md"), page).unwrap();
    folder.to_owned()
}

#[test]
fn a_changelog_is_created_and_updated() {
    let top = Path::new(env!("CARGO_TARGET_TMPDIR")).join("changelog");
    let _ = std::fs::remove_dir_all(&top);
    let row = "| LampId | int32 | Key |\n";
    let old = docs(&top.join("old"), row);
    let file = top.join("CHANGELOG.md");
    let run = |rows: &str| {
        let new = docs(&top.join("new"), rows);
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.arg("drift").args([&old, &new]).arg("--changelog").arg(&file).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        std::fs::read_to_string(&file).unwrap()
    };
    let first = run(&format!("{row}| Colour | string | Its colour |\n"));
    assert!(first.starts_with("# Changelog\n\n## Unreleased\n\n<!-- @generated drift begin"), "{first}");
    assert!(first.contains("\n### Added\n\n- property added `LampEntity.Colour`: string\n"), "{first}");
    let second = run(&format!("{row}| Size | int32 | Its size |\n"));
    assert!(second.contains("`LampEntity.Size`") && !second.contains("Colour"), "{second}");
}
