//! Fixups: each kind of target, each kind of mistake with its place, and the draft of a file.

#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test")]

use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::{Code, Diagnostics, Format, Level, Summary, render};
use superoffice_codegen::model::{Class, Form, Known, Type};
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Builder, Options, Outcome, Stage, disk, generate, model, show, suggest};

/// Reads a thing; its table says `string` for a weight.
const GET: &str = r#"---
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
| id | string | Which one. **Required** |

## Query String Parameters

| Parameter Name | Type |  Description |
|----------------|------|--------------|
| size | string | How large |
| page | int32 | **Required** Which page |

## Request Headers

| Parameter Name | Description |
|----------------|-------------|
| X-Depth | How deep |

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
| Weight | string | How heavy |
| meta.note | string | A note |
| Parts | array | Its parts |
| Maker | Lost | Who made it |

## Sample request

```http!
GET /api/v1/Thing/{id}
```

## Sample response

```http_
HTTP/1.1 200 OK
Content-Type: application/json

{
  "ThingId": 5,
  "Name": "lamp",
  "Weight": null,
  "meta.note": "x",
  "Parts": [ { "PartId": 1, "Size": 2, "Name": "bulb" } ],
  "Maker": null
}
```
"#;

/// Writes a thing; its table says `double` for a weight. Its heading says that a thing is returned.
const PUT: &str = r#"---
title: PUT Thing
uid: v1ThingEntity_PutThingEntity
---

# PUT Thing

```http
PUT /api/v1/Thing
```

Writes a thing.

## Request Headers

| Parameter Name | Description |
|----------------|-------------|
| Accept | Content-type(s) you would like the response in: `application/json` |

## Request Body: entity

| Property Name | Type |  Description |
|----------------|------|--------------|
| ThingId | Integer | Key |
| Name | String | What it is called |
| Weight | Number | How heavy |
| meta.note | String | A note |
| Parts | Array | Its parts |
| Maker | Lost | Who made it |

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
| Weight | double | How heavy |
| meta.note | string | A note |
| Parts | array | Its parts |
| Maker | Lost | Who made it |

## Sample request

```http!
PUT /api/v1/Thing
```

## Sample response

```http_
HTTP/1.1 200 OK
Content-Type: application/json

{ "ThingId": 5, "Name": "lamp", "Weight": null, "meta.note": "x", "Parts": [], "Maker": null }
```
"#;

/// Deletes a thing and returns nothing.
const DELETE: &str = r#"---
title: DEL Thing/{id}
uid: v1ThingEntity_DeleteThingEntity
---

# DEL Thing/{id}

```http
DELETE /api/v1/Thing/{id}
```

Deletes a thing.

| Path Part | Type | Description |
|-----------|------|-------------|
| id | int32 | Which one. **Required** |

## Request Headers

| Parameter Name | Description |
|----------------|-------------|
| Accept | Content-type(s) you would like the response in: `application/json` |

## Response:

No Content

| Response | Description |
|----------------|-------------|
| 204 | No Content |

### Response body: Lost

## Sample request

```http!
DELETE /api/v1/Thing/{id}
```

## Sample response

```http_
HTTP/1.1 204 No Content

null
```
"#;

/// An entry with a fixed reason.
fn entry(target: &str, expect: &str, set: &str) -> String {
    format!("[[fixup]]\ntarget = \"{target}\"\nexpect = {expect}\nset = \"{set}\"\nreason = \"the server says so\"\n")
}

fn sources(pages: &[&str], fixups: &str) -> Sources {
    let file = |(number, text): (usize, &&str)| SourceFile { path: format!("{number}.md"), text: (*text).to_owned() };
    let sources = Sources::new(pages.iter().enumerate().map(file).collect(), Vec::new());
    sources.with_fixups(SourceFile { path: "fixups.toml".to_owned(), text: fixups.to_owned() })
}

fn run(fixups: &str) -> (Checked, Diagnostics, Sources) {
    let sources = sources(&[GET, PUT, DELETE], fixups);
    let mut diagnostics = Diagnostics::default();
    let api = model(&sources, &Options::default(), &mut diagnostics).unwrap();
    (api, diagnostics, sources)
}

