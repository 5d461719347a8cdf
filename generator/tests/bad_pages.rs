//! Broken and hostile pages: each gets a finding with a place, or is made harmless; nothing panics, and the output is
//! always valid Rust (the emitter checks every file with syn).

#![allow(clippy::unwrap_used, clippy::string_slice, clippy::indexing_slicing, reason = "a test")]

use superoffice_codegen::diagnostics::{Code, Diagnostics};
use superoffice_codegen::explain;
use superoffice_codegen::openapi::openapi;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Generated, Options, Stage, generate, model, show};

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

/// Checks that the page with one change has a finding of this code, in this file, at this line and column. `at` is a
/// part of the changed page in which `«` and `»` enclose the place.
#[track_caller]
fn check(from: &str, to: &str, code: Code, at: &str) {
    assert!(GOOD.contains(from), "the page has `{from}`");
    check_page(GOOD.replacen(from, to, 1), code, at);
}

#[track_caller]
fn check_page(text: String, code: Code, at: &str) {
    let path = "rest/Thing/page.md";
    let file = SourceFile { path: path.into(), text: text.clone() };
    let sources = Sources::new(vec![file.clone()], Vec::new());
    let (before, rest) = at.split_once('«').unwrap();
    let (inside, after) = rest.split_once('»').unwrap();
    let around = format!("{before}{inside}{after}");
    let places: Vec<usize> = text.match_indices(&around).map(|(at, _)| at + before.len()).collect();
    assert_eq!(places.len(), 1, "`{around}` is there once");
    let place = file.line_column(places[0]);
    let generated = one(text);
    let found: Vec<_> = generated.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).collect();
    let shown: Vec<_> = found
        .iter()
        .map(|found| {
            let file = sources.file(found.span.file);
            (file.path.as_str(), file.line_column(found.span.start as usize), file.slice(found.span))
        })
        .collect();
    let all: Vec<_> = generated.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    assert!(
        shown.contains(&(path, place, inside)),
        "{code:?} should be at {place} `{inside}`, is at {shown:?}; all: {all:?}"
    );
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
    check("```http\nGET /api/v1/Thing/{id}\n```\n", "", Code::MissingRoute, "uid: «v1ThingEntity_GetThingEntity»");
    check("uid: v1ThingEntity_GetThingEntity\n", "", Code::MissingUid, "```http\n«GET» /api");
    check("GET /api/v1/Thing/{id}", "FETCH /api/v1/Thing/{id}", Code::UnknownVerb, "«FETCH /api/v1/Thing/{id}»");
    check("GET /api/v1/Thing/{id}", "GET api/v1/Thing/{id}", Code::UnknownVerb, "«GET api/v1/Thing/{id}»");
    check("GET /api/v1/Thing/{id}", "GET", Code::UnknownVerb, "```http\n«GET»\n```");
    check("## Request Headers", "## Request Header", Code::HeadingForm, "## «Request Header»");
    check("## Response:", "## Answer:", Code::MisplacedTable, "| «Response | Description» |");
    check("### Response body: ThingEntity", "", Code::MisplacedTable, "| «Property Name | Type |  Description» |");
    check(
        "## Response:",
        "## Request Headers\n\n## Response:",
        Code::DuplicateSection,
        "|\n\n## «Request Headers»\n\n## R",
    );
    check("\"bulb\" } ]\n}\n```", "\"bulb\" } ]\n}\n", Code::UnclosedFence, "```«http_»");
    check("## Response:\n\nOK\n", "## Response:\n\nOK\n\nMore.\n", Code::UnexpectedText, "«More.»");
    check("## Sample request", "## Samples", Code::UnknownHeading, "## «Samples»");
    check("{id}\n```\n\nReads", "{id}\nGET /api/v1/Other\n```\n\nReads", Code::UnexpectedText, "«GET /api/v1/Other»");
    check("## Sample request", "```js\n1\n```\n\n## Sample request", Code::UnexpectedText, "```«js»");
    check("Accept         | Content", "Accept | X |\n\n[a]: b\n\n| Content", Code::UnexpectedText, "«[a]: b»");
}

