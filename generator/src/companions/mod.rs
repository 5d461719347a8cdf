//! Reads companion material: files that are published with the pages and describe the same API in another form.
//!
//! In: the companion files of a run. Out: [`Companions`], facts with their places, and findings about files that are
//! damaged. The kind of a file is recognised by its content, and each kind has its own file here:
//!
//! ```text
//! `client_types`   a class or an enumeration of the vendor's client, as managed reference
//! `client_agents`  the methods of an agent of this client, as managed reference
//! `scripting`      the scripting events of one operation of an agent, as Markdown
//! `enum_pages`     the values of one enumeration, as Markdown
//! `archives`       the columns of one archive, as Markdown
//! `mdo_lists`      the name of one MDO list, as Markdown
//! ```
//!
//! Other files are ignored. This room does not know the model of the pages and compares nothing with it.

mod archives;
mod client_agents;
mod client_types;
mod dotnet;
mod enum_pages;
mod managed;
mod markdown;
mod mdo_lists;
mod scripting;
pub(crate) mod written;
pub(crate) mod written_lists;

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Archive, CompanionType, Companions, Signature, Stated};
use crate::parallel::parallel;
use crate::source::{FileId, SourceFile, Sources, Span, Spanned};

/// The facts of one file.
enum Facts {
    /// A type with its name.
    Type(String, CompanionType),
    /// Signatures, each with the agent and the operation.
    Calls(Vec<((String, String), Signature)>),
    /// An archive with its columns.
    Archive(Archive),
    /// The name of an MDO list.
    MdoList(Spanned<String>),
}

/// The kinds in the order of their weight: the first one that describes a signature decides.
static KINDS: [Kind; 6] =
    [client_types::KIND, client_agents::KIND, scripting::KIND, enum_pages::KIND, archives::KIND, mdo_lists::KIND];

/// A kind of companion file.
struct Kind {
    /// Its name in reports.
    name: &'static str,
    /// Reads a file; `None` if it is not of this kind.
    read: fn(FileId, &str) -> Option<Facts>,
}

/// Reads all companion files.
pub(crate) fn read(sources: &Sources, threads: usize, diagnostics: &mut Diagnostics) -> Companions {
    let files: Vec<(FileId, &SourceFile)> = sources.companions().collect();
    let read = parallel(&files, threads, |(id, file)| {
        let found = KINDS.iter().enumerate().find_map(|(at, kind)| Some((at, (kind.read)(*id, &file.text)?)));
        let damaged = || managed::is_managed(&file.text) && managed::items(*id, &file.text).is_none();
        (*id, found.ok_or_else(damaged))
    });
    let mut companions = Companions::default();
    let mut calls = Vec::new();
    for (id, facts) in read {
        match facts {
            Ok((at, facts)) => {
                if let Some(kind) = KINDS.get(at) {
                    *companions.files.entry(kind.name).or_default() += 1;
                }
                match facts {
                    Facts::Type(name, ty) => add(&mut companions, name, ty),
                    Facts::Calls(found) => calls.extend(found.into_iter().map(|(key, call)| (at, key, call))),
                    // A later file is newer.
                    Facts::Archive(archive) => {
                        companions.archives.insert(archive.name.value.clone(), archive);
                    }
                    Facts::MdoList(name) => {
                        companions.mdo_lists.insert(name.value, name.span);
                    }
                }
            }
            Err(true) => diagnostics.push(damaged(id)),
            Err(false) => {}
        }
    }
    // A later file is newer, so it comes first among the files of its kind.
    calls.reverse();
    calls.sort_by_key(|(at, ..)| *at);
    for (_, key, call) in calls {
        companions.calls.entry(key).or_default().push(call);
    }
    companions.enums = enums(&companions);
    companions
}

/// The names of types that a notation shows to be enumerations.
fn enums(companions: &Companions) -> BTreeSet<String> {
    let properties = companions.types.values().filter_map(|ty| match ty {
        CompanionType::Class(class) => Some(&class.properties),
        _ => None,
    });
    let calls = companions.calls.values().flatten().map(|call| &call.parameters);
    let members = properties.chain(calls).flatten();
    members
        .filter_map(|member| match member.ty.value.innermost() {
            Stated::Named { name, is_enum: true } => Some(name.clone()),
            _ => None,
        })
        .collect()
}

/// Whether a sentence about an enumeration, in lower case, says that a value can combine several.
fn says_flags(text: &str) -> bool {
    text.contains("flag") && text.contains("combined")
}

/// The name of the kind of a companion file; `None` if the file is of no known kind.
pub(crate) fn kind(text: &str) -> Option<&'static str> {
    KINDS.iter().find(|kind| (kind.read)(FileId(0), text).is_some()).map(|kind| kind.name)
}

fn damaged(id: FileId) -> Diagnostic {
    Diagnostic::new(Code::CompanionUnread, Span::new(id, 0..0), "this managed reference has no items that can be read")
        .label("the file is not used")
        .help("copy the file again as docfx writes it, with `- uid: ` at the start of a line, or delete it")
}

/// Adds a type. Its facts replace those that earlier files state; all others are kept.
fn add(companions: &mut Companions, name: String, newer: CompanionType) {
    let Some(known) = companions.types.remove(&name) else {
        companions.types.insert(name, newer);
        return;
    };
    let merged = match (known, newer) {
        (CompanionType::Class(older), CompanionType::Class(mut newer)) => {
            newer.text = newer.text.or(older.text);
            newer.base = newer.base.or(older.base);
            for member in older.properties {
                if newer.properties.iter().all(|known| known.name != member.name) {
                    newer.properties.push(member);
                }
            }
            CompanionType::Class(newer)
        }
        (CompanionType::Values(older), CompanionType::Values(mut newer)) => {
            newer.text = newer.text.or(older.text);
            newer.flags |= older.flags;
            for value in older.values {
                match newer.values.iter_mut().find(|known| known.word.value == value.word.value) {
                    Some(known) => {
                        known.number = known.number.or(value.number);
                        known.text = known.text.take().or(value.text);
                    }
                    None => newer.values.push(value),
                }
            }
            CompanionType::Values(newer)
        }
        (_, newer) => newer,
    };
    companions.types.insert(name, merged);
}
