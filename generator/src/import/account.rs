//! Counts the facts that an import keeps and the texts that it replaces.
//!
//! In: the operations as they are written, and the source. Out: counts, for `UPSTREAM.toml` and for the terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostics::{Diagnostics, Level};
use crate::model::{Api, Body, Json, JsonKind, Operation, Word};
use crate::text::visible::{counted, thousands};

/// The counts of an import.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// Operations by the first folder, as in `rest`.
    pub(super) areas: BTreeMap<String, usize>,
    /// Companion files by kind.
    pub(super) companions: BTreeMap<String, usize>,
    pub(super) parameters: usize,
    pub(super) properties: usize,
    pub(super) statuses: usize,
    pub(super) lists: usize,
    pub(super) samples: usize,
    /// Texts of the source: sentences, descriptions of rows and of statuses.
    pub(super) texts: usize,
    /// Values of samples that are not `null`.
    pub(super) values: usize,
}

impl Account {
    /// Counts the facts of one page.
    pub(super) fn page(&mut self, operation: &Operation, folder: &str) {
        let area = folder.split('/').next().filter(|area| !area.is_empty()).unwrap_or("pages");
        *self.areas.entry(area.to_owned()).or_default() += 1;
        self.parameters += operation.parameters.len();
        self.statuses += operation.statuses.len();
        let described = operation.parameters.iter().map(|one| &one.description);
        let described = described.chain(operation.statuses.iter().map(|one| &one.description));
        self.texts += described.filter(|text| !text.value.is_empty()).count();
        self.texts += usize::from(operation.summary.is_some()) + operation.description.len();
        let lists = operation.parameters.iter().filter(|one| matches!(one.word.value.word, Word::Words(_)));
        self.lists += lists.count();
        for body in [&operation.request, &operation.response].into_iter().flatten() {
            self.body(body);
        }
    }

    fn body(&mut self, body: &Body) {
        for row in body.rows.iter().flatten() {
            self.properties += 1;
            self.texts += usize::from(!row.description.value.is_empty());
            self.lists += usize::from(matches!(row.word.value.word, Word::Words(_)));
        }
        self.texts += usize::from(body.text.is_some());
        if let Some(sample) = &body.sample {
            self.samples += 1;
            self.values += values(sample);
        }
    }
}

/// The number of scalars in a value.
fn values(json: &Json) -> usize {
    match &json.kind {
        JsonKind::Null => 0,
        JsonKind::Array(elements) => elements.iter().map(values).sum(),
        JsonKind::Object(members) => members.iter().map(|(_, value)| values(value)).sum(),
        _ => 1,
    }
}

/// The counts as lines for the terminal.
pub(super) fn lines(account: &Account, api: &Api, facts: bool, found: &Diagnostics) -> String {
    let mut out = String::new();
    let areas = account.areas.iter().map(|(area, count)| format!("{area} {count}"));
    let areas = areas.collect::<Vec<_>>().join(", ");
    let statuses = format!("{} statuses", thousands(account.statuses));
    let operations = counted(account.areas.values().sum(), "operation");
    let _ = writeln!(
        out,
        "read: {operations} ({areas}), {}, {}, {}, {} of enum values, {} with a body",
        counted(account.parameters, "parameter"),
        counted(account.properties, "row") + " of properties",
        statuses,
        counted(account.lists, "list"),
        counted(account.samples, "sample"),
    );
    let values = counted(account.values, "value");
    let texts = counted(account.texts, "text");
    if facts {
        let _ = writeln!(
            out,
            "not imported: {texts}, replaced with sentences written by rule; {values} of samples, replaced with neutral ones"
        );
    } else {
        let _ = writeln!(out, "copied: {texts}, {values} of samples");
    }
    if !account.companions.is_empty() {
        let kinds = account.companions.iter().map(|(kind, count)| format!("{kind} {count}"));
        let _ = writeln!(
            out,
            "imported: companion files ({}); they are read if `codegen.toml` has `companions = [\"companions\"]`",
            kinds.collect::<Vec<_>>().join(", ")
        );
    }
    if !api.other_pages.is_empty() {
        let _ = writeln!(
            out,
            "not imported: {} without an operation; each folder has a new index",
            counted(api.other_pages.len(), "page")
        );
    }
    let mut codes: BTreeMap<&str, (usize, Level)> = BTreeMap::new();
    for finding in found.iter().filter(|finding| finding.level() != Level::Note) {
        codes.entry(finding.code.name()).or_insert((0, finding.level())).0 += 1;
    }
    if !codes.is_empty() {
        let list = codes.iter().map(|(code, (count, _))| format!("{code} {count}"));
        let _ = writeln!(
            out,
            "findings in the source: {}; the imported pages contain the facts that the compiler uses",
            list.collect::<Vec<_>>().join(", ")
        );
    }
    out
}
