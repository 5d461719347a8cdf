//! What a template may print: text that is known to be Rust.
//!
//! In: checked identifiers, literals, doc lines, tokens. Out: [`Printed`]. A bare string in a template of Rust is an
//! error at run time, so nothing of the docs can reach generated code by mistake.

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
pub struct Rust(String);

impl fmt::Display for Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for Rust {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        dest.write_str(&self.0)?;
        Ok(())
    }
}

/// What templates hold.
pub type Printed = MaybeSafe<Rust>;

/// An identifier.
pub(super) fn ident(ident: &Ident) -> Printed {
    MaybeSafe::Safe(Rust(ident.as_str().to_owned()))
}

/// Tokens that were built with `quote`.
pub(super) fn tokens(text: &RustText) -> Printed {
    MaybeSafe::Safe(Rust(text.as_str().to_owned()))
}

/// A line of rustdoc.
pub(super) fn doc(line: &DocLine) -> Printed {
    MaybeSafe::Safe(Rust(line.as_str().to_owned()))
}

/// Lines of rustdoc.
pub(super) fn docs(lines: &[DocLine]) -> Vec<Printed> {
    lines.iter().map(doc).collect()
}

/// A string literal.
pub(super) fn literal(text: &str) -> Printed {
    MaybeSafe::Safe(Rust(proc_macro2::Literal::string(text).to_string()))
}

/// Text inside backticks of a doc line.
pub(super) fn code(text: &str) -> Printed {
    MaybeSafe::Safe(Rust(crate::prose::code(text)))
}

/// A number or a boolean.
pub(super) fn number(value: impl fmt::Display + Copy) -> Printed {
    MaybeSafe::Safe(Rust(value.to_string()))
}

/// Tokens built here, out of the others.
pub(super) fn built(tokens: &proc_macro2::TokenStream) -> Printed {
    MaybeSafe::Safe(Rust(tokens.to_string()))
}
