//! Files, byte spans, line and column.
//!
//! In: text that was read from disk (or made up in a test). Out: [`SourceFile`], [`Span`], [`Spanned`].
//! This room does not know what Markdown is.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The number of a file within one [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file: the place of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Creates a span over `range` of `file`. Files are limited to 4 GiB, so the conversion loses nothing.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The range of bytes within the file.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place is hashed as one `u128`. Nothing else in the model is, so that a hasher can tell places from facts.
impl Hash for Span {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(u128::from(self.file.0) << 64 | u128::from(self.start) << 32 | u128::from(self.end));
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A value and the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Creates a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl Spanned<String> {
    /// A part of the text, starting at a byte offset, with its place. If the text is shorter than its place, it was
    /// written with marks, and its parts have the place of the whole text.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let value = self.value.get(range.clone()).unwrap_or_default().to_owned();
        let written = self.span.range();
        let span = if written.len() == self.value.len() {
            Span::new(self.span.file, written.start + range.start..written.start + range.end)
        } else {
            self.span
        };
        Self { value, span }
    }
}

/// A text file, with its path as messages show it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the docs folder, with forward slashes.
    pub path: String,
    /// The whole text, as it is on disk.
    pub text: String,
}

/// A place as shown to people: both numbers start at 1, and the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl SourceFile {
    /// Line and column of a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.get(..end).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        LineColumn { line: clamp(line), column: clamp(column) }
    }

    /// The text of a span. Empty if the span is not in this file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// The role of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// May be an endpoint page.
    Page,
    /// May be included by pages.
    Included,
    /// Contains corrections.
    Fixups,
    /// Contains settings of the crate that are not in any page.
    Config,
    /// Describes the API in a form other than pages.
    Companion,
}

/// All files of one run: the Markdown files in the order of their paths, then the fixups, the configuration and the
/// companion files. The order of the file numbers is therefore the order in which people read the files.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Shared by all copies, because a docs tree has megabytes of text.
    files: Vec<Arc<SourceFile>>,
    roles: Vec<Role>,
    /// The number of Markdown files.
    markdown: usize,
    alone: bool,
    /// Shared by all copies with the same paths.
    names: Arc<OnceLock<Names>>,
}

/// The pages by parts of their paths, in lower case.
#[derive(Debug, Default)]
struct Names {
    names: HashMap<String, Vec<FileId>>,
    folders: HashMap<String, Vec<FileId>>,
}

/// The folder and the name in a path, in lower case.
fn folder_and_name(path: &str) -> (String, String) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    (folder.to_ascii_lowercase(), name.to_ascii_lowercase())
}

impl Sources {
    /// Takes pages and included files, and sorts them by path, so that the order of a directory walk cannot matter. A
    /// file in both lists is a page.
    #[must_use]
    pub fn new(pages: Vec<SourceFile>, included: Vec<SourceFile>) -> Self {
        let pages = pages.into_iter().map(|file| (file, Role::Page));
        let mut files: Vec<_> = pages.chain(included.into_iter().map(|file| (file, Role::Included))).collect();
        files.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        files.dedup_by(|(a, _), (b, _)| a.path == b.path);
        let markdown = files.len();
        let (files, roles) = files.into_iter().map(|(file, role)| (Arc::new(file), role)).unzip();
        Self { files, roles, markdown, ..Self::default() }
    }

    /// Declares that a single page was read, without the tree that it belongs to.
    #[must_use]
    pub fn alone(self) -> Self {
        Self { alone: true, ..self }
    }

    /// Whether a single page was read, without the tree that it belongs to.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// Adds a file of fixups, or replaces the one that is there.
    #[must_use]
    pub fn with_fixups(self, file: SourceFile) -> Self {
        self.with(Role::Fixups, vec![file])
    }

    /// Adds the configuration file, or replaces the one that is there.
    #[must_use]
    pub fn with_config(self, file: SourceFile) -> Self {
        self.with(Role::Config, vec![file])
    }

    /// Sets the companion files. If two describe the same fact, the later one takes precedence.
    #[must_use]
    pub fn with_companions(self, files: Vec<SourceFile>) -> Self {
        self.with(Role::Companion, files)
    }

