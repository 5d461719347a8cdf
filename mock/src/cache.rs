//! Keeps the API of a folder of pages in a folder for generated files, so that a server starts without reading the pages.
//!
//! In: the folder of pages, and the folder for generated files. Out: the API. A saved model is used only if the running
//! program and every file that was read are unchanged. This module must not know what is in the pages.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use superoffice_codegen::disk::{Index, Inputs};
use xxhash_rust::xxh3::xxh3_64;

use crate::api::{Api, LoadError};

/// The files from which a model was read, and the hash of the pages in the model.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stored {
    docs: u128,
    /// All files in the folders, other files that were read, and the program.
    index: Index,
}

/// The two files in the folder for generated files.
struct Place {
    folder: PathBuf,
    index: PathBuf,
    model: PathBuf,
}

impl Place {
    fn new(docs: &Path, folder: &Path) -> Self {
        let real = fs::canonicalize(docs).unwrap_or_else(|_| docs.to_owned());
        let name = format!("{:016x}", xxh3_64(real.as_os_str().as_encoded_bytes()));
        let file = |end: &str| folder.join(format!("{name}.{end}"));
        Self { index: file("index"), model: file("model"), folder: folder.to_owned() }
    }
}

/// Returns the API of a folder of pages. If nothing has changed, it is read from the saved model. Otherwise, it is read from the
/// pages and saved; if saving fails, the next start reads the pages again.
///
/// # Errors
///
/// As [`Api::load`].
pub(crate) fn load(docs: &Path, folder: &Path) -> Result<Api, LoadError> {
    if let Some(api) = saved(docs, folder) {
        return Ok(api);
    }
    let place = Place::new(docs, folder);
    let started = SystemTime::now();
    let (api, read) = Api::load_with_inputs(docs)?;
    if let Ok(stored) = Stored::new(&api, read, started) {
        let _ = stored.save(&place).and_then(|()| write(&place.model, &api.to_bytes()));
    }
    Ok(api)
}

/// The saved model, if it is up to date.
pub(crate) fn saved(docs: &Path, folder: &Path) -> Option<Api> {
    let place = Place::new(docs, folder);
    let bytes = fs::read(&place.index).ok()?;
    let (hash, body) = bytes.split_first_chunk::<8>()?;
    (u64::from_le_bytes(*hash) == xxh3_64(body)).then_some(())?;
    let stored: Stored = postcard::from_bytes(body).ok()?;
    let now = SystemTime::now();
    // Most of the time is spent waiting for the file system.
    let (touched, api) = std::thread::scope(|scope| {
        let api = scope.spawn(|| model(&place.model, stored.docs));
        (stored.index.up_to_date(), api.join().ok().flatten())
    });
    let (touched, api) = (touched?, api?);
    if touched {
        // The next start need not read the files whose times have changed.
        let _ = Stored { index: stored.index.refreshed(now), ..stored }.save(&place);
    }
    Some(api)
}

/// Reads a model, if it was made from these pages.
fn model(file: &Path, docs: u128) -> Option<Api> {
    let bytes = fs::read(file).ok()?;
    (Api::docs_of(&bytes).ok()? == docs).then_some(())?;
    Api::from_bytes(&bytes).ok()
}

impl Stored {
    fn new(api: &Api, mut read: Inputs, started: SystemTime) -> io::Result<Self> {
        read.files.push(std::env::current_exe()?);
        Ok(Self { docs: api.docs, index: Index::new(&read, started, true)? })
    }

    fn save(&self, place: &Place) -> io::Result<()> {
        fs::create_dir_all(&place.folder)?;
        let body = postcard::to_allocvec(self).map_err(io::Error::other)?;
        let mut bytes = xxh3_64(&body).to_le_bytes().to_vec();
        bytes.extend(body);
        write(&place.index, &bytes)
    }
}

/// Writes a file completely or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    let written = fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}
