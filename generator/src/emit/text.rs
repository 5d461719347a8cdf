//! What a template may print: text that is known to be Rust.
//!
//! In: checked identifiers, literals, doc lines, tokens. Out: [`Printed`]. A bare string in a template of Rust is an
//! error at run time, so nothing of the docs can reach generated code by mistake.

use std::borrow::Cow;
use std::fmt;

use askama::filters::{Escaper, MaybeSafe};

use crate::plan::docs::DocLine;
use crate::plan::names::Ident;
use crate::plan::types::RustText;

/// The escaper of `.rs` templates: refuses everything that is not [`Printed`].
#[derive(Debug, Clone, Copy, Default)]
pub struct RefuseBare;

impl Escaper for RefuseBare {
    fn write_escaped_str<W: fmt::Write>(&self, _: W, _: &str) -> fmt::Result {
        Err(fmt::Error)
    }
}

/// Rust that a room of ours has checked or built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rust<'a>(Cow<'a, str>);

impl fmt::Display for Rust<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for Rust<'_> {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        dest.write_str(&self.0)?;
        Ok(())
    }
}

/// What templates hold: borrowed from the plan where it stands there as it is printed.
pub type Printed<'a> = MaybeSafe<Rust<'a>>;

fn printed<'a>(text: impl Into<Cow<'a, str>>) -> Printed<'a> {
    MaybeSafe::Safe(Rust(text.into()))
}

/// An identifier.
pub(super) fn ident(ident: &Ident) -> Printed<'_> {
    printed(ident.as_str())
}

/// A type or an expression of the plan.
pub(super) fn tokens(text: &RustText) -> Printed<'_> {
    printed(text.as_str())
}

/// A line of rustdoc.
pub(super) fn doc(line: &DocLine) -> Printed<'_> {
    printed(line.as_str())
}

/// Lines of rustdoc.
pub(super) fn docs(lines: &[DocLine]) -> Vec<Printed<'_>> {
    lines.iter().map(doc).collect()
}

/// Lines of rustdoc that the plan does not keep.
pub(super) fn own_docs<'a>(lines: Vec<DocLine>) -> Vec<Printed<'a>> {
    lines.into_iter().map(|line| printed(line.into_string())).collect()
}

/// A string literal.
pub(super) fn literal<'a>(text: &str) -> Printed<'a> {
    printed(proc_macro2::Literal::string(text).to_string())
}

/// Text inside backticks of a doc line.
pub(super) fn code<'a>(text: &str) -> Printed<'a> {
    printed(crate::prose::code(text))
}

/// A number or a boolean.
pub(super) fn number<'a>(value: impl fmt::Display + Copy) -> Printed<'a> {
    printed(value.to_string())
}

/// A word that this room itself chose.
pub(super) fn fixed(text: &'static str) -> Printed<'static> {
    printed(text)
}

/// Tokens built here, out of the others.
pub(super) fn built<'a>(tokens: &proc_macro2::TokenStream) -> Printed<'a> {
    printed(tokens.to_string())
}
