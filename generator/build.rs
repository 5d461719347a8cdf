//! Lists the source files of the generator with their hashes, so that `codegen --check` can say which part of the generator
//! changed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name));
    let source = variable("CARGO_MANIFEST_DIR")?.join("src");
    let mut files = Vec::new();
    list(&source, &mut files)?;
    files.sort();
    let mut text = String::from("&[\n");
    for path in files {
        let name = path.strip_prefix(&source).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        let hash = fnv(&fs::read(&path)?);
        writeln!(text, "    ({name:?}, {hash:#018x}),").map_err(io::Error::other)?;
    }
    text.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("code.rs"), text)
}

/// Adds the Rust files in a folder, without tests.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The FNV-1a hash of a file without carriage returns: a checkout may convert line ends.
fn fnv(bytes: &[u8]) -> u64 {
    let bytes = bytes.iter().filter(|byte| **byte != b'\r');
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
