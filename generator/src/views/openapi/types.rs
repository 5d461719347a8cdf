//! The schemas of types.
//!
//! In: the model. Out: a schema for each type that the operations of a document use.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{AdditionalProperties, Ordered, Schema};
use super::{Export, paragraph, text};
use crate::model::{EntityId, EnumId, OpenReason, Property, Side, Type};

impl Export<'_> {
    pub(super) fn schema(&self, ty: &Type) -> Schema {
        match ty {
            Type::Open(reason) => {
                Schema { open: (*reason != OpenReason::FreeForm).then(|| reason.words()), ..Schema::default() }
            }
            Type::Bool => Schema::of("boolean"),
            Type::Int32 => Schema { format: Some("int32"), ..Schema::of("integer") },
            Type::Int64 => Schema { format: Some("int64"), ..Schema::of("integer") },
            Type::Double => Schema { format: Some("double"), ..Schema::of("number") },
            Type::String => Schema::of("string"),
            Type::DateTime => Schema { format: Some("date-time"), ..Schema::of("string") },
            Type::Bytes => Schema { format: Some("byte"), ..Schema::of("string") },
            Type::Enum(id) => Schema::reference(&self.names.enums[*id]),
            Type::Array(element) => Schema { items: Some(Box::new(self.schema(element))), ..Schema::of("array") },
            Type::Map(value) => {
                Schema { additional: Some(AdditionalProperties(Box::new(self.schema(value)))), ..Schema::of("object") }
            }
            Type::Entity(id) => Schema::reference(&self.names.entities[*id]),
            Type::Nothing => Schema::of("null"),
        }
    }

    /// Returns the schemas of all entities and enumerations that operations use.
    pub(super) fn schemas(&self) -> Vec<(String, Schema)> {
        let (entities, enums) = self.reached();
        let mut schemas: BTreeMap<String, Schema> = BTreeMap::new();
        for id in entities {
            let (entity, name) = (&self.api.entities[id], &self.names.entities[id]);
            let (twin, own): (Vec<&Property>, Vec<&Property>) =
                entity.properties.iter().partition(|property| property.only_in.is_some());
            let description = entity.description.as_ref().and_then(|said| text(&paragraph(&said.value)));
            schemas.insert(name.clone(), Schema { description, ..self.object(&own) });
            for name_of_twin in &entity.twins {
                let properties: Vec<&Property> =
                    twin.iter().copied().filter(|property| property.only_in.as_ref() == Some(name_of_twin)).collect();
                if let Some(key) = self.names.twins.get(name_of_twin) {
                    let all_of = vec![Schema::reference(name), self.object(&properties)];
                    schemas.insert(key.clone(), Schema { all_of, ..Schema::default() });
                }
            }
        }
        for id in enums {
            let known_words = self.api.enums[id].words.clone();
            schemas.insert(self.names.enums[id].clone(), Schema { known_words, ..Schema::of("string") });
        }
        schemas.into_iter().collect()
    }

    fn object(&self, properties: &[&Property]) -> Schema {
        let properties = properties.iter().map(|property| (property.name.clone(), self.property(property))).collect();
        Schema { properties: Some(Ordered(properties)), ..Schema::of("object") }
    }

    fn property(&self, property: &Property) -> Schema {
        let description = property.description().and_then(|said| text(&paragraph(&said.value)));
        let sent = property.rows.iter().any(|row| row.side == Side::Request)
            || property.samples.iter().any(|observed| observed.side == Side::Request);
        Schema {
            deprecated: description.as_ref().is_some_and(|text| text.starts_with("Deprecated")),
            read_only: !sent && self.api.read_only.contains(&property.name),
            description,
            evidence: Some(property.ty.class.as_str()),
            source: self.details.and_then(|details| details.of_property(&self.operations, property)),
            ..self.schema(&property.ty.value)
        }
    }

    fn reached(&self) -> (BTreeSet<EntityId>, BTreeSet<EnumId>) {
        let mut entities = BTreeSet::new();
        let mut enums = BTreeSet::new();
        let mut open: Vec<&Type> = Vec::new();
        for operation in &self.operations {
            let bodies = [&operation.request, &operation.response];
            open.extend(bodies.into_iter().flatten().map(|body| &body.ty.value));
            // Complete enumerations of parameters are written inline.
            open.extend(
                operation
                    .parameters
                    .iter()
                    .map(|parameter| &parameter.ty.value)
                    .filter(|ty| !matches!(ty.innermost(), Type::Enum(id) if self.api.enums[*id].complete)),
            );
        }
        while let Some(ty) = open.pop() {
            match ty.innermost() {
                Type::Enum(id) => {
                    enums.insert(*id);
                }
                Type::Entity(id) if entities.insert(*id) => {
                    open.extend(self.api.entities[*id].properties.iter().map(|property| &property.ty.value));
                }
                _ => {}
            }
        }
        (entities, enums)
    }
}
