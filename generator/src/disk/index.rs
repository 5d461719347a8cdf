//! Finds out whether files are unchanged without reading them.
//!
//! In: the folders and files that a result depends on. Out: an [`Index`], which is stored with the result. As in git, a
//! file with the same size and times counts as unchanged. A file that was changed shortly before the index was made
//! could change again without getting another time, so its contents are compared by their hash. This module must not
//! know what the files are for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Two changes within this time can have the same modification time.
const PRECISION: Duration = Duration::from_secs(2);

/// The clock that sets the times of files can be behind the system clock by this much.
const LATE: Duration = Duration::from_millis(20);

/// The folders and files that a result depends on. All paths can be opened as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Folders in which the contents of all files matter. Their subfolders are not searched.
    pub folders: Vec<PathBuf>,
    /// Folders in which only the names and kinds of the entries matter.
    pub names: Vec<PathBuf>,
    /// Files whose contents matter, in other folders.
    pub files: Vec<PathBuf>,
    /// Paths that do not exist. If one of them is created, the result is out of date.
    pub missing: Vec<PathBuf>,
}

/// The state of folders and files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    folders: Vec<Folder>,
    missing: Vec<PathBuf>,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Folder {
    path: PathBuf,
    /// A fingerprint of the times of the folder, which change when a file is added, renamed or deleted; `None` if it
    /// had just been changed, or if `names` is `None`.
    stat: Option<u64>,
    /// A hash of the names of all entries; `None` if only `files` matter.
    names: Option<u128>,
    files: Vec<Known>,
}

/// A file: its name; a fingerprint of its size and times, or `None` if it had just been changed, so that they do not
/// identify its contents; and the hash of its contents, or `None` if it was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known(String, Option<u64>, Option<u128>);

impl Index {
    /// Records the state of files that were read at `started` or later. With `contents`, every file is read, so that a file
    /// whose times change but whose contents stay the same still counts as unchanged.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be read, if its name is not valid UTF-8, or if it may have changed since `started`.
    pub fn new(inputs: &Inputs, started: SystemTime, contents: bool) -> io::Result<Self> {
        let times = Times::before(started);
        let known = |path: &Path| {
            let stat = stat(path)?;
            if stat.since(times.just_now) {
                return Err(io::Error::other("a file was changed while it was read"));
            }
            let old = times.old(stat);
            let hash = if contents || old.is_none() { Some(hash(path)?) } else { None };
            Ok(Known(name(path)?, old, hash))
        };
        let mut folders = Vec::new();
        for (path, with_files) in
            inputs.folders.iter().map(|path| (path, true)).chain(inputs.names.iter().map(|path| (path, false)))
        {
            // The times are read before the entries, so that a change in between is noticed.
            let stat = stat(path)?;
            // A file may have been deleted after it was read. Folders of which only the names matter are written by the run.
            if with_files && stat.since(times.just_now) {
                return Err(io::Error::other("a folder was changed while it was read"));
            }
            let stat = times.old(stat);
            let (names, files) = list(path)?;
            let files = files.iter().filter(|_| with_files).map(|path| known(path)).collect::<io::Result<_>>()?;
            folders.push(Folder { path: path.clone(), stat, names: Some(names), files });
        }
        for path in &inputs.files {
            folders.push(Folder { path: parent(path), stat: None, names: None, files: vec![known(path)?] });
        }
        Ok(Self { folders, missing: inputs.missing.clone() })
    }

    /// Adds files that were written at `started` or later, each with the hash of its contents.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be read, or if its name is not valid UTF-8.
    pub fn add_written(
        &mut self,
        files: impl IntoIterator<Item = (PathBuf, u128)>,
        started: SystemTime,
    ) -> io::Result<()> {
        let times = Times::before(started);
        for (path, hash) in files {
            let known = Known(name(&path)?, times.old(stat(&path)?), Some(hash));
            let folder = parent(&path);
            match self.folders.last_mut().filter(|last| last.path == folder && last.names.is_none()) {
                Some(last) => last.files.push(known),
                None => self.folders.push(Folder { path: folder, stat: None, names: None, files: vec![known] }),
            }
        }
        Ok(())
    }

