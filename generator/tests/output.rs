//! Killed runs: this test starts itself as a child that writes trees, and kills it at some moment.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests are not tests to the lint")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use superoffice_codegen::output::{OutputFile, WriteOptions, check, write};

const TARGET: &str = "OUTPUT_TEST_TARGET";

/// A tree in which every file names its version, and some files exist in only one version.
fn version(number: usize) -> Vec<OutputFile> {
    let mut files: Vec<_> = (0..60)
        .map(|index| {
            let text = if index % 3 == 0 { "always the same\n".to_owned() } else { format!("version {number}\n") };
            OutputFile::whole(format!("src/part{}/file{index}.rs", index % 4), text)
        })
        .collect();
    files.push(OutputFile::whole(format!("src/only{}/x.rs", number % 2), "x"));
    files.push(OutputFile::whole("REPORT.md", format!("version {number}\n")));
    files
}

fn files(dir: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// Not a test by itself: the code that the child runs until it is killed.
#[test]
fn child() {
    let Some(target) = std::env::var_os(TARGET) else { return };
    for number in 0.. {
        write(Path::new(&target), &version(number % 2), &WriteOptions::default()).unwrap();
    }
}

#[test]
fn a_killed_run_is_finished_or_undone_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    write(&out, &version(0), &WriteOptions::default()).unwrap();
    std::fs::write(out.join("mine.txt"), "mine").unwrap();
    let mut interrupted = 0;
    for round in 0..40_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "output::child"])
            .env(TARGET, &out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(30_000 + round * 1_357));
        child.kill().unwrap();
        child.wait().unwrap();
        interrupted += u32::from(out.join(".codegen-staging").exists());

        // Every run cleans up first, including one that then has a reason to write nothing.
        let in_the_way = [OutputFile::whole("mine.txt", "not mine")];
        assert!(write(&out, &in_the_way, &WriteOptions::default()).is_err());
        let whole = (0..2).any(|number| check(&out, &version(number)).unwrap().is_empty());
        assert!(whole, "round {round}: neither tree");

        write(&out, &version(0), &WriteOptions::default()).unwrap();
        let mut found = BTreeMap::new();
        files(&out, "", &mut found);
        assert_eq!(found.remove("mine.txt").unwrap(), b"mine");
        assert!(found.remove(".codegen-manifest").is_some());
        let wanted = version(0).into_iter().map(|file| (file.path, file.contents.into_bytes())).collect();
        assert_eq!(found, wanted, "round {round}");
    }
    assert!(interrupted > 5, "only {interrupted} runs were cut off");
}
