//! Runs the benchmark program. It is built in release mode and only on request, so that xtask stays quick to build.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::cli::Docs;

/// Forwards the flags. The exit code is 2 if the measurement failed; it does not depend on the figures.
pub(crate) fn run(docs: &Docs, json: Option<&Path>, compile: bool, passes: bool) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["bench", "--quiet", "--package", "superoffice-codegen", "--bench", "figures", "--"]);
    // Cargo runs a benchmark in the folder of its package.
    command.arg("--docs").arg(absolute(&docs.docs));
    for folder in &docs.companions {
        command.arg("--companions").arg(absolute(folder));
    }
    if let Some(json) = json {
        command.arg("--json").arg(absolute(json));
    }
    if compile {
        command.arg("--compile");
    }
    if passes {
        command.arg("--passes");
    }
    match command.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(2),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: cannot start cargo: {error}");
            ExitCode::from(2)
        }
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
