//! The file of known findings, with which a project accepts what it has and fails on what is new.
//!
//! In: the text of the file, or the findings of a run. Out: the findings that are not in the file, the entries that no
//! finding has any more, and the text of a new file. An entry names a finding by its code, its page and its
//! fingerprint, so that unrelated edits do not change it. This room does not know the disk.

use std::fmt::Write as _;

use toml::Value;

use crate::diagnostics::key::Keys;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Level};
use crate::source::Sources;
use crate::text::visible::visible_short;

/// One known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The page, relative to the docs folder.
    pub page: String,
    /// The number of the code.
    pub code: String,
    /// The text at its place, for people.
    pub item: String,
    /// The fingerprint, as in SARIF.
    pub fingerprint: String,
    /// Why it is accepted. Can be empty.
    pub reason: String,
}

/// The known findings, sorted by page and code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: Vec<Entry>,
}

/// The lines above the entries.
const HEAD: &str = "\
# Findings of `cargo xtask lint` that are accepted. A finding that is not in this file fails, and so does an entry that no
# finding has any more. `--write-baseline` writes the file, `--prune` removes entries, and both keep the reasons.
";

const KEYS: &str = "`code`, `fingerprint`, `item`, `page` and `reason`";

impl Baseline {
    /// Parses the text of the file.
    ///
    /// # Errors
    ///
    /// Returns the problem if the text is not such a file, or lists a code that cannot be accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let mut entries = Vec::new();
        for (key, value) in &table {
            let list = value.as_array().filter(|_| key == "finding");
            let list = list.ok_or_else(|| {
                format!("unknown key `{}`; the file is a list of `[[finding]]`", visible_short(key, 60))
            })?;
            for entry in list {
                entries.push(read(entry)?);
            }
        }
        entries.sort();
        Ok(Self { entries })
    }

    /// The warnings of a run as known findings, with the reasons of an older file, and the findings that cannot be
    /// accepted.
    #[must_use]
    pub fn of<'a>(found: &'a Diagnostics, sources: &Sources, old: &Self) -> (Self, Vec<&'a Diagnostic>) {
        let (mut entries, mut refused) = (Vec::new(), Vec::new());
        for (diagnostic, entry) in keyed(found, sources) {
            if diagnostic.level() == Level::Error || !is_acceptable(diagnostic.code) {
                refused.push(diagnostic);
                continue;
            }
            let known = old.entries.iter().find(|known| known.is(&entry));
            entries.push(Entry { reason: known.map(|known| known.reason.clone()).unwrap_or_default(), ..entry });
        }
        entries.sort();
        (Self { entries }, refused)
    }

    /// Removes the known findings, and returns the entries that no finding has.
    #[must_use]
    pub fn apply(&self, found: &mut Diagnostics, sources: &Sources) -> Vec<&Entry> {
        let mut unused: Vec<&Entry> = self.entries.iter().collect();
        let mut known: Vec<Diagnostic> = Vec::new();
        for (diagnostic, entry) in keyed(found, sources) {
            if let Some(at) = unused.iter().position(|known| known.is(&entry)) {
                unused.remove(at);
                known.push(diagnostic.clone());
            }
        }
        found.retain(|diagnostic| !known.contains(diagnostic));
        unused
    }

    /// The same without these entries.
    #[must_use]
    pub fn without(&self, unused: &[&Entry]) -> Self {
        Self { entries: self.entries.iter().filter(|entry| !unused.contains(entry)).cloned().collect() }
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for entry in &self.entries {
            let quoted = |value: &str| Value::String(value.to_owned()).to_string();
            let _ = write!(
                text,
                "\n[[finding]]\ncode = {}\npage = {}\nitem = {}\nfingerprint = {}\n",
                quoted(&entry.code),
                quoted(&entry.page),
                quoted(&entry.item),
                quoted(&entry.fingerprint)
            );
            if !entry.reason.is_empty() {
                let _ = writeln!(text, "reason = {}", quoted(&entry.reason));
            }
        }
        text
    }
}

impl Entry {
    /// Whether two entries are about the same finding.
    fn is(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint && self.code == other.code && self.page == other.page
    }
}

/// Whether findings of a code can be accepted: not those about hidden text, and not those about files.
fn is_acceptable(code: Code) -> bool {
    !code.number().starts_with("DOC6") && !code.number().starts_with("DOC7")
}

/// The findings that a baseline is about, with their entries. Notes never fail, so they need no entry.
fn keyed<'a>(found: &'a Diagnostics, sources: &Sources) -> Vec<(&'a Diagnostic, Entry)> {
    let mut keys = Keys::default();
    let failing = found.iter().filter(|diagnostic| diagnostic.level() <= Level::Warning);
    failing
        .map(|diagnostic| {
            let entry = Entry {
                page: sources.file(diagnostic.span.file).path.clone(),
                code: diagnostic.code.number().to_owned(),
                item: visible_short(sources.slice(diagnostic.span).lines().next().unwrap_or_default().trim(), 80),
                fingerprint: keys.next(diagnostic, sources),
                reason: String::new(),
            };
            (diagnostic, entry)
        })
        .collect()
}

