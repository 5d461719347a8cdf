//! The command `explain`, for the facts of the docs.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::render;
use superoffice_codegen::source::Sources;
use superoffice_codegen::text::visible::visible_short;
use superoffice_codegen::{BuildError, changes_of};

use crate::cli::{Color, Docs};
use crate::{ENVIRONMENT, INTERNAL, colored, fail, read, say};

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
            // The docs may have described it until the last run.
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

/// What changed in the public names of an item since the crate in a folder was generated: a line of totals, and the changes.
fn changed(docs: &Docs, (api, sources): (&Checked, &Sources), what: &str, out: &Path) -> Result<String, ExitCode> {
    let run = docs.builder().out_dir(out).keep_going(true).check().map_err(|error| match error {
        BuildError::Load(error) => fail(ENVIRONMENT, &read(&error)),
        BuildError::Internal(error) => fail(INTERNAL, &error.to_string()),
        error => fail(ENVIRONMENT, &error.to_string()),
    })?;
    if !run.changes.compared {
        return Err(fail(ENVIRONMENT, &format!("there is no generated crate in {}", out.display())));
    }
    let changes = changes_of(api, sources, what, &run.changes);
    Ok(render::brief(&changes, &run.sources, &docs.root(render::Format::Human)))
}
