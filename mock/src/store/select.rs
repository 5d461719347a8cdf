//! Reduces a value to the properties that `$select` names.

use serde_json::Value;

/// The names in a `$select`.
pub(crate) fn names(select: &str) -> Vec<&str> {
    select.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Sets the properties that are not selected to `null`, in an object or in all objects of an array. An entry such as
/// `Contact/Name` selects the first property.
pub(crate) fn select(value: &mut Value, select: &str) {
    let names = names(select);
    if names.is_empty() {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let selected =
                    |one: &&str| one.split(['/', '.']).next().is_some_and(|one| one.eq_ignore_ascii_case(name));
                if !names.iter().any(selected) {
                    *value = Value::Null;
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| self::select(element, select)),
        _ => {}
    }
}
