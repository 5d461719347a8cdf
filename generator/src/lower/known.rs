//! Pages and companion files that were read by an earlier run of the same process.
//!
//! In: lowered pages, and the facts of companion files. Out: the same ones, as long as nothing has changed that they
//! depend on: for a page, its text, the files that it includes and the list of all files; for the companion files,
//! their texts and the list of all files.

use std::collections::HashMap;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::Lowered;
use crate::diagnostics::{Code, Diagnostics};
use crate::model::Companions;
use crate::source::{FileId, Sources};

/// The pages and companion files of the last run.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// A hash of the paths of all files: places are numbers of files.
    files: u64,
    pages: HashMap<FileId, Page>,
    companions: Option<Companion>,
}

/// The companion files of the last run.
#[derive(Debug)]
struct Companion {
    texts: u64,
    facts: Arc<Companions>,
    found: Diagnostics,
}

#[derive(Debug)]
struct Page {
    texts: u64,
    includes: Vec<FileId>,
    lowered: Lowered,
    found: Diagnostics,
}

impl Known {
    /// Forgets everything if there are other files than before.
    pub(crate) fn start(&mut self, sources: &Sources) {
        let mut hash = Xxh3::new();
        for (_, file) in sources.files() {
            hash.update(file.path.as_bytes());
            hash.update(&[0]);
        }
        if std::mem::replace(&mut self.files, hash.digest()) != self.files {
            self.pages.clear();
            self.companions = None;
        }
    }

    /// Returns the facts of the companion files. Calls `read` only if the files have changed.
    pub(crate) fn companions(
        &mut self,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
        read: impl FnOnce(&mut Diagnostics) -> Companions,
    ) -> Arc<Companions> {
        let mut hash = Xxh3::new();
        for (_, file) in sources.companions() {
            hash.update(&(file.text.len() as u64).to_le_bytes());
            hash.update(file.text.as_bytes());
        }
        let texts = hash.digest();
        let known = match self.companions.take().filter(|known| known.texts == texts) {
            Some(known) => known,
            None => {
                let mut found = Diagnostics::default();
                Companion { texts, facts: Arc::new(read(&mut found)), found }
            }
        };
        diagnostics.append(known.found.clone());
        Arc::clone(&self.companions.insert(known).facts)
    }

    /// A page that has not changed.
    pub(crate) fn get(&self, id: FileId, sources: &Sources) -> Option<(Lowered, Diagnostics)> {
        let page = self.pages.get(&id)?;
        (page.texts == texts(id, &page.includes, sources)).then(|| (page.lowered.clone(), page.found.clone()))
    }

    /// Keeps a page for the next run.
    pub(crate) fn keep(&mut self, id: FileId, sources: &Sources, (lowered, found): (Lowered, Diagnostics)) {
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
        let texts = texts(id, &includes, sources);
        self.pages.insert(id, Page { texts, includes, lowered, found });
    }
}

/// A hash of a page and the files that it includes.
fn texts(id: FileId, includes: &[FileId], sources: &Sources) -> u64 {
    let mut hash = Xxh3::new();
    for id in std::iter::once(&id).chain(includes) {
        let text = &sources.file(*id).text;
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.digest()
}
