//! Passes that can be switched off: the model without any one of them keeps its guarantees and results in Rust.
//! `cargo xtask bench --passes` shows the effect of each.

#![allow(clippy::unwrap_used, reason = "a test")]

use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::model::dump;
use superoffice_codegen::passes::{self, Pass};
use superoffice_codegen::{Options, generate, model};

use crate::common;

#[test]
fn any_optional_pass_can_be_left_out() {
    let sources = common::by_hand();
    let run = |without: Vec<&'static Pass>| {
        let options = Options { keep_going: true, without, ..Options::default() };
        // `model` ends in `check`, and the emitter parses every file.
        let generated = generate(&sources, &options).unwrap();
        assert!(generated.files.iter().any(|file| file.path.starts_with("src/client/")), "{:?}", options.without);
        dump(&model(&sources, &options, &mut Diagnostics::default()).unwrap())
    };
    let whole = run(Vec::new());
    let others = || passes::ALL.iter().copied().filter(|pass| !pass.essential);
    let changes: Vec<&Pass> = others().filter(|pass| run(vec![pass]) != whole).collect();
    println!("without these passes the model differs: {changes:?}");
    assert!(changes.len() >= 3, "{changes:?}");
    run(others().collect());
    // The other passes are needed; leaving one out has no effect.
    assert_eq!(run(vec![&passes::TABLES]), whole);
}
