//! Applies a JSON Patch or a JSON Merge Patch to a record.
//!
//! In: a record and a patch. Out: the changed record, or why there is none. As on the server, the names in a path are
//! compared without case, and a path need not begin with a slash. In a merge patch, an object where the record has an
//! array is added to the array, and an array replaces it.

use serde_json::{Map, Value};

/// The reason why a patch was not applied.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PatchError {
    /// A `test` operation failed.
    Test(String),
    /// The patch is invalid, or does not fit the record.
    Invalid(String),
}

/// Applies a patch.
pub(crate) fn apply(record: &Value, patch: &Value) -> Result<Value, PatchError> {
    let mut changed = record.clone();
    match patch {
        Value::Array(operations) => {
            for operation in operations {
                one(&mut changed, operation)?;
            }
        }
        Value::Object(members) => merge(&mut changed, members),
        _ => return Err(invalid("a patch is an array of operations (JSON Patch) or an object (JSON Merge Patch)")),
    }
    Ok(changed)
}

fn invalid(message: impl Into<String>) -> PatchError {
    PatchError::Invalid(message.into())
}

fn one(record: &mut Value, operation: &Value) -> Result<(), PatchError> {
    let text = |name: &str| operation.get(name).and_then(Value::as_str);
    let (Some(op), Some(path)) = (text("op"), text("path")) else {
        return Err(invalid("an operation of a patch must have `op` and `path`"));
    };
    let value =
        || operation.get("value").cloned().ok_or_else(|| invalid(format!("`{op}` of `{path}` needs a `value`")));
    let parts: Vec<String> = path.trim_start_matches('/').split('/').map(unescaped).collect();
    let Some((last, before)) = parts.split_last().filter(|(last, _)| !last.is_empty()) else {
        return Err(invalid("the `path` of an operation must name a property"));
    };
    let missing = || invalid(format!("the record has nothing at `{path}`"));
    let mut target = &mut *record;
    for part in before {
        target = inside(target, part).ok_or_else(missing)?;
    }
    match op {
        "test" => {
            let expected = value()?;
            let found = inside(target, last).map_or(Value::Null, |value| value.clone());
            if found == expected {
                Ok(())
            } else {
                Err(PatchError::Test(format!("the value at `{path}` is another one")))
            }
        }
        "add" => add(target, last, value()?).ok_or_else(missing),
        "replace" => {
            let value = value()?;
            match target {
                Value::Array(_) => inside(target, last).map(|place| *place = value).ok_or_else(missing),
                _ => add(target, last, value).ok_or_else(missing),
            }
        }
        "remove" => remove(target, last).ok_or_else(missing),
        _ => Err(invalid(format!("the operation `{op}` is not supported; use add, replace, remove or test"))),
    }
}

/// The escapes of JSON Pointer.
fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// The name of a member as the object has it. Case is ignored.
fn name_in(members: &Map<String, Value>, name: &str) -> Option<String> {
    if members.contains_key(name) {
        return Some(name.to_owned());
    }
    members.keys().find(|known| known.eq_ignore_ascii_case(name)).cloned()
}

fn inside<'a>(value: &'a mut Value, part: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(members) => {
            let name = name_in(members, part)?;
            members.get_mut(&name)
        }
        Value::Array(elements) => elements.get_mut(part.parse::<usize>().ok()?),
        _ => None,
    }
}

fn add(target: &mut Value, part: &str, value: Value) -> Option<()> {
    match target {
        Value::Object(members) => {
            let name = name_in(members, part).unwrap_or_else(|| part.to_owned());
            members.insert(name, value);
            Some(())
        }
        Value::Array(elements) => {
            let at = if part == "-" { elements.len() } else { part.parse().ok()? };
            (at <= elements.len()).then(|| elements.insert(at, value))
        }
        _ => None,
    }
}

fn remove(target: &mut Value, part: &str) -> Option<()> {
    match target {
        Value::Object(members) => name_in(members, part).and_then(|name| members.remove(&name)).map(|_| ()),
        Value::Array(elements) => {
            let at = part.parse::<usize>().ok().filter(|at| *at < elements.len())?;
            elements.remove(at);
            Some(())
        }
        _ => None,
    }
}

fn merge(record: &mut Value, patch: &Map<String, Value>) {
    let Value::Object(members) = record else { return };
    for (name, value) in patch {
        let name = name_in(members, name).unwrap_or_else(|| name.clone());
        match (members.get_mut(&name), value) {
            (Some(Value::Array(elements)), Value::Object(_)) => elements.push(value.clone()),
            (Some(known @ Value::Object(_)), Value::Object(inner)) => merge(known, inner),
            _ => {
                members.insert(name, value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_patch() {
        let record = json!({"Name": "Nord", "Phones": [{"Value": "1"}], "Address": null});
        let patch = json!([
            {"op": "test", "path": "name", "value": "Nord"},
            {"op": "replace", "path": "/NAME", "value": "Syd"},
            {"op": "add", "path": "/Phones/-", "value": {"Value": "2"}},
            {"op": "replace", "path": "Phones/0/value", "value": "3"},
        ]);
        let changed = json!({"Name": "Syd", "Phones": [{"Value": "3"}, {"Value": "2"}], "Address": null});
        assert_eq!(apply(&record, &patch), Ok(changed));
        let removed = apply(&record, &json!([{"op": "remove", "path": "/Phones/0"}, {"op": "remove", "path": "Name"}]));
        assert_eq!(removed, Ok(json!({"Phones": [], "Address": null})));
    }

    #[test]
    fn patches_that_fail() {
        let record = json!({"Name": "Nord", "Address": null});
        let failed = apply(&record, &json!([{"op": "test", "path": "Name", "value": "Syd"}]));
        assert!(matches!(failed, Err(PatchError::Test(_))));
        for patch in [
            json!([{"op": "move", "path": "Name", "from": "x"}]),
            json!([{"op": "replace", "path": "Name"}]),
            json!([{"op": "add", "path": "Address/Street", "value": 1}]),
            json!([{"op": "remove", "path": "/"}]),
            json!("text"),
        ] {
            assert!(matches!(apply(&record, &patch), Err(PatchError::Invalid(_))), "{patch}");
        }
    }

    #[test]
    fn merge_patch() {
        let record = json!({"Name": "Nord", "Phones": [1], "Domains": ["a"], "Custom": {"x": "1", "y": "2"}});
        let patch = json!({"name": "Syd", "Phones": {"Value": "2"}, "Domains": ["b"], "Custom": {"x": "3"}});
        let changed =
            json!({"Name": "Syd", "Phones": [1, {"Value": "2"}], "Domains": ["b"], "Custom": {"x": "3", "y": "2"}});
        assert_eq!(apply(&record, &patch), Ok(changed));
    }
}
