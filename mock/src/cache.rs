//! Keeps the API of a folder of pages in a folder for generated files, so that a server starts without reading the pages.
//!
//! In: the folder of pages, and the folder for generated files. Out: the API. A saved model is used only if the running
//! program and every file that was read are unchanged. As in git, a file with the same size and times counts as unchanged,
//! and the contents of other files are compared by their hash. The contents of a file that was changed while it was read, or
//! shortly before, are always compared. This module must not know what is in the pages.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::api::{Api, LoadError};

/// Changes within this time can have the same time of modification.
const PRECISION: Duration = Duration::from_secs(2);

/// A file that was read. All paths have the form in which they were opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    path: PathBuf,
    /// `None` if the file had just been changed when it was read, so that its times do not identify its contents.
    stat: Option<Stat>,
    hash: u128,
}

/// The size of a file and the times of its last changes, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stat {
    size: u64,
    modified: u64,
    changed: u64,
}

/// The files from which a model was read, and the hash of the pages in the model.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Index {
    docs: u128,
    folders: Vec<PathBuf>,
    /// A hash of the names of everything in the folders.
    names: u128,
    /// All files in the folders, other files that were read, and the program.
    files: Vec<Known>,
}

/// The two files in the folder for generated files.
struct Place {
    folder: PathBuf,
    index: PathBuf,
    model: PathBuf,
}

impl Place {
    fn new(docs: &Path, folder: &Path) -> Self {
        let real = fs::canonicalize(docs).unwrap_or_else(|_| docs.to_owned());
        let name = format!("{:016x}", xxh3_64(real.as_os_str().as_encoded_bytes()));
        let file = |end: &str| folder.join(format!("{name}.{end}"));
        Self { index: file("index"), model: file("model"), folder: folder.to_owned() }
    }
}

/// Returns the API of a folder of pages. If nothing has changed, it is read from the saved model. Otherwise, it is read from the
/// pages and saved; if saving fails, the next start reads the pages again.
///
/// # Errors
///
/// As [`Api::load`].
pub(crate) fn load(docs: &Path, folder: &Path) -> Result<Api, LoadError> {
    if let Some(api) = saved(docs, folder) {
        return Ok(api);
    }
    let place = Place::new(docs, folder);
    let started = SystemTime::now();
    let (api, watched) = Api::load_watched(docs)?;
    if let Ok(index) = Index::new(&api, &watched, started) {
        let _ = index.save(&place).and_then(|()| write(&place.model, &api.to_bytes()));
    }
    Ok(api)
}

/// The saved model, if it is up to date.
pub(crate) fn saved(docs: &Path, folder: &Path) -> Option<Api> {
    let place = Place::new(docs, folder);
    let bytes = fs::read(&place.index).ok()?;
    let (hash, body) = bytes.split_first_chunk::<8>()?;
    (u64::from_le_bytes(*hash) == xxh3_64(body)).then_some(())?;
    let index: Index = postcard::from_bytes(body).ok()?;
    // Most of the time is spent waiting for the file system.
    let (touched, api) = std::thread::scope(|scope| {
        let api = scope.spawn(|| model(&place.model, index.docs));
        (index.up_to_date(), api.join().ok().flatten())
    });
    let (touched, api) = (touched?, api?);
    if touched {
        // The next start need not read the files whose times have changed.
        let files = index.files.into_iter().map(|file| Known { stat: stat(&file.path).ok(), ..file }).collect();
        let _ = Index { files, ..index }.without_new(SystemTime::now()).save(&place);
    }
    Some(api)
}

/// Reads a model, if it was made from these pages.
fn model(file: &Path, docs: u128) -> Option<Api> {
    let bytes = fs::read(file).ok()?;
    (Api::docs_of(&bytes).ok()? == docs).then_some(())?;
    Api::from_bytes(&bytes).ok()
}

