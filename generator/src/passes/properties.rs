//! Decides the type of each property from its own rows and samples.
//!
//! ```text
//! `int32`, `date-time`, ... in a response row      ->  that
//! `String` in a request row, dates in the samples  ->  date-time
//! `object`, sample `{"key": v}`                    ->  dictionary of v
//! `array`, sample `[v]`                            ->  array of v
//! `Foo`, described, sample null                    ->  Foo
//! `Foo`, sample `{"key": v}`                       ->  dictionary of v: the name is wrong
//! an empty cell of a form without type names        ->  what the sample shows, by its keys
//! a lost name                                      ->  what another row says, or the entity named like the property
//! ```
//!
//! A row of a response states a format, a row of a request only a JSON kind: if there are both, the response decides.
//! Rows and samples that cannot all be right are weighed: `weight` describes how. What it cannot settle stays open,
//! unless the newer docs version makes only one of the statements.

use std::collections::BTreeMap;

use super::bodies::scalar;
use super::infer::{elements, fits, infer, join};
use super::rules;
use super::weight::{self, Claim, Claims, Weighed, says, shows, weigh};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Class, Evidence, Json, Known, OpenReason, Property, Rule, Said, Side, Type, Word};

/// Decides every property that is still undecided.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    // Each decision looks up names and shapes in the whole model, so all are made before the first is written.
    let properties = api.entities.iter().flat_map(|entity| entity.properties.iter().map(move |one| (entity, one)));
    let decided: Vec<Known<Type>> =
        properties.map(|(entity, property)| decide(api, &entity.name, property, diagnostics)).collect();
    let properties = api.entities.iter_mut().flat_map(|entity| &mut entity.properties);
    for (property, ty) in properties.zip(decided) {
        api.tally.add(ty.rule, 1);
        property.ty = ty;
    }
}

fn decide(api: &Api, entity: &str, property: &Property, diagnostics: &mut Diagnostics) -> Known<Type> {
    if property.ty.is_fixed() {
        return property.ty.clone();
    }
    let values: Vec<&Json> = property.samples.iter().map(|observed| &observed.json).collect();
    let mut claims: Claims<'_> = BTreeMap::new();
    let all = || property.rows.iter().map(AsRef::as_ref);
    let loose = |row: &&Said| row.side == Side::Request;
    let strict = all().filter(|row| !loose(row));
    let strict: Vec<&Said> = strict.collect();
    let of_requests: Vec<&Said> = if strict.is_empty() { Vec::new() } else { all().filter(loose).collect() };
    let rows = if strict.is_empty() { all().collect() } else { strict };
    for row in rows {
        claims.entry(claim(api, property, row)).or_default().push(row);
    }
    // A lost name says nothing if another row says something.
    let lost = if claims.len() > 1 { claims.remove(&Claim::Lost) } else { None };
    // Nor does an object without a type name.
    if claims.len() > 1 {
        claims.remove(&Claim::Unnamed);
    }
    // Nor does an unknown word, which was reported where it was read.
    if claims.keys().any(|claim| !matches!(claim, Claim::Unknown(_))) {
        claims.retain(|claim, _| !matches!(claim, Claim::Unknown(_)));
    }
    let owner = if entity.is_empty() { property.name.clone() } else { format!("{entity}.{}", property.name) };
    let mut known = match weigh(api, &claims, &values) {
        Some(weighed) => majority(api, &owner, property, &weighed, diagnostics),
        None => match claims.first_key_value() {
            None => sampled(api, &values, &rules::SAMPLE_ONLY),
            Some((claim, rows)) if claims.len() == 1 => one(api, property, claim, rows, &values),
            Some(_) => many(api, &owner, property, &claims, &values, diagnostics),
        },
    };
    for row in of_requests.into_iter().filter(|row| !weight::agrees(&claim(api, property, row), &known.value)) {
        diagnostics.push(other_kind(&owner, row, property));
    }
    if let Some(lost) = lost {
        known.against.extend(lost.first().map(|row| says(row)));
    }
    known
}

fn claim(api: &Api, property: &Property, row: &Said) -> Claim {
    match &row.word.value.word {
        Word::Array => Claim::Array,
        Word::Object => Claim::Object,
        // A property with the name of its type means that type, even if the name is also a placeholder.
        Word::Name(name) if api.lost.contains(name) && *name != property.name => Claim::Lost,
        Word::Name(name) => Claim::Named(name.clone()),
        Word::Unnamed => Claim::Unnamed,
        Word::Empty => Claim::Unknown(String::new()),
        Word::Unknown(text) => Claim::Unknown(text.clone()),
        Word::Words(_) => Claim::Scalar(Type::String),
        word => scalar(word).map_or_else(|| Claim::Unknown(String::new()), Claim::Scalar),
    }
}

