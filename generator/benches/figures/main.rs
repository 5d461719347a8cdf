//! Measures the project's figures, each as a ratio to other work in the same run. Asserts nothing.
//!
//! In: a docs tree. Out: a table on stdout and, on request, JSON. `cargo xtask bench` builds and starts this program in
//! release mode; `cargo xtask bench --help` lists the flags. It is not part of the library, so that it is built only
//! when needed.

use std::path::PathBuf;
use std::process::ExitCode;

mod compile;
mod copies;
mod derive;
mod generator;
mod measure;
mod passes;
mod runtime;
mod table;

/// Errors are only printed.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The flags.
struct Asked {
    docs: PathBuf,
    companions: Vec<PathBuf>,
    json: Option<PathBuf>,
    compile: bool,
    passes: bool,
    rounds: usize,
}

fn main() -> ExitCode {
    if let Some(code) = compile::as_wrapper() {
        return code;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let mut asked = Asked {
        docs: PathBuf::from("docs"),
        companions: Vec::new(),
        json: None,
        compile: false,
        passes: false,
        rounds: 5,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or("a flag has no value");
        match argument.to_str() {
            Some("--docs") => asked.docs = PathBuf::from(value()?),
            Some("--companions") => asked.companions.push(PathBuf::from(value()?)),
            Some("--json") => asked.json = Some(PathBuf::from(value()?)),
            Some("--rounds") => asked.rounds = value()?.to_string_lossy().parse::<usize>()?.max(1),
            Some("--compile") => asked.compile = true,
            Some("--passes") => asked.passes = true,
            // Cargo passes this to every benchmark.
            Some("--bench") => {}
            Some("--cold") => return generator::cold_as_child(&PathBuf::from(value()?), &PathBuf::from(value()?)),
            Some("--reference") => {
                return generator::reference_as_child(&PathBuf::from(value()?), &PathBuf::from(value()?));
            }
            Some("--peak") => return generator::peak_as_child(&PathBuf::from(value()?), &PathBuf::from(value()?)),
            _ => return Err(format!("unknown argument: {}", argument.display()).into()),
        }
    }
    if asked.passes {
        print!("{}", passes::figures(&asked.docs, asked.companions)?);
        return Ok(());
    }
    let mut table = table::Table::default();
    if asked.compile {
        compile::figures(&asked.docs, asked.rounds.min(3), &mut table)?;
    } else {
        generator::figures(&asked.docs, asked.rounds, &mut table)?;
        copies::figures(&asked.docs, asked.rounds.min(3), &mut table)?;
        runtime::figures(&mut table)?;
    }
    print!("{table}");
    if let Some(path) = &asked.json {
        std::fs::write(path, table.json(&asked.docs))?;
    }
    Ok(())
}
