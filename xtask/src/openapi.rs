//! Exports OpenAPI documents: one about everything, one about a single resource, or one per resource and agent.

use std::path::Path;
use std::process::ExitCode;

use superoffice_codegen::diagnostics::Level;
use superoffice_codegen::openapi::parts::{Part, Served, index, parts};
use superoffice_codegen::output::write_one;
use superoffice_codegen::text::visible::{counted, visible_short};

use crate::cli::Docs;
use crate::{ENVIRONMENT, FINDINGS, fail, nothing, say};

pub(crate) fn run(docs: &Docs, output: &Path, split: Option<&Path>, resource: Option<&str>) -> ExitCode {
    let (sources, api, diagnostics) = match docs.model() {
        Ok(found) => found,
        Err(code) => return code,
    };
    if api.operations.is_empty() && diagnostics.count(Level::Error) == 0 {
        return nothing(&docs.docs, false);
    }
    let errors = diagnostics.count(Level::Error);
    if errors > 0 {
        let errors = counted(errors, "error");
        return fail(FINDINGS, &format!("the docs have {errors}; `cargo xtask lint` lists them"));
    }
    let mut found: Vec<Part> = Vec::new();
    if split.is_some() || resource.is_some() {
        let wanted = |part: &Part| resource.is_none_or(|name| part.name.eq_ignore_ascii_case(name));
        parts(&api, &sources, &|_| Served::default(), |part| found.extend(Some(part).filter(wanted)));
    }
    match (split, resource, found.first()) {
        (Some(folder), ..) => write_all(folder, &found),
        (None, Some(_), Some(part)) => write(output, &part.text),
        (None, Some(name), None) => {
            let names: Vec<String> = index(&api).into_iter().map(|(name, _)| name).collect();
            let name = visible_short(name, 160);
            let message = format!("no resource or agent is named `{name}`; the names are: {}", names.join(", "));
            fail(ENVIRONMENT, &message)
        }
        (None, None, _) => write(output, &superoffice_codegen::openapi::openapi(&api)),
    }
}

fn write(output: &Path, text: &str) -> ExitCode {
    if output == Path::new("-") {
        return say(text);
    }
    match write_one(output, text) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => fail(ENVIRONMENT, &error.to_string()),
    }
}

fn write_all(folder: &Path, parts: &[Part]) -> ExitCode {
    if let Err(error) = std::fs::create_dir_all(folder) {
        return fail(ENVIRONMENT, &format!("cannot create {}: {error}", folder.display()));
    }
    let mut codes = parts.iter().map(|part| write(&folder.join(format!("{}.json", part.name)), &part.text));
    codes.find(|code| *code != ExitCode::SUCCESS).unwrap_or(ExitCode::SUCCESS)
}
