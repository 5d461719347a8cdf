//! Runs the mock server. It is built only on request, so that xtask stays quick to build.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::{Command, ExitCode};

/// Forwards the options, and ends with the exit code of the server. The model of the pages is cached in the target folder, so
/// that the next start does not read the pages again.
pub(crate) fn run(options: &[OsString]) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "superoffice-mock", "--manifest-path", workspace]);
    let has = |name: &str| options.iter().any(|option| option.to_str().is_some_and(|text| text.starts_with(name)));
    // Only a recording needs an HTTP client.
    if has("--record=") || options.iter().any(|option| option == "--record") {
        command.args(["--features", "record"]);
    }
    command.arg("--");
    let program = std::env::current_exe().unwrap_or_default();
    if let Some(target) = program.ancestors().nth(2).filter(|_| !has("--model")) {
        command.arg("--cache").arg(target.join("mock"));
    }
    match command.args(options).status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::from(2), ExitCode::from),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: cannot start cargo: {error}");
            ExitCode::from(2)
        }
    }
}
