//! `cargo xtask codegen --watch`: generates again whenever a file of the docs is saved.
//!
//! In: a builder and the folders to watch. Out: for each save, on stderr, the findings that are new, the lines of the
//! generated code that differ, and the time it took. It ends with Ctrl-C.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use similar::TextDiff;
use superoffice_codegen::diagnostics::{Diagnostic, Diagnostics, Level, Summary, render};
use superoffice_codegen::{Builder, Changed, Outcome, Run, Session};

use crate::cli::{Common, Docs};
use crate::{ENVIRONMENT, colored, fail};

/// A save often causes several events; they are one change if no more than this time is between them.
const PAUSE: Duration = Duration::from_millis(4);

/// The number of lines of differences that are printed for each save.
const LINES: usize = 60;

/// Runs until the process is ended.
pub(crate) fn run(builder: Builder, docs: &Docs, common: &Common) -> ExitCode {
    let (send, events) = mpsc::channel();
    let inputs = notify::recommended_watcher(send).and_then(|watcher| Inputs::new(watcher, docs));
    let mut inputs = match inputs {
        Ok(inputs) => inputs,
        Err(error) => return fail(ENVIRONMENT, &format!("files cannot be watched: {error}")),
    };
    let mut session = Session::new(builder);
    let mut before = Diagnostics::default();
    let mut changed = Vec::new();
    loop {
        let started = Instant::now();
        match session.run(&changed) {
            Ok((run, files)) => {
                let took = started.elapsed();
                show(&run, &before, &files, took, docs, common);
                before = run.diagnostics;
            }
            // A page may be gone for a moment while an editor saves it.
            Err(error) => {
                fail(ENVIRONMENT, &error.to_string());
            }
        }
        inputs.extend(session.watched());
        session.rest();
        changed = match next(&events, &inputs) {
            Some(paths) => paths,
            None => return fail(ENVIRONMENT, "the folder cannot be watched any longer"),
        };
    }
}

/// Waits for a change. Returns the files of the docs that may have changed.
fn next(events: &Receiver<notify::Result<Event>>, inputs: &Inputs) -> Option<Vec<PathBuf>> {
    let mut paths = BTreeSet::new();
    loop {
        let event = match paths.is_empty() {
            true => events.recv().ok()?,
            false => match events.recv_timeout(PAUSE) {
                Ok(event) => event,
                Err(_) => return Some(paths.into_iter().collect()),
            },
        };
        let Ok(event) = event else { continue };
        if !matches!(event.kind, EventKind::Access(_)) {
            paths.extend(event.paths.iter().filter_map(|path| inputs.named(path)));
        }
    }
}

/// What a run may read.
struct Inputs {
    watcher: RecommendedWatcher,
    folders: Vec<PathBuf>,
    /// A file of fixups in another folder.
    file: Option<PathBuf>,
}

impl Inputs {
    fn new(watcher: RecommendedWatcher, docs: &Docs) -> notify::Result<Self> {
        let mut inputs = Self { watcher, folders: Vec::new(), file: docs.fixups.clone() };
        for folder in std::iter::once(&docs.docs).chain(&docs.companions) {
            inputs.add(folder)?;
        }
        // A file is often replaced by another one when it is saved, so its folder is watched.
        if let Some(file) = &docs.fixups {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            inputs.watcher.watch(folder.unwrap_or(Path::new(".")), RecursiveMode::NonRecursive)?;
        }
        Ok(inputs)
    }

    fn add(&mut self, folder: &Path) -> notify::Result<()> {
        self.watcher.watch(folder, RecursiveMode::Recursive)?;
        self.folders.push(folder.to_owned());
        Ok(())
    }

    /// Adds the folders that a run has read and that are elsewhere, such as those of companion files in the settings. A folder
    /// that cannot be watched is left out.
    fn extend(&mut self, read: &[PathBuf]) {
        for folder in read.iter().filter(|path| path.is_dir()) {
            if !self.folders.iter().any(|known| folder.starts_with(known)) {
                let _ = self.add(folder);
            }
        }
    }

    /// The path of a file as a run names it, if a run may read the file, or files in a folder that was moved: companion files can
    /// have any name. The hidden files and the copies that editors write are not read.
    fn named(&self, path: &Path) -> Option<PathBuf> {
        let hidden = |part: std::path::Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
        for folder in &self.folders {
            // Events have absolute paths.
            let absolute = std::path::absolute(folder).ok()?;
            let Ok(rest) = path.strip_prefix(&absolute).or_else(|_| path.strip_prefix(folder)) else { continue };
            let is_read = !rest.components().any(hidden) && !rest.as_os_str().as_encoded_bytes().ends_with(b"~");
            return is_read.then(|| folder.join(rest));
        }
        let name = self.file.as_deref().and_then(Path::file_name)?;
        self.file.clone().filter(|_| path.file_name() == Some(name))
    }
}

fn show(run: &Run, before: &Diagnostics, files: &[Changed], took: Duration, docs: &Docs, common: &Common) {
    let mut err = std::io::stderr().lock();
    let new: Diagnostics = run.diagnostics.iter().filter(|finding| !has(before, finding)).cloned().collect();
    let summary = Summary { root: docs.root(common.message_format), ..run.summary.clone() };
    if !new.is_empty() {
        let text = render::render(common.message_format, &new, &run.sources, &summary, colored(common.color));
        let _ = err.write_all(text.as_bytes());
    }
    let mut left = LINES;
    for file in files {
        left = difference(&mut err, file, left);
    }
    let what = match &run.outcome {
        Outcome::Written(written) => {
            format!("{} written, {} deleted", written.written.len(), written.removed.len())
        }
        _ => format!("nothing written: {} errors", run.diagnostics.count(Level::Error)),
    };
    let _ = writeln!(err, "{what} in {} ms", took.as_millis());
}

/// Whether a finding was there before. Its place may have moved.
fn has(before: &Diagnostics, finding: &Diagnostic) -> bool {
    before.iter().any(|known| {
        known.code == finding.code && known.message == finding.message && known.span.file == finding.span.file
    })
}

/// Prints the lines of a file that differ. Returns how many more lines may be printed.
fn difference(out: &mut impl std::io::Write, file: &Changed, left: usize) -> usize {
    if !file.path.ends_with(".rs") || left == 0 {
        return left;
    }
    let diff = TextDiff::from_lines(&file.old, &file.new);
    let text = diff.unified_diff().context_radius(1).header(&file.path, &file.path).to_string();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    for line in lines.iter().take(left) {
        let _ = writeln!(out, "{line}");
    }
    if lines.len() > left {
        let _ = writeln!(out, "... {} more lines", lines.len() - left);
    }
    left.saturating_sub(lines.len())
}
