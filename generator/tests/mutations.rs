//! Thousands of small edits of real pages. Each edit changes the model, or raises a diagnostic that was not there, or
//! is of a kind that carries no information, in which case it changes nothing at all. The account balances after each.
//!
//! The edits are drawn from a fixed seed, so that two runs make the same ones. They are made on the pages of the
//! repository, and again on pages of the vendor's tree if it is present.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use superoffice_codegen::account::Account;
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::model::dump;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, disk, model};

use crate::common;

/// Edits per round; `SUPEROFFICE_MUTATIONS` overrides it.
const EDITS: usize = 6000;

/// `SplitMix64`: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap()
    }

    /// The first of two neighbours in a list of this length, if it has two items.
    fn neighbours(&mut self, count: usize) -> Option<usize> {
        (count > 1).then(|| self.below(count - 1))
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { Some(&items[self.below(items.len())]) }
    }
}

/// A page as lines, with the role of each line.
struct Lines {
    lines: Vec<String>,
    /// The number of the fence that a line is in, including its two ends.
    fence: Vec<Option<usize>>,
    /// First and last line of each fence.
    fences: Vec<(usize, usize)>,
    /// First line and one past the last line of each table.
    tables: Vec<(usize, usize)>,
    /// Lines of headings.
    headings: Vec<usize>,
    /// Lines of the front matter, dashes excluded.
    front: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let mut fence = vec![None; lines.len()];
        let mut fences = Vec::new();
        let mut open: Option<usize> = None;
        for (at, line) in lines.iter().enumerate() {
            let mark = line.trim_start().starts_with("```");
            match open {
                Some(from) => {
                    fence[at] = Some(fences.len());
                    if mark {
                        fences.push((from, at));
                        open = None;
                    }
                }
                None if mark => {
                    fence[at] = Some(fences.len());
                    open = Some(at);
                }
                None => {}
            }
        }
        let plain = |at: usize| fence[at].is_none();
        let mut tables: Vec<(usize, usize)> = Vec::new();
        for at in 1..lines.len() {
            if plain(at) && lines[at].starts_with("|--") {
                let end = (at..lines.len()).find(|at| !lines[*at].starts_with('|')).unwrap_or(lines.len());
                tables.push((at - 1, end));
            }
        }
        let headings = (0..lines.len()).filter(|at| plain(*at) && lines[*at].starts_with('#')).collect();
        let front = match lines[0] == "---" {
            true => (1..lines.len()).take_while(|at| lines[*at] != "---").collect(),
            false => Vec::new(),
        };
        Self { lines, fence, fences, tables, headings, front }
    }

    fn join(self) -> String {
        self.lines.join("\n")
    }

    fn rows(&self, wanted: impl Fn(&str) -> bool) -> Vec<usize> {
        let tables = self.tables.iter().filter(|(from, _)| wanted(&self.lines[*from]));
        tables.flat_map(|(from, to)| from + 2..*to).collect()
    }

    /// Lines `"Key": scalar` of samples.
    fn members(&self) -> Vec<usize> {
        let is = |line: &str| {
            line.trim_start().starts_with('"')
                && line.split_once("\": ").is_some_and(|(_, value)| !value.ends_with(['{', '[']))
        };
        (0..self.lines.len()).filter(|at| self.fence[*at].is_some() && is(&self.lines[*at])).collect()
    }
}

fn cells(line: &str) -> Vec<String> {
    line.trim().trim_start_matches('|').trim_end_matches('|').split('|').map(str::to_owned).collect()
}

fn row(cells: &[String]) -> String {
    format!("|{}|", cells.join("|"))
}

/// Edits the cell `at` of a line.
fn edit_cell(line: &mut String, at: usize, edit: impl Fn(&str) -> String) {
    let mut all = cells(line);
    if let Some(cell) = all.get_mut(at) {
        *cell = format!(" {} ", edit(cell.trim()));
    }
    *line = row(&all);
}

