//! Every `cases/**/*.md`, read as a specification: pages, and beside them the model, the Rust and the findings that
//! they result in. What a case does not show is not compared.
//!
//! | fence | holds |
//! |---|---|
//! | `page [UID] [PATH.md] [VERB /route] [generated] [whole]` | a page, cut down to what matters; `whole` adds nothing to it |
//! | `old ...` | a page of the old docs, if the case shows a drift; its info is that of `page` |
//! | `included PATH` | a file that a page includes |
//! | `fixups` | the file of fixups |
//! | `config` | the file `codegen.toml` |
//! | `lock` | the file `names.lock` of an earlier run |
//! | `drift` | what the pages change, as `cargo xtask drift` prints it |
//! | `model [after PASS]` | the model, in the notation of `cargo xtask show --stage model` |
//! | `rust` | lines that the generated Rust has in this order |
//! | `rust ITEM` | the whole item that begins with ITEM, as in `rust pub struct Thing` |
//! | `report` | the findings, in the short format without other places and next steps |
//! | `human` | the findings, in the format for people |
//! | `lint` | the findings of `cargo xtask lint` that a generation does not have, in the format for people |
//! | `openapi` | the OpenAPI document |
//! | `suggest` | the draft of a fixups file |
//! | `explain NAME` | the explanation of a type, a property or an operation |
//! | `show STAGE NAME` | a page at a stage, as `cargo xtask show --stage STAGE` prints it |
//! | `dump` | every fact of the model, with the texts that no type needs |
//! | `names SECTION` | a section of the new `names.lock` |
//! | `file PATH` | a generated file |
//!
//! `UPDATE_CASES=1` writes the actual output into the case. Places are those in the fence, not in the page made from
//! it. `openapi`, `suggest`, `explain` and `show page` hold places of the whole page, so their cases have `whole` pages.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    missing_docs,
    reason = "a test"
)]

#[path = "cases/case.rs"]
mod case;
#[path = "cases/complete.rs"]
mod complete;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use similar::TextDiff;
use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::{Code, Diagnostic, Diagnostics, Format, Summary, render};
use superoffice_codegen::model::{Rule, dump};
use superoffice_codegen::passes::{self, rules};
use superoffice_codegen::source::{SourceFile, Sources, Span};
use superoffice_codegen::{
    Generated, Lock, Options, Stage, drift, explain, generate, lint, listing, model, model_after, openapi, show,
    suggest,
};

use case::{Case, Fence};
use complete::Page;

/// Words of the implementation, which mean nothing to the reader of a message.
const INTERNAL: [&str; 12] = [
    "::",
    "Some(",
    "None",
    "Ok(",
    "Err(",
    "Vec<",
    "Option<",
    "Spanned",
    "DocWord",
    "EntityId",
    "OpenReason",
    "Undecided",
];

struct Test {
    name: String,
    run: Box<dyn Fn() -> Result<(), String>>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| arguments.iter().any(|argument| argument == name);
    let filters: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |name: &str| {
        filters.is_empty()
            || filters.iter().any(|filter| if flag("--exact") { name == *filter } else { name.contains(*filter) })
    };
    let tests: Vec<Test> = tests().into_iter().filter(|test| wanted(&test.name)).collect();
    if flag("--list") {
        for test in &tests {
            println!("{}: test", test.name);
        }
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", tests.len());
    let mut failures = Vec::new();
    for test in &tests {
        let result = catch_unwind(AssertUnwindSafe(|| (test.run)()))
            .unwrap_or_else(|_| Err("it panicked; the message is above".to_owned()));
        println!("test {} ... {}", test.name, if result.is_ok() { "ok" } else { "FAILED" });
        if let Err(message) = result {
            failures.push((test, message));
        }
    }
    for (test, message) in &failures {
        println!("\n---- {} ----\n{message}", test.name);
    }
    let (failed, passed) = (failures.len(), tests.len() - failures.len());
    println!("\ntest result: {}. {passed} passed; {failed} failed\n", if failed == 0 { "ok" } else { "FAILED" });
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tests() -> Vec<Test> {
    let mut tests: Vec<Test> = files()
        .into_iter()
        .map(|(name, path)| {
            let heading =
                std::fs::read_to_string(&path).ok().and_then(|text| Case::read(&text).ok()).map(|case| case.heading);
            let name = heading.map_or(name.clone(), |heading| format!("{name}: {heading}"));
            Test { name, run: Box::new(move || run(&path)) }
        })
        .collect();
    let mut all = |name: &str, run: fn() -> Result<(), String>| {
        tests.push(Test { name: name.to_owned(), run: Box::new(run) });
    };
    all("every pass has a folder of cases", every_pass);
    all("ARCHITECTURE.md lists the passes", architecture);
    all("every rule is shown by a case", every_rule);
    all("every code has a case", every_code);
    all("no message has internal words", no_internal_words);
    tests
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// All cases, by their paths without the extension.
fn files() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(root()).unwrap().with_extension("");
                found.push((name.to_string_lossy().replace('\\', "/"), path));
            }
        }
    }
    found.sort();
    found
}

