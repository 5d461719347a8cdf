//! Paths as the reader of a message opens them.
//!
//! In: a path as the user has typed it. Out: the path relative to the current folder or to the root of the repository.

use std::path::{Path, PathBuf};

use superoffice_codegen::diagnostics::render;

/// The folder to which paths in a format are relative: the current folder, or the root of the repository for formats
/// whose readers know nothing else.
pub(crate) fn home(format: render::Format) -> PathBuf {
    let here = here();
    let of_repository = matches!(format, render::Format::Github | render::Format::Sarif);
    let top = here.ancestors().find(|folder| of_repository && folder.join(".git").exists());
    top.map_or_else(|| here.clone(), Path::to_owned)
}

fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// Returns a folder relative to `home`, or its absolute path if it is not in there. Relative paths are relative to the
/// current folder.
pub(crate) fn folder(home: &Path, folder: &Path) -> String {
    let here = here();
    let inside = |path: &Path| path.strip_prefix(home).map(slashes).ok();
    let path = here.join(folder);
    // What the user has typed is easier to recognise than its canonical form.
    let typed = !path.components().any(|part| part == std::path::Component::ParentDir);
    let found = inside(&path).filter(|_| typed);
    found
        .or_else(|| inside(&path.canonicalize().ok()?))
        .unwrap_or_else(|| if home == here { slashes(folder) } else { slashes(&path.canonicalize().unwrap_or(path)) })
}

/// A path with forward slashes and without `.`.
pub(crate) fn slashes(path: &Path) -> String {
    let parts = path.components().filter(|part| !matches!(part, std::path::Component::CurDir));
    parts.collect::<PathBuf>().to_string_lossy().replace('\\', "/")
}
