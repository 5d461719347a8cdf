//! Decides types that the pages leave open, as companion material states them.
//!
//! ```text
//! `Colour` of a `Lamp` is open, the class `Lamp` says `Paint`      ->  the entity `Paint`
//! a row names `Paint`, no page describes it, a class does          ->  an entity with the properties of the class
//! elements of `Bulbs` have no name, the class `Lamp` says `Bulb[]` ->  they are called `Bulb`
//! the sample of a response shows `[]`, an agent says `Lamp[]`      ->  array of `Lamp`
//! ```
//!
//! The pages are newer and describe the wire, so they decide what exists, and a type that they state does not change.
//! Companion material decides only types that are open or assumed, and elements of arrays that only samples show. It
//! adds properties only to types without a table. If a page states a different type, a finding shows both places.

use super::infer::{fits, infer};
use super::rules;
use super::stated::{Fact, Statements};
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Api, Class, CompanionType, Companions, Entity, EntityId, Evidence, Form, Json, Known, Object, OpenReason, Origin,
    Property, Side, Stated, Type,
};

/// Decides the types that the pages leave open.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    if api.companions.is_empty() {
        return;
    }
    let companions = Arc::clone(&api.companions);
    let statements = Statements::new(api, &companions);
    let mut typing = Typing { companions: &companions, statements, inside: Vec::new() };
    typing.name_entities(api);
    // The list grows while types are created.
    let mut next = 0;
    while let Some(id) = api.entities.ids().nth(next) {
        typing.entity(api, id, diagnostics);
        next += 1;
    }
    typing.bodies(api, diagnostics);
    while let Some(id) = api.entities.ids().nth(next) {
        typing.entity(api, id, diagnostics);
        next += 1;
    }
}

/// The number of dictionaries inside each other that a type can have.
const DEEPEST: usize = 16;

struct Typing<'a> {
    companions: &'a Companions,
    statements: Statements<'a>,
    /// The dictionaries whose values are being converted, the outermost one first.
    inside: Vec<String>,
}

/// The comparison of a type with a statement.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// Both are the same.
    Same,
    /// The statement says nothing more.
    Silent,
    /// A better type.
    Better(Type),
    /// They contradict each other.
    Differs,
}