/// The pages of a case, complete and as they are shown.
struct Input {
    pages: Vec<Page>,
    whole: Sources,
    shown: Sources,
    options: Options,
}

impl Input {
    fn new(case: &Case) -> Self {
        let pages: Vec<Page> = case.of("page").map(|fence| complete::page(&fence.info, &fence.body)).collect();
        let included: Vec<Page> = case.of("included").map(|fence| Page::as_shown(&fence.info, &fence.body)).collect();
        let fixups = case.of("fixups").next();
        let config = case.of("config").next();
        let sources = |text: fn(&Page) -> &String| {
            let files = |pages: &[Page]| {
                let file = |page: &Page| SourceFile { path: page.path.clone(), text: text(page).clone() };
                pages.iter().map(file).collect()
            };
            let sources = Sources::new(files(&pages), files(&included));
            let sources = match fixups {
                Some(fence) => sources.with_fixups(SourceFile { path: "fixups.toml".into(), text: fence.body.clone() }),
                None => sources,
            };
            let sources = match config {
                Some(fence) => {
                    sources.with_config(SourceFile { path: "codegen.toml".into(), text: fence.body.clone() })
                }
                None => sources,
            };
            let companion = |fence: &Fence| SourceFile { path: fence.info.clone(), text: fence.body.clone() };
            sources.with_companions(case.of("companion").map(companion).collect())
        };
        let (whole, shown) = (sources(|page| &page.whole), sources(|page| &page.shown));
        let names = case.of("lock").next().map(|fence| Lock::parse(&fence.body).unwrap()).unwrap_or_default();
        Self { pages, whole, shown, options: Options { keep_going: true, threads: 1, names, ..Options::default() } }
    }

    /// Maps a span to what the case shows.
    fn span(&self, span: Span) -> Option<Span> {
        let path = &self.whole.file(span.file).path;
        match self.pages.iter().find(|page| page.path == *path) {
            Some(page) => page.place(span.range()).map(|range| Span::new(span.file, range)),
            None => Some(span),
        }
    }

    /// A place in a listing. If there is only one page, the line says enough.
    fn place(&self, span: Span) -> String {
        let Some(span) = self.span(span) else { return "(not shown)".to_owned() };
        let file = self.shown.file(span.file);
        let place = file.line_column(span.start as usize);
        if self.pages.len() == 1 && file.path == self.pages[0].path {
            place.to_string()
        } else {
            format!("{}:{place}", file.path)
        }
    }

    fn generated(&self) -> Result<Generated, String> {
        generate(&self.whole, &self.options).map_err(|error| error.to_string())
    }

    /// The findings, with places in what the case shows.
    fn findings(&self, generated: &Generated) -> Result<Diagnostics, String> {
        self.placed(&generated.diagnostics)
    }

    fn placed(&self, diagnostics: &Diagnostics) -> Result<Diagnostics, String> {
        let place = |span: Span, message: &str| {
            self.span(span).ok_or_else(|| {
                let text = self.whole.slice(span);
                format!("a finding is about something that the case does not show, `{text}`: {message}\nwrite it into the page")
            })
        };
        let mut found = Vec::new();
        for diagnostic in diagnostics {
            let mut diagnostic = diagnostic.clone();
            diagnostic.span = place(diagnostic.span, &diagnostic.message)?;
            for other in &mut diagnostic.others {
                other.span = place(other.span, &diagnostic.message)?;
            }
            found.push(diagnostic);
        }
        Ok(found.into_iter().collect())
    }

