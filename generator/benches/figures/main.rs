//! The project's figures, each as a ratio to something measured in the same run; nothing is asserted.
//!
//! In: a docs tree. Out: a table on stdout and, if asked for, JSON. `cargo xtask bench` starts it, in release, and says
//! with which flags. It is no part of the library, so that nobody else builds it.

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

/// What goes wrong is told, not handled: this is a tool for people.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What was asked for.
struct Asked {
    docs: PathBuf,
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
    let mut asked = Asked { docs: PathBuf::from("docs"), json: None, compile: false, passes: false, rounds: 5 };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or("a flag lacks its value");
        match argument.to_str() {
            Some("--docs") => asked.docs = PathBuf::from(value()?),
            Some("--json") => asked.json = Some(PathBuf::from(value()?)),
            Some("--rounds") => asked.rounds = value()?.to_string_lossy().parse::<usize>()?.max(1),
            Some("--compile") => asked.compile = true,
            Some("--passes") => asked.passes = true,
            // What cargo passes to every bench.
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
        print!("{}", passes::figures(&asked.docs)?);
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
