//! Writes a single file, for a build script: to a temporary file that is then renamed, and only if the contents differ.

use std::path::Path;

use super::OutputError;
use super::error::Blocked;
use super::fs::{Fs, There, read, there};

/// Writes a file if its contents differ. Returns whether it was written.
///
/// # Errors
///
/// Returns an [`OutputError`] if something other than a regular file is at the path, or if the file cannot be written.
/// In that case the file is unchanged.
pub fn write_one(path: &Path, contents: &str) -> Result<bool, OutputError> {
    write_one_on(&Fs::default(), path, contents)
}

pub(super) fn write_one_on(fs: &Fs, path: &Path, contents: &str) -> Result<bool, OutputError> {
    let blocked = |why| Err(OutputError::Blocked(vec![(path.to_string_lossy().into_owned(), why)]));
    match there(path)? {
        There::Nothing => {}
        There::File if read(path)? == contents.as_bytes() => return Ok(false),
        There::File => {}
        There::Folder => return blocked(Blocked::NotAFile),
        There::Link => return blocked(Blocked::Link),
    }
    let Some(name) = path.file_name() else { return blocked(Blocked::NotAFile) };
    // The process id makes the name unique among running processes. A killed run may have left a file with this name.
    let draft = path.with_file_name(format!("{}{}{DRAFT}", draft_start(&name.to_string_lossy()), std::process::id()));
    fs.remove_file(&draft)?;
    let result = fs.write_new(&draft, contents.as_bytes()).and_then(|()| fs.rename(&draft, path));
    if result.is_err() {
        let _ = fs.remove_file(&draft);
    }
    result.map(|()| true)
}

const DRAFT: &str = ".tmp";

fn draft_start(name: &str) -> String {
    format!(".{name}.")
}

/// Deletes the temporary files that killed runs have left next to a file. It may also delete the temporary file of a run
/// that is writing at the same moment, so use this only for files that may be missing.
pub(crate) fn remove_drafts(dir: &Path, name: &str) {
    let start = draft_start(name);
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let found = entry.file_name();
        let number = found.to_str().and_then(|found| found.strip_prefix(&start)?.strip_suffix(DRAFT));
        let ours = number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        if ours && there(&entry.path()).is_ok_and(|there| there == There::File) {
            // If this fails, the next run tries again.
            let _ = Fs::default().remove_file(&entry.path());
        }
    }
}