    fn with(mut self, role: Role, files: Vec<SourceFile>) -> Self {
        let (roles, others) = (self.roles.split_off(self.markdown), self.files.split_off(self.markdown));
        let kept = roles.into_iter().zip(others).filter(|(known, _)| *known != role);
        let new = files.into_iter().map(|file| (role, Arc::new(file)));
        let mut others: Vec<_> = kept.chain(new).collect();
        others.sort_by_key(|(role, _)| *role);
        for (role, file) in others {
            self.roles.push(role);
            self.files.push(file);
        }
        self
    }

    /// The same files, some of them with another text.
    #[must_use]
    pub fn edited(&self, texts: &std::collections::BTreeMap<FileId, String>) -> Self {
        let mut sources = self.clone();
        for (id, text) in texts {
            if let Some(file) = sources.files.get_mut(id.0 as usize) {
                Arc::make_mut(file).text.clone_from(text);
            }
        }
        sources
    }

    /// The configuration file.
    #[must_use]
    pub fn config(&self) -> Option<(FileId, &SourceFile)> {
        self.of(Role::Config).next()
    }

    /// The file of fixups.
    #[must_use]
    pub fn fixups(&self) -> Option<(FileId, &SourceFile)> {
        self.of(Role::Fixups).next()
    }

    /// The files that may be endpoint pages.
    pub fn pages(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.of(Role::Page)
    }

    /// The files that pages may include.
    pub fn included(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.of(Role::Included)
    }

    /// The companion files.
    pub fn companions(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.of(Role::Companion)
    }

    fn of(&self, role: Role) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files().zip(&self.roles).filter(move |(_, known)| **known == role).map(|(file, _)| file)
    }

    /// Every file: Markdown, fixups, configuration, companions.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (FileId, &SourceFile)> + DoubleEndedIterator {
        self.files.iter().enumerate().map(|(index, file)| (FileId(clamp(index)), &**file))
    }

    /// The file with a number. An unknown number gives an empty file, so that a message can always be printed.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        static NOWHERE: SourceFile = SourceFile { path: String::new(), text: String::new() };
        self.files.get(id.0 as usize).map_or(&NOWHERE, |file| file)
    }

    /// Finds a file by its path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<FileId> {
        let others = || self.files().skip(self.markdown).find(|(_, file)| file.path == path).map(|(id, _)| id);
        self.find_markdown(path).or_else(others)
    }

    /// Finds a page or a file that a page includes.
    #[must_use]
    pub fn find_markdown(&self, path: &str) -> Option<FileId> {
        let files = self.files.get(..self.markdown).unwrap_or_default();
        files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|index| FileId(clamp(index)))
    }

    /// The pages with a file name, ignoring ASCII case.
    pub(crate) fn pages_called(&self, name: &str) -> &[FileId] {
        self.names().names.get(&name.to_ascii_lowercase()).map_or(&[], |pages| pages)
    }

    /// The pages in a folder and not in its subfolders, ignoring ASCII case.
    pub(crate) fn pages_in(&self, folder: &str) -> &[FileId] {
        self.names().folders.get(&folder.to_ascii_lowercase()).map_or(&[], |pages| pages)
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = Names::default();
            for (id, page) in self.pages() {
                let (folder, name) = folder_and_name(&page.path);
                names.folders.entry(folder).or_default().push(id);
                names.names.entry(name).or_default().push(id);
            }
            names
        })
    }

    /// The files whose texts differ from those in earlier sources. `None` if the files are others.
    pub(crate) fn changed_since(&self, earlier: &Self) -> Option<Vec<FileId>> {
        (self.roles == earlier.roles && self.alone == earlier.alone).then_some(())?;
        let mut changed = Vec::new();
        for ((id, now), before) in self.files().zip(&earlier.files) {
            // Copies of the sources share the files that have not been read again.
            if !std::ptr::eq(now, &raw const **before) && (now.path != before.path || now.text != before.text) {
                (now.path == before.path).then_some(())?;
                changed.push(id);
            }
        }
        Some(changed)
    }

    /// Replaces the text of a file.
    pub(crate) fn replace(&mut self, id: FileId, text: String) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            Arc::make_mut(file).text = text;
        }
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).slice(span)
    }
}
