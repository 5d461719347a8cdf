//! Writes the changes to the folder in a way that can be interrupted at any point.
//!
//! 1. All new files are written to a staging folder within the output folder, so that moves stay on one file system.
//!    Files about to be replaced get a hard link there. Up to this point the output is unchanged.
//! 2. A journal of the moves is written to the staging folder. From this point on, the run is finished even after a
//!    crash.
//! 3. The moves are made. A folder that contains only generated files is moved as a whole, others file by file.
//! 4. The journal is deleted, then the staging folder.
//!
//! A run that finds a staging folder without a journal deletes it. If there is a journal, it makes the remaining moves;
//! if the journal is named `undo`, it undoes the moves that were made. Each move can be repeated and undone, because
//! the staged files show which moves have been made.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::OutputError;
use super::compare::{Comparison, Now, blocked_way};
use super::error::Blocked;
use super::fs::{Fs, There, read, there};
use super::manifest::{MANIFEST, is_ours};

/// The folder that holds new files before they are moved, and replaced files until the end.
pub(crate) const STAGING: &str = ".codegen-staging";

const JOURNAL: &str = "journal";
/// The name of the journal of a run that is being undone.
const UNDO: &str = "undo";
const FIRST_LINE: &str = "codegen-journal 1";
const LAST_LINE: &str = "end";

/// A move.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    path: String,
    /// Whether the whole folder is moved.
    folder: bool,
    /// Whether a new file or folder is staged for the path. If not, the path is deleted.
    new: bool,
    /// Whether something was at the path before.
    old: bool,
}

/// Waits a limited time until no other run writes to the folder. The system releases the lock when the process ends.
pub(super) fn lock(dir: &Path) -> Result<File, OutputError> {
    let failed = |source| OutputError::Io { doing: "cannot lock", path: dir.to_owned(), source };
    let file = open_lock(dir).map_err(failed)?;
    let patience = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if patience.elapsed() < Duration::from_secs(10) => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => return Err(OutputError::Locked(dir.to_owned())),
            // Some network file systems have no locks. There the user must not start two runs at once.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

/// Locks the folder itself, which leaves no file behind.
#[cfg(unix)]
fn open_lock(dir: &Path) -> io::Result<File> {
    File::open(dir)
}

/// Locks a file, because folders cannot be opened here.
#[cfg(not(unix))]
fn open_lock(dir: &Path) -> io::Result<File> {
    File::options().write(true).create(true).truncate(false).open(dir.join(".codegen-lock"))
}

/// Finishes or undoes an interrupted run.
pub(super) fn recover(fs: &Fs, dir: &Path) -> Result<(), OutputError> {
    let staging = dir.join(STAGING);
    match there(&staging)? {
        There::Nothing => return Ok(()),
        There::Folder => {}
        There::File | There::Link => return Err(OutputError::Blocked(vec![(STAGING.to_owned(), Blocked::Foreign)])),
    }
    let undo = exists(&staging.join(UNDO))?;
    let journal = staging.join(if undo { UNDO } else { JOURNAL });
    if there(&journal)? != There::File {
        return fs.remove_tree(&staging);
    }
    let text = String::from_utf8_lossy(&read(&journal)?).into_owned();
    let Some(steps) = parse(&text) else {
        let source =
            io::Error::new(io::ErrorKind::InvalidData, "this is not a journal; delete the folder that contains it");
        return Err(OutputError::Io { doing: "cannot recover from", path: journal, source });
    };
    let moves = Moves { fs, dir, staging: &staging, steps: &steps };
    // If a file has been put in the way since then, the old tree is restored.
    let result = if !undo && moves.is_free()? { moves.run() } else { moves.undo() };
    if result.is_ok() {
        moves.clean_up();
    }
    result
}

/// Makes the contents of the folder what the comparison expects.
pub(super) fn commit(fs: &Fs, dir: &Path, comparison: &Comparison) -> Result<(), OutputError> {
    let steps = plan(dir, comparison)?;
    if steps.is_empty() {
        return Ok(());
    }
    let staging = dir.join(STAGING);
    let staged = stage(fs, dir, &staging, comparison, &steps).and_then(|()| write_journal(fs, &staging, &steps));
    if let Err(error) = staged {
        let _ = fs.remove_tree(&staging);
        return Err(error);
    }
    let moves = Moves { fs, dir, staging: &staging, steps: &steps };
    let result = moves.run();
    // If the moves can neither be made nor undone, the journal is kept for the next run.
    if result.is_ok() || moves.undo().is_ok() {
        moves.clean_up();
    }
    result
}

fn plan(dir: &Path, comparison: &Comparison) -> Result<Vec<Step>, OutputError> {
    let mut by_folder: BTreeMap<&str, Vec<Step>> = BTreeMap::new();
    let mut files = Vec::new();
    let replaced = comparison.wanted.iter().filter(|(_, wanted)| wanted.now != Now::Equal);
    let replaced = replaced.map(|(path, wanted)| (path, true, wanted.now != Now::Missing));
    for (path, new, old) in replaced.chain(comparison.orphans.keys().map(|path| (path, false, true))) {
        let step = Step { path: path.clone(), folder: false, new, old };
        match path.split_once('/') {
            Some((folder, _)) => by_folder.entry(folder).or_default().push(step),
            None => files.push(step),
        }
    }
    let mut steps = Vec::new();
    for (folder, mut changes) in by_folder {
        let path = dir.join(folder);
        let old = there(&path)? != There::Nothing;
        // A single file is moved by itself. A folder with any file that was not generated is never moved.
        if !old || (changes.len() > 1 && is_ours_alone(&path, folder, comparison)?) {
            let within = |path: &String| path.split_once('/').is_some_and(|(first, _)| first == folder);
            let new = comparison.wanted.keys().any(within);
            steps.push(Step { path: folder.to_owned(), folder: true, new, old });
        } else {
            files.append(&mut changes);
        }
    }
    // Delete before creating: on a file system that ignores case, both names may be the same.
    files.sort_by(|a, b| (a.new, &a.path).cmp(&(b.new, &b.path)));
    steps.append(&mut files);
    if comparison.manifest_now != Now::Equal {
        let old = comparison.manifest_now != Now::Missing;
        steps.push(Step { path: MANIFEST.to_owned(), folder: false, new: true, old });
    }
    Ok(steps)
}

/// Whether a folder contains only generated files.
fn is_ours_alone(folder: &Path, path: &str, comparison: &Comparison) -> Result<bool, OutputError> {
    let failed = |source| OutputError::Io { doing: "cannot list", path: folder.to_owned(), source };
    let mut empty = true;
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        empty = false;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{path}/{name}")) else { return Ok(false) };
        let ours = match there(&entry.path())? {
            There::File => comparison.owns(&name),
            There::Folder => is_ours_alone(&entry.path(), &name, comparison)?,
            There::Link | There::Nothing => false,
        };
        if !ours {
            return Ok(false);
        }
    }
    // An empty folder was not generated, because this module deletes every folder that it empties.
    Ok(!empty)
}