/// Runs a correct fixup: there is no error, and the whole program succeeds.
#[track_caller]
fn good(fixups: &str) -> Checked {
    let (api, diagnostics, sources) = run(fixups);
    let errors: Vec<_> = diagnostics.iter().filter(|one| one.level() == Level::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!generate(&sources, &Options::default()).unwrap().files.is_empty());
    api
}

/// The property `name` of an entity, which must have been set by a fixup.
#[track_caller]
fn fixed(api: &Checked, entity: &str, name: &str) -> Known<Type> {
    let known = property(api, entity, name);
    assert!(known.is_fixed() && known.class == Class::Proved, "{known:?}");
    known
}

#[track_caller]
fn property(api: &Checked, entity: &str, name: &str) -> Known<Type> {
    let entity = api.entities.iter().find(|known| known.name == entity).unwrap();
    entity.property(name).unwrap().ty.clone()
}

/// Checks that a file has one error, with this code and this text underlined.
#[track_caller]
fn bad(fixups: &str, code: Code, underlined: &str) {
    let (_, diagnostics, sources) = run(fixups);
    let errors: Vec<_> = diagnostics.iter().filter(|one| one.level() == Level::Error).collect();
    let [error] = errors.as_slice() else { panic!("expected one error for\n{fixups}\nfound {errors:#?}") };
    assert_eq!(error.code, code, "{error:#?}");
    assert_eq!(sources.file(error.span.file).path, "fixups.toml");
    assert_eq!(sources.slice(error.span), underlined, "{error:#?}");
    assert!(!error.message.is_empty() && !error.label.is_empty() && !error.help.is_empty(), "{error:#?}");
    let outdated = [Code::FixupUnmatched, Code::FixupOutdated, Code::FixupUnneeded].contains(&code);
    assert!(!outdated || error.help.iter().any(|help| help.contains("delete")), "{error:#?}");
}

#[test]
fn the_pages_themselves_have_no_errors() {
    let api = good("");
    let weight = property(&api, "ThingEntity", "Weight");
    assert_eq!(weight.class, Class::Contradicted);
    assert!(weight.value.is_open());
}

#[test]
fn a_property() {
    let api = good(&entry("ThingEntity.Weight", "['Number', 'double', 'string']", "double"));
    let known = fixed(&api, "ThingEntity", "Weight");
    assert_eq!(known.value, Type::Double);
    assert_eq!(known.because.len(), 1);
    let because = known.because.first().unwrap();
    assert_eq!(because.says, "fixup `ThingEntity.Weight`: the server says so");
    let against: Vec<&str> = known.against.iter().map(|evidence| evidence.says.as_str()).collect();
    assert!(against.contains(&"a response table says `string`"), "{against:?}");
    assert!(against.contains(&"a request table says `Number`"), "{against:?}");
}

#[test]
fn a_fixup_ends_the_contradiction() {
    let contradictions =
        |found: &Diagnostics| found.iter().filter(|finding| finding.code == Code::Contradiction).count();
    assert_eq!(contradictions(&run("").1), 1);
    let fixup = entry("ThingEntity.Weight", "['Number', 'double', 'string']", "double");
    assert_eq!(contradictions(&run(&fixup).1), 0);
}

#[test]
fn the_notation_of_listings() {
    for (set, shown) in [
        ("[ThingEntity]", "Maker [ThingEntity]  proved by fixup"),
        // The type is named after its other places, because a fixup does not rename the type it refers to.
        ("[Part]", "Maker [Part]  proved by fixup"),
        ("{string}", "Maker {string}  proved by fixup"),
        ("[[int64]]", "Maker [[int64]]  proved by fixup"),
        ("date-time", "Maker date-time  proved by fixup"),
        ("byte", "Maker byte  proved by fixup"),
        ("bool", "Maker bool  proved by fixup"),
        ("[?]", "Maker [?]  proved by fixup"),
        ("enum {Slim, Wide}", "Maker enum Maker  proved by fixup"),
    ] {
        let text = entry("ThingEntity.Maker", "'Lost'", set);
        good(&text);
        let listing = show(&sources(&[GET, PUT, DELETE], &text), "0.md", Stage::Model, &Options::default()).unwrap();
        assert!(listing.contains(shown), "{set}\n{listing}");
        assert!(listing.contains("fixups.toml:2:10 fixup `ThingEntity.Maker`: the server says so"), "{listing}");
    }
}

