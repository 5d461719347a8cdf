//! Makes random edits of pages whose meaning is known. Each edit must be found with the right verdict, and every breaking
//! verdict must have a witness.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test"
)]

mod common;

use std::collections::BTreeMap;

use superoffice_codegen::drift::{Bump, Drift, DriftKind, Wire};
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, disk, drift};

use common::random::Random;

/// An edit: the pages before and after it. `None` if the page has nothing that can be edited in this way.
type Edit = fn(&Page, &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)>;

struct Class {
    name: &'static str,
    edit: Edit,
    /// The worst verdict for the wire; `None` if nothing may be reported.
    wire: Option<Wire>,
    /// The kind of the change with that verdict.
    kind: Option<DriftKind>,
    docs_only: bool,
    /// Whether the crate needs a new major version.
    major: bool,
}

const fn class(name: &'static str, edit: Edit, wire: Wire, kind: DriftKind, major: bool) -> Class {
    Class { name, edit, wire: Some(wire), kind: Some(kind), docs_only: false, major }
}

const CLASSES: &[Class] = &[
    class("operation removed", removed, Wire::Breaking, DriftKind::OperationRemoved, true),
    class("operation added", added, Wire::Additive, DriftKind::OperationAdded, false),
    class("path changed", moved, Wire::Breaking, DriftKind::OperationMoved, false),
    class("uid changed", renamed, Wire::Harmless, DriftKind::OperationRenamed, false),
    class("query parameter added", optional_parameter, Wire::Additive, DriftKind::ParameterAdded, false),
    class("required parameter added", required_parameter, Wire::Breaking, DriftKind::ParameterAdded, true),
    class("query parameter removed", lost_parameter, Wire::Breaking, DriftKind::ParameterRemoved, true),
    class("parameter required", now_required, Wire::Breaking, DriftKind::ParameterRequired, true),
    class("parameter not required", now_optional, Wire::Additive, DriftKind::ParameterOptional, true),
    class("text parameter is a number", number_parameter, Wire::Breaking, DriftKind::ParameterRetyped, true),
    class("number parameter is a text", text_parameter, Wire::Additive, DriftKind::ParameterRetyped, true),
    class("value of a parameter removed", lost_value, Wire::Breaking, DriftKind::ValueRemoved, true),
    class("value of a parameter added", new_value, Wire::Additive, DriftKind::ValueAdded, false),
    class("property removed", lost_property, Wire::Breaking, DriftKind::PropertyRemoved, true),
    class("property renamed", renamed_property, Wire::Breaking, DriftKind::PropertyRenamed, true),
    class("property added", new_property, Wire::Additive, DriftKind::PropertyAdded, false),
    class("number property is a text", text_property, Wire::Breaking, DriftKind::PropertyRetyped, true),
    class("text property is a number", number_property, Wire::Breaking, DriftKind::PropertyRetyped, true),
    class("error status added", new_status, Wire::Additive, DriftKind::StatusAdded, false),
    class("error status removed", lost_status, Wire::Harmless, DriftKind::StatusRemoved, false),
    class("media type removed", lost_media_type, Wire::Harmless, DriftKind::MediaTypeRemoved, false),
    class("media type added", new_media_type, Wire::Additive, DriftKind::MediaTypeAdded, false),
    Class { docs_only: true, ..class("sentence changed", sentence, Wire::Harmless, DriftKind::TextChanged, false) },
    Class {
        docs_only: true,
        ..class("type word corrected", corrected, Wire::Harmless, DriftKind::PropertyRetyped, true)
    },
    Class {
        wire: None,
        kind: None,
        ..class("values of the sample", sample, Wire::Harmless, DriftKind::TextChanged, false)
    },
    Class {
        wire: None,
        kind: None,
        ..class("blank lines", blank_lines, Wire::Harmless, DriftKind::TextChanged, false)
    },
    Class { wire: None, kind: None, ..class("line ends", line_ends, Wire::Harmless, DriftKind::TextChanged, false) },
];

/// A page with the rows of its tables.
struct Page {
    path: String,
    text: String,
}

impl Page {
    fn file(&self, text: String) -> SourceFile {
        SourceFile { path: self.path.clone(), text }
    }

    fn same(&self) -> SourceFile {
        self.file(self.text.clone())
    }