fn stage(fs: &Fs, dir: &Path, staging: &Path, comparison: &Comparison, steps: &[Step]) -> Result<(), OutputError> {
    let (new, old) = (staging.join("new"), staging.join("old"));
    let mut folders = vec![dir.to_owned()];
    let mut folder_of = |path: &Path| match path.parent() {
        Some(parent) => fs.create_dirs(parent).map(|mut made| folders.append(&mut made)),
        None => Ok(()),
    };
    for step in steps {
        let backup = old.join(&step.path);
        folder_of(&backup)?;
        if step.folder && step.new {
            let prefix = format!("{}/", step.path);
            for (path, wanted) in comparison.wanted.iter().filter(|(path, _)| path.starts_with(&prefix)) {
                let place = new.join(path);
                folder_of(&place)?;
                match wanted.now {
                    Now::Equal => fs.link(&dir.join(path), &place)?,
                    _ => fs.write_new(&place, &wanted.contents)?,
                }
            }
        } else if step.new {
            let place = new.join(&step.path);
            folder_of(&place)?;
            match comparison.wanted.get(&step.path) {
                Some(wanted) => fs.write_new(&place, &wanted.contents)?,
                None => fs.write_new(&place, comparison.manifest.as_bytes())?,
            }
            if step.old {
                fs.link(&dir.join(&step.path), &backup)?;
            }
        }
    }
    folders.iter().for_each(|folder| Fs::sync_dir(folder));
    Ok(())
}

fn write_journal(fs: &Fs, staging: &Path, steps: &[Step]) -> Result<(), OutputError> {
    let mut text = String::from(FIRST_LINE);
    for step in steps {
        let words = (if step.folder { "folder" } else { "file" }, if step.new { "new" } else { "gone" });
        let old = if step.old { "old" } else { "none" };
        text.push_str(&format!("\n{} {} {old} {}", words.0, words.1, step.path));
    }
    text.push_str(&format!("\n{LAST_LINE}\n"));
    let draft = staging.join("journal-draft");
    fs.write_new(&draft, text.as_bytes())?;
    fs.rename(&draft, &staging.join(JOURNAL))?;
    Fs::sync_dir(staging);
    Ok(())
}

