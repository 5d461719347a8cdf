//! Pages of the target that are written by hand: those without the mark of an import.
//!
//! In: the target as it is, and the source. Out: the files that an import must not touch, and a finding for each fact
//! on which a page written by hand differs from the source.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::Tree;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::lower::{Lowered, differences, lower};
use crate::model::Operation;
use crate::page::{Page, is_imported, parse};
use crate::source::{FileId, SourceFile, Sources};
use crate::text::include::{include_targets, resolve_include};
use crate::text::visible::counted;

/// The files of the target that an import must not touch.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Pages without the mark, and the files that they include.
    pub(super) files: BTreeSet<String>,
    /// The pages of operations among them, by uid.
    pages: BTreeMap<String, String>,
}

impl Kept {
    /// Finds the pages without the mark.
    pub(super) fn of(target: &Sources) -> Self {
        let mut kept = Self::default();
        for (id, file) in target.pages() {
            // A sample has no front matter; it belongs to the page that includes it.
            if is_imported(&file.text) || is_sample(&file.text) {
                continue;
            }
            kept.files.insert(file.path.clone());
            kept.files.extend(include_targets(&file.text).filter_map(|target| resolve_include(&file.path, target)));
            if let Page::Endpoint(page) = parse(id, target, &mut Diagnostics::default()) {
                kept.pages.insert(page.uid.value.clone(), file.path.clone());
            }
        }
        kept
    }

    /// Removes from an import the pages that are kept, with their samples. Returns the number of removed pages.
    pub(super) fn remove_from(&self, tree: &mut Tree) -> usize {
        let mut count = 0;
        for placed in &tree.operations {
            if self.pages.contains_key(&placed.uid) || self.files.contains(&placed.page) {
                count += 1;
                for path in placed.samples.iter().chain([&placed.page]) {
                    tree.files.remove(path);
                }
            }
        }
        for index in tree.indexes.iter().filter(|index| self.files.contains(*index)) {
            tree.files.remove(index);
        }
        count
    }

    /// Compares the pages that are kept with those of the source. Returns the findings, and the files that they are
    /// about: the pages of both trees, each below the name of its tree.
    pub(super) fn compare(
        &self,
        (target, target_name): (&Sources, &str),
        (source, source_name): (&Sources, &str),
        tree: &Tree,
    ) -> (Sources, Diagnostics) {
        let below = |name: &str, path: &str| if name.is_empty() { path.to_owned() } else { format!("{name}/{path}") };
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut files: Vec<SourceFile> = Vec::new();
        for placed in &tree.operations {
            let Some(path) = self.pages.get(&placed.uid) else { continue };
            let Some((_, own)) = target.pages().find(|(_, file)| file.path == *path) else { continue };
            let theirs = source.file(placed.file);
            let pair = (below(target_name, path), below(source_name, &theirs.path));
            for (path, file) in [(&pair.0, own), (&pair.1, theirs)] {
                files.push(SourceFile { path: path.clone(), text: file.text.clone() });
            }
            pairs.push(pair);
        }
        let both = Sources::new(files, Vec::new());
        let ids: BTreeMap<&str, FileId> = both.pages().map(|(id, file)| (file.path.as_str(), id)).collect();
        let mut found = Diagnostics::default();
        for (own, theirs) in &pairs {
            let page = |path: &String| ids.get(path.as_str()).and_then(|id| operation(*id, &both));
            if let (Some(own), Some(theirs)) = (page(own), page(theirs)) {
                differing(&own, &theirs).into_iter().for_each(|finding| found.push(finding));
            }
        }
        (both, found)
    }
}

/// Whether a file contains only a sample.
fn is_sample(text: &str) -> bool {
    text.trim_start().starts_with("```http")
}

fn operation(id: FileId, sources: &Sources) -> Option<Operation> {
    let mut ignored = Diagnostics::default();
    match lower(parse(id, sources, &mut ignored), &mut ignored) {
        Lowered::Operation(operation) => Some(*operation),
        _ => None,
    }
}

/// A finding for each fact that the two pages state differently.
fn differing(own: &Operation, theirs: &Operation) -> Vec<Diagnostic> {
    let differences = differences(own, theirs, true);
    let count = counted(differences.len(), "fact");
    let finding = |one: crate::lower::Difference| {
        let message = format!("the page of `{}` differs from the page of the source in {count}", own.uid.value);
        Diagnostic::new(Code::VersionsDiffer, one.span, message)
            .label(format!("{}; the page written by hand is kept", one.says))
            .other(one.other, "the page of the source")
            .help("correct the page, or delete it so that the next import writes it")
    };
    differences.into_iter().map(finding).collect()
}