    /// The findings that only `lint` has, with places in what the case shows.
    fn linted(&self, generated: &Generated) -> Result<Diagnostics, String> {
        let (mut found, _) =
            lint(&self.whole, &self.options, None, Diagnostics::default()).map_err(|e| e.to_string())?;
        // What was added to a page has the vendor's habits, such as a sample with the body `null` below 204.
        found.retain(|one| self.span(one.span).is_some() && !generated.diagnostics.iter().any(|other| other == one));
        self.placed(&found)
    }

    fn model(&self, info: &str) -> Result<String, String> {
        let mut diagnostics = Diagnostics::default();
        let place = |span| self.place(span);
        match info.strip_prefix("after ") {
            Some(name) => passes::called(name)
                .map(|pass| model_after(&self.whole, &self.options, pass, &mut diagnostics))
                .map(|api| listing(&api, &place))
                .ok_or_else(|| format!("no pass is called `{name}`")),
            None => self.checked().map(|api| listing(&api, &place)),
        }
    }

    /// What the pages change, compared with those in the fences `old`.
    fn drift(&self, case: &Case) -> Result<String, String> {
        let pages = case.of("old").map(|fence| complete::page(&fence.info, &fence.body));
        let file = |page: Page| SourceFile { path: page.path, text: page.whole };
        let old = Sources::new(pages.map(file).collect(), Vec::new());
        let drift = drift((&old, &self.options), (&self.whole, &self.options)).map_err(|error| error.to_string())?;
        Ok(drift.drift.human())
    }

    fn checked(&self) -> Result<Checked, String> {
        model(&self.whole, &self.options, &mut Diagnostics::default()).map_err(|error| error.to_string())
    }

    fn stage(&self, info: &str) -> Result<String, String> {
        let (stage, name) = info.split_once(' ').ok_or("a fence `show` needs a stage and a page")?;
        let stage = match stage {
            "page" => Stage::Page,
            "model" => Stage::Model,
            "plan" => Stage::Plan,
            "rust" => Stage::Rust,
            _ => return Err(format!("no stage is called `{stage}`")),
        };
        show(&self.whole, name, stage, &self.options).map_err(|error| error.to_string())
    }

    fn explained(&self, name: &str) -> Result<String, String> {
        let text = explain(&self.checked()?, &self.whole, name, "", false);
        text.map_err(|similar| format!("nothing is called `{name}`; similar names: {similar:?}"))
    }
}

/// Runs a case: compares the output, or writes it into the case.
fn run(path: &Path) -> Result<(), String> {
    let case = Case::read(&std::fs::read_to_string(path).unwrap())?;
    let input = Input::new(&case);
    let generated = input.generated()?;
    // Nothing may be found in what was added to the page, even if the case shows no findings.
    let findings = input.findings(&generated)?;
    let update = std::env::var_os("UPDATE_CASES").is_some_and(|value| value != "0");
    let mut bodies = Vec::new();
    for (number, fence) in case.fences.iter().enumerate() {
        let actual = match fence.kind.as_str() {
            "drift" => input.drift(&case)?,
            "model" => input.model(&fence.info)?,
            "rust" => rust(fence, &generated)?,
            "report" => rendered(&input, &brief(&findings), Format::Short),
            "human" => rendered(&input, &findings, Format::Human),
            "lint" => rendered(&input, &input.linted(&generated)?, Format::Human),
            "openapi" => openapi::openapi(&input.checked()?),
            "suggest" => suggest(&input.whole, &input.options).map_err(|error| error.to_string())?,
            "explain" => input.explained(&fence.info)?,
            "show" => input.stage(&fence.info)?,
            "dump" => dump(&*input.checked()?),
            "names" => names(&fence.info, &generated)?,
            "file" => file(&fence.info, &generated)?,
            _ => continue,
        };
        if update && actual.is_empty() && fence.kind == "rust" {
            // Lines of Rust are an expectation, so they are never all deleted at once.
            return Err(format!("the Rust has none of these lines, or not in this order:\n{}", fence.body));
        }
        if actual != fence.body {
            bodies.push((number, actual));
        }
    }
    if bodies.is_empty() {
        return Ok(());
    }
    let text = case.with(&bodies);
    if update {
        std::fs::write(path, text).unwrap();
        return Ok(());
    }
    let name = path.strip_prefix(root()).unwrap().display();
    let diff = TextDiff::from_lines(&case.text, &text);
    let diff = diff.unified_diff().header("the case", "the output").to_string();
    Err(format!(
        "{diff}\ncase generator/tests/cases/{name}\n\
         if this is right: UPDATE_CASES=1 cargo test -p superoffice-codegen --test cases"
    ))
}

