//! Requests that match no route are answered with the nearest routes.

use http::Method;

use crate::support::{json, server, trees};

/// Method, path, the nearest route, and what differs.
const CASES: &[(&str, &str, &str, &[&str])] = &[
    ("GET", "/Cust1/api/v1/Contcat/5", "GET /api/v1/Contact/{id}", &["the segment is `Contact`, not `Contcat`"]),
    (
        "GET",
        "/api/v1/Contact/5/Person",
        "GET /api/v1/Contact/{id}/Persons",
        &["the segment is `Persons`, not `Person`"],
    ),
    ("POST", "/api/v1/Contact/5", "PUT /api/v1/Contact/{id}", &["the method is PUT, not POST"]),
    ("GET", "/v1/Contact/5", "GET /api/v1/Contact/{id}", &["the segment `api` is missing"]),
    (
        "GET",
        "/api/v1/Agents/TicketRelation/5",
        "GET /api/v1/TicketRelation/{id}",
        &["the route has no segment `Agents` there"],
    ),
    ("PUT", "/api/v1/TicketRelation", "PUT /api/v1/TicketRelation/{id}", &["the segment `{id}` is missing"]),
    (
        "GET",
        "/api/v1/Tiketrelation/5/x",
        "GET /api/v1/TicketRelation/{id}",
        &["the segment is `TicketRelation`, not `Tiketrelation`", "the route has no segment `x` there"],
    ),
];

#[test]
fn differences() {
    let (_, api) = trees().remove(0);
    for (method, path, route, expected) in CASES {
        let segments: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
        let found = api.nearest(&method.parse().unwrap(), &segments);
        let routes: Vec<String> =
            found.iter().map(|near| format!("{} {}", near.operation.method, near.operation.path)).collect();
        let at = routes.iter().position(|found| found == route);
        let near = &found[at.unwrap_or_else(|| panic!("{method} {path}: {routes:#?}"))];
        assert_eq!(near.differences, *expected, "{method} {path}: {near}");
        assert_eq!(near.line().to_string(), near.operation.line.to_string());
    }
}

#[test]
fn an_answer_shows_the_nearest_route() {
    let (_, api) = trees().remove(0);
    let server = server(&api, |builder| builder);
    let message = |method: &str, address: &str, body: &'static str| {
        let request = http::Request::builder().method(method).uri(address).header("authorization", "Bearer x");
        let response = server.respond(request.header("content-type", "application/json").body(body.into()).unwrap());
        (response.status().as_u16(), json(&response)["ErrorMessage"].as_str().unwrap().to_owned())
    };
    let (status, text) = message("GET", "/Cust1/api/v1/Contcat/5", "");
    let line =
        api.operations.iter().find(|one| one.path == "/api/v1/Contact/{id}" && one.method == Method::GET).unwrap();
    let expected = format!(
        "no page documents the path /Cust1/api/v1/Contcat/5; the nearest:\n- GET /api/v1/Contcat/5\n+ GET /api/v1/Contact/{{id}} ({})\n  the \
         segment is `Contact`, not `Contcat`",
        line.line
    );
    assert_eq!((status, text), (404, expected));
    let (status, text) = message("PATCH", "/api/v1/Contact", "");
    assert_eq!(status, 405);
    assert!(
        text.starts_with("this path has no PATCH; it has GET, POST; the nearest:\n- PATCH /api/v1/Contact\n+ "),
        "{text}"
    );
    let (status, text) = message("GET", "/api/v1/Contact?$filtr=x", "");
    assert!(
        status == 400 && text.starts_with("the query parameter `$filtr` is not documented; did you mean `$filter`? ("),
        "{text}"
    );
    let (status, text) = message("POST", "/api/v1/Contact", r#"{"Nmae": "Nordlys"}"#);
    assert!(
        status == 400
            && text.contains("the property `Nmae` is not documented")
            && text.contains("did you mean `Name`? ("),
        "{text}"
    );
}

/// A route with one changed letter is found again, in every page tree.
#[test]
fn misspelt_routes() {
    for (name, api) in trees() {
        let (mut all, mut found) = (0, 0);
        for operation in api.operations.iter().step_by(11) {
            let path = operation.path.replace(['{', '}'], "");
            let mut segments: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
            let Some(longest) = segments.iter_mut().skip(2).max_by_key(|segment| segment.len()) else { continue };
            if longest.len() < 4 || operation.path.contains(&format!("{{{longest}}}")) {
                continue;
            }
            longest.insert(2, 'q');
            all += 1;
            let near = api.nearest(&operation.method, &segments);
            found += usize::from(near.iter().any(|near| near.operation.path == operation.path));
        }
        println!("{name}: {found} of {all} misspelt routes are found");
        assert!(all > 0 && found * 100 >= all * 90, "{name}: {found} of {all}");
    }
}
