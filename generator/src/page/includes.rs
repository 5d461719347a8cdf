//! Links to files that hold a sample: `[!include[title](path)]`.
//!
//! In: a paragraph with links, and all files. Out: the samples of the linked files, as if they were on the page, and
//! what became of everything else in these files.

use std::ops::Range;

use super::blocks::{Block, BlockKind, blocks};
use super::elements::seen;
use super::format::Format;
use super::found::Sections;
use super::ledger::Ledger;
use super::{front_matter, samples, text};
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{FileId, SourceFile, Sources, Span, Spanned};
use crate::text::alike::Wanted;
use crate::text::include::{includes, resolve_include};

/// Whether a text has a link to an included file.
pub(super) fn has_link(text: &str) -> bool {
    includes(text).next().is_some()
}

/// The finding about a text with a link to a file that is not a sample.
pub(super) fn elsewhere(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnexpectedText, span, "only samples can be included")
        .label("not used")
        .help("copy the text of the file here, or move the link below `## Sample request` or `## Sample response`")
}

/// Reads the samples of the files that a paragraph includes. Returns the files; one that is missing or holds no sample
/// is `None`. `None` for a paragraph without an include.
pub(super) fn read(
    place: Span,
    format: Format,
    sources: &Sources,
    sections: &mut Sections,
    ledger: &mut Ledger<'_>,
) -> Option<Vec<Option<FileId>>> {
    let text = sources.slice(place);
    let at = |range: Range<usize>| {
        Span::new(place.file, place.start as usize + range.start..place.start as usize + range.end)
    };
    let mut files = Vec::new();
    let mut findings = Vec::new();
    let mut end = 0;
    for link in includes(text) {
        findings.extend(words(text, end..link.range.start).map(|range| text::unexpected(at(range))));
        end = link.range.end;
        let span = at(link.range);
        ledger.aside(Reason::IncludeLink, Spanned::new(sources.slice(span).to_owned(), span));
        match find(Spanned::new(link.target, span), format, sources) {
            Ok((id, blocks)) => {
                ledger.account.add(&seen(sources.file(id), &blocks));
                for block in &blocks {
                    included(block, format, sources, sections, ledger);
                }
                files.push(Some(id));
            }
            Err(finding) => {
                files.push(None);
                findings.push(*finding);
            }
        }
    }
    if files.is_empty() {
        return None;
    }
    findings.extend(words(text, end..text.len()).map(|range| text::unexpected(at(range))));
    let mut findings = findings.into_iter();
    match findings.next() {
        Some(first) => ledger.reported(Kind::Text, first),
        None => ledger.used(Kind::Text, Reason::Include),
    }
    // The paragraph is counted once.
    findings.for_each(|finding| ledger.note(finding));
    Some(files)
}

/// The part of a range without white space at its ends, if it has words.
fn words(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let between = text.get(range.clone())?;
    let start = range.start + (between.len() - between.trim_start().len());
    let len = between.trim().len();
    (len > 0).then_some(start..start + len)
}

/// The linked file, if it holds a sample.
fn find(target: Spanned<&str>, format: Format, sources: &Sources) -> Result<(FileId, Vec<Block>), Box<Diagnostic>> {
    let here = &sources.file(target.span.file).path;
    let Some(path) = resolve_include(here, target.value) else {
        let message = format!("`{}` cannot be included", target.value);
        let finding = Diagnostic::new(Code::SampleMissing, target.span, message)
            .label("an include names a Markdown file by a relative path")
            .help("write the path from this page to the sample, as in `../../samples/rest/request/name.md`");
        return Err(Box::new(finding));
    };
    let Some(id) = sources.find_markdown(&path) else {
        return Err(Box::new(missing(target.span, &path, format, sources)));
    };
    let file = sources.file(id);
    let blocks = blocks(id, file);
    if blocks.iter().any(|block| is_sample(block, format)) {
        return Ok((id, blocks));
    }
    let finding = Diagnostic::new(Code::SampleMissing, target.span, format!("`{}` contains no sample", file.path))
        .label("included here")
        .help("add an `http!` or `http_` fence to the included file");
    Err(Box::new(finding))
}

