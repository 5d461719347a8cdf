//! Everything that CI runs, in order, each command printed before it runs.

use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};

/// What runs, and the environment it needs.
struct Step {
    /// Arguments of cargo; a script of ours is named by its path instead.
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
    // Others read what `xtask openapi` writes. A few tools are fetched once; says what it skips.
    step(&[".ci/openapi"]),
    step(&["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"]),
];

/// Stops at the first command that fails, with its exit code if it has one.
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
                let told = String::from_utf8_lossy(&output.stderr).into_owned();
                say(told.trim_end());
                (output.status, !told.contains("Compiling "))
            })
        } else {
            command.status().map(|status| (status, true))
        };
        let (code, problem) = match ended {
            Ok((status, true)) if status.success() => continue,
            Ok((status, true)) => (1, format!("failed: {status}")),
            Ok((_, false)) => (1, "built again although nothing has changed".to_owned()),
            Err(error) => (2, format!("cannot be started: {error}")),
        };
        say(&format!("error: `{line}` {problem}"));
        return ExitCode::from(code);
    }
    ExitCode::SUCCESS
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