fn read(entry: &Value) -> Result<Entry, String> {
    let table = entry.as_table().ok_or("the file is a list of `[[finding]]`")?;
    let text =
        |key: &str| table.get(key).map(|value| value.as_str().ok_or_else(|| format!("`{key}` must be a string")));
    let needed = |key: &str| text(key).transpose()?.ok_or_else(|| format!("an entry has no `{key}`"));
    if let Some(unknown) = table.keys().find(|key| !KEYS.contains(&format!("`{key}`"))) {
        return Err(format!("unknown key `{}`; the keys are {KEYS}", visible_short(unknown, 60)));
    }
    let number = needed("code")?;
    let code = Code::ALL.iter().find(|code| code.number() == number);
    let code = code.ok_or_else(|| format!("there is no code `{}`", visible_short(number, 60)))?;
    if !is_acceptable(*code) {
        return Err(format!("findings of `{number}` cannot be accepted; correct the file"));
    }
    Ok(Entry {
        page: needed("page")?.to_owned(),
        code: number.to_owned(),
        item: needed("item")?.to_owned(),
        fingerprint: needed("fingerprint")?.to_owned(),
        reason: text("reason").transpose()?.unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::Baseline;
    use crate::diagnostics::{Code, Diagnostic, Diagnostics};
    use crate::source::{FileId, SourceFile, Sources, Span};

    fn sources(text: &str) -> Sources {
        Sources::new(vec![SourceFile { path: "a.md".to_owned(), text: text.to_owned() }], Vec::new())
    }

    fn found(codes: &[(Code, usize)]) -> Diagnostics {
        let finding =
            |(code, at): &(Code, usize)| Diagnostic::new(*code, Span::new(FileId(0), *at..at + 1), "a problem");
        codes.iter().map(finding).collect()
    }

    #[test]
    fn known_findings_are_removed_and_others_stay() {
        let before = found(&[(Code::OddRow, 0), (Code::OddRow, 4), (Code::AmbiguousRoute, 0)]);
        let (baseline, refused) = Baseline::of(&before, &sources("one\ntwo\n"), &Baseline::default());
        assert_eq!((baseline.len(), refused.len()), (2, 0));
        assert_eq!(Baseline::parse(&baseline.text()).as_ref(), Ok(&baseline));

        let mut after = found(&[(Code::OddRow, 5), (Code::OddRow, 9), (Code::OddTable, 5)]);
        let unused = baseline.apply(&mut after, &sources("zero\none\nthree\n"));
        let left: Vec<Code> = after.iter().map(|one| one.code).collect();
        assert_eq!(left, [Code::OddTable, Code::OddRow]);
        assert_eq!(unused.iter().map(|entry| entry.item.as_str()).collect::<Vec<_>>(), ["t"]);
        assert_eq!(baseline.without(&unused).len(), 1);
    }

    #[test]
    fn reasons_are_kept() {
        let found = found(&[(Code::OddRow, 0)]);
        let (mut old, _) = Baseline::of(&found, &sources("one\n"), &Baseline::default());
        old.entries[0].reason = "the vendor \"knows\"".to_owned();
        let old = Baseline::parse(&old.text()).unwrap();
        assert_eq!(Baseline::of(&found, &sources("one\n"), &old).0, old);
    }

    #[test]
    fn errors_hidden_text_and_files_cannot_be_accepted() {
        let found = found(&[(Code::HiddenCharacters, 0), (Code::NotUtf8, 0), (Code::DuplicateUid, 0)]);
        let (baseline, refused) = Baseline::of(&found, &sources("one\n"), &Baseline::default());
        assert_eq!((baseline.is_empty(), refused.len()), (true, 3));
    }

    #[test]
    fn files_that_are_not_baselines() {
        let entry = |lines: &str| Baseline::parse(&format!("[[finding]]\n{lines}\n")).unwrap_err();
        assert!(Baseline::parse("code = 1").unwrap_err().starts_with("unknown key `code`"));
        assert!(Baseline::parse("[[").is_err());
        assert_eq!(entry("page = 'a.md'"), "an entry has no `code`");
        assert_eq!(entry("code = 'DOC9999'"), "there is no code `DOC9999`");
        assert_eq!(entry("code = 1"), "`code` must be a string");
        assert!(entry("colour = 'red'").starts_with("unknown key `colour`"));
        assert!(entry("code = 'DOC6001'").starts_with("findings of `DOC6001` cannot be accepted"));
    }
}
