//! Features in `codegen.toml` when only a part of the docs is selected.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use superoffice_codegen::diagnostics::Code;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{FeatureGroup, Options, generate};

/// A resource with one call that sends nothing and returns nothing.
fn page(resource: &str) -> SourceFile {
    let text = format!(
        "---\ntitle: DELETE {resource}\nuid: v1{resource}Entity_Delete\n---\n\n# DELETE {resource}\n\n\
         ```http\nDELETE /api/v1/{resource}\n```\n\nDrops it.\n\n\
         ## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n| Accept | `application/json` |\n\n\
         ## Response:\n\n| Response | Description |\n|---|---|\n| 204 | No Content |\n"
    );
    SourceFile { path: format!("v1{resource}Entity_Delete.md"), text }
}

fn unknown(only: &[&str]) -> Vec<(String, String)> {
    let config = "default-features = [\"lamp\", \"clock\", \"clok\"]\n";
    let sources = Sources::new(vec![page("Lamp"), page("Clock")], Vec::new())
        .with_config(SourceFile { path: "codegen.toml".into(), text: config.into() });
    let options = Options { only: only.iter().map(|&glob| glob.to_owned()).collect(), ..Options::default() };
    let generated = generate(&sources, &options).unwrap();
    assert_eq!(generated.summary.operations, if only.is_empty() { 2 } else { 1 });
    let found = generated.diagnostics.iter().filter(|one| one.code == Code::UnknownFeature);
    found.map(|one| (sources.slice(one.span).to_owned(), one.help.concat())).collect()
}

#[test]
fn a_feature_that_was_not_selected_is_not_unknown() {
    let expected = vec![("\"clok\"".to_owned(), "a similar feature is `clock`".to_owned())];
    assert_eq!(unknown(&[]), expected);
    assert_eq!(unknown(&["Lamp"]), expected);
}

#[test]
fn the_root_of_a_crate_declares_the_modules_written_by_hand() {
    let sources = Sources::new(vec![page("Lamp")], Vec::new());
    let root = |layout| {
        let options = Options { modules: vec!["guide".to_owned()], layout, ..Options::default() };
        generate(&sources, &options).unwrap().files
    };
    let files = root(superoffice_codegen::Layout::Crate);
    let library = files.iter().find(|file| file.path == "src/lib.rs").unwrap();
    assert!(library.contents.contains("\npub mod guide;\n"), "{}", library.contents);
    assert!(!files.iter().any(|file| file.path.contains("guide")));
    // One file cannot have modules in other files.
    assert!(!root(superoffice_codegen::Layout::BuildScript)[0].contents.contains("guide"));
}

#[test]
fn a_module_written_by_hand_is_declared_if_it_exists() {
    let (docs, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let SourceFile { path, text } = page("Lamp");
    std::fs::write(docs.path().join(path), text).unwrap();
    std::fs::write(docs.path().join("codegen.toml"), "modules = ['guide']\n").unwrap();
    let declared = || {
        superoffice_codegen::Builder::new().docs(docs.path()).out_dir(out.path()).generate().unwrap();
        std::fs::read_to_string(out.path().join("src/lib.rs")).unwrap().contains("\npub mod guide;\n")
    };
    assert!(!declared());
    std::fs::write(out.path().join("src/guide.rs"), "//! Mine.\n").unwrap();
    assert!(declared());
    assert_eq!(std::fs::read_to_string(out.path().join("src/guide.rs")).unwrap(), "//! Mine.\n");
}

/// `Cargo.toml` and `README.md` of a crate with two resources and these groups.
fn grouped(groups: &[(&str, &[&str])], only: &[&str]) -> (String, String) {
    let group = |&(name, features): &(&str, &[&str])| FeatureGroup {
        name: name.to_owned(),
        about: "Lights and what belongs to *them*.".to_owned(),
        features: features.iter().map(|&feature| feature.to_owned()).collect(),
    };
    let options = Options {
        feature_groups: groups.iter().map(group).collect(),
        only: only.iter().map(|&glob| glob.to_owned()).collect(),
        ..Options::default()
    };
    let files = generate(&Sources::new(vec![page("Lamp"), page("Clock")], Vec::new()), &options).unwrap().files;
    let text = |path: &str| files.iter().find(|file| file.path == path).unwrap().contents.clone();
    (text("Cargo.toml"), text("README.md"))
}

#[test]
fn a_group_is_a_feature_and_a_row_of_the_front_page() {
    let (manifest, readme) = grouped(&[("light", &["lamp", "lamp", "sun"]), ("all-day", &["lamp", "clock"])], &[]);
    let expected = "]\n# Lights and what belongs to *them*.\nall-day = [\n    \"clock\",\n    \"lamp\",\n]\n\
                    # Lights and what belongs to *them*.\nlight = [\n    \"lamp\",\n]\nclock = []\nlamp = []\n";
    assert!(manifest.contains(expected), "{manifest}");
    let table = "| `all-day` | Lights and what belongs to \\*them\\*. | 2 | 0 | 2 |\n\
                 | `light` | Lights and what belongs to \\*them\\*. | 1 | 0 | 1 |\n\
                 | `full` | All resources and agents. Slow to build. | 2 | 0 | 2 |\n\n";
    assert!(readme.contains(table), "{readme}");
    assert!(readme.contains("| `client::clock` | 1 |  | `clock` | `all-day` |\n"), "{readme}");
    assert!(readme.contains("| `client::lamp` | 1 |  | `lamp` | `all-day`, `light` |\n"), "{readme}");
}

#[test]
fn without_groups_there_is_no_table_of_groups() {
    let (manifest, readme) = grouped(&[], &[]);
    assert!(!readme.contains("## Coverage") && readme.contains("| `client::lamp` | 1 |  | `lamp` |\n"), "{readme}");
    assert!(manifest.contains("]\nclock = []\nlamp = []\n"), "{manifest}");
}

#[test]
fn a_group_exists_even_if_nothing_in_it_was_selected() {
    let (manifest, _) = grouped(&[("light", &["lamp"])], &["Clock"]);
    assert!(manifest.contains("\nlight = [\n]\nclock = []\n"), "{manifest}");
}

#[test]
fn a_group_never_has_the_name_of_another_feature() {
    for name in ["lamp", "full", "default", "oauth"] {
        let (manifest, _) = grouped(&[(name, &["clock"])], &[]);
        assert!(!manifest.contains("Lights"), "{manifest}");
    }
    let (manifest, _) = grouped(&[("light", &["clock"]), ("light", &["lamp"])], &[]);
    assert_eq!(manifest.matches("light = [").count(), 1);
}
