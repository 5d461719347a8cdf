//! Applies the user's corrections of the docs, before any rule decides.
//!
//! ```text
//! `Foo.TableRight`, expect `RecurrenceInfo`, set `TableRight`   ->  a reference to `TableRight`
//! `*.TableRight`, the same                                      ->  the same on every entity without a separate fixup
//! `uid response`, expect `Foo`, set `[Foo]`                     ->  an array of `Foo`
//! `uid ?page`, expect `string`, set `int32, required`           ->  an integer that must be sent
//! `uid status 404`, expect `missing`, set `listed`              ->  one status more
//! ```
//!
//! In: the corrections as `fixups.rs` read them. Out: the model with them applied. A type set here has a rule that is
//! [`by_person`](crate::model::Rule), and later passes leave such a type alone.
//!
//! Runs after every entity was found, so that a fixup can name types that the docs do not name. Types are looked up by
//! the names that the rules alone would give them. What the docs say is kept as evidence against.
//!
//! A correction that is no longer needed is an error: if its target does not exist, if the docs no longer say what it
//! expects, or if the rules would reach the same result without it. Where the docs contradict themselves, the same
//! result is not an error: the fixup says that the decision is right.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{after_fixups, rules};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Api, Body, Class, EntityId, Enum, EnumId, Evidence, Fixup, Form, Known, Notation, Property, Side, Spot, Status,
    Target, Type, Wanted,
};
use crate::source::{Span, Spanned};

const DELETE: &str = "delete the fixup";

/// Adds and removes statuses.
pub(super) fn statuses(api: &mut Api, diagnostics: &mut Diagnostics) {
    let whole = api.fixups.whole;
    for fixup in std::mem::take(&mut api.fixups.list) {
        let (Target::Status { uid, code }, Wanted::Listed(wanted)) = (&fixup.target.value, &fixup.set.value) else {
            api.fixups.list.push(fixup);
            continue;
        };
        let Some(operation) = api.operation_mut(uid) else {
            if whole {
                diagnostics.push(*unmatched(&fixup, format!("no page has the uid `{uid}`")));
            }
            continue;
        };
        if operation.statuses.iter().any(|status| status.code == *code) == *wanted {
            let says = if *wanted { "lists" } else { "does not list" };
            let at = operation.statuses.iter().find(|status| status.code == *code);
            let at = at.or(operation.statuses.first()).map_or(operation.uid.span, |status| status.description.span);
            diagnostics.push(
                Diagnostic::new(Code::FixupOutdated, fixup.expect.span, format!("the page {says} the status {code}"))
                    .label("not what the fixup expects")
                    .other(at, "what the page says")
                    .help(DELETE),
            );
        } else if *wanted {
            let description = Spanned::new(String::new(), fixup.span());
            operation.statuses.push(Status { code: *code, description });
            api.count(&rules::FIXUP);
        } else {
            operation.statuses.retain(|status| status.code != *code);
            api.count(&rules::FIXUP);
        }
    }
}

/// Sets types of properties, parameters and bodies.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    if api.fixups.list.is_empty() {
        return;
    }
    let mut unfixed = api.clone();
    unfixed.fixups = crate::model::Fixups::default();
    after_fixups(&mut unfixed);
    let mut list = std::mem::take(&mut api.fixups.list);
    // A fixup of one entity takes precedence over one of all entities.
    list.sort_by_key(|fixup| matches!(fixup.target.value, Target::Property { owner: None, .. }));
    let mut taken: BTreeMap<Spot, Span> = BTreeMap::new();
    for fixup in list {
        if let Err(finding) = apply(api, &unfixed, &fixup, &mut taken) {
            finding.into_iter().for_each(|finding| diagnostics.push(*finding));
        }
    }
}

/// The finding about a fixup that is wrong or no longer needed; `None` if only a part of the docs was read, because the
/// rest may need it.
type Refused = Option<Box<Diagnostic>>;

