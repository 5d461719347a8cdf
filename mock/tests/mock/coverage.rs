//! Tests that the matrix of behaviours agrees with a run of all groups and with the documentation.

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use http::Request;
use http::header::ACCEPT;
use superoffice_mock::MockServer;
use superoffice_mock::api::Coverage;

use crate::contract::{Seen, Steps, records};
use crate::keyed::values;
use crate::support::{json, server, trees};

fn control(server: &MockServer, media: &'static str) -> http::Response<Bytes> {
    server.respond(Request::builder().uri("/_mock").header(ACCEPT, media).body(Bytes::new()).unwrap())
}

/// Compares a text with a part of a file. With `UPDATE_COVERAGE=1` it is written.
fn compare(file: &str, begin: &str, end: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let whole = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let (before, rest) = match begin {
        "" => ("", whole.as_str()),
        _ => whole.split_once(begin).unwrap_or_else(|| panic!("{file} has no {begin:?}")),
    };
    let (part, after) = match end {
        "" => (rest, ""),
        _ => rest.split_once(end).unwrap_or_else(|| panic!("{file} has no {end:?}")),
    };
    if part == text {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_COVERAGE").is_some(),
        "{file} is out of date: run `UPDATE_COVERAGE=1 cargo test -p superoffice-mock --test mock coverage`"
    );
    std::fs::write(&path, format!("{before}{begin}{text}{end}{after}")).unwrap();
}

#[test]
fn the_matrix_says_what_a_run_shows() {
    for (name, api) in trees() {
        let mut steps = Steps::default();
        let mut seen: BTreeMap<usize, Seen> = records(&api, true, &mut steps);
        seen.extend(records(&api, false, &mut steps));
        for (at, more) in values(&api, &mut steps) {
            seen.entry(at).or_default().extend(more);
        }
        let statuses = |seen: &Seen, what: &str| -> Vec<u16> {
            let mut found: Vec<u16> = seen
                .get(what)
                .into_iter()
                .flat_map(|text| text.split(", "))
                .map(|text| text.parse().unwrap())
                .collect();
            found.sort_unstable();
            found
        };
        let mut shown: Vec<Coverage> = seen
            .iter()
            .map(|(at, seen)| Coverage {
                name: api.groups[*at].name.clone(),
                has: Coverage::BEHAVIOURS.map(|behaviour| seen.contains_key(behaviour)),
                conditional: statuses(seen, "conditional"),
                errors: statuses(seen, "errors"),
            })
            .collect();
        shown.sort_by(|a, b| a.name.cmp(&b.name));
        let said = api.coverage();
        // Stored records are identified by the names of their groups.
        assert!(said.windows(2).all(|pair| pair[0].name != pair[1].name), "{name}: names are unique");
        assert_eq!(shown.len(), said.len(), "{name}");
        for (shown, said) in shown.iter().zip(&said) {
            assert_eq!(shown, said, "{name}: what was seen, and what the matrix says");
        }
        for (at, behaviour) in Coverage::BEHAVIOURS.iter().enumerate() {
            println!("{name}: {behaviour}: {} of {}", said.iter().filter(|row| row.has[at]).count(), said.len());
        }
        println!("{name}: conditional: {}", said.iter().filter(|row| !row.conditional.is_empty()).count());
    }
}

#[test]
fn the_documentation_has_the_matrix_and_the_limits() {
    let (_, api) = trees().remove(0);
    let server = server(&api, |builder| builder);
    let markdown = control(&server, "text/markdown");
    compare("COVERAGE.md", "", "", std::str::from_utf8(markdown.body()).unwrap());
    let limits = json(&control(&server, "application/json"));
    let limits = limits["notImitated"].as_array().unwrap().iter();
    let limits: String = limits.map(|one| format!("- {}\n", one.as_str().unwrap())).collect();
    compare("README.md", "<!-- @generated limits begin -->\n", "<!-- @generated limits end -->", &limits);
    // The text has the same rows as the JSON.
    let text = control(&server, "text/plain");
    let text = std::str::from_utf8(text.body()).unwrap();
    for row in api.coverage() {
        assert!(text.lines().any(|line| line.starts_with(&row.name)), "{}", row.name);
    }
}
