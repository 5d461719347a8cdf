//! Sorts the blocks of a page into its sections.
//!
//! In: the blocks of a page that has a `uid` and a route. Out: its [`Endpoint`], and what became of every block.
//! Reading does not depend on the order of the sections.

use super::blocks::{Block, BlockKind};
use super::endpoint::Endpoint;
use super::format::{Fence, Format, Section, Text};
use super::found::Heading;
use super::ledger::Ledger;
use super::text::{closed_late, cut_off, no_delimiter, prose, trimmed, unclosed, unexpected, unexpected_fence};
use super::{front_matter, includes, inline, marks, route, samples, tables};
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Sources, Span, Spanned};

/// Reads one page from its first block to its last.
pub(super) struct Reader<'a> {
    format: Format,
    sources: &'a Sources,
    ledger: Ledger<'a>,
    page: Endpoint,
    /// The section of the last heading; `None` below a heading that is not part of the format.
    place: Option<&'static Section>,
    /// The title of the front matter, and the heading that repeats it.
    title: Option<Spanned<String>>,
    heading: Option<Spanned<String>>,
    /// Whether an included sample was missing, which has its own finding.
    include_failed: bool,
    /// Headings that are not part of the format. They are reported last, with the headings that the page lacks.
    unknown: Vec<Spanned<String>>,
    /// The block before this one, if it is a table.
    table_above: Option<Span>,
}

impl<'a> Reader<'a> {
    /// Creates a reader that starts in the introduction.
    pub(super) fn new(sources: &'a Sources, page: Endpoint, ledger: Ledger<'a>) -> Self {
        let format = page.form.format;
        let place = format.sections().next();
        Self {
            format,
            sources,
            ledger,
            page,
            place,
            title: None,
            heading: None,
            include_failed: false,
            unknown: Vec::new(),
            table_above: None,
        }
    }

    /// Reads all blocks. `route` is the index of the route's block.
    pub(super) fn read(mut self, blocks: Vec<Block>, route: usize) -> Endpoint {
        let mut front = false;
        for (index, block) in blocks.into_iter().enumerate() {
            let is_table = matches!(block.kind, BlockKind::Table(_));
            match block.kind {
                BlockKind::FrontMatter => {
                    let file = self.sources.file(block.span.file);
                    let second = std::mem::replace(&mut front, true);
                    let title = front_matter::read(file, block.span, (self.page.form, second), &mut self.ledger);
                    self.title = self.title.or(title);
                }
                BlockKind::Heading { level, text } => self.heading(level, &text, index < route),
                BlockKind::Table(table) => {
                    let place = (self.format, self.place);
                    let table = tables::seen(table, self.sources, &mut self.ledger);
                    tables::read(table, block.span, place, &mut self.page.sections, &mut self.ledger);
                }
                BlockKind::Fence { body, .. } if index == route => {
                    route::read(&body, self.page.path.span, self.format, &mut self.ledger);
                }
                BlockKind::Fence { info, body, closed } => self.fence(&info, &body, closed),
                BlockKind::Text => self.text(block.span),
            }
            self.table_above = is_table.then_some(block.span);
        }
        self.titles();
        self.missing();
        Endpoint { account: self.ledger.account, asides: self.ledger.asides, ..self.page }
    }

    fn is_intro(&self) -> bool {
        self.place.is_some_and(|place| place.text == Text::Description)
    }

    fn heading(&mut self, level: u8, text: &Spanned<String>, before_route: bool) {
        self.ledger.marks(self.sources, text);
        if let Some((section, _)) = self.format.opened_by(&text.value) {
            self.section(section, Some(level), text);
        } else if let Some(mark) = marks::of_heading(text) {
            // The exporter prints these as headings in the middle of the intro; the text after them is still part of
            // the intro.
            self.page.marks.push(mark);
            self.intro_level(level, text);
            if self.is_intro() {
                self.ledger.used(Kind::Heading, Reason::Mark);
            } else {
                self.ledger.reported(
                    Kind::Heading,
                    Diagnostic::new(Code::SectionOrder, text.span, "a heading of the introduction is below a section")
                        .label("used anyway")
                        .help("move it above the first section"),
                );
            }
        } else if level == 1 && before_route && self.heading.is_none() {
            self.heading = Some(text.clone());
            self.ledger.ignored(Kind::Heading, Reason::PageTitle, text.clone());
        } else if self.is_intro() {
            let words = text.value.trim_end_matches('#').trim().to_owned();
            self.page.description.push(Spanned::new(words, text.span));
            self.intro_level(level, text);
            self.ledger.used(Kind::Heading, Reason::Description);
        } else {
            self.place = None;
            self.unknown.push(text.clone());
        }
    }