fn apply(api: &mut Api, unfixed: &Api, fixup: &Fixup, taken: &mut BTreeMap<Spot, Span>) -> Result<(), Refused> {
    let whole = api.fixups.whole;
    let only_whole = |finding: Box<Diagnostic>| whole.then_some(finding);
    let spots = spots(api, unfixed, fixup, taken).map_err(only_whole)?;
    expected(api, fixup, &spots, whole)?;
    let types = match &fixup.set.value {
        Wanted::Type(notation) | Wanted::Parameter(notation, _) => {
            Some(resolve(api, unfixed, notation, enum_name(&spots)).map_err(|message| {
                let finding = Diagnostic::new(Code::FixupInvalid, fixup.set.span, message);
                let finding =
                    finding.label("the value to set").note("a type is looked up by the name it has without fixups");
                only_whole(Box::new(finding.help("correct the name, or describe the type on a page")))
            })?)
        }
        Wanted::Nothing | Wanted::Listed(_) => None,
    };
    if whole && unneeded(api, unfixed, fixup, &spots, types.as_ref()) {
        let message = format!("the fixup `{}` is not needed", fixup.name);
        let finding = Diagnostic::new(Code::FixupUnneeded, fixup.set.span, message)
            .label("the result is the same without it")
            .note("the docs were corrected, or a rule decides the same")
            .help(DELETE);
        return Err(Some(Box::new(finding)));
    }
    for (spot, _) in spots {
        taken.insert(spot.clone(), fixup.span());
        set(api, fixup, &spot, types.clone());
        api.count(&rules::FIXUP);
    }
    Ok(())
}

fn unmatched(fixup: &Fixup, note: String) -> Box<Diagnostic> {
    let message = format!("the target of the fixup `{}` does not exist", fixup.name);
    let finding = Diagnostic::new(Code::FixupUnmatched, fixup.span(), message)
        .label("matches nothing in the docs")
        .note(note)
        .help(format!("correct the target, or {DELETE}"));
    Box::new(finding)
}

/// A place, and the words that the docs print about it.
type Said = (Spot, Vec<Evidence>);

fn spots(api: &Api, unfixed: &Api, fixup: &Fixup, taken: &BTreeMap<Spot, Span>) -> Result<Vec<Said>, Box<Diagnostic>> {
    let operation =
        |uid: &str| api.operation(uid).ok_or_else(|| unmatched(fixup, format!("no page has the uid `{uid}`")));
    match &fixup.target.value {
        Target::Property { owner: None, name } => everywhere(api, fixup, name, taken),
        Target::Property { owner: Some(owner), name } => {
            let id = entity(api, unfixed, owner);
            let id = id.ok_or_else(|| unmatched(fixup, format!("no type is called `{owner}`")))?;
            let property = api.entities[id].property(name);
            let property = property.ok_or_else(|| unmatched(fixup, format!("`{owner}` has no property `{name}`")))?;
            let spot = Spot::Property(id, name.clone());
            match taken.get(&spot) {
                Some(first) => Err(second(fixup, name, *first)),
                None => Ok(vec![(spot, printed(property))]),
            }
        }
        Target::Parameter { uid, place, name } => {
            let parameter = operation(uid)?.parameter(*place, name);
            let parameter =
                parameter.ok_or_else(|| unmatched(fixup, format!("`{uid}` has no such parameter `{name}`")))?;
            let says = Evidence { span: parameter.word.span, says: parameter.printed() };
            Ok(vec![(Spot::Parameter(uid.clone(), *place, name.clone()), vec![says])])
        }
        Target::Body { uid, side } => {
            let operation = operation(uid)?;
            let says = match operation.body(*side) {
                Some(body) => Evidence { span: body.name.span, says: body.printed() },
                None => Evidence { span: operation.uid.span, says: "nothing".to_owned() },
            };
            Ok(vec![(Spot::Body(uid.clone(), *side), vec![says])])
        }
        Target::Status { uid, .. } => Err(unmatched(fixup, format!("the statuses of `{uid}` are decided"))),
    }
}

