//! The inputs that generated files are made from.
//!
//! Plain data. `views` collects it from the model, and `run` uses it to find the causes of files that are out of date.

use std::collections::BTreeMap;

use crate::source::FileId;

/// The inputs that generated files are made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// For the path of a generated file, the position in [`Origins::lists`] of the inputs that describe it. Files that
    /// are not listed here depend on all inputs.
    pub files: BTreeMap<String, usize>,
    /// Lists of inputs, each without duplicates and in any order.
    pub lists: Vec<Vec<Origin>>,
    /// The targets of the fixups, each with a hash of what the fixup says.
    pub fixups: Vec<(String, u64)>,
    /// The templates of this generator.
    pub templates: Vec<TemplateFile>,
}

/// An input that describes a generated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A page, an included sample or a companion file.
    File(FileId),
    /// A fixup, by its number in [`Origins::fixups`].
    Fixup(usize),
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    /// Its file name.
    pub name: &'static str,
    /// A hash of its text.
    pub hash: u64,
    /// The prefixes of the paths of the files that it prints.
    pub prints: &'static [&'static str],
}

impl Origins {
    /// The names of the templates that print a file.
    pub fn templates_of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        let prints = move |template: &&TemplateFile| template.prints.iter().any(|start| path.starts_with(start));
        self.templates.iter().filter(prints).map(|template| template.name)
    }
}
