//! Measures the compile time of the generated crate, compared with the same entities and calls in the usual form.
//!
//! Two crates are written below `target/figures`: that of the generator, and that of [`crate::derive`] from the same
//! plan. Cargo checks both, with this program as a wrapper of rustc, which measures rustc only for the crate itself and
//! not for its dependencies.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::{Builder, Options, disk, model, plan};

use crate::measure::medians;
use crate::table::{Row, Table};
use crate::{Result, derive, generator};

/// Environment variables: the crate to measure, and the file for the result. If set, this program is a wrapper of
/// rustc.
const CRATE: &str = "FIGURES_CRATE";
const LOG: &str = "FIGURES_LOG";

/// The cost of running rustc: seconds, and megabytes if the system provides them.
#[derive(Debug, Clone, Copy)]
struct Cost {
    cpu: f64,
    memory: Option<f64>,
}

/// Measures compile time and memory for one docs tree.
pub(crate) fn figures(docs: &Path, rounds: usize, table: &mut Table) -> Result<()> {
    if !Path::new("/proc/self/stat").exists() {
        table.notes.push("compile time: not measured, because this system has no /proc".to_owned());
        return Ok(());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
    let home = root.join("target/figures");
    let (tables, derives) = (home.join("tables"), home.join("derive"));
    for dir in [&tables, &derives] {
        if dir.exists() {
            std::fs::remove_dir_all(dir)?;
        }
        std::fs::create_dir_all(dir)?;
        // The versions of the workspace, so that nothing is downloaded.
        std::fs::copy(root.join("Cargo.lock"), dir.join("Cargo.lock"))?;
    }
    let runtime = format!("superoffice-runtime = {{ path = {:?}, default-features = false }}", root.join("runtime"));
    Builder::new().docs(docs).out_dir(&tables).keep_going(true).runtime(runtime).generate()?;

    let loaded = disk::load(docs)?;
    let mut found = Diagnostics::default();
    let api = model(&loaded.sources, &Options::default(), &mut found)?;
    let plan = plan::plan(&api, &Options::default(), None, &mut found);
    derive::write(&plan, &derives)?;
    let operations: usize = plan.groups.iter().map(|group| group.routes.len()).sum();
    // A resource of median size represents all.
    let mut by_size: Vec<_> = plan.groups.iter().map(|group| (group.routes.len(), &group.feature)).collect();
    by_size.sort();
    let Some((one_size, one)) = by_size.get(by_size.len() / 2) else { return Err("no operations".into()) };

    // Dependencies are compiled first, so that each round compiles only one crate.
    for (dir, features) in [(&tables, "full"), (&derives, "")] {
        check(dir, features, &home)?;
    }
    let (mut whole, mut single, mut reference) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        whole.push(check(&tables, "full", &home)?);
        reference.push(check(&derives, "", &home)?);
        single.push(check(&tables, one, &home)?);
    }
    let pairs = |of: &[Cost], against: &[Cost], value: fn(&Cost) -> f64| -> Vec<(f64, f64)> {
        of.iter().zip(against).map(|(a, b)| (value(a), value(b))).collect()
    };
    let mut row = |what: String, unit, pairs: &[(f64, f64)], ratio_budget, budget| {
        let (measured, reference, ratio) = medians(pairs);
        let (reference, ratio) = (Some(reference), Some(ratio));
        table.rows.push(Row { what, measured, unit, reference, ratio, ratio_budget, budget });
    };
    let cpu = pairs(&whole, &reference, |cost| cost.cpu);
    let what = format!("cargo check of {operations} operations, CPU; against serde derive and async fn");
    row(what, "s", &cpu, Some(0.2), Some(15.0));
    if whole.iter().chain(&reference).all(|cost| cost.memory.is_some()) {
        let memory = pairs(&whole, &reference, |cost| cost.memory.unwrap_or(f64::NAN));
        row("peak memory of rustc for the same".to_owned(), "MB", &memory, None, Some(1000.0));
    }
    let cpu = pairs(&single, &whole, |cost| cost.cpu);
    let what = format!("only the feature `{one}`, {one_size} operations, CPU; against all features");
    row(what, "s", &cpu, Some(0.1), None);
    Ok(())
}

/// Checks a crate after touching its root, and returns the cost of rustc.
fn check(dir: &Path, features: &str, home: &Path) -> Result<Cost> {
    let root = dir.join("src/lib.rs");
    let text = std::fs::read(&root)?;
    std::fs::write(&root, text)?;
    let log = home.join("cost");
    let _ = std::fs::remove_file(&log);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--quiet", "--lib", "--offline", "--no-default-features", "--features", features])
        .current_dir(dir)
        .env("CARGO_TARGET_DIR", home.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTC_WRAPPER", std::env::current_exe()?)
        .env(CRATE, "superoffice")
        .env(LOG, &log)
        .output()?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo check in {} failed:\n{}", dir.display(), first_lines(&text)).into());
    }
    let text = std::fs::read_to_string(&log).map_err(|_| "cargo did not compile the crate again")?;
    let mut words = text.split_whitespace().map(str::parse::<f64>);
    let cpu = words.next().ok_or("rustc was not measured")??;
    let memory = words.next().transpose()?;
    Ok(Cost { cpu, memory })
}

fn first_lines(text: &str) -> String {
    text.lines().take(60).collect::<Vec<_>>().join("\n")
}

/// Runs rustc, if cargo has started this program as a wrapper.
pub(crate) fn as_wrapper() -> Option<ExitCode> {
    let (wanted, log) = (std::env::var(CRATE).ok()?, PathBuf::from(std::env::var_os(LOG)?));
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    let arguments: Vec<_> = arguments.collect();
    let measured = arguments.windows(2).any(|pair| *pair == ["--crate-name", wanted.as_str()]);
    let code = match wrapped(Command::new(rustc).args(arguments), measured.then_some(log)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            1
        }
    };
    Some(ExitCode::from(code))
}

fn wrapped(command: &mut Command, log: Option<PathBuf>) -> Result<u8> {
    let mut child = command.spawn()?;
    let process = child.id().to_string();
    let mut memory = None;
    let status = loop {
        // The peak only rises. An increase in the last few milliseconds is missed, but is small.
        memory = generator::high_water(&process).or(memory);
        match child.try_wait()? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    if let Some(log) = log {
        let cpu = cpu_of_children().ok_or("the CPU time of child processes is not available")?;
        let memory = memory.map(|kilobytes| format!(" {}", kilobytes * 1024.0 / 1e6)).unwrap_or_default();
        std::fs::File::create(log)?.write_all(format!("{cpu}{memory}").as_bytes())?;
    }
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// Returns the CPU seconds of child processes that have ended.
fn cpu_of_children() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, which may contain anything, `cutime` and `cstime` are the 14th and 15th words, in hundredths.
    let (_, words) = stat.rsplit_once(')')?;
    let mut words = words.split_whitespace().skip(13);
    let ticks: f64 = words.next()?.parse::<f64>().ok()? + words.next()?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}
