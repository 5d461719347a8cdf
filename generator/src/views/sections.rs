//! Prints what was read from a page, for the owners of the docs: one line for each element, with its place and kind.
//!
//! In: a parsed page. Out: lines such as `42:3 row Name | string | The name`, in the order of the page. Content from an
//! included file has the path of that file before its place.

use crate::diagnostics::Diagnostics;
use crate::page::{self, Endpoint, Found, Page, Sample};
use crate::source::{FileId, Sources, Span, Spanned};
use crate::text::visible::{counted, visible_short};

/// Maximum number of characters of a line's text.
const WIDTH: usize = 160;

/// Prints the sections of a page.
pub(crate) fn sections(sources: &Sources, file: FileId) -> String {
    match page::parse(file, sources, &mut Diagnostics::default()) {
        Page::Endpoint(endpoint) => {
            let mut lines = Lines::default();
            lines.endpoint(sources, *endpoint);
            lines.print(sources, file)
        }
        Page::Orphan { .. } => "not an endpoint page, but a sample in a separate file\n".to_owned(),
        Page::Other { reason, .. } => format!("not an endpoint page: {reason}\n"),
        Page::Broken { .. } => {
            let path = visible_short(&sources.file(file).path, 300);
            format!("not an operation, because the page has errors; `cargo xtask lint {path}` lists them\n")
        }
    }
}

#[derive(Default)]
struct Lines(Vec<(Span, &'static str, String)>);

impl Lines {
    fn add(&mut self, kind: &'static str, text: &Spanned<String>) {
        self.0.push((text.span, kind, text.value.clone()));
    }

    fn endpoint(&mut self, sources: &Sources, page: Endpoint) {
        let Endpoint { uid, verb, path, summary, description, marks, sections, asides, .. } = page;
        self.add("uid", &uid);
        self.0.push((verb.span, "route", format!("{} {}", verb.value, path.value)));
        summary.iter().for_each(|text| self.add("summary", text));
        description.iter().for_each(|text| self.add("description", text));
        for mark in marks {
            self.0.push((mark.span, "fact", sources.slice(mark.span).to_owned()));
        }
        for aside in &asides {
            self.0.push((aside.text.span, "ignored", format!("`{}`: {}", aside.reason.name(), aside.text.value)));
        }
        sections.rest().for_each(|found| self.section(found));
    }

    fn section(&mut self, found: Found) {
        let Found { section, heading, text, rows, sample } = found;
        if let Some(heading) = heading {
            let name = heading.name.value.trim();
            self.0.push((heading.span, "heading", format!("{} {name}", section.title()).trim_end().to_owned()));
        }
        text.iter().for_each(|text| self.add("text", text));
        for row in rows.into_iter().flatten() {
            let cells = [Some(&row.name), row.word.as_ref(), Some(&row.description)];
            let cells: Vec<&str> = cells.into_iter().flatten().map(|cell| cell.value.as_str()).collect();
            self.0.push((row.span, "row", cells.join(" | ").trim_end().to_owned()));
        }
        if let Some(Sample { first_line, headers, body }) = sample {
            self.add("sample", &first_line);
            headers.iter().for_each(|line| self.add("header", line));
            body.iter().for_each(|body| self.add("body", body));
        }
    }

    fn print(mut self, sources: &Sources, page: FileId) -> String {
        self.0.sort_by_key(|(span, ..)| (span.file != page, *span));
        let width = self.0.iter().map(|(_, kind, _)| kind.len()).max().unwrap_or_default();
        let mut out = String::new();
        for (span, kind, text) in self.0 {
            let file = sources.file(span.file);
            let place = file.line_column(span.start as usize).to_string();
            let place = if span.file == page { place } else { format!("{}:{place}", visible_short(&file.path, 300)) };
            out.push_str(format!("{place:<7} {kind:<width$} {}", first_line(&text)).trim_end());
            out.push('\n');
        }
        out
    }
}

/// The first line of a text, and the number of further ones.
fn first_line(text: &str) -> String {
    let text = text.trim();
    let first = text.lines().next().unwrap_or_default();
    let more = text.lines().count().saturating_sub(1);
    let more = if more > 0 { format!(" ... ({} more)", counted(more, "line")) } else { String::new() };
    visible_short(first, WIDTH) + &more
}
