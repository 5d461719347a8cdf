//! Completes the lines that a case shows to a whole page.
//!
//! In: the info line and the text of a `page` fence. Out: the page as the generator reads it, and the place of each of
//! its bytes in the fence, so that findings can be shown as lines of the case. What is added is as ordinary as
//! possible: it must not cause a finding, and must not show a type.

use std::fmt::Write as _;
use std::ops::Range;

/// A page, and the same page as the case shows it.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) whole: String,
    pub(crate) shown: String,
    /// Ranges of the whole page, each with its start in what is shown.
    pieces: Vec<(Range<usize>, usize)>,
}

impl Page {
    /// Maps a range of the whole page to what is shown; `None` if the case does not show it.
    pub(crate) fn place(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (piece, at) = self
            .pieces
            .iter()
            .find(|(piece, _)| piece.contains(&range.start))
            .or_else(|| self.pieces.iter().find(|(piece, _)| piece.end == range.start))?;
        let start = at + (range.start - piece.start);
        Some(start..at + (range.end.min(piece.end) - piece.start))
    }

    /// A file that is read as it is shown, without additions.
    pub(crate) fn as_shown(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), whole: text.to_owned(), shown: text.to_owned(), pieces: vec![(0..text.len(), 0)] }
    }
}

/// Sections in the order of the format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Intro,
    Query,
    Headers,
    Request,
    Response,
    Body,
    SampleRequest,
    SampleResponse,
}

use Section::{Body, Headers, Intro, Query, Request, Response, SampleRequest, SampleResponse};

/// The section that a heading opens, in any spelling.
fn section_of(line: &str) -> Option<Section> {
    let text = line.strip_prefix('#')?.trim_start_matches('#').trim_start().to_ascii_lowercase();
    [
        ("query string parameters", Query),
        ("request headers", Headers),
        ("request body", Request),
        ("response body", Body),
        ("response", Response),
        ("sample request", SampleRequest),
        ("sample response", SampleResponse),
    ]
    .into_iter()
    .find_map(|(heading, section)| text.starts_with(heading).then_some(section))
}

/// A part of what is shown.
struct Part {
    section: Section,
    range: Range<usize>,
    /// Whether it is a sample without its heading.
    bare: bool,
}

/// The content of the info line.
#[derive(Default)]
struct Info {
    uid: Option<String>,
    path: Option<String>,
    route: Option<(String, String)>,
    whole: bool,
    generated: bool,
}

impl Info {
    /// `v1ThingEntity_Get`, `2025/page.md`, `GET /api/v1/Thing`, `whole`, `generated`, in any order.
    fn read(text: &str) -> Self {
        let mut info = Self::default();
        let mut verb = None;
        for word in text.split_whitespace() {
            if word == "whole" {
                info.whole = true;
            } else if word == "generated" {
                info.generated = true;
            } else if word.starts_with('/') {
                info.route = Some((verb.take().unwrap_or("GET").to_owned(), word.to_owned()));
            } else if word.chars().all(|c| c.is_ascii_uppercase()) {
                verb = Some(word);
            } else if word.ends_with(".md") {
                info.path = Some(word.to_owned());
            } else {
                info.uid = Some(word.to_owned());
            }
        }
        info
    }
}

/// `v1ThingEntity_Get` is `GET /api/v1/Thing`, `v1LampAgent_Dim` is `POST /api/v1/Agents/Lamp/Dim`.
fn route_of(uid: &str, placeholders: &[&str]) -> (String, String) {
    let bare = uid.strip_prefix("v1").unwrap_or(uid);
    let (controller, name) = bare.split_once('_').unwrap_or((bare, "Get"));
    if let Some(agent) = controller.strip_suffix("Agent") {
        return ("POST".to_owned(), format!("/api/v1/Agents/{agent}/{name}"));
    }
    let verb = ["Get", "Post", "Put", "Patch", "Delete"].into_iter().find(|verb| name.starts_with(verb));
    let resource = controller.strip_suffix("Entity").unwrap_or(controller);
    let mut path = format!("/api/v1/{resource}");
    for placeholder in placeholders {
        let _ = write!(path, "/{{{placeholder}}}");
    }
    match verb.and_then(|verb| name.strip_prefix(verb)) {
        Some("") => {}
        Some(rest) if rest == controller => {}
        _ => {
            let _ = write!(path, "/{name}");
        }
    }
    (verb.unwrap_or("GET").to_uppercase(), path)
}

