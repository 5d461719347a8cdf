//! Links to files that hold a sample: `[!include[title](path)]`.
//!
//! In: the text of a link, and all files. Out: the samples of the linked file, as if they were on the page, and what
//! became of everything else in that file.

use super::blocks::{Block, BlockKind, blocks};
use super::elements::seen;
use super::format::Format;
use super::found::Sections;
use super::ledger::Ledger;
use super::{front_matter, samples, text};
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{FileId, Sources, Span, Spanned};

/// Whether a text is a link to an included file.
pub(super) fn is_link(text: &str) -> bool {
    text.starts_with("[!include")
}

/// Reads the samples of the linked file; `None` if the file is missing or holds no sample.
pub(super) fn read(
    link: &Spanned<String>,
    format: Format,
    sources: &Sources,
    sections: &mut Sections,
    ledger: &mut Ledger<'_>,
) -> Option<FileId> {
    let (target, rest) = target(&link.value).unzip();
    ledger.aside(Reason::IncludeLink, link.clone());
    let more = rest.map(str::trim_start).filter(|rest| !rest.is_empty());
    if let Some(more) = more {
        // Counted from the end of the bytes, because the text of a paragraph may have other line ends.
        let end = link.span.end as usize;
        let span = Span::new(link.span.file, end.saturating_sub(more.len())..end);
        ledger.reported(Kind::Text, text::unexpected(span));
    }
    match find(link, target, format, sources) {
        Ok((id, blocks)) => {
            if more.is_none() {
                ledger.used(Kind::Text, Reason::Include);
            }
            ledger.account.add(&seen(sources.file(id), &blocks));
            for block in &blocks {
                included(block, format, sources, sections, ledger);
            }
            Some(id)
        }
        Err(finding) => {
            match more {
                None => ledger.reported(Kind::Text, *finding),
                // The text was already counted because of the words behind the link.
                Some(_) => ledger.note(*finding),
            }
            None
        }
    }
}

/// The linked file, if it holds a sample.
fn find(
    link: &Spanned<String>,
    target: Option<&str>,
    format: Format,
    sources: &Sources,
) -> Result<(FileId, Vec<Block>), Box<Diagnostic>> {
    let here = &sources.file(link.span.file).path;
    let missing = |message: String| Diagnostic::new(Code::SampleMissing, link.span, message);
    let Some(id) = target.and_then(|target| sources.find_markdown(&join(here, target)?)) else {
        let finding = missing("the included sample does not exist".to_owned())
            .label("no such file in the docs folder")
            .note("types are then known from the tables alone, without array elements and enum values")
            .help("add the file, or point `--docs` at a folder that holds the samples too");
        return Err(Box::new(finding));
    };
    let file = sources.file(id);
    let blocks = blocks(id, file);
    let is_sample = |info: &str| format.sampled_by(info).is_some();
    if blocks.iter().any(|block| matches!(&block.kind, BlockKind::Fence { info, .. } if is_sample(&info.value))) {
        return Ok((id, blocks));
    }
    let finding = missing(format!("`{}` contains no sample", file.path))
        .label("included here")
        .help("add an `http!` or `http_` fence to the included file");
    Err(Box::new(finding))
}

/// Decides what becomes of one block of an included file.
fn included(block: &Block, format: Format, sources: &Sources, sections: &mut Sections, ledger: &mut Ledger<'_>) {
    let unexpected = || text::unexpected(text::trimmed(sources, block.span));
    match &block.kind {
        BlockKind::Fence { info, body, .. } => match format.sampled_by(&info.value) {
            Some(section) => samples::read(info, body, sections.entry(section), ledger),
            None => ledger.reported(Kind::Fence, text::unexpected_fence(info)),
        },
        BlockKind::Heading { text, .. } => ledger.reported(Kind::Heading, text::unexpected(text.span)),
        BlockKind::Text => ledger.reported(Kind::Text, unexpected()),
        BlockKind::Table(table) => ledger.reported(table, unexpected()),
        BlockKind::FrontMatter => {
            for line in front_matter::lines(sources.file(block.span.file), block.span) {
                ledger.reported(Kind::FrontMatter, text::unexpected(line.span));
            }
        }
    }
}

/// The path of a link, and the text after its closing bracket.
fn target(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("[!include[")?;
    let (_, rest) = rest.split_once("](")?;
    let (target, rest) = rest.split_once(')')?;
    Some((target.trim(), rest.strip_prefix(']').unwrap_or(rest)))
}

/// A path relative to the file `here`, with `.` and `..` resolved.
fn join(here: &str, target: &str) -> Option<String> {
    if target.starts_with('/') || target.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = here.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            // A path above the docs folder keeps its leading `..`.
            ".." if parts.last().is_none_or(|last| *last == "..") => parts.push(".."),
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{join, target};

    #[test]
    fn links() {
        assert_eq!(target("[!include[a title](../samples/x.md)]"), Some(("../samples/x.md", "")));
        assert_eq!(target("[!include[a title](x.md)] more"), Some(("x.md", " more")));
        assert_eq!(target("[!include x.md]"), None);
    }

    #[test]
    fn paths() {
        assert_eq!(join("rest/Lamp/get.md", "../samples/./x.md").as_deref(), Some("rest/samples/x.md"));
        assert_eq!(join("get.md", "../../x.md").as_deref(), Some("../../x.md"));
        assert_eq!(join("get.md", "/x.md"), None);
        assert_eq!(join("get.md", "https://example.com/x.md"), None);
    }
}
