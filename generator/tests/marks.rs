//! Markdown marks in the cells and headings that hold identifiers. A cell is read as its reader sees it, so the model
//! is that of the page without the mark, or there is a finding.
//!
//! The edits are drawn from a fixed seed. They are made on the pages of the repository, and again on pages of the
//! vendor's trees if they are present. `SUPEROFFICE_MARKS` sets their number.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::common;
use crate::common::random::Random;
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::model::dump;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, disk, model};

/// Edits per round.
const EDITS: usize = 3000;

/// Puts a mark around or into a text; the number chooses the place.
type Mark = fn(&str, usize) -> String;

/// Marks that a browser does not show as text.
const UNSEEN: &[(&str, Mark)] = &[
    ("code span", |text, _| format!("`{text}`")),
    ("code span of two", |text, _| format!("`` {text} ``")),
    ("bold", |text, _| format!("**{text}**")),
    ("bold with underscores", |text, _| format!("__{text}__")),
    ("italic", |text, _| format!("*{text}*")),
    ("italic with underscores", |text, _| format!("_{text}_")),
    ("bold and italic", |text, _| format!("***{text}***")),
    ("code in bold", |text, _| format!("**`{text}`**")),
    ("link", |text, _| format!("[{text}](../x.md)")),
    ("link with a title", |text, _| format!("[**{text}**](<../a b.md> \"title\")")),
    ("html", |text, _| format!("<b>{text}</b>")),
    ("html with an attribute", |text, _| format!("<span style=\"color: red\">{text}</span>")),
    ("line break", |text, _| format!("{text}<br/>")),
    ("comment", |text, _| format!("{text}<!-- new -->")),
    ("first letter in bold", |text, _| match text.starts_with(char::is_alphanumeric) {
        true => format!("**{}**{}", &text[..1], &text[1..]),
        false => format!("**{text}**"),
    }),
    ("entity", |text, at| within(text, at, |part| part.chars().map(|c| format!("&#{};", u32::from(c))).collect())),
    ("hexadecimal entity", |text, at| {
        within(text, at, |part| part.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect())
    }),
    ("no-break space", |text, _| format!("\u{a0}{text}&nbsp;")),
    ("zero-width space", |text, at| within(text, at, |part| format!("\u{200b}{part}"))),
    ("escapes", |text, _| {
        text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
    }),
];

/// Marks that are seen, because they are not closed or have no meaning.
const SEEN: &[(&str, Mark)] = &[
    ("unclosed bold", |text, _| format!("**{text}")),
    ("unopened italic", |text, _| format!("{text}*")),
    ("unclosed code", |text, at| within(text, at, |part| format!("`{part}"))),
    ("unclosed link", |text, _| format!("[{text}")),
    ("link without a target", |text, _| format!("[{text}][]")),
    ("picture", |text, _| format!("![{text}](x.png)")),
    ("footnote", |text, _| format!("{text}[^1]")),
    ("superscript", |text, _| format!("{text}<sup>1</sup>")),
    ("unknown tag", |text, _| format!("{text}<x>")),
    ("strikethrough", |text, _| format!("~~{text}~~")),
    ("highlight", |text, _| format!("=={text}==")),
    ("escaped letter", |text, _| format!("\\{text}")),
    ("backslash", |text, _| format!("{text}\\\\")),
    ("unclosed entity", |text, at| within(text, at, |part| format!("&amp{part}"))),
    ("double entity", |text, at| within(text, at, |part| format!("&amp;lt;{part}"))),
    ("quotes", |text, _| format!("\"{text}\"")),
    ("emoji", |text, _| format!(":new: {text}")),
    ("list item", |text, _| format!("- {text}")),
    ("heading", |text, _| format!("## {text}")),
];

/// Changes a part in the middle of a text.
fn within(text: &str, at: usize, change: impl Fn(&str) -> String) -> String {
    let from = at % text.len().max(1);
    let to = from + 1 + (at / 7) % (text.len() - from).max(1);
    match (text.get(..from), text.get(from..to), text.get(to..)) {
        (Some(before), Some(part), Some(after)) => format!("{before}{}{after}", change(part)),
        _ => change(text),
    }
}

/// A text that holds an identifier: its bytes in the page, and what it is.
struct Spot {
    from: usize,
    to: usize,
    what: &'static str,
}

/// Every cell and heading of a page that holds an identifier.
fn spots(text: &str) -> Vec<Spot> {
    let (mut spots, mut fenced, mut at) = (Vec::new(), false, 0);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut columns = 0;
    for (index, line) in lines.iter().enumerate() {
        fenced ^= line.starts_with("```");
        let cells = line.trim_end().matches('|').count().saturating_sub(1);
        let heads = lines.get(index + 1).is_some_and(|next| next.starts_with("|--"));
        if heads {
            columns = cells;
        }
        let is_row = !fenced && line.starts_with('|') && !line.starts_with("|--") && cells == columns;
        if is_row {
            let mut from = at + 1;
            for (number, cell) in line[1..].split('|').take(columns).enumerate() {
                let what = match (heads, number) {
                    (true, _) => "column",
                    (false, 0) => "name",
                    (false, 1) if columns == 3 && cell.contains("Enum:") => "list",
                    (false, 1) if columns == 3 => "type",
                    _ => "description",
                };
                spots.extend(spot(cell, from, what));
                from += cell.len() + 1;
            }
        } else if !line.starts_with('|') {
            columns = 0;
        }
        let section = line.starts_with("## ") || line.starts_with("### ");
        if !fenced && section && (line.contains(':') || line.contains("Request") || line.contains("Sample")) {
            let words = line.trim_start_matches('#');
            spots.extend(spot(words, at + line.len() - words.len(), "heading"));
            if let Some((_, name)) = words.split_once(':').filter(|_| !words.contains("##")) {
                spots.extend(spot(name, at + line.len() - name.len(), "name in a heading"));
            }
        }
        at += line.len();
    }
    // The headings of the introduction hold sentences.
    let is_sentence = |spot: &Spot| text[spot.from..spot.to].contains("##");
    spots.retain(|spot| spot.what != "description" && !is_sentence(spot));
    spots
}

