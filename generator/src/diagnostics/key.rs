//! The identity of a finding from one commit to the next.
//!
//! In: findings and the files that they point into. Out: a fingerprint for each. It depends on the code, the page, the
//! message without its numbers and the text of the line, but not on the number of the line or on other pages.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::Diagnostic;
use crate::source::Sources;

/// Makes fingerprints for the findings of a run, in their order.
#[derive(Debug, Default)]
pub struct Keys {
    seen: BTreeMap<u64, usize>,
}

impl Keys {
    /// The fingerprint of the next finding: a hash, and a number that separates equal ones.
    pub fn next(&mut self, diagnostic: &Diagnostic, sources: &Sources) -> String {
        let file = sources.file(diagnostic.span.file);
        let parts = [diagnostic.code.number(), &file.path, &shape(&diagnostic.message), line(diagnostic, sources)];
        let hash = xxh3_64(parts.join("\0").as_bytes());
        let nth = self.seen.entry(hash).or_default();
        *nth += 1;
        format!("{hash:016x}:{nth}")
    }
}

/// The first line of the place of a finding.
fn line<'a>(diagnostic: &Diagnostic, sources: &'a Sources) -> &'a str {
    let text = sources.file(diagnostic.span.file).text.as_str();
    let at = (diagnostic.span.start as usize).min(text.len());
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim()
}

/// The message without the numbers that are not part of a name: they count other pages.
fn shape(message: &str) -> String {
    let pieces = message.split('`').enumerate().map(|(index, piece)| match index % 2 {
        0 => piece.chars().filter(|c| !c.is_ascii_digit() && *c != ',').collect(),
        _ => piece.to_owned(),
    });
    pieces.collect::<Vec<String>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::Keys;
    use crate::diagnostics::{Code, Diagnostic};
    use crate::source::{FileId, SourceFile, Sources, Span};

    fn key(text: &str, at: usize, message: &str) -> String {
        let file = SourceFile { path: "a.md".to_owned(), text: text.to_owned() };
        let finding = Diagnostic::new(Code::OddRow, Span::new(FileId(0), at..at + 1), message);
        Keys::default().next(&finding, &Sources::new(vec![file], Vec::new()))
    }

    #[test]
    fn lines_above_and_counts_do_not_matter() {
        let known = key("one\ntwo\n", 4, "`A1` is on 3 pages");
        assert_eq!(known, key("zero\none\n  two\n", 11, "`A1` is on 1,204 pages"));
        assert_ne!(known, key("one\ntwo!\n", 4, "`A1` is on 3 pages"));
        assert_ne!(known, key("one\ntwo\n", 4, "`A2` is on 3 pages"));
    }
}
