//! What a docs tree says about its crate that no page can say: `codegen.toml` at its root.
//!
//! In: the text of that file. Out: a [`Config`], or an error with line and column. The room knows nothing of pages.
//!
//! ```toml
//! # Cargo features that are on by default; those that do not exist are left out and told.
//! default-features = ["contact", "person"]
//! ```

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::diagnostics::text::visible_short;
use crate::source::SourceFile;

/// Name of the file at the root of the docs folder.
pub const FILE: &str = "codegen.toml";

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// Cargo features of `default`.
    pub default_features: Vec<String>,
}

/// Why the file cannot be used.
#[derive(Debug)]
pub struct ConfigError {
    path: PathBuf,
    problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", visible_short(&self.path.to_string_lossy(), 300), self.problem)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the file of a docs folder; a folder without one says nothing.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] with the place in the file.
    pub fn of(docs: &Path) -> Result<Self, ConfigError> {
        let path = docs.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            Err(error) => return Err(ConfigError { path, problem: format!(": {error}") }),
        };
        Self::parse(text).map_err(|problem| ConfigError { path, problem })
    }

    /// Reads the text; an error begins with line and column.
    fn parse(text: String) -> Result<Self, String> {
        Ok(Self { default_features: read(text)?.into_iter().map(|(name, _)| name).collect() })
    }
}

/// The file of a docs folder, for quoting it; nothing if there is none or it cannot be read, as [`Config::of`] says.
pub(crate) fn source(docs: &Path) -> Option<SourceFile> {
    Some(SourceFile { path: FILE.to_owned(), text: std::fs::read_to_string(docs.join(FILE)).ok()? })
}

/// The features that the text of the file names, with their places; nothing if [`Config::of`] refuses it.
pub(crate) fn default_features(text: &str) -> Vec<(String, Range<usize>)> {
    read(text.to_owned()).unwrap_or_default()
}

fn read(text: String) -> Result<Vec<(String, Range<usize>)>, String> {
    let file = SourceFile { path: String::new(), text };
    let at = |offset: usize, problem: &str| format!(":{}: {problem}", file.line_column(offset));
    let table = toml::de::DeTable::parse(&file.text)
        .map_err(|error| at(error.span().map_or(0, |span| span.start), error.message()))?;
    let mut features = Vec::new();
    for (key, value) in table.get_ref() {
        if key.get_ref() != "default-features" {
            let key_name = visible_short(key.get_ref(), 60);
            return Err(at(key.span().start, &format!("no such key: `{key_name}`; there is `default-features`")));
        }
        let wrong = |offset| at(offset, "`default-features` is a list of names of features");
        let names = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
        for name in names.iter() {
            let text = name.get_ref().as_str().ok_or_else(|| wrong(name.span().start))?;
            features.push((text.to_owned(), name.span()));
        }
    }
    Ok(features)
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn texts() {
        let read = |text: &str| Config::parse(text.to_owned());
        assert_eq!(read("").unwrap(), Config::default());
        assert_eq!(read("default-features = ['a', 'b']\n").unwrap().default_features, ["a", "b"]);
        assert!(read("# x\nfeatures = []\n").unwrap_err().starts_with(":2:1: no such key: `features`"));
        assert!(read("default-features = 'a'\n").unwrap_err().starts_with(":1:20: "));
        assert!(read("default-features = ['a', 1]\n").unwrap_err().starts_with(":1:26: "));
        assert!(read("default-features = [\n").unwrap_err().starts_with(":"));
    }
}
