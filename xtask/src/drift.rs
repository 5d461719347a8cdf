//! `cargo xtask drift`: reports what a change of the docs means.
//!
//! In: two folders or revisions. Out: the report on stdout, and an exit code. The library decides the verdict of each change.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use superoffice_codegen::diagnostics::Level;
use superoffice_codegen::drift::{Bump, Drift, Wire};
use superoffice_codegen::output::write_one;
use superoffice_codegen::{Options, disk};

use crate::cli::{DriftFormat, FailOn};
use crate::progress::Progress;
use crate::{ENVIRONMENT, FINDINGS, INTERNAL, fail, print, read, runtime};

mod verify;

/// Compares two versions of the docs.
pub(crate) fn run(
    (old, new): (&str, &str),
    on: Option<FailOn>,
    format: DriftFormat,
    changelog: Option<&Path>,
    verify: bool,
) -> ExitCode {
    let progress = Progress::start("comparing the docs");
    let (before, after) = match (load(old), load(new)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(error), _) | (_, Err(error)) => return fail(ENVIRONMENT, &error),
    };
    let options = Options { runtime: runtime(), ..Options::default() };
    let compared = superoffice_codegen::drift((&before.sources, &options), (&after.sources, &options));
    let compared = match compared {
        Ok(compared) => compared,
        Err(error) => return fail(INTERNAL, &error.to_string()),
    };
    drop(progress);
    let drift = &compared.drift;
    for (loaded, name) in [(&before, old), (&after, new)] {
        if loaded.diagnostics.count(Level::Error) > 0 {
            return fail(
                ENVIRONMENT,
                &format!("{name} cannot be read completely; `cargo xtask lint` lists the errors"),
            );
        }
    }
    let text = match format {
        DriftFormat::Human => drift.human(),
        DriftFormat::Json => drift.json(),
        DriftFormat::Markdown => drift.markdown(),
        DriftFormat::Changelog => drift.changelog(),
    };
    if let Err(code) = print(&text) {
        return code;
    }
    if let Some(file) = changelog
        && let Err(error) = write_changelog(file, drift)
    {
        return fail(ENVIRONMENT, &error);
    }
    if verify {
        match verify::verify(&compared) {
            Ok(found) => {
                let _ = writeln!(std::io::stderr(), "{found}");
                if !found.failed.is_empty() {
                    return ExitCode::from(INTERNAL);
                }
            }
            Err(error) => return fail(ENVIRONMENT, &error),
        }
    }
    match on {
        Some(on) if is_at(on, drift) => ExitCode::from(FINDINGS),
        _ => ExitCode::SUCCESS,
    }
}

/// Replaces the section of unreleased changes. A file that does not exist is created.
fn write_changelog(file: &Path, drift: &Drift) -> Result<(), String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{}: {error}", file.display())),
    };
    write_one(file, &drift.into_changelog(&text)).map(drop).map_err(|error| error.to_string())
}

/// Whether a change has this verdict or a more severe one.
fn is_at(on: FailOn, drift: &Drift) -> bool {
    match on {
        FailOn::Breaking => drift.count(Wire::Breaking) > 0 || drift.bump() == Bump::Major,
        FailOn::Additive => {
            let wire = [Wire::Breaking, Wire::Undecided, Wire::Additive];
            wire.iter().any(|wire| drift.count(*wire) > 0) || drift.bump() >= Bump::Minor
        }
        FailOn::Any => !drift.changes.is_empty(),
    }
}

/// Reads a folder, or the folder `docs` of a revision.
fn load(what: &str) -> Result<disk::Loaded, String> {
    let Some(revision) = what.strip_prefix("git:") else {
        return disk::load(Path::new(what)).map_err(|error| read(&error));
    };
    let folder = checked_out(revision)?;
    let loaded = disk::load(&folder.join("docs")).map_err(|error| format!("{what}: {error}"));
    let _ = std::fs::remove_dir_all(&folder);
    loaded
}

/// Writes the folder `docs` of a revision to a new folder below the target directory. The index and the files of the
/// repository are not touched.
fn checked_out(revision: &str) -> Result<PathBuf, String> {
    // git would read a revision that begins with `-` as an option.
    if revision.starts_with('-') || revision.is_empty() {
        return Err(format!("`{revision}` is not a revision"));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let folder = root.join(format!("target/drift-{}-{}", std::process::id(), plain(revision)));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let output = Command::new("git")
        .current_dir(root)
        .env("GIT_INDEX_FILE", folder.join("index"))
        .arg(format!("--work-tree={}", folder.display()))
        .args(["checkout", "--quiet", revision, "--", "docs"])
        .output()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(folder);
    }
    let _ = std::fs::remove_dir_all(&folder);
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("git:{revision}: {}", said.lines().next().unwrap_or("no such revision").trim_start_matches("error: ")))
}

fn plain(revision: &str) -> String {
    revision.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
