//! The surface of the generated crate in this repository, and the words of single changes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::path::Path;

use super::compare::with_names;
use super::item::{Item, Kind};
use super::surface::Surface;
use super::{Pair, between};
use crate::diagnostics::change::Places;

/// The number of lines for which a function of path and line returns `true`.
type Count<'a> = (usize, &'a dyn Fn(&str, &str) -> bool);

/// Reads every file of the generated crate, and counts the lines that satisfy a condition.
fn generated(counts: &mut [Count<'_>]) -> Surface {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let mut surface = Surface::default();
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap();
            for (count, is) in counts.iter_mut() {
                *count += text.lines().filter(|line| is(&name, line)).count();
            }
            surface.read(&name, &text);
        }
    }
    surface.finish();
    surface
}

#[test]
fn every_name_of_the_generated_crate_is_read() {
    let is_entity = |path: &str| path.starts_with("src/entities/") || path.starts_with("src/requests/");
    let is_client = |path: &str| path.starts_with("src/client/") && path != "src/client/mod.rs";
    let mut counts: [Count<'_>; 5] = [
        (0, &|path, line| is_entity(path) && line.starts_with("pub struct ")),
        (0, &|path, line| is_entity(path) && line.starts_with("    pub ") && !line.contains(" extra: ")),
        (0, &|path, line| is_client(path) && line.starts_with("    pub fn ") && !line.contains(" new(")),
        (0, &|path, line| path == "src/enums.rs" && line.ends_with("\",") && !line.contains("feature =")),
        (0, &|path, line| {
            is_client(path) && line.starts_with("        ") && line.contains(": ") && line.contains(" = \"")
        }),
    ];
    let surface = generated(&mut counts);
    let of = |kind: Kind| surface.items.values().filter(|item| item.kind == kind).collect::<Vec<&Item>>();
    for (kind, (count, _)) in [Kind::Type, Kind::Field, Kind::Method, Kind::Constant].into_iter().zip(&counts) {
        assert_eq!(of(kind).len(), *count, "{kind:?}");
        assert!(*count > 50, "{kind:?}");
    }
    let parameters = of(Kind::Parameter).into_iter().filter(|item| !item.shape.is_empty()).count();
    assert_eq!(parameters, counts[4].0);
    assert!(of(Kind::Field).iter().all(|item| !item.key.is_empty() && item.shape.starts_with("Option<")));
    // The second method of an operation, which takes the body, is not paired by the operation.
    let pages = |item: &&&Item| !item.page.is_empty() && item.route.contains(" /api/");
    let of_body = |path: &str| path.ends_with("_with") || path.ends_with("_with_request");
    let second = surface.items.iter().filter(|(path, item)| item.kind == Kind::Method && of_body(path)).count();
    let odd: Vec<&String> = surface
        .items
        .iter()
        .filter(|(path, item)| item.kind == Kind::Method && !pages(&item) && !of_body(path))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(of(Kind::Method).iter().filter(pages).count() + second, counts[2].0, "{odd:?}");
    assert!(of(Kind::Method).iter().all(|item| item.shape.contains(") -> ")), "{surface:#?}");
    assert!(of(Kind::Call).iter().all(|item| item.page.starts_with("v1")));
    let get = &surface.items["client::archive::ArchiveClient::get"];
    assert_eq!(get.shape, "(&str) -> OdataSlimResponse");
    assert!(surface.items.contains_key("client::archive::ArchiveClient::get::select"));
    assert_eq!(surface.items["entities::ContactEntity::contact_id"].key, "ContactId");
    assert_eq!(surface.gates["client::archive"], Some(["archive".to_owned()].into()));
}

/// The changes between two versions of a file, one per line.
#[track_caller]
fn check(path: &str, old: &str, new: &str, expected: &[&str]) {
    let pair = Pair { path: path.into(), old: Some(old.to_owned()), new: Some(new) };
    let changes = between(&[pair], "", &Places::default());
    let lines: Vec<String> = changes
        .list
        .iter()
        .map(|it| format!("{} {} {} {} {}", it.kind.word(), it.item, it.path, it.was, it.now).trim().to_owned())
        .collect();
    assert_eq!(lines, expected);
}

const THING: &str = "pub struct Thing { pub id: Option<i32>, pub part: Option<Box<Part>>, pub extra: Extra }\n\
                     superoffice_runtime::entity! { Thing, \"Thing\" { id, with_id(i32) = \"Id\"; part, with_part(Part) = \"Part\"; } }\n";

#[test]
fn changes_of_types() {
    let path = "src/entities/thing.rs";
    check(path, THING, THING, &[]);
    check(path, THING, "", &["removed type entities::Thing"]);
    check(path, "", THING, &["added type entities::Thing"]);
    check(
        path,
        THING,
        &THING.replace("id: Option<i32>", "id: Option<i64>"),
        &["retyped field entities::Thing::id Option<i32> Option<i64>"],
    );
    // An alias keeps the type and its fields.
    let renamed = THING.replace("Thing", "Gadget");
    check(
        path,
        THING,
        &format!("{renamed}pub type Thing = Gadget;"),
        &["renamed type entities::Thing  entities::Gadget"],
    );
    check(path, &format!("{renamed}pub type Thing = Gadget;"), &renamed, &["removed deprecated alias entities::Thing"]);
    check(path, THING, &renamed, &["probably-renamed type entities::Thing  entities::Gadget"]);
    // The field is the same by its key.
    check(
        path,
        THING,
        &THING.replace("pub id:", "pub number:").replace("id, with_id", "number, with_number"),
        &["probably-renamed field entities::Thing::id Option<i32> entities::Thing::number"],
    );
    // Two that could be meant are not paired.
    check(
        path,
        THING,
        &format!("{renamed}{}", THING.replace("Thing", "Widget")),
        &["removed type entities::Thing", "added type entities::Gadget", "added type entities::Widget"],
    );
}

