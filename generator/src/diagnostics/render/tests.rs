//! Every format over ordinary and hostile findings.

mod changed;
mod limits;

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::diagnostics::Outdated;
use crate::source::SourceFile;
use crate::text::visible::is_hostile;

fn page(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

fn at(file: u32, start: u32, end: u32) -> Span {
    Span { file: FileId(file), start, end }
}

fn bag(found: impl IntoIterator<Item = Diagnostic>) -> Diagnostics {
    let mut bag = Diagnostics::default();
    found.into_iter().for_each(|one| bag.push(one));
    bag
}

fn rendered(format: Format, bag: &Diagnostics, sources: &Sources) -> String {
    let summary = Summary { pages: 2, complete: true, ..Summary::default() }.with_counts(bag);
    render(format, bag, sources, &summary, false)
}

/// A page with a table, and two findings of different level in it.
fn ordinary() -> (Diagnostics, Sources) {
    let text = "# Contact\n\n| Emails | array | The é-mail |\n| Name | string | The name |\n";
    let sources = Sources::new(vec![page("rest/Contact/Get.md", text), page("rest/Contact/Put.md", text)], Vec::new());
    let found = bag([
        Diagnostic::new(Code::NotUtf8, at(1, 20, 25), "`Emails` is an array of something")
            .label("no element type")
            .note("the sample has `Value`")
            .help("name the element with a fixup"),
        Diagnostic::new(Code::MissingRoute, at(0, 2, 9), "no route, 100% sure: see, here")
            .label("this page")
            .other(at(1, 46, 50), "first described here"),
    ]);
    (found, sources)
}

/// Text with everything that has a meaning for terminals, CI and Markdown, and spans that point nowhere.
fn hostile() -> (Diagnostics, Sources) {
    let text = "a\u{1b}[31mred\0\u{7}\r lone\r\nb\u{202e}dib\u{9b}31m \u{200b}é日本\u{1f600}\n\ttab\n::error::x\ncargo::warning=y\n";
    let long = format!("{}é{}", "x".repeat(20_000), "y".repeat(20_000));
    let sources = Sources::new(
        vec![page("evil\n::error::\u{1b}]0;x\u{7}.md", text), page("long.md", &long)],
        vec![page("<script>,a:b%41.md", "")],
    );
    let message = "say `\u{1b}[2J\n::error::x` <b>| [x](javascript:y) ``` \u{202e}\u{feff}";
    let file = |file| u32::try_from(sources.files().nth(file).map(|(_, file)| file.text.len()).unwrap()).unwrap();
    let mut found = Vec::new();
    for (id, size) in [(0, file(0)), (1, file(1)), (2, file(2)), (99, 5)] {
        let step = (size / 40).max(1) as usize;
        for start in (0..=size + 3).step_by(step) {
            for length in [0, 1, 2, 300] {
                let code = if length == 1 { Code::MissingRoute } else { Code::NotUtf8 };
                let span = at(id, start, start + length);
                found.push(
                    Diagnostic::new(code, span, format!("{message} {start} {length}"))
                        .label(message)
                        .other(at((id + 1) % 3, start, start + 2), message)
                        .note(message)
                        .help(message),
                );
            }
        }
        let backwards = at(id, size, 0);
        found.push(Diagnostic::new(Code::FileTooLarge, backwards, "backwards"));
        found.push(Diagnostic::new(Code::FileTooLarge, at(id, u32::MAX, u32::MAX), "far outside"));
    }
    (bag(found), sources)
}

#[test]
fn human_quotes_the_place_and_prints_the_next_step() {
    let (found, sources) = ordinary();
    let expected = "\
error[DOC0001]: no route, 100% sure: see, here
 --> rest/Contact/Get.md:1:3
  |
1 | # Contact
  |   ^^^^^^^ this page
  |
 ::: rest/Contact/Put.md:4:3
  |
4 | | Name | string | The name |
  |   ---- first described here

warning[DOC7001]: `Emails` is an array of something
 --> rest/Contact/Put.md:3:10
  |
3 | | Emails | array | The é-mail |
  |          ^^^^^ no element type
  |
  = note: the sample has `Value`
  = help: name the element with a fixup

1 error, 1 warning in 2 pages, 0 operations, 0 types
";
    assert_eq!(rendered(Format::Human, &found, &sources), expected);
}

#[test]
fn short_json_and_github_in_full() {
    let (found, sources) = ordinary();
    assert_eq!(
        rendered(Format::Short, &found, &sources),
        "rest/Contact/Get.md:1:3: error[DOC0001]: no route, 100% sure: see, here; \
         also rest/Contact/Put.md:4:3: first described here\n\
         rest/Contact/Put.md:3:10: warning[DOC7001]: `Emails` is an array of something; \
         help: name the element with a fixup\n"
    );
    assert_eq!(
        rendered(Format::Github, &found, &sources),
        "::error file=rest/Contact/Get.md,line=1,endLine=1,col=3,endColumn=10,title=DOC0001 missing-route\
         ::no route, 100%25 sure: see, here%0Athis page\n\
         ::warning file=rest/Contact/Put.md,line=3,endLine=3,col=10,endColumn=15,title=DOC7001 not-utf8\
         ::`Emails` is an array of something%0Ano element type%0Athe sample has `Value`%0Aname the element with a fixup\n"
    );
    let json = rendered(Format::Json, &found, &sources);
    let mut lines = json.lines();
    assert_eq!(
        lines.next().unwrap(),
        r#"{"level":"error","code":"DOC0001","message":"no route, 100% sure: see, here","base":".","file":"rest/Contact/Get.md","line":1,"column":3,"end_line":1,"end_column":10,"byte_start":2,"byte_end":9,"label":"this page","notes":[],"help":[],"others":[{"label":"first described here","file":"rest/Contact/Put.md","line":4,"column":3,"end_line":4,"end_column":7,"byte_start":46,"byte_end":50}]}"#
    );
    assert_eq!(
        lines.next_back().unwrap(),
        r#"{"summary":{"pages":2,"operations":0,"types":0,"errors":1,"warnings":1,"complete":true,"base":"."}}"#
    );
}

#[test]
fn markdown_escapes_text_of_the_docs() {
    let text = "x";
    let sources = Sources::new(vec![page("a.md", text)], Vec::new());
    let found = bag([
        Diagnostic::new(Code::MissingRoute, at(0, 0, 1), "`a|b` is <script>, [x](javascript:y) and *bold*"),
        Diagnostic::new(Code::MissingRoute, at(0, 1, 1), "broken ` tick and ``` fence"),
    ]);
    assert_eq!(
        rendered(Format::Markdown, &found, &sources),
        "# Findings\n\n2 pages, 0 operations, 0 types: 2 errors, 0 warnings.\n\n\
         | code | level | name | findings | pages |\n|---|---|---|--:|--:|\n\
         | DOC0001 | error | missing-route | 2 | 1 |\n\n\
         ## DOC0001 missing-route\n\n\
         - a.md:1:1: `a|b` is &lt;script&gt;, \\[x\\](javascript:y) and \\*bold\\*\n\
         - a.md:1:2: broken \\` tick and \\`\\`\\` fence\n"
    );
}

#[test]
fn sarif_has_what_code_scanning_requires() {
    let (found, sources) = ordinary();
    let summary = Summary { root: "docs/".to_owned(), home: "/home/me/my crm".to_owned(), ..Summary::default() };
    let log: Value = serde_json::from_str(&render(Format::Sarif, &found, &sources, &summary, false)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
    }
    let first = &run["results"][0];
    let place = &first["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "docs/rest/Contact/Get.md");
    assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    assert_eq!(run["originalUriBaseIds"]["%SRCROOT%"]["uri"], "file:///home/me/my%20crm/");
    assert_eq!(place["region"]["startColumn"], 3);
    assert_eq!(first["relatedLocations"][0]["message"]["text"], "first described here");
}

#[test]
fn no_format_lets_hostile_text_through() {
    let (found, sources) = hostile();
    for format in Format::ALL {
        let text = rendered(*format, &found, &sources);
        let raw: BTreeSet<_> = text.chars().filter(|c| *c != '\n' && is_hostile(*c)).collect();
        assert!(raw.is_empty(), "{format} lets {raw:?} through");
        for line in text.lines() {
            assert!(!line.starts_with("cargo::") && !line.starts_with("##["), "{format}: {line}");
            let workflow = line.starts_with("::") && *format != Format::Github;
            assert!(!workflow, "{format}: {line}");
        }
    }
    let github = rendered(Format::Github, &found, &sources);
    assert!(github.lines().all(|line| ["::error ", "::warning ", "::notice "].iter().any(|c| line.starts_with(c))));
    assert!(!rendered(Format::Markdown, &found, &sources).contains("<script"));
}

#[test]
fn each_hostile_finding_can_be_quoted() {
    let (found, sources) = hostile();
    let summary = Summary::default();
    for one in &found {
        let text = render(Format::Human, &bag([one.clone()]), &sources, &summary, true);
        assert!(text.contains(one.code.number()) && text.len() < 5_000, "{} bytes: {text}", text.len());
    }
}

#[test]
fn columns_of_a_quote_are_right_after_hostile_characters() {
    let text = "\u{1b}\u{202e}\u{9b}\u{200b} word\r\n";
    let sources = Sources::new(vec![page("a.md", text)], Vec::new());
    let start = text.find("word").unwrap();
    let found = bag([Diagnostic::new(Code::MissingRoute, Span::new(FileId(0), start..start + 4), "m").label("here")]);
    let human = rendered(Format::Human, &found, &sources);
    let quote = human.lines().find(|line| line.contains("word")).unwrap();
    let marks = human.lines().find(|line| line.contains("^^^^")).unwrap();
    let column = |line: &str, word: &str| line.split(word).next().unwrap().chars().count();
    assert_eq!(column(quote, "word"), column(marks, "^^^^"), "{human}");
    assert!(
        human.contains("a.md:1:6") && rendered(Format::Short, &found, &sources).starts_with("a.md:1:6:"),
        "{human}"
    );
}

type Key = (String, String, u64, u64);

fn keys(format: Format, text: &str) -> BTreeSet<Key> {
    match format {
        Format::Json => {
            let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let findings = lines.filter(|line| line.get("code").is_some());
            let word = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
            findings
                .map(|line| {
                    let numbers = (line["line"].as_u64().unwrap(), line["column"].as_u64().unwrap());
                    (word(&line, "code"), word(&line, "file"), numbers.0, numbers.1)
                })
                .collect()
        }
        Format::Sarif => {
            let log: Value = serde_json::from_str(text).unwrap();
            let results = log["runs"][0]["results"].as_array().unwrap().clone();
            results
                .iter()
                .map(|result| {
                    let place = &result["locations"][0]["physicalLocation"];
                    let region = &place["region"];
                    let numbers = (region["startLine"].as_u64().unwrap(), region["startColumn"].as_u64().unwrap());
                    let uri = place["artifactLocation"]["uri"].as_str().unwrap().to_owned();
                    (result["ruleId"].as_str().unwrap().to_owned(), uri, numbers.0, numbers.1)
                })
                .collect()
        }
        Format::Short => text
            .lines()
            .map(|line| {
                let mut parts = line.splitn(4, ':');
                let path = parts.next().unwrap().to_owned();
                let numbers: Vec<_> = (0..2).map(|_| parts.next().unwrap().parse().unwrap()).collect();
                let code = line.split(['[', ']']).nth(1).unwrap().to_owned();
                (code, path, numbers[0], numbers[1])
            })
            .collect(),
        Format::Github => {
            let value = |line: &str, name: &str| {
                line.split([' ', ',', ':']).find_map(|part| part.strip_prefix(name)).unwrap().to_owned()
            };
            let findings = text.lines().filter(|line| line.contains("title=DOC"));
            findings
                .map(|line| {
                    let numbers = (value(line, "line=").parse().unwrap(), value(line, "col=").parse().unwrap());
                    (value(line, "title="), value(line, "file="), numbers.0, numbers.1)
                })
                .collect()
        }
        Format::Markdown => {
            let mut code = String::new();
            let mut keys = BTreeSet::new();
            for line in text.lines() {
                if let Some(head) = line.strip_prefix("## ") {
                    code = head.split(' ').next().unwrap().to_owned();
                } else if let Some(item) = line.strip_prefix("- ") {
                    let mut parts = item.splitn(4, ':');
                    let path = parts.next().unwrap().to_owned();
                    let numbers: Vec<_> = (0..2).map(|_| parts.next().unwrap().parse().unwrap()).collect();
                    keys.insert((code.clone(), path, numbers[0], numbers[1]));
                }
            }
            keys
        }
        Format::Human => unreachable!("counted, not listed"),
    }
}

/// 3,000 pages with findings of many codes, as in a first run over a large folder of docs.
fn many(pages: usize, each: usize) -> (Diagnostics, Sources) {
    let text = "| Emails | array | The mail |\n".repeat(20);
    let files = (0..pages).map(|number| page(&format!("rest/page{number:04}.md"), &text));
    let sources = Sources::new(files.collect(), Vec::new());
    let mut found = Vec::new();
    for (id, _) in sources.pages() {
        for number in 0..each {
            // A dozen codes of all levels, as a first run has them, and not all codes alike.
            let code = Code::ALL[(id.0 as usize + number * number) % 12 * 3];
            let start = number % 20 * 30 + 11;
            let span = Span::new(id, start..start + 5);
            let message = format!("`Emails{number}` in row {number} is an array of something");
            found.push(Diagnostic::new(code, span, message).label("no element").note("a note").help("a help"));
        }
    }
    (bag(found), sources)
}

#[test]
fn every_format_has_the_same_findings() {
    let (found, sources) = many(40, 3);
    let expected = keys(Format::Json, &rendered(Format::Json, &found, &sources));
    assert_eq!(expected.len(), found.len());
    for format in [Format::Short, Format::Github, Format::Sarif, Format::Markdown] {
        assert_eq!(keys(format, &rendered(format, &found, &sources)), expected, "{format}");
    }
    // `human` shows some of them, at least one of each code, and counts the rest.
    let human = rendered(Format::Human, &found, &sources);
    let number = |text: &str| text.replace(',', "").parse::<usize>().unwrap();
    let shown = human.lines().filter(|line| line.contains("--> ")).count();
    let more: usize = human
        .lines()
        .filter(|line| line.starts_with("  = DOC") && line.contains(" more in "))
        .map(|line| number(line.split([':', ' ']).nth(5).unwrap()))
        .sum();
    let listed: usize = human
        .lines()
        .filter(|line| line.contains("--> ") && line.ends_with(" more)"))
        .map(|line| number(line.rsplit_once(" (").unwrap().1.split(' ').next().unwrap()))
        .sum();
    assert_eq!(shown + more + listed, found.len(), "{human}");
    for code in found.iter().map(|one| one.code.number()) {
        assert!(human.lines().any(|line| line.contains(&format!("[{code}]: `Emails"))), "{code}:\n{human}");
    }
}

#[test]
fn a_rare_finding_is_shown_before_frequent_ones() {
    let text = "word ".repeat(300);
    let sources = Sources::new(vec![page("a.md", &text)], Vec::new());
    let finding = |code, number: usize| {
        Diagnostic::new(code, Span::new(FileId(0), number * 5..number * 5 + 4), format!("`{number}` is wrong"))
            .label("here")
    };
    let frequent = [Code::NotUtf8, Code::ShortRow, Code::UnknownStatus, Code::UndescribedType, Code::ValueUnknown];
    let old = (0..300).map(|number| finding(frequent[number % frequent.len()], number));
    let human = rendered(Format::Human, &bag(old.chain([finding(Code::TitleDiffers, 40)])), &sources);
    assert!(human.starts_with("warning[DOC0011]: `40` is wrong\n --> a.md:1:201\n"), "{human}");
    // The others have at least their message, a place and a label.
    for code in frequent {
        assert!(human.lines().any(|line| line.starts_with(&format!("warning[{code}]: `"))), "{code}:\n{human}");
    }
    assert!(human.contains(": here (59 more)\n"), "{human}");
}

#[test]
fn paths_can_be_opened_from_where_the_reader_is() {
    let (found, _) = ordinary();
    let text = "# Contact\n\n| Emails | array | The é-mail |\n| Name | string | The name |\n";
    let sources = Sources::new(vec![page("rest/Get.md", text)], vec![page("../shared/Put.md", text)]);
    let summary = Summary { root: "my/docs".to_owned(), ..Summary::default() };
    for format in Format::ALL {
        let text = render(*format, &found, &sources, &summary, false);
        if *format == Format::Json {
            assert!(text.contains(r#""base":"my/docs","file":"../shared/Put.md""#), "{text}");
        } else {
            assert!(text.contains("my/docs/rest/Get.md") && text.contains("my/shared/Put.md"), "{format}: {text}");
        }
    }
    assert_eq!(joined("docs", "../../a.md"), "../a.md");
    assert_eq!(joined("/docs", "../a.md"), "/a.md");
    assert_eq!(joined("docs", "."), "docs");
    assert_eq!(joined("", "."), ".");
    assert_eq!(joined("docs", "/other/fixups.toml"), "/other/fixups.toml");
}

#[test]
fn fingerprints_do_not_depend_on_the_line() {
    let prints = |text: &str| -> Vec<Value> {
        let sources = Sources::new(vec![page("a.md", text)], Vec::new());
        let places = text.match_indices("| A |").map(|(start, row)| Span::new(FileId(0), start..start + row.len()));
        let found = bag(places.map(|span| Diagnostic::new(Code::NotUtf8, span, "wrong")));
        let log: Value = serde_json::from_str(&rendered(Format::Sarif, &found, &sources)).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|result| result["partialFingerprints"]["finding/v2"].clone()).collect()
    };
    let before = prints("| A | int32 |\n| A | int32 |\n| A | string |\n");
    assert_eq!(before.iter().map(ToString::to_string).collect::<BTreeSet<_>>().len(), 3, "{before:?}");
    assert_eq!(prints("new\n\n| A | int32 |\nnew\n| A | int32 |\n| A | string |\n"), before);
}

#[test]
fn generated_files_that_are_out_of_date_are_in_every_format_for_machines() {
    let stale = vec![Outdated {
        path: "out/src/lib.rs".to_owned(),
        line: 7,
        why: "differs".to_owned(),
        cause: "`a.md` changed".to_owned(),
    }];
    let summary = Summary { stale, ..Summary::default() };
    let text = |format| render(format, &Diagnostics::default(), &Sources::default(), &summary, false);
    assert_eq!(text(Format::Short), "out/src/lib.rs:7:1: error[out-of-date]: differs; cause: `a.md` changed\n");
    assert_eq!(
        text(Format::Github),
        "::error file=out/src/lib.rs,line=7,title=out of date::differs; cause: `a.md` changed\n"
    );
    assert!(
        text(Format::Json)
            .contains(r#""stale":[{"file":"out/src/lib.rs","line":7,"text":"differs","cause":"`a.md` changed"}]"#)
    );
    assert!(text(Format::Markdown).contains("## Out of date\n\n- out/src/lib.rs:7: differs; cause: `a.md` changed\n"));
    let log: Value = serde_json::from_str(&text(Format::Sarif)).unwrap();
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "out/src/lib.rs");
    assert_eq!(result["message"]["text"], "differs; cause: `a.md` changed");
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], result["ruleId"]);
}

#[test]
fn markdown_has_other_places_and_next_steps() {
    let (found, sources) = ordinary();
    let text = rendered(Format::Markdown, &found, &sources);
    assert!(text.contains("\n  - also rest/Contact/Put.md:4:3: first described here\n"), "{text}");
    assert!(text.contains("\nHelp: name the element with a fixup\n"), "{text}");
    let finding = |start: u32| Diagnostic::new(Code::NotUtf8, at(0, start, start), "m").help(format!("do {start}"));
    let text = rendered(Format::Markdown, &bag([finding(1), finding(2)]), &sources);
    assert!(text.contains("1:2: m\n  - help: do 1\n") && text.contains("1:3: m\n  - help: do 2\n"), "{text}");
}

#[test]
fn a_first_run_fits_on_a_screen() {
    let (found, sources) = many(3_000, 4);
    assert!(found.len() > 10_000);
    for format in Format::ALL {
        let text = rendered(*format, &found, &sources);
        if *format == Format::Human {
            assert!(text.lines().count() <= 40, "{} lines:\n{text}", text.lines().count());
            assert!(text.starts_with("error[") && text.contains("-->"), "{text}");
        }
        if *format == Format::Markdown {
            assert!(text.len() < 1 << 20, "{} bytes", text.len());
        }
    }
}

#[test]
fn eleven_findings_are_grouped_and_ten_are_not() {
    let text = "word ".repeat(20);
    let sources = Sources::new(vec![page("a.md", &text)], Vec::new());
    let finding =
        |number: usize| Diagnostic::new(Code::NotUtf8, Span::new(FileId(0), number * 5..number * 5 + 4), "alike");
    let ten = rendered(Format::Human, &bag((0..10).map(finding)), &sources);
    assert_eq!(ten.matches("-->").count(), 10, "{ten}");
    let eleven = rendered(Format::Human, &bag((0..11).map(finding)), &sources);
    assert_eq!(eleven.matches("-->").count(), 3, "{eleven}");
    assert!(eleven.contains("  = DOC7001: 8 more in 1 page\n"), "{eleven}");
}

#[test]
fn the_order_in_which_findings_are_added_does_not_matter() {
    let (found, sources) = hostile();
    let backwards = bag(found.iter().rev().cloned());
    let twice = bag(found.iter().chain(found.iter()).cloned());
    for format in Format::ALL {
        let text = rendered(*format, &found, &sources);
        assert_eq!(text, rendered(*format, &backwards, &sources), "{format}");
        let summary = Summary { pages: 2, complete: true, ..Summary::default() }.with_counts(&found);
        assert_eq!(text, render(*format, &twice, &sources, &summary, false), "{format}");
    }
}

#[test]
fn formats_are_found_by_name() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(*format));
        assert_eq!(format.to_string(), format.name());
    }
    assert!("yaml\u{1b}".parse::<Format>().is_err_and(|error| !error.contains('\u{1b}')));
}
