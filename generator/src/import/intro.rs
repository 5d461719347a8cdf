//! The introduction of a page: its summary, the operators that it lists, and the sentences that carry facts.
//!
//! In: an operation. Out: the blocks above the first table.

use super::summary::summary;
use crate::model::{Mark, MarkKind, Operation};

/// The heading above a list of operators.
const OPERATORS: &str = "Filter operators";

/// The blocks of the introduction. With `facts`, only the facts of the source are in them.
pub(super) fn intro(operation: &Operation, facts: bool) -> Vec<String> {
    if facts { by_rule(operation) } else { as_written(operation) }
}

fn by_rule(operation: &Operation) -> Vec<String> {
    let mut blocks = vec![summary(operation)];
    let lists = operators(operation);
    if !lists.is_empty() {
        blocks.push(format!("## {OPERATORS}"));
        blocks.extend(lists);
    }
    let mut lines: Vec<String> = Vec::new();
    for mark in &operation.marks {
        if is_heading(mark) {
            blocks.extend(lines.drain(..).reduce(|all, line| format!("{all}\n{line}")));
        }
        match &mark.kind {
            MarkKind::Restricted(_) => {
                blocks.push("## Online Restricted: ## Access from online applications is restricted.".to_owned());
            }
            MarkKind::Experimental(_) => {
                blocks.push("## Experimental: ## This operation is experimental and may change.".to_owned());
            }
            MarkKind::Slow { milliseconds } => lines.push(format!("NsApiSlow threshold: {milliseconds} ms.")),
            MarkKind::CallsAgent { agent, service } => {
                lines.push(format!("Calls the {agent} agent service {service}."));
            }
            MarkKind::Archive(name) => lines.push(format!("Calls the Archive service using the \"{name}\" archive.")),
            MarkKind::Deprecated(_) => lines.push("Deprecated.".to_owned()),
        }
    }
    blocks.extend(lines.into_iter().reduce(|all, line| format!("{all}\n{line}")));
    blocks
}

fn is_heading(mark: &Mark) -> bool {
    matches!(mark.kind, MarkKind::Restricted(_) | MarkKind::Experimental(_))
}

/// Whether a text can be the heading above a list of operators.
fn is_about_operators(text: &str) -> bool {
    text.lines().count() == 1 && text.to_lowercase().contains("operators")
}

/// The lines below a heading about operators that list their names: `dates: before, after`.
fn operators(operation: &Operation) -> Vec<String> {
    let texts = operation.description.iter().map(|text| text.value.as_str());
    let below = texts.skip_while(|text| !is_about_operators(text));
    below.skip(1).take_while(|text| is_list(text)).map(|text| text.trim_end_matches([',', ' ']).to_owned()).collect()
}

/// Whether a text is a label and names.
fn is_list(text: &str) -> bool {
    let Some((label, items)) = text.split_once(':') else { return false };
    let short = |text: &str, most: usize| (1..=most).contains(&text.split_whitespace().count());
    let items: Vec<&str> = items.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    let plain = |item: &&str| short(item, 2) && item.chars().all(|c| c.is_ascii_alphanumeric() || "_()= ".contains(c));
    !text.contains('\n') && short(label, 3) && items.len() > 1 && items.iter().all(plain)
}

/// The introduction in the words of the page. Headings that are facts are at their places.
fn as_written(operation: &Operation) -> Vec<String> {
    let texts = operation.summary.iter().chain(&operation.description);
    let mut blocks: Vec<(u32, String)> = texts.map(|text| (text.span.start, text.value.clone())).collect();
    // The model has the text of this heading as a paragraph.
    if !operators(operation).is_empty()
        && let Some((_, heading)) = blocks.iter_mut().find(|(_, text)| is_about_operators(text))
    {
        heading.insert_str(0, "## ");
    }
    for mark in &operation.marks {
        let text = match &mark.kind {
            MarkKind::Restricted(text) => format!("## Online Restricted: ## {text}"),
            MarkKind::Experimental(text) => format!("## Experimental: ## {text}"),
            _ => continue,
        };
        blocks.push((mark.span.start, text));
    }
    blocks.sort_by_key(|(at, _)| *at);
    blocks.into_iter().map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::is_list;

    #[test]
    fn lists_of_operators() {
        assert!(is_list("ints: eq =, ne, between"));
        assert!(is_list("Funcs: startswith(a,b), this(f,period)"));
        assert!(is_list("list ids: oneOf, NotOneOf, "));
        assert!(!is_list("Note: use one of these, or write your own"));
        assert!(!is_list("ints: eq"));
        assert!(!is_list("no label, at all"));
    }
}
