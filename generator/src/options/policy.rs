//! The policy of a docs folder: which findings are allowed, and which are errors.
//!
//! In: `[[policy]]` in `codegen.toml`. Out: the findings, without those that are allowed and with the levels that are set.
//!
//! ```toml
//! [[policy]]
//! codes = ["leftover", "DOC2003"]   # names or numbers
//! pages = ["rest/*"]                # globs over the paths of pages; without them, all pages
//! level = "deny"                    # `allow`, `warn` or `deny`
//! reason = "we correct them at the source"
//! ```
//!
//! The last entry that fits a finding counts.

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Level};
use crate::source::Sources;
use crate::text::glob::matches;
use crate::text::visible::visible_short;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    codes: Vec<Code>,
    pages: Vec<String>,
    /// `None` leaves the findings out.
    level: Option<Level>,
}

const KEYS: &str = "`codes`, `level`, `pages` and `reason`";

/// Reads the list. The error is an offset and a problem.
pub(super) fn read(value: &Spanned<DeValue<'_>>) -> Result<Vec<Entry>, (usize, String)> {
    let list = value.get_ref().as_array();
    let list = list.ok_or_else(|| (value.span().start, "`policy` must be a list, as in `[[policy]]`".to_owned()))?;
    list.iter().map(entry).collect()
}

fn entry(value: &Spanned<DeValue<'_>>) -> Result<Entry, (usize, String)> {
    let at = value.span().start;
    let table = value.get_ref().as_table().ok_or_else(|| (at, "an entry of `policy` must be a table".to_owned()))?;
    let (mut codes, mut pages, mut level) = (Vec::new(), Vec::new(), None);
    for (key, value) in table {
        let at = value.span().start;
        match key.get_ref().as_ref() {
            "codes" => {
                for (at, name) in texts(value, "codes")? {
                    codes.push((
                        at,
                        code(&name).ok_or_else(|| (at, format!("there is no code `{}`", visible_short(&name, 60))))?,
                    ));
                }
            }
            "pages" => pages = texts(value, "pages")?.into_iter().map(|(_, glob)| glob).collect(),
            "level" => {
                level = Some(match value.get_ref().as_str() {
                    Some("allow") => None,
                    Some("warn") => Some(Level::Warning),
                    Some("deny") => Some(Level::Error),
                    _ => return Err((at, "`level` must be `allow`, `warn` or `deny`".to_owned())),
                });
            }
            "reason" if value.get_ref().as_str().is_some() => {}
            "reason" => return Err((at, "`reason` must be a string".to_owned())),
            unknown => {
                let problem = format!("unknown key `{}`; the keys are {KEYS}", visible_short(unknown, 60));
                return Err((key.span().start, problem));
            }
        }
    }
    let level = level.ok_or_else(|| (at, "an entry of `policy` needs `level`".to_owned()))?;
    if codes.is_empty() {
        return Err((at, "an entry of `policy` needs `codes`".to_owned()));
    }
    for (at, code) in &codes {
        // Nothing correct can be generated from an error, and hidden text is never harmless.
        let is_fixed = code.level() == Level::Error || code.number().starts_with("DOC6");
        if is_fixed && level.is_none_or(|level| level > code.level()) {
            return Err((*at, format!("the level of `{}` cannot be lowered", code.number())));
        }
    }
    Ok(Entry { codes: codes.into_iter().map(|(_, code)| code).collect(), pages, level })
}

fn texts(value: &Spanned<DeValue<'_>>, key: &str) -> Result<Vec<(usize, String)>, (usize, String)> {
    let wrong = |at: usize| (at, format!("`{key}` must be a list of strings"));
    let list = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
    let text = |one: &Spanned<DeValue<'_>>| {
        let at = one.span().start;
        one.get_ref().as_str().map(|text| (at, text.to_owned())).ok_or_else(|| wrong(at))
    };
    list.iter().map(text).collect()
}

fn code(name: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.number().eq_ignore_ascii_case(name) || code.name() == name)
}

/// Applies the entries to the findings of a run.
pub(crate) fn apply(policy: &[Entry], sources: &Sources, diagnostics: &mut Diagnostics) {
    if policy.is_empty() {
        return;
    }
    let fits = |entry: &Entry, finding: &Diagnostic| {
        let page = &sources.file(finding.span.file).path;
        let is_there = entry.pages.is_empty() || entry.pages.iter().any(|glob| matches(glob, page));
        entry.codes.contains(&finding.code) && is_there
    };
    let judged =
        diagnostics.iter().filter_map(|finding| match policy.iter().rev().find(|entry| fits(entry, finding)) {
            Some(entry) => entry.level.map(|level| Diagnostic { set: Some(level), ..finding.clone() }),
            None => Some(finding.clone()),
        });
    *diagnostics = judged.collect();
}