#[test]
fn form() {
    check("# GET Thing/{id}\n", "# GET Things/{id}\n", Code::TitleDiffers, "# «GET Things/{id}»");
    check("title: GET", "author: me\ntitle: GET", Code::FrontMatter, "«author: me»");
    check("title: GET", "title: One\ntitle: GET", Code::FrontMatter, "«title: GET Thing/{id}»");
    check("title: GET", "generated: perhaps\ntitle: GET", Code::FrontMatter, "«generated: perhaps»");
    check("title: GET", "no key\ntitle: GET", Code::FrontMatter, "«no key»");
    check("## Sample request", "## sample Request", Code::HeadingForm, "## «sample Request»");
    check("## Sample request", "### Sample request", Code::HeadingForm, "### «Sample request»");
    check("## Sample request", "## Sample request: x", Code::HeadingForm, "## «Sample request: x»");
    for heading in ["<h2>Sample request</h2>", "**Sample request**", "##\u{a0}Sample request", "##Sample request"] {
        check("## Sample request", heading, Code::HeadingForm, &format!("«{heading}»"));
    }
    check(
        "| Property Name | Type |",
        "| property name | Type |",
        Code::HeadingForm,
        "| «property name» | Type |  Description |",
    );
    let headers = GOOD.find("## Request Headers").unwrap();
    let response = GOOD.find("## Response:").unwrap();
    let samples = GOOD.find("## Sample request").unwrap();
    let swapped = [&GOOD[..headers], &GOOD[response..samples], &GOOD[headers..response], &GOOD[samples..]].concat();
    check_page(swapped, Code::SectionOrder, "## «Request Headers»");
    check("\n## Request Headers", "\nLate.\n\n## Request Headers", Code::SectionOrder, "«Late.»");
    let late = "## Online Restricted: ## Not for all";
    check(
        "## Sample request",
        &format!("{late}\n\n## Sample request"),
        Code::SectionOrder,
        "«Online Restricted: ## Not for all»",
    );
}

#[test]
fn missing_sections() {
    let sample = "```http!\nGET /api/v1/Thing/{id}\nAuthorization: Bearer x\n```\n";
    let query = "## Query String Parameters\n\n## Request Headers";
    check("## Sample request\n", "", Code::MissingSection, "## «Sample response»");
    check(sample, "", Code::MissingSection, "## «Sample request»");
    check("## Request Headers", query, Code::MissingSection, "## «Query String Parameters»");
    check("### Response body: ThingEntity", "", Code::MissingSection, "## «Sample request»");
}

#[test]
fn tables() {
    check(
        "| Property Name | Type |  Description |",
        "| Property | Kind |  Text |",
        Code::UnknownTable,
        "| «Property | Kind |  Text» |",
    );
    check("| Name | string | What it is called |", "| Name | string |", Code::ShortRow, "«| Name | string |»\n");
    check(
        "| Name | string | What it is called |",
        "| Name | string | What | it | is |",
        Code::SurplusPipe,
        "«| Name | string | What | it | is |»",
    );
    check(
        "| Name | string | What it is called |",
        "| Name | string | What\nit is |",
        Code::RowContinued,
        "«| Name | string | What\nit is |»",
    );
    check("| Name | string |", "| ThingId | string |", Code::DuplicateRow, "| «ThingId» | string");
    check("| Name | string |", "|  | string |", Code::EmptyName, "«|  | string | What it is called |»");
    check(
        "|----------------|------|--------------|\n",
        "",
        Code::NoDelimiter,
        "«| Property Name | Type |  Description |\n| ThingId | int32 | Key |\n| Name | string | What it is called |\n| Parts | array | Its parts |»",
    );
}

#[test]
fn words_and_paths() {
    check("| Name | string |", "| Name | strnig |", Code::UnknownTypeWord, "| Name | «strnig» |");
    check("| Name | string |", "| Name |  |", Code::UnknownTypeWord, "| Name | «» |");
    check("| Name | string |", "| Name | List<int> |", Code::UnknownTypeWord, "| Name | «List<int>» |");
    check("| Parts | array |", "| Part | Gadget |", Code::UndescribedType, "| Part | «Gadget» |");
    for path in ["/api/v1/Thing/{id", "/api/v1/../Thing/{id}", "/api/v1/Thing/{id}?x=1", "/api//Thing/{id}"] {
        let route = format!("GET {path}");
        check("GET /api/v1/Thing/{id}", &route, Code::MalformedPath, &format!("```http\nGET «{path}»\n"));
    }
    let renamed = "| nr | int32 | Which one. **Required** |";
    check(
        "| id | int32 | Which one. **Required** |",
        renamed,
        Code::PathPartMissing,
        "```http\nGET «/api/v1/Thing/{id}»\n",
    );
    check("| id | int32 | Which one. **Required** |", renamed, Code::PathPartUnused, "| «nr» | int32");
    check("Which one. **Required** |", "Which one. |", Code::PathPartOptional, "| id | int32 | «Which one.» |");
    check("| 200 | OK |", "| two hundred | OK |", Code::UnknownStatus, "| «two hundred» |");
}

