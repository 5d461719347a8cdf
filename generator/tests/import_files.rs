//! What an import writes to a folder, on small pages.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::{Import, ImportError, Imported, Options, disk, model};

const GET: &str = r#"---
title: GET Lamp/{id}
uid: v1LampEntity_GetLampEntity
---

# GET Lamp/{id}

```http
GET /api/v1/Lamp/{id}
```

Fetches one of the lamps that we love so much.

Calls the Lamp agent service GetLampEntity.
NsApiSlow threshold: 5000 ms.

## Online Restricted: ## Ask the owner of the lamp first.

| Path Part | Type | Description |
|---|---|---|
| id | int32 | Number on the back of the lamp. **Required** |

## Query String Parameters

| Parameter Name | Type | Description |
|---|---|---|
| mode | Enum: Slim, Wide | **Required** How much light you want. |

## Request Headers

| Parameter Name | Description |
|---|---|
| Authorization | Takes 'Basic' and 'Bearer', as you like. |
| Accept | Whatever you like: `application/json` |

## Response:

| Response | Description |
|---|---|
| 200 | There it is. |
| 404 | It was stolen. |

### Response body: LampEntity

| Property Name | Type | Description |
|---|---|---|
| LampId | int32 | A secret number. |
| Name | string | What we call it. |
| State | string | The state, an enum. |
| Bought | date-time | A sunny day. |
| Shade | string | Deprecated: Use {Vendor.LampEntity.Name} instead. |
| Kind | string | Nice. <para>Use MDO List name "lampkind" to get list items.</para> |
| Fields | object | Anything. |

## Sample request

```http!
GET /api/v1/Lamp/{id}
Authorization: Basic c2VjcmV0
```

## Sample response

```http_
HTTP/1.1 200 There it is.

{
  "LampId": 8723,
  "Name": "Aunt Mary",
  "State": "SwitchedOn",
  "Bought": "1999-03-02T11:12:13+02:00",
  "Shade": "",
  "Kind": "[I:42]",
  "Fields": { "AuntMary:7": "red velvet" }
}
```
"#;

/// The same lamp on two more pages, so that its state is the same in three samples.
fn other(verb: &str) -> String {
    GET.replace("GetLampEntity", &format!("{verb}LampEntity"))
        .replace("GET Lamp/{id}", &format!("GET Lamp/{{id}}/{verb}"))
        .replace("GET /api/v1/Lamp/{id}", &format!("GET /api/v1/Lamp/{{id}}/{verb}"))
}

fn source() -> BTreeMap<&'static str, String> {
    [
        ("restful/rest/Lamp/get.md", GET.to_owned()),
        ("restful/rest/Lamp/peek.md", other("Peek")),
        ("restful/agent/Lamp_Agent/look.md", other("Look")),
        ("restful/rest/index.md", "# Lamps\n\nAll about lamps.\n".to_owned()),
    ]
    .into()
}

fn write(folder: &Path, files: &BTreeMap<&'static str, String>) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn import(folder: &Path) -> Result<Imported, ImportError> {
    Import::new(folder.join("theirs"), folder.join("docs")).facts(true).run()
}

/// The files of a folder by path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

const PAGE: &str = "rest/Lamp/v1LampEntity_GetLampEntity.md";
const SAMPLE: &str = "samples/rest/response/v1LampEntity_GetLampEntity.md";

