//! The command `explain`, for the facts of the docs.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use superoffice_codegen::changes_of;
use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::render;
use superoffice_codegen::source::Sources;
use superoffice_codegen::text::visible::visible_short;

use crate::cli::{Color, Docs};
use crate::paths::{folder, home};
use crate::progress::Progress;
use crate::{ENVIRONMENT, colored, fail, failed, runtime, say};

/// Explains a fact. With `out`, also prints what changed in its public names since the last run into this folder.
pub(crate) fn run(docs: &Docs, what: &str, out: Option<&Path>) -> ExitCode {
    let (sources, api, _) = match docs.model() {
        Ok(found) => found,
        Err(code) => return code,
    };
    let changed = match out.map(|out| changed(docs, (&api, &sources), what, out)).transpose() {
        Ok(changed) => changed,
        Err(code) => return code,
    };
    let color = std::io::stdout().is_terminal() && colored(Color::Auto);
    match superoffice_codegen::explain(&api, &sources, what, &docs.root(render::Format::Human), color) {
        Ok(text) => say(&[text, changed.map(|text| format!("\n{text}")).unwrap_or_default()].concat()),
        Err(alike) => {
            // The docs of the last run may have described it.
            if let Some(text) = changed.filter(|text| text.lines().count() > 1) {
                return say(&text);
            }
            let alike = if alike.is_empty() {
                "to explain a type, write `cargo xtask explain ContactEntity`".to_owned()
            } else {
                format!("similar names: {}", alike.join(", "))
            };
            let what = visible_short(what, 160);
            let kinds = "type, enumeration, property, operation or diagnostic";
            fail(ENVIRONMENT, &format!("no {kinds} is named `{what}`; {alike}"))
        }
    }
}

/// Prints what has changed since the last run into a folder, and what a run would change.
pub(crate) fn changes(docs: &Docs, out: &Path) -> ExitCode {
    let progress = Progress::start("reading the docs");
    let builder = docs.builder().out_dir(out).runtime(runtime()).progress(progress.steps());
    let checked = builder.check();
    drop(progress);
    match checked {
        Ok(run) => {
            let format = render::Format::Human;
            let out = folder(&home(format), out);
            say(&superoffice_codegen::since_last_run(&run, &out, &docs.root(format)))
        }
        Err(error) => failed(&error),
    }
}

/// What changed in the public names of an item since the crate in a folder was generated: a line of totals, and the changes.
fn changed(docs: &Docs, (api, sources): (&Checked, &Sources), what: &str, out: &Path) -> Result<String, ExitCode> {
    let run = docs.builder().out_dir(out).keep_going(true).check().map_err(|error| failed(&error))?;
    if !run.changes.compared {
        return Err(fail(ENVIRONMENT, &format!("there is no generated crate in {}", out.display())));
    }
    let changes = changes_of(api, sources, what, &run.changes);
    Ok(render::brief(&changes, &run.sources, &docs.root(render::Format::Human)))
}
