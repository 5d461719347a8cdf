//! Names that Rust allows but a file system or a command line does not: the file gets a different name.

#![allow(clippy::unwrap_used, reason = "a test")]

use superoffice_codegen::{Builder, Options, Outcome, Stage, disk, show};

fn page(resource: &str, ty: &str) -> String {
    format!(
        "---\ntitle: GET {resource}/{{id}}\nuid: v1{resource}Entity_Get{resource}Entity\n---\n\n# GET {resource}/{{id}}\n\n\
         ```http\nGET /api/v1/{resource}/{{id}}\n```\n\nReads.\n\n| Path Part | Type | Description |\n|---|---|---|\n\
         | id | int32 | Which one. **Required** |\n\n## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n\
         | Accept | Formats |\n\n## Response:\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
         ### Response body: {ty}\n\n| Property Name | Type | Description |\n|---|---|---|\n| Number | int32 | One |\n\
         | Of{resource} | string | Two |\n\n## Sample request\n\n```http!\nGET /api/v1/{resource}/1\n```\n\n\
         ## Sample response\n\n```http_\nHTTP/1.1 200 OK\n\n{{ \"Number\": 1, \"Of{resource}\": \"x\" }}\n```\n"
    )
}

#[test]
fn a_name_that_no_file_can_have() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (dir.path().join("docs"), dir.path().join("out"));
    std::fs::create_dir(&docs).unwrap();
    let long = "Abc".repeat(50);
    for (resource, ty) in [("Aux", "Con"), ("First", "NUL"), ("Second", "COM1"), ("Third", long.as_str())] {
        std::fs::write(docs.join(format!("{resource}1.md")), page(resource, ty)).unwrap();
    }
    let builder = Builder::new().docs(&docs).out_dir(&out);
    let run = builder.generate().unwrap();
    assert!(matches!(run.outcome, Outcome::Written(_)), "{:?}", run.diagnostics);
    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap();
    assert!(read("src/entities/con_.rs").contains("pub struct Con {"));
    assert!(read("src/entities/nul_.rs").contains("pub struct Nul {"));
    assert!(read("src/entities/com1_.rs").contains("pub struct Com1 {"));
    assert!(read("src/routes/aux_.rs").contains("/api/v1/Aux/{id}"));
    assert!(read("src/entities/mod.rs").contains(&long));

    let lock = read("names.lock");
    assert!(lock.contains("= \"aux_\""), "{lock}");
    std::fs::write(out.join("names.lock"), lock.replace("= \"aux_\"", "= \"aux\"")).unwrap();
    let error = builder.generate().unwrap_err().to_string();
    assert!(
        error.contains("names.lock:") && error.contains("`aux` is a file name that some systems do not allow"),
        "{error}"
    );
}

#[test]
fn a_page_is_found_by_its_uid() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("v1.md"), page("Thing", "Thing")).unwrap();
    let sources = disk::load(dir.path()).unwrap().sources;
    let shown = |name: &str| show(&sources, name, Stage::Plan, &Options::default());
    let text = shown("v1ThingEntity_GetThingEntity").unwrap();
    assert!(text.contains("client.thing()"), "{text}");
    assert_eq!(shown("v1.md").unwrap(), text);
    assert!(shown("v1ThingEntity").is_err());
}
