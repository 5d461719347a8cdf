//! What the human format leaves out of long findings.

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
