//! The saved form of an API, from which a server starts without reading pages.
//!
//! In: an [`Api`], or bytes. Out: bytes, or the same API. The bytes are `postcard`, after a header with the version of this
//! crate, a hash of the types that are saved, a hash of the pages, and a checksum. Texts that many places share, such as the
//! names of pages and the samples, are saved once. This module must not know files or pages.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::{Api, routes};

/// The first bytes of a saved model.
const MAGIC: &[u8; 16] = b"superoffice-mock";

/// A hash of the source text of all types that are saved. `postcard` does not detect that a field was added, so bytes written by
/// another version of the types must be rejected. A test checks that no file is missing.
const LAYOUT: u64 = fnv(&[
    include_bytes!("groups.rs"),
    include_bytes!("keyed.rs"),
    include_bytes!("mod.rs"),
    include_bytes!("saved.rs"),
]);

/// The FNV-1a hash of texts.
const fn fnv(mut texts: &[&[u8]]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    while let Some((text, more)) = texts.split_first() {
        let mut bytes: &[u8] = text;
        while let Some((first, rest)) = bytes.split_first() {
            hash = (hash ^ *first as u64).wrapping_mul(0x0100_0000_01b3);
            bytes = rest;
        }
        texts = more;
    }
    hash
}

/// The reason why bytes cannot be read as a model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes do not begin like a model.
    NotAModel,
    /// The model was saved by another version or another build of this crate.
    OtherVersion(String),
    /// The bytes differ from those that were saved.
    Damaged,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let again = "save it again with `superoffice-mock --docs DIR --save FILE`";
        match self {
            Self::NotAModel => write!(f, "this is not a model that was saved by superoffice-mock; {again}"),
            Self::OtherVersion(version) => {
                let own = env!("CARGO_PKG_VERSION");
                write!(
                    f,
                    "the model was saved by another build of superoffice-mock ({version}; this is {own}); {again}"
                )
            }
            Self::Damaged => write!(f, "the model is damaged or incomplete; {again}"),
        }
    }
}

impl std::error::Error for ModelError {}

/// The part of a saved model that is read first.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    version: String,
    layout: u64,
    docs: u128,
    checksum: u128,
}

impl Api {
    /// Saves the API. The same API gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let texts = Texts::writing();
        let body = postcard::to_allocvec(self).unwrap_or_default();
        let mut rest = texts.written();
        rest.extend(body);
        let header = Header {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            layout: LAYOUT,
            docs: self.docs,
            checksum: xxh3_128(&rest),
        };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(postcard::to_allocvec(&header).unwrap_or_default());
        bytes.extend(rest);
        bytes
    }

    /// Reads an API that [`Api::to_bytes`] has saved.
    ///
    /// # Errors
    ///
    /// Returns a [`ModelError`] if the bytes are damaged, or were saved by another version of this crate.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let (_, rest) = header(bytes)?;
        let damaged = |_| ModelError::Damaged;
        let (texts, body) = postcard::take_from_bytes::<Vec<&str>>(rest).map_err(damaged)?;
        let texts = Texts::reading(texts);
        let (mut api, rest) = postcard::take_from_bytes::<Self>(body).map_err(damaged)?;
        drop(texts);
        if !rest.is_empty() {
            return Err(ModelError::Damaged);
        }
        api.routes = routes::Routes::new(&api.operations);
        Ok(api)
    }

    /// Returns the hash of the pages from which a saved API was read. Only the header is read and checked.
    ///
    /// # Errors
    ///
    /// As [`Api::from_bytes`].
    pub(crate) fn docs_of(bytes: &[u8]) -> Result<u128, ModelError> {
        header(bytes).map(|(header, _)| header.docs)
    }
}

/// Reads and checks the header. Returns it, and the bytes after it.
fn header(bytes: &[u8]) -> Result<(Header, &[u8]), ModelError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
    let (header, rest) = postcard::take_from_bytes::<Header>(rest).map_err(|_| ModelError::Damaged)?;
    if header.version != env!("CARGO_PKG_VERSION") || header.layout != LAYOUT {
        return Err(ModelError::OtherVersion(header.version));
    }
    if header.checksum != xxh3_128(rest) {
        return Err(ModelError::Damaged);
    }
    Ok((header, rest))
}

/// Texts in the order of their indices, and their indices.
#[derive(Default)]
struct Shared {
    texts: Vec<Arc<str>>,
    indices: HashMap<Arc<str>, u32>,
}

thread_local! {
    /// The shared texts of the model that this thread writes or reads.
    static TEXTS: RefCell<Shared> = RefCell::default();
}

/// Access to the shared texts, which ends when it is dropped.
struct Texts;

impl Texts {
    fn writing() -> Self {
        TEXTS.take();
        Self
    }

    fn reading(texts: Vec<&str>) -> Self {
        let texts = texts.into_iter().map(Arc::from).collect();
        TEXTS.set(Shared { texts, indices: HashMap::new() });
        Self
    }

    /// The total length of the texts that have been shared so far.
    fn written(self) -> Vec<u8> {
        TEXTS.with_borrow(|shared| {
            let texts: Vec<&str> = shared.texts.iter().map(|text| &**text).collect();
            postcard::to_allocvec(&texts).unwrap_or_default()
        })
    }
}

impl Drop for Texts {
    fn drop(&mut self) {
        TEXTS.take();
    }
}

/// A shared text as its index.
pub(super) mod shared {
    use std::sync::Arc;

    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Shared, TEXTS};

    pub(crate) fn serialize<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        let at = TEXTS.with_borrow_mut(|Shared { texts, indices }| {
            *indices.entry(Arc::clone(text)).or_insert_with(|| {
                texts.push(Arc::clone(text));
                u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
            })
        });
        to.serialize_u32(at)
    }

    pub(crate) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Arc<str>, D::Error> {
        let at = u32::deserialize(from)?;
        let text = TEXTS.with_borrow(|shared| shared.texts.get(usize::try_from(at).ok()?).cloned());
        text.ok_or_else(|| D::Error::custom("a shared text is missing"))
    }
}

/// A method as its name.
pub(super) mod method {
    use http::Method;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(method: &Method, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(method.as_str())
    }

    pub(crate) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Method, D::Error> {
        <&str>::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_layout_covers_all_types_that_are_saved() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
        let own = include_str!("saved.rs");
        let mut covered = 0;
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let saved = fs::read_to_string(&file).unwrap().contains("Deserialize");
            assert!(!saved || own.contains(&format!("include_bytes!(\"{name}\")")), "add {name} to `LAYOUT`");
            covered += usize::from(saved);
        }
        assert!(covered >= 3);
    }
}