/// The property of every entity that has it, except those with a separate fixup for it.
fn everywhere(
    api: &Api,
    fixup: &Fixup,
    name: &str,
    taken: &BTreeMap<Spot, Span>,
) -> Result<Vec<Said>, Box<Diagnostic>> {
    let having = api.entities.with_ids().filter_map(|(id, entity)| Some((id, entity.property(name)?)));
    let spots = having.map(|(id, property)| (Spot::Property(id, name.to_owned()), printed(property)));
    let found: Vec<Said> = spots.filter(|(spot, _)| !taken.contains_key(spot)).collect();
    if found.is_empty() {
        return Err(unmatched(fixup, format!("no type has a property `{name}` without a separate fixup")));
    }
    Ok(found)
}

fn printed(property: &Property) -> Vec<Evidence> {
    property.rows.iter().map(|row| Evidence { span: row.word.span, says: row.word.value.printed() }).collect()
}

fn second(fixup: &Fixup, name: &str, first: Span) -> Box<Diagnostic> {
    let message = format!("a second fixup for the property `{name}`");
    let finding = Diagnostic::new(Code::FixupInvalid, fixup.span(), message)
        .label("the same property under another name of its type")
        .other(first, "the first one")
        .help("delete one of the two");
    Box::new(finding)
}

/// Whether the docs still print what the fixup expects.
fn expected(api: &Api, fixup: &Fixup, spots: &[Said], whole: bool) -> Result<(), Refused> {
    let mut printed: BTreeMap<&str, Span> = BTreeMap::new();
    for evidence in spots.iter().flat_map(|(_, said)| said) {
        printed.entry(&evidence.says).or_insert(evidence.span);
    }
    let expect = &fixup.expect.value;
    let other = printed.iter().find(|(word, _)| !expect.iter().any(|expected| expected == *word));
    let gone = expect.iter().find(|word| !printed.contains_key(word.as_str()));
    let words: Vec<String> = printed.keys().map(|word| format!("`{word}`")).collect();
    let now = if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
    // A line to copy, if the words can be written in it.
    let plain = printed.keys().all(|word| !word.contains(['"', '\\', '\n']));
    let list: Vec<String> = printed.keys().map(|word| format!("\"{word}\"")).collect();
    let ready = match list.as_slice() {
        [] => String::new(),
        _ if !plain => String::new(),
        [word] => format!(": `expect = {word}`"),
        words => format!(": `expect = [{}]`", words.join(", ")),
    };
    let finding = |message: String| {
        Diagnostic::new(Code::FixupOutdated, fixup.expect.span, message)
            .label("not what the docs print now")
            .note(format!("the docs now print: {now}"))
            .help(format!("{DELETE}, or check the docs again and update `expect`{ready}"))
    };
    match (other, gone) {
        (Some((word, span)), _) => {
            let finding =
                finding(format!("the docs print `{word}` for `{}`, which the fixup does not expect", fixup.name));
            Err(Some(Box::new(finding.other(*span, "printed here"))))
        }
        (None, Some(word)) if whole => {
            let finding = finding(format!("the docs no longer print `{word}` for `{}`", fixup.name));
            // Shows where the word was, because the reader may look for it.
            let place =
                spots.iter().find_map(|(spot, said)| said.first().map(|one| one.span).or_else(|| seen(api, spot)));
            Err(Some(Box::new(match place {
                Some(span) => finding.other(span, "the place that the fixup corrects"),
                None => finding,
            })))
        }
        _ => Ok(()),
    }
}

fn seen(api: &Api, spot: &Spot) -> Option<Span> {
    let Spot::Property(id, name) = spot else { return None };
    api.entities[*id].property(name)?.samples.first().map(|observed| observed.json.span)
}