fn spot(cell: &str, at: usize, what: &'static str) -> Option<Spot> {
    let words = cell.trim();
    let from = at + (cell.len() - cell.trim_start().len());
    (!words.is_empty()).then_some(Spot { from, to: from + words.len(), what })
}

/// A page, another one of its folder, and the files that they include.
struct Group {
    pages: Vec<SourceFile>,
    included: Vec<SourceFile>,
}

impl Group {
    /// The model of the group without asides, and its findings.
    fn read(&self, text: Option<&str>) -> (String, BTreeMap<String, usize>) {
        let mut pages = self.pages.clone();
        if let Some(text) = text {
            text.clone_into(&mut pages[0].text);
        }
        let sources = Sources::new(pages, self.included.clone());
        let mut diagnostics = Diagnostics::default();
        let options = Options { threads: 1, ..Options::default() };
        let api = model(&sources, &options, &mut diagnostics).unwrap();
        let mut findings = BTreeMap::new();
        for found in &diagnostics {
            *findings.entry(format!("{} {}", found.code, found.message)).or_default() += 1;
        }
        (dump(&api).lines().filter(|line| !line.starts_with("  aside")).collect(), findings)
    }
}

fn groups(tree: &Path, at_most: usize) -> Vec<Group> {
    let sources = disk::load(tree).unwrap().sources;
    let pages: Vec<&SourceFile> =
        sources.pages().map(|(_, file)| file).filter(|file| file.text.contains("\nuid: v1")).collect();
    let group = |at: usize| {
        let pair = pages.get(at..(at + 2).min(pages.len())).unwrap_or_default();
        let targets = pair.iter().flat_map(|page| {
            disk::include_targets(&page.text).filter_map(|target| disk::resolve_include(&page.path, target))
        });
        let targets: BTreeSet<String> = targets.collect();
        let included = targets.iter().filter_map(|path| sources.find(path)).map(|id| sources.file(id).clone());
        Group { pages: pair.iter().map(|page| (*page).clone()).collect(), included: included.collect() }
    };
    let step = (pages.len() / at_most).max(1);
    (0..pages.len()).step_by(step).map(group).collect()
}

/// Makes the edits and returns those that changed the model silently.
fn round(title: &str, groups: &[Group], seed: u64) {
    let mut random = Random::new(seed);
    let mut below = |count: usize| usize::try_from(random.next() % count.max(1) as u64).unwrap();
    let wanted = std::env::var("SUPEROFFICE_MARKS").map_or(EDITS, |count| count.parse().unwrap());
    let before: Vec<_> = groups.iter().map(|group| group.read(None)).collect();
    let marks: Vec<(&str, Mark, bool)> = UNSEEN
        .iter()
        .map(|(name, mark)| (*name, *mark, true))
        .chain(SEEN.iter().map(|(name, mark)| (*name, *mark, false)))
        .collect();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut silent = Vec::new();
    for turn in 0..wanted {
        let (name, mark, unseen) = marks[turn % marks.len()];
        let at = below(groups.len());
        let page = &groups[at].pages[0];
        let spots = spots(&page.text);
        if spots.is_empty() {
            continue;
        }
        let spot = &spots[below(spots.len())];
        let words = &page.text[spot.from..spot.to];
        let marked = match spot.what {
            // One value of a list.
            "list" => {
                let values: Vec<&str> = words["Enum:".len()..].split(',').map(str::trim).collect();
                let chosen = below(values.len());
                let value = mark(values[chosen], below(1000));
                let mut values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
                values[chosen] = value;
                format!("Enum: {}", values.join(", "))
            }
            _ => mark(words, below(1000)),
        };
        let text = format!("{}{marked}{}", &page.text[..spot.from], &page.text[spot.to..]);
        let (model, findings) = groups[at].read(Some(&text));
        let (old_model, old_findings) = &before[at];
        let found = findings.iter().any(|(key, count)| old_findings.get(key).is_none_or(|known| known < count));
        let same = model == *old_model;
        let count = counts.entry(name).or_default();
        count[usize::from(!same) + usize::from(!same && found)] += 1;
        if !same && !found {
            silent.push(format!("{name}: {} `{words}` -> `{marked}` in {}", spot.what, page.path));
        }
        if unseen && !same && spot.what != "column" {
            silent.push(format!("{name}: a finding for {} `{words}` -> `{marked}` in {}", spot.what, page.path));
        }
    }
    println!("{title}: {wanted} marks\n{:>26} {:>6} {:>7} {:>6}", "", "same", "silent", "found");
    for (name, [same, silent, found]) in &counts {
        println!("{name:>26} {same:>6} {silent:>7} {found:>6}");
    }
    assert_eq!(counts.len(), marks.len());
    let shown: Vec<&String> = silent.iter().take(30).collect();
    assert!(silent.is_empty(), "{} marks: {shown:#?}", silent.len());
}

#[test]
fn a_mark_never_changes_the_model_silently() {
    round("docs", &groups(&common::docs(), 300), 1);
}

#[test]
fn a_mark_never_changes_the_model_of_the_vendors_pages_silently() {
    for (seed, tree) in (2..).zip(common::read_as_a_whole(common::references())) {
        round(&tree.display().to_string(), &groups(&tree, 300), seed);
    }
}