type Edit = fn(&mut Lines, &mut Random) -> Option<()>;

fn drop_column(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, to) = *random.of(&page.tables)?;
    let at = random.below(cells(&page.lines[from]).len());
    for line in &mut page.lines[from..to] {
        let mut all = cells(line);
        if at < all.len() {
            all.remove(at);
        }
        *line = row(&all);
    }
    Some(())
}

fn rename_column(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, _) = *random.of(&page.tables)?;
    let at = random.below(cells(&page.lines[from]).len());
    edit_cell(&mut page.lines[from], at, |cell| format!("{cell}s"));
    Some(())
}

fn lower_case_column(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, _) = *random.of(&page.tables)?;
    let at = random.below(cells(&page.lines[from]).len());
    edit_cell(&mut page.lines[from], at, str::to_lowercase);
    Some(())
}

fn drop_delimiter(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, _) = *random.of(&page.tables)?;
    page.lines.remove(from + 1);
    Some(())
}

fn drop_table(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, to) = *random.of(&page.tables)?;
    page.lines.drain(from..to);
    Some(())
}

fn drop_heading(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.headings)?;
    page.lines.remove(at);
    Some(())
}

fn rename_heading(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.headings)?;
    page.lines[at] = format!("{}s", page.lines[at].trim_end());
    Some(())
}

fn lower_case_heading(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.headings)?;
    page.lines[at] = page.lines[at].to_lowercase();
    Some(())
}

fn sink_heading(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.headings)?;
    page.lines[at].insert(0, '#');
    Some(())
}

fn swap_sections(page: &mut Lines, random: &mut Random) -> Option<()> {
    let starts: Vec<usize> = page.headings.iter().copied().filter(|at| page.lines[*at].starts_with("## ")).collect();
    let first = random.neighbours(starts.len())?;
    let (a, b) = (starts[first], starts[first + 1]);
    let end = starts.get(first + 2).copied().unwrap_or(page.lines.len());
    page.lines[a..end].rotate_left(b - a);
    Some(())
}

fn drop_fence(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, to) = *random.of(&page.fences)?;
    page.lines.drain(from..=to);
    Some(())
}

fn rename_fence(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, _) = *random.of(&page.fences)?;
    page.lines[from].push('x');
    Some(())
}

fn any_row(page: &Lines, random: &mut Random) -> Option<usize> {
    random.of(&page.rows(|_| true)).copied()
}

fn drop_row(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = any_row(page, random)?;
    page.lines.remove(at);
    Some(())
}

fn rename_row(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = any_row(page, random)?;
    edit_cell(&mut page.lines[at], 0, |cell| format!("{cell}X"));
    Some(())
}

fn duplicate_row(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = any_row(page, random)?;
    let line = page.lines[at].clone();
    page.lines.insert(at, line);
    Some(())
}

fn swap_rows(page: &mut Lines, random: &mut Random) -> Option<()> {
    let tables: Vec<_> = page.tables.iter().copied().filter(|(from, to)| to - from > 3).collect();
    let (from, to) = *random.of(&tables)?;
    let at = from + 2 + random.below(to - from - 3);
    page.lines.swap(at, at + 1);
    Some(())
}

fn change_cell(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = any_row(page, random)?;
    let cell = random.below(cells(&page.lines[at]).len());
    edit_cell(&mut page.lines[at], cell, |text| format!("{text} q"));
    Some(())
}

fn empty_cell(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = any_row(page, random)?;
    let full: Vec<usize> = cells(&page.lines[at])
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.trim().is_empty())
        .map(|(at, _)| at)
        .collect();
    let cell = *random.of(&full)?;
    edit_cell(&mut page.lines[at], cell, |_| String::new());
    Some(())
}

fn drop_cell(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = any_row(page, random)?;
    let mut all = cells(&page.lines[at]);
    all.remove(random.below(all.len()));
    page.lines[at] = row(&all);
    Some(())
}

