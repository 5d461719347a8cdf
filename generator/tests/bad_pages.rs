//! Broken and hostile pages: each gets a finding with a place, or is made harmless; nothing panics, and what comes out
//! is always Rust (the emitter checks every file with syn).

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test")]

use superoffice_codegen::diagnostics::Code;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Generated, Options, generate};

const GOOD: &str = r#"---
title: GET Thing/{id}
uid: v1ThingEntity_GetThingEntity
---

# GET Thing/{id}

```http
GET /api/v1/Thing/{id}
```

Reads a thing.

| Path Part | Type | Description |
|-----------|------|-------------|
| id | int32 | Which one. **Required** |

## Request Headers

| Parameter Name | Description |
|----------------|-------------|
| Accept         | Content-type(s) you would like the response in: `application/json` |

## Response:

OK

| Response | Description |
|----------------|-------------|
| 200 | OK |

### Response body: ThingEntity

| Property Name | Type |  Description |
|----------------|------|--------------|
| ThingId | int32 | Key |
| Name | string | What it is called |
| Parts | array | Its parts |

## Sample request

```http!
GET /api/v1/Thing/{id}
Authorization: Bearer x
```

## Sample response

```http_
HTTP/1.1 200 OK
Content-Type: application/json

{
  "ThingId": 5,
  "Name": "lamp",
  "Parts": [ { "PartId": 1, "Weight": 2.5, "Name": "bulb" } ]
}
```
"#;

fn run(pages: &[(&str, String)]) -> Generated {
    let files = pages.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: text.clone() }).collect();
    generate(&Sources::new(files, Vec::new()), &Options { keep_going: true, ..Options::default() }).unwrap()
}

fn one(text: String) -> Generated {
    run(&[("rest/Thing/page.md", text)])
}

/// The page with one change has a finding of this code, on a line that holds this text.
#[track_caller]
fn check(from: &str, to: &str, code: Code, line: &str) {
    assert!(GOOD.contains(from), "the page has `{from}`");
    let text = GOOD.replacen(from, to, 1);
    let file = SourceFile { path: "page.md".into(), text: text.clone() };
    let generated = one(text);
    let found: Vec<_> = generated.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).collect();
    let quoted =
        |start: u32| file.text.lines().nth(file.line_column(start as usize).line as usize - 1).unwrap_or_default();
    let lines: Vec<&str> = found.iter().map(|found| quoted(found.span.start)).collect();
    let all: Vec<_> = generated.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    assert!(lines.iter().any(|found| found.contains(line)), "{code:?} is found at {lines:?}; all: {all:?}");
    for diagnostic in found {
        assert!(
            !diagnostic.message.is_empty() && !diagnostic.label.is_empty() && !diagnostic.help.is_empty(),
            "{diagnostic:?}"
        );
    }
}

#[test]
fn the_page_itself_is_good() {
    let generated = one(GOOD.to_owned());
    assert!(generated.diagnostics.is_empty(), "{:?}", generated.diagnostics);
    assert_eq!(generated.summary.operations, 1);
    assert_eq!(generated.summary.types, 2);
}

#[test]
fn structure() {
    check("```http\nGET /api/v1/Thing/{id}\n```\n", "", Code::MissingRoute, "uid:");
    check("uid: v1ThingEntity_GetThingEntity\n", "", Code::MissingUid, "GET /api");
    check("GET /api/v1/Thing/{id}", "FETCH /api/v1/Thing/{id}", Code::UnknownVerb, "FETCH");
    check("GET /api/v1/Thing/{id}", "GET api/v1/Thing/{id}", Code::UnknownVerb, "GET api");
    check("GET /api/v1/Thing/{id}", "GET", Code::UnknownVerb, "GET");
    check("## Request Headers", "## Request Header", Code::MisplacedTable, "Parameter Name");
    check("## Response:", "## Answer:", Code::MisplacedTable, "Response | Desc");
    check("### Response body: ThingEntity", "", Code::MisplacedTable, "Property Name");
    check("## Response:", "## Request Headers\n\n## Response:", Code::DuplicateSection, "## Request Headers");
    check("\"bulb\" } ]\n}\n```", "\"bulb\" } ]\n}\n", Code::UnclosedFence, "http_");
    check("## Response:\n\nOK\n", "## Response:\n\nOK\n\nMore.\n", Code::UnexpectedText, "More.");
    check("## Sample request", "## Samples", Code::UnknownHeading, "## Samples");
}