/// Completes a page.
pub(crate) fn page(info: &str, shown: &str) -> Page {
    let info = Info::read(info);
    let stem = info.path.as_deref().and_then(|path| path.rsplit('/').next()?.strip_suffix(".md"));
    let stated = shown.lines().take_while(|line| !line.starts_with('#')).find_map(|line| line.strip_prefix("uid: "));
    let uid = stated.or(info.uid.as_deref()).or(stem).unwrap_or("v1ThingEntity_Get").to_owned();
    let path = info.path.clone().unwrap_or_else(|| format!("{uid}.md"));
    if info.whole {
        return Page::as_shown(&path, shown);
    }
    let parts = parts(shown);
    let front = shown.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + 9);
    let intro = &shown[front..parts.first().map_or(shown.len(), |part| part.range.start)];
    let rows = |table: &'static str, text: &str| -> Vec<String> {
        let rows =
            text.lines().skip_while(|line| !line.starts_with(table)).skip(2).take_while(|line| line.starts_with('|'));
        rows.map(|row| row.split('|').nth(1).unwrap_or_default().trim().to_owned()).collect()
    };
    let fenced = intro.split_once("```http\n").and_then(|(_, rest)| rest.lines().next()?.split_once(' '));
    let (verb, route) = match (fenced, &info.route) {
        (Some((verb, route)), _) => (verb.to_owned(), route.to_owned()),
        (None, Some(route)) => route.clone(),
        (None, None) => {
            let placeholders = rows("| Path Part |", intro);
            route_of(&uid, &placeholders.iter().map(String::as_str).collect::<Vec<_>>())
        }
    };
    let has = |section: Section| parts.iter().any(|part| part.section == section);
    let status = rows("| Response |", shown).into_iter().next();
    let void = !has(Response) && !has(Body) && !has(SampleResponse);
    let status = status.unwrap_or_else(|| if void { "204" } else { "200" }.to_owned());
    let reason = if status == "204" { "No Content" } else { "OK" };
    let title = format!("{verb} {}", route.trim_start_matches("/api/v1/"));

    let mut page = Whole { out: String::new(), pieces: Vec::new(), shown };
    if front == 0 {
        page.add("---\n");
        page.add(&format!("title: {title}\nuid: {uid}\n"));
        if info.generated {
            page.add("generated: true\ncontent_type: reference\n");
        }
        page.add("---\n\n");
    }
    page.show(0..front);
    let heading = intro.trim_start().strip_prefix("# ").map_or(0, |text| {
        let end = text.find('\n').map_or(text.len(), |end| end + 1);
        intro.len() - text.len() + end
    });
    if heading == 0 {
        page.add(&format!("# {title}\n\n"));
    }
    page.show(front..front + heading);
    if !intro.contains("```http\n") {
        page.add(&format!("\n```http\n{verb} {route}\n```\n\n"));
    }
    page.show(front + heading..front + intro.len());

    let usual = |section: Section| -> String {
        match section {
            Intro | Query | Request => String::new(),
            Headers => {
                let sends = if has(Request) {
                    "| Content-Type | Content-type of the request body: `application/json` |\n"
                } else {
                    ""
                };
                format!(
                    "## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n{sends}\
                     | Accept | Content-type of the response: `application/json` |\n"
                )
            }
            Response => format!("## Response:\n\n| Response | Description |\n|---|---|\n| {status} | {reason} |\n"),
            Body => "### Response body:\n".to_owned(),
            SampleRequest => format!("## Sample request\n\n```http!\n{verb} {route}\n```\n"),
            SampleResponse => {
                let body = if void { "\n\nnull" } else { "" };
                format!("## Sample response\n\n```http_\nHTTP/1.1 {status} {reason}{body}\n```\n")
            }
        }
    };
    let all = [Query, Headers, Request, Response, Body, SampleRequest, SampleResponse];
    let mut done = Intro;
    let mut fill = |page: &mut Whole<'_>, to: Option<Section>| {
        for section in all {
            if section > done && to.is_none_or(|to| section < to) && !has(section) {
                page.add("\n");
                page.add(&usual(section));
                page.add("\n");
                done = section;
            }
        }
    };
    for part in &parts {
        fill(&mut page, Some(part.section));
        page.add("\n");
        if part.bare {
            let heading = if part.section == SampleRequest { "## Sample request" } else { "## Sample response" };
            page.add(&format!("{heading}\n\n"));
        }
        let text = &shown[part.range.clone()];
        match part.section {
            Response if !shown.contains("| Response |") => {
                page.show(part.range.clone());
                page.add(&format!("\n| Response | Description |\n|---|---|\n| {status} | {reason} |\n"));
            }
            SampleRequest | SampleResponse => {
                let fence = text.find("```http").map(|at| at + text[at..].find('\n').map_or(0, |end| end + 1));
                match fence.filter(|at| is_json(&text[*at..])) {
                    Some(at) => {
                        let head = if part.section == SampleRequest {
                            format!("{verb} {route}\n\n")
                        } else {
                            format!("HTTP/1.1 {status} {reason}\n\n")
                        };
                        page.show(part.range.start..part.range.start + at);
                        page.add(&head);
                        page.show(part.range.start + at..part.range.end);
                    }
                    None => page.show(part.range.clone()),
                }
            }
            _ => page.show(part.range.clone()),
        }
        page.add("\n");
    }
    fill(&mut page, None);
    Page { path, whole: page.out, shown: shown.to_owned(), pieces: page.pieces }
}

/// Whether a sample begins with its body.
fn is_json(text: &str) -> bool {
    text.starts_with(|c: char| "{[\"-".contains(c) || c.is_ascii_digit())
        || ["true", "false", "null"].iter().any(|word| text.starts_with(word))
}

/// The sections that are shown, except the introduction.
fn parts(shown: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut at, mut fence) = (0, false);
    for line in shown.split_inclusive('\n') {
        let mark = line.trim_start().starts_with("```");
        let last = parts.last().map_or(Intro, |part| part.section);
        let sample = match line.trim_end() {
            "```http!" => Some(SampleRequest),
            "```http_" => Some(SampleResponse),
            _ => None,
        };
        let found = if fence {
            None
        } else if let Some(section) = section_of(line) {
            Some((section, false))
        } else {
            sample.filter(|sample| *sample != last).map(|sample| (sample, true))
        };
        if let Some((section, bare)) = found {
            if let Some(last) = parts.last_mut() {
                last.range.end = at;
            }
            parts.push(Part { section, range: at..shown.len(), bare });
        }
        fence ^= mark;
        at += line.len();
    }
    parts
}

struct Whole<'a> {
    out: String,
    pieces: Vec<(Range<usize>, usize)>,
    shown: &'a str,
}

impl Whole<'_> {
    fn add(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn show(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let start = self.out.len();
        self.out.push_str(&self.shown[range.clone()]);
        self.pieces.push((start..self.out.len(), range.start));
    }
}
