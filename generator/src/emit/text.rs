//! What a template may print.
//!
//! In: identifiers, literals, documentation lines and finished pieces of Rust, as the plan holds them. Out: their text.
//! Every expression of a template ends in the filter `checked`, which admits these types alone; an expression without the
//! filter reaches [`Unchecked`], which does not compile. So nothing of the docs can reach generated code by mistake.

use std::fmt;

use askama::Template;
use askama::filters::{Escaper, Safe};

use crate::check::InternalError;
use crate::names::ident::Ident;
use crate::plan::docs::DocLine;
use crate::plan::text::{Literal, RustText, Toml};

/// The escaper of templates without the filter `checked`: using it is an error of the build.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Unchecked;

impl Escaper for Unchecked {
    fn write_escaped_str<W: fmt::Write>(&self, _: W, _: &str) -> fmt::Result {
        // It depends on `W`, so it is evaluated when the function is compiled for some `W`: only if a template needs it.
        const { assert!(size_of::<W>() == usize::MAX, "a template prints something without the filter `checked`") };
        Err(fmt::Error)
    }
}

/// A type that templates may print.
pub(crate) trait Checked {
    /// Writes the text as it stands in the generated file.
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

/// Something that passed the filter.
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

/// A file before formatting.
pub(super) struct Raw {
    pub(super) path: String,
    pub(super) text: String,
}

/// The text of a template. `path` is the file that it is for.
pub(super) fn rendered(template: &impl Template, path: &str) -> Result<String, InternalError> {
    template.render().map_err(|error| broken(path, &error))
}

/// A template that cannot be rendered is a bug of ours.
pub(super) fn broken(path: &str, error: &askama::Error) -> InternalError {
    InternalError(format!("a template of `{path}` cannot be rendered: {error}"))
}

/// The filters of the templates.
#[allow(unreachable_pub, reason = "askama's attribute makes a public item")]
pub(crate) mod filters {
    use super::{Checked, Printed, Safe};

    /// Admits what is known to be Rust.
    #[askama::filter_fn]
    pub(crate) fn checked<T: Checked>(value: T, _: &dyn askama::Values) -> askama::Result<Safe<Printed<T>>> {
        Ok(Safe(Printed(value)))
    }
}
