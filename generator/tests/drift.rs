//! Makes random edits of pages whose meaning is known. Each edit must be found with the right verdict, and every breaking
//! verdict must have a witness.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test"
)]

use std::collections::BTreeMap;

use superoffice_codegen::drift::{Bump, Drift, Wire};
use superoffice_codegen::source::Sources;
use superoffice_codegen::{Options, drift};

use crate::common::edits::{CLASSES, Class, pages};
use crate::common::random::Random;

/// The worst change for the wire, then for Rust.
fn worst(drift: &Drift) -> Option<Wire> {
    drift.changes.iter().map(|change| change.wire).max()
}

/// Checks that a drift has the verdict of a class. The error is the reason why it has not.
fn judged(class: &Class, drift: &Drift) -> Result<(), String> {
    let shown = || drift.human();
    let Some(wire) = class.wire else {
        return if drift.changes.is_empty() { Ok(()) } else { Err(format!("expected no change\n{}", shown())) };
    };
    if worst(drift) != Some(wire) {
        return Err(format!("expected {wire:?}\n{}", shown()));
    }
    let Some(change) = drift.changes.iter().find(|change| Some(change.kind) == class.kind) else {
        return Err(format!("expected {:?}\n{}", class.kind, shown()));
    };
    if change.docs_only != class.docs_only {
        return Err(format!("docs_only {}\n{}", change.docs_only, shown()));
    }
    if (drift.bump() == Bump::Major) != class.major {
        return Err(format!("expected major: {}\n{}", class.major, drift.json()));
    }
    Ok(())
}

#[test]
fn seeded_edits_have_the_right_verdicts() {
    // A run of all, for the figures: SUPEROFFICE_EDITS=1500.
    let wanted: usize = std::env::var("SUPEROFFICE_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(270);
    let each = wanted.div_ceil(CLASSES.len());
    let pages = pages();
    let options = Options { threads: 1, ..Options::default() };
    let mut random = Random::new(20_261_127);
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let (mut breaking, mut missed) = (0, 0);
    for class in CLASSES {
        let mut done = 0;
        let mut tries = 0;
        while done < each && tries < each * 400 {
            tries += 1;
            let page = &pages[random.below(pages.len())];
            let Some((old, new)) = (class.edit)(page, &mut random) else { continue };
            done += 1;
            let drift = drift((&Sources::new(old, Vec::new()), &options), (&Sources::new(new, Vec::new()), &options))
                .unwrap()
                .drift;
            for change in drift.changes.iter().filter(|change| change.wire == Wire::Breaking) {
                assert!(change.witness.is_some(), "{} {}: {change:?}", class.name, page.path);
            }
            let entry = table.entry(class.name).or_default();
            entry.0 += 1;
            let verdict = judged(class, &drift);
            if class.wire == Some(Wire::Breaking) {
                breaking += 1;
                missed += usize::from(worst(&drift) != Some(Wire::Breaking));
            }
            match verdict {
                Ok(()) => entry.1 += 1,
                Err(reason) => wrong.push(format!("{} on {}: {reason}", class.name, page.path)),
            }
        }
        assert!(done == each, "{}: only {done} of {tries} pages can be edited", class.name);
    }
    let (all, right) = table.values().fold((0, 0), |(all, right), (a, b)| (all + a, right + b));
    for (name, (all, right)) in &table {
        eprintln!("{name:32} {right:4} of {all:4}");
    }
    eprintln!("{right} of {all} verdicts are right; {missed} of {breaking} breaking changes were not found");
    for line in wrong.iter().take(12) {
        eprintln!("{line}");
    }
    assert_eq!(missed, 0, "a breaking change was not found");
    assert!(right * 100 >= all * 95, "{right} of {all}");
}
