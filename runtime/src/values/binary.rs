//! Response bodies that are bytes.
//!
//! In: the bytes themselves, or a JSON string with base64. Out: the bytes. This file must not know media types.

use std::fmt;
use std::ops::Deref;

use crate::slot::{Field, Slot, View};

/// The bytes of a response body, which contains either the bytes themselves or a JSON string with base64.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Binary(Vec<u8>);

impl Binary {
    /// Returns the bytes.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<Binary> for Vec<u8> {
    fn from(binary: Binary) -> Self {
        binary.0
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

impl Field for Binary {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Bytes(&mut self.0)
    }

    fn view(&self) -> View<'_> {
        View::Bytes(&self.0)
    }
}

crate::serde_impls!(Binary);