    /// Headings of the introduction become paragraphs: their level is not used.
    fn intro_level(&mut self, level: u8, text: &Spanned<String>) {
        if level != 2 {
            let text = Spanned::new(format!("{level} {}", text.value), text.span);
            self.ledger.aside(Reason::HeadingLevel, text);
        }
    }

    /// Opens a section of the format. The level is `None` for a line that only looks like a heading.
    fn section(&mut self, section: &'static Section, level: Option<u8>, text: &Spanned<String>) {
        let kind = if level.is_some_and(|level| level > 0) { Kind::Heading } else { Kind::Text };
        self.place = Some(section);
        if let Some(first) = self.page.sections.heading(section) {
            let finding =
                Diagnostic::new(Code::DuplicateSection, text.span, format!("a second heading `{}`", text.value))
                    .label("its content is added to the first")
                    .other(first.span, "the first one")
                    .help("delete or rename one of the two headings");
            self.ledger.reported(kind, finding);
            return;
        }
        if !level.is_some_and(|level| section.is_written(level, &text.value)) {
            self.ledger.reported(
                kind,
                Diagnostic::new(Code::HeadingForm, text.span, "the heading is not written as in the format")
                    .label(match self.sources.slice(text.span).contains('\u{a0}') {
                        true => "used anyway; it has a no-break space (U+00A0) instead of a space",
                        false => "used anyway",
                    })
                    .help(format!("write `{}`", section.heading()))
                    .edits(written(self.sources, section, text)),
            );
        } else if let Some(other) = self.page.sections.early(self.format, section) {
            self.ledger.reported(
                kind,
                Diagnostic::new(Code::SectionOrder, text.span, "the sections are not in the order of the format")
                    .label("used anyway")
                    .other(other.span, "this section belongs below it")
                    .help("put the sections in the order of the format"),
            );
        } else {
            self.ledger.used(kind, Reason::Section);
        }
        let heading = Heading { span: text.span, name: after_colon(text) };
        self.page.sections.entry(section).heading = Some(heading);
    }

    fn text(&mut self, span: Span) {
        let span = trimmed(self.sources, span);
        let raw = self.sources.slice(span);
        if let Some(section) = self.format.opened_by_line(raw) {
            return self.section(section, Some(0), &Spanned::new(raw.to_owned(), span));
        }
        if let Some(text) = heading_like(raw, span)
            && let Some((section, _)) = self.format.opened_by(&text.value)
        {
            return self.section(section, None, &text);
        }
        let Some(place) = self.place else { return self.unexpected(raw, span) };
        if place.text != Text::Include && includes::has_link(raw) {
            self.ledger.reported(Kind::Text, includes::elsewhere(span));
            return;
        }
        let text = Spanned::new(prose(raw), span);
        match place.text {
            Text::Description => self.description(raw, text),
            Text::Aside(reason) | Text::Asides(reason)
                if !raw.starts_with('|') && (place.text == Text::Asides(reason) || !self.is_put_aside(reason)) =>
            {
                self.ledger.ignored(Kind::Text, reason, text);
            }
            Text::Kept(reason) if !raw.starts_with('|') => {
                let text = self.without_marks(text);
                self.ledger.used(Kind::Text, reason);
                match &mut self.page.sections.entry(place).text {
                    Some(known) => {
                        known.value.push_str("\n\n");
                        known.value.push_str(&text.value);
                    }
                    none => *none = Some(text),
                }
            }
            Text::Include => {
                match includes::read(span, self.format, self.sources, &mut self.page.sections, &mut self.ledger) {
                    Some(files) => {
                        self.include_failed |= files.contains(&None);
                        self.page.includes.extend(files.into_iter().flatten());
                    }
                    None => self.no_include(raw, span),
                }
            }
            _ => self.unexpected(raw, span),
        }
    }

