//! What has changed since the last run, as text.
//!
//! In: the result of a check. Out: the inputs that changed, and what a run would change.

use std::fmt::Write as _;

use super::builder::{Outcome, Run};
use super::causes::{How, InputChange, concise};
use super::stale::name;
use crate::diagnostics::render;
use crate::output::StaleFile;
use crate::text::visible::{counted, visible_short};

/// Maximum number of inputs listed.
const SHOWN: usize = 20;

/// Returns the inputs that have changed since the last run into a folder, and what a run would change. `out` and `docs`
/// are the paths of these folders in messages.
#[must_use]
pub fn since_last_run(run: &Run, out: &str, docs: &str) -> String {
    let out = visible_short(out, 200);
    let mut text = match &run.causes.inputs {
        None => format!(
            "there is no record of a run into `{out}`, so the inputs that have changed are unknown; \
             `cargo xtask codegen` writes one\n"
        ),
        Some(changes) if changes.is_empty() => format!("no input has changed since the last run into `{out}`\n"),
        Some(changes) => format!("changed since the last run into `{out}`:\n{}", listed(changes, docs)),
    };
    let Outcome::Checked(stale) = &run.outcome else {
        let why = match run.summary.errors {
            0 => "no page describes an operation".to_owned(),
            errors => format!("the docs have {}; `cargo xtask lint` lists them", counted(errors, "error")),
        };
        return text + &format!("a run would write nothing: {why}\n");
    };
    let count = |is: fn(&StaleFile) -> bool| stale.files.iter().filter(|(_, why)| is(why)).count();
    let written = count(|why| matches!(why, StaleFile::Missing | StaleFile::Different(_)));
    let deleted = count(|why| matches!(why, StaleFile::Orphan));
    let blocked = count(|why| matches!(why, StaleFile::HandEdited(_) | StaleFile::Blocked(_)));
    if blocked > 0 {
        let files = counted(blocked, "file");
        let _ =
            writeln!(text, "a run would fail: {files} cannot be replaced; `cargo xtask codegen --check` lists them");
    } else if stale.is_empty() {
        if run.causes.inputs.as_ref().is_none_or(|changes| !changes.is_empty()) {
            text.push_str("a run would change no file\n");
        }
        return text;
    } else {
        let _ = writeln!(text, "a run would write {} and delete {deleted}", counted(written, "file"));
    }
    text + &render::brief(&run.changes, &run.sources, docs)
}

/// One line for each input.
fn listed(changes: &[InputChange], docs: &str) -> String {
    let mut text = String::new();
    let mut changes = changes.to_vec();
    concise(&mut changes);
    for change in changes.iter().take(SHOWN) {
        let how = match change.how {
            How::Changed => "changed",
            How::New => "new",
            How::Deleted => "deleted",
        };
        let _ = writeln!(text, "  {how}: {}", name(&change.input, docs));
    }
    if changes.len() > SHOWN {
        let _ = writeln!(text, "  {} more", changes.len() - SHOWN);
    }
    text
}
