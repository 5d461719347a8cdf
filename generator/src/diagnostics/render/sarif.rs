//! SARIF 2.1.0, for code scanning and for editors that read it.
//!
//! Paths are relative to `%SRCROOT%`, the root of the repository. Each result has a fingerprint that does not depend on
//! line numbers, so that a finding stays the same one when lines are added above it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::escape::to_json;
use super::{Finding, Location, Report};
use crate::diagnostics::explain::{explain, level_name};
use crate::diagnostics::key::Keys;
use crate::diagnostics::{Code, Outdated};

pub(super) fn render(report: &Report<'_>) -> String {
    let mut rules: BTreeMap<Code, usize> = report.findings.iter().map(|finding| (finding.code(), 0)).collect();
    for (index, number) in rules.values_mut().enumerate() {
        *number = index;
    }
    let mut keys = Keys::default();
    let mut results: Vec<_> =
        report.findings.iter().map(|finding| result(report, finding, &rules, &mut keys)).collect();
    let summary = report.summary;
    let mut known: Vec<_> = rules.keys().map(|code| rule(*code)).collect();
    if !summary.stale.is_empty() {
        results.extend(summary.stale.iter().map(|stale| outdated(stale, known.len())));
        known.push(json!({
            "id": OUTDATED,
            "name": OUTDATED,
            "shortDescription": { "text": "a generated file is out of date" },
            "defaultConfiguration": { "level": "error" },
        }));
    }
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "superoffice-codegen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": known,
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
    if let (false, Some(run)) = (summary.home.is_empty(), log.pointer_mut("/runs/0").and_then(Value::as_object_mut)) {
        let folder = format!("file://{}/", uri(summary.home.trim_end_matches('/')));
        run.insert("originalUriBaseIds".to_owned(), json!({ ROOT: { "uri": folder } }));
    }
    to_json(&log) + "\n"
}

/// The name of the folder to which paths are relative, as other producers of SARIF call it.
const ROOT: &str = "%SRCROOT%";
/// The rule of generated files that are out of date.
const OUTDATED: &str = "out-of-date";
/// The name of the fingerprint. Its number changes with the way in which it is computed.
const FINGERPRINT: &str = "finding/v2";

fn outdated(stale: &Outdated, rule: usize) -> Value {
    let fingerprint = format!("{:016x}:1", xxh3_64(stale.path.as_bytes()));
    json!({
        "ruleId": OUTDATED,
        "ruleIndex": rule,
        "level": "error",
        "message": { "text": stale.text() },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact(&stale.path),
            "region": { "startLine": stale.line },
        }}],
        "partialFingerprints": { FINGERPRINT: fingerprint },
    })
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

fn result(report: &Report<'_>, finding: &Finding<'_>, rules: &BTreeMap<Code, usize>, keys: &mut Keys) -> Value {
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
        "partialFingerprints": { FINGERPRINT: keys.next(diagnostic, report.sources) },
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
        "artifactLocation": artifact(&report.opened(place.path)),
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

/// A file, relative to the root of the repository if it is in it.
fn artifact(path: &str) -> Value {
    if path.starts_with('/') {
        json!({ "uri": format!("file://{}", uri(path)) })
    } else {
        json!({ "uri": uri(path), "uriBaseId": ROOT })
    }
}

/// A path as a part of a URI. Bytes that are not plain in a URI are percent-encoded.
fn uri(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