#[test]
fn samples() {
    check("\"Name\": \"lamp\",", "\"Name\": \"lamp\"", Code::InvalidSample, "\"lamp«\"»\n");
    let deep = format!("\"Name\": {}[{}", "[".repeat(63), "]".repeat(64));
    let place = format!("\"Name\": {}«[»]", "[".repeat(63));
    check("\"Name\": \"lamp\"", &deep, Code::SampleTooDeep, &place);
    check("\"Name\": \"lamp\",", "\"Name\": \"lamp\", \"Colour\": 7,", Code::UnlistedKey, ", «\"Colour\"»: 7");
    check("\"Name\": \"lamp\",", "\"Name\": 1, \"Name\": \"lamp\",", Code::DuplicateKey, "1, «\"Name\"»: \"lamp\"");
    check(
        "```http_\nHTTP/1.1 200 OK",
        "```http_\nHTTP/1.1 404 Not found",
        Code::SampleLineDiffers,
        "«HTTP/1.1 404 Not found»",
    );
    check(
        "```http!\nGET /api/v1/Thing/{id}",
        "```http!\nGET /api/v1/Other",
        Code::SampleLineDiffers,
        "«GET /api/v1/Other»",
    );
    check("Authorization: Bearer x", "No header", Code::SampleLineForm, "«No header»");
    check("Bearer x\n", "Bearer x\n\n{ \"a\": 1 }\n", Code::SampleWithoutSection, "«{ \"a\": 1 }»");
    let include = GOOD
        .replace("\n## Sample response", "\n## Sample response\n\n[!include[x](../nowhere.md)]\n\n## Sample response");
    check_page(include, Code::SampleMissing, "«[!include[x](../nowhere.md)]»");
    check(
        "## Sample response\n",
        "## Sample response\n\n[!include[x](a.md)] more\n",
        Code::UnexpectedText,
        ")] «more»",
    );
    check("| 200 | OK |", "| 204 | OK |", Code::Contradiction, "body: «ThingEntity»");
}

#[test]
fn a_heading_that_contradicts_the_sample() {
    let table = GOOD.find("| Property Name").unwrap();
    let samples = GOOD.find("## Sample request").unwrap();
    let scalar = [&GOOD[..table], &GOOD[samples..]].concat().replace("## Response:", "## Response: string");
    check_page(scalar, Code::Contradiction, "body: «ThingEntity»");
}

#[test]
fn a_sample_that_contradicts_the_table() {
    check("| Parts | array |", "| Parts | string |", Code::Contradiction, "| Parts | «string» |");
}

#[test]
fn an_included_file_with_more_than_its_sample() {
    let at = GOOD.find("```http_").unwrap();
    let page = format!("{}[!include[x](x.md)]\n", &GOOD[..at]);
    let included = format!("Words.\n\n{}", &GOOD[at..]);
    let files = |path: &str, text: String| vec![SourceFile { path: path.into(), text }];
    let sources = Sources::new(files("rest/Thing/page.md", page), files("rest/Thing/x.md", included));
    let generated = generate(&sources, &Options { keep_going: true, ..Options::default() }).unwrap();
    let found: Vec<_> = generated.diagnostics.iter().map(|found| (found.code, sources.slice(found.span))).collect();
    assert_eq!(found, [(Code::UnexpectedText, "Words.")]);
}

#[test]
fn two_pages_with_the_same_uid() {
    let again = [("a.md", GOOD.to_owned()), ("b.md", GOOD.to_owned())];
    let generated = run(&again);
    let found = generated.diagnostics.iter().find(|diagnostic| diagnostic.code == Code::DuplicateUid).unwrap();
    assert_eq!(found.others.len(), 1, "the first page is shown too");
    assert_eq!(generated.summary.operations, 1);
    let versions = [("2025/page.md", GOOD.to_owned()), ("2026/page.md", GOOD.replace("What it is called", "Its name"))];
    let generated = run(&versions);
    assert_eq!(generated.summary.errors, 0, "two docs versions are not an error: {:?}", generated.diagnostics);
    assert!(generated.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Superseded));
    let moved =
        [("v9/page.md", GOOD.to_owned()), ("v10/page.md", GOOD.replace("GET /api/v1/Thing", "GET /api/v2/Thing"))];
    let generated = run(&moved);
    assert_eq!(generated.summary.errors, 0, "{:?}", generated.diagnostics);
    assert!(generated.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::VersionsDiffer));
    assert!(generated.files.iter().any(|file| file.contents.contains("/api/v2/Thing")));
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
        "Json",
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
                let hidden = |c: char| c != '\n' && superoffice_codegen::text::prose::is_hidden(c);
                assert!(!file.contents.contains(hidden), "{text:?} reaches {}", file.path);
                assert!(!file.contents.contains("<script"), "{text:?} reaches {}", file.path);
            }
        }
    }
}

