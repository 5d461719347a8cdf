//! Compiles a page to a crate with server routes, serves it, and checks its query parameter, headers, bodies and statuses.
//!
//! The crate is built by cargo in the folder for temporary files of the tests. `served/routes.rs` is its test.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use superoffice_codegen::Builder;

use crate::common;

/// The page that is served: an operation with a parameter, headers, a request body and a response body.
const PAGE: &str = "v1TicketRelationEntity_PostTicketRelationEntity";

/// Returns the file of the page below a folder.
fn find(folder: &Path) -> Option<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().find_map(|path| {
        if path.is_dir() {
            // Samples have the names of the pages that include them.
            return if path.file_name().is_some_and(|name| name == "samples") { None } else { find(&path) };
        }
        path.file_name().is_some_and(|name| name == format!("{PAGE}.md").as_str()).then_some(path)
    })
}

/// The rows of the table below a heading: the cells of each.
fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    let section = page.split(heading).nth(1).unwrap_or_else(|| panic!("the page has no `{heading}`"));
    let lines = section.lines().skip(1).skip_while(|line| !line.starts_with('|'));
    let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn names(page: &str, heading: &str) -> String {
    let names: Vec<String> = rows(page, heading).into_iter().filter_map(|row| row.into_iter().next()).collect();
    assert!(!names.is_empty(), "{heading}");
    names.join(",")
}

/// Compiles the page to a crate and runs `served/routes.rs` in it.
fn serve(page: &Path, name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("served");
    let (docs, out) = (tempfile::tempdir().unwrap(), temporary.join(name));
    std::fs::copy(page, docs.path().join(format!("{PAGE}.md"))).unwrap();
    let _ = std::fs::remove_dir_all(&out);
    let runtime = format!(
        "superoffice-runtime = {{ path = {:?}, default-features = false }}",
        root.join("../runtime").canonicalize().unwrap()
    );
    Builder::new().docs(docs.path()).out_dir(&out).runtime(runtime).keep_going(true).generate().unwrap();

    let manifest = std::fs::read_to_string(out.join("Cargo.toml")).unwrap();
    let tests = "[dev-dependencies]\ntokio = { version = \"1\", features = [\"rt\", \"macros\"] }\ntower-service = \"0.3\"\n\n[workspace]";
    std::fs::write(out.join("Cargo.toml"), manifest.replace("[workspace]", tests)).unwrap();
    std::fs::copy(root.join("../Cargo.lock"), out.join("Cargo.lock")).unwrap();
    std::fs::copy(root.join("tests/served/routes.rs"), out.join("tests/routes.rs")).unwrap();

    let text = std::fs::read_to_string(page).unwrap();
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["test", "--offline", "--quiet", "--no-default-features", "--features", "ticket-relation,server"])
        .args(["--test", "routes"])
        .current_dir(&out)
        .env("CARGO_TARGET_DIR", temporary.join("target"))
        .env("PAGE_ROUTE", text.split("```http\n").nth(1).unwrap().lines().next().unwrap())
        .env("PAGE_QUERY", names(&text, "## Query String Parameters"))
        .env("PAGE_HEADERS", names(&text, "## Request Headers"))
        .env("PAGE_REQUEST", names(&text, "## Request Body"))
        .env("PAGE_STATUSES", names(&text, "## Response:"))
        .env("PAGE_RESPONSE", names(&text, "### Response body"));
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("2 passed"), "{printed}");
}

#[test]
fn a_page_of_this_repository() {
    serve(&find(&common::docs()).unwrap(), "own");
}

#[test]
fn the_page_of_the_vendor() {
    let trees = common::references();
    let Some(page) = trees.iter().rev().find_map(|tree| find(tree)) else {
        return eprintln!("SKIPPED: no reference tree has the page `{PAGE}`");
    };
    serve(&page, "vendor");
}
