//! Reads a folder of pages, or a single page, into memory.
//!
//! In: a path. Out: the text of every Markdown file below it and of every file that these include; findings about the
//! files themselves; and the paths to watch for changes. All that this module knows about a page is that it may include
//! other files; `page` decides which files are endpoint pages.
//!
//! The files are untrusted. A link is not followed out of the folder, an include can read only Markdown files and no
//! absolute path or URL, file names with characters that cannot be displayed safely are rejected, and sizes are
//! limited.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

mod companions;
mod index;
mod text;

pub use index::{Index, Inputs};
pub(crate) use text::read_again;
use text::{read_file, read_files};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceFile, Sources, Span};
pub use crate::text::include::{include_targets, resolve_include};
use crate::text::visible::{counted, is_hostile, visible, visible_short};

/// Limits on the input. The defaults are more than ten times what the largest known docs need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Maximum size of a file in bytes.
    pub file_bytes: u64,
    /// Maximum number of files.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 1 << 20, files: 50_000 }
    }
}

/// Files that belong to the docs but are outside the docs folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// The file of corrections, instead of the `fixups.toml` in the docs folder.
    pub fixups: Option<PathBuf>,
    /// Folders of companion files, in addition to those in `codegen.toml`. If two files describe the same fact,
    /// the one in the later folder takes precedence.
    pub companions: Vec<PathBuf>,
}

/// The result of reading a folder.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The files.
    pub sources: Sources,
    /// Findings about the files themselves, sorted.
    pub diagnostics: Diagnostics,
    /// The folders and files in which a change requires another run, sorted.
    pub watched: Vec<PathBuf>,
    /// The files that pages include and that do not exist.
    pub missing: Vec<PathBuf>,
}

/// The reason why nothing could be read.
#[derive(Debug)]
pub enum LoadError {
    /// There is neither a folder nor a file at the path.
    NotFound(PathBuf),
    /// No folder exists at the path of companion files.
    NoCompanions(PathBuf),
    /// A file or folder could not be read.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &Path| visible_short(&path.to_string_lossy(), 400);
        match self {
            Self::NotFound(path) => {
                // A build script runs in a folder that its author may not expect.
                let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                write!(f, "cannot read pages: {} does not exist", shown(&path))
            }
            Self::NoCompanions(path) => write!(f, "cannot read companion files: {} is not a folder", shown(path)),
            Self::Io { path, source } => write!(f, "cannot read {}: {source}", shown(path)),
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotFound(_) | Self::NoCompanions(_) => None,
            Self::Io { source, .. } => Some(source),
        }
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> LoadError {
    move |source| LoadError::Io { path: path.to_owned(), source }
}

/// Reads a folder recursively, or a single file, and all included files.
///
/// # Errors
///
/// Returns a [`LoadError`] if the path does not exist, or if a file or folder cannot be read. An invalid file is a
/// finding, not an error.
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    load_with(path, &Limits::default())
}

/// Like [`load`], with a given file of fixups instead of the `fixups.toml` in the docs folder.
///
/// # Errors
///
/// As for [`load`], and if the file of fixups cannot be read.
pub fn load_with_fixups(path: &Path, fixups: Option<&Path>) -> Result<Loaded, LoadError> {
    load_beside(path, &Beside { fixups: fixups.map(Path::to_owned), companions: Vec::new() })
}

/// Like [`load`], with other files that belong to the docs.
///
/// # Errors
///
/// As for [`load`], and if one of these files cannot be read.
pub fn load_beside(path: &Path, beside: &Beside) -> Result<Loaded, LoadError> {
    load_all(path, beside, &Limits::default())
}

/// Like [`load`], with other limits.
///
/// # Errors
///
/// As for [`load`].
pub fn load_with(path: &Path, limits: &Limits) -> Result<Loaded, LoadError> {
    load_all(path, &Beside::default(), limits)
}