    /// Returns `None` if anything has changed. Otherwise, returns whether some files or folders had to be read, because
    /// their times were not enough.
    #[must_use]
    pub fn up_to_date(&self) -> Option<bool> {
        if self.missing.iter().any(|path| fs::symlink_metadata(path).is_ok()) {
            return None;
        }
        // Most of the time is spent waiting for the file system.
        let half = self.folders.iter().map(|folder| folder.files.len()).sum::<usize>() / 2;
        let mut before = 0;
        let middle = self.folders.iter().position(|folder| {
            before += folder.files.len();
            before > half
        });
        let (left, right) = self.folders.split_at_checked(middle.unwrap_or_default())?;
        std::thread::scope(|scope| {
            let right = scope.spawn(|| unchanged(right));
            let touched = unchanged(left)?;
            Some(right.join().ok()?? | touched)
        })
    }

    /// Returns the index with the current times, after a check at `now` that found all files unchanged. The next check
    /// then does not read files of which only the times had changed.
    #[must_use]
    pub fn refreshed(mut self, now: SystemTime) -> Self {
        let times = Times::before(now);
        let again = |path: &Path, known: Option<u64>| {
            let stat = stat(path).ok()?;
            times.old(stat).or_else(|| known.filter(|known| *known == stat.fingerprint()))
        };
        for Folder { path, stat, names, files } in &mut self.folders {
            if names.is_some() {
                *stat = again(path, *stat);
            }
            for Known(name, stat, _) in files {
                *stat = again(&path.join(name), *stat);
            }
        }
        self
    }
}

/// Returns `None` if anything in the folders has changed. Otherwise, returns whether some of it had to be read.
fn unchanged(folders: &[Folder]) -> Option<bool> {
    let mut touched = false;
    let mut is_same = |path: &Path, known: Option<u64>| {
        let same = known.is_some_and(|known| stat(path).is_ok_and(|stat| stat.fingerprint() == known));
        touched |= !same;
        same
    };
    for Folder { path, stat, names, files } in folders {
        if let Some(names) = names
            && !is_same(path, *stat)
        {
            (list(path).ok()?.0 == *names).then_some(())?;
        }
        for Known(name, stat, contents) in files {
            let path = path.join(name);
            if !is_same(&path, *stat) {
                (hash(&path).ok()? == (*contents)?).then_some(())?;
            }
        }
    }
    Some(touched)
}

/// Returns a hash of the names and kinds of all entries of a folder and of the targets of links, and the paths of the
/// files.
fn list(folder: &Path) -> io::Result<(u128, Vec<PathBuf>)> {
    let (mut names, mut files, mut entries) = (Xxh3::new(), Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() != ".git" {
            entries.push((entry.path(), entry.file_type()?));
        }
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (path, kind) in entries {
        names.update(path.as_os_str().as_encoded_bytes());
        names.update(&[0, u8::from(kind.is_file()) | u8::from(kind.is_dir()) << 1]);
        if kind.is_symlink() {
            names.update(fs::canonicalize(&path).unwrap_or_default().as_os_str().as_encoded_bytes());
        }
        files.extend(kind.is_file().then_some(path));
    }
    Ok((names.digest128(), files))
}

fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

fn name(path: &Path) -> io::Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).ok_or_else(|| io::Error::other("the name of a file is not valid UTF-8"))
}

/// The hash of the contents of a file.
fn hash(path: &Path) -> io::Result<u128> {
    let mut hash = Xxh3::new();
    io::copy(&mut fs::File::open(path)?, &mut hash)?;
    Ok(hash.digest128())
}

/// Times shortly before a point in time.
struct Times {
    recently: SystemTime,
    just_now: SystemTime,
}

impl Times {
    fn before(time: SystemTime) -> Self {
        let before = |by| time.checked_sub(by).unwrap_or(time);
        Self { recently: before(PRECISION), just_now: before(LATE) }
    }

    /// Returns the fingerprint of a file; `None` if it was changed recently.
    fn old(&self, stat: Stat) -> Option<u64> {
        (!stat.since(self.recently)).then(|| stat.fingerprint())
    }
}

/// The size of a file and the times of its last changes, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy)]
struct Stat {
    size: u64,
    modified: u64,
    changed: u64,
}

