//! Programs that show a breaking change of the crate: the old crate compiles them, the new one does not.
//!
//! In: a change of a public name. Out: a program of a few lines that uses the name as it was.

use std::fmt::Write as _;

use crate::diagnostics::{Change, ChangeKind};

/// A program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The cargo features that it needs. Empty if any feature will do.
    pub features: Vec<String>,
    /// The text of `src/lib.rs`.
    pub text: String,
}

/// The imports of every program.
const PRELUDE: &str = "#![allow(unused_imports, dead_code, deprecated, ambiguous_glob_reexports)]\n\
                       use superoffice::{client::*, entities::*, enums::*, requests::*, runtime::*, *};\n\n";

/// The program for a change; `None` if the change breaks nothing, or if no program of this form shows it.
pub(super) fn of(change: &Change) -> Option<Program> {
    if !change.kind.is_breaking() {
        return None;
    }
    let path = format!("superoffice::{}", change.path);
    let (owner, name) = change.path.rsplit_once("::").unwrap_or(("", &change.path));
    let features = match (change.kind, change.item) {
        (_, "feature") => vec![change.path.clone()],
        // Any one of these features was enough.
        (ChangeKind::Regated, _) => change.was.split(", ").next().map(str::to_owned).into_iter().collect(),
        _ => Vec::new(),
    };
    let text = match change.item {
        "feature" => "// The manifest enables a feature that is no longer there.\n".to_owned(),
        "field" => format!("fn program(value: superoffice::{owner}) -> {} {{\n    value.{name}\n}}\n", change.was),
        "enum value" => format!("const PROGRAM: superoffice::{owner} = {path};\n"),
        "method" => method(owner, name, &change.was)?,
        "optional parameter" if owner.rsplit("::").next().is_some_and(|last| last.ends_with("Call")) => {
            format!(
                "fn program(call: superoffice::{owner}, value: {}) {{\n    let _ = call.{name}(value);\n}}\n",
                change.was
            )
        }
        "optional parameter" => return None,
        _ => format!("use {path} as _;\n"),
    };
    let prelude = if text.contains("fn program") { PRELUDE } else { "" };
    Some(Program { features, text: format!("{prelude}{text}") })
}

/// A call of a method with the arguments and the result that it had: `(i32, &Thing) -> Thing`.
fn method(owner: &str, name: &str, signature: &str) -> Option<String> {
    let (arguments, result) = signature.strip_prefix('(')?.rsplit_once(") -> ")?;
    let mut parameters = String::new();
    let mut values = Vec::new();
    for (at, ty) in split(arguments).into_iter().enumerate() {
        let _ = write!(parameters, ", a{at}: {ty}");
        values.push(format!("a{at}"));
    }
    Some(format!(
        "async fn program(client: superoffice::{owner}{parameters}) -> superoffice::Result<{result}> {{\n    \
         client.{name}({}).await\n}}\n",
        values.join(", ")
    ))
}

/// Splits a list of types at the commas outside of brackets.
fn split(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            // The `>` of `->` closes nothing.
            '>' if list.get(..at).is_some_and(|before| before.ends_with('-')) => {}
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(list.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(list.get(start..).unwrap_or_default().trim());
    found.retain(|ty| !ty.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: ChangeKind, item: &'static str, path: &str, was: &str) -> Change {
        Change {
            kind,
            item,
            path: path.to_owned(),
            was: was.to_owned(),
            now: String::new(),
            at: None,
            page: String::new(),
            keep: None,
        }
    }

    #[track_caller]
    fn check(item: &'static str, path: &str, was: &str, expected: &str) {
        let program = of(&change(ChangeKind::Removed, item, path, was)).unwrap();
        assert_eq!(program.text.strip_prefix(PRELUDE).unwrap_or(&program.text), expected);
    }

    #[test]
    fn programs() {
        check("type", "entities::Lamp", "", "use superoffice::entities::Lamp as _;\n");
        check(
            "field",
            "entities::Lamp::name",
            "Option<String>",
            "fn program(value: superoffice::entities::Lamp) -> Option<String> {\n    value.name\n}\n",
        );
        check(
            "method",
            "client::lamp::LampClient::get",
            "(i32, &HashMap<String, i32>) -> Vec<Lamp>",
            "async fn program(client: superoffice::client::lamp::LampClient, a0: i32, a1: &HashMap<String, i32>) -> \
             superoffice::Result<Vec<Lamp>> {\n    client.get(a0, a1).await\n}\n",
        );
        check(
            "method",
            "client::lamp::LampClient::list",
            "() -> Lamp",
            "async fn program(client: superoffice::client::lamp::LampClient) -> superoffice::Result<Lamp> {\n    client.list().await\n}\n",
        );
        check(
            "enum value",
            "enums::Kind::ODD",
            "\"Odd\"",
            "const PROGRAM: superoffice::enums::Kind = superoffice::enums::Kind::ODD;\n",
        );
        assert_eq!(of(&change(ChangeKind::Added, "type", "entities::Lamp", "")), None);
    }
}