fn load_all(path: &Path, beside: &Beside, limits: &Limits) -> Result<Loaded, LoadError> {
    let found = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(LoadError::NotFound(path.to_owned())),
        other => other.map_err(failed(path))?,
    };
    let mut loader = if found.is_dir() {
        let mut loader = Loader::new(path, limits)?;
        loader.config = loader.find_beside(crate::options::config::FILE)?;
        loader.find_companions(&beside.companions)?;
        loader.walk()?;
        loader
    } else if let (true, Some(name)) = (found.is_file(), path.file_name()) {
        let root = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut loader = Loader::new(root, limits)?;
        loader.watched.insert(path.to_owned());
        let name = name.to_string_lossy();
        loader.pages.insert(visible(&name).into_owned(), path.to_owned());
        loader.find_companions(&beside.companions)?;
        loader
    } else {
        return Err(LoadError::NotFound(path.to_owned()));
    };
    loader.read_pages()?;
    loader.read_includes()?;
    loader.read_companions()?;
    match beside.fixups.as_deref() {
        Some(file) => loader.fixups = Some(loader.read_beside(&relative(&loader.root, file), file)?),
        None if found.is_dir() => loader.fixups = loader.find_beside(crate::fixups::FILE)?,
        None => {}
    }
    let mut loaded = loader.finish();
    if found.is_file() {
        loaded.sources = loaded.sources.alone();
    }
    Ok(loaded)
}

impl Loaded {
    /// The folders and files that were read, and the files that are missing, for an [`Index`].
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        let (folders, files) = self.watched.iter().cloned().partition(|path| path.is_dir());
        Inputs { folders, files, missing: self.missing.clone(), ..Inputs::default() }
    }

    /// Reads a Markdown file again that changed on disk. Returns `false` if that is not enough, and the whole folder must be
    /// read: the file is new or gone, it includes other files than before, or there was or is a finding about it.
    pub(crate) fn reload(&mut self, root: &Path, path: &Path) -> Result<bool, LoadError> {
        let name = relative(root, path);
        let Some(id) = self.sources.find_markdown(&name) else { return Ok(false) };
        if !path.is_file() || self.diagnostics.iter().any(|finding| finding.span.file == id) {
            return Ok(false);
        }
        let read = read_file(&name, path, &Limits::default())?;
        let before = &self.sources.file(id).text;
        let targets = |text: &str| include_targets(text).map(str::to_owned).collect::<Vec<_>>();
        if read.problem.is_some() || targets(before) != targets(&read.text) || has_uid(before) != has_uid(&read.text) {
            return Ok(false);
        }
        self.sources.replace(id, read.text);
        Ok(true)
    }
}

/// Returns the path of a file relative to the docs folder, as all paths in messages are. If they have nothing in
/// common, for example because they are on different drives, the path is absolute.
pub(crate) fn relative(root: &Path, file: &Path) -> String {
    let absolute = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (root, file) = (absolute(root), absolute(file));
    let (root, parts): (Vec<_>, Vec<_>) = (root.components().collect(), file.components().collect());
    let common = root.iter().zip(&parts).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return file.to_string_lossy().replace('\\', "/");
    }
    let up = root.iter().skip(common).map(|_| "..".into());
    let down = parts.iter().skip(common).map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A finding about a file that has no [`FileId`](crate::source::FileId) yet.
struct Problem {
    path: String,
    code: Code,
    bytes: std::ops::Range<usize>,
    message: String,
}

/// The contents of a file.
struct Text {
    path: String,
    text: String,
    includes: Vec<String>,
    problem: Option<Problem>,
}

struct Loader<'a> {
    root: PathBuf,
    /// The canonical path of the root, to detect links that leave it.
    real_root: PathBuf,
    limits: &'a Limits,
    /// The files to read, by their paths in messages.
    pages: BTreeMap<String, PathBuf>,
    read: BTreeMap<String, String>,
    /// Files that others include.
    included: BTreeSet<String>,
    /// Include targets that have not been visited yet.
    waiting: BTreeSet<String>,
    problems: Vec<Problem>,
    watched: BTreeSet<PathBuf>,
    missing: Vec<PathBuf>,
    fixups: Option<SourceFile>,
    config: Option<SourceFile>,
    /// The folders of companion files, as messages show them and as they are opened, in the order of their weight.
    companions: Vec<(String, PathBuf)>,
    companion_files: Vec<SourceFile>,
}

impl<'a> Loader<'a> {
    fn new(root: &Path, limits: &'a Limits) -> Result<Self, LoadError> {
        Ok(Self {
            root: root.to_owned(),
            real_root: fs::canonicalize(root).map_err(failed(root))?,
            limits,
            pages: BTreeMap::new(),
            read: BTreeMap::new(),
            included: BTreeSet::new(),
            waiting: BTreeSet::new(),
            problems: Vec::new(),
            watched: BTreeSet::new(),
            missing: Vec::new(),
            fixups: None,
            config: None,
            companions: Vec::new(),
            companion_files: Vec::new(),
        })
    }

