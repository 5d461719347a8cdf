//! What other tools and unfinished work have left in the text of a page, and misspelt words.
//!
//! In: the text of a page. The lines are read as they are written, so that a finding has its exact place; fences are
//! skipped.

use super::Found;
use super::spelling;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::Operation;
use crate::source::{Sources, Span};

/// Reads the lines of a page.
pub(super) fn run(operation: &Operation, sources: &Sources, found: &mut Found) {
    let text = &sources.file(operation.file).text;
    let (mut at, mut fenced) = (0, false);
    // The front matter ends with the second line of dashes.
    let mut dashes = if text.starts_with("---") { 2 } else { 0 };
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if dashes > 0 {
            dashes -= usize::from(line.starts_with("---"));
            continue;
        }
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let span = |from: usize, to: usize| Span::new(operation.file, start + from..start + to);
            debris(line, &span, found);
            spelling::check(line, &span, found);
        }
    }
}

/// Markup of the tools that wrote the page.
fn debris(line: &str, span: &dyn Fn(usize, usize) -> Span, found: &mut Found) {
    let whole = line.trim_end().len();
    let mut add = |cause: &str, from: usize, to: usize, help: &str| {
        let finding = Diagnostic::new(Code::Leftover, span(from, to), format!("the text has {cause}"))
            .label("shown to readers as it is")
            .help(help);
        found.add(format!("text with {cause}"), finding);
    };
    for tag in ["<see ", "<seealso ", "<paramref ", "<typeparamref "] {
        if let Some(from) = line.find(tag) {
            let to = line.get(from..).and_then(|rest| rest.find('>')).map_or(whole, |end| from + end + 1);
            add(
                &format!("the tag `{}>` of code documentation", tag.trim_end()),
                from,
                to,
                "write the name alone, or a Markdown link",
            );
        }
    }
    if let Some((from, to)) = class_in_braces(line) {
        add("the name of a class in braces", from, to, "write the name that readers of the API know");
    }
    if line.strip_prefix("## ").is_some_and(|rest| rest.contains("## ")) {
        add("the marks `##` within a heading", 0, whole, "write one heading, and the sentence below it");
    }
    if let Some(from) = line.find("??") {
        add("`??` instead of words", from, from + 2, "write the description");
    }
}

/// The place of `{Some.Name.Of.A.Class}`: at least two dots between words, so that placeholders of a path do not count.
fn class_in_braces(line: &str) -> Option<(usize, usize)> {
    line.match_indices('{').find_map(|(from, _)| {
        let inner = line.get(from + 1..)?;
        let inner = inner.get(..inner.find('}')?)?;
        let is_name = inner.split('.').all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
        (is_name && inner.split('.').count() > 2).then_some((from, from + inner.len() + 2))
    })
}
