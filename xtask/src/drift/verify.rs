//! Compiles the programs of a drift: each must compile with the old crate and must not compile with the new one.
//!
//! In: both crates and the changes. Out: the number of programs that show their change, and a list of those that do not. The
//! crates and the programs are written below the target directory of the repository, and stay there for inspection.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use superoffice_codegen::drift::{Compared, Program};
use superoffice_codegen::output::{self, WriteOptions};

/// The result.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    programs: usize,
    /// The programs that do not show their change, with the reason.
    pub(crate) failed: Vec<String>,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} programs compile with the old crate only",
            self.programs - self.failed.len(),
            self.programs
        )?;
        self.failed.iter().try_for_each(|line| write!(f, "\nerror: {line}"))
    }
}

/// Compiles all programs.
pub(crate) fn verify(compared: &Compared) -> Result<Verified, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).join("target/drift");
    let changes = compared.drift.changes.iter();
    let programs: Vec<(String, &Program)> = changes
        .filter_map(|change| Some((format!("{}: {}", change.at, change.text), change.program.as_ref()?)))
        .collect();
    let _ = std::fs::remove_dir_all(&root);
    let mut broken = Vec::new();
    for (name, crate_) in [("old", &compared.old), ("new", &compared.new)] {
        let folder = root.join(name);
        output::write(&folder, &crate_.files, &WriteOptions::default()).map_err(|error| error.to_string())?;
        broken.push(check(&folder, &programs)?);
    }
    let mut found = Verified { programs: programs.len(), failed: Vec::new() };
    for (number, (what, program)) in programs.iter().enumerate() {
        let of = |broken: &[BTreeSet<usize>], at: usize| broken.get(at).is_some_and(|list| list.contains(&number));
        if of(&broken, 0) {
            found.failed.push(format!("{what}: the program does not compile with the old crate\n{}", program.text));
        } else if !of(&broken, 1) {
            found.failed.push(format!("{what}: the program compiles with the new crate, too\n{}", program.text));
        }
    }
    Ok(found)
}

/// Compiles the programs as examples of a crate. Returns the numbers of those that do not compile.
fn check(folder: &Path, programs: &[(String, &Program)]) -> Result<BTreeSet<usize>, String> {
    let examples = folder.join("examples");
    let io = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(&examples).map_err(|error| io(&examples, error))?;
    let manifest_path = folder.join("Cargo.toml");
    let manifest = std::fs::read_to_string(&manifest_path).map_err(|error| io(&manifest_path, error))?;
    // The folder is inside the repository, but not a member of its workspace.
    if !manifest.contains("\n[workspace]") {
        let manifest = format!("{manifest}\n[workspace]\n");
        std::fs::write(&manifest_path, manifest).map_err(|error| io(&manifest_path, error))?;
    }
    let mut broken = BTreeSet::new();
    for (number, (_, program)) in programs.iter().enumerate() {
        if program.features.iter().any(|feature| !manifest.contains(&format!("\n{feature} = ["))) {
            broken.insert(number);
            continue;
        }
        let path = examples.join(format!("program_{number}.rs"));
        std::fs::write(&path, format!("{}\nfn main() {{}}\n", program.text)).map_err(|error| io(&path, error))?;
    }
    broken.extend(compile(folder)?);
    Ok(broken)
}

fn compile(folder: &Path) -> Result<BTreeSet<usize>, String> {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let output = Command::new(cargo)
        .current_dir(folder)
        .args(["check", "--examples", "--keep-going", "--all-features", "--message-format", "json", "--quiet"])
        .env("CARGO_TARGET_DIR", folder.with_file_name("target"))
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    let mut broken = BTreeSet::new();
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let text = |pointer: &str| message.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default();
        if text("/message/level") != "error" {
            continue;
        }
        match text("/target/name").strip_prefix("program_").and_then(|number| number.parse().ok()) {
            Some(number) => broken.insert(number),
            None => {
                return Err(format!("{}: the crate does not compile: {}", folder.display(), text("/message/rendered")));
            }
        };
    }
    if !output.status.success() && broken.is_empty() {
        return Err(format!("{}: {}", folder.display(), String::from_utf8_lossy(&output.stderr)));
    }
    Ok(broken)
}