#[test]
fn a_property_of_every_entity() {
    let api = good(&entry("*.Name", "['String', 'string']", "?"));
    assert!(fixed(&api, "ThingEntity", "Name").value.is_open());
    assert!(fixed(&api, "Part", "Name").value.is_open());
    // A fixup of one entity takes precedence.
    let both = entry("*.Name", "[]", "?") + &entry("ThingEntity.Name", "['String', 'string']", "{string}");
    let api = good(&both);
    assert_eq!(fixed(&api, "ThingEntity", "Name").value, Type::map(Type::String));
    assert!(fixed(&api, "Part", "Name").value.is_open());
}

#[test]
fn no_later_rule_overrides_it() {
    let pages: Vec<String> = [GET, PUT].iter().map(|page| page.replace("\"lamp\"", "\"Lamp\"")).collect();
    let pages: Vec<String> = pages.iter().map(|page| page.replace("\"bulb\"", "\"Lamp\"")).collect();
    // A name is never an enumeration, so the property is called differently.
    let called = |page: &String| page.replace("| Name |", "| Kind |").replace("\"Name\"", "\"Kind\"");
    let pages: Vec<String> = pages.iter().map(called).collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let run = |fixups: &str| {
        let mut found = Diagnostics::default();
        let api = model(&sources(&pages, fixups), &Options::default(), &mut found).unwrap();
        assert_eq!(found.count(Level::Error), 0, "{found:#?}");
        api
    };
    // Always the same word, so the rules read it as an enum value.
    let alone = run("");
    let Type::Enum(name) = property(&alone, "ThingEntity", "Kind").value else { panic!("{:#?}", alone.entities) };
    let api = run(&entry("ThingEntity.Kind", "['String', 'string']", "string"));
    assert_eq!(fixed(&api, "ThingEntity", "Kind").value, Type::String);
    // An enumeration of another place can be named, and is the same one.
    let set = format!("enum {}", alone.enums[name].name);
    let api = run(&entry("ThingEntity.Maker", "'Lost'", &set));
    assert_eq!(fixed(&api, "ThingEntity", "Maker").value, property(&api, "ThingEntity", "Kind").value);
    assert_eq!(api.enums.len(), alone.enums.len());
}

#[test]
fn a_name_with_a_dot_and_a_generated_name() {
    let api = good(&entry("ThingEntity.meta.note", "['String', 'string']", "byte"));
    assert_eq!(fixed(&api, "ThingEntity", "meta.note").value, Type::Bytes);
    let api = good(&entry("Part.Size", "[]", "int64"));
    assert_eq!(fixed(&api, "Part", "Size").value, Type::Int64);
}

#[test]
fn parameters() {
    let find = |api: &Checked, name: &str| {
        let operation = api.operation("v1ThingEntity_GetThingEntity").unwrap();
        operation.parameters.iter().find(|parameter| parameter.name.value == name).unwrap().clone()
    };
    let api = good(&entry("v1ThingEntity_GetThingEntity ?size", "'string'", "int32, required"));
    assert_eq!(find(&api, "size").ty.value, Type::Int32);
    assert!(find(&api, "size").required && find(&api, "size").ty.is_fixed());
    let api = good(&entry("v1ThingEntity_GetThingEntity ?page", "'int32, required'", "int32"));
    assert!(!find(&api, "page").required);
    let api = good(&entry("v1ThingEntity_GetThingEntity {id}", "'string, required'", "int32, required"));
    assert_eq!(find(&api, "id").ty.value, Type::Int32);
    let api = good(&entry("v1ThingEntity_GetThingEntity X-Depth:", "'string'", "int32"));
    assert_eq!(find(&api, "X-Depth").ty.value, Type::Int32);
    let api = good(&entry("v1ThingEntity_GetThingEntity ?size", "'string'", "[enum {Slim, Wide}]"));
    let Type::Enum(id) = find(&api, "size").ty.value.innermost().clone() else { panic!("an enumeration") };
    let known = &api.enums[id];
    assert_eq!((known.name.as_str(), known.words.join(" ").as_str()), ("Size", "Slim Wide"));
}

