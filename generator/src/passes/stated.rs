//! Finds the statements of companion material about entities and their properties.
//!
//! In: the model and the companion material. Out: for a property, the type that companion material states, with its
//! place. The class of an entity is found in this order:
//!
//! ```text
//! an entity that the docs name `Lamp`             ->  the class `Lamp`
//! the request body of `v1LampAgent_Turn`          ->  the class `Lamp_TurnRequest`, and the parameters of `LampAgent.Turn`
//! the response of `v1LampAgent_GetLamp`           ->  the result of `LampAgent.GetLamp`
//! an entity that the docs do not name             ->  the classes that its places state
//! one whose places state nothing                  ->  the only class with exactly its properties
//! ```
//!
//! A REST operation whose resource and name are those of an operation of an agent, as in `v1LampEntity_Turn`, has the
//! same arguments and result. This is only used for bodies that pages leave open.
//!
//! This module decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Api, Companions, EntityId, Evidence, Member, Object, Operation, Origin, Rule, Signature, Stated, Type,
};
use crate::passes::rules;
use crate::source::{Span, Spanned};

/// With fewer properties, two types can be equal by chance.
const TELLING: usize = 3;

/// A statement about a property or a body.
pub(super) struct Fact<'a> {
    pub(super) ty: &'a Spanned<Stated>,
    pub(super) text: Option<&'a Spanned<String>>,
    pub(super) rule: &'static Rule,
    says: String,
}

impl Fact<'_> {
    /// The statement as evidence.
    pub(super) fn evidence(&self) -> Evidence {
        Evidence { span: self.ty.span, says: self.says.clone() }
    }
}

/// The classes and signatures of entities.
pub(super) struct Statements<'a> {
    companions: &'a Companions,
    members: BTreeMap<&'a str, BTreeMap<&'a str, &'a Member>>,
    classes: BTreeMap<EntityId, BTreeSet<&'a str>>,
    calls: BTreeMap<EntityId, Vec<&'a Signature>>,
}

impl<'a> Statements<'a> {
    pub(super) fn new(api: &Api, companions: &'a Companions) -> Self {
        let members = companions.types.keys().filter_map(|name| {
            let class = companions.class(name)?;
            let members = companions.members(class).into_iter().map(|member| (member.name.as_str(), member));
            Some((name.as_str(), members.collect()))
        });
        let mut found =
            Self { companions, members: members.collect(), classes: BTreeMap::new(), calls: BTreeMap::new() };
        let mut waiting = Vec::new();
        for (id, entity) in api.entities.with_ids().filter(|(_, entity)| entity.origin == Origin::Docs) {
            waiting.extend(found.known(&entity.name).map(|class| (id, class)));
        }
        for operation in &api.operations {
            let calls = found.signatures(operation);
            if let Some(Type::Entity(id)) = operation.request.as_ref().map(|body| &body.ty.value) {
                found.calls.entry(*id).or_default().extend(calls);
                waiting.extend(found.known(&carrier(operation)).map(|class| (*id, class)));
            }
            if let (Some(body), Some(result)) = (&operation.response, found.result(operation)) {
                waiting.extend(found.pair(api, &body.ty.value, &result.ty.value));
            }
        }
        found.spread(api, waiting);
        let shapes = found.by_shape(api);
        found.spread(api, shapes);
        found
    }

    /// The classes of entities about which nothing else is stated, by their properties.
    fn by_shape(&self, api: &Api) -> Vec<(EntityId, &'a str)> {
        let mut shapes: BTreeMap<Vec<&str>, Vec<&'a str>> = BTreeMap::new();
        for (class, members) in &self.members {
            shapes.entry(members.keys().copied().collect()).or_default().push(class);
        }
        let unknown = api.entities.with_ids().filter(|(id, entity)| {
            matches!(entity.origin, Origin::Nested | Origin::Response)
                && !self.classes.contains_key(id)
                && entity.properties.len() >= TELLING
        });
        let found = unknown.filter_map(|(id, entity)| {
            let mut names: Vec<&str> = entity.properties.iter().map(|property| property.name.as_str()).collect();
            names.sort_unstable();
            match shapes.get(&names)?.as_slice() {
                [class] => Some((id, *class)),
                _ => None,
            }
        });
        found.collect()
    }