#[test]
fn tables() {
    check("| Property Name | Type |  Description |", "| Property | Kind |  Text |", Code::UnknownTable, "Kind");
    check("| Name | string | What it is called |", "| Name | string |", Code::ShortRow, "| Name");
    check("| Name | string | What it is called |", "| Name | string | What | it | is |", Code::SurplusPipe, "| Name");
    check("| Name | string | What it is called |", "| Name | string | What\nit is |", Code::RowContinued, "| Name");
    check("| Name | string |", "| ThingId | string |", Code::DuplicateRow, "| ThingId | string");
    check("| Name | string |", "|  | string |", Code::EmptyName, "|  | string");
    check(
        "| Property Name | Type |  Description |\n|----------------|------|--------------|\n",
        "| Property Name | Type |  Description |\n",
        Code::NoDelimiter,
        "Property Name",
    );
}

#[test]
fn words_and_paths() {
    check("| Name | string |", "| Name | strnig |", Code::UnknownTypeWord, "| Name");
    check("| Name | string |", "| Name |  |", Code::UnknownTypeWord, "| Name");
    check("| Name | string |", "| Name | List<int> |", Code::UnknownTypeWord, "| Name");
    check("| Parts | array |", "| Part | Gadget |", Code::UndescribedType, "Gadget");
    check("GET /api/v1/Thing/{id}", "GET /api/v1/Thing/{id", Code::MalformedPath, "GET /api");
    check("GET /api/v1/Thing/{id}", "GET /api/v1/../Thing/{id}", Code::MalformedPath, "GET /api");
    check("GET /api/v1/Thing/{id}", "GET /api/v1/Thing/{id}?x=1", Code::MalformedPath, "GET /api");
    check("GET /api/v1/Thing/{id}", "GET /api//Thing/{id}", Code::MalformedPath, "GET /api");
    check(
        "| id | int32 | Which one. **Required** |",
        "| nr | int32 | Which one. **Required** |",
        Code::PathPartMissing,
        "GET /api",
    );
    check(
        "| id | int32 | Which one. **Required** |",
        "| nr | int32 | Which one. **Required** |",
        Code::PathPartUnused,
        "| nr",
    );
    check("| 200 | OK |", "| two hundred | OK |", Code::UnknownStatus, "two hundred");
}

#[test]
fn samples() {
    check("\"Name\": \"lamp\",", "\"Name\": \"lamp\"", Code::InvalidSample, "Parts");
    check("\"Name\": \"lamp\",", "\"Name\": \"lamp\", \"Colour\": 7,", Code::UnlistedKey, "Colour");
    check("```http_\nHTTP/1.1 200 OK", "```http_\nHTTP/1.1 404 Not found", Code::SampleLineDiffers, "404");
    check("```http!\nGET /api/v1/Thing/{id}", "```http!\nGET /api/v1/Other", Code::SampleLineDiffers, "/Other");
    let include = GOOD
        .replace("\n## Sample response", "\n## Sample response\n\n[!include[x](../nowhere.md)]\n\n## Sample response");
    let generated = one(include);
    assert!(generated.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::SampleMissing));
}

