//! Reads the public surface of generated Rust.
//!
//! In: the text of generated files. Out: a [`Surface`]: every public name with its type or signature, the deprecated
//! aliases, and the features of each item. Text that is not Rust has no surface.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{FnArg, ImplItem, ReturnType, Type, UseTree, Visibility};

use super::item::{Gate, Item, Kind};

mod attributes;
mod macros;

use attributes::{docs, features, renamed_to};
use macros::{CallBuilder, EntityRows, OpenEnum};

/// The public surface of some files of a crate.
#[derive(Debug, Default)]
pub(super) struct Surface {
    /// Items by path.
    pub(super) items: BTreeMap<String, Item>,
    /// Paths that are deprecated aliases of types and modules, with the paths they stand for.
    pub(super) aliases: BTreeMap<String, String>,
    /// The features of exported items.
    pub(super) gates: BTreeMap<String, Gate>,
    /// The types that calls with optional parameters return.
    outputs: BTreeMap<String, String>,
    /// The names of methods that return a call type, with their modules.
    calls: BTreeMap<String, String>,
}

impl Surface {
    /// Adds the names of a file.
    pub(super) fn read(&mut self, path: &str, text: &str) {
        if path == "Cargo.toml" {
            return self.features(text);
        }
        let module = path.strip_prefix("src/").unwrap_or_default();
        let module = module.strip_suffix(".rs").unwrap_or(module);
        let module = module.strip_suffix("/mod").unwrap_or(module).replace('/', "::");
        // Each entity has a private file. Routes and server routes follow methods, and the root only exports the runtime.
        let module = if module.starts_with("entities::") { "entities".to_owned() } else { module };
        if module == "lib" || module.starts_with("routes") || module.starts_with("server") {
            return;
        }
        if let Ok(file) = syn::parse_file(text) {
            self.module(&module, file.items);
        }
    }

    /// The lines of the cargo features. A feature that enables one other is the old name of that one.
    fn features(&mut self, text: &str) {
        for line in text.lines() {
            let Some((name, list)) = line.split_once(" = [") else { continue };
            if name != "default" && name != "full" && !name.starts_with([' ', '#']) {
                let mut item = Item::new(Kind::Feature, String::new());
                item.alias = list.split('"').nth(1).map(str::to_owned);
                self.items.insert(format!("features::{name}"), item);
            }
        }
    }

    fn module(&mut self, module: &str, items: Vec<syn::Item>) {
        if module.starts_with("client::") || module.starts_with("requests::") {
            self.items.insert(module.to_owned(), Item::new(Kind::Module, String::new()));
        }
        for item in items {
            match item {
                syn::Item::Struct(item) => self.structure(module, &item),
                syn::Item::Type(item) => {
                    let now = at(module, &last_word(&item.ty));
                    self.aliases.insert(at(module, &item.ident.to_string()), now);
                }
                syn::Item::Macro(item) => self.macro_call(module, &item),
                syn::Item::Impl(item) if item.trait_.is_none() => self.implementation(module, &item),
                syn::Item::Mod(item) => self.inner_module(module, item),
                syn::Item::Use(item) => {
                    if let UseTree::Path(path) = &item.tree
                        && let UseTree::Name(name) = &*path.tree
                    {
                        self.gates.insert(at(module, &name.ident.to_string()), features(&item.attrs));
                    }
                }
                _ => {}
            }
        }
    }

    fn inner_module(&mut self, module: &str, item: syn::ItemMod) {
        let name = item.ident.to_string();
        let path = if module.is_empty() { name.clone() } else { at(module, &name) };
        match item.content {
            None if is_public(&item.vis) => {
                self.gates.insert(path, features(&item.attrs));
            }
            None => {}
            Some((_, items)) => {
                if let Some(now) = renamed_to(&item.attrs) {
                    self.aliases.insert(path, at(module, &now));
                } else if name != "routes" {
                    let path = if is_public(&item.vis) { path } else { module.to_owned() };
                    self.module(&path, items);
                }
            }
        }
    }

    fn structure(&mut self, module: &str, item: &syn::ItemStruct) {
        let path = at(module, &item.ident.to_string());
        let kind = if module.starts_with("client") { Kind::Client } else { Kind::Type };
        let fields = item.fields.iter().filter(|field| is_public(&field.vis));
        for (position, field) in fields.enumerate() {
            let Some(name) = field.ident.as_ref().map(ToString::to_string).filter(|name| name != "extra") else {
                continue;
            };
            let item = Item { position, ..Item::new(Kind::Field, text(&field.ty)) };
            self.items.insert(at(&path, &name), item);
        }
        self.items.insert(path, Item::new(kind, String::new()));
    }

    fn macro_call(&mut self, module: &str, item: &syn::ItemMacro) {
        let tokens = item.mac.tokens.clone();
        match item.mac.path.segments.last().map(|part| part.ident.to_string()).as_deref() {
            Some("entity") => {
                for (field, key) in syn::parse2::<EntityRows>(tokens).map(|rows| rows.keys(module)).unwrap_or_default()
                {
                    if let Some(item) = self.items.get_mut(&field) {
                        item.key = key;
                    }
                }
            }
            Some("open_enum") => {
                let Ok(known) = syn::parse2::<OpenEnum>(tokens) else { return };
                let path = at(module, &known.name);
                for (name, word) in known.words {
                    let shape = format!("{word:?}");
                    let item = Item { key: word, ..Item::new(Kind::Constant, shape) };
                    self.items.insert(at(&path, &name), item);
                }
                self.gates.insert(path.clone(), features(&item.attrs));
                self.items.insert(path, Item::new(Kind::Enumeration, String::new()));
            }
            Some("call_builder") => {
                let Ok(call) = syn::parse2::<CallBuilder>(tokens) else { return };
                let path = at(module, &call.name);
                for (name, ty, key) in call.options {
                    let item = Item { key, page: call.uid.clone(), ..Item::new(Kind::Parameter, ty) };
                    self.items.insert(at(&path, &name), item);
                }
                for name in call.more {
                    let item = Item { page: call.uid.clone(), ..Item::new(Kind::Parameter, String::new()) };
                    self.items.insert(at(&path, &name), item);
                }
                self.outputs.insert(path.clone(), call.output);
                self.items.insert(path, Item { page: call.uid, ..Item::new(Kind::Call, String::new()) });
            }
            _ => {}
        }
    }