/// Whether the rules alone give the same result. Where the docs contradict themselves, a fixup is needed all the same.
fn unneeded(api: &Api, unfixed: &Api, fixup: &Fixup, spots: &[Said], wanted: Option<&Type>) -> bool {
    spots.iter().all(|(spot, _)| {
        let required = match (&fixup.set.value, spot) {
            (Wanted::Parameter(_, required), Spot::Parameter(uid, place, name)) => {
                let parameter = unfixed.operation(uid).and_then(|operation| operation.parameter(*place, name));
                parameter.is_some_and(|parameter| parameter.required == *required)
            }
            _ => true,
        };
        let decided = spot.of(unfixed);
        required
            && match (wanted, decided) {
                (Some(wanted), Some(decided)) => {
                    decided.class != Class::Contradicted && same((api, wanted), (unfixed, &decided.value))
                }
                (None, decided) => decided.is_none(),
                (Some(_), None) => false,
            }
    })
}

/// Whether two types of two models are the same. The models have the same entities, but not the same enumerations.
fn same((api, ty): (&Api, &Type), (unfixed, decided): (&Api, &Type)) -> bool {
    match (ty, decided) {
        (Type::Array(a), Type::Array(b)) | (Type::Map(a), Type::Map(b)) => same((api, a), (unfixed, b)),
        (Type::Open(_), Type::Open(_)) => true,
        (Type::Enum(a), Type::Enum(b)) => api.enums[*a].words == unfixed.enums[*b].words,
        (a, b) => a == b,
    }
}

/// An entity by the name that the rules give it. They find no entity that the model lacks.
fn entity(api: &Api, unfixed: &Api, name: &str) -> Option<EntityId> {
    let described = unfixed.described.get(name).copied();
    let found = described.or_else(|| unfixed.entities.find(|entity| entity.name == name));
    found.filter(|id| api.entities.contains(*id))
}

/// The name of an enumeration that a fixup introduces: that of the property or parameter.
fn enum_name(spots: &[Said]) -> String {
    match spots.first() {
        Some((Spot::Property(_, name) | Spot::Parameter(_, _, name), _)) => name.trim_start_matches('$').to_owned(),
        Some((Spot::Body(uid, _), _)) => uid.rsplit('_').next().unwrap_or(uid).to_owned(),
        None => String::new(),
    }
}

fn resolve(api: &mut Api, unfixed: &Api, notation: &Notation, name: String) -> Result<Type, String> {
    Ok(match notation {
        Notation::Plain(ty) => ty.clone(),
        Notation::Array(element) => Type::array(resolve(api, unfixed, element, name)?),
        Notation::Map(value) => Type::map(resolve(api, unfixed, value, name)?),
        Notation::Name(name) => {
            Type::Entity(entity(api, unfixed, name).ok_or_else(|| format!("no type is called `{name}`"))?)
        }
        Notation::Words(words) => Type::Enum(enumeration(api, &name, words, false)),
        Notation::Enum(known) => {
            let id = unfixed.enums.find(|one| one.name == *known);
            let id = id.ok_or_else(|| format!("no enumeration is called `{known}`"))?;
            let known = &unfixed.enums[id];
            Type::Enum(enumeration(api, first_name(unfixed, id), &known.words, known.complete))
        }
    })
}

/// The name that an enumeration has until `names` has run: that of a property or parameter that holds it.
fn first_name(unfixed: &Api, id: EnumId) -> &str {
    let holds = |ty: &Type| *ty.innermost() == Type::Enum(id);
    let mut properties = unfixed.entities.iter().flat_map(|entity| &entity.properties);
    let mut parameters = unfixed.operations.iter().flat_map(|operation| &operation.parameters);
    let property = properties.find(|property| holds(&property.ty.value)).map(|property| property.name.as_str());
    let parameter = parameters.find(|parameter| holds(&parameter.ty.value));
    let parameter = parameter.map(|parameter| parameter.name.value.trim_start_matches('$'));
    property.or(parameter).unwrap_or(&unfixed.enums[id].name)
}