    /// The page before, and one with another text.
    fn with(&self, text: String) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
        assert_ne!(text, self.text);
        Some((vec![self.same()], vec![self.file(text)]))
    }

    /// The lines of a section from its heading to the next one, as byte ranges.
    fn section(&self, heading: &str) -> Option<&str> {
        let start = self.text.find(heading)?;
        let rest = &self.text[start + heading.len()..];
        let end = rest.find("\n## ").into_iter().chain(rest.find("\n### ")).min().unwrap_or(rest.len());
        Some(&self.text[start..start + heading.len() + end])
    }

    /// The rows of the table below a heading: the whole line, the name, the type and the description.
    fn rows(&self, heading: &str) -> Vec<[&str; 4]> {
        let Some(section) = self.section(heading) else { return Vec::new() };
        let lines = section.lines().filter(|line| line.starts_with("| ")).skip(1);
        lines
            .filter_map(|line| {
                let mut cells = line.trim_matches('|').splitn(3, '|').map(str::trim);
                Some([line, cells.next()?, cells.next()?, cells.next().unwrap_or_default()])
            })
            .collect()
    }

    /// The rows of the response whose property is in the outermost object of the sample, but not the last one there.
    fn properties(&self, types: &[&str]) -> Vec<[&str; 4]> {
        let Some(sample) = self.section("## Sample response") else { return Vec::new() };
        let shown = |name: &str| {
            let mut lines = sample.lines().filter(|line| line.starts_with(&format!("  \"{name}\": ")));
            lines.next().is_some_and(|line| line.ends_with(',') && !line.ends_with("{,") && !line.contains("null"))
                && lines.next().is_none()
        };
        let rows = self.rows("### Response body:");
        // Two properties are needed, and names that occur once.
        let once = |name: &str| rows.iter().filter(|row| row[1] == name).count() == 1;
        let few = rows.len() < 3 || self.section("## Request Body").is_some() || !sample.contains("\n{\n");
        if few {
            return Vec::new();
        }
        rows.iter().filter(|row| types.contains(&row[2]) && once(row[1]) && shown(row[1])).copied().collect()
    }

    /// Replaces a row of the response, and the lines of the sample with this key.
    fn property(&self, row: &str, name: &str, to: &str, line: &dyn Fn(&str) -> String) -> String {
        let at = self.text.find("### Response body:").unwrap();
        let (head, tail) = self.text.split_at(at);
        let tail = tail.replacen(&format!("{row}\n"), to, 1);
        let lines: String = tail
            .split_inclusive('\n')
            .map(|text| if text.starts_with(&format!("  \"{name}\": ")) { line(text) } else { text.to_owned() })
            .collect();
        format!("{head}{lines}")
    }
}

fn pick<'a, T>(list: &'a [T], random: &mut Random) -> Option<&'a T> {
    (!list.is_empty()).then(|| &list[random.below(list.len())])
}

fn other(page: &Page) -> SourceFile {
    let uid = uid(page);
    let text = page.text.replace(uid, "v1OtherEntity_GetOther");
    let route = route(page);
    let path = format!("{}/Other", route.1);
    SourceFile { path: "other.md".into(), text: text.replace(route.1, &path) }
}

fn uid(page: &Page) -> &str {
    let start = page.text.find("uid: ").unwrap() + 5;
    page.text[start..].lines().next().unwrap()
}

/// The verb and the path.
fn route(page: &Page) -> (&str, &str) {
    let start = page.text.find("```http\n").unwrap() + 8;
    page.text[start..].lines().next().unwrap().split_once(' ').unwrap()
}

fn removed(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    Some((vec![page.same(), other(page)], vec![page.same()]))
}

fn added(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    Some((vec![page.same()], vec![page.same(), other(page)]))
}

fn moved(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let (_, path) = route(page);
    let parts: Vec<&str> = path.split('/').skip(3).filter(|part| !part.contains('{') && *part != "Agents").collect();
    let part = pick(&parts, random)?;
    let to = path.replacen(&format!("/{part}"), &format!("/{part}Moved"), 1);
    page.with(page.text.replace(path, &to))
}

fn renamed(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let uid = uid(page);
    page.with(page.text.replace(&format!("uid: {uid}\n"), &format!("uid: {uid}Renamed\n")))
}

const QUERY: &str = "## Query String Parameters";

fn parameter(page: &Page, description: &str) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.rows(QUERY);
    let last = rows.last()?[0];
    page.with(page.text.replacen(&format!("{last}\n"), &format!("{last}\n| zoomLevel | int32 | {description} |\n"), 1))
}

fn optional_parameter(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    parameter(page, "How near")
}

fn required_parameter(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    parameter(page, "**Required** How near")
}

/// A query parameter that is neither a protocol parameter, such as `$select`, nor a part of an object.
fn plain<'a>(page: &'a Page, is: &dyn Fn(&[&str; 4]) -> bool, random: &mut Random) -> Option<[&'a str; 4]> {
    let rows = page.rows(QUERY);
    let rows: Vec<_> =
        rows.into_iter().filter(|row| !row[1].starts_with('$') && !row[1].contains('.') && is(row)).collect();
    pick(&rows, random).copied()
}