    fn implementation(&mut self, module: &str, item: &syn::ItemImpl) {
        let owner = at(module, &last_word(&item.self_ty));
        for member in &item.items {
            match member {
                ImplItem::Fn(function) if is_public(&function.vis) && function.sig.ident != "new" => {
                    self.method(module, &owner, function);
                }
                ImplItem::Const(constant) => {
                    let alias = renamed_to(&constant.attrs);
                    let now = alias.as_ref().and_then(|now| self.items.get(&at(&owner, now)));
                    let shape = now.map(|now| now.shape.clone()).unwrap_or_default();
                    let item = Item { alias, ..Item::new(Kind::Constant, shape) };
                    self.items.insert(at(&owner, &constant.ident.to_string()), item);
                }
                _ => {}
            }
        }
    }

    fn method(&mut self, module: &str, owner: &str, function: &syn::ImplItemFn) {
        // The methods of the root client follow the modules.
        if module == "client" {
            return;
        }
        let path = at(owner, &function.sig.ident.to_string());
        let arguments = function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(argument) => Some(text(&argument.ty)),
            FnArg::Receiver(_) => None,
        });
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        let (page, route) = docs(&function.attrs);
        let alias = renamed_to(&function.attrs);
        let mut item = Item { alias, page, route, ..Item::new(Kind::Method, format!("({arguments})")) };
        match &function.sig.output {
            ReturnType::Type(_, ty) => match call_of(ty) {
                Some((output, more)) => {
                    item.shape.push_str(&format!(" -> {output}"));
                    for name in more {
                        let more = Item { page: item.page.clone(), ..Item::new(Kind::Parameter, String::new()) };
                        self.items.insert(at(&path, name), more);
                    }
                }
                None => {
                    self.calls.insert(path.clone(), at(module, &last_word(ty)));
                }
            },
            ReturnType::Default => {}
        }
        self.items.insert(path, item);
    }

    /// Adds to the methods that return a call type what the call returns.
    pub(super) fn finish(&mut self) {
        // Two methods may return one call: the second one takes its body as parts.
        let calls = std::mem::take(&mut self.calls);
        let more = |call: &String| ["select", "rows"].map(|name| (name, at(call, name)));
        for (method, call) in &calls {
            if let (Some(item), Some(output)) = (self.items.get_mut(method), self.outputs.get(call)) {
                item.shape.push_str(&format!(" -> {output}"));
            }
            for (name, path) in more(call) {
                if let Some(item) = self.items.get(&path).cloned() {
                    self.items.insert(at(method, name), item);
                }
            }
        }
        for (_, path) in calls.values().flat_map(more) {
            self.items.remove(&path);
        }
    }

    /// Returns an item by its path, or by a path of which a part is an alias.
    pub(super) fn resolve(&self, path: &str) -> Option<String> {
        let mut path = path.to_owned();
        // An alias never stands for another alias of the same run, so a short chain is enough.
        for _ in 0..4 {
            if self.items.contains_key(&path) {
                return Some(path);
            }
            let ends = std::iter::once(path.len()).chain(path.rmatch_indices("::").map(|(at, _)| at));
            let (end, now) = ends.into_iter().find_map(|end| Some((end, self.aliases.get(path.get(..end)?)?)))?;
            path = format!("{now}{}", path.get(end..).unwrap_or_default());
        }
        None
    }

    /// The members of an item.
    pub(super) fn members<'a>(&'a self, path: &str) -> impl Iterator<Item = (&'a str, &'a Item)> {
        let start = format!("{path}::");
        self.items.range(start.clone()..).map_while(move |(path, item)| Some((path.strip_prefix(&start)?, item)))
    }
}

fn at(module: &str, name: &str) -> String {
    format!("{module}::{name}")
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns what a `Call` returns and its additional methods; `None` for another type.
fn call_of(ty: &Type) -> Option<(String, &'static [&'static str])> {
    let Type::Path(path) = ty else { return None };
    let part = path.path.segments.last().filter(|part| part.ident == "Call")?;
    let syn::PathArguments::AngleBracketed(arguments) = &part.arguments else { return None };
    let more: &[&str] = match arguments.args.get(1).map(text).as_deref() {
        None => &[],
        Some("Listed") => &["select", "rows"],
        Some(_) => &["select"],
    };
    Some((text(arguments.args.first()?), more))
}

/// The last name in the path of a type.
fn last_word(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|part| part.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Returns tokens as they are written by hand.
fn text(tokens: &impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    let mut out = String::with_capacity(spaced.len());
    let mut chars = spaced.chars().peekable();
    while let Some(c) = chars.next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
        let before = out.chars().next_back();
        let needed = before == Some(',') || before.is_some_and(is_word) && chars.peek().copied().is_some_and(is_word);
        if c != ' ' || needed {
            out.push(c);
        }
    }
    out
}
