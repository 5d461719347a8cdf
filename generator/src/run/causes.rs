//! The causes of generated files that are out of date.
//!
//! In: the inputs of the last run and of this one, and the files that are out of date. Out: the inputs that changed,
//! and a [`Cause`] for each file. The same inputs give the same file. So if a file is as the last run left it and a run
//! would change it, the cause is among the inputs that have changed since then. Otherwise, the cause is unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::cache::last_run::{Input, LastRun};
use crate::diagnostics::origins::Origins;
use crate::output::{self, MANIFEST, Stale, StaleFile};

/// If more source files of the generator changed, it is another version, and they are not listed.
const FEW: usize = 3;

/// The causes of files that are out of date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Causes {
    /// The inputs that have changed since the last run. `None` if there is no record of it, or if nothing was compared.
    pub inputs: Option<Vec<InputChange>>,
    /// The causes, by the path of the file. A file that was edited by hand, or that is blocked, has none.
    pub files: BTreeMap<String, Cause>,
}

/// The cause of a file that is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Unknown, because there is no record of the last run.
    NoRecord,
    /// Unknown, because this version of the file is not from the last run.
    OtherRun,
    /// Unknown, because no input has changed since the last run.
    NoChange,
    /// The file was deleted after a run had written it.
    Deleted,
    /// These inputs have changed. They describe the file, or every file depends on them.
    Inputs {
        /// The inputs.
        own: Vec<InputChange>,
        /// The number of other pages, included files, companion files and fixups that have changed.
        others: usize,
    },
    /// Only these inputs have changed, and they do not describe the file.
    Others(Vec<InputChange>),
}

/// An input that is not the same as in the last run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputChange {
    /// What happened to it.
    pub how: How,
    /// The input.
    pub input: Input,
}

/// What happened to an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Its contents changed.
    Changed,
    /// It is new.
    New,
    /// It was deleted.
    Deleted,
}

impl Causes {
    /// The causes if no input and no file has changed.
    pub(crate) fn none() -> Self {
        Self { inputs: Some(Vec::new()), files: BTreeMap::new() }
    }

    /// Finds the causes of the files in an output folder that are out of date.
    pub(crate) fn find(dir: &Path, stale: &Stale, now: &LastRun, origins: &Origins) -> Self {
        let last = LastRun::read(dir);
        let changes = last.as_ref().map(|last| changes(last, now));
        let written = output::written(dir);
        let compared = last.as_ref().zip(changes.as_deref());
        let cause = |path: &str, why: &StaleFile| match why {
            StaleFile::HandEdited(_) | StaleFile::Blocked(_) | StaleFile::Interrupted => None,
            StaleFile::Missing if path == MANIFEST || written.contains_key(path) => Some(Cause::Deleted),
            StaleFile::Missing | StaleFile::Different(_) | StaleFile::Orphan => Some(match compared {
                None => Cause::NoRecord,
                Some((last, changes)) if is_from(last, &written, path) => {
                    of_file(path, changes, &Known { last, now, origins })
                }
                Some(_) => Cause::OtherRun,
            }),
        };
        let files = stale.files.iter().filter_map(|(path, why)| Some((path.clone(), cause(path, why)?)));
        let files = files.collect();
        Self { inputs: changes, files }
    }
}

/// Whether a file is as the last run left it. This includes files that no run has written yet.
fn is_from(last: &LastRun, written: &BTreeMap<String, u128>, path: &str) -> bool {
    if path == MANIFEST { last.written == *written } else { last.written.get(path) == written.get(path) }
}

/// The inputs that differ between two runs.
fn changes(last: &LastRun, now: &LastRun) -> Vec<InputChange> {
    let of = |run: &LastRun| -> BTreeMap<Input, u64> { run.inputs.iter().cloned().collect() };
    let (before, after) = (of(last), of(now));
    let change = |input: &Input, how| InputChange { how, input: input.clone() };
    let gone = before.keys().filter(|input| !after.contains_key(input)).map(|input| change(input, How::Deleted));
    let others = after.iter().filter_map(|(input, hash)| match before.get(input) {
        None => Some(change(input, How::New)),
        Some(earlier) => (earlier != hash).then(|| change(input, How::Changed)),
    });
    let mut changes: Vec<_> = others.chain(gone).collect();
    changes.sort();
    changes
}

/// What is known about the inputs of files.
struct Known<'a> {
    last: &'a LastRun,
    now: &'a LastRun,
    origins: &'a Origins,
}

/// The cause of a file that is as the last run left it.
fn of_file(path: &str, changes: &[InputChange], known: &Known<'_>) -> Cause {
    if changes.is_empty() {
        return Cause::NoChange;
    }
    let listed = [known.last.origins(path), known.now.origins(path)];
    let whole = listed.iter().all(Option::is_none);
    let listed: BTreeSet<&Input> = listed.into_iter().flatten().flatten().collect();
    let templates: Vec<&str> = known.origins.templates_of(path).collect();
    let own = |change: &&InputChange| match &change.input {
        Input::File(_) | Input::Fixup(_) => whole || listed.contains(&change.input),
        Input::Fixups(_) => whole,
        // A template that was deleted may have printed any file.
        Input::Template(name) => change.how == How::Deleted || templates.contains(&name.as_str()),
        Input::Config(_) | Input::Names | Input::Modules | Input::Options | Input::Code(_) | Input::Generator => true,
    };
    let mut own: Vec<InputChange> = changes.iter().filter(own).cloned().collect();
    let is_api = |change: &InputChange| matches!(change.input, Input::File(_) | Input::Fixup(_));
    let others = changes.iter().filter(|change| is_api(change) && !own.contains(change)).count();
    concise(&mut own);
    if own.is_empty() { Cause::Others(changes.to_vec()) } else { Cause::Inputs { own, others } }
}

/// Of two inputs that change together, keeps only the more specific one.
pub(super) fn concise(changes: &mut Vec<InputChange>) {
    if changes.iter().any(|change| matches!(change.input, Input::Fixup(_))) {
        changes.retain(|change| !matches!(change.input, Input::Fixups(_)));
    }
    let is_code = |change: &InputChange| matches!(change.input, Input::Code(_));
    if changes.iter().filter(|change| is_code(change)).count() > FEW {
        changes.retain(|change| !is_code(change));
    }
    if changes.iter().any(|change| is_code(change) || matches!(change.input, Input::Template(_))) {
        changes.retain(|change| change.input != Input::Generator);
    }
}