#[test]
fn a_page_becomes_its_facts() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("theirs"), &source());
    let done = import(dir.path()).unwrap();
    assert!(done.differences.is_empty() && done.kept == 0, "{done:?}");
    assert_eq!(
        done.account,
        "read: 3 operations (agent 1, rest 2), 9 parameters, 21 rows of properties, 6 statuses, 3 lists of enum values, \
         3 samples with a body\n\
         not imported: 42 texts, replaced with sentences written by rule; 21 values of samples, replaced with neutral \
         ones\n\
         not imported: 1 page without an operation; each folder has a new index\n"
    );
    let docs = files(&dir.path().join("docs"));
    assert_eq!(
        docs[PAGE],
        "---\ntitle: GET Lamp/{id}\nuid: v1LampEntity_GetLampEntity\ncontent_type: reference\nimported: true\n---\n\n\
         # GET Lamp/{id}\n\n```http\nGET /api/v1/Lamp/{id}\n```\n\n\
         Gets a lamp by its id.\n\n\
         Calls the Lamp agent service GetLampEntity.\nNsApiSlow threshold: 5000 ms.\n\n\
         ## Online Restricted: ## Access from online applications is restricted.\n\n\
         | Path Part | Type | Description |\n|---|---|---|\n| id | int32 | The id of the lamp. **Required** |\n\n\
         ## Query String Parameters\n\n\
         | Parameter Name | Type | Description |\n|---|---|---|\n| mode | Enum: Slim, Wide | **Required** The mode. |\n\n\
         ```http\nGET /api/v1/Lamp/{id}?mode=Slim\n```\n\n\
         ## Request Headers\n\n\
         | Parameter Name | Description |\n|---|---|\n\
         | Authorization | The credentials of the caller. Supports 'Basic' and 'Bearer'. |\n\
         | Accept | Media types of the response: `application/json` |\n\n\
         ## Response:\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n| 404 | Not Found |\n\n\
         ### Response body: LampEntity\n\n\
         | Property Name | Type | Description |\n|---|---|---|\n\
         | LampId | int32 | The id of the lamp. |\n\
         | Name | string | The name. |\n\
         | State | string | The state. One of several values, as in `SwitchedOn`. |\n\
         | Bought | date-time | Bought. |\n\
         | Shade | string | Deprecated: use `Name` instead. The shade. |\n\
         | Kind | string | The kind. Use MDO List name \"lampkind\" for its entries. |\n\
         | Fields | object | The fields. |\n\n\
         ## Sample request\n\n\
         [!include[sample request](../../samples/rest/request/v1LampEntity_GetLampEntity.md)]\n\n\
         ## Sample response\n\n\
         [!include[sample response](../../samples/rest/response/v1LampEntity_GetLampEntity.md)]\n"
    );
    assert_eq!(
        docs[SAMPLE],
        "```http_\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n\
         {\n  \"LampId\": 1,\n  \"Name\": \"text\",\n  \"State\": \"SwitchedOn\",\n  \
         \"Bought\": \"2020-01-31T12:30:00+01:00\",\n  \"Shade\": \"\",\n  \"Kind\": \"[I:1]\",\n  \
         \"Fields\": {\n    \"key1\": \"text\"\n  }\n}\n```\n"
    );
    let everything: String = docs.values().cloned().collect();
    for word in ["love", "secret", "stolen", "Mary", "velvet", "sunny", "8723", "1999", "c2VjcmV0"] {
        assert!(!everything.contains(word), "{word}");
    }
    let record = &docs["UPSTREAM.toml"];
    assert!(record.contains("theirs\"\n") && record.contains("\nrest = 2\n"), "{record}");
    assert!(!record.contains(&*dir.path().parent().unwrap().to_string_lossy()), "{record}");

    // The same source again, and the import as a source.
    assert!(import(dir.path()).unwrap().written.is_unchanged());
    let copy = Import::new(dir.path().join("docs"), dir.path().join("copy")).facts(true);
    copy.run().unwrap();
    assert_eq!(files(&dir.path().join("copy")), docs);
}

#[test]
fn texts_and_samples_come_along_without_facts() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("theirs"), &source());
    let done = Import::new(dir.path().join("theirs"), dir.path().join("docs")).run().unwrap();
    let docs = files(&dir.path().join("docs"));
    for text in ["that we love so much", "Ask the owner", "It was stolen", "Whatever you like", "What we call it"] {
        assert!(docs[PAGE].contains(text), "{text}: {}", docs[PAGE]);
    }
    assert!(docs[SAMPLE].contains("\"AuntMary:7\": \"red velvet\""), "{}", docs[SAMPLE]);
    assert!(docs["samples/rest/request/v1LampEntity_GetLampEntity.md"].contains("Basic c2VjcmV0"));
    assert!(docs["UPSTREAM.toml"].contains("content = \"all\""));
    assert!(done.account.ends_with(
        "\ncopied: 42 texts, 21 values of samples\nnot imported: 1 page without an operation; each folder has a new index\n"
    ));
}

#[test]
fn a_page_written_by_hand_stays() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("theirs"), &source());
    let own = GET.replace("| Name | string |", "| Name | int32 |").replace("love", "own");
    write(
        &dir.path().join("docs"),
        &[("mine/lamp.md", own.clone()), ("rest/Lamp/index.md", "# Mine\n".to_owned())].into(),
    );
    let done = import(dir.path()).unwrap();
    assert_eq!(done.kept, 1);
    let finding = done.differences.iter().next().unwrap();
    assert_eq!(done.differences.len(), 1, "{:?}", done.differences);
    assert!(
        finding.label.contains("the property `Name` of the response is `int32` on one page and `string` on the other"),
        "{finding:?}"
    );
    let path = |span| done.sources.file(span).path.clone();
    assert!(path(finding.span.file).ends_with("docs/mine/lamp.md"), "{}", path(finding.span.file));
    assert!(path(finding.others[0].span.file).ends_with("theirs/restful/rest/Lamp/get.md"));
    let docs = files(&dir.path().join("docs"));
    assert_eq!(docs["mine/lamp.md"], own);
    assert_eq!(docs["rest/Lamp/index.md"], "# Mine\n");
    assert!(!docs.contains_key(PAGE) && !docs.contains_key(SAMPLE), "{:?}", docs.keys());

    // Later imports keep it, too.
    assert!(import(dir.path()).unwrap().written.is_unchanged());
}

