//! All changes to the disk, in one place, so that a test can make any of them fail.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::OutputError;

/// The file system. Tests can inject a fault.
#[derive(Debug, Default)]
pub(super) struct Fs {
    #[cfg(test)]
    pub(super) fault: Option<Fault>,
    #[cfg(test)]
    pub(super) calls: std::cell::Cell<usize>,
}

/// An injected failure.
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    /// The number of the change, from 0.
    pub(super) at: usize,
    /// Whether all later changes fail too, as if the process had been killed there.
    pub(super) forever: bool,
}

impl Fs {
    #[cfg(test)]
    fn allow(&self) -> io::Result<()> {
        let call = self.calls.get();
        self.calls.set(call + 1);
        let fails = self.fault.is_some_and(|fault| call == fault.at || (fault.forever && call > fault.at));
        if fails { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "fails only in tests")]
    fn allow(&self) -> io::Result<()> {
        Ok(())
    }

    fn run<T>(
        &self,
        doing: &'static str,
        path: &Path,
        action: impl FnOnce() -> io::Result<T>,
    ) -> Result<T, OutputError> {
        self.allow().and_then(|()| action()).map_err(|source| OutputError::Io { doing, path: path.to_owned(), source })
    }

    /// Creates a folder and its parents. Returns the new ones, topmost first.
    pub(super) fn create_dirs(&self, path: &Path) -> Result<Vec<PathBuf>, OutputError> {
        let missing = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let mut missing: Vec<_> = missing.map(Path::to_owned).collect();
        missing.reverse();
        if !missing.is_empty() {
            self.run("cannot create the folder", path, || fs::create_dir_all(path))?;
        }
        Ok(missing)
    }

    /// Writes a new file and syncs it to disk.
    pub(super) fn write_new(&self, path: &Path, contents: &[u8]) -> Result<(), OutputError> {
        let create = || fs::OpenOptions::new().write(true).create_new(true).open(path);
        self.run("cannot write", path, || {
            let mut file = create()?;
            file.write_all(contents)?;
            file.sync_all()
        })
    }

    /// Creates a hard link to a file, or a copy with the same modification time where hard links are not supported.
    pub(super) fn link(&self, from: &Path, to: &Path) -> Result<(), OutputError> {
        self.run("cannot link", to, || {
            fs::hard_link(from, to).or_else(|_| {
                fs::copy(from, to)?;
                let time = fs::metadata(from)?.modified()?;
                let file = fs::OpenOptions::new().write(true).open(to)?;
                file.set_modified(time)?;
                file.sync_all()
            })
        })
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> Result<(), OutputError> {
        self.run("cannot move a file to", to, || fs::rename(from, to))
    }

    pub(super) fn remove_file(&self, path: &Path) -> Result<(), OutputError> {
        self.run("cannot remove", path, || match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        })
    }

    pub(super) fn remove_dir(&self, path: &Path) -> Result<(), OutputError> {
        self.run("cannot remove", path, || fs::remove_dir(path))
    }

    pub(super) fn remove_tree(&self, path: &Path) -> Result<(), OutputError> {
        self.run("cannot remove", path, || match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        })
    }

    /// Syncs a folder to disk. Not every system supports this, so a failure is ignored.
    pub(super) fn sync_dir(path: &Path) {
        if let Ok(folder) = fs::File::open(path) {
            let _ = folder.sync_all();
        }
    }
}

/// The kind of file at a path. Links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum There {
    Nothing,
    File,
    Folder,
    Link,
}

/// Returns the kind of file at a path.
pub(super) fn there(path: &Path) -> Result<There, OutputError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Ok(There::Link),
        Ok(found) if found.is_dir() => Ok(There::Folder),
        // A device or a pipe is treated like a link, because it was not generated.
        Ok(found) => Ok(if found.is_file() { There::File } else { There::Link }),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(There::Nothing)
        }
        Err(source) => Err(OutputError::Io { doing: "cannot access", path: path.to_owned(), source }),
    }
}

/// Reads a text file with LF line ends, whatever a checkout made of them.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, OutputError> {
    read_as_is(path).map(with_lf)
}

/// The same text with LF line ends.
pub(super) fn with_lf(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.contains(&b'\r') {
        return bytes;
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes.into_iter().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\r' || rest.peek() != Some(&b'\n') {
            kept.push(byte);
        }
    }
    kept
}

/// Reads a file, byte for byte.
pub(super) fn read_as_is(path: &Path) -> Result<Vec<u8>, OutputError> {
    fs::read(path).map_err(|source| OutputError::Io { doing: "cannot read", path: path.to_owned(), source })
}
