//! The list of what is not imitated.
//!
//! In: the API. Out: text and JSON, for `/_mock`. Most of it follows from the rules of `api/groups.rs`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::api::Api;

/// What no documentation describes well enough, for all operations alike.
const NOT_IMITATED: &[&str] = &[
    "Business rules, access rights, scripts and webhooks: the pages do not describe them.",
    "Links between records: a person of a company that was deleted stays, and nested objects are stored as they are sent.",
    "Content of files: uploads are accepted and not kept, downloads are the documented sample.",
    "Bodies in XML and forms: requests get 415, responses 406.",
    "Languages, cultures and time zones: the headers are accepted and change nothing.",
    "In lists: `$entities`, `$mode`, `$options`, `$context`, `$format`, `$output`, functions in `$select`, and conditions \
     that depend on the clock or the user, such as `thisMonth`. Columns are the properties of the stored type.",
    "Lists of other operations than those of the resources below, such as archives: they have 20 rows of made-up values in \
     the requested columns. Filters, orders and pages apply to these.",
    "Properties without a value in a new record are `null`; a real server fills many of them.",
];

/// The roles of each group, by the name of the group.
fn groups(api: &Api) -> BTreeMap<&str, Vec<&'static str>> {
    let mut found: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    for (at, role) in api.roles.iter().flatten() {
        if let Some(group) = api.groups.get(*at) {
            found.entry(&group.name).or_default().push(role.word());
        }
    }
    found.values_mut().for_each(|roles| roles.sort_unstable());
    found
}

pub(super) fn as_json(api: &Api) -> Value {
    let uid = |at: usize| api.operations.get(at).map_or("", |operation| operation.uid.as_str());
    let stateful = api.roles.iter().flatten().count();
    json!({
        "mock": concat!("superoffice-mock/", env!("CARGO_PKG_VERSION")),
        "operations": api.operations.len() - api.hidden().len(),
        "operationsWithState": stateful,
        "errorsInPages": api.errors,
        "notImitated": NOT_IMITATED,
        "stateful": groups(api).into_iter().map(|(name, roles)| json!({"name": name, "roles": roles})).collect::<Vec<_>>(),
        "stateless": api.stateless.iter().map(|one| json!({"name": one.what, "reason": one.why})).collect::<Vec<_>>(),
        "dispatchedByType": api.dispatched_by_type(),
        "unreachable": api.hidden().iter().map(|(first, hidden)| json!([uid(*first), uid(*hidden)])).collect::<Vec<_>>(),
    })
}

pub(super) fn as_text(api: &Api) -> String {
    let served = api.operations.len() - api.hidden().len();
    let mut out = format!("This is a mock of {served} operations, made from their reference pages.\n");
    if api.errors > 0 {
        let _ = writeln!(out, "The pages have {} errors; what these pages describe is missing.", api.errors);
    }
    out.push_str("\nNot imitated:\n");
    for one in NOT_IMITATED {
        let _ = writeln!(out, "- {one}");
    }
    let groups = groups(api);
    let _ = writeln!(out, "\nWhat is written to these {} is read back; everything else returns samples:", groups.len());
    for (name, roles) in &groups {
        let _ = writeln!(out, "- {name}: {}", roles.join(", "));
    }
    out.push_str("\nThese look as if they had state but have none:\n");
    for one in &api.stateless {
        let _ = writeln!(out, "- {}: {}", one.what, one.why);
    }
    out.push_str("\nRoutes that differ only in the type of a parameter; an integer is tried before a text:\n");
    for uids in api.dispatched_by_type() {
        let _ = writeln!(out, "- {}", uids.join(", "));
    }
    out
}
