//! Writes the table of the methods of all clients, compiles it with `calling`, and runs it.
//!
//! In: the source of the generated clients. Out: a row for each method, with a function that calls it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use quote::ToTokens as _;
use serde_json::Value;
use syn::{FnArg, ImplItem, ImplItemFn, Item, Pat, PathArguments, ReturnType, Type, TypeParamBound};

/// A method of a client.
struct Method {
    /// The method of `Client` that returns the client with this method.
    client: String,
    name: String,
    uid: String,
    /// The name and the type of each.
    arguments: Vec<(String, String)>,
}

fn file(path: &Path) -> syn::File {
    syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The uids of the routes in a file, by the names of their constants.
fn routes(path: &Path) -> BTreeMap<String, String> {
    let items = file(path).items.into_iter();
    let routes = items.filter_map(|item| match item {
        Item::Static(item) => {
            let text = item.expr.to_token_stream().to_string();
            let uid = text.split("Operation :: new (").nth(1)?.split('"').nth(1)?.to_owned();
            Some((item.ident.to_string(), uid))
        }
        _ => None,
    });
    routes.collect()
}

/// The name of the constant of a route in the body of a method, or the method that it calls.
fn word_after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.split(start).nth(1)?.split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| !word.is_empty())
}

/// The methods of all clients that call an operation.
fn methods(generated: &Path) -> Vec<Method> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(generated.join("src/client")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "rs") && !path.ends_with("mod.rs"));
    files.sort();
    for path in files {
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let routes = routes(&generated.join("src/routes").join(format!("{stem}.rs")));
        let mut own: Vec<ImplItemFn> = Vec::new();
        for item in file(&path).items {
            let Item::Impl(item) = item else { continue };
            own.extend(item.items.into_iter().filter_map(|item| match item {
                ImplItem::Fn(item) if item.sig.receiver().is_some() => Some(item),
                _ => None,
            }));
        }
        let body = |method: &ImplItemFn| method.block.to_token_stream().to_string();
        let uid = |method: &ImplItemFn| Some(routes[word_after(&body(method), "routes ::")?].clone());
        for method in &own {
            let inner = || {
                let name = body(method);
                let name = word_after(&name, "self .")?.to_owned();
                own.iter().find(|other| other.sig.ident == name).and_then(uid)
            };
            let Some(uid) = uid(method).or_else(inner) else { continue };
            assert!(matches!(method.sig.output, ReturnType::Type(..)));
            let arguments = method.sig.inputs.iter().filter_map(|input| match input {
                FnArg::Typed(input) => match &*input.pat {
                    Pat::Ident(name) => Some((name.ident.to_string(), input.ty.to_token_stream().to_string())),
                    _ => panic!("an argument is a name"),
                },
                FnArg::Receiver(_) => None,
            });
            found.push(Method {
                client: stem.clone(),
                name: method.sig.ident.to_string(),
                uid,
                arguments: arguments.collect(),
            });
        }
    }
    found
}

/// The expression of an argument.
fn argument(name: &str, ty: &str) -> String {
    let text = |ty: &Type| ty.to_token_stream().to_string().replace(' ', "");
    match &syn::parse_str::<Type>(ty).unwrap() {
        Type::Reference(reference) => match &*reference.elem {
            Type::Slice(slice) if text(&slice.elem) == "&str" => {
                format!("&v.get::<Vec<String>>({name:?}).iter().map(String::as_str).collect::<Vec<_>>()")
            }
            Type::Slice(_) => format!("v.get::<Vec<_>>({name:?}).as_slice()"),
            inner if text(inner) == "str" => format!("&v.text({name:?})"),
            inner if text(inner) == "Patch" => "&Patch::new()".to_owned(),
            _ => format!("&v.get({name:?})"),
        },
        // `impl Into<T>`
        Type::ImplTrait(into) => {
            let Some(TypeParamBound::Trait(bound)) = into.bounds.first() else { panic!("a trait") };
            let PathArguments::AngleBracketed(inner) = &bound.path.segments.last().unwrap().arguments else {
                panic!("a type in angle brackets")
            };
            let inner = inner.args.to_token_stream().to_string().replace(' ', "");
            let module = if ["DateTime", "Json"].contains(&inner.as_str()) { "runtime" } else { "enums" };
            format!("v.get::<superoffice::{module}::{inner}>({name:?})")
        }
        ty if text(ty) == "Upload" => "Upload::from(\"mock\")".to_owned(),
        _ => format!("v.get({name:?})"),
    }
}

/// The source of the table.
fn table(generated: &Path) -> String {
    let mut out = "const CALLS: &[Row] = &[\n".to_owned();
    for Method { client, name, uid, arguments } in methods(generated) {
        let expressions = arguments.iter().map(|(name, ty)| argument(name, ty)).collect::<Vec<_>>().join(", ");
        let v = if expressions.contains("v.") { "v" } else { "_" };
        let call = format!("call(client.{client}().{name}({expressions}))");
        let _ = writeln!(out, "({uid:?}, \"{client}.{name}\", |client, {v}| {call}),");
    }
    out.push_str("];\n");
    out
}

#[test]
#[ignore = "compiles a program with a call of each method of the client"]
fn every_operation_is_called_through_the_generated_client() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let calls = Path::new(env!("CARGO_TARGET_TMPDIR")).join("calls.rs");
    std::fs::write(&calls, table(&root.join("generated"))).unwrap();
    let compiled = Command::new(env!("CARGO"))
        .args(["rustc", "-p", "superoffice-mock", "--test", "every_call", "--profile", "test"])
        .args(["--message-format", "json-render-diagnostics", "--", "--cfg", "every_call"])
        .env("SUPEROFFICE_MOCK_CALLS", &calls)
        .current_dir(&root)
        .stderr(std::process::Stdio::inherit())
        .output()
        .unwrap();
    assert!(compiled.status.success(), "{} does not compile", calls.display());
    let messages = String::from_utf8(compiled.stdout).unwrap();
    let mut programs = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_test = message["target"]["name"] == "every_call";
        message["executable"].as_str().filter(|_| is_test).map(str::to_owned)
    });
    let ran = Command::new(programs.next_back().unwrap()).arg("--nocapture").status().unwrap();
    assert!(ran.success());
}
