//! The sentences that an import writes for names: summaries of operations, and descriptions of their parts.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use superoffice_codegen::imported;
use superoffice_codegen::source::{SourceFile, Sources};

/// The page that an import makes of a page.
fn import(uid: &str, route: &str, rest: &str) -> String {
    let title = route.split_once("/v1/").map_or(route, |(_, title)| title);
    let text = format!(
        "---\nuid: v1{uid}\n---\n\n# {title}\n\n```http\n{route}\n```\n\nTheir words.\n\n{rest}\n## Response: object\n\n\
         | Response | Description |\n|---|---|\n| 200 | OK |\n"
    );
    let sources = Sources::new(vec![SourceFile { path: "page.md".into(), text }], Vec::new());
    let import = imported(&sources, true).unwrap();
    let found = import.files().map(|(_, file)| file).find(|file| file.text.contains(&format!("uid: v1{uid}\n")));
    found.unwrap_or_else(|| panic!("{uid}")).text.clone()
}

/// The first paragraph below the route.
fn summary(uid: &str, route: &str, rest: &str) -> String {
    let page = import(uid, route, rest);
    let below = page.split("\n```\n\n").nth(1).unwrap_or_else(|| panic!("{page}"));
    below.split("\n\n").next().unwrap().to_owned()
}

/// The cells of the last column of all tables.
fn descriptions(page: &str) -> Vec<String> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.ends_with("Description |"));
    rows.filter_map(|row| Some(row.strip_suffix(" |")?.rsplit_once("| ")?.1.to_owned())).collect()
}

/// Replaces what follows ` -> ` in each line of a table of this folder, and compares the lines.
fn compare(name: &str, expected: &str, sentence: impl Fn(&str) -> String) {
    let mut actual = String::new();
    for line in expected.lines() {
        if line.starts_with('#') {
            actual.push_str(line);
        } else {
            let given = line.split_once(" -> ").map_or(line, |(given, _)| given).trim_end();
            actual.push_str(&format!("{given} -> {}", sentence(given)));
        }
        actual.push('\n');
    }
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(format!("tests/import_sentences/{name}.txt"), &actual).unwrap();
        return;
    }
    let differences: Vec<_> = actual.lines().zip(expected.lines()).filter(|(a, b)| a != b).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn names_of_operations_become_summaries() {
    compare("summaries", include_str!("import_sentences/summaries.txt"), |given| {
        let mut parts = given.split_whitespace();
        let (uid, verb, path) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let rows: String = parts.map(|name| format!("| {name} | int32 | It |\n")).collect();
        let table = "## Request Body: request\n\n| Property Name | Type | Description |\n|---|---|---|\n";
        let rest = if rows.is_empty() { String::new() } else { format!("{table}{rows}") };
        summary(uid, &format!("{verb} /api/v1/{path}"), &rest)
    });
}

#[test]
fn names_of_properties_become_descriptions() {
    compare("descriptions", include_str!("import_sentences/descriptions.txt"), |given| {
        let rest = format!(
            "## Request Body: Lamp\n\n| Property Name | Type | Description |\n|---|---|---|\n\
             | Colour | string | It |\n| Key | string | It |\n| {given} |\n\n"
        );
        let page = import("LampEntity_Save", "POST /api/v1/Lamp/{lampId}", &rest);
        let found = descriptions(&page);
        let at = found.iter().position(|text| text == "The key.").unwrap_or_else(|| panic!("{page}"));
        found.get(at + 1).unwrap().clone()
    });
}