fn telling<'a>(values: &[&'a Json]) -> Option<&'a Json> {
    values.iter().copied().find(|value| !value.is_null())
}

fn because(rows: &[&Said], values: &[&Json]) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = rows.iter().take(2).map(|row| says(row)).collect();
    found.extend(telling(values).map(shows));
    found
}

fn one(api: &Api, property: &Property, claim: &Claim, rows: &[&Said], values: &[&Json]) -> Known<Type> {
    match claim {
        Claim::Scalar(ty) => scalar_of(api, ty, rows, values),
        Claim::Array => array(api, rows, values),
        Claim::Object => dictionary(api, rows, values),
        Claim::Named(name) => named(api, name, rows, values),
        Claim::Lost => lost(api, property, rows, values),
        Claim::Unnamed => unnamed(api, rows, values),
        Claim::Unknown(_) if telling(values).is_some() => sampled(api, values, &rules::UNKNOWN_WORD),
        Claim::Unknown(word) => {
            let open = Type::Open(OpenReason::UnknownWord(word.clone()));
            Known::new(open, Class::Open, &rules::UNKNOWN_WORD, because(rows, values))
        }
    }
}

fn array(api: &Api, rows: &[&Said], values: &[&Json]) -> Known<Type> {
    if let Some(other) = values.iter().find(|value| !value.is_null() && value.elements().is_none()) {
        return contradicted(&rules::ARRAY_ELEMENTS, rows, values, other);
    }
    let arrays: Vec<&Json> = values.iter().filter_map(|value| value.elements()).flatten().collect();
    let element = match elements(api, &arrays) {
        Type::Open(OpenReason::Undecided) => Type::Open(OpenReason::Cut),
        element => element,
    };
    // The exporter shows random words in arrays of dates and enum values, too, and integers in arrays of doubles.
    let sure = !element.is_open() && !matches!(element, Type::String | Type::Int32);
    let class = if sure { Class::Proved } else { Class::Single };
    Known::new(Type::array(element), class, &rules::ARRAY_ELEMENTS, because(rows, values))
}

/// The row names a type. A sample never shows a reference, so whatever it shows is not of that type.
fn named(api: &Api, name: &String, rows: &[&Said], values: &[&Json]) -> Known<Type> {
    if let Some(value) = telling(values) {
        let mut known = if value.members().is_some() {
            Known { rule: &rules::STOLEN_NAME, ..dictionary(api, &[], values) }
        } else {
            Known { class: Class::Contradicted, ..sampled(api, values, &rules::STOLEN_NAME) }
        };
        known.against.extend(rows.first().map(|row| says(row)));
        return known;
    }
    let (ty, class, rule) = match api.described.get(name) {
        Some(id) if api.assumed_names.contains(name) => (Type::Entity(*id), Class::Assumed, &rules::CALLED_AFTER),
        Some(id) if rows.len() > 1 => (Type::Entity(*id), Class::Proved, &rules::REFERENCE),
        Some(id) => (Type::Entity(*id), Class::Single, &rules::REFERENCE),
        None => (Type::Open(OpenReason::Undescribed(name.clone())), Class::Open, &rules::REFERENCE),
    };
    Known::new(ty, class, rule, because(rows, values))
}

/// The row prints a placeholder: the sample decides, or an entity that is named like the property.
fn lost(api: &Api, property: &Property, rows: &[&Said], values: &[&Json]) -> Known<Type> {
    if let Some(value) = telling(values) {
        return match value.members() {
            Some(_) => dictionary(api, rows, values),
            None => sampled(api, values, &rules::LOST_BY_SAMPLE),
        };
    }
    let Some(id) = api.described.get(&property.name) else {
        return Known::new(Type::Open(OpenReason::Lost), Class::Open, &rules::LOST, because(rows, values));
    };
    let class = if api.assumed_names.contains(&property.name) { Class::Assumed } else { Class::Agreed };
    let said = api.entities[*id]
        .said
        .first()
        .map(|span| Evidence { span: *span, says: "described under the property's own name".to_owned() });
    let mut known = Known::new(Type::Entity(*id), class, &rules::LOST_BY_NAME, said.into_iter().collect());
    known.against.extend(rows.first().map(|row| says(row)));
    known
}

