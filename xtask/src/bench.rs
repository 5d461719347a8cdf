//! Starts the program that measures. It is built in release and only when asked for, so that this one stays quick to build.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Passes the flags on; the exit code is 2 if nothing could be measured, whatever the figures are.
pub(crate) fn run(docs: &Path, json: Option<&Path>, compile: bool, passes: bool) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["bench", "--quiet", "--package", "superoffice-codegen", "--bench", "figures", "--"]);
    // Cargo starts a bench in the folder of its package.
    command.arg("--docs").arg(absolute(docs));
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
            let _ = writeln!(std::io::stderr(), "error: cargo cannot be started: {error}");
            ExitCode::from(2)
        }
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