fn change_type(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.rows(|header| header.contains("Type")))?;
    let words = ["int32", "string", "bool", "array", "object", "Integer", "String", "date-time", "Thing", "Enum: A, B"];
    let word = *random.of(&words)?;
    edit_cell(&mut page.lines[at], 1, |_| word.to_owned());
    Some(())
}

fn change_status(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.rows(|header| header.starts_with("| Response ")))?;
    let word = *random.of(&["200", "201", "204", "404", "304", "teapot", "99"])?;
    edit_cell(&mut page.lines[at], 0, |_| word.to_owned());
    Some(())
}

fn change_required(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random
        .of(&page.rows(|header| header.starts_with("| Path Part") || header.starts_with("| Parameter Name | T")))?;
    edit_cell(&mut page.lines[at], 2, |text| match text.contains("**Required**") {
        true => text.replace("**Required**", ""),
        false => format!("**Required** {text}"),
    });
    Some(())
}

fn delete_line(page: &mut Lines, random: &mut Random) -> Option<()> {
    let full: Vec<usize> = (0..page.lines.len()).filter(|at| !page.lines[*at].trim().is_empty()).collect();
    page.lines.remove(*random.of(&full)?);
    Some(())
}

fn insert_line(page: &mut Lines, random: &mut Random) -> Option<()> {
    let stray =
        ["A stray line.", "| a | b |", "[name]: target", "<br>", "* item", "stray: value", "{", "> quote", "---"];
    let line = (*random.of(&stray)?).to_owned();
    let at = random.below(page.lines.len() + 1);
    page.lines.insert(at, line);
    Some(())
}

fn swap_lines(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = random.neighbours(page.lines.len())?;
    let blank = page.lines[at].trim().is_empty() || page.lines[at + 1].trim().is_empty();
    // Front matter is a dictionary: its order is one of the edits that carry no information.
    if blank || (page.front.contains(&at) && page.front.contains(&(at + 1))) {
        return None;
    }
    page.lines.swap(at, at + 1);
    Some(())
}

fn change_word(page: &mut Lines, random: &mut Random) -> Option<()> {
    let full: Vec<usize> = (0..page.lines.len()).filter(|at| page.lines[*at].contains(char::is_alphabetic)).collect();
    let at = *random.of(&full)?;
    let places: Vec<usize> =
        page.lines[at].char_indices().filter(|(_, c)| c.is_ascii_lowercase()).map(|(at, _)| at).collect();
    let place = *random.of(&places)?;
    let changed = if &page.lines[at][place..=place] == "q" { "z" } else { "q" };
    page.lines[at].replace_range(place..=place, changed);
    Some(())
}

fn truncate(page: &mut Lines, random: &mut Random) -> Option<()> {
    let text = page.lines.join("\n");
    let at = text.floor_char_boundary(random.below(text.len()));
    page.lines = text[..at].split('\n').map(str::to_owned).collect();
    Some(())
}

fn drop_key(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.members())?;
    if !page.lines[at].ends_with(',') {
        let before = page.lines[at - 1].trim_end_matches(',').to_owned();
        page.lines[at - 1] = before;
    }
    page.lines.remove(at);
    Some(())
}

fn rename_key(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.members())?;
    page.lines[at] = page.lines[at].replacen("\":", "X\":", 1);
    Some(())
}

fn duplicate_key(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.members())?;
    let line = format!("{},", page.lines[at].trim_end_matches(','));
    page.lines.insert(at, line);
    Some(())
}

fn change_kind(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.members())?;
    let value = *random.of(&["null", "17", "\"words\"", "true", "2.5", "[]", "{ \"a\": 1 }", "[ { \"b\": 2 } ]"])?;
    let line = &page.lines[at];
    let comma = if line.ends_with(',') { "," } else { "" };
    page.lines[at] = format!("{}\": {value}{comma}", line.split_once("\": ")?.0);
    Some(())
}

