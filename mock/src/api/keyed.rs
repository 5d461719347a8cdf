//! Finds operations that keep a value under a key that is not the id of a record.
//!
//! In: an operation that reads and others that may write the same thing, of which `groups.rs` could not make a group of
//! records. Out: roles with a key, or the reason why there is no state. No rule contains the name of a type or an operation.
//!
//! - The *key* consists of all inputs of the operation that reads, except booleans, which are options. An operation that writes
//!   must have each of them: in its path or query, in its body, or in a property of the value. It must not have any other scalar
//!   input, because that could be a part of the key, too.
//! - If the records of exactly one collection have the type of the value, and each part of the key is a property of this type, the
//!   operations use these records, and the key identifies one of them. If no records have the type, there is one value per key.

use serde::{Deserialize, Serialize};

use super::groups::{Finder, Stateless, entity};
use super::{Api, Body, Entity, Form, Group, In, Operation, Role, Segment, Type};

/// The place of a part of a key in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// A parameter in the path.
    Path,
    /// A query parameter.
    Query,
    /// A property of the request body.
    Body,
    /// A property of the value.
    Value,
}

/// A part of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The name of the parameter or property.
    pub name: String,
    /// Where the request has it.
    pub place: Place,
    /// The property of the records that has the same value; `None` if the operations share no records.
    pub property: Option<String>,
}

/// Operations about the same thing.
pub(super) struct Candidate {
    /// The uid of the operation that writes, or the path of the resource.
    pub(super) what: String,
    /// The name of the group.
    pub(super) name: String,
    pub(super) is_resource: bool,
    pub(super) read: usize,
    /// The other operations, with the roles that they would have if the key were an id.
    pub(super) others: Vec<(usize, Role)>,
}

/// An input of an operation.
struct Input<'a> {
    name: &'a str,
    place: Place,
    ty: &'a Type,
}

impl Input<'_> {
    fn is_key(&self) -> bool {
        is_scalar(self.ty) && *self.ty != Type::Bool
    }
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(ty, Type::Any | Type::Nothing | Type::Bytes | Type::Array(_) | Type::Map(_) | Type::Entity(_))
}

impl Finder<'_> {
    /// Gives operations roles with a key, or records why they have no state.
    pub(super) fn keyed(&mut self, candidate: &Candidate) {
        match self.with_key(candidate) {
            Ok((group, roles)) => {
                for (at, role) in roles {
                    if let Some(place @ None) = self.roles.get_mut(at) {
                        *place = Some((group, role));
                    }
                }
            }
            Err(why) => self.stateless.push(Stateless { what: candidate.what.clone(), why }),
        }
    }

    fn with_key(&mut self, candidate: &Candidate) -> Result<(usize, Vec<(usize, Role)>), String> {
        let api = self.api;
        let nothing = || "what it reads is not described".to_owned();
        let read = api.operations.get(candidate.read).ok_or_else(nothing)?;
        let Some(Body { ty, form: Form::Json, .. }) = &read.response else { return Err(nothing()) };
        let inputs = inputs(api, read, None);
        if inputs.iter().any(|input| !is_scalar(input.ty)) {
            return Err("the call that reads has an input that is not a text or a number".to_owned());
        }
        let key: Vec<Part> = inputs.iter().filter(|input| input.is_key()).map(part).collect();
        let mut roles = vec![(candidate.read, Role::ReadBy(key.clone()))];
        for (at, role) in &candidate.others {
            let Some(operation) = api.operations.get(*at) else { continue };
            match (role, keyed_role(api, operation, role, ty, &key)) {
                (_, Ok(role)) => roles.push((*at, role)),
                (Role::Update | Role::Save(_), Err(why)) => return Err(why),
                // The other operations can still keep values without this one.
                (_, Err(_)) => {}
            }
        }
        if !roles.iter().any(|(_, role)| matches!(role, Role::SaveBy(..) | Role::PatchBy(_))) {
            return Err("no operation writes it".to_owned());
        }
        let group = self.keyed_group(candidate, ty, &mut roles)?;
        Ok((group, roles))
    }

    /// The group whose records the operations share, or a new one. Sets the properties of the keys.
    fn keyed_group(&mut self, candidate: &Candidate, ty: &Type, roles: &mut [(usize, Role)]) -> Result<usize, String> {
        let api = self.api;
        let of_type = |group: &&Group| Type::Entity(group.entity) == *ty;
        let mut owners: Vec<usize> = self.groups.iter().filter(of_type).map(|group| group.collection).collect();
        owners.sort_unstable();
        owners.dedup();
        match (owners.as_slice(), ty) {
            ([], _) => {
                let group = self.groups.len();
                self.groups.push(Group {
                    name: candidate.name.clone(),
                    is_resource: candidate.is_resource,
                    entity: usize::MAX,
                    value: Some(ty.clone()),
                    id: "key".to_owned(),
                    base: Vec::new(),
                    collection: group,
                });
                Ok(group)
            }
            ([only], Type::Entity(id)) => {
                let entity = api.entities.get(*id);
                for part in roles.iter_mut().flat_map(|(_, role)| role.key_mut().iter_mut()) {
                    let found = entity.and_then(|entity| property_of(entity, &part.name));
                    part.property = Some(found.ok_or_else(|| {
                        let name = entity.map_or("", |entity| entity.name.as_str());
                        format!("nothing says which property of `{name}` has the value of `{}`", part.name)
                    })?);
                }
                let parameters = |segment: &Segment| matches!(segment, Segment::Parameter { .. });
                if self.groups.get(*only).is_some_and(|group| group.base.iter().any(parameters)) {
                    return Err("its records belong to other records".to_owned());
                }
                if roles.iter().any(|(_, role)| role.key().is_empty()) {
                    return Err("nothing says which of the records it is".to_owned());
                }
                Ok(*only)
            }
            _ => Err("several resources have its type".to_owned()),
        }
    }
}

