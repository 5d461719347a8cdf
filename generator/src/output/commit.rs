//! From what should be there to what is there, in a way that can be cut off anywhere.
//!
//! 1. All new files are written into a staging folder within the output folder, so that the moves stay on one disk.
//!    Files about to be replaced get a second name there. Until here the output is untouched.
//! 2. A journal with the moves is put into the staging folder. From here on the run counts.
//! 3. The moves: a folder that is ours alone is moved as a whole, others file by file.
//! 4. The journal goes, then the staging folder.
//!
//! A run that finds a staging folder without a journal throws it away; with a journal it makes the moves that are left;
//! with one renamed to `undo` it unmakes those that were made. Each move can be repeated and undone: what has been done
//! shows from what is still staged.

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

/// The folder in which files wait, and in which replaced ones are kept until the end.
pub(super) const STAGING: &str = ".codegen-staging";

const JOURNAL: &str = "journal";
/// The name of the journal of a run that gives up.
const UNDO: &str = "undo";
const FIRST_LINE: &str = "codegen-journal 1";
const LAST_LINE: &str = "end";

/// A move.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    path: String,
    /// Whether the whole folder is moved.
    folder: bool,
    /// Whether something is staged for the path; otherwise what is there goes.
    new: bool,
    /// Whether there was something at the path.
    old: bool,
}

/// Waits until no other run writes here, but not for ever. The lock ends with the process, however that ends.
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
            // Some network disks know no locks; there the lock is the person's care.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

/// The folder itself is locked, which leaves no file behind.
#[cfg(unix)]
fn open_lock(dir: &Path) -> io::Result<File> {
    File::open(dir)
}

/// Where folders cannot be opened, a file is locked.
#[cfg(not(unix))]
fn open_lock(dir: &Path) -> io::Result<File> {
    File::options().write(true).create(true).truncate(false).open(dir.join(".codegen-lock"))
}

/// Finishes or undoes what an earlier run left behind.
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
        let source = io::Error::new(io::ErrorKind::InvalidData, "not a journal; remove the folder it is in");
        return Err(OutputError::Io { doing: "cannot recover from", path: journal, source });
    };
    let moves = Moves { fs, dir, staging: &staging, steps: &steps };
    // A person may have put a file in the way since; then the old tree is the one to keep.
    let result = if !undo && moves.is_free()? { moves.run() } else { moves.undo() };
    if result.is_ok() {
        moves.clean_up();
    }
    result
}

/// Makes the folder what the comparison wants.
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
    // If the moves can be neither made nor unmade, the journal stays for the next run.
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
        // One file is best moved alone; a folder with anything of a person's in it is never moved.
        if !old || (changes.len() > 1 && is_ours_alone(&path, folder, comparison)?) {
            let within = |path: &String| path.split_once('/').is_some_and(|(first, _)| first == folder);
            let new = comparison.wanted.keys().any(within);
            steps.push(Step { path: folder.to_owned(), folder: true, new, old });
        } else {
            files.append(&mut changes);
        }
    }
    // Removed before made: on a disk that ignores case they may be the same name.
    files.sort_by(|a, b| (a.new, &a.path).cmp(&(b.new, &b.path)));
    steps.append(&mut files);
    if comparison.manifest_now != Now::Equal {
        let old = comparison.manifest_now != Now::Missing;
        steps.push(Step { path: MANIFEST.to_owned(), folder: false, new: true, old });
    }
    Ok(steps)
}

/// Whether all that is in a folder is the generator's.
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
    // An empty folder was made by somebody: this room removes those it empties.
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

    /// Whether no move left would hit something that was not there when the journal was written.
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
            // A file is replaced in one move, and its old contents have a second name. A folder, or what goes for
            // good, is moved away first.
            let goes = if step.folder && step.new { waiting } else { step.folder || !step.new };
            if goes && step.old && !exists(&old)? && exists(&place)? {
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
        // Said first, because a run cut off half way back must not be carried forward again.
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

    /// Removes the folders above a path that are empty now.
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

    /// The tree is right by now, so what cannot be cleaned up is left to the next run: journal first, because without
    /// it the rest is rubbish, and with it the rest is needed.
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
