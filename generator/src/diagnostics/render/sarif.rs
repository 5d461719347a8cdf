//! SARIF 2.1.0, for code scanning and for editors that read it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::escape::to_json;
use super::{Finding, Location, Report};
use crate::diagnostics::Code;
use crate::diagnostics::explain::{explain, level_name};

pub(super) fn render(report: &Report<'_>) -> String {
    let mut rules: BTreeMap<Code, usize> = report.findings.iter().map(|finding| (finding.code(), 0)).collect();
    for (index, number) in rules.values_mut().enumerate() {
        *number = index;
    }
    let results: Vec<_> = report.findings.iter().map(|finding| result(report, finding, &rules)).collect();
    let summary = report.summary;
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "superoffice-codegen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.keys().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": true }],
            "results": results,
            "properties": {
                "pages": summary.pages,
                "operations": summary.operations,
                "types": summary.types,
                "errors": summary.errors,
                "warnings": summary.warnings,
                "complete": summary.complete,
            },
        }],
    });
    to_json(&log) + "\n"
}

fn rule(code: Code) -> Value {
    let text = explain(code.number()).unwrap_or_default();
    let paragraph = text.split_once("\n\n").map_or("", |(_, paragraph)| paragraph).trim();
    json!({
        "id": code.number(),
        "name": code.name(),
        "shortDescription": { "text": code.name().replace('-', " ") },
        "fullDescription": { "text": paragraph },
        "help": { "text": paragraph },
        "defaultConfiguration": { "level": level_name(code.level()) },
    })
}

fn result(report: &Report<'_>, finding: &Finding<'_>, rules: &BTreeMap<Code, usize>) -> Value {
    let diagnostic = finding.diagnostic;
    let mut text = diagnostic.message.clone();
    for more in std::iter::once(&diagnostic.label).chain(&diagnostic.notes).chain(&diagnostic.help) {
        if !more.is_empty() {
            text.push('\n');
            text.push_str(more);
        }
    }
    let mut result = json!({
        "ruleId": finding.code().number(),
        "ruleIndex": rules.get(&finding.code()).copied().unwrap_or_default(),
        "level": level_name(finding.level()),
        "message": { "text": text },
        "locations": [location(report, &finding.place)],
    });
    let others: Vec<_> = diagnostic
        .others
        .iter()
        .enumerate()
        .map(|(id, other)| {
            let mut value = location(report, &report.place(other.span));
            if let Some(object) = value.as_object_mut() {
                object.insert("id".to_owned(), json!(id + 1));
                object.insert("message".to_owned(), json!({ "text": other.text }));
            }
            value
        })
        .collect();
    if let (false, Some(object)) = (others.is_empty(), result.as_object_mut()) {
        object.insert("relatedLocations".to_owned(), Value::Array(others));
    }
    result
}

fn location(report: &Report<'_>, place: &Location<'_>) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&report.summary.root, place.path) },
        "region": {
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
            "byteOffset": place.bytes.start,
            "byteLength": place.bytes.len(),
        },
    }})
}

/// A relative URI reference. Bytes that are not plain in a URI are percent-encoded.
fn uri(root: &str, path: &str) -> String {
    let mut text = String::new();
    let root = root.trim_end_matches('/');
    let slash = if root.is_empty() { "" } else { "/" };
    for byte in root.bytes().chain(slash.bytes()).chain(path.bytes()) {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