#[test]
fn hidden_characters_are_reported_and_never_printed() {
    check("Reads a thing.", "Reads\u{200b} a\u{202e} thing.", Code::HiddenCharacters, "Reads«\u{200b}» a");
    check("\"lamp\"", "\"la\u{feff}mp\"", Code::HiddenCharacters, "\"la«\u{feff}»mp\"");
    for hidden in ['\u{1b}', '\u{85}', '\u{200b}', '\u{2028}', '\u{202e}', '\u{3164}', '\u{feff}', '\u{e0041}'] {
        let seen = |text: &str| text.contains(|c: char| c != '\n' && superoffice_codegen::text::prose::is_hidden(c));
        let text = GOOD.replace("| Name |", &format!("| Na{hidden}me |")).replace("\"Name", &format!("\"Na{hidden}me"));
        let text = text.replace("application/json`", &format!("application/json`, `text/{hidden}x`"));
        let file = SourceFile { path: "page.md".into(), text };
        let sources = Sources::new(vec![file], Vec::new());
        let options = Options { keep_going: true, ..Options::default() };
        let generated = generate(&sources, &options).unwrap();
        assert!(!generated.files.is_empty());
        for file in generated.files.iter().filter(|file| file.path.ends_with(".rs")) {
            assert!(!seen(&file.contents), "{hidden:?} reaches {}", file.path);
        }
        for stage in [Stage::Page, Stage::Model, Stage::Plan, Stage::Rust] {
            assert!(!seen(&show(&sources, "page", stage, &options).unwrap()), "{hidden:?} at {stage:?}");
        }
        let api = model(&sources, &options, &mut Diagnostics::default()).unwrap();
        for what in ["ThingEntity", "v1ThingEntity_GetThingEntity", &format!("ThingEntity.Na{hidden}me")] {
            let text = explain(&api, &sources, what, "", false).unwrap_or_default();
            assert!(!text.is_empty() || what.contains(hidden), "{what:?}");
            assert!(!seen(&text), "{what:?} with {hidden:?}");
        }
        let document = openapi(&api);
        assert!(!seen(&document), "{hidden:?} in OpenAPI");
        assert!(serde_json::from_str::<serde_json::Value>(&document).is_ok());
    }
}

#[test]
fn names_of_any_length_are_formatted() {
    let long = "InternationalizationConfigurationIdentifierOfTheTenantAdministrator";
    for name in (20..90).map(|len| "LongWord".repeat(12)[..len].to_owned()).chain([long.into(), long.repeat(10)]) {
        let generated = one(GOOD.replace("| Name |", &format!("| {name} |")));
        assert!(!generated.files.is_empty(), "{name}");
    }
}

#[test]
fn deep_samples_cause_no_panic() {
    for depth in [1_000, 10_000, 200_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let generated = one(GOOD.replace("\"lamp\"", &deep));
            let found = generated.diagnostics.iter().filter(|one| one.code == Code::SampleTooDeep).count();
            assert_eq!((generated.summary.operations, found), (1, 1));
        }
    }
}

#[test]
fn names_follow_the_conventions_of_rust() {
    let generated = one(GOOD.replace("| Name | string |", "| 2nd | string |"));
    let has = |generated: &Generated, text: &str| generated.files.iter().any(|file| file.contents.contains(text));
    assert!(has(&generated, ", with_2nd("));
    assert!(has(&generated, "pub _2nd: "));
}

#[test]
fn a_page_cut_anywhere_causes_no_panic() {
    for at in (0..GOOD.len()).step_by(7) {
        let cut = one(GOOD[..at].to_owned());
        assert!(cut.summary.operations <= 1);
        let windows = one(GOOD[..at].replace('\n', "\r\n"));
        assert_eq!(windows.summary.operations, cut.summary.operations, "cut at {at}");
    }
}