/// The findings without other places and next steps.
fn brief(findings: &Diagnostics) -> Diagnostics {
    let brief = |found: &Diagnostic| Diagnostic { others: Vec::new(), help: Vec::new(), ..found.clone() };
    findings.iter().map(brief).collect()
}

/// The findings in a format, without the closing numbers.
fn rendered(input: &Input, findings: &Diagnostics, format: Format) -> String {
    let text = render(format, findings, &input.shown, &Summary::default(), false);
    if format == Format::Short {
        return text;
    }
    let (text, _) = text.rsplit_once("0 errors, 0 warnings in").unwrap();
    text.trim_end().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A generated file.
fn file(path: &str, generated: &Generated) -> Result<String, String> {
    let file = generated.files.iter().find(|file| file.path == path);
    file.map(|file| file.contents.clone()).ok_or_else(|| format!("no file `{path}` is generated"))
}

/// A section of the new `names.lock`.
fn names(section: &str, generated: &Generated) -> Result<String, String> {
    let lock = file("names.lock", generated)?;
    let lines = lock.lines().skip_while(|line| *line != format!("[{section}]")).skip(1);
    Ok(lines.take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect())
}

/// The lines of the Rust that a fence selects.
fn rust(fence: &Fence, generated: &Generated) -> Result<String, String> {
    let files = generated.files.iter().filter(|file| file.path.ends_with(".rs"));
    let lines: Vec<&str> = files.flat_map(|file| file.contents.lines()).collect();
    if !fence.info.is_empty() {
        return item(&lines, &fence.info)
            .ok_or_else(|| format!("the Rust has no item that begins with `{}`", fence.info));
    }
    let mut rest = lines.iter();
    let mut kept = String::new();
    for line in fence.body.lines().filter(|line| !line.trim().is_empty()) {
        let before = rest.clone();
        if rest.any(|other| other.trim() == line.trim()) {
            kept.push_str(line);
            kept.push('\n');
        } else {
            rest = before;
        }
    }
    Ok(kept)
}

/// The item that begins with a text, with its documentation and attributes, without indentation.
fn item(lines: &[&str], start: &str) -> Option<String> {
    let at = lines.iter().position(|line| line.trim_start().starts_with(start))?;
    let indent = lines[at].len() - lines[at].trim_start().len();
    let inside = |line: &str| line.len() > indent && line[..indent].trim().is_empty();
    let above =
        lines[..at].iter().rev().take_while(|line| inside(line) && line[indent..].starts_with(['/', '#'])).count();
    let ends = |line: &str| {
        inside(line)
            && (line[indent..].starts_with('}') || (!line[indent..].starts_with(' ') && line.ends_with([';', '}'])))
    };
    let below = lines[at..].iter().position(|line| ends(line))?;
    Some(
        lines[at - above..=at + below]
            .iter()
            .map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()))
            .collect(),
    )
}

fn cases() -> Vec<(String, Case)> {
    let read = |path: &Path| Case::read(&std::fs::read_to_string(path).unwrap());
    files().into_iter().filter_map(|(name, path)| Some((name, read(&path).ok()?))).collect()
}