    /// Passes the classes of entities on to the entities in their properties.
    fn spread(&mut self, api: &Api, mut waiting: Vec<(EntityId, &'a str)>) {
        while let Some((id, class)) = waiting.pop() {
            let entity = &api.entities[id];
            let own = entity.origin == Origin::Docs && entity.name != class;
            if own || !self.classes.entry(id).or_default().insert(class) {
                continue;
            }
            let Some(members) = self.members.get(class) else { continue };
            for property in &entity.properties {
                if let Some(member) = members.get(property.name.as_str()) {
                    waiting.extend(self.pair(api, &property.ty.value, &member.ty.value));
                }
            }
        }
    }

    /// The class that companion material states for an entity that the docs do not name.
    fn pair(&self, api: &Api, ty: &Type, stated: &Stated) -> Option<(EntityId, &'a str)> {
        match (ty, stated) {
            (Type::Array(a), Stated::Array(b)) | (Type::Map(a), Stated::Map(b)) => self.pair(api, a, b),
            (Type::Entity(id), Stated::Named { name, .. }) => {
                let class = self.known(name)?;
                (api.entities[*id].origin != Origin::Docs || api.entities[*id].name == *name).then_some((*id, class))
            }
            (Type::Map(a), Stated::Named { name, .. }) => match self.companions.types.get(name)? {
                crate::model::CompanionType::Dictionary(of) => self.pair(api, a, &of.value),
                _ => None,
            },
            _ => None,
        }
    }

    fn known(&self, name: &str) -> Option<&'a str> {
        self.members.get_key_value(name).map(|(name, _)| *name)
    }

    fn signatures(&self, operation: &Operation) -> &'a [Signature] {
        let key = (operation.controller.clone(), operation.name.clone());
        self.companions.calls.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The statement about the request body of a REST operation, which is one parameter of an operation of an agent.
    pub(super) fn argument(&self, operation: &Operation, name: &str) -> Option<Fact<'a>> {
        let calls = self.of_agent(operation);
        let mut found = calls.iter().flat_map(|call| call.parameters.iter().map(move |one| (call, one)));
        let (call, member) = found.find(|(_, one)| one.name.eq_ignore_ascii_case(name))?;
        Some(Fact { ty: &member.ty, text: None, rule: &rules::SIGNATURE, says: says(call, &member.ty.value) })
    }

    /// The statement about the response of a REST operation.
    pub(super) fn result_of_agent(&self, operation: &Operation) -> Option<Fact<'a>> {
        let call = self.of_agent(operation).iter().find(|call| call.result.is_some())?;
        let ty = call.result.as_ref()?;
        Some(Fact { ty, text: None, rule: &rules::SIGNATURE, says: says(call, &ty.value) })
    }

    /// The signatures of the operation of an agent that has the resource and the name of a REST operation.
    fn of_agent(&self, operation: &Operation) -> &'a [Signature] {
        let resource = operation.controller.strip_suffix("Entity").unwrap_or(&operation.controller);
        let key = (format!("{resource}Agent"), operation.name.clone());
        self.companions.calls.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The classes of an entity.
    pub(super) fn classes(&self, id: EntityId) -> impl Iterator<Item = &'a str> {
        self.classes.get(&id).into_iter().flatten().copied()
    }

    /// Adds an entity that was made from a class.
    pub(super) fn add(&mut self, id: EntityId, class: &Object) {
        if let Some(name) = self.known(&class.name.value) {
            self.classes.entry(id).or_default().insert(name);
        }
    }

    /// The statement about a property; `None` if there is none, or if there are several.
    pub(super) fn of(&self, id: EntityId, property: &str) -> Option<Fact<'a>> {
        let mut found: Option<(&'a Member, &str)> = None;
        for class in self.classes(id) {
            let Some(member) = self.members.get(class).and_then(|members| members.get(property)) else { continue };
            match found {
                Some((known, _)) if known.ty.value != member.ty.value => return None,
                Some(_) => {}
                None => found = Some((member, class)),
            }
        }
        if let Some((member, class)) = found {
            let says = format!("the client type `{class}` states `{}`", member.ty.value.printed());
            return Some(Fact { ty: &member.ty, text: member.text.as_ref(), rule: &rules::CLIENT_TYPE, says });
        }
        let calls = self.calls.get(&id).into_iter().flatten();
        let mut stated = calls.filter_map(|call| {
            let member = call.parameters.iter().find(|member| member.name.eq_ignore_ascii_case(property))?;
            Some((*call, member))
        });
        let (call, member) = stated.next()?;
        if stated.any(|(other, again)| other.kind == call.kind && again.ty.value != member.ty.value) {
            return None;
        }
        Some(Fact { ty: &member.ty, text: None, rule: &rules::SIGNATURE, says: says(call, &member.ty.value) })
    }

    /// The statement about the response of an operation.
    pub(super) fn result(&self, operation: &Operation) -> Option<Fact<'a>> {
        let call = self.signatures(operation).iter().find(|call| call.result.is_some())?;
        let ty = call.result.as_ref()?;
        Some(Fact { ty, text: None, rule: &rules::SIGNATURE, says: says(call, &ty.value) })
    }

    /// The statement that a type with a name exists.
    pub(super) fn declared(&self, name: &str) -> Option<Span> {
        self.companions.class(name).map(|class| class.name.span)
    }
}

fn says(call: &Signature, stated: &Stated) -> String {
    format!("a {} states `{}`", call.kind, stated.printed())
}

/// The class of the request body of an operation of an agent.
fn carrier(operation: &Operation) -> String {
    let agent = operation.controller.strip_suffix("Agent").unwrap_or(&operation.controller);
    format!("{agent}_{}Request", operation.name)
}
