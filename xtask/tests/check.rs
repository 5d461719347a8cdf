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
