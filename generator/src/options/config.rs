//! Parses `codegen.toml`, the settings in the root of a docs folder.
//!
//! In: the text of that file. Out: the settings with their places, or an error with line and column. This module knows
//! neither pages nor the disk.
//!
//! ```toml
//! # Cargo features that are enabled by default. A feature that does not exist is ignored, with a warning.
//! default-features = ["contact", "person"]
//! # Folders of docs versions or languages, the preferred one last, if their names do not show which page to use.
//! versions = ["old", "new"]
//! # A sentence or two about the API, for the front page of the crate.
//! about = "A contact is a company."
//! # Modules of the crate that are written by hand: `src/guide.rs` or `src/guide/mod.rs`.
//! modules = ["guide"]
//! # Folders of companion files, relative to the docs folder. The later one takes precedence.
//! companions = ["companions"]
//! # Cargo features that enable several others.
//! [feature-groups.crm]
//! about = "Companies and persons."
//! features = ["contact", "person"]
//! # Levels of findings, by code and page; see `policy.rs`.
//! [[policy]]
//! codes = ["leftover"]
//! level = "allow"
//! ```

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use super::{feature_groups, policy};
use crate::names::ident::{is_escaped, is_ident};
use crate::source::SourceFile;
use crate::text::visible::visible_short;

/// Name of the file in the root of the docs folder.
pub(crate) const FILE: &str = "codegen.toml";

/// The names that a module written by hand cannot have.
const GENERATED: [&str; 10] =
    ["client", "columns", "entities", "enums", "lib", "main", "mdo", "requests", "routes", "runtime"];

const KEYS: &str = "`about`, `companions`, `default-features`, `feature-groups`, `modules`, `policy` and `versions`";

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

/// The settings of a docs folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// The features that are enabled by default, with their places.
    pub(crate) default_features: Vec<(String, Range<usize>)>,
    /// Folders of docs versions or languages, the one to use last.
    pub(crate) versions: Vec<String>,
    /// Sentences about the API.
    pub(crate) about: String,
    /// Modules of the crate that are written by hand.
    pub(crate) modules: Vec<String>,
    /// Folders of companion files, relative to the docs folder.
    pub(crate) companions: Vec<String>,
    /// Features that enable several others, sorted by name.
    pub(crate) feature_groups: Vec<feature_groups::Entry>,
    /// Levels of findings.
    pub(crate) policy: Vec<policy::Entry>,
}

