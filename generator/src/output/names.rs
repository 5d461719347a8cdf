//! Checks which paths may be written: those that name the same file, and only that file, on every operating system.

use std::collections::BTreeMap;
use std::fmt;

use super::{OutputError, OutputFile};

/// The reason why a path may not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// The path is empty or absolute, or has an empty, `.` or `..` part.
    Traversal,
    /// The path has a character other than ASCII letters, digits, `-`, `_` and `.`.
    Character,
    /// The path is longer than some systems allow.
    Length,
    /// Windows reserves the name for a device, or does not allow it because it ends in a dot.
    Reserved,
    /// Git or this module uses the name.
    Private,
    /// Another path is the same or differs only in case.
    Collision,
    /// The path is a file and also the folder of another file.
    FileAndFolder,
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Traversal => "must be relative, without empty parts, `.` or `..`",
            Self::Character => "may contain only ASCII letters, digits, `-`, `_` and `.`",
            Self::Length => "is too long",
            Self::Reserved => "is not a valid name on Windows",
            Self::Private => "is a name that git or the generator uses",
            Self::Collision => "is the same as another path, or differs from it only in case",
            Self::FileAndFolder => "is a file and also the folder of another file",
        })
    }
}

/// Checks each path by itself, then all of them together.
pub(super) fn check(files: &[OutputFile]) -> Result<(), OutputError> {
    let mut problems = Vec::new();
    // Maps the lower-case path of each file and folder to its first spelling, and whether it is a file.
    let mut seen: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for file in files {
        if let Err(problem) = check_path(&file.path) {
            problems.push((file.path.clone(), problem));
            continue;
        }
        let folders = file.path.match_indices('/').filter_map(|(at, _)| file.path.get(..at));
        for (part, is_file) in folders.map(|folder| (folder, false)).chain([(file.path.as_str(), true)]) {
            let (first, was_file) = *seen.entry(part.to_ascii_lowercase()).or_insert((part, is_file));
            let again = is_file && was_file && !std::ptr::eq(first, part);
            if first != part || again {
                problems.push((file.path.clone(), NameProblem::Collision));
            } else if was_file != is_file {
                problems.push((file.path.clone(), NameProblem::FileAndFolder));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(OutputError::Names(problems)) }
}

/// Checks one path.
pub(super) fn check_path(path: &str) -> Result<(), NameProblem> {
    // Leaves room for the path of the output folder within the 260 characters that Windows allows.
    if path.len() > 180 {
        return Err(NameProblem::Length);
    }
    for part in path.split('/') {
        if part.is_empty() || part == "." || part == ".." {
            return Err(NameProblem::Traversal);
        }
        if !part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
            return Err(NameProblem::Character);
        }
        let lower = part.to_ascii_lowercase();
        if part.ends_with('.') || is_device(lower.split('.').next().unwrap_or_default()) {
            return Err(NameProblem::Reserved);
        }
        if lower == ".git" || lower.starts_with(".codegen-") {
            return Err(NameProblem::Private);
        }
    }
    Ok(())
}

/// Whether Windows reserves a name for a device. The name is in lower case, without its extension.
pub(crate) fn is_device(stem: &str) -> bool {
    let numbered = |name: &str| {
        stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin" | "conout") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_paths() {
        #[track_caller]
        fn check(path: &str, problem: Option<NameProblem>) {
            assert_eq!(check_path(path).err(), problem, "{path:?}");
        }
        use NameProblem::{Character, Length, Private, Reserved, Traversal};
        check("src/entities/contact.rs", None);
        check("Cargo.toml", None);
        check(".gitattributes", None);
        check("src/auxiliary.rs", None);
        check("src/com10.rs", None);
        for path in ["", "/etc/passwd", "a//b", "a/", "./a", "a/../b", ".."] {
            check(path, Some(Traversal));
        }
        for path in ["C:/a", "a\\b", "a b", "a\nb", "a\0", "é.rs", "a:b", "~x", "a\u{202e}b"] {
            check(path, Some(Character));
        }
        for path in ["aux.rs", "src/CON", "src/Nul.tar.gz", "com1.rs", "LPT9", "src/x.", "a./b"] {
            check(path, Some(Reserved));
        }
        for path in [".git/config", "src/.GIT/x", ".codegen-manifest", ".codegen-staging/new/x"] {
            check(path, Some(Private));
        }
        check(&"x".repeat(181), Some(Length));
    }

    #[test]
    fn paths_together() {
        #[track_caller]
        fn check_all(paths: &[&str], problem: Option<NameProblem>) {
            let files: Vec<_> = paths.iter().map(|path| OutputFile::whole(*path, "")).collect();
            match (check(&files), problem) {
                (Ok(()), None) => {}
                (Err(OutputError::Names(found)), Some(problem)) => assert_eq!(found[0].1, problem, "{paths:?}"),
                (other, _) => panic!("{paths:?}: {other:?}"),
            }
        }
        check_all(&["src/a.rs", "src/b.rs", "src/c/a.rs"], None);
        check_all(&["src/a.rs", "src/a.rs"], Some(NameProblem::Collision));
        check_all(&["src/a.rs", "src/A.rs"], Some(NameProblem::Collision));
        check_all(&["src/x/a.rs", "src/X/b.rs"], Some(NameProblem::Collision));
        check_all(&["src/a", "src/a/b"], Some(NameProblem::FileAndFolder));
        check_all(&["src/a/b", "src/a"], Some(NameProblem::FileAndFolder));
    }
}
