//! Values in example queries that are missing from the list of values of their parameter.
//!
//! In: an operation and the text of its page. Out: findings. The rule looks for examples in sentences, lists and
//! fences, but not in tables.

use super::Found;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Operation, Place, Word};
use crate::source::{Sources, Span};
use crate::text::alike;

/// Checks the lines of a page, if a query parameter of the operation has a list of values.
pub(super) fn run(operation: &Operation, sources: &Sources, found: &mut Found) {
    let in_query = operation.parameters.iter().filter(|one| one.place == Place::Query);
    let lists: Vec<(String, &Vec<String>, Span)> = in_query
        .filter_map(|one| match &one.word.value.word {
            Word::Words(words) if !words.is_empty() => Some((format!("{}=", one.name.value), words, one.word.span)),
            _ => None,
        })
        .collect();
    let mut at = 0;
    for line in sources.file(operation.file).text.split_inclusive('\n').filter(|_| !lists.is_empty()) {
        for (name, words, list) in lists.iter().filter(|_| !line.starts_with('|')) {
            for (from, value) in values(line, name) {
                if !words.iter().any(|word| word == value) {
                    let span = Span::new(operation.file, at + from..at + from + value.len());
                    let message = format!("the list of `{}` lacks the value `{value}`", name.trim_end_matches('='));
                    let finding = Diagnostic::new(Code::ExampleValue, span, message.clone())
                        .label("in this example")
                        .other(*list, "the list");
                    found.add(message, finding.help(correction(value, words)));
                }
            }
        }
        at += line.len();
    }
}

fn correction(value: &str, words: &[String]) -> String {
    match alike::meant(value, words.iter().map(|word| (word.as_str(), word.as_str()))) {
        Some(meant) => format!("write `{meant}`, or add the value to the list"),
        None => "add the value to the list, or correct the example".to_owned(),
    }
}

/// The values that the queries on a line have for a parameter, with their offsets. `name` ends with `=`.
fn values<'a>(line: &'a str, name: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    line.match_indices(name).filter_map(move |(at, _)| {
        let is_query = line.get(..at).is_some_and(|before| before.ends_with(['?', '&']));
        let start = at + name.len();
        let rest = line.get(start..).filter(|_| is_query)?;
        let value = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
        (!value.is_empty()).then_some((start, value))
    })
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn values_of_a_parameter() {
        let line = "* Lamp?$mode=full&x=1 and `Lamp?a=b&$mode=Slim`, not $mode=other or Lamp?$mode={mode}";
        let found: Vec<&str> = values(line, "$mode=").map(|(_, value)| value).collect();
        assert_eq!(found, ["full", "Slim"]);
        assert_eq!(values(line, "$mode=").next(), Some((13, "full")));
    }
}
