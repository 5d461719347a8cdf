//! Finished pieces of Rust that are not identifiers or documentation.
//!
//! In: words of this room, identifiers, and texts of the docs. Out: [`RustText`] and [`Literal`]. Together with
//! [`Ident`](crate::names::ident::Ident) and [`DocLine`](super::docs::DocLine) they are all that a template can print, so a text
//! of the docs reaches generated code as a literal or as documentation, and as nothing else.

use std::borrow::Cow;

use crate::names::ident::Ident;
use crate::text::prose::is_hidden;

/// A type, an expression, a path or an attribute that the generator built from its own words and from identifiers.
/// Laid out as a person would write it, because nobody formats the body of a macro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustText(Cow<'static, str>);

impl RustText {
    /// A text that is the same everywhere.
    #[must_use]
    pub const fn fixed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// An identifier, as a type or an expression.
    #[must_use]
    pub fn ident(ident: &Ident) -> Self {
        Self(Cow::Owned(ident.as_str().to_owned()))
    }

    /// A text between two fixed texts.
    #[must_use]
    pub fn between(before: &'static str, inner: &Self, after: &'static str) -> Self {
        Self(Cow::Owned([before, &inner.0, after].concat()))
    }

    /// A path: `parent::child`.
    #[must_use]
    pub fn path(parent: &Self, child: &Self) -> Self {
        Self(Cow::Owned([&parent.0, "::", &child.0].concat()))
    }

    /// What follows `use`: `path::Name` or `path::{A, B}`. Nothing without names.
    #[must_use]
    pub fn imports<'a>(path: &Self, names: impl IntoIterator<Item = &'a Ident>) -> Option<Self> {
        let names: Vec<&str> = names.into_iter().map(Ident::as_str).collect();
        match names.as_slice() {
            [] => None,
            [only] => Some(Self(Cow::Owned([&path.0, "::", only].concat()))),
            several => Some(Self(Cow::Owned(format!("{}::{{{}}}", path.0, several.join(", "))))),
        }
    }

    /// The attribute `cfg` that asks for one of several cargo features.
    #[must_use]
    pub fn cfg(features: &[String]) -> Self {
        let asked: Vec<String> =
            features.iter().map(|feature| format!("feature = {}", Literal::of(feature).as_str())).collect();
        Self(Cow::Owned(match asked.as_slice() {
            [only] => format!("cfg({only})"),
            several => format!("cfg(any({}))", several.join(", ")),
        }))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A string literal, quoted and escaped. It never spans lines, and characters that do not show are written by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// Any text as a literal.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let literal = proc_macro2::Literal::string(text).to_string();
        let hidden = |c: char| !c.is_ascii() && is_hidden(c);
        if literal.is_ascii() || !literal.contains(hidden) {
            return Self(literal);
        }
        let mut out = String::with_capacity(literal.len());
        for c in literal.chars() {
            if hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
        }
        Self(out)
    }

    /// The literal with its quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A piece of `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Toml(String);

impl Toml {
    /// The name of a cargo feature, as a bare key. Characters that a feature cannot have are left out.
    #[must_use]
    pub fn feature(name: &str) -> Self {
        Self(name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
    }

    /// A line that the caller of the library gave, such as a dependency.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