impl Typing<'_> {
    /// Names entities that the docs do not name after their classes. If several have the same class, the one with the
    /// most properties gets the name.
    fn name_entities(&mut self, api: &mut Api) {
        let mut unnamed: Vec<EntityId> = api
            .entities
            .with_ids()
            .filter(|(_, entity)| matches!(entity.origin, Origin::Nested | Origin::Response))
            .map(|(id, _)| id)
            .collect();
        unnamed.sort_by_key(|id| std::cmp::Reverse(api.entities[*id].properties.len()));
        for id in unnamed {
            let mut classes = self.statements.classes(id);
            let (Some(class), None) = (classes.next(), classes.next()) else { continue };
            let Some(class) =
                self.companions.class(class).filter(|class| !api.described.contains_key(&class.name.value))
            else {
                continue;
            };
            let members = self.companions.members(class);
            let entity = &mut api.entities[id];
            if entity.properties.iter().any(|property| members.iter().all(|member| member.name != property.name)) {
                continue;
            }
            entity.name.clone_from(&class.name.value);
            entity.origin = Origin::Docs;
            self.complete(entity, class);
            api.described.insert(class.name.value.clone(), id);
        }
    }

    /// Adds the properties of a class that an entity lacks.
    fn complete(&self, entity: &mut Entity, class: &Object) {
        for member in self.companions.members(class) {
            if entity.property(&member.name).is_none() {
                entity.properties.push(Property::new(member.name.clone()));
            }
        }
        entity.description = entity.description.take().or_else(|| class.text.clone());
    }

    fn entity(&mut self, api: &mut Api, id: EntityId, diagnostics: &mut Diagnostics) {
        if api.entities[id].description.is_none() {
            let text = self.companions.class(&api.entities[id].name).and_then(|class| class.text.clone());
            api.entities[id].description = text;
        }
        for at in 0..api.entities[id].properties.len() {
            let Some(property) = api.entities[id].properties.get(at) else { break };
            let (name, known) = (property.name.clone(), property.ty.clone());
            let Some(fact) = self.statements.of(id, &name) else {
                if let Some(known) = self.undescribed(api, &known) {
                    set(api, id, at, known);
                }
                continue;
            };
            let samples: Vec<Json> = property.samples.iter().map(|observed| observed.json.clone()).collect();
            let text = property.description().is_none().then(|| fact.text.cloned()).flatten();
            let entity = &api.entities[id];
            let owner = if entity.name.is_empty() { &entity.place } else { &entity.name };
            let owner = format!("{owner}.{name}");
            let known = self.decide(api, &owner, known, &samples.iter().collect::<Vec<_>>(), &fact, diagnostics);
            if let Some(property) = api.entities[id].properties.get_mut(at) {
                property.text = text;
            }
            set(api, id, at, known);
        }
    }

    /// The type for a name in a row, if a class describes this name and no page does.
    fn undescribed(&mut self, api: &mut Api, known: &Known<Type>) -> Option<Known<Type>> {
        let Type::Open(OpenReason::Undescribed(name)) = known.value.innermost() else { return None };
        let span = self.statements.declared(name)?;
        let id = self.resolve(api, &name.clone())?;
        let says = format!("the client type `{name}` describes it");
        let because = known.because.iter().cloned().chain([Evidence { span, says }]).collect();
        let ty = known.value.with_innermost(Type::Entity(id));
        Some(Known::new(ty, Class::Companion, &rules::CLIENT_TYPE, because))
    }

    fn bodies(&mut self, api: &mut Api, diagnostics: &mut Diagnostics) {
        for at in 0..api.operations.len() {
            for side in [Side::Request, Side::Response] {
                self.body(api, at, side, diagnostics);
            }
        }
    }

    fn body(&mut self, api: &mut Api, at: usize, side: Side, diagnostics: &mut Diagnostics) {
        let Some(operation) = api.operations.get(at) else { return };
        let Some(body) = operation.body(side).filter(|body| body.form == Form::Json) else { return };
        let is_open = body.ty.value.innermost().is_open();
        let fact = match side {
            Side::Response => self
                .statements
                .result(operation)
                .or_else(|| is_open.then(|| self.statements.result_of_agent(operation)).flatten()),
            Side::Request if is_open => self.statements.argument(operation, &body.name.value),
            Side::Request => None,
        };
        let Some(fact) = fact else { return };
        let (known, sample, owner) = (body.ty.clone(), body.sample.clone(), operation.uid.value.clone());
        // If a page lists only errors, its sample response is one of an error.
        let sample = sample.filter(|_| side == Side::Request || operation.documents_success());
        let known = self.decide(api, &owner, known, &sample.iter().collect::<Vec<_>>(), &fact, diagnostics);
        let body = api.operations.get_mut(at).and_then(|operation| operation.body_mut(side).as_mut());
        if let Some(body) = body.filter(|body| body.ty != known) {
            body.ty = known;
            api.count(fact.rule);
        }
    }

    /// The type of a property or body after comparison with a statement.
    fn decide(
        &mut self,
        api: &mut Api,
        owner: &str,
        known: Known<Type>,
        samples: &[&Json],
        fact: &Fact<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Known<Type> {
        if known.is_fixed() {
            return known;
        }
        let guessed = matches!(known.class, Class::Assumed | Class::Single | Class::Open);
        let stated = self.convert(api, &fact.ty.value);
        match compare(api, &known.value, &stated, guessed, known.class == Class::Assumed) {
            Outcome::Better(ty) if samples.iter().all(|sample| accepts(api, &ty, sample)) => {
                let because = std::iter::once(fact.evidence()).chain(known.because).collect();
                Known::new(ty, Class::Companion, fact.rule, because)
            }
            Outcome::Better(_) | Outcome::Differs => {
                diagnostics.push(differs(owner, &known, samples, fact));
                known
            }
            Outcome::Same if matches!(known.class, Class::Single | Class::Assumed) => {
                let because =
                    known.because.into_iter().take(Known::<Type>::KEPT - 1).chain([fact.evidence()]).collect();
                Known { class: Class::Agreed, because, ..known }
            }
            // Nothing else has looked at the properties of a new type.
            Outcome::Silent if known.because.is_empty() && known.value.is_open() => {
                Known::new(stated, Class::Open, fact.rule, vec![fact.evidence()])
            }
            Outcome::Same | Outcome::Silent => known,
        }
    }

    /// The type that a statement means. Enumerations are strings here; `companion-values` makes them enumerations.
    fn convert(&mut self, api: &mut Api, stated: &Stated) -> Type {
        match stated {
            Stated::Scalar(ty) => ty.clone(),
            Stated::Anything => Type::Open(OpenReason::FreeForm),
            Stated::Array(of) => Type::array(self.convert(api, of)),
            Stated::Map(of) => Type::map(self.convert(api, of)),
            Stated::Opaque(name) => Type::Open(OpenReason::Undescribed(name.clone())),
            _ if self.companions.is_enum(stated) => Type::String,
            Stated::Named { name, .. } => match self.companions.types.get(name) {
                // A dictionary inside itself has no finite type.
                Some(CompanionType::Dictionary(_)) if self.inside.len() == DEEPEST || self.inside.contains(name) => {
                    Type::Open(OpenReason::Undescribed(name.clone()))
                }
                Some(CompanionType::Dictionary(of)) => {
                    self.inside.push(name.clone());
                    let of = self.convert(api, &of.value);
                    self.inside.pop();
                    Type::map(of)
                }
                _ => match self.resolve(api, name) {
                    Some(id) => Type::Entity(id),
                    None => Type::Open(OpenReason::Undescribed(name.clone())),
                },
            },
        }
    }

    /// The entity with a name: that of the pages, or a new one with the properties of a class.
    fn resolve(&mut self, api: &mut Api, name: &str) -> Option<EntityId> {
        if let Some(id) = api.described.get(name) {
            return Some(*id);
        }
        let class = self.companions.class(name)?;
        let mut entity = Entity::new(name.to_owned(), Origin::Docs, String::new());
        self.complete(&mut entity, class);
        entity.said.push(class.name.span);
        let id = api.entities.push(entity);
        api.described.insert(name.to_owned(), id);
        self.statements.add(id, class);
        Some(id)
    }
}