#[test]
fn bodies() {
    let api = good(&entry("v1ThingEntity_PutThingEntity response", "'ThingEntity'", "[ThingEntity]"));
    let body = api.operation("v1ThingEntity_PutThingEntity").unwrap().response.clone().unwrap();
    assert!(matches!(&body.ty.value, Type::Array(element) if matches!(**element, Type::Entity(_))));
    assert_eq!(body.ty.against.first().unwrap().says, "the heading says `ThingEntity`");
    let api = good(&entry("v1ThingEntity_PutThingEntity request", "'entity'", "nothing"));
    assert!(api.operation("v1ThingEntity_PutThingEntity").unwrap().request.is_none());
    let api = good(&entry("v1ThingEntity_DeleteThingEntity request", "'nothing'", "[int32]"));
    let body = api.operation("v1ThingEntity_DeleteThingEntity").unwrap().request.clone().unwrap();
    assert_eq!((body.ty.value, body.form), (Type::array(Type::Int32), Form::Json));
}

#[test]
fn statuses() {
    let codes = |api: &Checked, uid: &str| -> Vec<u16> {
        api.operation(uid).unwrap().statuses.iter().map(|status| status.code).collect()
    };
    let api = good(&entry("v1ThingEntity_PutThingEntity status 404", "'missing'", "listed"));
    assert_eq!(codes(&api, "v1ThingEntity_PutThingEntity"), [200, 404]);
    // Later passes see it: an operation that returns 200 has a body, whose type can be stated.
    let uid = "v1ThingEntity_DeleteThingEntity";
    let swap = entry(&format!("{uid} status 204"), "'listed'", "missing")
        + &entry(&format!("{uid} status 200"), "'missing'", "listed")
        + &entry(&format!("{uid} response"), "'Lost'", "ThingEntity");
    let api = good(&swap);
    assert_eq!(codes(&api, uid), [200]);
    assert!(matches!(api.operation(uid).unwrap().response.clone().unwrap().ty.value, Type::Entity(_)));
}

#[test]
fn a_flattened_body_takes_the_type_of_its_fixup() {
    let page = DELETE.replace("DEL ", "POST ").replace("DELETE ", "POST ").replace(
        "## Request Headers",
        "## Query String Parameters\n\n| Parameter Name | Type |  Description |\n|---|---|---|\n\
         | thing.A | string | a |\n| thing.B | string | b |\n| thing.C | string | c |\n\n## Request Headers",
    );
    let text = entry("v1ThingEntity_DeleteThingEntity request", "'nothing'", "ThingEntity");
    let mut found = Diagnostics::default();
    let api = model(&sources(&[GET, PUT, &page], &text), &Options::default(), &mut found).unwrap();
    assert_eq!(found.count(Level::Error), 0, "{found:#?}");
    let operation = api.operation("v1ThingEntity_DeleteThingEntity").unwrap();
    assert!(operation.request.as_ref().unwrap().ty.is_fixed());
    assert_eq!(operation.parameters.len(), 1, "the dotted parameters are the body");
}

#[test]
fn invalid_fixups() {
    let good = entry("ThingEntity.Maker", "'Lost'", "string");
    let check = |from: &str, to: &str, underlined: &str| {
        assert!(good.contains(from), "{from}");
        bad(&good.replacen(from, to, 1), Code::FixupInvalid, underlined);
    };
    check("reason = \"the server says so\"", "reason = \"\"", "\"\"");
    check("reason = \"the server says so\"", "reason = \" \\t\"", "\" \\t\"");
    check("reason = \"the server says so\"\n", "", "\"ThingEntity.Maker\"");
    check("expect = 'Lost'\n", "", "\"ThingEntity.Maker\"");
    check("set = \"string\"\n", "", "\"ThingEntity.Maker\"");
    check("expect = 'Lost'", "expect = 7", "7");
    check("expect = 'Lost'", "expect = ['Lost', 7]", "7");
    check("set = \"string\"", "set = true", "true");
    check("reason", "raeson = 'x'\nreason", "raeson");
    check("reason", "link = 'see me'\nreason", "'see me'");
    check("[[fixup]]", "[[fixups]]", "fixups");
    check("ThingEntity.Maker", "ThingEntity", "\"ThingEntity\"");
    check("ThingEntity.Maker", "ThingEntity.", "\"ThingEntity.\"");
    check("ThingEntity.Maker", ".Maker", "\".Maker\"");
    check("ThingEntity.Maker", "", "\"\"");
    check("ThingEntity.Maker", "uid status", "\"uid status\"");
    check("ThingEntity.Maker", "uid status 99", "\"uid status 99\"");
    check("ThingEntity.Maker", "uid ?", "\"uid ?\"");
    for set in
        ["", "[string", "string]", "a b", "[[[[[[[[[[string]]]]]]]]]]", "enum {}", "enum {A, A}", "enum {A", "<b>"]
    {
        check("\"string\"", &format!("\"{set}\""), &format!("\"{set}\""));
    }
    check("\"string\"", "\"[Nobody]\"", "\"[Nobody]\"");
    check("\"string\"", "\"enum Nobody\"", "\"enum Nobody\"");
    // Duplicate entries, under the same name and under two names.
    bad(&format!("{good}{good}"), Code::FixupInvalid, "\"ThingEntity.Maker\"");
}

