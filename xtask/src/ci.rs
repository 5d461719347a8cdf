//! Everything that CI runs, in order, each command printed before it runs.

use std::io::Write as _;
use std::process::{Command, ExitCode};

/// What cargo runs, and the environment it needs. A script of ours is named by its path instead.
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
    // Others read what `xtask openapi` writes. A few tools are fetched once; says what it skips.
    (&[".ci/openapi"], &[]),
    (&["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"], &[]),
];

/// Stops at the first command that fails, with its exit code if it has one.
pub(crate) fn run() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for (arguments, environment) in STEPS {
        let script = arguments.first().is_some_and(|first| first.starts_with(".ci/"));
        let program = if script { "bash".as_ref() } else { cargo.as_os_str() };
        let line = format!("{} {}", if script { "bash" } else { "cargo" }, arguments.join(" "));
        let _ = writeln!(std::io::stderr(), "$ {line}");
        let status = Command::new(program).args(*arguments).envs(environment.iter().copied()).status();
        match status {
            Ok(status) if status.success() => {}
            Ok(status) => {
                let _ = writeln!(std::io::stderr(), "error: `{line}` failed: {status}");
                return ExitCode::from(1);
            }
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "error: `{line}` cannot be started: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}