/// Whether a sample can have a type.
fn accepts(api: &Api, ty: &Type, sample: &Json) -> bool {
    // The exporter prints `{}` where it stops.
    if sample.is_null() || sample.members().is_some_and(<[_]>::is_empty) {
        return true;
    }
    match ty {
        Type::Array(of) => sample.elements().is_some_and(|all| all.iter().all(|one| accepts(api, of, one))),
        Type::Map(of) => sample.members().is_some_and(|all| all.iter().all(|(_, one)| accepts(api, of, one))),
        Type::Entity(_) => sample.members().is_some(),
        Type::Open(_) => true,
        scalar => fits(scalar, &infer(api, &[sample])),
    }
}

fn set(api: &mut Api, id: EntityId, at: usize, known: Known<Type>) {
    let rule = known.rule;
    if let Some(property) = api.entities[id].properties.get_mut(at).filter(|property| property.ty != known) {
        property.ty = known;
        api.count(rule);
    }
}

/// Compares a decided type with a stated one. `guessed` types have little support, and `assumed` ones none.
fn compare(api: &Api, known: &Type, stated: &Type, guessed: bool, assumed: bool) -> Outcome {
    match (known, stated) {
        (a, b) if a == b => Outcome::Same,
        // The value is meant to be open.
        (Type::Open(reason), Type::Open(OpenReason::FreeForm)) if *reason != OpenReason::Contradiction => {
            Outcome::Better(stated.clone())
        }
        (_, Type::Open(_)) => Outcome::Silent,
        (Type::Open(_), stated) => Outcome::Better(stated.clone()),
        (Type::Array(a), Type::Array(b)) => inside(compare_elements(api, a, b, guessed, assumed), Type::array),
        (Type::Map(a), Type::Map(b)) => inside(compare_elements(api, a, b, guessed, assumed), Type::map),
        (Type::Entity(a), Type::Entity(b)) => entities(api, *a, *b),
        // The values are compared later.
        (Type::Enum(_), Type::String) => Outcome::Silent,
        (_, stated) if assumed => Outcome::Better(stated.clone()),
        _ => Outcome::Differs,
    }
}

