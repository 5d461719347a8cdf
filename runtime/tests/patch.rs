//! Patches: from types, with checked values and paths.

#![allow(clippy::unwrap_used, reason = "a test")]

use crate::sending;
use crate::support::{Contact, Person, RelationType};
use serde_json::json;
use superoffice_runtime::{DateTime, Encoded, EntityExt as _, Json, Patch, json as so_json};

fn body(patch: &Patch) -> String {
    sending::body(|draft| draft.patch_of::<Contact>(patch))
}

fn refused(patch: &Patch) -> String {
    sending::refused(|draft| draft.patch_of::<Contact>(patch))
}

#[test]
fn an_entity_is_a_merge_patch_with_three_states() {
    let mut contact = Contact::new().name("Nordlys".into()).relation(RelationType::EXTERNAL);
    contact.set_null("Amount");
    assert_eq!(body(&Patch::of(&contact)), r#"{"Name":"Nordlys","Relation":"External","Amount":null}"#);
    // A list replaces the list on the server; an entity inside is merged.
    let contact = Contact::new().persons(vec![Person::new().rank(1)]);
    assert_eq!(body(&Patch::of(&contact)), r#"{"Persons":[{"Rank":1}]}"#);
    // Undocumented properties are sent, because somebody read or inserted them.
    let mut contact = Contact::new();
    contact.extra.insert("New", 1);
    assert_eq!(body(&Patch::of(&contact)), r#"{"New":1}"#);
    assert_eq!(body(&Patch::of(&Contact::new())), "{}");
    assert!(refused(&Patch::of(&Contact::new().amount(f64::NAN))).contains("NaN cannot be written"));
    // The entity of another type is compared with the type of the operation.
    assert!(refused(&Patch::of(&Person::new().rank(1))).contains("`Contact` has no property `Rank`"));
    assert!(refused(&Patch::of(&so_json::from_slice::<Contact>(b"null").unwrap())).contains("must be an object"));
}

#[test]
fn operations_take_any_value() {
    #[derive(serde::Serialize)]
    struct Street {
        first_name: &'static str,
        rank: Option<i32>,
    }
    let patch = Patch::new()
        .test("Relation", RelationType::EXTERNAL)
        .replace("/name", "x")
        .replace("Created", "2026-11-27".parse::<DateTime>().unwrap())
        .add("Persons/-", Person::new().rank(2))
        .add("Persons/0/Boss", Street { first_name: "A", rank: None })
        .replace("Numbers", [1, 2])
        .replace("Amount", Json::from_text("1.10").unwrap())
        .remove("CustomFields/a~1b");
    let expected = [
        r#"{"op":"test","path":"/Relation","value":"External"}"#,
        r#"{"op":"replace","path":"/name","value":"x"}"#,
        r#"{"op":"replace","path":"/Created","value":"2026-11-27"}"#,
        r#"{"op":"add","path":"/Persons/-","value":{"Rank":2}}"#,
        r#"{"op":"add","path":"/Persons/0/Boss","value":{"first_name":"A","rank":null}}"#,
        r#"{"op":"replace","path":"/Numbers","value":[1,2]}"#,
        r#"{"op":"replace","path":"/Amount","value":1.10}"#,
        r#"{"op":"remove","path":"/CustomFields/a~1b"}"#,
    ];
    assert_eq!(body(&patch), format!("[{}]", expected.join(",")));
}

/// serde_json would write `null`, which clears the property.
#[test]
fn a_value_that_json_lacks_is_refused() {
    #[derive(serde::Serialize)]
    enum Deep {
        Struct { amounts: Vec<(i32, Option<f64>)> },
        Newtype(std::collections::BTreeMap<i32, f32>),
    }
    let deep = Deep::Struct { amounts: vec![(1, Some(1.0)), (2, Some(f64::INFINITY))] };
    let map = Deep::Newtype([(1, f32::NAN)].into());
    for patch in [
        Patch::new().replace("Amount", f64::NAN),
        Patch::new().add("Value", &deep),
        Patch::new().test("Value", &map),
        Patch::merge(json!(1)).replace("Name", f32::NEG_INFINITY),
    ] {
        let error = refused(&patch);
        assert!(error.contains("cannot be written as a JSON number") || error.contains("must be an object"), "{error}");
    }
    let error = refused(&Patch::new().replace("Amount", f64::NAN).replace("Name", "x"));
    assert_eq!(
        error,
        "v1Contact_Post: the value for `Amount` cannot be written: NaN cannot be written as a JSON number"
    );
    let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert!(refused(&Patch::new().replace("Value", keys)).contains("key must be a string"));
    assert!(refused(&Patch::merge([f64::NAN])).contains("NaN"));
    assert!(refused(&Patch::merge(["x"])).contains("must be an object"));
    assert!(Json::new(&vec![Some(f64::NAN)]).is_err());
    // What JSON has is not refused.
    assert_eq!(
        Json::new(&(1.5_f64, 2.5_f32, (), "x", 'c', [0_u8; 2])).unwrap().as_str(),
        r#"[1.5,2.5,null,"x","c",[0,0]]"#
    );
    let error = refused(&Patch::new().field("x", f64::NAN));
    assert_eq!(error, "v1Contact_Post: the value `[F:NaN]` of the custom field `x` does not fit its marker");
    assert!(body(&Patch::new().field("x", "[SO:1]").field("y", "[x]")).contains("[SO:1]"));
}

#[test]
fn custom_fields() {
    let at: DateTime = "2026-11-23T14:00:00".parse().unwrap();
    let patch =
        Patch::new().field("SuperOffice:3", 42).field("x_delivered", at).field("SuperOffice:3", 43).remove("Name");
    let patch = patch.field("x_note", "a \"b\"").field("x_none", Encoded::none());
    assert_eq!(
        body(&patch),
        r#"[{"op":"replace","path":"/CustomFields","value":{"x_delivered":"[DT:11/23/2026 14:00:00.0000000]","SuperOffice:3":"[I:43]"}},{"op":"remove","path":"/Name"},{"op":"replace","path":"/CustomFields","value":{"x_note":"a \"b\"","x_none":""}}]"#
    );
    let fields = [("a".to_owned(), "[I:1]".to_owned()), ("b".to_owned(), "x".to_owned())];
    let contact = Contact::new().name("N".into()).custom_fields(fields.into());
    assert_eq!(
        body(&Patch::of(&contact).field("a", 2).field("c", true)),
        r#"{"Name":"N","CustomFields":{"b":"x","a":"[I:2]","c":"[I:1]"}}"#
    );
    assert_eq!(body(&Patch::merge(json!({})).field("a", 2)), r#"{"CustomFields":{"a":"[I:2]"}}"#);
    // Side keys are not sent.
    let fields = [("a".to_owned(), "[I:1]".to_owned()), ("a:DisplayText".to_owned(), "x".to_owned())];
    assert_eq!(body(&Patch::of(&Contact::new().custom_fields(fields.into()))), r#"{"CustomFields":{"a":"[I:1]"}}"#);
}

#[test]
fn paths_are_those_of_the_type() {
    let end = "; if the documentation lacks the property, use `Patch::unchecked`";
    for (path, problem) in [
        ("Nmae", "`Contact` has no property `Nmae`; similar: `Name`"),
        ("Persons/0/Bos/Rnk", "`Person` has no property `Bos`; similar: `Boss`"),
        ("/persons/0/boss/rnk", "`Person` has no property `rnk`; similar: `Rank`"),
        ("Rights/x/Musk", "`TableRight` has no property `Musk`; similar: `Mask`"),
        ("Persons/Rank", "`Persons` is a list: expected an index or `-`, found `Rank`"),
        ("Name/First", "`Name` has no properties, so `First` does not exist"),
        ("CustomFields/a/b", "`a` has no properties, so `b` does not exist"),
        ("Addresses/0/1/Nothing", "`Person` has no property `Nothing`"),
        ("", "`Contact` has no property ``"),
    ] {
        let patch = Patch::new().replace("Name", "x").replace(path, 1);
        assert_eq!(refused(&patch), format!("v1Contact_Post: {problem}{end}"));
        assert!(body(&patch.unchecked()).contains(r#""value":1"#));
    }
    for path in [
        "Name",
        "/NAME",
        "Persons",
        "Persons/-",
        "persons/12/rank",
        "Persons/0/Boss/Boss/Boss/FirstName",
        "CustomFields/x",
        "Value/any/thing",
        "Addresses/0/-",
        "Rights/a/Mask",
        "TableRight/Mask",
    ] {
        assert!(body(&Patch::new().remove(path)).contains("remove"));
        assert!(sending::body(|draft| draft.patch(&Patch::new().remove("Nothing"))).contains("Nothing"));
    }
    // A type can contain itself, so the depth of the check is limited.
    assert!(body(&Patch::new().remove(&format!("Persons/0{}", "/Boss".repeat(100_000)))).contains("Boss"));
}

#[test]
fn names_in_a_merge_are_those_of_the_type() {
    for (object, problem) in [
        (json!({"Name": "x", "Nmae": 1}), "`Contact` has no property `Nmae`; similar: `Name`"),
        (json!({"persons": [{}, {"Boss": {"Rnk": 1}}]}), "`Person` has no property `Rnk`; similar: `Rank`"),
        (json!({"Persons": {"Rnk": 1}}), "`Person` has no property `Rnk`"),
        (json!({"Rights": {"a": {"Musk": 1}}}), "`TableRight` has no property `Musk`"),
    ] {
        let patch = Patch::merge(&object);
        assert!(refused(&patch).contains(problem), "{}", refused(&patch));
        assert_eq!(body(&patch.unchecked()), object.to_string());
    }
    let object = json!({
        "name": null, "Persons": {"Rank": 1}, "CustomFields": {"x": "y"}, "Value": {"any": 1}, "Numbers": [1],
        "TableRight": null, "Blob": "AQID"
    });
    assert_eq!(body(&Patch::merge(&object)), object.to_string());
    assert!(refused(&Patch::merge(&object).remove("Name")).contains("a merge patch cannot have operations"));
    let mut deep = json!({});
    for _ in 0..100 {
        deep = json!({"Boss": deep});
    }
    assert!(body(&Patch::merge(json!({"Persons": deep}))).contains("Boss"));
}
