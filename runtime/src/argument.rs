//! Values in a path, a query or a header.
//!
//! In: the arguments of a client method. Out: their text, piece by piece. This file must not know where the text is sent
//! or how it is encoded there.

use std::borrow::Cow;

use crate::values::{Base64, DateTime};

/// A value that can be sent in a path, a query or a header.
///
/// An array has a piece for each item, `None` has none.
pub trait Argument {
    /// Passes the text of each piece to `show`.
    fn pieces(&self, show: &mut dyn FnMut(&str));
}

macro_rules! by_display {
    ($($type:ty),*) => {$(
        impl Argument for $type {
            fn pieces(&self, show: &mut dyn FnMut(&str)) {
                show(&self.to_string());
            }
        }
    )*};
}

by_display!(i8, i16, i32, i64, u8, u16, u32, u64, usize, f32, f64);

macro_rules! by_text {
    ($($type:ty: $as_str:ident),*) => {$(
        impl Argument for $type {
            fn pieces(&self, show: &mut dyn FnMut(&str)) {
                show(self.$as_str());
            }
        }
    )*};
}

by_text!(String: as_str, Cow<'_, str>: as_ref, DateTime: as_str, Base64: as_str);

impl Argument for str {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        show(self);
    }
}

impl Argument for bool {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        show(if *self { "true" } else { "false" });
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        (**self).pieces(show);
    }
}

impl<T: Argument> Argument for Option<T> {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        if let Some(value) = self {
            value.pieces(show);
        }
    }
}

impl<T: Argument> Argument for [T] {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        for item in self {
            item.pieces(show);
        }
    }
}

impl<T: Argument, const N: usize> Argument for [T; N] {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        self.as_slice().pieces(show);
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        self.as_slice().pieces(show);
    }
}
