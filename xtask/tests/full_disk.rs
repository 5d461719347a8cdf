//! A command whose output cannot be written fails.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::process::{Command, Stdio};

#[test]
fn a_full_disk_is_an_error() {
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
        let printed = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {printed}");
        assert!(printed.contains("error: "), "{printed}");
    }
}
