//! Compares the routes with a second matcher, which tries every operation.

use std::collections::BTreeSet;

use http::Method;
use superoffice_mock::api::{Api, Routed, Segment};

use crate::support::{Random, trees};

/// How well a path in lower case fits an operation: for each segment 0 for a literal, 1 for an integer, 2 for a text; and
/// whether all integers are ones. `None` if the path is another one.
fn fit(segments: &[Segment], given: &[String]) -> Option<(Vec<u8>, bool)> {
    let pairs = || segments.iter().zip(given);
    let literals = |(segment, text): (&Segment, &String)| match segment {
        Segment::Literal(literal) => literal == text,
        Segment::Parameter { .. } => true,
    };
    if segments.len() != given.len() || !pairs().rev().all(literals) {
        return None;
    }
    let rank = segments.iter().map(|segment| match segment {
        Segment::Literal(_) => 0,
        Segment::Parameter { integer: true, .. } => 1,
        Segment::Parameter { integer: false, .. } => 2,
    });
    let fits = pairs().all(|(segment, text)| match segment {
        Segment::Parameter { integer: true, .. } => text.parse::<i64>().is_ok(),
        _ => true,
    });
    Some((rank.collect(), fits))
}

fn expected(api: &Api, method: &Method, given: &[String]) -> Routed {
    let given: Vec<String> = given.iter().map(|text| text.to_lowercase()).collect();
    let mut all: Vec<(bool, Vec<u8>, usize)> = Vec::new();
    for (at, operation) in api.operations.iter().enumerate() {
        if let Some((rank, fits)) = fit(&operation.segments, &given) {
            all.push((!fits, rank, at));
        }
    }
    all.sort();
    let any_fits = all.first().is_some_and(|(misfit, ..)| !misfit);
    all.retain(|(misfit, ..)| *misfit != any_fits);
    if let Some((.., at)) = all.iter().find(|(.., at)| api.operations[*at].method == *method) {
        return Routed::Operation(*at);
    }
    let methods: BTreeSet<&str> = all.iter().map(|(.., at)| api.operations[*at].method.as_str()).collect();
    if methods.is_empty() {
        return Routed::Unknown;
    }
    Routed::OtherMethods(methods.into_iter().map(|method| method.parse().unwrap()).collect())
}

/// A path that is often, but not always, one of the API.
fn path(api: &Api, random: &mut Random) -> Vec<String> {
    let operation = &api.operations[random.below(api.operations.len())];
    let mut given: Vec<String> = Vec::new();
    for segment in &operation.segments {
        given.push(match segment {
            Segment::Literal(text) if random.below(8) == 0 => text.to_uppercase(),
            Segment::Literal(text) => text.clone(),
            Segment::Parameter { .. } => {
                ["17", "-3", "x y", "default", "99999999999999999999", "Ünïcode"][random.below(6)].to_owned()
            }
        });
    }
    let at = random.below(given.len());
    match random.below(8) {
        0 => given[at] = "nothing".to_owned(),
        1 => given[at] = "5".to_owned(),
        2 => given.push("more".to_owned()),
        3 => drop(given.pop()),
        _ => {}
    }
    given
}

#[test]
fn routes_agree_with_a_second_matcher() {
    const METHODS: [Method; 6] =
        [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    for (name, api) in trees() {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut counts = [0; 3];
        for _ in 0..20_000 {
            let given = path(&api, &mut random);
            let method = &METHODS[random.below(METHODS.len())];
            let found = api.route(method, &given);
            assert_eq!(found, expected(&api, method, &given), "{name}: {method} {given:?}");
            counts[match found {
                Routed::Operation(_) => 0,
                Routed::OtherMethods(_) => 1,
                Routed::Unknown => 2,
            }] += 1;
        }
        println!(
            "{name}: 20000 requests, 0 misroutes: {} operations, {} other methods, {} unknown",
            counts[0], counts[1], counts[2]
        );
        assert!(counts.iter().all(|count| *count > 500), "{counts:?}");
        assert!(api.hidden().is_empty(), "every operation has a route");
    }
}

#[test]
fn a_tenant_before_the_path_is_ignored() {
    let (_, api) = trees().remove(0);
    let operation = &api.operations[0];
    let path = api.example(operation).uri().path().to_owned();
    let plain: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for before in [&["Cust12345"][..], &["some", "folder"]] {
        let given: Vec<String> = before.iter().map(|one| (*one).to_owned()).chain(plain.clone()).collect();
        assert_eq!(api.route(&operation.method, &given), api.route(&operation.method, &plain));
    }
}
