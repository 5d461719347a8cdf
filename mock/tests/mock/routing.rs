//! Compares the answers to random requests with a second matcher, which reads the routes from the text of the pages and
//! tries every one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use superoffice_mock::api::Api;

use crate::support::{Random, folders, server};

/// The number of requests for each tree.
const REQUESTS: usize = 100_000;

/// A route as its page has it.
#[derive(Debug)]
struct Route {
    uid: String,
    method: String,
    /// The segments in lower case; parameters have their braces.
    segments: Vec<String>,
    /// The names of the parameters that are integers according to the page, with braces and in lower case.
    integers: BTreeSet<String>,
}

impl Route {
    /// Reads a page: its uid, the first line of its first block of HTTP, and the table of path parts.
    fn of(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let uid = lines.clone().find_map(|line| line.strip_prefix("uid:"))?.trim().to_owned();
        let (method, address) = lines.find(|line| *line == "```http").and_then(|_| lines.next())?.split_once(' ')?;
        let path = address.split('?').next()?.trim();
        let table = lines.skip_while(|line| !line.starts_with("| Path Part")).take_while(|line| line.starts_with('|'));
        let integers = table.filter_map(|line| {
            let mut cells = line.split('|').map(str::trim).skip(1);
            let (name, ty) = (cells.next()?, cells.next()?.to_lowercase());
            matches!(ty.as_str(), "int" | "int32" | "int64" | "integer" | "long")
                .then(|| format!("{{{}}}", name.to_lowercase()))
        });
        let segments = path.split('/').filter(|text| !text.is_empty()).map(str::to_lowercase).collect();
        Some(Self { uid, method: method.to_owned(), segments, integers: integers.collect() })
    }

    /// How well a path fits: for each segment 0 for a literal, 1 for an integer, 2 for a text, and whether the values of all
    /// integer parameters are integers. `None` if the path does not fit.
    fn fit(&self, given: &[String]) -> Option<(bool, Vec<u8>)> {
        if self.segments.len() != given.len() {
            return None;
        }
        let (mut all_fit, mut rank) = (true, Vec::new());
        for (segment, text) in self.segments.iter().zip(given).rev() {
            rank.push(match segment.starts_with('{') {
                true if text.is_empty() => return None,
                true if self.integers.contains(segment) => {
                    all_fit &= text.parse::<i64>().is_ok();
                    1
                }
                true => 2,
                false if segment == text => 0,
                false => return None,
            });
        }
        rank.reverse();
        Some((!all_fit, rank))
    }
}

/// All files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "md") {
            found.push(path);
        }
    }
}

/// The routes of a folder, by the number of their segments.
fn routes(folder: &Path) -> BTreeMap<usize, Vec<Route>> {
    let mut pages = Vec::new();
    files(folder, &mut pages);
    pages.sort();
    let mut found: BTreeMap<usize, Vec<Route>> = BTreeMap::new();
    for page in pages {
        if let Some(route) = Route::of(&std::fs::read_to_string(page).unwrap()) {
            found.entry(route.segments.len()).or_default().push(route);
        }
    }
    found
}

/// The expected result of routing a request.
#[derive(Debug, PartialEq, Eq)]
enum Expected<'a> {
    /// The uid of an operation.
    Operation(&'a str),
    /// The methods that the path has.
    Allow(BTreeSet<&'a str>),
    Unknown,
}

fn expected<'a>(routes: &'a BTreeMap<usize, Vec<Route>>, method: &str, path: &str) -> Expected<'a> {
    let path = path.trim_matches('/');
    let decoded = path.split('/').map(|text| percent_decode_str(text).decode_utf8_lossy().to_lowercase());
    // Everything before the first segment of all routes is the name of a tenant.
    let given: Vec<String> = decoded.skip_while(|text| text != "api").collect();
    let of_length = routes.get(&given.len()).map_or(&[][..], Vec::as_slice);
    let mut all: Vec<_> = of_length.iter().filter_map(|route| Some((route.fit(&given)?, route))).collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let Some(misfit) = all.first().map(|((misfit, _), _)| *misfit) else { return Expected::Unknown };
    all.retain(|((one, _), _)| *one == misfit);
    match all.iter().find(|(_, route)| route.method == method) {
        Some((_, route)) => Expected::Operation(&route.uid),
        None => Expected::Allow(all.iter().map(|(_, route)| route.method.as_str()).collect()),
    }
}

