//! Pages that were read by an earlier run of the same process.
//!
//! In: pages as they were lowered. Out: the same again, for as long as the page, the files that it includes and the list of
//! all files have not changed. What a page says depends on nothing else.

use std::collections::HashMap;

use xxhash_rust::xxh3::Xxh3;

use super::Lowered;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{FileId, Sources};

/// The pages of the last run.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// A hash of the paths of all files: places are numbers of files.
    files: u64,
    pages: HashMap<FileId, Page>,
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
        }
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
