//! Runs everything that CI runs, in order. Each command is printed before it runs.

use std::io::Write as _;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// A command and the environment variables it needs.
struct Step {
    /// The arguments of cargo, or the path of a script in `.ci`.
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const fn step(arguments: &'static [&'static str]) -> Step {
    Step { arguments, environment: &[] }
}

const fn with_mock(arguments: &'static [&'static str]) -> Step {
    Step { environment: &[("SUPEROFFICE_MOCK", "target/debug/superoffice-mock")], ..step(arguments) }
}

/// The tests run last, so that their summary is the end of the output.
const STEPS: &[Step] = &[
    step(&["fmt", "--all", "--", "--check"]),
    step(&["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"]),
    step(&["xtask", "codegen", "--check", "--quiet"]),
    // The example projects, built as users build theirs.
    step(&[".ci/examples"]),
    Step {
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        ..step(&["doc", "--workspace", "--all-features", "--no-deps", "--locked"])
    },
    // The target of the compiler is installed once.
    step(&[".ci/wasm"]),
    // Validates the output of `xtask openapi` with third-party tools, installed once. Prints the checks it skips.
    step(&[".ci/openapi"]),
    // The tests are compiled before the scripts, which use the mock server that is compiled with them.
    step(&["test", "--workspace", "--all-features", "--locked", "--no-run", "--quiet"]),
    // Third-party clients of the mock server: its explorer in Chromium, the vendor's client for JavaScript, and schemathesis.
    // Each step installs what it needs once. If that is not possible, the step is skipped with a message.
    with_mock(&[".ci/explorer"]),
    with_mock(&[".ci/npm-client"]),
    with_mock(&[".ci/schemathesis"]),
    step(&["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"]),
];

/// Stops at the first command that fails. The exit code is 1 if it failed and 2 if it could not be started.
pub(crate) fn run() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for step in STEPS {
        let script = step.arguments.first().is_some_and(|first| first.starts_with(".ci/"));
        let program = if script { "bash".as_ref() } else { cargo.as_os_str() };
        let line = format!("{} {}", if script { "bash" } else { "cargo" }, step.arguments.join(" "));
        say(&format!("$ {line}"));
        let mut command = Command::new(program);
        command.args(step.arguments).envs(step.environment.iter().copied());
        let started = Instant::now();
        let ended = command.status();
        say(&format!("{} s", started.elapsed().as_secs()));
        let (code, problem) = match ended {
            Ok(status) if status.success() => continue,
            Ok(status) => (1, format!("failed: {status}")),
            Err(error) => (2, format!("could not be started: {error}")),
        };
        say(&format!("error: `{line}` {problem}"));
        return ExitCode::from(code);
    }
    ExitCode::SUCCESS
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
