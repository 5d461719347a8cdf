//! Completes the account: what became of every page and of every key of every sample.
//!
//! ```text
//! `{"Name": "x"}`, observed by a property `Name`    ->  used by `property`
//! `{"fieldName": v}` where a dictionary is decided  ->  used by `dictionary-key`
//! a key of a JSON Patch, of a row of an OData page  ->  ignored, by the rule that says so
//! a key inside a value that stayed open             ->  reported, with the value
//! anything else                                     ->  reported here
//! ```
//!
//! Runs last, because only then is it known what was observed. It looks at the result, not at the claims of other
//! passes: a key counts as used only if its object was found to be an entity with such a property, or is where a
//! dictionary was decided. A test checks that properties have as many samples as keys were counted.

use super::nested_shapes::is_odata;
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Body, EntityId, Form, Json, JsonKind, OpenReason, Operation, Type};
use crate::source::Span;

/// Completes [`Api::account`].
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut account = std::mem::take(&mut api.account);
    let mut walk = Walk { api, keys: Keys::default(), diagnostics };
    for operation in &api.operations {
        account.add(&operation.account);
        account.put(Kind::File, Reason::EndpointPage);
        walk.operation(operation);
        for older in &operation.superseded {
            account.add(&older.account);
            account.put(Kind::File, Reason::SupersededPage);
            walk.operation(older);
        }
    }
    for (reason, count) in walk.keys.0 {
        account.put((Kind::SampleKey, count), reason);
    }
    api.account = account;
}

/// The number of keys by reason, as a list, because there are few reasons and very many keys.
#[derive(Default)]
struct Keys(Vec<(Reason, usize)>);

impl Keys {
    fn put(&mut self, reason: Reason, count: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, known)) => *known += count,
            None => self.0.push((reason, count)),
        }
    }
}

struct Walk<'a> {
    api: &'a Api,
    keys: Keys,
    diagnostics: &'a mut Diagnostics,
}

impl Walk<'_> {
    fn operation(&mut self, operation: &Operation) {
        for body in [&operation.request, &operation.response].into_iter().flatten() {
            self.body(body);
        }
        if let Some(sample) = operation.void.as_ref().and_then(|body| body.sample.as_ref()) {
            // `no-content` has reported a value where the response has no content.
            self.keys.put(Reason::NoContent, sample.keys());
        }
    }

    fn body(&mut self, body: &Body) {
        let Some(sample) = &body.sample else { return };
        match body.form {
            Form::Json => self.value(sample, &body.ty.value, None),
            Form::Patch => self.keys.put(Reason::PatchBody, sample.keys()),
            Form::Binary => self.keys.put(Reason::BinaryBody, sample.keys()),
        }
    }

    fn value(&mut self, json: &Json, ty: &Type, owner: Option<EntityId>) {
        match &json.kind {
            JsonKind::Array(elements) => {
                let element = match ty {
                    Type::Array(element) => element,
                    other => other,
                };
                for json in elements.iter() {
                    self.value(json, element, owner);
                }
            }
            JsonKind::Object(members) if !members.is_empty() => match self.api.shapes.get(&json.span) {
                Some(id) => {
                    let entity = &self.api.entities[*id];
                    for (at, (key, value)) in members.iter().enumerate() {
                        // Most samples have the properties in order.
                        let next = entity.properties.get(at).filter(|property| *property.name == *key.name);
                        match next.or_else(|| entity.property(&key.name)) {
                            Some(property) => {
                                self.keys.put(Reason::Property, 1);
                                self.value(value, &property.ty.value, Some(*id));
                            }
                            None => self.unused(key.span, &key.name, 1 + value.keys()),
                        }
                    }
                }
                None => self.without_shape(json, ty, owner),
            },
            _ => {}
        }
    }

    /// An object that is not an entity: a dictionary, or an open value.
    fn without_shape(&mut self, json: &Json, ty: &Type, owner: Option<EntityId>) {
        let members = json.members().unwrap_or_default();
        match ty {
            Type::Map(value) => {
                self.keys.put(Reason::DictionaryKey, members.len());
                for (_, json) in members {
                    self.value(json, value, owner);
                }
            }
            Type::Open(OpenReason::FreeForm) => self.keys.put(Reason::FreeForm, json.keys()),
            Type::Open(_) if owner.is_some_and(|id| is_odata(&self.api.entities[id])) => {
                self.keys.put(Reason::ODataRow, json.keys());
            }
            // `settle`, or the rule that left it open, has reported the value.
            Type::Open(_) => {
                self.keys.put(Reason::OpenValue, members.len());
                // An object deeper down may still be an entity.
                for (_, json) in members {
                    self.value(json, ty, owner);
                }
            }
            _ => {
                for (key, value) in members {
                    self.unused(key.span, &key.name, 1 + value.keys());
                }
            }
        }
    }

    fn unused(&mut self, at: Span, name: &str, count: usize) {
        self.keys.put(Code::UnusedKey.into(), count);
        self.diagnostics.push(
            Diagnostic::new(
                Code::UnusedKey,
                at,
                format!("the sample has a key `{name}`, which its type does not have"),
            )
            .label("not used: the type here has no such key")
            .help("make the sample and the table agree"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncounted_key_breaks_the_balance() {
        let mut api = Api::default();
        api.account.see(Kind::SampleKey);
        run(&mut api, &mut Diagnostics::default());
        assert_eq!(api.account.unbalanced().count(), 1);
        assert!(crate::check::check(api).is_err(), "and the run ends");
    }

    #[test]
    fn rules_are_counted_separately() {
        let mut keys = Keys::default();
        keys.put(Reason::Property, 1);
        keys.put(Reason::FreeForm, 2);
        keys.put(Reason::Property, 3);
        assert_eq!(keys.0, [(Reason::Property, 4), (Reason::FreeForm, 2)]);
    }

    #[test]
    fn keys_of_an_open_value() {
        let span = Span::new(crate::source::FileId(0), 0..1);
        let json = |kind| Json { span, kind };
        let key = |name: &str| crate::model::Key { name: name.into(), span };
        let inner = json(JsonKind::Object([(key("c"), json(JsonKind::Null))].into()));
        let value = json(JsonKind::Object([(key("a"), inner), (key("b"), json(JsonKind::Null))].into()));
        let keys = |ty: &Type| {
            let (api, mut diagnostics) = (Api::default(), Diagnostics::default());
            let mut walk = Walk { api: &api, keys: Keys::default(), diagnostics: &mut diagnostics };
            walk.without_shape(&value, ty, None);
            walk.keys.0
        };
        assert_eq!(keys(&Type::Open(OpenReason::FreeForm)), [(Reason::FreeForm, 3)]);
        assert_eq!(keys(&Type::Open(OpenReason::Cut)), [(Reason::OpenValue, 3)]);
        assert_eq!(
            keys(&Type::map(Type::Open(OpenReason::FreeForm))),
            [(Reason::DictionaryKey, 2), (Reason::FreeForm, 1)]
        );
    }
}