impl Index {
    fn new(api: &Api, watched: &[PathBuf], started: SystemTime) -> io::Result<Self> {
        let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = watched.iter().cloned().partition(|path| path.is_dir());
        let (names, mut paths) = list(&folders)?;
        paths.extend(files);
        paths.push(std::env::current_exe()?);
        let known = |path: PathBuf| Ok(Known { hash: hash(&path)?, stat: stat(&path).ok(), path });
        let files = paths.into_iter().map(known).collect::<io::Result<Vec<_>>>()?;
        if files.iter().filter_map(|file| file.stat).any(|stat| stat.since(started)) {
            return Err(io::Error::other("a file was changed while it was read"));
        }
        Ok(Self { docs: api.docs, folders, names, files }.without_new(started))
    }

    /// Drops the times of files that were changed so recently that another change could have the same time.
    fn without_new(mut self, now: SystemTime) -> Self {
        let recently = now.checked_sub(PRECISION).unwrap_or(now);
        for file in &mut self.files {
            file.stat = file.stat.filter(|stat| !stat.since(recently));
        }
        self
    }

    /// Whether all files are unchanged. If so, returns whether some of them had to be read.
    fn up_to_date(&self) -> Option<bool> {
        std::thread::scope(|scope| {
            let names = scope.spawn(|| list(&self.folders).is_ok_and(|(names, _)| names == self.names));
            let half = self.files.len() / 2;
            let (left, right) = self.files.split_at_checked(half)?;
            let right = scope.spawn(|| unchanged(right));
            let touched = unchanged(left)?;
            let same = names.join().ok()?;
            Some(right.join().ok()?? | touched).filter(|_| same)
        })
    }

    fn save(&self, place: &Place) -> io::Result<()> {
        fs::create_dir_all(&place.folder)?;
        let body = postcard::to_allocvec(self).map_err(io::Error::other)?;
        let mut bytes = xxh3_64(&body).to_le_bytes().to_vec();
        bytes.extend(body);
        write(&place.index, &bytes)
    }
}

/// Whether files are unchanged. If so, returns whether some of them had to be read.
fn unchanged(files: &[Known]) -> Option<bool> {
    let mut touched = false;
    for file in files {
        if file.stat.is_none() || file.stat != stat(&file.path).ok() {
            touched = true;
            (hash(&file.path).ok()? == file.hash).then_some(())?;
        }
    }
    Some(touched)
}

/// The files in folders, and a hash of the names of all files and folders in them. Hidden ones are left out.
fn list(folders: &[PathBuf]) -> io::Result<(u128, Vec<PathBuf>)> {
    let (mut names, mut files) = (Xxh3::new(), Vec::new());
    for folder in folders {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                entries.push((entry.path(), entry.file_type()?.is_file()));
            }
        }
        entries.sort();
        for (path, is_file) in entries {
            names.update(path.as_os_str().as_encoded_bytes());
            names.update(&[0, u8::from(is_file)]);
            files.extend(is_file.then_some(path));
        }
    }
    Ok((names.digest128(), files))
}

/// The hash of the contents of a file.
fn hash(path: &Path) -> io::Result<u128> {
    let mut hash = Xxh3::new();
    io::copy(&mut fs::File::open(path)?, &mut hash)?;
    Ok(hash.digest128())
}

fn stat(path: &Path) -> io::Result<Stat> {
    let found = fs::metadata(path)?;
    let modified = nanoseconds(found.modified()?);
    // A program can set the time of modification, but not that of the change itself.
    #[cfg(unix)]
    let changed = {
        use std::os::unix::fs::MetadataExt as _;
        u64::try_from(found.ctime().saturating_mul(1_000_000_000).saturating_add(found.ctime_nsec())).unwrap_or(0)
    };
    #[cfg(not(unix))]
    let changed = modified;
    Ok(Stat { size: found.len(), modified, changed })
}

fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

impl Stat {
    /// Whether the file was changed at a time or later.
    fn since(self, time: SystemTime) -> bool {
        self.modified.max(self.changed) >= nanoseconds(time)
    }
}

/// Writes a file completely or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    let written = fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}
