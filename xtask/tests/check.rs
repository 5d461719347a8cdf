//! `codegen --check` says what to do about files that are out of date.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::Command;

/// Runs `codegen`. Returns the exit code and the last line on stderr, apart from the totals of public names.
fn codegen(out: &Path, flags: &[&str]) -> (Option<i32>, String) {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/examples/build-rs/reference");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(["codegen", "--docs", docs, "--out"]).arg(out).args(flags).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = printed.lines().rfind(|line| !line.starts_with("public names: "));
    (output.status.code(), last.unwrap_or_default().to_owned())
}

#[test]
fn the_advice_depends_on_the_cause() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check");
    let _ = std::fs::remove_dir_all(&out);
    assert_eq!(codegen(&out, &[]).0, Some(0));
    assert_eq!(codegen(&out, &["--check"]), (Some(0), "the generated files are up to date".to_owned()));

    std::fs::remove_file(out.join("REPORT.md")).unwrap();
    let advice = "error: 1 file is out of date; run the same command without `--check`";
    assert_eq!(codegen(&out, &["--check"]), (Some(3), advice.to_owned()));

    std::fs::write(out.join("src/lib.rs"), "// edited\n").unwrap();
    let advice = format!(
        "error: 2 files are out of date; undo the edits in `{}` or delete it, then run the same command without `--check`",
        out.join("src/lib.rs").display()
    );
    assert_eq!(codegen(&out, &["--check"]), (Some(3), advice));
}

#[test]
fn causes_have_paths_that_the_reader_can_open() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("causes");
    let _ = std::fs::remove_dir_all(&place);
    let page = "my docs/v1LampEntity_Delete.md";
    // The root of the repository is this folder.
    std::fs::create_dir_all(place.join(".git")).unwrap();
    std::fs::create_dir_all(place.join("my docs")).unwrap();
    let write = |about: &str| {
        let text = format!(
            "---\ntitle: DELETE Lamp\nuid: v1LampEntity_Delete\n---\n\n# DELETE Lamp\n\n\
             ```http\nDELETE /api/v1/Lamp\n```\n\n{about}\n\n\
             ## Response:\n\n| Response | Description |\n|---|---|\n| 204 | No Content |\n"
        );
        std::fs::write(place.join(page), text).unwrap();
    };
    let xtask = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.args(arguments).args(["--docs", "my docs", "--out", "out"]).current_dir(&place).output();
        let output = output.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let changes = ["explain", "--changes"];
    write("Drops it.");
    assert_eq!(xtask(&["codegen"]).0, Some(0));
    let nothing = "no input has changed since the last run into `out`\n";
    assert_eq!(xtask(&changes), (Some(0), nothing.to_owned(), String::new()));

    write("Deletes it.");
    let expected = "changed since the last run into `out`:\n  \
                    changed: `my docs/v1LampEntity_Delete.md`\n\
                    a run would write 2 files and delete 0\n\
                    public names: no changes\n";
    assert_eq!(xtask(&changes), (Some(0), expected.to_owned(), String::new()));
    let stale = |format| {
        let (code, stdout, stderr) = xtask(&["codegen", "--check", "--message-format", format]);
        assert_eq!(code, Some(3), "{stderr}");
        stdout + &stderr
    };
    let cause = "cause: `my docs/v1LampEntity_Delete.md` changed";
    for format in ["human", "short", "github", "markdown", "sarif"] {
        assert_eq!(stale(format).matches(cause).count(), 2, "{format}: {}", stale(format));
    }
    assert_eq!(stale("json").matches(r#""cause":"`v1LampEntity_Delete.md` changed""#).count(), 2, "{}", stale("json"));
}

#[test]
fn the_readme_around_a_crate_has_the_table_of_its_features() {
    let top = Path::new(env!("CARGO_TARGET_TMPDIR")).join("coverage");
    let _ = std::fs::remove_dir_all(&top);
    let (docs, out, readme) = (top.join("docs"), top.join("crate"), top.join("README.md"));
    std::fs::create_dir_all(&docs).unwrap();
    let page = "---\ntitle: DELETE Lamp\nuid: v1LampEntity_Delete\n---\n\n# DELETE Lamp\n\n\
                ```http\nDELETE /api/v1/Lamp\n```\n\nDrops it.\n\n\
                ## Response:\n\n| Response | Description |\n|---|---|\n| 204 | No Content |\n";
    std::fs::write(docs.join("v1LampEntity_Delete.md"), page).unwrap();
    let config = "[feature-groups.some]\nabout = 'Some of it.'\nfeatures = ['lamp']\n";
    std::fs::write(docs.join("codegen.toml"), config).unwrap();
    let run = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("codegen").arg("--docs").arg(&docs).arg("--out").arg(&out).args(flags).output().unwrap()
    };
    let begin =
        "<!-- @generated coverage begin: `cargo xtask codegen` copies this table from generated/README.md -->\n";
    let end = "<!-- @generated coverage end -->\n";
    std::fs::write(&readme, format!("before\n{begin}old\n{end}after\n")).unwrap();
    assert_eq!(run(&[]).status.code(), Some(0));
    let text = std::fs::read_to_string(&readme).unwrap();
    assert!(text.starts_with(&format!("before\n{begin}| feature |")), "{text}");
    assert!(text.contains("\n| `some` | Some of it. | ") && text.ends_with(&format!("|\n{end}after\n")), "{text}");
    assert_eq!(run(&["--check"]).status.code(), Some(0));

    std::fs::write(&readme, text.replace("Some of it", "None of it")).unwrap();
    let output = run(&["--check"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("README.md is out of date"), "{output:?}");
}
