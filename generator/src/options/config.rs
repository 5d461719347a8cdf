//! Parses `codegen.toml`, the settings in the root of a docs folder.
//!
//! In: the text of that file. Out: the settings with their places, or an error with line and column. This module knows
//! neither pages nor the disk.
//!
//! ```toml
//! # Cargo features that are enabled by default. A feature that does not exist is ignored, with a warning.
//! default-features = ["contact", "person"]
//! ```

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use crate::source::SourceFile;
use crate::text::visible::visible_short;

/// Name of the file in the root of the docs folder.
pub(crate) const FILE: &str = "codegen.toml";

/// The reason why `codegen.toml` is invalid.
#[derive(Debug)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line, column and problem, as in `:1:2: unknown key`.
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", visible_short(&self.path.to_string_lossy(), 300), self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// Returns the names in `default-features` with their places.
///
/// # Errors
///
/// Returns the line, the column and the problem if the text is invalid.
pub(crate) fn default_features(text: &str) -> Result<Vec<(String, Range<usize>)>, String> {
    let at = |offset: usize, problem: &str| {
        let file = SourceFile { path: String::new(), text: text.to_owned() };
        format!(":{}: {problem}", file.line_column(offset))
    };
    let table = toml::de::DeTable::parse(text)
        .map_err(|error| at(error.span().map_or(0, |span| span.start), error.message()))?;
    let mut features = Vec::new();
    for (key, value) in table.get_ref() {
        if key.get_ref() != "default-features" {
            let key_name = visible_short(key.get_ref(), 60);
            return Err(at(key.span().start, &format!("unknown key `{key_name}`; the only key is `default-features`")));
        }
        let wrong = |offset| at(offset, "`default-features` must be a list of feature names");
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
    use super::default_features as read;

    #[test]
    fn texts() {
        assert_eq!(read("").unwrap(), []);
        let names = read("default-features = ['a', 'b']\n").unwrap();
        assert_eq!(names, [("a".to_owned(), 20..23), ("b".to_owned(), 25..28)]);
        assert!(read("# x\nfeatures = []\n").unwrap_err().starts_with(":2:1: unknown key `features`"));
        assert!(read("default-features = 'a'\n").unwrap_err().starts_with(":1:20: "));
        assert!(read("default-features = ['a', 1]\n").unwrap_err().starts_with(":1:26: "));
        assert!(read("default-features = [\n").unwrap_err().starts_with(":"));
    }
}