fn lost_parameter(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    if page.rows(QUERY).len() < 2 {
        return None;
    }
    let row = plain(page, &|_| true, random)?;
    let lines = page.text.split_inclusive('\n');
    // The example lines name parameters.
    let example = format!("{}=", row[1]);
    page.with(lines.filter(|line| line.trim_end() != row[0] && !line.contains(&example)).collect())
}

fn retyped_parameter(page: &Page, row: [&str; 4], to: &str) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let example = format!("{}=", row[1]);
    let lines = page.text.split_inclusive('\n').filter(|line| !line.contains(&example));
    let same: String = lines.collect();
    let text = same.replacen(row[0], &row[0].replacen(&format!("| {} |", row[2]), &format!("| {to} |"), 1), 1);
    (text != same).then(|| (vec![page.file(same)], vec![page.file(text)]))
}

fn number_parameter(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    retyped_parameter(page, plain(page, &|row| row[2] == "string", random)?, "int32")
}

fn text_parameter(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    retyped_parameter(page, plain(page, &|row| row[2] == "int32", random)?, "string")
}

fn lost_value(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let row = plain(page, &|row| row[2].starts_with("Enum:") && row[2].contains(','), random)?;
    let (rest, _) = row[2].rsplit_once(',')?;
    retyped_parameter(page, row, rest)
}

fn new_value(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let row = plain(page, &|row| row[2].starts_with("Enum:"), random)?;
    retyped_parameter(page, row, &format!("{}, Zoomed", row[2]))
}

fn now_required(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let row = plain(page, &|row| !row[3].contains("**Required**"), random)?;
    let to = row[0].replacen(&format!("| {} |", row[2]), &format!("| {} | **Required**", row[2]), 1);
    page.with(page.text.replacen(row[0], &to, 1))
}

fn now_optional(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let row = plain(page, &|row| row[3].contains("**Required**"), random)?;
    page.with(page.text.replacen(row[0], &row[0].replace("**Required**", ""), 1))
}

fn lost_property(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.properties(&["int32", "string", "bool", "date-time"]);
    let row = pick(&rows, random)?;
    page.with(page.property(row[0], row[1], "", &|_| String::new()))
}

fn renamed_property(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.properties(&["int32", "string", "bool"]);
    let row = pick(&rows, random)?;
    let to = format!("{}Renamed", row[1]);
    let line = row[0].replacen(&format!("| {} |", row[1]), &format!("| {to} |"), 1);
    page.with(page.property(row[0], row[1], &format!("{line}\n"), &|text| text.replacen(row[1], &to, 1)))
}

fn new_property(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.properties(&["int32", "string", "bool"]);
    let row = pick(&rows, random)?;
    let to = format!("{}\n| ZoomLevel | int32 |  |\n", row[0]);
    page.with(page.property(row[0], row[1], &to, &|text| format!("{text}  \"ZoomLevel\": 3,\n")))
}

fn retyped_property(page: &Page, row: &[&str; 4], to: &str, value: &str) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let line = row[0].replacen(&format!("| {} |", row[2]), &format!("| {to} |"), 1);
    page.with(page.property(row[0], row[1], &format!("{line}\n"), &|_| format!("  \"{}\": {value},\n", row[1])))
}

fn text_property(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.properties(&["int32"]);
    retyped_property(page, pick(&rows, random)?, "string", "\"word\"")
}

fn number_property(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.properties(&["string"]);
    retyped_property(page, pick(&rows, random)?, "int32", "12")
}

/// The old page has the wrong word, and its sample contradicts it.
fn corrected(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.properties(&["string"]);
    let row = pick(&rows, random)?;
    let wrong = row[0].replacen("| string |", "| int32 |", 1);
    let old = page.property(row[0], row[1], &format!("{wrong}\n"), &|text| text.to_owned());
    Some((vec![page.file(old)], vec![page.same()]))
}

fn new_status(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.rows("## Response:");
    let last = rows.last()?[0];
    page.with(page.text.replacen(&format!("{last}\n"), &format!("{last}\n| 418 | Not today |\n"), 1))
}

fn lost_status(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let (before, _) = new_status(page, random)?.clone();
    let (_, after) = new_status(page, random)?;
    Some((after, before))
}

const XML: &str = ", `text/xml`";

fn lost_media_type(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    page.text.contains(XML).then(|| (vec![page.same()], vec![page.file(page.text.replace(XML, ""))]))
}