/// The row only says that there is an object: its samples show which one. `{}` is a sample that was cut off.
fn unnamed(api: &Api, rows: &[&Said], values: &[&Json]) -> Known<Type> {
    let values: Vec<&Json> =
        values.iter().copied().filter(|value| !value.members().is_some_and(|members| members.is_empty())).collect();
    let (ty, class) = match infer(api, &values) {
        Type::Open(OpenReason::NoSample) => (Type::Open(OpenReason::Unnamed), Class::Open),
        ty if ty.is_open() => (ty, Class::Open),
        ty if values.len() > 1 => (ty, Class::Agreed),
        ty => (ty, Class::Single),
    };
    Known::new(ty, class, &rules::UNNAMED, because(rows, &values))
}

fn scalar_of(api: &Api, ty: &Type, rows: &[&Said], values: &[&Json]) -> Known<Type> {
    let loose = rows.iter().all(|row| row.word.value.loose);
    let reasons = because(rows, values);
    let shown = infer(api, values);
    if shown == Type::Open(OpenReason::NoSample) {
        let class = if loose { Class::Assumed } else { Class::Single };
        return Known::new(ty.clone(), class, &rules::STATED, reasons);
    }
    match (ty, &shown) {
        // A request table says `String` for dates and bytes, `Number` for large integers; the sample shows them.
        (Type::String, Type::DateTime | Type::Bytes) if loose => {
            Known::new(shown, Class::Single, &rules::HIDDEN_SCALAR, reasons)
        }
        (Type::Double | Type::Int32, Type::Int64) if loose => {
            Known::new(Type::Int64, Class::Single, &rules::HIDDEN_SCALAR, reasons)
        }
        (stated, shown) if fits(stated, shown) => Known::new(ty.clone(), Class::Proved, &rules::STATED, reasons),
        _ => {
            let other = values.iter().find(|value| !value.is_null() && !fits(ty, &infer(api, &[value])));
            match other.copied().or_else(|| telling(values)) {
                Some(other) => contradicted(&rules::STATED, rows, values, other),
                None => Known::new(ty.clone(), Class::Single, &rules::STATED, reasons),
            }
        }
    }
}

/// The word and the sample cannot both be right, and a wrong type makes decoding fail.
fn contradicted(rule: &'static Rule, rows: &[&Said], values: &[&Json], other: &Json) -> Known<Type> {
    let open = Type::Open(OpenReason::Contradiction);
    let mut known = Known::new(open, Class::Contradicted, rule, because(rows, values));
    known.against.push(shows(other));
    known
}

fn dictionary(api: &Api, rows: &[&Said], values: &[&Json]) -> Known<Type> {
    let reasons = because(rows, values);
    let members: Vec<&Json> =
        values.iter().filter_map(|value| value.members()).flatten().map(|(_, value)| value).collect();
    let shown = values.iter().any(|value| value.members().is_some());
    if let Some(value) = values.iter().find(|value| !value.is_null() && value.members().is_none()) {
        // `object` beside a sample that is not an object: the value may be anything.
        let mut known =
            Known::new(Type::Open(OpenReason::FreeForm), Class::Open, &rules::FREE_FORM, vec![shows(value)]);
        known.against.extend(rows.first().map(|row| says(row)));
        return known;
    }
    let value = elements(api, &members);
    let value = match value {
        Type::Open(OpenReason::Undecided) => Type::Open(OpenReason::Cut),
        other => other,
    };
    let empty = values.iter().filter_map(|value| value.members()).all(<[_]>::is_empty);
    if empty {
        // The exporter also prints `{}` for anything it does not know, so not even the dictionary is certain.
        let reason = if shown { OpenReason::FreeForm } else { OpenReason::NoSample };
        return Known::new(Type::Open(reason), Class::Open, &rules::FREE_FORM, reasons);
    }
    let class = if value.is_open() { Class::Single } else { Class::Proved };
    Known::new(Type::map(value), class, &rules::DICTIONARY, reasons)
}