/// Parses the text of the file.
///
/// # Errors
///
/// Returns the line, the column and the problem if the text is invalid.
pub(crate) fn read(text: &str) -> Result<Config, String> {
    let at = |offset: usize, problem: &str| {
        let file = SourceFile { path: String::new(), text: text.to_owned() };
        format!(":{}: {problem}", file.line_column(offset))
    };
    let table = toml::de::DeTable::parse(text)
        .map_err(|error| at(error.span().map_or(0, |span| span.start), error.message()))?;
    let mut config = Config::default();
    for (key, value) in table.get_ref() {
        match key.get_ref().as_ref() {
            "default-features" => {
                let wrong = |offset| at(offset, "`default-features` must be a list of feature names");
                let names = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
                for name in names.iter() {
                    let text = name.get_ref().as_str().ok_or_else(|| wrong(name.span().start))?;
                    config.default_features.push((text.to_owned(), name.span()));
                }
            }
            "versions" => {
                let wrong = |offset| at(offset, "`versions` must be a list of folder names");
                let names = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
                for name in names.iter() {
                    let text = name.get_ref().as_str().ok_or_else(|| wrong(name.span().start))?;
                    config.versions.push(text.to_owned());
                }
            }
            "companions" => {
                let wrong = |offset| at(offset, "`companions` must be a list of folders");
                let names = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
                for name in names.iter() {
                    let text = name.get_ref().as_str().ok_or_else(|| wrong(name.span().start))?;
                    config.companions.push(text.to_owned());
                }
            }
            "about" => {
                let text = value.get_ref().as_str();
                let text = text.ok_or_else(|| at(value.span().start, "`about` must be a string"))?;
                config.about = text.replace("\r\n", "\n");
            }
            "modules" => {
                let wrong = |offset| at(offset, "`modules` must be a list of module names");
                let names = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
                for name in names.iter() {
                    let text = name.get_ref().as_str().ok_or_else(|| wrong(name.span().start))?;
                    let problem = match text {
                        _ if GENERATED.contains(&text) => "the generated crate has this module already",
                        _ if !is_ident(text) || is_escaped(text) => "this is not a name that a Rust module can have",
                        _ if config.modules.iter().any(|known| known == text) => "this module is listed twice",
                        _ => {
                            config.modules.push(text.to_owned());
                            continue;
                        }
                    };
                    return Err(at(name.span().start, problem));
                }
            }
            "feature-groups" => {
                let groups = feature_groups::read(value);
                config.feature_groups = groups.map_err(|(offset, problem)| at(offset, &problem))?;
            }
            "policy" => config.policy = policy::read(value).map_err(|(offset, problem)| at(offset, &problem))?,
            unknown => {
                let name = visible_short(unknown, 60);
                let problem = format!("unknown key `{name}`; the keys are {KEYS}");
                return Err(at(key.span().start, &problem));
            }
        }
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::{Config, read};

    #[test]
    fn texts() {
        assert_eq!(read("").unwrap(), Config::default());
        let config = read("default-features = ['a', 'b']\nabout = 'A lamp.'\n").unwrap();
        assert_eq!(config.default_features, [("a".to_owned(), 20..23), ("b".to_owned(), 25..28)]);
        assert_eq!(config.about, "A lamp.");
        assert!(read("# x\nfeatures = []\n").unwrap_err().starts_with(":2:1: unknown key `features`"));
        assert!(read("default-features = 'a'\n").unwrap_err().starts_with(":1:20: "));
        assert!(read("default-features = ['a', 1]\n").unwrap_err().starts_with(":1:26: "));
        assert_eq!(read("versions = ['old', 'new']\n").unwrap().versions, ["old", "new"]);
        assert!(read("versions = 'old'\n").unwrap_err().starts_with(":1:12: "));
        assert_eq!(read("modules = ['guide', 'mine']\n").unwrap().modules, ["guide", "mine"]);
        assert!(read("modules = 'guide'\n").unwrap_err().starts_with(":1:11: "));
        for name in ["routes", "a-b", "", "self", "type"] {
            assert!(read(&format!("modules = ['x', '{name}']\n")).unwrap_err().starts_with(":1:17: th"), "{name}");
        }
        assert!(read("modules = ['x', 'x']\n").unwrap_err().ends_with("listed twice"));
        assert!(read("about = 1\n").unwrap_err().starts_with(":1:9: `about` must be a string"));
        assert!(read("default-features = [\n").unwrap_err().starts_with(":"));
    }

    #[test]
    fn policies() {
        let read = |lines: &str| read(&format!("[[policy]]\n{lines}\n"));
        let problem = |lines: &str| read(lines).unwrap_err();
        assert_eq!(
            read("codes = ['DOC2003', 'leftover']\npages = ['a/*']\nlevel = 'deny'\nreason = 'x'")
                .unwrap()
                .policy
                .len(),
            1
        );
        assert!(read("codes = ['hidden-characters']\nlevel = 'deny'").is_ok());
        for (level, code) in [("allow", "DOC6001"), ("warn", "duplicate-uid"), ("allow", "duplicate-uid")] {
            let text = problem(&format!("codes = ['{code}']\nlevel = '{level}'"));
            assert!(text.ends_with("cannot be lowered"), "{text}");
        }
        assert!(problem("level = 'deny'").ends_with("needs `codes`"));
        assert!(problem("codes = ['leftover']").ends_with("needs `level`"));
        assert!(problem("codes = ['leftover']\nlevel = 'forbid'").starts_with(":3:9: `level` must be"));
        assert!(problem("codes = ['left-over']\nlevel = 'deny'").starts_with(":2:10: there is no code `left-over`"));
        assert!(problem("codes = 'leftover'").ends_with("must be a list of strings"));
        assert!(problem("reason = 1").ends_with("`reason` must be a string"));
        assert!(problem("colour = 1").starts_with(":2:1: unknown key `colour`"));
    }

    #[test]
    fn groups_of_features() {
        let config = read("[feature-groups]\na = { about = \"Two\\nlines.\", features = ['b', 'c'] }\n").unwrap();
        let [entry] = config.feature_groups.as_slice() else { panic!("{config:?}") };
        assert_eq!((entry.group.name.as_str(), entry.at.clone()), ("a", 17..18));
        assert_eq!(entry.group.about, "Two lines.");
        assert_eq!(entry.group.features, ["b", "c"]);
        assert_eq!(entry.features_at.len(), 2);
        let problem = |text: &str| read(&format!("[feature-groups]\n{text}\n")).unwrap_err();
        assert!(read("feature-groups = 1\n").unwrap_err().starts_with(":1:18: "));
        assert!(problem("a = 1").starts_with(":2:5: the group `a` must be a table"));
        assert!(
            problem("'a b' = { about = 'x', features = ['b'] }").starts_with(":2:1: `a b` cannot be a cargo feature")
        );
        assert!(problem("-a = { about = 'x', features = ['b'] }").starts_with(":2:1: `-a` cannot be a cargo feature"));
        assert!(problem("a = { features = ['b'] }").starts_with(":2:1: the group `a` needs `about`"));
        assert!(problem("a = { about = 'x' }").starts_with(":2:1: the group `a` needs `features`"));
        assert!(problem("a = { about = 1 }").starts_with(":2:15: `about` must be a string"));
        assert!(problem("a = { features = 1 }").starts_with(":2:18: `features` must be a list"));
        assert!(problem("a = { features = [1] }").starts_with(":2:19: `features` must be a list"));
        assert!(problem("a = { word = 1 }").starts_with(":2:7: unknown key `word`"));
    }
}