    /// A text as its reader sees it. What was written is put aside.
    fn without_marks(&mut self, text: Spanned<String>) -> Spanned<String> {
        let seen = inline::seen(&text);
        if seen.value != text.value {
            self.ledger.aside(Reason::Marks, text);
        }
        seen
    }

    /// Reports text where only a link to a sample is allowed.
    fn no_include(&mut self, raw: &str, span: Span) {
        if !raw.starts_with('[') && !raw.contains("](") {
            return self.unexpected(raw, span);
        }
        self.include_failed = true;
        self.ledger.reported(
            Kind::Text,
            Diagnostic::new(Code::UnexpectedText, span, "this is not a link that includes a sample")
                .label("not used: the sample is not read")
                .help("write the include on one line, as in `[!include[title](../samples/name.md)]`"),
        );
    }

    fn unexpected(&mut self, raw: &str, span: Span) {
        let finding = match self.table_above {
            Some(table) if raw.starts_with('|') => cut_off(span, table),
            None if raw.starts_with('|') => no_delimiter(raw, span),
            _ => unexpected(span),
        };
        self.ledger.reported(Kind::Text, finding);
    }

    fn is_put_aside(&self, reason: Reason) -> bool {
        self.ledger.asides.iter().any(|aside| aside.reason == reason)
    }

    /// Reads a paragraph of the introduction. The first one is the summary.
    fn description(&mut self, raw: &str, text: Spanned<String>) {
        if let Some(table) = self.table_above.filter(|_| raw.starts_with('|')) {
            self.ledger.reported(Kind::Text, cut_off(text.span, table));
            return;
        }
        if raw.starts_with("| ") && raw.lines().count() > 1 {
            self.ledger.reported(Kind::Text, no_delimiter(raw, text.span));
            return;
        }
        marks::of_text(raw, text.span, &mut self.page.marks);
        let rows = self.place.and_then(|place| self.page.sections.get(place)?.rows.as_ref());
        if rows.is_none_or(Vec::is_empty) {
            self.ledger.used(Kind::Text, Reason::Description);
        } else {
            self.ledger.reported(
                Kind::Text,
                Diagnostic::new(Code::SectionOrder, text.span, "text of the introduction is below its table")
                    .label("read as description anyway")
                    .help("move it above the table of path parts"),
            );
        }
        if self.page.summary.is_none() {
            self.page.summary = Some(text);
        } else {
            self.page.description.push(text);
        }
    }

    fn fence(&mut self, info: &Spanned<String>, body: &Spanned<String>, closed: bool) {
        if let Some(late) = closed_late(body, None, self.format) {
            self.ledger.note(late);
        } else if !closed {
            self.ledger.note(unclosed(info));
        }
        if let Some(section) = self.format.sampled_by(&info.value) {
            return samples::read(info, body, self.page.sections.entry(section), &mut self.ledger);
        }
        match self.place.map(|place| &place.fence) {
            Some(Fence::Aside(known, reason)) if info.value == *known => {
                self.ledger.ignored(Kind::Fence, *reason, Spanned::new(prose(&body.value), body.span));
            }
            Some(Fence::Description) => {
                // The language of an example is not used.
                self.ledger.aside(Reason::FenceLanguage, info.clone());
                let text = body.value.replace("\r\n", "\n");
                self.page.description.push(Spanned::new(format!("```text\n{text}```"), body.span));
                self.ledger.used(Kind::Fence, Reason::Description);
            }
            _ => self.ledger.reported(Kind::Fence, unexpected_fence(info)),
        }
    }

