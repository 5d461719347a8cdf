//! The transcripts in the documentation: each command of a `console` block that calls `curl` prints what the block says. `...`
//! in the documentation stands for any text. The commands run in `sh`; where `curl` is missing, they are skipped.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use superoffice_mock::MockServer;

/// The commands of each block with their outputs.
fn transcripts(markdown: &str) -> Vec<Vec<(String, String)>> {
    let blocks = markdown.split("\n```console\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let commands = |block: &str| {
        let mut found: Vec<(String, String)> = Vec::new();
        for line in block.lines() {
            match (line.strip_prefix("$ "), found.last_mut()) {
                (Some(command), _) => found.push((command.to_owned(), String::new())),
                (None, Some((_, output))) => output.extend([line, "\n"]),
                (None, None) => panic!("a block begins with an output: {line}"),
            }
        }
        found
    };
    blocks.filter(|block| block.contains("curl ")).map(commands).collect()
}

/// Whether a text is the expected one, in which `...` stands for any text.
fn matches(expected: &str, text: &str) -> bool {
    let mut parts = expected.split("...");
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        let found = if parts.peek().is_none() {
            rest.strip_suffix(part).map(|_| "")
        } else {
            rest.split_once(part).map(|(_, rest)| rest)
        };
        match found {
            Some(more) => rest = more,
            None => return false,
        }
    }
    true
}

#[test]
fn any_text() {
    assert!(matches("a", "a") && matches("a...c", "abc") && matches("...b...", "abc") && matches("a...", "a"));
    assert!(!matches("a", "ab") && !matches("a...c", "abd") && !matches("x...", "a") && !matches("a...b...c", "ac"));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_print_what_the_documentation_says() {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("SKIPPED: the transcripts, because curl is missing");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut count = 0;
    for file in ["README.md", "mock/README.md"] {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let found = transcripts(&text);
        assert!(!found.is_empty(), "{file} has no transcript");
        for commands in found {
            let server = MockServer::builder().docs(root.join("docs")).start().await.unwrap();
            let address = server.address().unwrap().to_string();
            let script: String =
                commands.iter().map(|(command, _)| format!("{command}\nprintf '\\n\\036\\n'\n")).collect();
            let script = script.replace("127.0.0.1:8080", &address);
            let output = tokio::task::spawn_blocking(move || Command::new("sh").args(["-c", &script]).output());
            let output = String::from_utf8(output.await.unwrap().unwrap().stdout).unwrap();
            let outputs: Vec<&str> = output.split("\n\u{1e}\n").collect();
            for ((command, expected), printed) in commands.iter().zip(outputs) {
                let printed = printed.replace(&address, "127.0.0.1:8080").replace('\r', "");
                let (expected, printed) = (expected.trim(), printed.trim());
                assert!(matches(expected, printed), "{file}: {command}\nprints: {printed}\nand not: {expected}");
                count += 1;
            }
        }
    }
    println!("{count} commands");
}
