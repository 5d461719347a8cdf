//! Files that are out of date, as messages show them.
//!
//! In: the result of a check, and the causes. Out: the same files with paths that the reader can open and with their
//! causes; and the same list as [`Outdated`], for messages of every format.

use super::cache::last_run::Input;
use super::causes::{Cause, Causes, How, InputChange};
use crate::diagnostics::Outdated;
use crate::diagnostics::render::joined;
use crate::names::lock;
use crate::output::{Stale, StaleFile};
use crate::text::visible::{counted, visible_short};

/// Maximum number of inputs named per file.
const SHOWN: usize = 3;

/// Adds the path of the output folder to the paths of the files, and adds the causes. `folder` and `docs` are the paths
/// of the output folder and the docs folder in messages.
#[must_use]
pub fn below(folder: &str, stale: &Stale, docs: &str, causes: &Causes) -> Stale {
    let cause = |(path, cause): (&String, &Cause)| (joined(folder, path), text(cause, docs));
    Stale {
        files: stale.files.iter().map(|(path, why)| (joined(folder, path), why.clone())).collect(),
        causes: causes.files.iter().map(cause).collect(),
    }
}

/// Lists each file with the first line that differs, the reason and the cause.
#[must_use]
pub fn outdated(stale: &Stale) -> Vec<Outdated> {
    let listed = stale.files.iter().map(|(path, why)| {
        let line = match why {
            StaleFile::Different(lines) | StaleFile::HandEdited(lines) => lines.first().map(|line| line.number),
            _ => None,
        };
        let cause = stale.causes.get(path).cloned().unwrap_or_default();
        Outdated { path: path.clone(), line: line.unwrap_or(1), why: why.to_string(), cause }
    });
    listed.collect()
}

/// The text of a cause, which follows `cause:` in messages.
fn text(cause: &Cause, docs: &str) -> String {
    match cause {
        Cause::NoRecord => "unknown, because there is no record of the last run".to_owned(),
        Cause::OtherRun => "unknown, because this version of the file is not from the last recorded run".to_owned(),
        Cause::NoChange => "unknown, because no input has changed since the last run".to_owned(),
        Cause::Deleted => "it was deleted after a run".to_owned(),
        Cause::Inputs { own, others: 0 } => sentence(own, docs),
        Cause::Inputs { own, others } => {
            format!("{}; {} of other files changed as well", sentence(own, docs), counted(*others, "input"))
        }
        Cause::Others(changes) => {
            format!("none of the inputs that describe this file changed, but {}", sentence(changes, docs))
        }
    }
}

/// What happened to the first few inputs, as in `` `a.md` and `b.md` changed, `c.md` is new ``.
fn sentence(changes: &[InputChange], docs: &str) -> String {
    let shown = changes.get(..SHOWN).unwrap_or(changes);
    let clause = |how: How| {
        let names: Vec<String> = shown.iter().filter(|it| it.how == how).map(|it| name(&it.input, docs)).collect();
        let (last, first) = names.split_last()?;
        let list = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
        Some(match (how, first.is_empty()) {
            (How::Changed, _) => format!("{list} changed"),
            (How::New, true) => format!("{list} is new"),
            (How::New, false) => format!("{list} are new"),
            (How::Deleted, true) => format!("{list} was deleted"),
            (How::Deleted, false) => format!("{list} were deleted"),
        })
    };
    let mut clauses: Vec<String> = [How::Changed, How::New, How::Deleted].into_iter().filter_map(clause).collect();
    let more = changes.len() - shown.len();
    if more > 0 {
        clauses.push(format!("and {more} more"));
    }
    clauses.join(", ")
}

/// The name of an input in messages.
pub(super) fn name(input: &Input, docs: &str) -> String {
    let code = |text: &str| format!("`{}`", visible_short(text, 200));
    match input {
        Input::File(path) | Input::Config(path) | Input::Fixups(path) => code(&joined(docs, path)),
        Input::Fixup(target) => format!("the fixup {}", code(target)),
        Input::Names => code(lock::FILE),
        Input::Modules => "the list of hand-written modules".to_owned(),
        Input::Options => "the options of the command".to_owned(),
        Input::Template(name) => format!("the template {}", code(name)),
        Input::Code(path) => format!("{} of the generator", code(path)),
        Input::Generator => "the generator".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_opened_from_where_the_reader_is() {
        let stale = Stale { files: vec![("src/a.rs".to_owned(), StaleFile::Missing)], ..Stale::default() };
        let files = [("src/a.rs".to_owned(), Cause::Deleted)].into();
        let causes = Causes { files, ..Causes::default() };
        let shown = outdated(&below("generated", &stale, "docs", &causes));
        assert_eq!(
            shown,
            [Outdated {
                path: "generated/src/a.rs".to_owned(),
                line: 1,
                why: "is missing".to_owned(),
                cause: "it was deleted after a run".to_owned(),
            }]
        );
    }

    #[test]
    fn changes_are_listed_by_what_happened_to_them() {
        let change = |how, path: &str| InputChange { how, input: Input::File(path.to_owned()) };
        let changes = [
            change(How::Changed, "a.md"),
            change(How::Changed, "b.md"),
            change(How::New, "c.md"),
            change(How::Deleted, "d.md"),
        ];
        assert_eq!(sentence(&changes, "docs"), "`docs/a.md` and `docs/b.md` changed, `docs/c.md` is new, and 1 more");
        assert_eq!(sentence(&changes[2..], ""), "`c.md` is new, `d.md` was deleted");
        let others = Cause::Inputs { own: changes[..1].to_vec(), others: 2 };
        assert_eq!(text(&others, ""), "`a.md` changed; 2 inputs of other files changed as well");
    }
}
