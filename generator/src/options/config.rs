//! What a docs tree says about its crate that no page can say: `codegen.toml` at its root.
//!
//! In: the text of that file. Out: what it says, with places, or an error with line and column. The room knows neither
//! pages nor the disk.
//!
//! ```toml
//! # Cargo features that are on by default; those that do not exist are left out and told.
//! default-features = ["contact", "person"]
//! ```

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use crate::source::SourceFile;
use crate::text::visible::visible_short;

/// Name of the file at the root of the docs folder.
pub(crate) const FILE: &str = "codegen.toml";

/// Why the file cannot be used.
#[derive(Debug)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line, column and what is wrong there, as in `:1:2: no such key`.
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", visible_short(&self.path.to_string_lossy(), 300), self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// The features that the text of the file names, with their places.
///
/// # Errors
///
/// What is wrong with the text, after its line and column.
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
    use super::default_features as read;

    #[test]
    fn texts() {
        assert_eq!(read("").unwrap(), []);
        let names = read("default-features = ['a', 'b']\n").unwrap();
        assert_eq!(names, [("a".to_owned(), 20..23), ("b".to_owned(), 25..28)]);
        assert!(read("# x\nfeatures = []\n").unwrap_err().starts_with(":2:1: no such key: `features`"));
        assert!(read("default-features = 'a'\n").unwrap_err().starts_with(":1:20: "));
        assert!(read("default-features = ['a', 1]\n").unwrap_err().starts_with(":1:26: "));
        assert!(read("default-features = [\n").unwrap_err().starts_with(":"));
    }
}
