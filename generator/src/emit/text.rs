//! The types that a template may print.
//!
//! In: identifiers, literals, documentation lines and finished pieces of Rust from the plan. Out: their text. Every
//! expression in a template ends in the filter `checked`, which accepts only these types. An expression without the
//! filter is passed to [`Unchecked`], which does not compile. So text from the docs cannot reach generated code by
//! mistake.

use std::fmt;

use askama::Template;
use askama::filters::{Escaper, Safe};

use crate::check::InternalError;
use crate::names::ident::Ident;
use crate::plan::docs::DocLine;
use crate::plan::text::{Literal, RustText, Toml};

/// The escaper for expressions without the filter `checked`. Using it is a compile error.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Unchecked;

impl Escaper for Unchecked {
    fn write_escaped_str<W: fmt::Write>(&self, _: W, _: &str) -> fmt::Result {
        // Depends on `W`, so that it is evaluated, and fails, only if a template uses this function.
        const { assert!(size_of::<W>() == usize::MAX, "a template has an expression without the filter `checked`") };
        Err(fmt::Error)
    }
}

/// A type that templates may print.
pub(crate) trait Checked {
    /// Writes the text exactly as the generated file contains it.
    fn print(&self, out: &mut dyn fmt::Write) -> fmt::Result;
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl Checked for $type {
            fn print(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }
    )*};
}

texts!(Ident, DocLine, Literal, RustText, Toml);

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Checked for $type {
            fn print(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                write!(out, "{self}")
            }
        }
    )*};
}

numbers!(bool, u16, u32, usize);

impl<T: Checked + ?Sized> Checked for &T {
    fn print(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        (**self).print(out)
    }
}

/// A value that has passed the filter.
pub(crate) struct Printed<T>(T);

impl<T: Checked> fmt::Display for Printed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.print(f)
    }
}

impl<T: Checked> askama::FastWritable for Printed<T> {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(self.0.print(dest)?)
    }
}

/// A file before it is formatted.
pub(super) struct Raw {
    pub(super) path: String,
    pub(super) text: String,
}

/// Renders a template. `path` is the file that it is for.
pub(super) fn rendered(template: &impl Template, path: &str) -> Result<String, InternalError> {
    let text = template.render().map_err(|error| broken(path, &error))?;
    // A template in a checkout with CRLF was compiled in with CRLF. Text of the docs has no line ends left.
    Ok(if text.contains('\r') { text.replace("\r\n", "\n") } else { text })
}

/// Returns the error for a template that cannot be rendered, which is a bug in the generator.
pub(super) fn broken(path: &str, error: &askama::Error) -> InternalError {
    InternalError(format!("a template of `{path}` cannot be rendered: {error}"))
}

/// The filters of the templates.
#[allow(unreachable_pub, reason = "askama's attribute makes a public item")]
pub(crate) mod filters {
    use super::{Checked, Printed, Safe};

    /// Accepts only types whose text is known to be valid where a template prints it.
    #[askama::filter_fn]
    pub(crate) fn checked<T: Checked>(value: T, _: &dyn askama::Values) -> askama::Result<Safe<Printed<T>>> {
        Ok(Safe(Printed(value)))
    }
}