#[test]
fn values_that_do_not_fit_the_target() {
    let get = "v1ThingEntity_GetThingEntity";
    for (target, expect, set) in [
        (format!("{get} ?size"), "'string'", "ThingEntity"),
        (format!("{get} ?size"), "'string'", "?"),
        (format!("{get} ?size"), "'string'", "[[int32]]"),
        (format!("{get} {{id}}"), "'string, required'", "int32"),
        (format!("{get} status 404"), "'missing'", "there"),
        (format!("{get} status 404"), "'missing'", "missing"),
        (format!("{get} request"), "'nothing'", "nothing"),
        ("ThingEntity.Maker".to_owned(), "'Lost'", "nothing at all"),
    ] {
        bad(&entry(&target, expect, set), Code::FixupInvalid, &format!("\"{set}\""));
    }
    bad(&entry(&format!("{get} ?size"), "['string']", "int32"), Code::FixupInvalid, "['string']");
    bad(&entry(&format!("{get} status 404"), "'gone'", "listed"), Code::FixupInvalid, "'gone'");
}

#[test]
fn invalid_toml() {
    for text in ["[[fixup]\n", "target = ", "= 1", "[[fixup]]\ntarget = \"x\n", "\u{0}", "fixup = 1979-13-40"] {
        let (_, diagnostics, _) = run(text);
        assert!(diagnostics.iter().any(|finding| finding.code == Code::FixupInvalid), "{text:?}");
    }
    bad("fixup = 1\n", Code::FixupInvalid, "fixup");
    bad("fixup = [1]\n", Code::FixupInvalid, "1");
    // Deep, long and truncated texts result in a finding or in none, but never in a panic.
    run(&format!("fixup = {}", "[".repeat(100_000)));
    run(&format!("a{} = 1", ".a".repeat(100_000)));
    let whole = entry("ThingEntity.Maker", "'Lost'", "[ThingEntity]");
    for at in 0..whole.len() {
        run(&whole[..at]);
        run(&whole[..at].replace('\n', "\r\n"));
        run(&format!("\u{feff}{}\u{202e}", &whole[..at]));
    }
}

#[test]
fn targets_that_do_not_exist() {
    for target in [
        "ThingEntity.Colour",
        "NoEntity.Name",
        "*.Colour",
        "v1NoEntity_Get ?size",
        "v1NoEntity_Get response",
        "v1NoEntity_Get status 404",
        "v1ThingEntity_GetThingEntity ?colour",
        "v1ThingEntity_GetThingEntity size:",
    ] {
        let status = target.contains("status");
        let (expect, set) = if status { ("'missing'", "listed") } else { ("'string'", "int32") };
        bad(&entry(target, expect, set), Code::FixupUnmatched, &format!("\"{target}\""));
    }
}

