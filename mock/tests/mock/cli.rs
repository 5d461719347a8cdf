//! The program: its options, and what it prints if something is wrong with them.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use superoffice_mock::api::Api;

use crate::model::page;

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_superoffice-mock"));
    command.args(arguments).current_dir(folder).env_remove("SUPEROFFICE_DOCS");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

/// Starts a server and returns the line that it prints when it is ready.
fn ready(folder: &Path, arguments: &[&str]) -> String {
    let mut command = program(folder, arguments);
    let mut child = command.args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    line
}

#[test]
fn models_and_caches() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir_all(at.join("docs/rest")).unwrap();
    fs::write(at.join("docs/rest/one.md"), page("Apple")).unwrap();
    assert!(ready(at, &[]).starts_with("serving 1 operations at http://127.0.0.1:"), "the folder `docs` is found");
    assert!(run(at, &["--docs", "docs", "--save", "one.model"]).status.success());
    let printed = run(at, &["--docs", "docs", "--save", "-"]);
    assert_eq!(printed.stdout, fs::read(at.join("one.model")).unwrap());
    assert_eq!(Api::from_bytes(&printed.stdout).unwrap().operations.len(), 1);
    // A page that may have been changed while it was read is not cached.
    std::thread::sleep(Duration::from_millis(200));
    assert!(ready(at, &["--docs", "docs", "--cache", "target"]).starts_with("serving 1 operations"));
    assert!(at.join("target").read_dir().unwrap().count() > 0);
    fs::write(at.join("docs/rest/two.md"), page("Plum")).unwrap();
    assert!(ready(at, &["--docs", "docs", "--cache", "target"]).starts_with("serving 2 operations"));
    assert!(ready(at, &["--model", "one.model"]).starts_with("serving 1 operations"));
}

#[test]
fn files_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir_all(at.join("docs")).unwrap();
    fs::write(at.join("docs/one.md"), page("Apple")).unwrap();
    fs::write(at.join("wrong"), "[{\"status\": 503}, {\"reset\": 1}]").unwrap();
    for (arguments, message) in [
        (["--docs", "nowhere"], "nowhere does not exist"),
        (["--model", "nowhere"], "cannot read the model nowhere: "),
        (["--model", "wrong"], "not a model that was saved"),
        (["--data", "wrong"], "wrong:1:1: "),
        (["--state", "wrong"], "cannot use the state file wrong: "),
        (
            ["--faults", "wrong"],
            "wrong: the rule cannot be read: invalid type: integer `1`, expected a boolean at line 1",
        ),
    ] {
        let output = run(at, &arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {text}");
        assert!(text.starts_with("error: ") && text.contains(message), "{arguments:?} {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}
