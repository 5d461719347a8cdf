//! Everything that CI runs, in order, each command printed before it runs.

use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};

/// A command, and the environment it needs.
struct Step {
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    /// Whether cargo must find everything built already.
    fresh: bool,
}

const fn step(arguments: &'static [&'static str]) -> Step {
    Step { arguments, environment: &[], fresh: false }
}

/// A user's build script, from its pages to a running program.
const EXAMPLE: Step = Step {
    arguments: &["run", "--package", "build-rs-example", "--locked"],
    environment: &[("RUSTFLAGS", "-D warnings"), ("CARGO_TARGET_DIR", "target/build-rs")],
    fresh: false,
};

/// The tests come last, so that their closing lines close the run.
const STEPS: &[Step] = &[
    step(&["fmt", "--all", "--", "--check"]),
    step(&["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"]),
    step(&["xtask", "codegen", "--check", "--quiet"]),
    EXAMPLE,
    // Its build script must not run again: nothing that it told cargo of has changed.
    Step { fresh: true, ..EXAMPLE },
    Step {
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        ..step(&["doc", "--workspace", "--all-features", "--no-deps", "--locked"])
    },
    step(&["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"]),
];

/// Stops at the first command that fails, with its exit code if it has one.
pub(crate) fn run() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for step in STEPS {
        let line = step.arguments.join(" ");
        say(&format!("$ cargo {line}"));
        let mut command = Command::new(&cargo);
        command.args(step.arguments).envs(step.environment.iter().copied());
        let status = if step.fresh {
            command.stderr(Stdio::piped()).output().map(|output| {
                let told = String::from_utf8_lossy(&output.stderr).into_owned();
                say(told.trim_end());
                (output.status, !told.contains("Compiling "))
            })
        } else {
            command.status().map(|status| (status, true))
        };
        match status {
            Ok((status, true)) if status.success() => {}
            Ok((status, true)) => {
                say(&format!("error: `cargo {line}` failed: {status}"));
                return ExitCode::from(1);
            }
            Ok((_, false)) => {
                say(&format!("error: `cargo {line}` built again although nothing has changed"));
                return ExitCode::from(1);
            }
            Err(error) => {
                say(&format!("error: cargo cannot be started: {error}"));
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