#[test]
fn the_docs_say_something_else_now() {
    let get = "v1ThingEntity_GetThingEntity";
    bad(&entry("ThingEntity.Maker", "'Gone'", "string"), Code::FixupOutdated, "'Gone'");
    bad(&entry("ThingEntity.Weight", "'string'", "double"), Code::FixupOutdated, "'string'");
    let more = "['Number', 'double', 'int32', 'string']";
    bad(&entry("ThingEntity.Weight", more, "double"), Code::FixupOutdated, more);
    bad(&entry("Part.Size", "'int32'", "int64"), Code::FixupOutdated, "'int32'");
    bad(&entry(&format!("{get} ?size"), "'string, required'", "int32"), Code::FixupOutdated, "'string, required'");
    bad(&entry(&format!("{get} response"), "'array'", "[int32]"), Code::FixupOutdated, "'array'");
    bad(&entry(&format!("{get} request"), "'entity'", "[int32]"), Code::FixupOutdated, "'entity'");
    bad(&entry(&format!("{get} status 200"), "'missing'", "listed"), Code::FixupOutdated, "'missing'");
    bad(&entry(&format!("{get} status 404"), "'listed'", "missing"), Code::FixupOutdated, "'listed'");
}

#[test]
fn a_fixup_that_changes_nothing() {
    let get = "v1ThingEntity_GetThingEntity";
    bad(&entry("ThingEntity.Name", "['String', 'string']", "string"), Code::FixupUnneeded, "\"string\"");
    bad(&entry("ThingEntity.Parts", "['Array', 'array']", "[Part]"), Code::FixupUnneeded, "\"[Part]\"");
    bad(&entry("*.Size", "[]", "int32"), Code::FixupUnneeded, "\"int32\"");
    bad(&entry(&format!("{get} ?size"), "'string'", "string"), Code::FixupUnneeded, "\"string\"");
    bad(&entry(&format!("{get} response"), "'ThingEntity'", "ThingEntity"), Code::FixupUnneeded, "\"ThingEntity\"");
    // The same words are the same enumeration.
    let page = GET.replace("| size | string |", "| size | Enum: Slim, Wide |");
    let text = entry(&format!("{get} ?size"), "'Enum: Slim, Wide'", "enum {Slim, Wide}");
    let mut found = Diagnostics::default();
    let _ = model(&sources(&[&page], &text), &Options::default(), &mut found).unwrap();
    assert!(found.iter().any(|finding| finding.code == Code::FixupUnneeded), "{found:#?}");
}

#[test]
fn a_fixup_asks_to_be_deleted_once_the_docs_are_corrected() {
    let text = entry("ThingEntity.Weight", "['Number', 'double', 'string']", "double");
    good(&text);
    let repaired = GET.replace("| Weight | string |", "| Weight | double |");
    let sources = sources(&[&repaired, PUT, DELETE], &text);
    let generated = generate(&sources, &Options::default()).unwrap();
    assert!(generated.files.is_empty(), "an error writes nothing");
    let summary = Summary::default();
    let rendered = render(Format::Human, &generated.diagnostics, &sources, &summary, false);
    for part in [
        "error[DOC8103]",
        "the docs no longer print `string` for `ThingEntity.Weight`",
        "fixups.toml:3:10",
        "the docs now print: `Number`, `double`",
        "expect = ['Number', 'double', 'string']",
        "delete the fixup",
    ] {
        assert!(rendered.contains(part), "{part}\n{rendered}");
    }
}

#[test]
fn a_part_of_the_docs_cannot_disprove_a_fixup() {
    let text = entry("ThingEntity.Weight", "['Number', 'double', 'string']", "double")
        + &entry("OtherEntity.Name", "'x'", "[Elsewhere]")
        + &entry("v1ThingEntity_PutThingEntity status 404", "'missing'", "listed");
    let only = Options { only: vec!["v1ThingEntity_GetThingEntity".to_owned()], ..Options::default() };
    let mut found = Diagnostics::default();
    let api = model(&sources(&[GET, PUT, DELETE], &text), &only, &mut found).unwrap();
    assert_eq!(found.count(Level::Error), 0, "{found:#?}");
    assert_eq!(fixed(&api, "ThingEntity", "Weight").value, Type::Double);
}

