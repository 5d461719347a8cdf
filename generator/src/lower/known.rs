//! Pages and companion files that were read by an earlier run of the same process.
//!
//! In: lowered pages, and the facts of companion files. Out: the same ones, as long as nothing has changed that they
//! depend on: for a page, its text, the files that it includes and the list of all files; for the companion files,
//! their texts and the list of all files.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Lowered, Moved};
use crate::diagnostics::{Code, Diagnostics};
use crate::model::Companions;
use crate::source::{FileId, Sources};
use crate::text::include::{include_targets, resolve_include};

/// The pages and companion files of the last run.
#[derive(Debug, Default)]
pub(crate) struct Known {
    sources: Sources,
    pages: HashMap<FileId, Page>,
    companions: Option<(Arc<Companions>, Diagnostics)>,
}

#[derive(Debug)]
struct Page {
    includes: Vec<FileId>,
    lowered: Lowered,
    found: Diagnostics,
    /// A copy for the next run.
    ready: Option<(Lowered, Diagnostics)>,
}

impl Known {
    /// Forgets what depends on files that have changed. Places are numbers of files, so everything does if there are other
    /// files than before.
    pub(crate) fn start(&mut self, sources: &Sources) {
        match sources.changed_since(&self.sources) {
            Some(changed) => {
                let is_changed = |id: &FileId| changed.contains(id);
                self.pages.retain(|id, page| !is_changed(id) && !page.includes.iter().any(is_changed));
                if sources.companions().any(|(id, _)| is_changed(&id)) {
                    self.companions = None;
                }
            }
            None => {
                self.pages.clear();
                self.companions = None;
            }
        }
        self.sources = sources.clone();
    }

    /// Returns the facts of the companion files. Calls `read` only if the files have changed.
    pub(crate) fn companions(
        &mut self,
        diagnostics: &mut Diagnostics,
        read: impl FnOnce(&mut Diagnostics) -> Companions,
    ) -> Arc<Companions> {
        let (facts, found) = self.companions.get_or_insert_with(|| {
            let mut found = Diagnostics::default();
            (Arc::new(read(&mut found)), found)
        });
        diagnostics.append(found.clone());
        Arc::clone(facts)
    }

    /// A page that has not changed.
    pub(crate) fn get(&mut self, id: FileId) -> Option<(Lowered, Diagnostics)> {
        let page = self.pages.get_mut(&id)?;
        Some(page.ready.take().unwrap_or_else(|| (page.lowered.clone(), page.found.clone())))
    }

    /// Copies the pages, so that the next run need not.
    pub(crate) fn prepare(&mut self) {
        for page in self.pages.values_mut() {
            page.ready.get_or_insert_with(|| (page.lowered.clone(), page.found.clone()));
        }
    }

    /// Reads the pages that `changed` files are a part of. Returns where their places are now, and keeps the pages, if
    /// they state the same facts as before.
    pub(crate) fn moved(
        &mut self,
        changed: &[FileId],
        sources: &Sources,
        read: impl Fn(FileId) -> (Lowered, Diagnostics),
    ) -> Option<Moved> {
        let mut moved = Moved::new(changed);
        let mut pages = Vec::new();
        for (id, page) in &self.pages {
            if changed.contains(id) || page.includes.iter().any(|include| changed.contains(include)) {
                let (lowered, found) = read(*id);
                moved.add(&(&page.lowered, &page.found), &(&lowered, &found))?;
                pages.push((*id, page.includes.clone(), (lowered, found)));
            }
        }
        // Pages that are not kept have been read with the old text.
        let others = sources.pages().filter(|(id, _)| !self.pages.contains_key(id));
        let mut included = others
            .flat_map(|(_, page)| include_targets(&page.text).filter_map(|target| resolve_include(&page.path, target)));
        if included.any(|path| changed.iter().any(|id| sources.file(*id).path == path)) {
            return None;
        }
        // A file that no known page is a part of has other effects.
        let known = |id: &FileId| pages.iter().any(|(page, includes, _)| page == id || includes.contains(id));
        changed.iter().all(known).then_some(())?;
        let moved = moved.in_order()?;
        for (id, _, page) in pages {
            self.keep(id, page);
        }
        self.sources = sources.clone();
        Some(moved)
    }

    /// Keeps a page for the next run.
    pub(crate) fn keep(&mut self, id: FileId, (lowered, found): (Lowered, Diagnostics)) {
        let includes = match &lowered {
            Lowered::Operation(operation) => operation.includes.clone(),
            Lowered::Other(..) => Vec::new(),
            // Which files these depend on is not known.
            Lowered::Orphan(..) | Lowered::Broken(_) => return drop(self.pages.remove(&id)),
        };
        // These findings name other files by their contents.
        if found.iter().any(|finding| matches!(finding.code, Code::SampleMissing | Code::SampleMisspelt)) {
            self.pages.remove(&id);
            return;
        }
        self.pages.insert(id, Page { includes, lowered, found, ready: None });
    }
}
