//! Facts that the pages state wrongly and that rules recover. They must hold on the vendor's pages and on ours.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::path::{Path, PathBuf};

use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::Level;
use superoffice_codegen::model::{Class, Entity, Type};
use superoffice_codegen::passes::rules;
use superoffice_codegen::{Options, disk, model};

use crate::common;

fn read(docs: &Path) -> Checked {
    let loaded = disk::load(docs).unwrap();
    let mut found = loaded.diagnostics;
    let api = model(&common::sound(&loaded.sources), &Options::default(), &mut found).unwrap();
    assert_eq!(found.count(Level::Error), 0, "{}: {found:?}", docs.display());
    api
}

/// Our pages, and the vendor's if they are present.
fn trees() -> Vec<(String, Checked)> {
    read_all(common::references())
}

fn read_all(references: Vec<PathBuf>) -> Vec<(String, Checked)> {
    let trees = references.into_iter().chain([common::docs()]);
    trees.map(|tree| (tree.display().to_string(), read(&tree))).collect()
}

fn response<'a>(api: &'a Checked, uid: &str) -> Option<&'a Entity> {
    let operation = api.operations.iter().find(|operation| operation.uid.value == uid)?;
    match operation.response.as_ref().unwrap().ty.value {
        Type::Entity(id) => Some(&api.entities[id]),
        ref other => panic!("{uid} returns {other:?}"),
    }
}

#[test]
fn table_right_has_the_same_type_everywhere() {
    // Most rights are in responses.
    for (tree, api) in read_all(common::read_as_a_whole(common::references())) {
        let right = api.entities.find(|entity| entity.name == "TableRight");
        let mut seen = 0;
        for entity in &api.entities {
            for property in entity.properties.iter().filter(|property| property.name == "TableRight") {
                seen += 1;
                match property.ty.value {
                    Type::Entity(id) => assert_eq!(Some(id), right, "{tree}: {}", entity.name),
                    // The tree does not describe it anywhere.
                    ref other => assert!(other.is_open() && right.is_none(), "{tree}: {} {other:?}", entity.name),
                }
            }
        }
        eprintln!("{tree}: {seen} properties called `TableRight`");
        assert!(seen > 0, "{tree}");
    }
}

#[test]
fn operations_without_content_have_no_body() {
    for (tree, api) in trees() {
        let void = api.operations.iter().filter(|operation| {
            operation.documents_success() && operation.statuses.iter().all(|status| status.code != 200)
        });
        let mut count = 0;
        for operation in void {
            count += 1;
            assert!(operation.response.is_none(), "{tree}: {}", operation.uid.value);
        }
        eprintln!("{tree}: {count} operations without content");
    }
}

#[test]
fn responses_whose_name_was_lost_have_their_shape() {
    for (tree, api) in trees() {
        for (uid, keys) in [
            (
                "v1User_GetCurrentPrincipal",
                &["AssociateId", "Associate", "UserType", "SecondaryGroups", "UserName"][..],
            ),
            ("v1TimeZone_GetCurrentTimeZone", &["TZLocationID", "Name", "TZLocationCode", "IsoNumber"][..]),
        ] {
            let Some(entity) = response(&api, uid) else { continue };
            for key in keys {
                assert!(entity.property(key).is_some(), "{tree}: {uid} lacks {key}: {:?}", entity.name);
            }
            // Companion material can state that a name which is a placeholder elsewhere is the true one here.
            let is_stated = api.companions.class(&entity.name).is_some();
            assert!(is_stated || !api.lost.contains(&entity.name), "{tree}: {uid} is called {}", entity.name);
        }
    }
}

/// An open value has a reason that a person can check; a decided one has an observation or a convention.
#[test]
fn every_type_knows_why() {
    for (tree, api) in trees() {
        for entity in &api.entities {
            for property in &entity.properties {
                let at = format!("{tree}: {}.{}", entity.name, property.name);
                let known = &property.ty;
                let open = known.value.innermost().is_open();
                assert!(rules::ALL.contains(&known.rule), "{at} by {}", known.rule);
                assert!(open || known.class != Class::Open, "{at} is decided, and open");
                assert!(open || !known.because.is_empty(), "{at} is decided by nothing");
            }
        }
    }
}