fn change_front_matter(page: &mut Lines, random: &mut Random) -> Option<()> {
    let at = *random.of(&page.front)?;
    match random.below(3) {
        0 => page.lines[at].push('x'),
        1 => page.lines[at].insert(0, 'x'),
        _ => {
            let line = page.lines[at].clone();
            page.lines.insert(at, line);
        }
    }
    Some(())
}

/// Edits that carry information.
const TELLING: &[(&str, Edit)] = &[
    ("drop a column", drop_column),
    ("rename a column", rename_column),
    ("column in lower case", lower_case_column),
    ("drop a delimiter", drop_delimiter),
    ("drop a table", drop_table),
    ("drop a heading", drop_heading),
    ("rename a heading", rename_heading),
    ("heading in lower case", lower_case_heading),
    ("heading a level deeper", sink_heading),
    ("swap sections", swap_sections),
    ("drop a fence", drop_fence),
    ("rename a fence", rename_fence),
    ("drop a row", drop_row),
    ("rename a row", rename_row),
    ("duplicate a row", duplicate_row),
    ("swap rows", swap_rows),
    ("change a cell", change_cell),
    ("empty a cell", empty_cell),
    ("drop a cell", drop_cell),
    ("change a type word", change_type),
    ("change a status", change_status),
    ("change a required mark", change_required),
    ("delete a line", delete_line),
    ("insert a stray line", insert_line),
    ("swap lines", swap_lines),
    ("change a letter", change_word),
    ("truncate", truncate),
    ("drop a JSON key", drop_key),
    ("rename a JSON key", rename_key),
    ("duplicate a JSON key", duplicate_key),
    ("change the kind of a JSON value", change_kind),
    ("change the front matter", change_front_matter),
];

fn crlf(page: &mut Lines, _: &mut Random) -> Option<()> {
    let last = page.lines.len() - 1;
    page.lines[..last].iter_mut().for_each(|line| line.push('\r'));
    Some(())
}

fn bom(page: &mut Lines, _: &mut Random) -> Option<()> {
    page.lines[0].insert(0, '\u{feff}');
    Some(())
}

/// Whether a line is outside of fences, or in one of a sample or route; the text of other fences is kept as it is.
fn is_http(page: &Lines, at: usize) -> bool {
    page.fence[at]
        .is_none_or(|fence| page.fences.get(fence).is_some_and(|(from, _)| page.lines[*from].starts_with("```http")))
}

fn trailing_spaces(page: &mut Lines, random: &mut Random) -> Option<()> {
    for at in 0..page.lines.len() {
        let inside = is_http(page, at) && !page.lines[at].trim().is_empty();
        if inside && random.below(4) == 0 {
            page.lines[at].push_str("  ");
        }
    }
    Some(())
}

fn blank_lines(page: &mut Lines, random: &mut Random) -> Option<()> {
    for at in (0..page.lines.len()).rev() {
        if page.lines[at].trim().is_empty() && page.fence[at].is_none() && random.below(3) == 0 {
            page.lines.insert(at, String::new());
        }
    }
    Some(())
}

fn padded_cells(page: &mut Lines, random: &mut Random) -> Option<()> {
    let (from, to) = *random.of(&page.tables)?;
    // A row that spans several lines has a single closing pipe.
    if !page.lines[from..to].iter().all(|line| line.trim_end().ends_with('|')) {
        return None;
    }
    for at in (from..to).filter(|at| *at != from + 1) {
        let all: Vec<String> = cells(&page.lines[at]).iter().map(|cell| format!("   {}\t ", cell.trim())).collect();
        page.lines[at] = row(&all);
    }
    Some(())
}

fn last_line_end(page: &mut Lines, _: &mut Random) -> Option<()> {
    page.lines.push(String::new());
    Some(())
}