fn new_media_type(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    page.text
        .contains(XML)
        .then(|| (vec![page.same()], vec![page.file(page.text.replace(XML, ", `text/xml`, `application/zoom+json`"))]))
}

fn sentence(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows: Vec<_> = page.rows("### Response body:").into_iter().filter(|row| row[3].len() > 10).collect();
    let row = pick(&rows, random)?;
    page.with(page.text.replace(row[3], &format!("{} In other words.", row[3])))
}

fn sample(page: &Page, random: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    let rows = page.properties(&["int32"]);
    let row = pick(&rows, random)?;
    page.with(page.property(row[0], row[1], &format!("{}\n", row[0]), &|_| format!("  \"{}\": 31415,\n", row[1])))
}

fn blank_lines(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    page.with(page.text.replace("\n## ", "\n\n\n## "))
}

fn line_ends(page: &Page, _: &mut Random) -> Option<(Vec<SourceFile>, Vec<SourceFile>)> {
    page.with(page.text.replace('\n', "\r\n"))
}

/// The worst change for the wire, then for Rust.
fn worst(drift: &Drift) -> Option<Wire> {
    drift.changes.iter().map(|change| change.wire).max()
}

/// Checks that a drift has the verdict of a class. The error is the reason why it has not.
fn judged(class: &Class, drift: &Drift) -> Result<(), String> {
    let shown = || drift.human();
    let Some(wire) = class.wire else {
        return if drift.changes.is_empty() { Ok(()) } else { Err(format!("expected no change\n{}", shown())) };
    };
    if worst(drift) != Some(wire) {
        return Err(format!("expected {wire:?}\n{}", shown()));
    }
    let Some(change) = drift.changes.iter().find(|change| Some(change.kind) == class.kind) else {
        return Err(format!("expected {:?}\n{}", class.kind, shown()));
    };
    if change.docs_only != class.docs_only {
        return Err(format!("docs_only {}\n{}", change.docs_only, shown()));
    }
    if (drift.bump() == Bump::Major) != class.major {
        return Err(format!("expected major: {}\n{}", class.major, drift.json()));
    }
    Ok(())
}

/// The pages of one operation each, with everything that the edits need.
fn pages() -> Vec<Page> {
    let sources = disk::load(&common::docs()).unwrap().sources;
    let is_plain =
        |text: &str| text.contains("\nuid: ") && text.contains("## Sample response") && !text.contains("[!include");
    let files = sources.pages().filter(|(_, file)| is_plain(&file.text));
    files.map(|(_, file)| Page { path: file.path.clone(), text: file.text.clone() }).collect()
}

#[test]
fn seeded_edits_have_the_right_verdicts() {
    // A run of all, for the figures: SUPEROFFICE_EDITS=1500.
    let wanted: usize = std::env::var("SUPEROFFICE_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(270);
    let each = wanted.div_ceil(CLASSES.len());
    let pages = pages();
    let options = Options { threads: 1, ..Options::default() };
    let mut random = Random::new(20_261_127);
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let (mut breaking, mut missed) = (0, 0);
    for class in CLASSES {
        let mut done = 0;
        let mut tries = 0;
        while done < each && tries < each * 400 {
            tries += 1;
            let page = &pages[random.below(pages.len())];
            let Some((old, new)) = (class.edit)(page, &mut random) else { continue };
            done += 1;
            let drift = drift((&Sources::new(old, Vec::new()), &options), (&Sources::new(new, Vec::new()), &options))
                .unwrap()
                .drift;
            for change in drift.changes.iter().filter(|change| change.wire == Wire::Breaking) {
                assert!(change.witness.is_some(), "{} {}: {change:?}", class.name, page.path);
            }
            let entry = table.entry(class.name).or_default();
            entry.0 += 1;
            let verdict = judged(class, &drift);
            if class.wire == Some(Wire::Breaking) {
                breaking += 1;
                missed += usize::from(worst(&drift) != Some(Wire::Breaking));
            }
            match verdict {
                Ok(()) => entry.1 += 1,
                Err(reason) => wrong.push(format!("{} on {}: {reason}", class.name, page.path)),
            }
        }
        assert!(done == each, "{}: only {done} of {tries} pages can be edited", class.name);
    }
    let (all, right) = table.values().fold((0, 0), |(all, right), (a, b)| (all + a, right + b));
    for (name, (all, right)) in &table {
        eprintln!("{name:32} {right:4} of {all:4}");
    }
    eprintln!("{right} of {all} verdicts are right; {missed} of {breaking} breaking changes were not found");
    for line in wrong.iter().take(12) {
        eprintln!("{line}");
    }
    assert_eq!(missed, 0, "a breaking change was not found");
    assert!(right * 100 >= all * 95, "{right} of {all}");
}
