//! A case as it is written: a heading, prose, and fences of four backticks.

use std::ops::Range;

/// A fence of a case.
pub(crate) struct Fence {
    /// First word of the info string.
    pub(crate) kind: String,
    /// The other words.
    pub(crate) info: String,
    pub(crate) body: String,
    /// The bytes of the body in the file.
    pub(crate) range: Range<usize>,
}

/// A case.
pub(crate) struct Case {
    /// The text after `#`.
    pub(crate) heading: String,
    /// Everything outside of fences, the heading included.
    pub(crate) prose: String,
    pub(crate) fences: Vec<Fence>,
    pub(crate) text: String,
}

/// The fences that hold input.
const INPUT: [&str; 7] = ["page", "old", "included", "fixups", "config", "lock", "companion"];

/// The fences that hold output.
const OUTPUT: [&str; 13] = [
    "drift", "model", "rust", "report", "human", "lint", "openapi", "suggest", "explain", "show", "dump", "names",
    "file",
];

impl Case {
    /// Reads a file. The error says what is wrong with the form of the case.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut fences: Vec<Fence> = Vec::new();
        let mut prose = String::new();
        let mut headings = Vec::new();
        let mut open = false;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            match (open, line.strip_prefix("````")) {
                (false, Some(info)) => {
                    let (kind, info) = info.trim().split_once(' ').unwrap_or((info.trim(), ""));
                    if !INPUT.contains(&kind) && !OUTPUT.contains(&kind) {
                        let kinds = [&INPUT[..], &OUTPUT].concat().join(", ");
                        return Err(format!("unknown fence `{kind}`; the kinds are {kinds}"));
                    }
                    let start = at + line.len();
                    let (kind, info) = (kind.to_owned(), info.trim().to_owned());
                    fences.push(Fence { kind, info, body: String::new(), range: start..start });
                    open = true;
                }
                (true, Some(_)) => {
                    let last = fences.last_mut().unwrap();
                    last.range.end = at;
                    last.body = text[last.range.clone()].to_owned();
                    open = false;
                }
                (false, None) => {
                    if let Some(heading) = line.strip_prefix("# ") {
                        headings.push(heading.trim().to_owned());
                    }
                    prose.push_str(line);
                }
                (true, None) => {}
            }
            at += line.len();
        }
        if open {
            return Err("a fence is never closed".into());
        }
        let [heading] = headings.as_slice() else {
            return Err(format!("a case has one heading `# ...`, this one has {}", headings.len()));
        };
        let case = Self { heading: heading.clone(), prose, fences, text: text.to_owned() };
        if case.of("page").next().is_none() {
            return Err("a case needs a page".into());
        }
        if !OUTPUT.iter().any(|kind| case.of(kind).next().is_some()) {
            return Err(format!("a case needs one of the fences {}", OUTPUT.join(", ")));
        }
        Ok(case)
    }

    /// The fences of a kind.
    pub(crate) fn of(&self, kind: &str) -> impl Iterator<Item = &Fence> {
        self.fences.iter().filter(move |fence| fence.kind == kind)
    }

    /// The file with other bodies in some of its fences, given by their indices.
    pub(crate) fn with(&self, bodies: &[(usize, String)]) -> String {
        let mut text = self.text.clone();
        for (number, body) in bodies.iter().rev() {
            text.replace_range(self.fences[*number].range.clone(), body);
        }
        text
    }
}
