//! Runs the mock server. It is built only on request, so that xtask stays quick to build.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::{Command, ExitCode};

/// Forwards the options, and ends with the exit code of the server.
pub(crate) fn run(options: &[OsString]) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "superoffice-mock", "--manifest-path", workspace]);
    // Only a recording needs an HTTP client.
    if options.iter().any(|option| option.to_string_lossy().starts_with("--record=") || option == "--record") {
        command.args(["--features", "record"]);
    }
    match command.arg("--").args(options).status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::from(2), ExitCode::from),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: cannot start cargo: {error}");
            ExitCode::from(2)
        }
    }
}
