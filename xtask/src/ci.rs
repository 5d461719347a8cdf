//! Runs everything that CI runs, in order. Each command is printed before it runs.

use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};

/// A command and the environment variables it needs.
struct Step {
    /// The arguments of cargo, or the path of a script in `.ci`.
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    /// Whether the step fails if cargo compiles anything.
    fresh: bool,
}

const fn step(arguments: &'static [&'static str]) -> Step {
    Step { arguments, environment: &[], fresh: false }
}

/// The build script example: generates code from its pages, compiles it and runs the program.
/// That the generated code has no warnings is part of the clippy step.
const EXAMPLE: Step = step(&["run", "--package", "build-rs-example", "--locked"]);

/// The tests run last, so that their summary is the end of the output.
const STEPS: &[Step] = &[
    step(&["fmt", "--all", "--", "--check"]),
    step(&["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"]),
    step(&["xtask", "codegen", "--check", "--quiet"]),
    EXAMPLE,
    // The build script must not run again, because no file that cargo watches for it has changed.
    Step { fresh: true, ..EXAMPLE },
    Step {
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        ..step(&["doc", "--workspace", "--all-features", "--no-deps", "--locked"])
    },
    // The target of the compiler is installed once.
    step(&[".ci/wasm"]),
    // Validates the output of `xtask openapi` with third-party tools, installed once. Prints the checks it skips.
    step(&[".ci/openapi"]),
    // The mock server as others use it: its explorer in Chromium, the vendor's client for JavaScript, and schemathesis. Each
    // installs what it needs once, and is skipped, with a message, where that is not possible.
    step(&[".ci/explorer"]),
    step(&[".ci/npm-client"]),
    step(&[".ci/schemathesis"]),
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
        let ended = if step.fresh {
            command.stderr(Stdio::piped()).output().map(|output| {
                let printed = String::from_utf8_lossy(&output.stderr).into_owned();
                say(printed.trim_end());
                (output.status, !printed.contains("Compiling "))
            })
        } else {
            command.status().map(|status| (status, true))
        };
        let (code, problem) = match ended {
            Ok((status, true)) if status.success() => continue,
            Ok((status, true)) => (1, format!("failed: {status}")),
            Ok((_, false)) => (1, "compiled something although nothing has changed".to_owned()),
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
