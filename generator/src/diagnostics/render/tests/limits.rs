//! Limits of the formats, for long findings and for many findings.

use super::*;

#[test]
fn places_and_notes_that_are_left_out_are_counted() {
    let (_, sources) = ordinary();
    let finding = |others: u32, notes: usize| {
        let mut finding = Diagnostic::new(Code::NotUtf8, at(0, 2, 9), "many");
        for other in 0..others {
            finding = finding.other(at(1, other, other + 1), "here");
        }
        for note in 0..notes {
            finding = finding.note(format!("note {note}"));
        }
        rendered(Format::Human, &bag([finding]), &sources)
    };
    assert!(!finding(3, 3).contains(" more place"));
    assert!(finding(4, 3).contains("note: 1 more place or note\n"));
    assert!(finding(3, 4).contains("note: 1 more place or note\n"));
    assert!(finding(5, 6).contains("note: 5 more places and notes\n"));
}

#[test]
fn a_long_place_is_quoted_by_its_first_line() {
    let text = "line 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\nline 9\n";
    let sources = Sources::new(vec![page("a.md", text)], Vec::new());
    let quoted = |lines: u32| {
        let finding = Diagnostic::new(Code::NotUtf8, at(0, 0, 7 * lines), "long");
        let text = rendered(Format::Human, &bag([finding]), &sources);
        (1..10).filter(|line| text.contains(&format!("line {line}"))).count()
    };
    assert_eq!([1, 2, 3, 4, 5, 6].map(quoted), [1, 2, 3, 4, 1, 1]);
}

/// Every code has two lines as long as all of them fit on a screen. Of more codes, the last line counts the rest.
#[test]
fn any_number_of_codes_fits_on_a_screen() {
    let (_, sources) = ordinary();
    for count in 11..=Code::ALL.len() {
        let codes = Code::ALL.iter().take(count);
        let found = bag(codes.clone().map(|code| Diagnostic::new(*code, at(0, 2, 9), "wrong")));
        let text = rendered(Format::Human, &found, &sources);
        assert!(text.lines().count() <= 40, "{count} codes: {}\n{text}", text.lines().count());
        let above: Vec<&str> = text.lines().take_while(|line| !line.contains(" in 2 pages, ")).collect();
        assert!(above.last() == Some(&"") && !text.contains("\n\n\n"), "one blank line: {text}");
        let shown = codes.filter(|code| text.contains(&format!("[{}]", code.number()))).count();
        let rest = text.lines().find_map(|line| line.split_once(" more of ")).map(|(findings, codes)| {
            let number = |text: &str| text.split(' ').next().and_then(|word| word.parse::<usize>().ok()).unwrap();
            assert_eq!(number(findings), number(codes), "{text}");
            number(codes)
        });
        assert_eq!(shown + rest.unwrap_or_default(), count, "{text}");
        assert!(rest.is_none() || text.lines().count() >= 39, "room is left: {text}");
    }
}

/// Formats for people show a few of the other places of a finding, and count the rest.
#[test]
fn formats_for_machines_list_all_other_places() {
    let (_, sources) = ordinary();
    let finding = |others: u32| {
        let finding = Diagnostic::new(Code::NotUtf8, at(0, 2, 9), "many").label("here").help("correct it");
        bag([(0..others).fold(finding, |finding, other| finding.other(at(1, other, other + 1), "there"))])
    };
    let short = |others| rendered(Format::Short, &finding(others), &sources);
    let three = "rest/Contact/Get.md:1:3: warning[DOC7001]: many; also rest/Contact/Put.md:1:1: there; \
                 also rest/Contact/Put.md:1:2: there; also rest/Contact/Put.md:1:3: there";
    assert_eq!(short(3), format!("{three}; help: correct it\n"));
    assert_eq!(short(4), format!("{three}; and 1 more place; help: correct it\n"));
    assert_eq!(short(6), format!("{three}; and 3 more places; help: correct it\n"));
    let markdown = rendered(Format::Markdown, &finding(6), &sources);
    let list = "- rest/Contact/Get.md:1:3: many (here)\n  - also rest/Contact/Put.md:1:1: there\n  \
                - also rest/Contact/Put.md:1:2: there\n  - also rest/Contact/Put.md:1:3: there\n  - 3 more places\n";
    assert!(markdown.ends_with(list), "{markdown}");
    let count = |format, key: &str| {
        let text = rendered(format, &finding(6), &sources);
        let value: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        value.pointer(key).and_then(Value::as_array).map(Vec::len)
    };
    assert_eq!(count(Format::Json, "/others"), Some(6));
    assert_eq!(count(Format::Sarif, "/runs/0/results/0/relatedLocations"), Some(6));
}

/// GitHub shows ten findings of each level.
#[test]
fn a_notice_for_github_counts_the_findings_beyond_its_limit() {
    let (_, sources) = ordinary();
    let lines = |warnings: u32, notes: u32| {
        let of = |code, count| (0..count).map(move |n| Diagnostic::new(code, at(0, n, n + 1), "x"));
        let found = bag(of(Code::NotUtf8, warnings).chain(of(Code::AmbiguousRoute, notes)));
        let text = rendered(Format::Github, &found, &sources);
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let rest = |lines: &[String]| lines.iter().position(|line| line.starts_with("::notice title=more findings::"));
    assert_eq!(rest(&lines(10, 10)), None);
    let many = lines(11, 10);
    assert_eq!((many.len(), rest(&many)), (22, Some(11)));
    assert_eq!(
        many.get(11).map(String::as_str),
        Some(
            "::notice title=more findings::0 errors, 1 warning and 1 note are not shown as annotations; \
             `cargo xtask lint --message-format markdown` lists them, for example for the job summary"
        )
    );
    assert_eq!(rest(&lines(11, 0)), Some(11));
    assert_eq!(rest(&lines(0, 11)), Some(0));
}