/// The enumeration with this name and these values, created if it is missing.
fn enumeration(api: &mut Api, name: &str, words: &[String], complete: bool) -> EnumId {
    let known = api.enums.find(|known| known.name.eq_ignore_ascii_case(name) && known.words == words);
    known.unwrap_or_else(|| api.enums.push(Enum::new(name.to_owned(), words.to_vec(), complete, Vec::new())))
}

/// Writes the decision, with what the docs say as evidence against it.
fn set(api: &mut Api, fixup: &Fixup, spot: &Spot, ty: Option<Type>) {
    let link = fixup.link.as_ref().map(|link| format!(" ({link})")).unwrap_or_default();
    let says = format!("fixup `{}`: {}{link}", fixup.name, fixup.reason);
    let because = vec![Evidence { span: fixup.span(), says }];
    if let (Spot::Parameter(uid, place, name), Wanted::Parameter(_, required)) = (spot, &fixup.set.value)
        && let Some(operation) = api.operation_mut(uid)
        && let Some(parameter) = operation.parameter_mut(*place, name)
    {
        parameter.required = *required;
    }
    if let Spot::Body(uid, side) = spot
        && let Some(operation) = api.operation_mut(uid)
    {
        let uid = operation.uid.span;
        let body = operation.body_mut(*side);
        match &ty {
            None => *body = None,
            Some(ty) => {
                let body = body.get_or_insert_with(|| unprinted(*side, uid));
                // Raw bytes stay raw bytes; everything else that has a type is JSON.
                if body.form == Form::Patch || (body.form == Form::Binary && *ty != Type::Bytes) {
                    body.form = Form::Json;
                }
            }
        }
    }
    let Some(ty) = ty else { return };
    let mut known = Known::new(ty, Class::Proved, &rules::FIXUP, because);
    known.against = against(api, spot);
    if let Some(place) = spot.of_mut(api) {
        *place = known.clone();
        api.fixups.applied.push((spot.clone(), known));
    }
}

/// A body that the page does not print.
fn unprinted(side: Side, at: Span) -> Body {
    let name = if side == Side::Request { "body" } else { "" };
    let end = Span { start: at.end, ..at };
    Body {
        name: Spanned::new(name.to_owned(), at),
        kind: Spanned::new(String::new(), end),
        text: None,
        rows: None,
        sample: None,
        ty: Known::undecided(),
        form: Form::Json,
    }
}

/// What the docs say, without duplicates.
fn against(api: &Api, spot: &Spot) -> Vec<Evidence> {
    let mut said: Vec<Evidence> = match spot {
        Spot::Property(id, name) => {
            let rows = api.entities[*id].property(name).map(|property| property.rows.as_slice());
            let says = |row: &Arc<crate::model::Said>| {
                let side = if row.side == Side::Request { "request" } else { "response" };
                Evidence { span: row.word.span, says: format!("a {side} table says `{}`", row.word.value.printed()) }
            };
            rows.unwrap_or_default().iter().map(says).collect()
        }
        Spot::Parameter(uid, place, name) => api
            .operation(uid)
            .and_then(|operation| operation.parameter(*place, name))
            .map(|parameter| Evidence {
                span: parameter.word.span,
                says: format!("the table says `{}`", parameter.word.value.printed()),
            })
            .into_iter()
            .collect(),
        Spot::Body(uid, side) => api
            .operation(uid)
            .and_then(|operation| operation.body(*side))
            .filter(|body| !body.printed().is_empty())
            .map(|body| Evidence { span: body.name.span, says: format!("the heading says `{}`", body.printed()) })
            .into_iter()
            .collect(),
    };
    let mut once = BTreeSet::new();
    said.retain(|evidence| once.insert(evidence.says.clone()));
    said.truncate(Known::<Type>::KEPT);
    said
}
