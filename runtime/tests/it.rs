//! All tests of the runtime as one program: one test uses one core, and together they use all.
//!
//! Each module is a file of this folder.

mod address;
mod answers;
mod blocking;
mod bytes;
mod columns;
mod connections;
mod custom_fields;
mod dates;
mod encoded;
mod exchanges;
mod features;
mod filters;
mod formats;
mod headers;
mod http;
mod imports;
mod json;
mod kept;
mod lenient;
mod lists;
mod mock;
mod network;
mod oauth;
mod online;
mod outcomes;
mod patch;
mod random;
mod resilience;
mod secrets;
mod sending;
mod server;
mod shown;
mod silent;
mod spans;
mod support;
mod system_user;
mod tls;
mod tokens;
mod webhook;
mod wire_shapes;
mod words;

/// A file that is not a module of this program would compile and run nowhere.
#[test]
fn every_file_of_tests_is_a_module() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let listed = include_str!("it.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|name| *name != "it") {
            assert!(listed.contains(&format!("\nmod {module};\n")), "tests/it.rs does not list `mod {module};`");
        }
    }
}
