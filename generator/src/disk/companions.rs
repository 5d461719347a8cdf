//! Reads folders of companion files.
//!
//! In: the folders that the caller and `codegen.toml` name. Out: the text of every file in them that can be a
//! companion. A companion folder within the docs is not searched for pages. Symbolic links are not followed.

use std::fs;
use std::path::{Path, PathBuf};

use super::text::read_text;
use super::{Code, LoadError, Loader, Problem, failed, relative};
use crate::options::config;
use crate::source::SourceFile;
use crate::text::visible::{is_hostile, visible};

/// Maximum size of a companion file in bytes: more than five times the size of the largest known one.
const FILE_BYTES: u64 = 8 << 20;

impl Loader<'_> {
    /// Finds the folders: those in `codegen.toml`, which are relative to the docs, followed by those of the caller.
    pub(super) fn find_companions(&mut self, more: &[PathBuf]) -> Result<(), LoadError> {
        // An invalid `codegen.toml` is reported elsewhere.
        let config = self.config.as_ref().and_then(|file| config::read(&file.text).ok()).unwrap_or_default();
        for name in config.companions {
            self.companions.push((visible(&name).into_owned(), self.root.join(&name)));
        }
        for path in more {
            let shown = relative(&self.root, path);
            self.companions.push((visible(&shown).into_owned(), path.clone()));
        }
        match self.companions.iter().find(|(_, path)| !path.is_dir()) {
            Some((_, path)) => Err(LoadError::NoCompanions(path.clone())),
            None => Ok(()),
        }
    }

    /// Whether a folder is one of the companion folders.
    pub(super) fn holds_companions(&self, folder: &Path) -> bool {
        let is_same = |other: &Path| fs::canonicalize(other).ok() == fs::canonicalize(folder).ok();
        self.companions.iter().any(|(_, path)| is_same(path))
    }

    /// Reads the files of all folders, in the order of the folders and of their paths.
    pub(super) fn read_companions(&mut self) -> Result<(), LoadError> {
        for (shown, folder) in self.companions.clone() {
            let mut files = Vec::new();
            let mut folders = vec![(shown, folder)];
            while let Some((prefix, folder)) = folders.pop() {
                for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
                    let entry = entry.map_err(failed(&folder))?;
                    let kind = entry.file_type().map_err(failed(&folder))?;
                    let name = entry.file_name();
                    let Some(name) = name.to_str().filter(|name| !name.chars().any(is_hostile)) else { continue };
                    let shown = format!("{prefix}/{name}");
                    if kind.is_dir() && name != ".git" {
                        folders.push((shown, entry.path()));
                    } else if kind.is_file() && is_companion(name) {
                        files.push((shown, entry.path()));
                    }
                }
                self.watched.insert(folder);
            }
            files.sort();
            if self.companion_files.len() + files.len() > self.limits.files {
                self.report(&shown_folder(&files), Code::TooManyFiles, "there are too many companion files");
                return Ok(());
            }
            for (shown, path) in files {
                let (text, problem) = read_companion(&shown, &path)?;
                self.problems.extend(problem);
                self.companion_files.push(SourceFile { path: shown, text });
            }
        }
        Ok(())
    }
}

/// Reads the text of a companion file, without a byte order mark.
pub(super) fn read_companion(name: &str, path: &Path) -> Result<(String, Option<Problem>), LoadError> {
    let (mut text, problem) = read_text(name, path, FILE_BYTES)?;
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok((text, problem))
}

/// Whether a file can be a companion file.
fn is_companion(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["yml", "yaml", "md", "mdx"].iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// The folder of the first file.
fn shown_folder(files: &[(String, PathBuf)]) -> String {
    let first = files.first().map(|(shown, _)| shown.as_str()).unwrap_or_default();
    first.rsplit_once('/').map_or(first, |(folder, _)| folder).to_owned()
}
