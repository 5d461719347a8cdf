//! Other ways to name an item: a route, the target of a fixup, a value of an enumeration. And the users of a type.
//!
//! In: a checked model and what was asked for. Out: text, or `None` if it names nothing.

use std::fmt::Write as _;

use super::View;
use crate::model::{Entity, EntityId, Operation, Origin, Side, Target, Type};
use crate::text::visible::counted;

/// The maximum number of users listed.
const USERS: usize = 8;

impl View<'_> {
    /// Explains the operations with a route, as in `GET /api/v1/Contact/{id}`. Without a verb, all operations with the
    /// path. Placeholders may have any name.
    pub(super) fn route(&self, what: &str) -> Option<String> {
        joined(self.routed(what).into_iter().map(|one| self.operation(one)))
    }

    /// The operations with a route.
    pub(super) fn routed(&self, what: &str) -> Vec<&Operation> {
        let (verb, path) = match what.trim().split_once(char::is_whitespace) {
            Some((verb, path)) => (Some(verb), path.trim()),
            None => (None, what.trim()),
        };
        if !path.starts_with('/') {
            return Vec::new();
        }
        let fits = |one: &&Operation| {
            verb.is_none_or(|verb| one.method.as_str().eq_ignore_ascii_case(verb)) && is_path(&one.path.value, path)
        };
        self.api.operations.iter().filter(fits).collect()
    }

    /// Explains the target of a fixup, as in `v1ContactEntity_Get ?mode` or `*.Emails`.
    pub(super) fn target(&self, what: &str) -> Option<String> {
        let target = Target::read(what)?;
        let operation = |uid: &str| self.api.operations.iter().find(|one| one.uid.value.eq_ignore_ascii_case(uid));
        match target {
            Target::Property { owner: Some(_), .. } => None,
            Target::Property { owner: None, name } => {
                let named = |entity: &Entity| entity.property(&name).map(|property| self.property(entity, property));
                let mut found: Vec<String> = self.api.entities.iter().filter_map(named).collect();
                if let Some(more) = found.len().checked_sub(USERS).filter(|more| *more > 0) {
                    found.truncate(USERS);
                    found.push(format!("and {} of the same name\n", counted(more, "other property")));
                }
                joined(found.into_iter())
            }
            Target::Parameter { uid, place, name } => {
                let operation = operation(&uid)?;
                let parameter = operation.parameter(place, &name)?;
                let title = format!("{name} of {} is {}", operation.uid.value, self.ty(&parameter.ty.value));
                Some(self.evidence(&title, &parameter.ty, &[self.verdict(&parameter.ty)]))
            }
            Target::Body { uid, side } => {
                let what = if side == Side::Request { "request" } else { "response" };
                operation(&uid)?.body(side).map(|body| self.body(what, body))
            }
            Target::Status { uid, .. } => operation(&uid).map(|one| self.operation(one)),
        }
    }

    /// Explains the enumerations that have a value.
    pub(super) fn value(&self, what: &str) -> Option<String> {
        let with_value = self.api.enums.with_ids().filter(|(_, known)| known.words.iter().any(|word| word == what));
        let found: Vec<String> = with_value.map(|(id, known)| self.enumeration(id, known)).collect();
        let text = joined(found.iter().cloned())?;
        Some(format!("`{what}` is a value of {}\n\n{text}", counted(found.len(), "enumeration")))
    }

    /// Says why a type has its name.
    pub(super) fn origin(&self, entity: &Entity) -> String {
        let place = entity.place.trim_start_matches('.');
        match entity.origin {
            Origin::Docs => "named by the docs".to_owned(),
            Origin::Carrier => {
                format!("not named by the docs; named after the operation `{place}`, whose request it is")
            }
            Origin::Response => {
                format!("not named by the docs; named after the operation `{place}`, whose response it is")
            }
            Origin::Nested => format!("not named by the docs; found at `{place}`, and named after the property"),
        }
    }

    /// Lists the bodies and properties that use a type.
    pub(super) fn users_of(&self, id: EntityId) -> String {
        let uses = |ty: &Type| *ty.innermost() == Type::Entity(id);
        let mut users: Vec<String> = Vec::new();
        for operation in &self.api.operations {
            for (what, body) in [("request", &operation.request), ("response", &operation.response)] {
                if body.as_ref().is_some_and(|body| uses(&body.ty.value)) {
                    users.push(format!("{} {what}", operation.uid.value));
                }
            }
        }
        let bodies = users.len();
        for entity in &self.api.entities {
            let properties = entity.properties.iter().filter(|property| uses(&property.ty.value));
            users.extend(properties.map(|property| format!("{}.{}", entity.name, property.name)));
        }
        let (bodies_text, properties) = (counted(bodies, "body"), counted(users.len() - bodies, "property"));
        let mut out = format!("used by {bodies_text} and {properties}\n");
        // A few of both kinds.
        let some = USERS / 2;
        let shown = users.iter().take(bodies).take(some.max(USERS.saturating_sub(users.len() - bodies)));
        let rest = USERS.saturating_sub(shown.len());
        for user in shown.clone().chain(users.iter().skip(bodies).take(rest)) {
            let _ = writeln!(out, "  {user}");
        }
        if let Some(more) = users.len().checked_sub(USERS).filter(|more| *more > 0) {
            let _ = writeln!(out, "  and {more} more");
        }
        out
    }
}

fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Whether two paths are the same except for case and the names of placeholders.
fn is_path(path: &str, asked: &str) -> bool {
    let same = |(one, other): (&str, &str)| {
        one.eq_ignore_ascii_case(other) || (one.starts_with('{') && other.starts_with('{'))
    };
    path.split('/').count() == asked.split('/').count() && path.split('/').zip(asked.split('/')).all(same)
}
