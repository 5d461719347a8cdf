//! Parses the groups of features in `codegen.toml`.
//!
//! In: the value of the key `feature-groups`. Out: the groups with their places, or a problem with its place. This module
//! does not know which features exist.
//!
//! ```toml
//! [feature-groups.light]
//! about = "Lamps and their shades."
//! features = ["lamp", "shade-agent"]
//! ```

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::text::visible::visible_short;

/// A cargo feature that enables the features of several resources and agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureGroup {
    /// The feature.
    pub name: String,
    /// A sentence about its purpose.
    pub about: String,
    /// The features that it enables. Those that do not exist are left out.
    pub features: Vec<String>,
}

/// A group in `codegen.toml`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The group.
    pub(crate) group: FeatureGroup,
    /// The place of its name.
    pub(crate) at: Range<usize>,
    /// The places of its features, in their order.
    pub(crate) features_at: Vec<Range<usize>>,
}

/// A problem and the offset at which it is.
pub(super) type Problem = (usize, String);

/// Reads the table of groups.
pub(super) fn read(value: &Spanned<DeValue<'_>>) -> Result<Vec<Entry>, Problem> {
    let wrong = || (value.span().start, "`feature-groups` must be a table of groups".to_owned());
    let table = value.get_ref().as_table().ok_or_else(wrong)?;
    table.iter().map(|(name, value)| entry(name.get_ref(), name.span(), value)).collect()
}

fn entry(name: &str, at: Range<usize>, value: &Spanned<DeValue<'_>>) -> Result<Entry, Problem> {
    let shown = visible_short(name, 60);
    let starts = |c: char| c.is_ascii_alphanumeric();
    if !name.starts_with(starts) || !name.chars().all(|c| starts(c) || matches!(c, '-' | '_')) {
        let problem = format!("`{shown}` cannot be a cargo feature; use ASCII letters, digits, `-` and `_`");
        return Err((at.start, problem));
    }
    let wrong = || (value.span().start, format!("the group `{shown}` must be a table with `about` and `features`"));
    let table = value.get_ref().as_table().ok_or_else(wrong)?;
    let group = FeatureGroup { name: name.to_owned(), about: String::new(), features: Vec::new() };
    let mut entry = Entry { group, at: at.clone(), features_at: Vec::new() };
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "about" => {
                let text = value.get_ref().as_str();
                let text = text.ok_or_else(|| (value.span().start, "`about` must be a string".to_owned()))?;
                entry.group.about = text.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            "features" => {
                let wrong = |at: usize| (at, "`features` must be a list of feature names".to_owned());
                let names = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
                for name in names.iter() {
                    let text = name.get_ref().as_str().ok_or_else(|| wrong(name.span().start))?;
                    entry.group.features.push(text.to_owned());
                    entry.features_at.push(name.span());
                }
            }
            unknown => {
                let unknown = visible_short(unknown, 60);
                let problem = format!("unknown key `{unknown}`; the keys of a group are `about` and `features`");
                return Err((key.span().start, problem));
            }
        }
    }
    let missing = match &entry.group {
        group if group.about.is_empty() => "`about`, a sentence about its purpose",
        group if group.features.is_empty() => "`features`, a list of feature names",
        _ => return Ok(entry),
    };
    Err((at.start, format!("the group `{shown}` needs {missing}")))
}