#[test]
fn a_page_without_its_mark_is_taken_over_by_its_author() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("theirs"), &source());
    import(dir.path()).unwrap();
    let page = dir.path().join("docs").join(PAGE);
    let edited = fs::read_to_string(&page).unwrap().replace("Gets a lamp", "Lights a lamp");

    // With the mark, an edit is reported and nothing is written.
    fs::write(&page, &edited).unwrap();
    fs::remove_file(dir.path().join("theirs/restful/rest/Lamp/peek.md")).unwrap();
    let before = files(&dir.path().join("docs"));
    let error = import(dir.path()).unwrap_err().to_string();
    assert!(error.contains(PAGE) && error.contains("imported: true"), "{error}");
    assert_eq!(files(&dir.path().join("docs")), before);

    // Without it, the page and its samples stay, even if the source has no such page. The other page is deleted.
    fs::write(&page, edited.replace("imported: true\n", "")).unwrap();
    fs::remove_file(dir.path().join("theirs/restful/rest/Lamp/get.md")).unwrap();
    let done = import(dir.path()).unwrap();
    assert!(done.written.removed.iter().any(|path| path.contains("Peek")), "{:?}", done.written);
    let docs = files(&dir.path().join("docs"));
    assert!(docs[PAGE].contains("Lights a lamp") && docs.contains_key(SAMPLE));
    assert!(!docs.keys().any(|path| path.contains("Peek")), "{:?}", docs.keys());
    let loaded = disk::load(&dir.path().join("docs")).unwrap();
    let mut found = Diagnostics::default();
    assert_eq!(model(&loaded.sources, &Options::default(), &mut found).unwrap().operations.len(), 2);
}

/// Faults that do not change what the compiler uses are gone, and their facts stay.
#[test]
fn faulty_pages_get_the_normal_form() {
    let dir = tempfile::tempdir().unwrap();
    let faulty = GET
        .replace("| Property Name | Type | Description |", "| Property name | Typ | Description |")
        .replace(
            "| Name | string | What we call it. |",
            "| Name | string | What we call it. |\n| Name | int32 | Twice. |",
        )
        .replace("## Request Headers", "## Request headers")
        .replace("| LampId | int32 |", "| `LampId` | int32 |");
    write(&dir.path().join("theirs"), &[("a.md", faulty), ("b.md", GET.replace("Fetches", "Takes"))].into());
    let done = import(dir.path()).unwrap();
    assert!(done.account.contains("duplicate-row 1") && done.account.contains("heading-form"), "{}", done.account);
    let docs = files(&dir.path().join("docs"));
    let pages =
        docs.keys().filter(|path| path.ends_with("v1LampEntity_GetLampEntity.md") && !path.starts_with("samples/"));
    assert_eq!(pages.count(), 1, "{:?}", docs.keys());
    let loaded = disk::load(&dir.path().join("docs")).unwrap();
    let mut found = loaded.diagnostics;
    model(&loaded.sources, &Options::default(), &mut found).unwrap();
    let codes: Vec<_> = found.iter().map(|finding| finding.code.name()).collect();
    assert!(!codes.iter().any(|code| ["duplicate-row", "heading-form", "unknown-table"].contains(code)), "{codes:?}");
}

#[test]
fn what_cannot_be_imported_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("theirs")).unwrap();
    assert!(matches!(import(dir.path()), Err(ImportError::Nothing(_))));
    assert!(!dir.path().join("docs").exists());
    for (from, into) in [("theirs", "theirs/new"), ("theirs", ".")] {
        let nested = Import::new(dir.path().join(from), dir.path().join(into)).run();
        assert!(matches!(nested, Err(ImportError::Nested(..))), "{nested:?}");
    }
    let here = Import::new(dir.path().join("theirs"), dir.path().join("theirs/../theirs")).run();
    assert!(matches!(here, Err(ImportError::Same(_))));
    assert!(matches!(Import::new(dir.path().join("none"), dir.path()).run(), Err(ImportError::Load(_))));
}
