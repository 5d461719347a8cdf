//! All files of an import, in memory.
//!
//! In: the model of the source. Out: a page and two samples for each operation, an index for each folder, and companion
//! files, by path.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::layout::{self, Places};
use super::neutral::Writer;
use super::{page, sample};
use crate::companions::{written, written_lists};
use crate::model::{Api, Mark, Operation, Side, Type, Word};
use crate::source::{FileId, SourceFile, Sources};

/// The folder of companion files, with a slash.
pub(super) const COMPANIONS: &str = "companions/";

/// The files of an import.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// The contents by path.
    pub(crate) files: BTreeMap<String, String>,
    /// The files of each operation.
    pub(super) operations: Vec<Placed>,
    /// The index of each folder.
    pub(super) indexes: Vec<String>,
    /// The counts of what was imported.
    pub(super) account: Account,
}

/// The files of one operation.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) uid: String,
    /// The page of the source.
    pub(super) file: FileId,
    pub(super) page: String,
    pub(super) samples: [String; 2],
}

impl Tree {
    /// The files as they would be read from a folder.
    pub(crate) fn into_sources(self) -> Sources {
        let samples: BTreeSet<&String> = self.operations.iter().flat_map(|placed| &placed.samples).collect();
        let files = self.files.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
        let (companions, files): (Vec<_>, Vec<_>) = files.partition(|file| file.path.starts_with(COMPANIONS));
        let (included, pages) = files.into_iter().partition(|file| samples.contains(&file.path));
        Sources::new(pages, included).with_companions(companions)
    }
}

/// Writes all files. With `facts`, neither sentences nor sample data are in them.
pub(crate) fn tree(mut pages: Vec<Operation>, api: &Api, paths: &dyn Fn(&Operation) -> String, facts: bool) -> Tree {
    let mut tree = Tree::default();
    decided(&mut pages, api);
    let both = pages.iter().flat_map(|one| std::iter::once(one).chain(&one.superseded));
    let folders: Vec<String> = both.map(|one| parent(&paths(one)).to_owned()).collect();
    let shared = layout::shared(folders.iter().map(String::as_str));
    let writer = Writer { api, neutral: facts };
    let mut listed: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    // The order decides which of two similar uids gets a number.
    let mut sorted: Vec<&Operation> = pages.iter().collect();
    sorted.sort_by(|a, b| a.uid.value.cmp(&b.uid.value));
    for operation in sorted {
        for (version, older) in
            std::iter::once((operation, false)).chain(operation.superseded.iter().map(|one| (one, true)))
        {
            let folder = layout::folder(parent(&paths(version)), shared);
            let places = Places::free(&mut taken, &folder, &version.uid.value, older);
            tree.files.insert(places.request.clone(), sample::sample(&writer, version, Side::Request));
            tree.files.insert(places.response.clone(), sample::sample(&writer, version, Side::Response));
            tree.files.insert(places.page.clone(), page::page(api, version, facts, &places.links()));
            tree.account.page(version, &places.folder);
            tree.operations.push(Placed {
                uid: version.uid.value.clone(),
                file: version.file,
                page: places.page,
                samples: [places.request, places.response],
            });
            listed.entry(places.folder).or_default().push(version);
        }
    }
    for (folder, mut operations) in listed {
        operations.sort_by(|a, b| (&a.path.value, a.method).cmp(&(&b.path.value, b.method)));
        let path = if folder.is_empty() { "index.md".to_owned() } else { format!("{folder}/index.md") };
        tree.files.insert(path.clone(), page::index(&folder, &operations));
        tree.indexes.push(path);
    }
    let marks = api.operations.iter().flat_map(|operation| &operation.marks);
    let archives: BTreeSet<&str> = marks.filter_map(Mark::archive).collect();
    let lists = written_lists::files(&api.companions, &archives, !facts);
    for (path, text) in written::files(&api.companions, !facts).into_iter().chain(lists) {
        if let Some((kind, _)) = path.split_once('/') {
            *tree.account.companions.entry(kind.to_owned()).or_default() += 1;
        }
        tree.files.insert(format!("{COMPANIONS}{path}"), text);
    }
    tree
}

/// Gives the operations the types that the model has decided.
fn decided(pages: &mut [Operation], api: &Api) {
    for page in pages {
        let Some(known) = api.operation(&page.uid.value) else { continue };
        types(page, known);
        for older in &mut page.superseded {
            if let Some(known) = known.superseded.iter().find(|known| known.file == older.file) {
                types(older, known);
            }
        }
    }
}

fn types(page: &mut Operation, known: &Operation) {
    for parameter in &mut page.parameters {
        match known.parameter(parameter.place, &parameter.name.value) {
            Some(known) => parameter.ty = known.ty.clone(),
            // The passes have moved the parameter into a body.
            None => parameter.ty.value = word(&parameter.word.value.word),
        }
    }
    let response = known.response.as_ref().or(known.void.as_deref());
    for (body, known) in [(&mut page.request, known.request.as_ref()), (&mut page.response, response)] {
        if let (Some(body), Some(known)) = (body, known) {
            body.ty = known.ty.clone();
        }
    }
}

/// The type that a word states.
fn word(word: &Word) -> Type {
    match word {
        Word::Bool => Type::Bool,
        Word::Int32 | Word::Int64 => Type::Int32,
        Word::Double => Type::Double,
        Word::DateTime => Type::DateTime,
        _ => Type::String,
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