/// Like [`compare`]. Samples show integers in arrays of larger or fractional numbers, too.
fn compare_elements(api: &Api, known: &Type, stated: &Type, guessed: bool, assumed: bool) -> Outcome {
    match (known, stated) {
        (Type::Int32, Type::Double | Type::Int64) if guessed => Outcome::Better(stated.clone()),
        _ => compare(api, known, stated, guessed, assumed),
    }
}

fn inside(outcome: Outcome, wrap: fn(Type) -> Type) -> Outcome {
    match outcome {
        Outcome::Better(ty) => Outcome::Better(wrap(ty)),
        other => other,
    }
}

/// Replaces an entity that the docs do not name with the stated one, if that has all its properties. An entity that the
/// docs name is never replaced, and an entity with other properties may be a different type.
fn entities(api: &Api, known: EntityId, stated: EntityId) -> Outcome {
    let (known, other) = (&api.entities[known], &api.entities[stated]);
    if known.origin == Origin::Docs {
        return Outcome::Differs;
    }
    match known.properties.iter().all(|property| other.property(&property.name).is_some()) {
        true => Outcome::Better(Type::Entity(stated)),
        false => Outcome::Silent,
    }
}

fn differs(owner: &str, known: &Known<Type>, samples: &[&Json], fact: &Fact<'_>) -> Diagnostic {
    let evidence = fact.evidence();
    let place = known.because.first().map(|first| (first.span, first.says.clone()));
    let place =
        place.or_else(|| samples.first().map(|sample| (sample.span, format!("a sample shows {}", sample.kind_word()))));
    let (span, says) = place.unwrap_or((evidence.span, evidence.says.clone()));
    let message = format!("the type of `{owner}` differs between its page and companion material");
    Diagnostic::new(Code::CompanionDiffers, span, message)
        .label(says)
        .other(evidence.span, evidence.says)
        .note("the type of the page is used, because pages are newer and describe the wire")
        .help("correct the page if it is wrong, or state the correct type in a fixup")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Enum, JsonKind, Key};
    use crate::source::{FileId, Span};

    /// Entities: 0 is named by the docs, 1 is not, and 2 has the properties of 1 and one more.
    fn api() -> Api {
        let mut api = Api::default();
        for (name, origin, properties) in [
            ("Lamp", Origin::Docs, ["Colour"].as_slice()),
            ("", Origin::Nested, &["Colour"]),
            ("Bulb", Origin::Docs, &["Colour", "Power"]),
        ] {
            let mut entity = Entity::new(name.to_owned(), origin, String::new());
            entity.properties = properties.iter().map(|name| Property::new((*name).to_owned())).collect();
            api.entities.push(entity);
        }
        api.enums.push(Enum::new("Colour".to_owned(), Vec::new(), false, Vec::new()));
        api
    }

    fn json(value: &serde_json::Value) -> Json {
        let span = Span::new(FileId(0), 0..0);
        let kind = match value {
            serde_json::Value::Null => JsonKind::Null,
            serde_json::Value::Bool(known) => JsonKind::Bool(*known),
            serde_json::Value::Number(number) => JsonKind::Number(number.to_string().into()),
            serde_json::Value::String(text) => JsonKind::String(text.as_str().into()),
            serde_json::Value::Array(all) => JsonKind::Array(all.iter().map(json).collect()),
            serde_json::Value::Object(all) => {
                let members = all.iter().map(|(name, value)| (Key { name: name.as_str().into(), span }, json(value)));
                JsonKind::Object(members.collect())
            }
        };
        Json { span, kind }
    }

    #[test]
    fn types_are_compared() {
        let api = api();
        let ids: Vec<EntityId> = api.entities.ids().collect();
        let [lamp, nested, bulb] = ids.as_slice() else { panic!("{ids:?}") };
        let [lamp, nested, bulb] = [lamp, nested, bulb].map(|id| Type::Entity(*id));
        let colour = Type::Enum(api.enums.ids().next().unwrap());
        let free = || Type::Open(OpenReason::FreeForm);
        let undescribed = || Type::Open(OpenReason::Undescribed("A".to_owned()));
        let list = |of: &Type| Type::array(of.clone());
        let map = |of: &Type| Type::map(of.clone());
        // The known type, the stated one, and the outcomes if the known one is certain, guessed, and assumed.
        let better = |ty: &Type| Outcome::Better(ty.clone());
        for (known, stated, certain, guessed, assumed) in [
            (&Type::Int32, &Type::Int32, Outcome::Same, Outcome::Same, Outcome::Same),
            (&Type::Int32, &free(), Outcome::Silent, Outcome::Silent, Outcome::Silent),
            (&undescribed(), &free(), better(&free()), better(&free()), better(&free())),
            (&free(), &undescribed(), Outcome::Silent, Outcome::Silent, Outcome::Silent),
            (&Type::Open(OpenReason::Contradiction), &free(), Outcome::Silent, Outcome::Silent, Outcome::Silent),
            (&free(), &lamp, better(&lamp), better(&lamp), better(&lamp)),
            (&Type::Int32, &Type::String, Outcome::Differs, Outcome::Differs, better(&Type::String)),
            (&Type::String, &Type::DateTime, Outcome::Differs, Outcome::Differs, better(&Type::DateTime)),
            (&colour, &Type::String, Outcome::Silent, Outcome::Silent, Outcome::Silent),
            (&colour, &Type::Int32, Outcome::Differs, Outcome::Differs, better(&Type::Int32)),
            (&lamp, &bulb, Outcome::Differs, Outcome::Differs, Outcome::Differs),
            (&nested, &bulb, better(&bulb), better(&bulb), better(&bulb)),
            (&nested, &lamp, better(&lamp), better(&lamp), better(&lamp)),
        ] {
            assert_eq!(compare(&api, known, stated, false, false), certain, "{known:?} {stated:?}");
            assert_eq!(compare(&api, known, stated, true, false), guessed, "{known:?} {stated:?}");
            assert_eq!(compare(&api, known, stated, true, true), assumed, "{known:?} {stated:?}");
        }
        // An entity without one of the properties may be a different type.
        let mut more = api.clone();
        if let Type::Entity(id) = &nested {
            more.entities[*id].properties.push(Property::new("Shade".to_owned()));
        }
        assert_eq!(compare(&more, &nested, &bulb, false, false), Outcome::Silent);
        // Elements of arrays and dictionaries: samples show random words and small numbers.
        for wrap in [list, map] {
            for (known, stated) in [(Type::Int32, Type::Double), (Type::Int32, Type::Int64)] {
                let (known, stated) = (wrap(&known), wrap(&stated));
                assert_eq!(compare(&api, &known, &stated, true, false), better(&stated));
                assert_eq!(compare(&api, &known, &stated, false, false), Outcome::Differs);
            }
            assert_eq!(compare(&api, &wrap(&Type::Int32), &wrap(&Type::Int32), true, false), Outcome::Same);
            assert_eq!(compare(&api, &wrap(&Type::Int32), &wrap(&Type::Bool), true, false), Outcome::Differs);
            assert_eq!(compare(&api, &wrap(&colour), &wrap(&Type::String), true, false), Outcome::Silent);
        }
        assert_eq!(compare(&api, &list(&lamp), &map(&lamp), true, false), Outcome::Differs);
    }

    #[test]
    fn samples_are_compared() {
        let api = api();
        let entity = Type::Entity(api.entities.ids().next().unwrap());
        for (text, ty, expected) in [
            ("null", Type::Int32, true),
            ("{}", Type::Int32, true),
            ("[]", Type::Int32, false),
            ("[]", Type::array(Type::Int32), true),
            ("[1, 2]", Type::array(Type::Int32), true),
            ("[1, \"a\"]", Type::array(Type::Int32), false),
            ("1", Type::array(Type::Int32), false),
            ("{\"a\": 1}", Type::map(Type::Int32), true),
            ("{\"a\": 1, \"b\": true}", Type::map(Type::Int32), false),
            ("1", Type::map(Type::Int32), false),
            ("{\"a\": 1}", entity.clone(), true),
            ("1", entity, false),
            ("1", Type::Open(OpenReason::FreeForm), true),
            ("1", Type::String, false),
            ("\"a\"", Type::String, true),
            ("1", Type::DateTime, false),
        ] {
            let json = json(&serde_json::from_str(text).unwrap());
            assert_eq!(accepts(&api, &ty, &json), expected, "{text} {ty:?}");
        }
    }
}