    fn report(&mut self, path: &str, code: Code, message: impl Into<String>) {
        self.problems.push(Problem { path: path.to_owned(), code, bytes: 0..0, message: message.into() });
    }

    fn walk(&mut self) -> Result<(), LoadError> {
        let mut folders = vec![(String::new(), self.root.clone())];
        let mut over = 0_usize;
        while let Some((prefix, folder)) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
                let entry = entry.map_err(failed(&folder))?;
                let kind = entry.file_type().map_err(failed(&folder))?;
                let (path, name) = (entry.path(), entry.file_name());
                let lossy = name.to_string_lossy();
                let shown = format!("{prefix}{}", visible(&lossy));
                if kind.is_file() && is_other_markdown(&path) {
                    self.look_at_other(&shown, &path)?;
                }
                if kind.is_dir() && name == ".git" || !(kind.is_dir() || kind.is_symlink() || is_markdown(&lossy)) {
                    continue;
                }
                if name.to_str().is_none_or(|name| name.chars().any(is_hostile)) {
                    self.report(
                        &shown,
                        Code::UnsafeFileName,
                        "the name cannot be displayed safely, so this was not read",
                    );
                } else if kind.is_symlink() {
                    self.look_at_link(&shown, &path);
                } else if kind.is_dir() && self.holds_companions(&path) {
                    // Companion files are not pages.
                } else if kind.is_dir() {
                    folders.push((format!("{shown}/"), path));
                } else if !kind.is_file() {
                    self.report(&shown, Code::NotAFile, "this is not a regular file, so it was not read");
                } else if self.pages.len() < self.limits.files {
                    self.pages.insert(shown, path);
                } else {
                    over += 1;
                }
            }
            self.watched.insert(folder);
        }
        if over > 0 {
            // Which files are left out depends on the order of the walk, so the finding names the folder instead.
            let (limit, over) = (counted(self.limits.files, "file"), counted(over, "file"));
            self.report(".", Code::TooManyFiles, format!("there are more than {limit}: {over} were not read"));
        }
        Ok(())
    }

    /// Reports a page whose name ends in another extension of Markdown.
    fn look_at_other(&mut self, shown: &str, path: &Path) -> Result<(), LoadError> {
        if !shown.chars().any(is_hostile) && has_uid(&read_file(shown, path, self.limits)?.text) {
            let renamed = Path::new(shown).with_extension("md");
            let message =
                format!("this page is not read; rename it to `{}`", renamed.to_string_lossy().replace('\\', "/"));
            self.report(shown, Code::NotMd, message);
        }
        Ok(())
    }

    /// Ignores a link whose target is in the folder, because the target is found by its own name.
    fn look_at_link(&mut self, shown: &str, path: &Path) {
        let markdown = is_markdown(shown);
        let inside = |real: &Path| real.starts_with(&self.real_root) && (real.is_dir() || is_markdown_path(real));
        match fs::canonicalize(path) {
            Ok(real) if inside(&real) => {}
            // A link to another kind of file is ignored, as the file itself would be.
            Ok(real) if !markdown && !real.is_dir() => {}
            Ok(_) => self.report(shown, Code::LinkLeavesDocs, "this link leaves the docs folder"),
            Err(_) if markdown => self.report(shown, Code::LinkLeavesDocs, "this link is broken"),
            Err(_) => {}
        }
    }

    fn read_pages(&mut self) -> Result<(), LoadError> {
        let pages: Vec<_> = self.pages.iter().map(|(name, path)| (name.clone(), path.clone())).collect();
        self.read_all(&pages)
    }

    /// Follows includes until there are no new ones. Every file is read once, so cycles end.
    fn read_includes(&mut self) -> Result<(), LoadError> {
        while !self.waiting.is_empty() {
            let mut outside = Vec::new();
            for target in std::mem::take(&mut self.waiting) {
                if self.included.insert(target.clone())
                    && !self.read.contains_key(&target)
                    && let Some(path) = self.include_at(&target)
                    && self.read.len() + outside.len() < self.limits.files
                {
                    self.watched.insert(path.clone());
                    outside.push((target, path));
                }
            }
            self.read_all(&outside)?;
        }
        Ok(())
    }

    /// Returns the path of an included file, if it exists and may be read.
    fn include_at(&mut self, target: &str) -> Option<PathBuf> {
        let path = self.root.join(target);
        let Ok(real) = fs::canonicalize(&path) else {
            self.missing.push(path);
            return None;
        };
        // A link may lead as many levels up as the path in the include does.
        let ups = target.split('/').take_while(|part| *part == "..").count();
        let allowed = self.real_root.ancestors().nth(ups)?;
        if !real.starts_with(allowed) || !is_markdown_path(&real) {
            self.report(target, Code::LinkLeavesDocs, "this included file is a link that leaves the docs folder");
            return None;
        }
        // Reading a pipe would never end.
        real.is_file().then_some(path)
    }

    /// Reads a file in the docs folder that is not a page, if it exists.
    fn find_beside(&mut self, name: &str) -> Result<Option<SourceFile>, LoadError> {
        let path = self.root.join(name);
        let Ok(real) = fs::canonicalize(&path) else { return Ok(None) };
        if !real.starts_with(&self.real_root) {
            self.report(name, Code::LinkLeavesDocs, "this link leaves the docs folder");
        } else if !real.is_file() {
            self.report(name, Code::NotAFile, "this is not a regular file, so it was not read");
        } else {
            return self.read_beside(name, &path).map(Some);
        }
        Ok(None)
    }

    fn read_beside(&mut self, name: &str, path: &Path) -> Result<SourceFile, LoadError> {
        let read = read_file(&visible(name), path, self.limits)?;
        self.watched.insert(path.to_owned());
        self.problems.extend(read.problem);
        Ok(SourceFile { path: read.path, text: read.text })
    }

    fn read_all(&mut self, files: &[(String, PathBuf)]) -> Result<(), LoadError> {
        for text in read_files(files, self.limits)? {
            self.problems.extend(text.problem);
            self.waiting.extend(text.includes);
            self.read.insert(text.path, text.text);
        }
        Ok(())
    }

    fn finish(mut self) -> Loaded {
        // A finding refers to a file, so one that was not read is added without text.
        for problem in &self.problems {
            let beside = [&self.fixups, &self.config].into_iter().flatten().chain(&self.companion_files);
            let beside = beside.into_iter().any(|file| file.path == problem.path);
            if !beside && !self.read.contains_key(&problem.path) {
                self.read.insert(problem.path.clone(), String::new());
                self.included.insert(problem.path.clone());
            }
        }
        let (mut pages, mut included) = (Vec::new(), Vec::new());
        for (path, text) in self.read {
            // A page that another one includes is still a page: a stray include must not remove an operation. A file
            // found only through an include is never a page, even if it is in the folder under another name.
            let is_page = self.pages.contains_key(&path) && (!self.included.contains(&path) || has_uid(&text));
            let list = if is_page { &mut pages } else { &mut included };
            list.push(SourceFile { path, text });
        }
        let sources = Sources::new(pages, included);
        let sources = match self.fixups {
            Some(file) => sources.with_fixups(file),
            None => sources,
        };
        let sources = match self.config {
            Some(file) => sources.with_config(file),
            None => sources,
        };
        let sources = sources.with_companions(self.companion_files);
        let mut diagnostics = Diagnostics::default();
        for problem in self.problems {
            if let Some(file) = sources.find(&problem.path) {
                diagnostics.push(Diagnostic::new(problem.code, Span::new(file, problem.bytes), problem.message));
            }
        }
        Loaded { sources, diagnostics, watched: self.watched.into_iter().collect(), missing: self.missing }
    }
}

fn is_markdown(name: &str) -> bool {
    is_markdown_path(Path::new(name))
}

fn is_markdown_path(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// Whether a file may be a page under another extension of Markdown.
fn is_other_markdown(path: &Path) -> bool {
    const OTHERS: [&str; 7] = ["mdx", "markdown", "mdown", "mkd", "mkdn", "mdwn", "txt"];
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    OTHERS.iter().any(|other| other.eq_ignore_ascii_case(extension))
}

/// Whether a text has front matter with a `uid`. Endpoint pages have one, included files do not.
fn has_uid(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    // The pages of 2021 have `id` instead.
    let is_uid = |line: &str| {
        let rest = line.strip_prefix("uid").or_else(|| line.strip_prefix("id"));
        rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    lines.next().map(str::trim_end) == Some("---") && lines.take_while(|line| line.trim_end() != "---").any(is_uid)
}

#[cfg(test)]
mod tests;
