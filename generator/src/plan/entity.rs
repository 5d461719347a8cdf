//! Entities: the structs of the generated crate.
//!
//! In: an entity of the model, its names and its features. Out: an [`EntityPlan`]. Printed by `emit/entity.rs` through
//! `templates/entity.rs`.

use super::docs::{self, DocLine, code};
use super::imports::Uses;
use super::naming::{Named, Naming};
use super::text::{Literal, RustText};
use super::types::{self, TypeNames};
use crate::model::{Entity, EntityId, OpenReason, Origin, Property, Type};
use crate::names::ident::{self, Ident};
use crate::names::lock::Section;

/// An entity.
#[derive(Debug, Clone)]
pub struct EntityPlan {
    /// The entity of the model.
    pub id: EntityId,
    /// Its name.
    pub ident: Ident,
    /// Earlier names.
    pub was: Vec<Ident>,
    /// Its module.
    pub module: Ident,
    /// Its name in the docs, for error messages.
    pub name: Literal,
    /// Where it is defined.
    pub home: Home,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// Fields.
    pub fields: Vec<FieldPlan>,
    /// The field by which others refer to the entity.
    pub id_field: Option<FieldPlan>,
    /// The names that its fields use.
    pub uses: Uses,
    /// The attribute that compiles it only under the features that need it.
    pub gate: Option<RustText>,
}

/// Where an entity is defined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// In a separate file in `entities`.
    Entities,
    /// In the file of its resource or agent in `requests`.
    Requests(Ident),
}

/// A field.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    /// Its name in Rust.
    pub ident: Ident,
    /// Its key in JSON.
    pub key: Literal,
    /// Its type: `Option<...>`.
    pub ty: RustText,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// Its setter.
    pub setter: Ident,
    /// Type of the setter's argument, which is converted into the type of the field.
    pub argument: RustText,
}

/// An entity and everything that is decided before its fields.
pub(super) struct Placed<'a> {
    pub(super) id: EntityId,
    pub(super) entity: &'a Entity,
    pub(super) was: Vec<Ident>,
    pub(super) module: Ident,
    pub(super) home: Home,
    pub(super) gate: Option<RustText>,
}

/// Decides an entity.
pub(super) fn plan(names: &TypeNames, naming: &mut Naming, placed: Placed<'_>) -> EntityPlan {
    let Placed { id, entity, was, module, home, gate } = placed;
    let ident = &names[id];
    let mut uses = Uses::default();
    let words: Vec<&str> = entity.properties.iter().map(|property| property.name.as_str()).collect();
    let owners: Vec<&str> = std::iter::once(ident).chain(&was).map(Ident::as_str).collect();
    let named = naming.members(Section::Fields, &owners, &words, &["extra"], ident::snake);
    let fields = entity.properties.iter().zip(named);
    let fields = fields.map(|(property, Named { ident, .. })| field(names, property, ident, &mut uses));
    let fields: Vec<FieldPlan> = fields.collect();
    let id_field = id_property(entity).and_then(|at| fields.get(at)).cloned();
    uses.entities.remove(ident);
    uses.runtime.insert("Extra");
    let name = if entity.origin == Origin::Docs { entity.name.as_str() } else { ident.as_str() };
    EntityPlan {
        id,
        ident: ident.clone(),
        was,
        module,
        name: Literal::of(name),
        home,
        docs: entity_docs(entity),
        fields,
        id_field,
        uses,
        gate,
    }
}

/// Returns the property by which others refer to an entity: `ContactId` of `Contact` and `ContactEntity`, otherwise `Id`.
/// It is an integer.
fn id_property(entity: &Entity) -> Option<usize> {
    if entity.origin != Origin::Docs {
        return None;
    }
    let bare = entity.name.strip_suffix("Entity").unwrap_or(&entity.name);
    let named = |name: &str| {
        entity.properties.iter().position(|property| {
            property.name.eq_ignore_ascii_case(name) && matches!(property.ty.value, Type::Int32 | Type::Int64)
        })
    };
    named(&format!("{bare}Id")).or_else(|| named("Id"))
}

fn field(names: &TypeNames, property: &Property, ident: Ident, uses: &mut Uses) -> FieldPlan {
    let ty = types::field(names, &property.ty.value, uses);
    let argument = types::setter(names, &property.ty.value, uses);
    FieldPlan {
        setter: setter(&ident),
        key: Literal::of(&property.name),
        docs: field_docs(property),
        ident,
        ty,
        argument,
    }
}

/// Returns the name of a field's setter.
fn setter(field: &Ident) -> Ident {
    // The underscore of `type_` is there only because `type` is a keyword.
    let bare = field.as_str().strip_suffix('_').filter(|_| ident::is_escaped(field.as_str()));
    let bare = bare.unwrap_or(field.as_str());
    // The underscore of `_2nd` is there only because an identifier cannot start with a digit.
    let digit = bare.strip_prefix('_').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    Ident::of(&format!("with_{}", digit.unwrap_or(bare)))
}

fn field_docs(property: &Property) -> Vec<DocLine> {
    let mut lines = property.description().map(|text| docs::block(&text.value)).unwrap_or_default();
    if lines.is_empty() {
        lines.extend(docs::ours(&format!("`{}`", code(&property.name))));
    }
    if let Some(twin) = &property.only_in {
        docs::paragraph(&mut lines, docs::ours(&format!("Present only in `{twin}`.", twin = code(twin))));
    }
    if let Some(note) = guess(property) {
        docs::paragraph(&mut lines, docs::ours(&note));
    }
    lines
}

/// Returns a note about a type that is left open or was not stated by the docs.
fn guess(property: &Property) -> Option<String> {
    let what = match property.ty.value {
        Type::Array(_) => "type of the elements",
        Type::Map(_) => "type of the values",
        _ => "type",
    };
    match property.ty.value.innermost() {
        Type::Open(OpenReason::FreeForm) => None,
        Type::Open(reason) => Some(format!("The {what} is unknown: {}.", docs::inline(&reason.words()))),
        _ => property.ty.rule.note.map(str::to_owned),
    }
}

fn entity_docs(entity: &Entity) -> Vec<DocLine> {
    let mut lines = match entity.origin {
        Origin::Docs => {
            let mut lines = docs::ours(&format!("`{}`", code(&entity.name)));
            if let Some(text) = &entity.description {
                lines.push(docs::blank());
                lines.extend(docs::block(&text.value));
            }
            lines
        }
        Origin::Carrier => docs::ours(&format!("Request body of `{}`.", code(&entity.place))),
        Origin::Response => {
            docs::ours(&format!("Response of `{}`. The docs do not name the type.", code(&entity.place)))
        }
        Origin::Nested => {
            let place = entity.place.trim_start_matches('.');
            docs::ours(&format!("An object in `{}`. The docs do not name the type.", code(place)))
        }
    };
    if !entity.twins.is_empty() {
        let twins: Vec<String> = entity.twins.iter().map(|twin| format!("`{}`", code(twin))).collect();
        lines.push(docs::blank());
        lines.extend(docs::ours(&format!("The docs also call it {}.", twins.join(", "))));
    }
    lines
}