#[test]
fn a_draft_for_every_contradiction() {
    let pages = [GET, PUT, DELETE];
    let draft = suggest(&sources(&pages, ""), &Options::default()).unwrap();
    for part in [
        "target = \"ThingEntity.Weight\"\nexpect = [\"Number\", \"double\", \"string\"]\nset = \"?\"\nreason = \"\"\n",
        "# docs: `double` once, first at 1.md:",
        "# docs: `string` once, first at 0.md:",
        "# against: ",
    ] {
        assert!(draft.contains(part), "{part}\n{draft}");
    }
    assert_eq!(draft.matches("[[fixup]]").count(), 1);
    // The draft has no reason yet, which says that nobody has looked at it.
    let (_, found, _) = run(&draft);
    assert!(found.iter().any(|finding| finding.message == "the reason for the fixup is empty"), "{found:#?}");
    // With a reason it is a fixup like any other, and nothing is left to suggest.
    let filled = draft.replace("reason = \"\"", "reason = \"both were seen\"");
    let before = property(&good(""), "ThingEntity", "Weight");
    let after = fixed(&good(&filled), "ThingEntity", "Weight");
    assert!(before.value.is_open() && after.value.is_open());
    let rest = suggest(&sources(&pages, &filled), &Options::default()).unwrap();
    assert!(rest.starts_with('#') && rest.lines().count() == 1, "{rest}");
    good(&rest);
}

#[test]
fn a_draft_states_the_decision() {
    // The newer format has more weight, so something was decided, and the draft states it.
    let odd = GET.replace("| Weight | string |", "| We\"ight\\ | string |").replace("\"Weight\": null,", "");
    let other = PUT.replace("| Weight | double |", "| We\"ight\\ | double |").replace("\"Weight\": null,", "");
    let draft = suggest(&sources(&[&odd, &other], ""), &Options::default()).unwrap();
    let filled = draft.replace("reason = \"\"", "reason = \"seen\"");
    let mut found = Diagnostics::default();
    let _ = model(&sources(&[&odd, &other], &filled), &Options::default(), &mut found).unwrap();
    assert!(filled.contains("We\\\"ight"), "{filled}");
    assert_eq!(found.count(Level::Error), 0, "{filled}\n{found:#?}");
}

#[test]
fn the_file_is_in_the_docs_folder_or_named_by_an_option() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    std::fs::create_dir_all(docs.join("rest")).unwrap();
    for (name, page) in [("get.md", GET), ("put.md", PUT), ("delete.md", DELETE)] {
        std::fs::write(docs.join("rest").join(name), page).unwrap();
    }
    let run = |builder: &Builder| builder.clone().docs(&docs).out_dir(folder.path().join("out")).generate().unwrap();
    let errors = |builder: &Builder| run(builder).diagnostics.count(Level::Error);
    assert_eq!(errors(&Builder::new()), 0);
    assert!(disk::load(&docs).unwrap().sources.fixups().is_none());

    std::fs::write(docs.join("fixups.toml"), entry("ThingEntity.Colour", "'x'", "string")).unwrap();
    let refused = run(&Builder::new());
    assert!(matches!(refused.outcome, Outcome::Rejected));
    assert_eq!(refused.diagnostics.count(Level::Error), 1);
    let loaded = disk::load(&docs).unwrap();
    assert!(loaded.watched.contains(&docs.join("fixups.toml")));
    let (id, file) = loaded.sources.fixups().unwrap();
    assert_eq!((loaded.sources.find("fixups.toml"), file.path.as_str()), (Some(id), "fixups.toml"));
    assert_eq!(loaded.sources.pages().count(), 3);

    let other = folder.path().join("other.toml");
    std::fs::write(&other, entry("ThingEntity.Maker", "'Lost'", "string")).unwrap();
    assert_eq!(errors(&Builder::new().fixups(&other)), 0, "the named file is used instead");
    assert!(Builder::new().docs(&docs).fixups(folder.path().join("nowhere")).out_dir("out").generate().is_err());

    // Bytes that are not UTF-8 are replaced and reported.
    std::fs::write(&other, b"# \xff\n").unwrap();
    let named = disk::load_with_fixups(&docs, Some(&other)).unwrap();
    assert!(named.diagnostics.iter().any(|finding| finding.code == Code::NotUtf8), "{:#?}", named.diagnostics);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_docs_folder_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    std::fs::create_dir(&docs).unwrap();
    std::fs::write(docs.join("get.md"), GET).unwrap();
    std::fs::write(folder.path().join("secret"), "x").unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret"), docs.join("fixups.toml")).unwrap();
    let loaded = disk::load(&docs).unwrap();
    assert!(loaded.sources.fixups().is_none());
    assert!(loaded.diagnostics.iter().any(|finding| finding.code == Code::LinkLeavesDocs));
}