fn indented_json(page: &mut Lines, _: &mut Random) -> Option<()> {
    let members = page.members();
    members.iter().for_each(|at| page.lines[*at].insert_str(0, "\t  "));
    (!members.is_empty()).then_some(())
}

fn front_matter_order(page: &mut Lines, random: &mut Random) -> Option<()> {
    // An index page is put aside as a whole, with its lines in order.
    page.tables.first()?;
    let at = page.front[random.neighbours(page.front.len())?];
    page.lines.swap(at, at + 1);
    Some(())
}

/// Edits that carry no information: the model stays equal, and so do the findings.
const EMPTY: &[(&str, Edit)] = &[
    ("CRLF", crlf),
    ("BOM", bom),
    ("spaces at ends of lines", trailing_spaces),
    ("more blank lines", blank_lines),
    ("cells padded", padded_cells),
    ("line end at the end", last_line_end),
    ("JSON indented", indented_json),
    ("order of the front matter", front_matter_order),
];

/// Whether only white space differs, so that an edit from [`TELLING`] carried no information this time.
fn only_space(before: &str, after: &str) -> bool {
    before.split_whitespace().eq(after.split_whitespace())
}

/// A few files that are read together.
struct Group {
    pages: Vec<SourceFile>,
    included: Vec<SourceFile>,
}

/// The result of reading a group.
#[derive(PartialEq)]
struct Read {
    model: String,
    asides: String,
    findings: BTreeMap<String, usize>,
    account: Account,
}

impl Group {
    fn read(&self) -> Read {
        let sources = Sources::new(self.pages.clone(), self.included.clone());
        let mut diagnostics = Diagnostics::default();
        let options = Options { threads: 1, ..Options::default() };
        let api = model(&sources, &options, &mut diagnostics).unwrap();
        let mut findings = BTreeMap::new();
        for found in &diagnostics {
            *findings
                .entry(format!("{} {}: {} {:?}", found.code, found.message, found.label, found.notes))
                .or_default() += 1;
        }
        let (mut model, mut asides) = (String::new(), String::new());
        for line in dump(&api).lines() {
            let out = if line.starts_with("  aside") { &mut asides } else { &mut model };
            out.push_str(line);
            out.push('\n');
        }
        Read { model, asides, findings, account: api.account.clone() }
    }

    fn edited(&self, file: usize, text: String) -> Self {
        let mut group = Self { pages: self.pages.clone(), included: self.included.clone() };
        let files = group.pages.len();
        let target = if file < files { &mut group.pages[file] } else { &mut group.included[file - files] };
        target.text = text;
        group
    }
}

/// Endpoint pages of a tree, each with a neighbour and the files that they include.
fn groups(trees: &[PathBuf], at_most: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    for tree in trees {
        let sources = disk::load(tree).unwrap().sources;
        let pages: Vec<&SourceFile> =
            sources.pages().map(|(_, file)| file).filter(|file| file.text.contains("\nuid: ")).collect();
        for at in 0..pages.len() {
            let mut group = Group { pages: vec![pages[at].clone()], included: Vec::new() };
            if let Some(next) = pages.get(at + 1).filter(|next| folder(&next.path) == folder(&pages[at].path)) {
                group.pages.push((*next).clone());
            }
            let wanted: BTreeSet<String> = group
                .pages
                .iter()
                .flat_map(|page| {
                    disk::include_targets(&page.text).filter_map(|target| disk::resolve_include(&page.path, target))
                })
                .collect();
            group.included =
                wanted.iter().filter_map(|path| sources.find(path)).map(|id| sources.file(id).clone()).collect();
            groups.push(group);
        }
    }
    // Spread over the whole tree instead of its first folders.
    let step = groups.len().div_ceil(at_most).max(1);
    groups.into_iter().step_by(step).collect()
}

fn folder(path: &str) -> Option<&Path> {
    Path::new(path).parent()
}

#[derive(Default)]
struct Count {
    made: usize,
    model: usize,
    aside: usize,
    diagnostic: usize,
    both: usize,
}