    /// Compares the title with the heading. Both repeat the route, so they are only checked and not used.
    fn titles(&mut self) {
        if let (Some(title), Some(heading)) = (&self.title, &self.heading)
            && title.value != heading.value
        {
            self.ledger.note(
                Diagnostic::new(
                    Code::TitleDiffers,
                    heading.span,
                    "the heading differs from the title in the front matter",
                )
                .label("the heading")
                .other(title.span, "the title")
                .note("neither is used: the route is read from the first `http` fence")
                .help("make the two agree")
                .edit(title.span, heading.value.clone()),
            );
        }
    }

    /// Reports mandatory content that the page lacks, and headings that are not part of the format.
    fn missing(&mut self) {
        let mut headings: Vec<String> = Vec::new();
        for section in self.format.sections() {
            let Some(what) = self.page.sections.lacks(section, !self.include_failed) else { continue };
            let (span, label) = match (self.page.sections.heading(section), self.next_heading(section)) {
                (Some(own), _) => (own.span, "it belongs below this heading"),
                (None, Some(next)) => (next, "it belongs above this heading"),
                (None, None) => (self.page.uid.span, "the operation this page describes"),
            };
            if self.page.sections.heading(section).is_none() {
                headings.push(format!("`{}`", section.heading()));
            }
            self.ledger.note(
                Diagnostic::new(Code::MissingSection, span, format!("the page lacks {what}"))
                    .label(label)
                    .help("add what is missing; without it, facts are assumed or left open"),
            );
        }
        for text in std::mem::take(&mut self.unknown) {
            let help = match headings.as_slice() {
                [] => "use one of the headings of the format, or move the text into the introduction".to_owned(),
                [one] => format!("write {one}, which the page lacks, or move the text into the introduction"),
                [..] => format!("write one of the headings that the page lacks: {}", headings.join(", ")),
            };
            let message = format!("the format has no section `{}`", text.value);
            self.ledger.reported(
                Kind::Heading,
                Diagnostic::new(Code::UnknownHeading, text.span, message)
                    .label("this heading opens no known section")
                    .help(help),
            );
        }
    }

    /// The first heading of the page above which this section belongs.
    fn next_heading(&self, section: &Section) -> Option<Span> {
        self.page.sections.early(self.format, section).map(|heading| heading.span)
    }
}

/// The words of a line that looks like a heading but is not one: it is in bold or HTML, or no space follows its `#`.
fn heading_like(raw: &str, span: Span) -> Option<Spanned<String>> {
    const BOLD: [&str; 5] = ["**", "__", "<b>", "<strong>", "<h"];
    if raw.contains('\n') {
        return None;
    }
    let words = raw.trim_start_matches('#').trim_start();
    let bold = BOLD.iter().any(|mark| words.starts_with(mark)) && words.ends_with(['*', '_', '>']);
    if words.len() == raw.len() && !bold {
        return None;
    }
    Some(inline::seen(&Spanned::new(words.to_owned(), span)))
}

/// The text after the colon of a heading, with its place.
fn after_colon(heading: &Spanned<String>) -> Spanned<String> {
    let text = &heading.value;
    let rest = text.split_once(':').map_or("", |(_, rest)| rest.trim());
    let end = text.trim_end().len();
    heading.part(end - rest.len()..end)
}

/// The line of a heading as the format writes it. The words after a colon stay. `None` if the heading has another form
/// than `## Words`.
fn written(sources: &Sources, section: &Section, text: &Spanned<String>) -> Option<(Span, String)> {
    let (file, range) = (&sources.file(text.span.file).text, text.span.range());
    let start = file.get(..range.start)?.rfind('\n').map_or(0, |end| end + 1);
    let line = file.get(start..)?.lines().next()?.trim_end();
    let heading = section.heading();
    let corrected = match (heading.split_once(':'), line.split_once(':')) {
        (None, None) => heading.clone(),
        (Some((words, _)), Some((_, rest))) => format!("{words}:{rest}"),
        _ => return None,
    };
    line.starts_with('#').then(|| (Span::new(text.span.file, start..start + line.len()), corrected))
}
