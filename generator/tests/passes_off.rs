//! Passes that can be switched off can be switched off: the model without any one of them keeps its promises and
//! becomes Rust. `cargo xtask bench --passes` tells what each is worth.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::model::dump;
use superoffice_codegen::{Options, disk, generate, model, passes};

#[test]
fn any_pass_can_be_missing() {
    let sources = disk::load(&common::docs()).unwrap().sources;
    let run = |without: Vec<String>| {
        let options = Options { keep_going: true, without, ..Options::default() };
        // `model` ends in `check`, and the emitter parses every file.
        let generated = generate(&sources, &options).unwrap();
        assert!(generated.files.iter().any(|file| file.path.starts_with("src/client/")), "{:?}", options.without);
        dump(&model(&sources, &options, &mut Diagnostics::default()).unwrap())
    };
    let whole = run(Vec::new());
    let names = || passes::ALL.iter().filter(|pass| !pass.essential).map(|pass| pass.name.to_owned());
    let mut changes = Vec::new();
    for name in names() {
        if run(vec![name.clone()]) != whole {
            changes.push(name);
        }
    }
    println!("without these the model of docs/ is another one: {changes:?}");
    assert!(changes.len() >= 3, "{changes:?}");
    run(names().collect());
    // Others are needed, and asking for their absence changes nothing.
    assert_eq!(run(vec!["tables".to_owned()]), whole);
}
