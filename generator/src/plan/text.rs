//! Finished pieces of Rust that are neither identifiers nor documentation.
//!
//! In: fixed texts, identifiers, and text of the docs. Out: [`RustText`], [`Literal`] and [`Toml`]. A template can
//! print only these, [`Ident`](crate::names::ident::Ident) and [`DocLine`](super::docs::DocLine). So text of the docs
//! reaches generated code only as a literal or as documentation.

use std::borrow::Cow;

use crate::names::ident::Ident;
use crate::text::prose::is_hidden;
use crate::text::visible::visible_short;

/// A type, an expression, a path or an attribute, built from fixed texts and identifiers. It is laid out like
/// handwritten code, because the body of a macro call is not formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustText(Cow<'static, str>);

impl RustText {
    /// Creates a piece from a fixed text.
    #[must_use]
    pub const fn fixed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// Creates a type or an expression from an identifier.
    #[must_use]
    pub fn ident(ident: &Ident) -> Self {
        Self(Cow::Owned(ident.as_str().to_owned()))
    }

    /// Puts a piece between two fixed texts.
    #[must_use]
    pub fn between(before: &'static str, inner: &Self, after: &'static str) -> Self {
        Self(Cow::Owned([before, &inner.0, after].concat()))
    }

    /// Creates a path: `parent::child`.
    #[must_use]
    pub fn path(parent: &Self, child: &Self) -> Self {
        Self(Cow::Owned([&parent.0, "::", &child.0].concat()))
    }

    /// Creates the expression that sets properties of a new entity: `&Entity::new().with_a(a).with_b(b)`.
    #[must_use]
    pub fn filled(entity: &Ident, setters: &[(&Ident, Self)]) -> Self {
        let mut text = format!("&{entity}::new()");
        for (setter, value) in setters {
            text.extend([".", setter.as_str(), "(", &value.0, ")"]);
        }
        Self(Cow::Owned(text))
    }

    /// Creates the path of an import: `path::Name` or `path::{A, B}`. `None` without names.
    #[must_use]
    pub fn imports<'a>(path: &Self, names: impl IntoIterator<Item = &'a Ident>) -> Option<Self> {
        let names: Vec<&str> = names.into_iter().map(Ident::as_str).collect();
        match names.as_slice() {
            [] => None,
            [only] => Some(Self(Cow::Owned([&path.0, "::", only].concat()))),
            several => Some(Self(Cow::Owned(format!("{}::{{{}}}", path.0, several.join(", "))))),
        }
    }

    /// Creates the attribute `cfg` that requires at least one of these cargo features.
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

/// A string literal, quoted and escaped. It never spans lines, and invisible characters are escaped by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// Creates a literal from any text.
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

    /// Returns the literal with its quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A piece of `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Toml(String);

impl Toml {
    /// Creates the name of a cargo feature, as a bare key. Characters that a feature cannot have are removed.
    #[must_use]
    pub fn feature(name: &str) -> Self {
        Self(name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
    }

    /// Creates the text of a comment, which stays on one line.
    #[must_use]
    pub fn comment(text: &str) -> Self {
        Self(visible_short(text, 400))
    }

    /// Creates a line from text that the caller of the library passed, such as a dependency.
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