#[track_caller]
fn round(title: &str, groups: &[Group], seed: u64) {
    let mut random = Random(seed);
    let before: Vec<Read> = groups.iter().map(Group::read).collect();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut silent = Vec::new();
    let (mut made, mut turn) = (0, 0);
    let edits: Vec<(&str, Edit, bool)> = TELLING
        .iter()
        .map(|(name, edit)| (*name, *edit, true))
        .chain(EMPTY.iter().map(|(name, edit)| (*name, *edit, false)))
        .collect();
    let wanted = std::env::var("SUPEROFFICE_MUTATIONS").map_or(EDITS, |count| count.parse().unwrap());
    while made < wanted && turn < wanted * 20 {
        let (name, edit, telling) = edits[turn % edits.len()];
        turn += 1;
        let at = random.below(groups.len());
        let group = &groups[at];
        // Usually the page itself, sometimes a sample that it includes.
        let file = match group.included.len() {
            0 => 0,
            count if random.below(3) == 0 => group.pages.len() + random.below(count),
            _ => 0,
        };
        let source = group.pages.iter().chain(&group.included).nth(file).unwrap();
        let mut page = Lines::of(&source.text);
        if edit(&mut page, &mut random).is_none() {
            continue;
        }
        let text = page.join();
        if text == source.text || (telling && only_space(&source.text, &text)) {
            continue;
        }
        made += 1;
        let after = std::panic::catch_unwind(|| group.edited(file, text.clone()).read());
        let Ok(after) = after else {
            silent.push(format!("PANIC: {name} in {}\n{}", source.path, difference(&source.text, &text)));
            continue;
        };
        let before = &before[at];
        let model = before.model != after.model;
        let aside = before.asides != after.asides;
        let found =
            after.findings.iter().any(|(key, count)| before.findings.get(key).is_none_or(|known| known < count));
        let count = counts.entry(name).or_default();
        count.made += 1;
        count.model += usize::from(model && !found);
        count.both += usize::from(model && found);
        count.aside += usize::from(aside && !model && !found);
        count.diagnostic += usize::from(found && !model);
        let good = if telling { model || aside || found } else { *before == after };
        if !good {
            silent.push(format!("{name} in {}\n{}", source.path, difference(&source.text, &text)));
            if !telling {
                silent.push(difference(&before.model, &after.model));
                silent.push(difference(&before.asides, &after.asides));
                silent.push(format!("{:?}", after.findings));
            }
        }
    }
    println!("{title}: {made} edits of {} pages", groups.len());
    println!("{:>34} {:>6} {:>6} {:>6} {:>6} {:>6}", "", "made", "model", "both", "found", "aside");
    for (name, count) in &counts {
        println!(
            "{name:>34} {:>6} {:>6} {:>6} {:>6} {:>6}",
            count.made, count.model, count.both, count.diagnostic, count.aside
        );
    }
    assert!(made >= 5000, "{made}");
    assert_eq!(counts.len(), edits.len(), "every kind of edit was made");
    let shown: Vec<&String> = silent.iter().take(40).collect();
    assert!(silent.is_empty(), "{} edits went unnoticed: {shown:#?}", silent.len());
}

/// The first lines that differ.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let at = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let show = |lines: &[&str]| {
        let part: Vec<String> = lines.iter().skip(at).take(2).map(|line| line.chars().take(160).collect()).collect();
        format!("{part:?}")
    };
    format!("  line {}: {} -> {}", at + 1, show(&before), show(&after))
}

#[test]
fn no_edit_of_the_pages_of_the_repository_goes_unnoticed() {
    round("docs", &groups(&[common::docs()], 300), 1);
}

#[test]
fn no_edit_of_the_vendors_pages_goes_unnoticed() {
    let trees = common::read_as_a_whole(common::references());
    if !trees.is_empty() {
        round("reference", &groups(&trees, 300), 2);
    }
}