#[test]
fn two_pages_of_one_name() {
    let again = [("a.md", GOOD.to_owned()), ("b.md", GOOD.to_owned())];
    let generated = run(&again);
    let found = generated.diagnostics.iter().find(|diagnostic| diagnostic.code == Code::DuplicateUid).unwrap();
    assert_eq!(found.others.len(), 1, "the first page is shown too");
    assert_eq!(generated.summary.operations, 1);
    let versions = [("2025/page.md", GOOD.to_owned()), ("2026/page.md", GOOD.replace("What it is called", "Its name"))];
    let generated = run(&versions);
    assert_eq!(generated.summary.errors, 0, "two docs versions are no error: {:?}", generated.diagnostics);
    assert!(generated.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Superseded));
    let route = [
        ("a.md", GOOD.to_owned()),
        ("b.md", GOOD.replace("uid: v1ThingEntity_GetThingEntity", "uid: v1ThingEntity_Again")),
    ];
    assert!(run(&route).diagnostics.iter().any(|diagnostic| diagnostic.code == Code::DuplicateRoute));
}

#[test]
fn odd_names_become_rust() {
    let odd = [
        "self",
        "Self",
        "type",
        "Result",
        "2nd",
        "Ærlig",
        "a\"b",
        "fn",
        "gen",
        "Option",
        "extra",
        "Extra",
        "_",
        "String",
        "x-y",
        "a b",
        "Entity",
        "Value",
        "crate",
        "async",
        "r#type",
        "new",
        "with_name",
        "\u{202e}evil",
        "}",
        "*/",
        "//",
        "unnamed",
        "__Links",
        "_Links",
    ];
    for name in odd {
        let generated = one(GOOD
            .replace("ThingEntity\n\n| Prop", &format!("{name}\n\n| Prop"))
            .replace("| Name |", &format!("| {name} |"))
            .replace("\"Name\": \"lamp\"", &format!("{:?}: \"lamp\"", name.to_owned())));
        assert!(!generated.files.is_empty(), "{name}");
        let uid = one(GOOD.replace("v1ThingEntity_GetThingEntity", &format!("v1{name}_{name}")));
        assert!(!uid.files.is_empty() || uid.summary.errors > 0, "{name}");
    }
    // All at once: collisions between them are resolved too.
    let rows: String = odd.iter().map(|name| format!("| {name} | string | x |\n")).collect();
    let generated = one(GOOD.replace("| Name | string | What it is called |\n", &rows));
    assert!(!generated.files.is_empty());
}

#[test]
fn hostile_text_stays_text() {
    let texts = [
        "a */ b",
        "<script>alert(1)</script>",
        "    let x = 1;",
        "lone\rreturn",
        "\u{202e}bidi\u{202c}",
        "[x](javascript:alert(1))",
        "#![feature(x)]",
        "`unbalanced",
        "{{ 7 * 7 }}",
        "\u{0}nul",
        "\\u{7f}",
        "\"\"\"",
        "r#\"raw\"#",
        "<!-- comment",
        "</details>",
        "[`std::fs`]",
        "\u{feff}bom",
    ];
    for text in texts {
        for place in ["Reads a thing.", "What it is called", "Which one.", "Key"] {
            let generated = one(GOOD.replace(place, text));
            assert!(generated.summary.operations == 0 || !generated.files.is_empty(), "{text:?} at {place}");
            for file in &generated.files {
                let hidden = |c: char| c != '\n' && superoffice_codegen::prose::is_hidden(c);
                assert!(!file.contents.contains(hidden), "{text:?} reaches {}", file.path);
                assert!(!file.contents.contains("<script"), "{text:?} reaches {}", file.path);
            }
        }
    }
}

#[test]
fn any_cut_of_a_page_is_survived() {
    for at in (0..GOOD.len()).step_by(7) {
        let cut = one(GOOD[..at].to_owned());
        assert!(cut.summary.operations <= 1);
        let windows = one(GOOD[..at].replace('\n', "\r\n"));
        assert_eq!(windows.summary.operations, cut.summary.operations, "cut at {at}");
    }
}
