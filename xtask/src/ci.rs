//! Everything that CI runs, in order, each command printed before it runs.

use std::io::Write as _;
use std::process::{Command, ExitCode};

/// A command, and the environment it needs.
type Step = (&'static [&'static str], &'static [(&'static str, &'static str)]);

/// The tests come last, so that their closing lines close the run.
const STEPS: &[Step] = &[
    (&["fmt", "--all", "--", "--check"], &[]),
    (&["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"], &[]),
    (&["xtask", "codegen", "--check", "--quiet"], &[]),
    // A user's build script, from its pages to a running program.
    (
        &["run", "--package", "build-rs-example", "--locked"],
        &[("RUSTFLAGS", "-D warnings"), ("CARGO_TARGET_DIR", "target/build-rs")],
    ),
    (&["doc", "--workspace", "--all-features", "--no-deps", "--locked"], &[("RUSTDOCFLAGS", "-D warnings")]),
    (&["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"], &[]),
];

/// Stops at the first command that fails, with its exit code if it has one.
pub(crate) fn run() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for (arguments, environment) in STEPS {
        let _ = writeln!(std::io::stderr(), "$ cargo {}", arguments.join(" "));
        let status = Command::new(&cargo).args(*arguments).envs(environment.iter().copied()).status();
        match status {
            Ok(status) if status.success() => {}
            Ok(status) => {
                let _ = writeln!(std::io::stderr(), "error: `cargo {}` failed: {status}", arguments.join(" "));
                return ExitCode::from(1);
            }
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "error: cargo cannot be started: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}