#[test]
fn changes_of_enumerations() {
    let path = "src/enums.rs";
    let known = "superoffice_runtime::open_enum! { pub struct Kind { PLAIN = \"Plain\", ODD = \"Odd\", } }\n";
    check(path, known, &known.replace("ODD = \"Odd\",", ""), &["removed enum value enums::Kind::ODD \"Odd\""]);
    check(
        path,
        known,
        &known.replace("\"Odd\"", "\"Strange\""),
        &["retyped enum value enums::Kind::ODD \"Odd\" \"Strange\""],
    );
    check(
        path,
        known,
        &format!(
            "{}impl Kind {{ #[deprecated(note = \"renamed to `ODDS`\")] pub const ODD: Self = Self::ODDS; }}",
            known.replace("ODD =", "ODDS =")
        ),
        &["renamed enum value enums::Kind::ODD  enums::Kind::ODDS"],
    );
    check(
        path,
        &format!("#[cfg(any(feature = \"a\", feature = \"b\"))] {known}"),
        &format!("#[cfg(feature = \"a\")] {known}"),
        &["feature-changed enumeration enums::Kind a, b a"],
    );
    check(path, &format!("#[cfg(feature = \"a\")] {known}"), known, &[]);
    check(
        path,
        known,
        &format!("#[cfg(feature = \"a\")] {known}"),
        &["feature-changed enumeration enums::Kind always a"],
    );
}

#[test]
fn changes_of_methods_and_features() {
    let path = "src/client/thing.rs";
    let client = |method: &str| format!("pub struct ThingClient {{ http: Http }} impl ThingClient {{ {method} }}");
    let get = "pub fn get(&self, id: i32) -> Call<Thing, Selectable> { self.call() }";
    check(path, &client(get), &client(&get.replace("id:", "number:")), &[]);
    check(
        path,
        &client(get),
        &client(&get.replace(", Selectable", "")),
        &["removed optional parameter client::thing::ThingClient::get::select"],
    );
    let call =
        "superoffice_runtime::call_builder! { pub struct ThingGetCall -> Thing, select { depth: i32 = \"depth\", } }";
    let with_call = client("pub fn get(&self, id: i32) -> ThingGetCall { self.call() }") + call;
    check(path, &client(get), &with_call, &["added call client::thing::ThingGetCall"]);
    // Two methods of one operation return the same call.
    let two = |result: &str| {
        client(&format!(
            "pub fn get(&self) -> {result} {{ self.call() }} pub fn get_with(&self, id: i32) -> {result} {{ self.call() }}"
        ))
    };
    check(
        path,
        &two("Call<Thing, Selectable>"),
        &(two("ThingGetCall") + call),
        &["added call client::thing::ThingGetCall"],
    );
    check(
        path,
        &with_call,
        &with_call.replace("depth: i32", "depth: &str"),
        &["retyped optional parameter client::thing::ThingGetCall::depth i32 &str"],
    );
    check(
        path,
        &client(get),
        &client(&get.replace("id: i32", "id: &str")),
        &["retyped method client::thing::ThingClient::get (i32) -> Thing (&str) -> Thing"],
    );
    check(
        path,
        &client(get),
        &client(&format!("{} #[deprecated(note = \"renamed to `fetch`\")] {get}", get.replace(" get(", " fetch("))),
        &["renamed method client::thing::ThingClient::get  client::thing::ThingClient::fetch"],
    );
    check("Cargo.toml", "a = []\nb = []\n", "a = []\nnew = []\nb = [\"new\"]\n", &["renamed feature b  new"]);
    check("Cargo.toml", "a = []\nfull = [\n", "full = [\n", &["removed feature a"]);
    // The sets of features and the lines of a long list are not features of an API.
    check("Cargo.toml", "a = []\ndefault = [\"a\"]\nfull = [\"a\"]\n    b = [\n# c = []\n", "a = []\n", &[]);
}

#[test]
fn a_method_is_recognised_by_its_route_or_its_page() {
    let method = |name: &str, route: &str, page: &str| {
        let docs = format!("/// `GET /api/v1/{route}`\n///\n/// [Reference](https://x/restful/rest/Thing/{page}.html)");
        format!("impl ThingClient {{\n{docs}\npub fn {name}(&self) -> Call<{page}> {{ self.call() }} }}")
    };
    let path = "src/client/thing.rs";
    let renamed = "probably-renamed method client::thing::ThingClient::get () -> One client::thing::ThingClient::fetch";
    check(path, &method("get", "Thing", "One"), &method("fetch", "Thing", "Two"), &[renamed]);
    check(path, &method("get", "Thing", "One"), &method("fetch", "Other", "One"), &[renamed]);
    let both = [
        "removed method client::thing::ThingClient::get () -> One",
        "added method client::thing::ThingClient::fetch  () -> Two",
    ];
    check(path, &method("get", "Thing", "One"), &method("fetch", "Other", "Two"), &both);
}

#[test]
fn whole_names_are_replaced() {
    let names = [("Part".to_owned(), "Piece".to_owned())].into();
    assert_eq!(with_names("(&Part, PartItem) -> Vec<Part>", &names), "(&Piece, PartItem) -> Vec<Piece>");
    assert_eq!(with_names("Part", &names), "Piece");
}