#[test]
fn parameters_and_headers_become_descriptions() {
    let rest = "| Path Part | Type | Description |\n|---|---|---|\n| id | int32 | It **Required** |\n| bulbId | int32 | It **Required** |\n\n\
        ## Query String Parameters\n\n| Parameter Name | Type | Description |\n|---|---|---|\n\
        | $select | string | It |\n| $Filter | string | It |\n| $orderby | string | It |\n| $top | int32 | It |\n\
        | $skip | int32 | It |\n| $expand | string | It |\n| $count | bool | It |\n| $format | string | It |\n\
        | lamp.bulbId | int32 | Deprecated |\n| onlyLit | bool | It |\n\n\
        ## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n\
        | Accept-Language | It 'is not' |\n| If-Modified-Since | 'A' |\n| If-Unmodified-Since | 'A' and 'B' |\n\
        | X-XSRF-TOKEN | 'A', 'B' and 'C' |\n| SO-AppToken | '' |\n| XYZ-Token | It |\n| ABC | It |\n\n";
    let page = import("LampEntity_Find", "GET /api/v1/Lamps/{id}/Bulbs/{bulbId}", rest);
    assert_eq!(
        descriptions(&page),
        [
            "The id of the lamp. **Required**",
            "The id of the bulb. **Required**",
            "Comma-separated names of the properties or columns to return.",
            "An expression that limits the rows that are returned.",
            "Comma-separated names to sort by, each with an optional `asc` or `desc`.",
            "The largest number of rows to return.",
            "The number of rows to skip before the first one that is returned.",
            "Comma-separated names of related entities to return as well.",
            "Whether to return the number of rows as well.",
            "The format of the response.",
            "Deprecated. The id of the bulb.",
            "Only lit.",
            "The preferred languages of texts in the response.",
            "Returns the content only if it has changed since this date. Supports 'A'.",
            "Changes the content only if it has not changed since this date. Supports 'A' and 'B'.",
            "The XSRF token. Supports 'A', 'B' and 'C'.",
            "The app token.",
            "The XYZ token.",
            "The ABC.",
            "OK",
        ]
    );
}

#[test]
fn statuses_have_their_usual_phrases() {
    let codes: Vec<u16> = (100..600).collect();
    let rows: String = codes.iter().map(|code| format!("| {code} | It |\n")).collect();
    let text = format!(
        "---\nuid: v1Lamp_Get\n---\n\n# GET Lamp\n\n```http\nGET /api/v1/Lamp\n```\n\n## Response: object\n\n\
         | Response | Description |\n|---|---|\n{rows}"
    );
    let sources = Sources::new(vec![SourceFile { path: "page.md".into(), text }], Vec::new());
    let import = imported(&sources, true).unwrap();
    let page =
        import.files().map(|(_, file)| file.text.clone()).find(|text| text.contains("uid: v1Lamp_Get\n")).unwrap();
    let found = descriptions(&page);
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for phrase in &found {
        *counts.entry(phrase).or_default() += 1;
    }
    let own: Vec<&str> = found.iter().map(String::as_str).filter(|phrase| counts.get(phrase) == Some(&1)).collect();
    assert_eq!(
        own.join(", "),
        "OK, Created, Accepted, No Content, Partial Content, Moved Permanently, Found, See Other, Not Modified, \
         Temporary Redirect, Permanent Redirect, Bad Request, Unauthorized, Forbidden, Not Found, Method Not Allowed, \
         Not Acceptable, Request Timeout, Conflict, Gone, Precondition Failed, Content Too Large, \
         Unsupported Media Type, Unprocessable Content, Too Many Requests, Internal Server Error, Not Implemented, \
         Bad Gateway, Service Unavailable, Gateway Timeout"
    );
    counts.retain(|_, count| *count > 1);
    let classes: Vec<(&str, usize)> = counts.into_iter().collect();
    assert_eq!(
        classes,
        [("Information", 100), ("Redirect", 94), ("Request Error", 86), ("Server Error", 95), ("Success", 95)]
    );
}

/// Compares a file of this folder with a text.
fn golden(name: &str, expected: &str, actual: &str) {
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(format!("tests/import_sentences/{name}"), actual).unwrap();
        return;
    }
    let differences: Vec<_> = actual.lines().zip(expected.lines()).filter(|(a, b)| a != b).collect();
    assert!(differences.is_empty() && actual.len() == expected.len(), "{differences:#?}\n{actual}");
}

/// Every file of the import of `given.md`, with rules and in the words of the page.
#[test]
fn whole_pages() {
    let given = include_str!("import_sentences/given.md");
    for (name, facts, expected) in [
        ("by_rule.md", true, include_str!("import_sentences/by_rule.md")),
        ("as_written.md", false, include_str!("import_sentences/as_written.md")),
    ] {
        let other = "---\nuid: v1LampEntity_DeleteLamp\n---\n\n# DEL Lamp/{id}\n\n```http\nDELETE /api/v1/Lamp/{id}\n```\n\n\
            Deletes it.\n\n## Response: void\n\n| Response | Description |\n|---|---|\n| 204 | Gone |\n";
        let page = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
        let pages =
            vec![page("agent/find.md", given), page("rest/delete.md", other), page("rest/other.md", "# Other\n")];
        let import = imported(&Sources::new(pages, Vec::new()), facts).unwrap();
        let actual: String = import.files().map(|(_, file)| format!("==> {} <==\n{}", file.path, file.text)).collect();
        golden(name, expected, &actual);
    }
}