/// A segment with random capitals, of which some characters are percent-encoded.
fn written(text: &str, random: &mut Random) -> String {
    let cased = match random.below(6) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        _ => text.to_owned(),
    };
    if random.below(6) > 0 {
        return utf8_percent_encode(&cased, NON_ALPHANUMERIC).to_string();
    }
    cased.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// A method and a path, which are often but not always those of an operation.
fn request(routes: &[&Route], random: &mut Random) -> (String, String) {
    const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PURGE"];
    const VALUES: [&str; 14] = [
        "17",
        "-3",
        "0",
        "2147483648",
        "9223372036854775807",
        "99999999999999999999",
        "+5",
        "1.5",
        "0x1F",
        "x y",
        "default",
        "Ünïcode",
        "a/b",
        "api",
    ];
    let route = routes[random.below(routes.len())];
    let mut given: Vec<String> = Vec::new();
    for segment in &route.segments {
        given.push(match segment.starts_with('{') {
            false => segment.clone(),
            true if random.below(40) == 0 => "x".repeat(1 + random.below(3000)),
            true if random.below(3) > 0 => (1 + random.below(100_000)).to_string(),
            true => VALUES[random.below(VALUES.len())].to_owned(),
        });
    }
    let at = random.below(given.len());
    match random.below(20) {
        0 => given[at] = "nothing".to_owned(),
        1 => given[at] = "5".to_owned(),
        2 => given.push("more".to_owned()),
        3 => drop(given.pop()),
        4 => given.insert(at, String::new()),
        5 => given.insert(0, "Cust12345".to_owned()),
        6 => given[at].push('x'),
        7 => drop(given[at].pop()),
        8 => given.swap(0, at),
        9 => given[at] = routes[random.below(routes.len())].segments.last().unwrap().clone(),
        _ => {}
    }
    let mut text = given.iter().map(|one| format!("/{}", written(one, random))).collect::<String>();
    text.push_str(["", "", "", "/", "//", "?x=/api/v1", "/?"][random.below(7)]);
    let method = if random.below(2) == 0 { &route.method } else { METHODS[random.below(METHODS.len())] };
    (method.to_owned(), text)
}

#[test]
fn random_requests_reach_the_documented_operation() {
    std::thread::scope(|scope| {
        for (name, folder, api) in folders() {
            scope.spawn(move || check(name, &folder, &api));
        }
    });
}

fn check(name: &str, folder: &Path, api: &Arc<Api>) {
    let routes = routes(folder);
    let all: Vec<&Route> = routes.values().flatten().collect();
    assert_eq!(all.len(), api.operations.len(), "{name}: a route for each page");
    let server = server(api, |builder| builder);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for _ in 0..REQUESTS {
        let (method, path) = request(&all, &mut random);
        // Without credentials, a request ends after its route is found.
        let request = Request::builder().method(method.as_str()).uri(&path).body(Bytes::new()).unwrap();
        let response = server.respond(request);
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        let found = match (response.status().as_u16(), header("x-mock-operation")) {
            (_, Some(uid)) => Expected::Operation(uid),
            (405, None) => Expected::Allow(header("allow").unwrap().split(", ").collect()),
            (404, None) => Expected::Unknown,
            other => panic!("{name}: {method} {path}: {other:?}"),
        };
        assert_eq!(found, expected(&routes, &method, path.split('?').next().unwrap()), "{name}: {method} {path}");
        let kind = match found {
            Expected::Operation(uid) => {
                reached.insert(uid.to_owned());
                "an operation"
            }
            Expected::Allow(_) => "405",
            Expected::Unknown => "404",
        };
        *counts.entry(kind).or_default() += 1;
    }
    println!("{name}: {REQUESTS} requests, 0 misroutes: {counts:?}");
    assert_eq!(reached.len(), all.len(), "{name}: every operation was reached");
    assert!(counts.values().all(|count| *count > 5000), "{counts:?}");
    assert!(api.hidden().is_empty(), "every operation has a route");
}

#[test]
fn a_tenant_before_the_path_is_ignored() {
    let (_, _, api) = folders().remove(0);
    let operation = &api.operations[0];
    let path = api.example(operation).uri().path().to_owned();
    let plain: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for before in [&["Cust12345"][..], &["some", "folder"]] {
        let given: Vec<String> = before.iter().map(|one| (*one).to_owned()).chain(plain.clone()).collect();
        assert_eq!(api.route(&operation.method, &given), api.route(&operation.method, &plain));
    }
}
