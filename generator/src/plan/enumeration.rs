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
        let docs = docs::line(&format!("`{}`", code(word)));
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

fn enumeration_docs(known: &Enum) -> Vec<DocLine> {
    let text = if known.complete {
        "The docs list these values. Unknown values are preserved."
    } else {
        "The samples show these values; there may be others. Unknown values are preserved."
    };
    let mut lines = docs::ours(&format!("Known values of `{}`.", code(&known.name)));
    docs::paragraph(&mut lines, docs::ours(text));
    lines
}
