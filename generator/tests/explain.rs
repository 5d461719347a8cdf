//! `explain` of an enumeration, and of a name that does not exist.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::explain;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, model};

/// A page of a call, with the rows of its query table, the rows of its response table, and its sample.
fn page(controller: &str, call: &str, query: &str, rows: &str, sample: &str) -> SourceFile {
    let path = format!("/api/v1/{controller}/{call}");
    let text = format!(
        "---\ntitle: GET {controller}/{call}\nuid: v1{controller}Entity_{call}\n---\n\n# GET {controller}/{call}\n\n\
         ```http\nGET {path}\n```\n\nReads it.\n\n\
         ## Query String Parameters\n\n| Parameter Name | Type |  Description |\n|---|---|---|\n{query}\n\n\
         ```http\nGET {path}?$select=name\n```\n\n\
         ## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n| Accept | `application/json` |\n\n\
         ## Response:\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n\
         ### Response body: {controller}Entity\n\n| Property Name | Type |  Description |\n|---|---|---|\n{rows}\n\n\
         ## Sample request\n\n```http!\nGET {path}\n```\n\n## Sample response\n\n```http_\nHTTP/1.1 200 OK\n\n{sample}\n```\n"
    );
    SourceFile { path: format!("rest/{controller}/{call}.md"), text }
}

fn sources() -> Sources {
    let lamp = |call: &str| {
        page(
            "Lamp",
            call,
            "| shade | Enum: Warm, Cold, Dim |  Colour |",
            "| LampId | int32 | Key |\n| Shade | string | Colour |\n| Emails | string | Where to write |",
            "{\n  \"LampId\": 7,\n  \"Shade\": \"Warm\",\n  \"Emails\": \"est\"\n}",
        )
    };
    let clock = |call: &str| {
        page(
            "Clock",
            call,
            "| $top | int32 |  How many |",
            "| ClockId | int32 | Key |\n| TickMode | string | How it ticks |",
            "{\n  \"ClockId\": 8,\n  \"TickMode\": \"Silent\"\n}",
        )
    };
    Sources::new(vec![lamp("Get"), lamp("GetAll"), clock("Find"), clock("Get"), clock("GetAll")], Vec::new())
}

fn explained(what: &str) -> Result<String, Vec<String>> {
    let sources = sources();
    let api = model(&sources, &Options::default(), &mut Diagnostics::default()).unwrap();
    explain(&api, &sources, what, "docs", false)
}

#[test]
fn a_listed_enumeration_is_quoted_with_its_users() {
    let text = explained("shade").unwrap();
    assert!(text.starts_with("Shade: enumeration of 3 values; the docs list all of them\n"), "{text}");
    assert!(text.contains("used by 1 property and 2 parameters\n"), "{text}");
    assert!(text.contains("  LampEntity.Shade  enum Shade  agreed by `enum-lent`\n"), "{text}");
    assert!(text.contains("  v1LampEntity_GetAll ?shade  enum Shade  proved by `enum-list`\n"), "{text}");
    assert!(text.contains("info: the values Warm, Cold, Dim, from 2 places\n"), "{text}");
    assert!(text.contains("--> docs/rest/Lamp/Get.md:18:11\n"), "{text}");
    assert!(text.contains("18 | | shade | Enum: Warm, Cold, Dim |  Colour |\n"), "{text}");
    assert!(text.contains("info: `Warm` in 2 samples\n"), "{text}");
    assert!(text.contains("   \"Shade\": \"Warm\",\n"), "{text}");
    assert!(text.ends_with("\nnot in any sample: Cold, Dim\n"), "{text}");
}

#[test]
fn an_enumeration_from_samples_may_have_more_values() {
    let text = explained("TickMode").unwrap();
    assert!(text.starts_with("TickMode: enumeration of 1 value; there may be others\nused by 1 property\n"), "{text}");
    assert!(text.contains("info: `Silent` in 3 samples\n"), "{text}");
    assert!(text.contains("   \"TickMode\": \"Silent\"\n"), "{text}");
    assert!(!text.contains("not in any sample"), "{text}");
}

#[test]
fn names_match_in_any_case() {
    for what in ["lampentity", "LAMPENTITY.emails", "V1lampentity_getall", "TICKMODE"] {
        assert!(explained(what).is_ok(), "{what}: {:?}", explained(what));
    }
}

#[test]
fn names_in_rust_are_explained_as_well() {
    #[track_caller]
    fn check(what: &str, first: &str) {
        let text = explained(what).unwrap();
        assert!(text.starts_with(first), "{what}: {text}");
    }
    for what in ["Clock.find", "clock.find", "client.clock().find()", "client.clock().find(17)", "ClockClient::find"] {
        check(what, "v1ClockEntity_Find: GET /api/v1/Clock/Find\n");
    }
    check("superoffice::entities::LampEntity", "LampEntity: 3 properties\n");
    check("LampEntity.lamp_id", "info: LampEntity.LampId is int32\n");
    check("lamp_entity::LampEntity::lamp_id", "info: LampEntity.LampId is int32\n");
    check("enums::TickMode", "TickMode: enumeration of 1 value");
    assert_eq!(explained("Clock.fnd").unwrap_err().first().map(String::as_str), Some("Clock.find"));
}

#[test]
fn an_unknown_name_is_answered_with_suggestions() {
    #[track_caller]
    fn check(what: &str, first: &str) {
        let alike = explained(what).unwrap_err();
        assert_eq!(alike.first().map(String::as_str), Some(first), "{what}: {alike:?}");
        assert!(alike.len() <= 8, "{what}: {alike:?}");
    }
    check("LampEntiy", "LampEntity");
    check("LampEntities", "LampEntity");
    check("lamp_entity", "LampEntity");
    check("Lamp", "LampEntity");
    check("Lampentity.email", "LampEntity.Emails");
    check("LampEntty.Emails", "LampEntity.Emails");
    check("Lamp.emials", "LampEntity.Emails");
    check("lamp_entity.lamp_id", "LampEntity.LampId");
    check("emails", "LampEntity.Emails");
    check("TikMode", "TickMode");
    check("mode", "TickMode");
    check("v1ClockEntity_Fnd", "v1ClockEntity_Find");
    check("find", "v1ClockEntity_Find");
    check("DOC1020", "DOC1002");
    check("missing-rout", "missing-route");
    assert_eq!(explained("xyzzy"), Err(Vec::new()));
    assert_eq!(explained(""), Err(Vec::new()));
    assert_eq!(explained("."), Err(Vec::new()));
}

/// The nearest names first. Without a similar property, the type alone is suggested.
#[test]
fn suggestions_are_ordered_by_their_distance() {
    #[track_caller]
    fn check(what: &str, expected: &[&str]) {
        assert_eq!(explained(what).unwrap_err(), expected, "{what}");
    }
    check("LampEntity.emial", &["LampEntity.Emails"]);
    check("LampEnttiy.emial", &["LampEntity.Emails"]);
    check("LampEntity.zzzzzz", &["LampEntity"]);
    check("LampEnttiy.zzzzzz", &["LampEntity"]);
    check("Clock", &["ClockEntity", "v1ClockEntity_Get", "v1ClockEntity_Find", "v1ClockEntity_GetAll"]);
    check("emial", &[]);
    check("odd-tabel", &["odd-table"]);
    check("client::lamp::LampClient::gte", &["Lamp.get"]);
    check("v1LampEntity_Fnid", &["LampEntity", "v1LampEntity_Get"]);
}
