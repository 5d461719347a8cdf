//! The inputs of the last run, one by one, and those that describe each generated file.
//!
//! In: the inputs of a run. Out: a file beside the record, which a later run compares with its own inputs to find out
//! why a file is out of date. Only a check reads it. Like the record, it is ignored if it is missing or damaged. Unlike
//! the record, it is also used if another version of the program wrote it, because the program is one of the inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::{closed, folder, generator, opened};
use crate::diagnostics::origins::{Origin, Origins};
use crate::options::Options;
use crate::output;
use crate::source::{FileId, Sources};

/// The path of the file within the output folder.
const LAST_RUN: &str = ".codegen-cache/last-run";

/// The first word of the file. Its number changes with the format.
const MAGIC: &str = "codegen-last-run-1";

/// An input of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// A page, an included sample or a companion file, by its path in the docs folder.
    File(String),
    /// The `codegen.toml` in the docs folder.
    Config(String),
    /// A fixup, by its target.
    Fixup(String),
    /// The file of fixups.
    Fixups(String),
    /// The lock file of names.
    Names,
    /// The list of hand-written modules.
    Modules,
    /// The options of the run.
    Options,
    /// A template of the generator.
    Template(String),
    /// A source file of the generator, by its path in `src`.
    Code(String),
    /// The generator, with its rules, its templates and its dependencies.
    Generator,
}

/// The source files of this generator, each with a hash.
const CODE: &[(&str, u64)] = include!(concat!(env!("OUT_DIR"), "/code.rs"));

impl Input {
    /// Its kind and its name.
    fn words(&self) -> (&'static str, &str) {
        match self {
            Self::File(path) => ("file", path),
            Self::Config(path) => ("config", path),
            Self::Fixup(target) => ("fixup", target),
            Self::Fixups(path) => ("fixups", path),
            Self::Names => ("names", ""),
            Self::Modules => ("modules", ""),
            Self::Options => ("options", ""),
            Self::Template(name) => ("template", name),
            Self::Code(path) => ("code", path),
            Self::Generator => ("generator", ""),
        }
    }

    fn of(kind: &str, name: &str) -> Option<Self> {
        Some(match kind {
            "file" => Self::File(name.to_owned()),
            "config" => Self::Config(name.to_owned()),
            "fixup" => Self::Fixup(name.to_owned()),
            "fixups" => Self::Fixups(name.to_owned()),
            "names" => Self::Names,
            "modules" => Self::Modules,
            "options" => Self::Options,
            "template" => Self::Template(name.to_owned()),
            "code" => Self::Code(name.to_owned()),
            "generator" => Self::Generator,
            _ => return None,
        })
    }
}

/// The inputs of a run, and the files that were made from them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LastRun {
    /// The inputs, each with a hash of its contents. The files come first, in the order of their numbers, then the
    /// fixups, then all others.
    pub(crate) inputs: Vec<(Input, u64)>,
    /// Lists of positions in `inputs`.
    lists: Vec<Vec<usize>>,
    /// For the path of a generated file, the position in `lists` of the inputs that describe it. Files that are not
    /// listed here depend on all inputs.
    files: BTreeMap<String, usize>,
    /// The generated files, each with its hash in the manifest.
    pub(crate) written: BTreeMap<String, u128>,
}

impl LastRun {
    /// The inputs of a run. `options` are those of the caller, `modules` are the hand-written modules that exist, and
    /// `names` is the text of the lock file of names.
    pub(crate) fn of(
        (options, modules, names): (&Options, &[String], &str),
        sources: &Sources,
        origins: &Origins,
    ) -> Self {
        let hash = |text: &str| xxh3_64(text.as_bytes());
        let (config, fixups) = (sources.config().map(|(id, _)| id), sources.fixups().map(|(id, _)| id));
        let named = |id: FileId, path: String| match Some(id) {
            id if id == config => Input::Config(path),
            id if id == fixups => Input::Fixups(path),
            _ => Input::File(path),
        };
        let mut inputs: Vec<_> =
            sources.files().map(|(id, file)| (named(id, file.path.clone()), hash(&file.text))).collect();
        let count = inputs.len();
        let line = |name: &str| name.replace(char::is_control, " ");
        inputs.extend(origins.fixups.iter().map(|(name, hash)| (Input::Fixup(line(name)), *hash)));
        let templates = origins.templates.iter();
        inputs.extend(templates.map(|template| (Input::Template(template.name.to_owned()), template.hash)));
        inputs.extend(CODE.iter().map(|(path, hash)| (Input::Code((*path).to_owned()), *hash)));
        inputs.push((Input::Names, hash(names)));
        inputs.push((Input::Modules, hash(&format!("{modules:?}"))));
        inputs.push((Input::Options, hash(&format!("{:?}", Options { threads: 0, ..options.clone() }))));
        inputs.extend(generator().map(|hash| (Input::Generator, xxh3_64(&hash.to_le_bytes()))));

        let position = |origin: &Origin| match origin {
            // A generated file depends on single fixups, not on the whole file of fixups.
            Origin::File(id) if Some(*id) == fixups => None,
            Origin::File(id) => Some(id.0 as usize),
            Origin::Fixup(number) => Some(count + number),
        };
        let lists = origins.lists.iter().map(|list| list.iter().filter_map(position).collect()).collect();
        Self { inputs, lists, files: origins.files.clone(), written: BTreeMap::new() }
    }

