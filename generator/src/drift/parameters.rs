//! Compares the parameters of operations.

use super::pairs::Pairs;
use super::recorder::{Recorder, Verdict};
use super::{Direction, DriftKind, Wire};
use crate::model::{Operation, Parameter, Place, Type};

pub(super) fn compare(pairs: &Pairs<'_>, found: &mut Recorder<'_>) {
    for (old, new) in &pairs.both {
        of_operation(old, new, found);
    }
}

fn of_operation(old: &Operation, new: &Operation, found: &mut Recorder<'_>) {
    let uid = &old.uid.value;
    for parameter in &old.parameters {
        match partner(old, new, parameter) {
            Some(now) => both(uid, parameter, now, found),
            None => {
                let verdict = if parameter.place == Place::Header {
                    Verdict::new(Wire::Harmless, "a header that is not described is not used")
                } else if parameter.place == Place::Path {
                    // The route has changed, which is reported as a separate change.
                    continue;
                } else {
                    let document = format!("{}?{}=...", super::operations::line(old), parameter.name.value);
                    Verdict::breaking(document, "the new docs do not describe this parameter".to_owned())
                };
                let places = (Some(parameter.name.span), Some(new.path.span));
                let text = shown(parameter);
                found.push(DriftKind::ParameterRemoved, uid, Direction::Request, (text, verdict), places);
            }
        }
    }
    let is_new = |parameter: &&Parameter| {
        parameter.place != Place::Path && old.parameter(parameter.place, &parameter.name.value).is_none()
    };
    for parameter in new.parameters.iter().filter(is_new) {
        let verdict = match parameter.required {
            true => Verdict::breaking(
                super::operations::line(old),
                format!("the new docs require the parameter `{}`", parameter.name.value),
            ),
            false => Verdict::new(Wire::Additive, "it is optional"),
        };
        let places = (Some(old.path.span), Some(parameter.name.span));
        found.push(DriftKind::ParameterAdded, uid, Direction::Request, (shown(parameter), verdict), places);
    }
}

/// The same parameter in the new docs. Path parameters are the same if they are at the same position, because their
/// names are not sent.
fn partner<'a>(old: &Operation, new: &'a Operation, parameter: &Parameter) -> Option<&'a Parameter> {
    let named = new.parameter(parameter.place, &parameter.name.value);
    if parameter.place != Place::Path || named.is_some() {
        return named;
    }
    let position =
        old.parameters.iter().filter(|one| one.place == Place::Path).position(|one| std::ptr::eq(one, parameter))?;
    new.parameters.iter().filter(|one| one.place == Place::Path).nth(position)
}

fn shown(parameter: &Parameter) -> String {
    match parameter.place {
        Place::Path => format!("{{{}}}", parameter.name.value),
        Place::Query => format!("?{}", parameter.name.value),
        Place::Header => format!("header {}", parameter.name.value),
    }
}

fn both(uid: &str, old: &Parameter, new: &Parameter, found: &mut Recorder<'_>) {
    let places = (Some(old.word.span), Some(new.word.span));
    let (mut entities, mut enums) = Default::default();
    let name = shown(old);
    if !super::documents::same(&old.ty.value, &new.ty.value, &mut entities, &mut enums) {
        let restated = !old.word.value.states_the_same(&new.word.value);
        let verdict = match new.ty.value {
            // Every value of a parameter is sent as a text.
            Type::String if !old.ty.value.is_open() => {
                Verdict::new(Wire::Additive, "every value of the old type is sent as a text")
            }
            _ => found.retyped((&old.ty.value, &new.ty.value), restated, Direction::Request, &[]),
        };
        let text = format!("{name}: {}", found.change_of(&old.ty.value, &new.ty.value));
        found.push(DriftKind::ParameterRetyped, uid, Direction::Request, (text, verdict), places);
    } else if !old.word.value.states_the_same(&new.word.value) && enums.is_empty() {
        let text = format!("{name}: `{}` -> `{}`", old.word.value.printed(), new.word.value.printed());
        let verdict = Verdict::correction("all pages together show the same type as before");
        found.push(DriftKind::StatementChanged, uid, Direction::Neither, (text, verdict), places);
    }
    for pair in enums {
        super::entities::values(pair, Direction::Request, places, found);
    }
    if old.required != new.required {
        let places = (Some(old.description.span), Some(new.description.span));
        let (kind, verdict) = match new.required {
            true => (
                DriftKind::ParameterRequired,
                Verdict::breaking(format!("a request without {name}"), format!("the new docs require {name}")),
            ),
            false => {
                (DriftKind::ParameterOptional, Verdict::new(Wire::Additive, "requests with it are still described"))
            }
        };
        found.push(kind, uid, Direction::Request, (name, verdict), places);
    }
}
