//! A count of one has a singular noun: in the report, in rustdoc and in findings.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use superoffice_codegen::diagnostics::{Format, render};
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, generate};

/// One page with one property, one parameter, one finding of a kind, and one body that is a JSON Patch.
const PAGE: &str = r#"---
title: PATCH Lamp/{id}
uid: v1LampEntity_Patch
---

# PATCH Lamp/{id}

```http
PATCH /api/v1/Lamp/{id}
```

Changes it.

| Path Part | Type | Description |
|---|---|---|
| id | int32 | Which one. **Required** |

## Request Headers

| Parameter Name | Description |
|---|---|
| Accept | `application/json` |

## Request Body: changes

| Property Name | Type |  Description |
|---|---|---|
| op | String | What to do |
| path | String | Where |
| value | Object | What with |

## Response:

| Response | Description |
|---|---|
| 200 | OK |

### Response body: LampEntity

| Property Name | Type |  Description |
|---|---|---|
| Parts | array | Its parts |

## Sample request

```http!
PATCH /api/v1/Lamp/{id}

[{ "op": "replace", "path": "/Parts", "value": [] }]
```

## Sample response

```http_
HTTP/1.1 200 OK

{ "Parts": [] }
```
"#;

/// The places where a 1 is followed by a plural.
fn wrong(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_many = |word: &str| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
        let plain = word.len() > 3 && word.chars().all(|c| c.is_ascii_lowercase());
        plain && word.ends_with('s') && !word.ends_with("ss")
    };
    let pairs = words.iter().zip(words.iter().skip(1)).zip(words.iter().skip(2));
    let wrong = pairs.filter(|((number, word), after)| {
        let after_more = ["more", "other", "sample"].contains(word) && is_many(after);
        **number == "1" && (is_many(word) || after_more)
    });
    wrong.map(|((number, word), after)| format!("{number} {word} {after}")).collect()
}

#[test]
fn a_count_of_one_has_a_singular_noun() {
    let file = SourceFile { path: "rest/Lamp/v1LampEntity_Patch.md".into(), text: PAGE.into() };
    let sources = Sources::new(vec![file], Vec::new());
    let generated = generate(&sources, &Options::default()).unwrap();
    assert_eq!(generated.summary.operations, 1, "{:?}", generated.diagnostics);
    for file in &generated.files {
        assert_eq!(wrong(&file.contents), Vec::<String>::new(), "in {}", file.path);
    }
    for format in [Format::Human, Format::Markdown] {
        let text = render(format, &generated.diagnostics, &sources, &generated.summary, false);
        assert_eq!(wrong(&text), Vec::<String>::new(), "{text}");
    }
    let text = |path: &str| {
        generated
            .files
            .iter()
            .filter(|file| file.path.ends_with(path))
            .map(|file| file.contents.as_str())
            .collect::<String>()
    };
    assert!(
        text("REPORT.md").contains("1 page, 0 of them without an operation. 1 operation, 1 entity and 0 enumerations")
    );
    assert!(text("REPORT.md").contains("- 1 body is a JSON Patch"), "{}", text("REPORT.md"));
    assert!(text("src/client/lamp.rs").contains("The resource `Lamp`: 1 operation."), "{}", text("src/client/lamp.rs"));
    assert!(text("src/lib.rs").contains("1 operation of one resource or agent, 1 type."), "{}", text("src/lib.rs"));
}

#[test]
fn a_wrong_plural_is_found() {
    assert_eq!(wrong("holds 1 operations, 1 sample lines; 1 class of 2"), ["1 operations, 1", "1 sample lines;"]);
}