/// Whether a block is a fence with a sample.
pub(super) fn is_sample(block: &Block, format: Format) -> bool {
    matches!(&block.kind, BlockKind::Fence { info, .. } if format.sampled_by(&info.value).is_some())
}

/// The finding about a file that does not exist.
fn missing(link: Span, path: &str, format: Format, sources: &Sources) -> Diagnostic {
    if let Some((id, file)) = alike(path, format, sources) {
        return Diagnostic::new(Code::SampleMisspelt, link, format!("the included sample `{path}` does not exist"))
            .label("probably misspelt")
            .other(Span::new(id, 0..0), "this sample has a similar name, and no page includes it")
            .note("types are then known from the tables alone, without array elements and enum values")
            .help(format!(
                "write `{}` here, or rename one of the two; case matters",
                relative(link, &file.path, sources)
            ));
    }
    Diagnostic::new(Code::SampleMissing, link, "the included sample does not exist")
        .label("no such file in the docs folder")
        .note("types are then known from the tables alone, without array elements and enum values")
        .help("add the file, or point `--docs` at a folder that holds the samples too")
}

/// The path of a file as the page of a link writes it: relative to the folder of the page.
fn relative(link: Span, path: &str, sources: &Sources) -> String {
    let page = &sources.file(link.file).path;
    let folders = || page.split('/').zip(path.split('/'));
    let depth = page.matches('/').count().min(path.matches('/').count());
    let shared = folders().take(depth).take_while(|(a, b)| a == b).count();
    let rest: Vec<&str> = path.split('/').skip(shared).collect();
    format!("{}{}", "../".repeat(page.matches('/').count() - shared), rest.join("/"))
}

/// The most letters of a name that may be wrong, in sixtieths of the name.
const ALIKE: usize = 10;

/// The sample that no page includes and whose path is most similar to that of a missing file.
fn alike<'a>(path: &str, format: Format, sources: &'a Sources) -> Option<(FileId, &'a SourceFile)> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parts = |id: &FileId| sources.file(*id).path.rsplit_once('/').unwrap_or(("", &sources.file(*id).path));
    // The last folder says whether a sample is that of a request or of a response.
    let last = |folder: &str| folder.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let elsewhere = sources.pages_called(name).iter().filter(|id| last(parts(id).0) == last(folder));
    let elsewhere = elsewhere.map(|id| (usize::from(!parts(id).0.eq_ignore_ascii_case(folder)), *id));
    let first = |mut candidates: Vec<(usize, FileId)>| {
        candidates.sort_unstable();
        let found = candidates.into_iter().find(|(_, id)| is_orphan(&blocks(*id, sources.file(*id)), format));
        found.map(|(_, id)| (id, sources.file(id)))
    };
    first(elsewhere.collect()).or_else(|| {
        let wanted = Wanted::new(name);
        let beside = sources.pages_in(folder).iter().filter(|id| !parts(id).1.eq_ignore_ascii_case(name));
        let near = beside.filter_map(|id| Some((wanted.distance(parts(id).1).filter(|far| *far < ALIKE)?, *id)));
        first(near.collect())
    })
}

/// Whether a file is a sample on its own: it has fences with samples, and nothing of a page.
pub(super) fn is_orphan(blocks: &[Block], format: Format) -> bool {
    let of_page = |block: &Block| match &block.kind {
        BlockKind::FrontMatter => true,
        BlockKind::Heading { text, .. } => format.opened_by(&text.value).is_some(),
        BlockKind::Table(table) => format.table(&table.header).is_some(),
        BlockKind::Fence { .. } | BlockKind::Text => false,
    };
    blocks.iter().any(|block| is_sample(block, format)) && !blocks.iter().any(of_page)
}

/// Decides what becomes of one block of an included file.
fn included(block: &Block, format: Format, sources: &Sources, sections: &mut Sections, ledger: &mut Ledger<'_>) {
    let unexpected = || text::unexpected(text::trimmed(sources, block.span));
    match &block.kind {
        BlockKind::Fence { info, body, closed } => {
            if !closed {
                ledger.note(text::unclosed(info));
            }
            match format.sampled_by(&info.value) {
                Some(section) => samples::read(info, body, sections.entry(section), ledger),
                None => ledger.reported(Kind::Fence, text::unexpected_fence(info)),
            }
        }
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
