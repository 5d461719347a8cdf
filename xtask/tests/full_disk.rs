//! A command whose output cannot be written fails.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::process::{Command, Stdio};

#[test]
fn findings_that_cannot_be_printed_are_a_failure() {
    let dir = env!("CARGO_TARGET_TMPDIR");
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/examples/build-rs/reference");
    for arguments in
        [&["lint", "--message-format", "sarif"][..], &["codegen", "--message-format", "json", "--out", "out"]]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .args(["--docs", docs])
            .current_dir(dir)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("error: "), "{said}");
    }
}