fn parse(text: &str) -> Option<Vec<Step>> {
    let mut lines = text.lines();
    lines.next().filter(|line| *line == FIRST_LINE)?;
    lines.next_back().filter(|line| *line == LAST_LINE)?;
    lines
        .map(|line| {
            let mut words = line.split(' ');
            let mut word = |yes: &str, no: &str| {
                let word = words.next()?;
                if word == yes { Some(true) } else { (word == no).then_some(false) }
            };
            let (folder, new, old) = (word("folder", "file")?, word("new", "gone")?, word("old", "none")?);
            let path = words.next().filter(|path| is_ours(path))?.to_owned();
            words.next().is_none().then_some(Step { path, folder, new, old })
        })
        .collect()
}

/// The moves of a journal.
struct Moves<'a> {
    fs: &'a Fs,
    dir: &'a Path,
    staging: &'a Path,
    steps: &'a [Step],
}

impl Moves<'_> {
    fn places(&self, step: &Step) -> (PathBuf, PathBuf, PathBuf) {
        let staged = |name| self.staging.join(name).join(&step.path);
        (self.dir.join(&step.path), staged("new"), staged("old"))
    }

    /// Whether no remaining move would overwrite something that was not there when the journal was written.
    fn is_free(&self) -> Result<bool, OutputError> {
        for step in self.steps {
            let (place, new, old) = self.places(step);
            let waiting = step.new && exists(&new)?;
            let expected = step.old && !(step.folder && exists(&old)?);
            if waiting && !expected && exists(&place)? || blocked_way(self.dir, &step.path)?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn run(&self) -> Result<(), OutputError> {
        for step in self.steps {
            let (place, new, old) = self.places(step);
            let waiting = step.new && exists(&new)?;
            // A file is replaced in one move, because its old contents have a hard link. A folder that is replaced, and
            // anything that is deleted, is moved away first.
            let moves_away = if step.folder && step.new { waiting } else { step.folder || !step.new };
            if moves_away && step.old && !exists(&old)? && exists(&place)? {
                self.fs.rename(&place, &old)?;
            }
            if waiting {
                if let Some(parent) = place.parent() {
                    self.fs.create_dirs(parent)?;
                }
                self.fs.rename(&new, &place)?;
            }
        }
        for step in self.steps {
            if !step.new {
                self.prune(&step.path);
            }
        }
        self.sync();
        Ok(())
    }

    fn undo(&self) -> Result<(), OutputError> {
        // The journal is renamed first: if the undo is interrupted, the next run must not redo the moves.
        let (journal, undo) = (self.staging.join(JOURNAL), self.staging.join(UNDO));
        if exists(&journal)? {
            self.fs.rename(&journal, &undo)?;
            Fs::sync_dir(self.staging);
        }
        for step in self.steps.iter().rev() {
            let (place, new, old) = self.places(step);
            let made = step.new && !exists(&new)? && exists(&place)?;
            if made && (step.folder || !step.old) {
                self.fs.rename(&place, &new)?;
            }
            if exists(&old)? && (step.folder || !step.new || made) {
                if let Some(parent) = place.parent() {
                    self.fs.create_dirs(parent)?;
                }
                self.fs.rename(&old, &place)?;
            }
            if !step.old {
                self.prune(&step.path);
            }
        }
        self.sync();
        Ok(())
    }

    /// Deletes the parent folders of a path that are now empty.
    fn prune(&self, path: &str) {
        for (at, _) in path.rmatch_indices('/') {
            let folder = self.dir.join(path.get(..at).unwrap_or_default());
            if self.fs.remove_dir(&folder).is_err() {
                break;
            }
        }
    }

    fn sync(&self) {
        let mut folders: Vec<_> =
            self.steps.iter().filter_map(|step| Some(self.places(step).0.parent()?.to_owned())).collect();
        folders.sort();
        folders.dedup();
        folders.iter().for_each(|folder| Fs::sync_dir(folder));
    }

    /// Deletes the journal, then the staging folder. Failures are ignored, because the output is complete and the next
    /// run cleans up. The journal is first: while it exists, the next run needs the staged files.
    fn clean_up(&self) {
        let removed = [JOURNAL, UNDO].map(|name| self.fs.remove_file(&self.staging.join(name)).is_ok());
        if removed == [true, true] {
            Fs::sync_dir(self.staging);
            let _ = self.fs.remove_tree(self.staging);
        }
    }
}

fn exists(path: &Path) -> Result<bool, OutputError> {
    Ok(there(path)? != There::Nothing)
}