fn stat(path: &Path) -> io::Result<Stat> {
    let found = fs::metadata(path)?;
    let modified = nanoseconds(found.modified()?);
    // A program can set the modification time of a file, but not the time of its last change.
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
    /// One number for the size and the times.
    fn fingerprint(self) -> u64 {
        let bytes = [self.size, self.modified, self.changed].map(u64::to_le_bytes);
        xxh3_64(bytes.as_flattened())
    }

    /// Whether the file was changed at a time or later.
    fn since(self, time: SystemTime) -> bool {
        self.modified.max(self.changed) >= nanoseconds(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with two files, and a time long after they were written.
    fn folder() -> (tempfile::TempDir, Inputs, SystemTime) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), "one").unwrap();
        fs::write(folder.path().join("b.md"), "two").unwrap();
        let inputs = Inputs {
            folders: vec![folder.path().to_owned()],
            missing: vec![folder.path().join("c/d.md")],
            ..Inputs::default()
        };
        (folder, inputs, SystemTime::now() + Duration::from_secs(60))
    }

    fn files(index: &Index) -> impl Iterator<Item = &Known> {
        index.folders.iter().flat_map(|folder| &folder.files)
    }

    #[test]
    fn unchanged_files_are_not_read() {
        let (_folder, inputs, later) = folder();
        let index = Index::new(&inputs, later, false).unwrap();
        assert!(files(&index).all(|file| file.1.is_some() && file.2.is_none()));
        assert_eq!(index.up_to_date(), Some(false));
    }

    #[test]
    fn changes_are_noticed() {
        type Change<'a> = (&'a str, &'a dyn Fn(&Path));
        let changes: [Change<'_>; 6] = [
            ("other contents", &|folder| fs::write(folder.join("a.md"), "1234").unwrap()),
            ("a new file", &|folder| fs::write(folder.join("c.md"), "").unwrap()),
            ("a new folder", &|folder| fs::create_dir(folder.join("c")).unwrap()),
            ("a deleted file", &|folder| fs::remove_file(folder.join("a.md")).unwrap()),
            ("a renamed file", &|folder| fs::rename(folder.join("a.md"), folder.join("c.md")).unwrap()),
            ("a missing file", &|folder| {
                fs::create_dir(folder.join("c")).unwrap();
                fs::write(folder.join("c/d.md"), "").unwrap();
            }),
        ];
        for (what, change) in changes {
            for contents in [false, true] {
                let (folder, inputs, later) = folder();
                let index = Index::new(&inputs, later, contents).unwrap();
                change(folder.path());
                assert_eq!(index.up_to_date(), None, "{what}");
            }
        }
    }

    #[test]
    fn a_file_with_other_times_is_compared_by_its_contents() {
        let (folder, inputs, later) = folder();
        let (with, without) = (Index::new(&inputs, later, true).unwrap(), Index::new(&inputs, later, false).unwrap());
        fs::write(folder.path().join("a.md"), "one").unwrap();
        let file = fs::File::options().write(true).open(folder.path().join("a.md")).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!((with.up_to_date(), without.up_to_date()), (Some(true), None));
        assert_eq!(with.refreshed(later).up_to_date(), Some(false));
    }

    #[test]
    fn a_file_that_was_just_changed_is_compared_by_its_contents() {
        let (folder, inputs, _) = folder();
        let index = Index::new(&inputs, SystemTime::now() + LATE * 2, false).unwrap();
        assert!(files(&index).all(|file| file.1.is_none() && file.2.is_some()));
        assert_eq!(index.up_to_date(), Some(true));
        fs::write(folder.path().join("a.md"), "six").unwrap();
        assert_eq!(index.up_to_date(), None);
    }

    #[test]
    fn a_file_that_changed_while_it_was_read_has_no_index() {
        let (_folder, inputs, _) = folder();
        assert!(Index::new(&inputs, SystemTime::now(), false).is_err());
    }

    #[test]
    fn a_folder_that_lost_a_file_while_it_was_read_has_no_index() {
        let (folder, inputs, _) = folder();
        std::thread::sleep(LATE * 3);
        let started = SystemTime::now();
        assert!(Index::new(&inputs, started, false).is_ok());
        fs::remove_file(folder.path().join("a.md")).unwrap();
        assert!(Index::new(&inputs, started, false).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn the_target_of_a_link_is_noticed() {
        use std::os::unix::fs::symlink;
        let (folder, inputs, later) = folder();
        symlink(folder.path().join("a.md"), folder.path().join("link.md")).unwrap();
        let index = Index::new(&inputs, later, false).unwrap();
        assert_eq!(index.up_to_date(), Some(false));
        fs::remove_file(folder.path().join("link.md")).unwrap();
        symlink(folder.path().join("b.md"), folder.path().join("link.md")).unwrap();
        assert_eq!(index.up_to_date(), None);
    }
}
