//! Files that are out of date, as messages show them.
//!
//! In: the result of a check. Out: the same files with paths that the reader can open, and as [`Outdated`] for messages of
//! every format.

use crate::diagnostics::Outdated;
use crate::diagnostics::render::joined;
use crate::output::{Stale, StaleFile};

/// Puts the paths below a folder: the output folder as the reader opens it.
#[must_use]
pub fn below(folder: &str, stale: &Stale) -> Stale {
    Stale { files: stale.files.iter().map(|(path, why)| (joined(folder, path), why.clone())).collect() }
}

/// Lists each file with the first line that differs and the reason.
#[must_use]
pub fn outdated(stale: &Stale) -> Vec<Outdated> {
    let listed = stale.files.iter().map(|(path, why)| {
        let line = match why {
            StaleFile::Different(lines) | StaleFile::HandEdited(lines) => lines.first().map(|line| line.number),
            _ => None,
        };
        Outdated { path: path.clone(), line: line.unwrap_or(1), why: why.to_string() }
    });
    listed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_opened_from_where_the_reader_is() {
        let stale = Stale { files: vec![("src/a.rs".to_owned(), StaleFile::Missing)] };
        let shown = outdated(&below("generated", &stale));
        assert_eq!(shown.len(), 1);
        assert_eq!(shown.first().map(|file| (file.path.as_str(), file.line)), Some(("generated/src/a.rs", 1)));
        assert_eq!(shown.first().map(|file| file.why.as_str()), Some("is missing"));
    }
}
