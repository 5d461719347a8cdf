//! The front page of a crate: the first program follows from the model, and `README.md` says what the rustdoc says.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, generate};

const ROWS: &str = "| Property Name | Type | Description |\n|---|---|---|\n\
    | Key | int32 | Its number. |\n| Made | date-time | When it was made. |\n| Name | string | Its name. |\n";

/// A page with what its resource needs: a key in the path, and bodies where the method has them.
fn page(resource: &str, verb: &str, key: &str) -> SourceFile {
    let uid = format!("v1{resource}Entity_{verb}{resource}");
    let (route, title) = (format!("{verb} /api/v1/{resource}/{{id}}"), format!("{verb} {resource}"));
    let request = if verb == "PUT" { format!("## Request Body: entity\n\n{ROWS}\n") } else { String::new() };
    let text = format!(
        "---\ntitle: {title}\nuid: {uid}\n---\n\n# {title}\n\n```http\n{route}\n```\n\nHandles one.\n\n\
         | Path Part | Type | Description |\n|---|---|---|\n| id | {key} | Which one. **Required** |\n\n{request}\
         ## Response:\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
         ### Response body: {resource}\n\n{ROWS}"
    );
    SourceFile { path: format!("{uid}.md"), text }
}

/// The rustdoc of the crate without the marks of comments, and `README.md`.
fn front_page(pages: Vec<SourceFile>, options: Options) -> (String, String) {
    let sources = Sources::new(pages, Vec::new());
    let generated = generate(&sources, &Options { keep_going: true, ..options }).unwrap();
    let text = |path: &str| generated.files.iter().find(|file| file.path == path).unwrap().contents.clone();
    let lib = text("src/lib.rs");
    let docs = lib.lines().filter_map(|line| line.strip_prefix("//!"));
    let docs = docs.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
    (docs, text("README.md"))
}

/// Two resources that fit, and one with a key that is not a number.
fn pages() -> Vec<SourceFile> {
    let clock = [page("Clock", "GET", "int32"), page("Clock", "PUT", "int32")];
    let bell = [page("Bell", "GET", "string"), page("Bell", "PUT", "string"), page("Bell", "DELETE", "string")];
    let lamp = [page("Lamp", "GET", "int32"), page("Lamp", "PUT", "int32")];
    clock.into_iter().chain(bell).chain(lamp).collect()
}

#[test]
fn the_readme_says_what_the_rustdoc_says() {
    let about = "A clock is a *watch*, and [this] is not a link.\n\nA lamp is a `light`.".to_owned();
    let (docs, readme) = front_page(pages(), Options { about, ..Options::default() });
    assert!(docs.contains("A clock is a \\*watch\\*, and \\[this\\] is not a link."), "{docs}");
    let shown: String = docs
        .lines()
        .filter(|line| *line != "#" && !line.starts_with("# "))
        .map(|line| format!("{}\n", if line == "```" { "```rust" } else { line }))
        .collect();
    let shown =
        shown.replace("](runtime::transport::MemoryTransport)", "]").replace("](runtime::transport::Mock)", "]");
    let shown = shown.replace("[`", "`").replace("`]", "`");
    let readme = readme.split_once("# superoffice\n\n").unwrap().1;
    // Only fences open with a language, and they all close in one way.
    assert_eq!(shown.replace("```rust\n", "```\n").trim(), readme.replace("```rust\n", "```\n").trim());
    assert_eq!(readme.matches("```rust\n").count(), 1);
    assert!(!readme.contains("[`"), "{readme}");
}

#[test]
fn the_first_program_is_about_a_resource_that_fits() {
    let (docs, readme) = front_page(pages(), Options::default());
    let lines = [
        "let mut clock = client.clock().get(17).await?;",
        "clock.name = Some(\"another value\".to_owned());",
        "client.clock().update(17, &clock).await?;",
    ];
    for line in lines {
        assert!(docs.contains(line) && readme.contains(line), "{docs}");
    }
    assert!(docs.contains("# #[cfg(feature = \"clock\")]"), "{docs}");
    assert!(docs.contains("| [`client::clock`] | 2 | [`entities::Clock`] | `clock` |"), "{docs}");
}

#[test]
fn a_resource_that_is_on_by_default_comes_first() {
    let options = Options { default_features: vec!["bell".to_owned(), "lamp".to_owned()], ..Options::default() };
    let (docs, _) = front_page(pages(), options);
    assert!(docs.contains("client.lamp().update(17, &lamp).await?;"), "{docs}");
}

#[test]
fn where_no_resource_fits_there_is_no_program() {
    let (docs, readme) =
        front_page(vec![page("Bell", "GET", "string"), page("Bell", "PUT", "string")], Options::default());
    for text in [docs, readme] {
        assert!(!text.contains("First program") && !text.contains("Agents"), "{text}");
        assert!(text.contains("## Concepts") && text.contains("## Resources"), "{text}");
    }
}
