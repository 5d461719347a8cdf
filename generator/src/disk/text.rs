//! Reads the text of files, within limits.
//!
//! In: paths. Out: texts, and problems such as invalid UTF-8. This file does not know what is in the texts.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{Code, Limits, LoadError, Problem, Text, failed, include_targets, resolve_include};
use crate::text::visible::counted;

/// Reads files on a few threads, in the order of the list.
pub(super) fn read_files(files: &[(String, PathBuf)], limits: &Limits) -> Result<Vec<Text>, LoadError> {
    // More than four threads would only wait for the disk.
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let share = files.len().div_ceil(threads).max(64);
    let read = |files: &[(String, PathBuf)]| -> Result<Vec<Text>, LoadError> {
        files.iter().map(|(name, path)| read_file(name, path, limits)).collect()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = files.chunks(share).map(|files| (files, scope.spawn(move || read(files)))).collect();
        let mut texts = Vec::with_capacity(files.len());
        for (files, worker) in workers {
            // If a worker has panicked, this thread reads its share.
            texts.append(&mut worker.join().unwrap_or_else(|_| read(files))?);
        }
        Ok(texts)
    })
}

pub(super) fn read_file(name: &str, path: &Path, limits: &Limits) -> Result<Text, LoadError> {
    let (text, problem) = read_text(name, path, limits.file_bytes)?;
    let includes = include_targets(&text).filter_map(|target| resolve_include(name, target)).collect();
    Ok(Text { path: name.to_owned(), text, includes, problem })
}

/// Reads a file that an earlier run has read. `name` is its path relative to the docs folder `root`.
pub(crate) fn read_again(root: &Path, name: &str, is_companion: bool) -> Option<String> {
    let path = root.join(name);
    match is_companion {
        true => super::companions::read_companion(name, &path).ok().map(|(text, _)| text),
        false => read_text(name, &path, Limits::default().file_bytes).ok().map(|(text, _)| text),
    }
}

/// Reads the text of a file. An invalid file is a problem, and its text is empty or has replacement characters.
pub(super) fn read_text(name: &str, path: &Path, limit: u64) -> Result<(String, Option<Problem>), LoadError> {
    let file = File::open(path).map_err(failed(path))?;
    // The size is only a hint for the capacity; it may change before the file is read.
    let hint = file.metadata().map_or(0, |found| found.len().min(limit));
    let mut bytes = Vec::with_capacity(usize::try_from(hint).unwrap_or(0) + 1);
    // One byte more than the limit is enough to detect that the file is too large.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed(path))?;
    let problem = |code, bytes, message| Some(Problem { path: name.to_owned(), code, bytes, message });
    if bytes.len() as u64 > limit {
        let message = format!("the file is larger than {}, so it was not read", counted_bytes(limit));
        return Ok((String::new(), problem(Code::FileTooLarge, 0..0, message)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, None)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let utf16 = matches!(error.as_bytes(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
            let message = match utf16 {
                true => "the file is saved as UTF-16, which is not read; save it as UTF-8",
                false => "the file is not valid UTF-8, so each invalid byte was read as U+FFFD; save it as UTF-8",
            }
            .to_owned();
            Ok((text, problem(Code::NotUtf8, at..at + char::REPLACEMENT_CHARACTER.len_utf8(), message)))
        }
    }
}

fn counted_bytes(bytes: u64) -> String {
    counted(usize::try_from(bytes).unwrap_or(usize::MAX), "byte")
}