/// An error that lists what is missing, if anything is.
fn complete(missing: Vec<String>) -> Result<(), String> {
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

fn every_pass() -> Result<(), String> {
    let names: Vec<String> = files().into_iter().map(|(name, _)| name).collect();
    let has = |pass: &str| names.iter().any(|name| name.starts_with(&format!("passes/{pass}/")));
    let missing = passes::ALL.iter().filter(|pass| !has(pass.name));
    complete(missing.map(|pass| format!("no case in cases/passes/{}", pass.name)).collect())
}

/// The table of passes must be the list of passes, and the table of their effects must have those that can be left out.
fn architecture() -> Result<(), String> {
    let text = std::fs::read_to_string(root().join("../../../ARCHITECTURE.md")).unwrap();
    let rows: String = passes::ALL.iter().map(|pass| format!("| `{}` | {} |\n", pass.name, pass.idea)).collect();
    if !text.contains(&format!("| pass | idea |\n| --- | --- |\n{rows}\n")) {
        return Err(format!("ARCHITECTURE.md should list the passes as:\n{rows}"));
    }
    let (_, table) = text.split_once("| (nothing) |").unwrap();
    let rows = table.lines().skip(1).map_while(|line| line.strip_prefix("| `")?.split_once('`'));
    let missing = passes::ALL.iter().map(|pass| (!pass.essential).then_some(pass.name));
    if rows.map(|(name, _)| name).eq(missing.flatten()) {
        Ok(())
    } else {
        Err("the table of `cargo xtask bench --passes` in ARCHITECTURE.md has other passes".to_owned())
    }
}

fn every_rule() -> Result<(), String> {
    let cases = cases();
    let shown =
        |rule: &'static Rule| {
            let by = format!(" by {rule}");
            cases.iter().flat_map(|(_, case)| case.of("model")).flat_map(|fence| fence.body.lines()).any(|line| {
                line.split_once(&by).is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with([',', ';']))
            })
        };
    // A rule that decides no types is named in the prose of a case, and must have decided something in it.
    let counted = |rule: &'static Rule| {
        let mentions = |case: &Case| case.prose.contains(&format!("`{rule}`"));
        cases.iter().filter(|(_, case)| mentions(case)).any(|(_, case)| {
            let input = Input::new(case);
            let api = model(&input.whole, &input.options, &mut Diagnostics::default());
            api.is_ok_and(|api| api.tally.of(rule) > 0)
        })
    };
    let mut missing = Vec::new();
    for rule in rules::ALL {
        if rule.only_counted {
            if !counted(rule) {
                missing.push(format!("`{rule}` ({}): no case names it where it decides something", rule.pass));
            }
        } else if !shown(rule) {
            missing.push(format!("`{rule}` ({}): no model has a type by it", rule.pass));
        }
    }
    complete(missing)
}

fn every_code() -> Result<(), String> {
    let cases = cases();
    let mut missing = Vec::new();
    for code in Code::ALL {
        let name = format!("diagnostics/{}", code.name());
        let fences =
            |case: &Case| case.of("human").chain(case.of("lint")).map(|fence| fence.body.clone()).collect::<String>();
        let shows = |case: &Case| fences(case).contains(&format!("[{}]", code.number()));
        let has = cases.iter().any(|(known, case)| *known == name && shows(case));
        match code.no_case() {
            Some(why) if has => missing.push(format!("cases/{name}.md is there, but its code says: {why}")),
            None if !has => missing.push(format!("no cases/{name}.md with a `human` or `lint` fence that shows it")),
            _ => {}
        }
    }
    complete(missing)
}

fn no_internal_words() -> Result<(), String> {
    let mut found = BTreeSet::new();
    for (name, case) in cases() {
        let input = Input::new(&case);
        let (linted, _) =
            lint(&input.whole, &input.options, None, Diagnostics::default()).map_err(|error| error.to_string())?;
        for diagnostic in &linted {
            let others = diagnostic.others.iter().map(|other| &other.text);
            let texts = [&diagnostic.message, &diagnostic.label].into_iter().chain(others);
            for text in texts.chain(&diagnostic.notes).chain(&diagnostic.help) {
                for word in INTERNAL.iter().filter(|word| text.contains(**word)) {
                    found.insert(format!("{name}: `{word}` in: {text}"));
                }
            }
        }
    }
    complete(found.into_iter().collect())
}
