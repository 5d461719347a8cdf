//! Reads the same operation from pages of two forms. Facts that both pages state must be the same in both models.
//!
//! The vendor's trees are of different years, so they differ in content, too. A fact is compared if both pages state it:
//! parameters, statuses and properties that both have, and types for which both pages have the same word, apart from words
//! that say less in one of the forms (an empty cell, `Integer` for `int32`, `String` for `date-time`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use superoffice_codegen::check::Checked;
use superoffice_codegen::model::{Body, DocWord, Side, Type, Word};
use superoffice_codegen::{Options, disk, model};

/// A statement of a page and the type that was decided. The type is `None` if it was left open.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    word: DocWord,
    ty: Option<String>,
}

type Facts = BTreeMap<String, Fact>;

fn root() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    Some(std::env::var_os("SUPEROFFICE_REFERENCE").map_or(beside, PathBuf::from)).filter(|root| root.is_dir())
}

fn read(docs: &Path) -> Checked {
    let loaded = disk::load(docs).unwrap();
    let mut found = loaded.diagnostics;
    model(&loaded.sources, &Options::default(), &mut found).unwrap()
}

/// A type without the names of entities and enumerations, which the older forms do not have.
fn shape(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::Open(_) => return None,
        Type::Entity(_) => "object".to_owned(),
        // Values of enumerations are read from descriptions and samples, which differ.
        Type::Enum(_) | Type::String => "string".to_owned(),
        Type::Array(inner) => format!("[{}]", shape(inner)?),
        Type::Map(inner) => format!("{{{}}}", shape(inner)?),
        other => format!("{other:?}"),
    })
}

fn body(api: &Checked, side: Side, body: &Body, facts: &mut Facts) {
    let side = if side == Side::Request { "request" } else { "response" };
    // The heading of a request has the name of an argument, so only its rows are compared.
    if side == "response" {
        let word = DocWord::read(&body.kind.value);
        facts.insert(side.to_owned(), Fact { word, ty: shape(&body.ty.value) });
    }
    let Type::Entity(id) = body.ty.value.innermost() else { return };
    for row in body.rows.iter().flatten() {
        let property = api.entities[*id].properties.iter().find(|property| property.name == row.name.value);
        let Some(property) = property else { continue };
        let fact = Fact { word: row.word.value.clone(), ty: shape(&property.ty.value) };
        facts.insert(format!("{side} {}", row.name.value), fact);
    }
}

/// The facts of each operation, by its uid.
fn facts(api: &Checked) -> BTreeMap<String, Facts> {
    let mut all = BTreeMap::new();
    for operation in &api.operations {
        let mut facts = Facts::new();
        let route = format!("{} {}", operation.method.as_str(), operation.path.value.to_lowercase());
        facts.insert(format!("route {route}"), Fact { word: DocWord::read(""), ty: None });
        for status in &operation.statuses {
            facts.insert(format!("status {}", status.code), Fact { word: DocWord::read(""), ty: None });
        }
        for parameter in &operation.parameters {
            let name =
                format!("parameter {:?} {} required {}", parameter.place, parameter.name.value, parameter.required);
            facts.insert(name, Fact { word: parameter.word.value.clone(), ty: shape(&parameter.ty.value) });
        }
        for side in [Side::Request, Side::Response] {
            if let Some(of_side) = operation.body(side) {
                body(api, side, of_side, &mut facts);
            }
        }
        all.insert(operation.uid.value.clone(), facts);
    }
    all
}

/// Whether two words state the same, or one of them says less.
fn same_statement(a: &DocWord, b: &DocWord) -> bool {
    let vague = |word: &DocWord| matches!(word.word, Word::Empty | Word::Unnamed | Word::Name(_));
    let hidden = |a: &DocWord, b: &DocWord| {
        a.loose && a.word == Word::String && matches!(b.word, Word::DateTime | Word::Byte)
            || a.loose && a.word == Word::Int32 && b.word == Word::Int64
    };
    a.word == b.word || (vague(a) && vague(b)) || hidden(a, b) || hidden(b, a)
}

#[test]
fn two_forms_give_one_model() {
    let Some(root) = root() else {
        eprintln!("SKIPPED: no reference trees; set SUPEROFFICE_REFERENCE to a folder that holds one tree per version");
        return;
    };
    let trees: Vec<(String, BTreeMap<String, Facts>)> = ["2021", "2022", "2023", "2025", "2026"]
        .iter()
        .filter(|year| root.join(year).is_dir())
        .map(|year| ((*year).to_owned(), facts(&read(&root.join(year).join("restful")))))
        .collect();
    let mut wrong = Vec::new();
    for (at, (older, a)) in trees.iter().enumerate() {
        for (newer, b) in trees.iter().skip(at + 1) {
            let (mut operations, mut equal, mut open, mut restated, mut only) = (0, 0, 0, 0, 0);
            for (uid, left) in a {
                let Some(right) = b.get(uid) else { continue };
                operations += 1;
                for (name, fact) in left {
                    let Some(other) = right.get(name) else {
                        only += 1;
                        continue;
                    };
                    if !same_statement(&fact.word, &other.word) {
                        restated += 1;
                    } else if fact.ty == other.ty {
                        equal += 1;
                    } else if fact.ty.is_none() || other.ty.is_none() {
                        open += 1;
                    } else {
                        wrong.push(format!("{older} {newer} {uid} {name}: {fact:?} {other:?}"));
                    }
                }
            }
            eprintln!(
                "{older} and {newer}: {operations} operations, {equal} facts equal, {open} open in one of them; \
                 {restated} with another statement, {only} only in {older}"
            );
        }
    }
    for line in &wrong {
        eprintln!("{line}");
    }
    assert!(wrong.is_empty(), "{} facts differ", wrong.len());
}
