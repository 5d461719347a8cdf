//! One file, for a build script: written beside and moved into place, and only if it differs.

use std::path::Path;

use super::OutputError;
use super::error::Blocked;
use super::fs::{Fs, There, read, there};

/// Makes the file hold the contents. Says whether it had to be written.
///
/// # Errors
///
/// When something other than a file is at the path, or the disk refuses; then the file is as it was.
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
    // The number of the process keeps two runs apart; one that died may have left the name behind.
    let draft = path.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    fs.remove_file(&draft)?;
    let result = fs.write_new(&draft, contents.as_bytes()).and_then(|()| fs.rename(&draft, path));
    if result.is_err() {
        let _ = fs.remove_file(&draft);
    }
    result.map(|()| true)
}
