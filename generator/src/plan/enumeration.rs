//! Open enumerations: the documented values, and any other value that the server sends.
//!
//! In: an enumeration of the model and its names. Out: an [`EnumerationPlan`]. Printed by `emit/enumeration.rs` through
//! `templates/enumeration.rs`.

use super::docs::{self, DocLine, code};
use super::naming::Naming;
use super::text::{Literal, RustText};
use crate::model::Enum;
use crate::names::ident::{self, Ident};
use crate::names::lock::Section;
use crate::source::Span;

/// An open enumeration.
#[derive(Debug, Clone)]
pub struct EnumerationPlan {
    /// Its name in the docs.
    pub name: String,
    /// Its name.
    pub ident: Ident,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// Earlier names.
    pub was: Vec<Ident>,
    /// Its known values.
    pub words: Vec<WordPlan>,
    /// Earlier names of constants, each with the current name.
    pub words_were: Vec<(Ident, Ident)>,
    /// The first place in the docs that shows its values.
    pub said: Option<Span>,
    /// The attribute that compiles it only under the features that need it.
    pub gate: Option<RustText>,
}

/// A known value of an enumeration.
#[derive(Debug, Clone)]
pub struct WordPlan {
    /// Its constant.
    pub ident: Ident,
    /// The value in JSON.
    pub text: Literal,
    /// Rustdoc.
    pub docs: DocLine,
}

/// Decides an enumeration.
pub(super) fn plan(
    naming: &mut Naming,
    known: &Enum,
    ident: &Ident,
    was: Vec<Ident>,
    gate: Option<RustText>,
) -> EnumerationPlan {
    let list: Vec<&str> = known.words.iter().map(String::as_str).collect();
    let owners: Vec<&str> = std::iter::once(ident).chain(&was).map(Ident::as_str).collect();
    let (mut words, mut words_were) = (Vec::new(), Vec::new());
    let named = naming.members(Section::Constants, &owners, &list, &["KNOWN"], ident::screaming);
    for (named, word) in named.into_iter().zip(&known.words) {
        words_were.extend(named.was.into_iter().map(|old| (old, named.ident.clone())));
        let docs = word_docs(word, known);
        words.push(WordPlan { ident: named.ident, text: Literal::of(word), docs });
    }
    EnumerationPlan {
        name: known.name.clone(),
        ident: ident.clone(),
        docs: enumeration_docs(known),
        was,
        words,
        words_were,
        said: known.said.first().copied(),
        gate,
    }
}

fn word_docs(word: &str, known: &Enum) -> DocLine {
    let meaning = known.meanings.get(word);
    let number = meaning.and_then(|meaning| meaning.number).map(|number| format!(" ({number})")).unwrap_or_default();
    let text = meaning.and_then(|meaning| meaning.text.as_ref()).map(|text| docs::inline(&text.value));
    match text.filter(|text| !text.is_empty()) {
        Some(text) => docs::line(&format!("`{}`{number}: {text}", code(word))),
        None => docs::line(&format!("`{}`{number}", code(word))),
    }
}

fn enumeration_docs(known: &Enum) -> Vec<DocLine> {
    let text = if known.complete {
        "The docs list these values. Unknown values are preserved."
    } else if known.is_named {
        "There may be other values. Unknown values are preserved."
    } else {
        "The samples show these values; there may be others. Unknown values are preserved."
    };
    let mut lines = match &known.text {
        Some(text) => docs::block(&text.value),
        None => docs::ours(&format!("Known values of `{}`.", code(&known.name))),
    };
    if known.flags {
        let flags = "A value can combine several of these, as in `A, B`: see `with`, `contains` and `flags`.";
        docs::paragraph(&mut lines, docs::ours(flags));
    }
    if known.meanings.values().any(|meaning| meaning.number.is_some()) {
        let numbers = "The numbers in parentheses are those in the database. Requests and responses use the words.";
        docs::paragraph(&mut lines, docs::ours(numbers));
    }
    docs::paragraph(&mut lines, docs::ours(text));
    lines
}