fn sampled(api: &Api, values: &[&Json], rule: &'static Rule) -> Known<Type> {
    let reasons: Vec<Evidence> = telling(values).map(shows).into_iter().collect();
    let members: Vec<&Json> =
        values.iter().filter_map(|value| value.members()).flatten().map(|(_, value)| value).collect();
    let shown = infer(api, values);
    let mixed = shown == Type::Open(OpenReason::Contradiction)
        && values.iter().any(|value| !value.is_null() && value.members().is_none());
    let ty = if !mixed && values.iter().any(|value| value.members().is_some()) {
        if members.is_empty() {
            return Known::new(Type::Open(OpenReason::Cut), Class::Open, rule, reasons);
        }
        let value = elements(api, &members);
        Type::map(match value {
            Type::Open(OpenReason::NoSample | OpenReason::Undecided) => Type::Open(OpenReason::Cut),
            other => other,
        })
    } else {
        shown
    };
    let class = match (&ty, values.len()) {
        (ty, _) if ty.is_open() => Class::Open,
        (_, 0 | 1) => Class::Single,
        _ => Class::Agreed,
    };
    Known::new(ty, class, rule, reasons)
}

/// The type that most rows and samples state. The others are reported, each at its own place.
fn majority(
    api: &Api,
    owner: &str,
    property: &Property,
    weighed: &Weighed<'_>,
    diagnostics: &mut Diagnostics,
) -> Known<Type> {
    let known = match &weighed.claim {
        Some(claim) => one(api, property, claim, &weighed.rows, &weighed.values),
        None => sampled(api, &weighed.values, &rules::SAMPLE_ONLY),
    };
    for finding in weighed.findings(owner) {
        diagnostics.push(finding);
    }
    let mut known = Known { class: Class::Contradicted, rule: &rules::MAJORITY, ..known };
    known.against.extend(weighed.against());
    known
}

/// A request table that states another kind than the response tables, which are more precise and decide.
fn other_kind(owner: &str, row: &Said, property: &Property) -> Diagnostic {
    let message = format!("the type of `{owner}` differs between tables");
    let finding = Diagnostic::new(Code::Contradiction, row.word.span, message).label(says(row).says);
    let finding = match property.rows.iter().find(|row| row.side == Side::Response) {
        Some(response) => finding.other(response.word.span, says(response).says),
        None => finding,
    };
    finding.note("the type in response tables is used").help("correct this cell, or state the correct type in a fixup")
}

/// The type of rows that differ too much for a majority.
fn many(
    api: &Api,
    owner: &str,
    property: &Property,
    claims: &Claims<'_>,
    values: &[&Json],
    diagnostics: &mut Diagnostics,
) -> Known<Type> {
    // The later docs version wins if it makes only one statement.
    let newer: Vec<(&Claim, Vec<&Said>)> = claims
        .iter()
        .map(|(claim, rows)| (claim, rows.iter().copied().filter(|row| row.newer).collect::<Vec<_>>()))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    let mut known = match newer.as_slice() {
        [(claim, rows)] => one(api, property, claim, rows, values),
        _ => {
            let types: Vec<Type> =
                claims.iter().map(|(claim, rows)| one(api, property, claim, rows, values).value).collect();
            let joined = types.into_iter().reduce(join).unwrap_or(Type::Open(OpenReason::Contradiction));
            let rows: Vec<&Said> = claims.values().filter_map(|rows| rows.first().copied()).collect();
            Known::new(joined, Class::Contradicted, &rules::DISAGREEMENT, because(&rows, values))
        }
    };
    let winner = if let [(claim, _)] = newer.as_slice() { Some(*claim) } else { None };
    // The statement that lost comes first, because it is the one to correct; otherwise the rarest one.
    let mut order: Vec<(&Claim, &Vec<&Said>)> = claims.iter().collect();
    order.sort_by_key(|(claim, rows)| (Some(*claim) == winner, rows.len()));
    let mut places = order.into_iter().filter_map(|(_, rows)| rows.first().copied());
    if let (Some(first), Some(second)) = (places.next(), places.next()) {
        known.class = Class::Contradicted;
        known.against.push(says(if winner.is_some() { first } else { second }));
        known.because.retain(|one| known.against.iter().all(|against| against.span != one.span));
        let what = if known.value.innermost().is_open() {
            "the type is left open"
        } else if winner.is_some() {
            "the statement of the newer docs version is used"
        } else {
            "a type that both allow is used"
        };
        diagnostics.push(
            Diagnostic::new(
                Code::Contradiction,
                first.word.span,
                format!("the type of `{owner}` differs between tables"),
            )
            .label(says(first).says)
            .other(second.word.span, says(second).says)
            .note(what)
            .help("make the tables agree, or state the correct type in a fixup"),
        );
    }
    known
}