/// The property of a type that has the value of an input: one with its name, or one whose name is the input without the
/// name of the type.
fn property_of(entity: &Entity, input: &str) -> Option<String> {
    let stem = entity.name.strip_suffix("Entity").unwrap_or(&entity.name);
    let short = input.get(..stem.len()).filter(|start| start.eq_ignore_ascii_case(stem));
    let found = entity.property(input).or_else(|| entity.property(short.and_then(|_| input.get(stem.len()..))?))?;
    let sample = entity.sample.as_ref()?.value();
    // Records without a value for the property cannot be found.
    let known = sample.get(&found.name).is_some_and(|value| value.is_string() || value.is_number());
    (is_scalar(&found.ty) && known).then(|| found.name.clone())
}

fn part(input: &Input<'_>) -> Part {
    Part { name: input.name.to_owned(), place: input.place, property: None }
}

/// The inputs of an operation, except a property of its body.
fn inputs<'a>(api: &'a Api, operation: &'a Operation, without: Option<&str>) -> Vec<Input<'a>> {
    let parameters = operation.parameters.iter().filter_map(|one| match one.place {
        In::Path => Some(Input { name: &one.name, place: Place::Path, ty: &one.ty }),
        In::Query if one.required => Some(Input { name: &one.name, place: Place::Query, ty: &one.ty }),
        In::Query | In::Header => None,
    });
    let carrier = entity(operation.request.as_ref()).and_then(|id| api.entities.get(id));
    let properties = carrier.into_iter().flat_map(|carrier| &carrier.properties);
    let properties = properties.filter(|one| Some(one.name.as_str()) != without);
    let properties = properties.map(|one| Input { name: &one.name, place: Place::Body, ty: &one.ty });
    parameters.chain(properties).collect()
}

/// The role of an operation other than the one that reads. The error is the reason why it has none.
fn keyed_role(api: &Api, operation: &Operation, role: &Role, ty: &Type, key: &[Part]) -> Result<Role, String> {
    match role {
        Role::Update | Role::Save(_) | Role::Create => {
            let from = value_in(api, operation, ty).ok_or("its request body does not have the type that is read")?;
            // If the body is the value, its properties are not additional inputs.
            let whole = from.is_none();
            let mut given = inputs(api, operation, from.as_deref());
            given.retain(|input| !whole || input.place != Place::Body);
            let value = match ty {
                Type::Entity(id) => api.entities.get(*id),
                _ => None,
            };
            let in_value = |name: &str| value.and_then(|value| value.property(name)).filter(|one| is_scalar(&one.ty));
            let mut found = Vec::new();
            for Part { name, .. } in key {
                let beside = given.iter().find(|input| input.is_key() && input.name.eq_ignore_ascii_case(name));
                let inside = || in_value(name).map(|one| Input { name: &one.name, place: Place::Value, ty: &one.ty });
                let place = beside.map(part).or_else(|| inside().as_ref().map(part));
                found.push(place.ok_or_else(|| format!("its request has no `{name}`, which the call that reads has"))?);
            }
            let known = |input: &&Input<'_>| key.iter().any(|part| part.name.eq_ignore_ascii_case(input.name));
            match given.iter().filter(|input| input.is_key()).find(|input| !known(input)) {
                Some(more) => Err(format!("the call that reads does not have its input `{}`", more.name)),
                None => Ok(Role::SaveBy(found, from)),
            }
        }
        Role::Patch | Role::Delete(_) => {
            let given = inputs(api, operation, None);
            let found = key.iter().map(|Part { name, .. }| {
                given.iter().find(|input| input.is_key() && input.name.eq_ignore_ascii_case(name)).map(part)
            });
            let found: Vec<Part> = found.collect::<Option<_>>().ok_or("it does not have the key")?;
            Ok(if *role == Role::Patch { Role::PatchBy(found) } else { Role::DeleteBy(found) })
        }
        _ => Err("it does not write".to_owned()),
    }
}

/// Where a request has a value of a type: `Some(None)` if the body is the value, `Some(Some(property))` if only one property
/// of the body has the type.
#[expect(clippy::option_option, reason = "the inner option is part of the role")]
fn value_in(api: &Api, operation: &Operation, ty: &Type) -> Option<Option<String>> {
    let body = operation.request.as_ref().filter(|body| body.form == Form::Json)?;
    if body.ty == *ty {
        return Some(None);
    }
    let carrier = api.entities.get(entity(Some(body))?)?;
    let mut holding = carrier.properties.iter().filter(|one| one.ty == *ty);
    match (holding.next(), holding.next()) {
        (Some(only), None) => Some(Some(only.name.clone())),
        _ => None,
    }
}