    /// The inputs that describe a generated file. `None` if it depends on all inputs.
    pub(crate) fn origins(&self, path: &str) -> Option<BTreeSet<&Input>> {
        let list = self.lists.get(*self.files.get(path)?)?;
        Some(list.iter().filter_map(|position| self.inputs.get(*position)).map(|(input, _)| input).collect())
    }

    /// The same run with the hashes of other texts of the same files.
    pub(crate) fn edited(mut self, sources: &Sources) -> Self {
        for ((_, hash), (_, file)) in self.inputs.iter_mut().zip(sources.files()) {
            *hash = xxh3_64(file.text.as_bytes());
        }
        self
    }

    /// Reads the file in an output folder; `None` if there is none or it is damaged.
    pub(crate) fn read(dir: &Path) -> Option<Self> {
        let text = output::read_plain(dir, LAST_RUN)?;
        Self::parse(opened(std::str::from_utf8(&text).ok()?, MAGIC)?)
    }

    /// Writes the file after a run has written its output. Failures are ignored, because the output does not depend on it.
    pub(crate) fn write(mut self, dir: &Path) {
        self.written = output::written(dir);
        let path = dir.join(LAST_RUN);
        if folder(dir).is_none() || path.is_symlink() {
            return;
        }
        let text = closed(MAGIC, &self.text());
        if std::fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
            return;
        }
        // A file that was written only in part has a wrong hash, and is ignored.
        let _ = std::fs::write(path, text);
    }

    /// One line for each input, list and generated file.
    fn text(&self) -> String {
        let mut text = String::with_capacity(100 * self.inputs.len());
        for (input, hash) in &self.inputs {
            let (kind, name) = input.words();
            let _ = writeln!(text, "{kind} {hash:016x} {name}");
        }
        for list in &self.lists {
            text.push_str("list");
            for position in list {
                let _ = write!(text, " {position}");
            }
            text.push('\n');
        }
        for (path, hash) in &self.written {
            let list = self.files.get(path).map_or("-".to_owned(), usize::to_string);
            let _ = writeln!(text, "written {hash:032x} {list} {path}");
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut run = Self::default();
        for line in text.lines() {
            let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
            match kind {
                "list" => run.lists.push(rest.split_whitespace().map(|word| word.parse().ok()).collect::<Option<_>>()?),
                "written" => {
                    let mut words = rest.splitn(3, ' ');
                    let hash = u128::from_str_radix(words.next()?, 16).ok()?;
                    let (list, path) = (words.next()?, words.next()?.to_owned());
                    if list != "-" {
                        run.files.insert(path.clone(), list.parse().ok()?);
                    }
                    run.written.insert(path, hash);
                }
                kind => {
                    let (hash, name) = rest.split_once(' ')?;
                    run.inputs.push((Input::of(kind, name)?, u64::from_str_radix(hash, 16).ok()?));
                }
            }
        }
        Some(run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let inputs = [
            Input::File("a b.md".to_owned()),
            Input::Config("codegen.toml".to_owned()),
            Input::Fixup("uid ?page".to_owned()),
            Input::Fixups("fixups.toml".to_owned()),
            Input::Names,
            Input::Modules,
            Input::Options,
            Input::Template("entity.rs".to_owned()),
            Input::Code("passes/tables.rs".to_owned()),
            Input::Generator,
        ];
        let run = LastRun {
            inputs: inputs.into_iter().zip(u64::MAX - 20..).collect(),
            lists: vec![vec![0, 2], Vec::new()],
            files: [("src/a.rs".to_owned(), 0), ("src/b.rs".to_owned(), 1)].into(),
            written: [("src/a.rs".to_owned(), 1), ("src/b.rs".to_owned(), 2), ("REPORT.md".to_owned(), u128::MAX)]
                .into(),
        };
        assert_eq!(LastRun::parse(&run.text()).unwrap(), run);
        assert_eq!(LastRun::parse("").unwrap(), LastRun::default());
        for text in ["other 00 a", "file zz a", "file 00", "list x", "written 00 - ", "written 00 x a"] {
            let expected = if text == "written 00 - " { Some(1) } else { None };
            assert_eq!(LastRun::parse(text).map(|run| run.written.len()), expected, "{text}");
        }
    }
}
