//! Nothing is lost silently: on the pages of the repository, and on the vendor's tree if it is present, every element
//! is used, ignored by a named rule or reported, and the counts are those of the pages.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::path::Path;

use superoffice_codegen::account::{Account, Kind, Outcome};
use superoffice_codegen::diagnostics::{Code, Diagnostics};
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, disk, model};

use crate::common;

/// The reasons why an element may be ignored. A new reason must be added here deliberately.
const IGNORED: [&str; 14] = [
    "binary-body",
    "content-type",
    "free-form",
    "imported",
    "include-of-no-operation",
    "index-page",
    "odata-row",
    "page-title",
    "patch-body",
    "query-example-fence",
    "request-line",
    "response-text",
    "sample-header-line",
    "sample-without-body",
];

fn account(sources: &Sources) -> Account {
    let mut diagnostics = Diagnostics::default();
    let api = model(sources, &Options::default(), &mut diagnostics).unwrap();
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let account = api.account.clone();
    for (kind, outcome, rule, count) in account.reasons() {
        match outcome {
            Outcome::Ignored => assert!(IGNORED.contains(&rule) || rule == "status-line", "{kind:?} ignored by {rule}"),
            // A code that is counted must also have a finding.
            Outcome::Reported if codes.contains(rule) => {
                assert!(diagnostics.iter().any(|found| found.code.name() == rule), "{count} {kind:?}: no {rule}");
            }
            _ => {}
        }
    }
    // The properties of the model must have as many samples as the account counts.
    let properties = api.entities.iter().flat_map(|entity| &entity.properties);
    let used =
        account.reasons().into_iter().find(|(_, outcome, rule, _)| (*outcome, *rule) == (Outcome::Used, "property"));
    assert_eq!(properties.map(|property| property.samples.len()).sum::<usize>(), used.map_or(0, |(.., count)| count));
    account
}

fn print(title: &str, account: &Account) {
    println!("{title}\n{:>22} {:>8} {:>8} {:>8} {:>8}", "", "seen", "used", "ignored", "reported");
    for kind in Kind::ALL {
        let of = |outcome| account.became(kind, outcome);
        println!(
            "{:>22} {:>8} {:>8} {:>8} {:>8}",
            kind.words(),
            account.seen(kind),
            of(Outcome::Used),
            of(Outcome::Ignored),
            of(Outcome::Reported)
        );
    }
    for (kind, outcome, rule, count) in account.reasons() {
        println!("    {:>22} {outcome:?} by {rule}: {count}", kind.words());
    }
}

fn tree(path: &Path) -> Account {
    let sources = disk::load(path).unwrap().sources;
    let account = account(&sources);
    print(&path.display().to_string(), &account);
    let files = sources.pages().count() + sources.included().count();
    assert_eq!(account.seen(Kind::File), files, "every file of the docs is counted once");
    assert!(account.balances());
    account
}

#[test]
fn the_pages_of_the_repository() {
    let account = tree(&common::docs());
    for kind in Kind::ALL {
        assert!(account.seen(kind) > 0, "{kind:?}");
    }
    assert_eq!(account.became(Kind::Cell, Outcome::Ignored), 0, "no cell is left out");
}

#[test]
fn the_whole_tree() {
    for path in common::references() {
        tree(&path);
    }
}

#[test]
fn an_include_that_no_page_uses_is_named() {
    let file = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
    let sources =
        Sources::new(vec![file("index.md", "# An index\n")], vec![file("samples/x.md", "```http!\nGET /\n```\n")]);
    let account = account(&sources);
    let rules: Vec<_> = account
        .reasons()
        .into_iter()
        .filter(|(kind, ..)| *kind == Kind::File)
        .map(|(_, _, rule, n)| (rule, n))
        .collect();
    assert_eq!(rules, [("include-of-no-operation", 1), ("index-page", 1)]);
}
