//! The plan as files.
//!
//! In: a [`Plan`]. Out: [`OutputFile`]s, rendered by the templates, checked by syn, formatted by prettyplease. This room
//! decides nothing: it only borrows from the plan what a template prints.

mod format;
mod text;

pub use text::{Printed, RefuseBare, Rust};

use std::collections::BTreeMap;

use askama::Template;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::check::InternalError;
use crate::diagnostics::text::counted;
use crate::output::OutputFile;
use crate::plan::names::Ident;
use crate::plan::types::Uses;
use crate::plan::{ArgumentPlan, EntityPlan, EnumPlan, Gate, GroupPlan, Home, OperationPlan, Plan, docs as prose};
use text::{built, code, docs, fixed, ident, literal, number, own_docs, tokens};

/// A file before formatting.
struct Raw {
    path: String,
    text: String,
}

/// How a crate is laid out.
#[derive(Debug, Clone)]
pub struct Layout<'a> {
    /// Whether items stand behind cargo features; a build script has none.
    pub gated: bool,
    /// Features of `default`.
    pub default_features: &'a [String],
    /// The dependency on the runtime, as a line of TOML.
    pub runtime: &'a str,
    /// Threads for formatting.
    pub threads: usize,
}

/// What runs the samples through their types.
const SAMPLES_TEST: &str = include_str!("../../../templates/samples_test.rs");
const SAMPLES_SUPPORT: &str = include_str!("../../../templates/samples_support.rs");

/// Renders everything.
///
/// # Errors
///
/// An [`InternalError`] that names the file whose text is no Rust: a bug of a template.
pub fn emit(plan: &Plan, layout: &Layout<'_>) -> Result<Vec<OutputFile>, InternalError> {
    emit_with(plan, layout, &|_, _| None).map(|(files, _)| files)
}

/// A formatted file known from before, by its path and the hash of the text it is to be formatted from.
pub type Formatted<'a> = dyn Fn(&str, u128) -> Option<String> + Sync + 'a;

/// The hash of the text of each file before it was formatted.
pub type Rendered = BTreeMap<String, u128>;

/// As [`emit`], but formats only what is not known; says what to know it by next time.
///
/// # Errors
///
/// As [`emit`].
pub fn emit_with(
    plan: &Plan,
    layout: &Layout<'_>,
    known: &Formatted<'_>,
) -> Result<(Vec<OutputFile>, Rendered), InternalError> {
    let made = formatted(plan, layout, known)?;
    let rendered = made.iter().map(|(file, hash)| (file.path.clone(), *hash)).collect();
    let mut files: Vec<OutputFile> = made.into_iter().map(|(file, _)| file).collect();
    // The test needs no template: it is the same whatever the pages say.
    files.push(OutputFile::whole("tests/samples.rs", SAMPLES_TEST));
    files.push(OutputFile::whole("tests/support/samples.rs", SAMPLES_SUPPORT));
    files.push(manifest(plan, layout));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((files, rendered))
}

/// Renders everything as the text of one file, for a build script.
///
/// # Errors
///
/// As [`emit`].
pub fn emit_one(plan: &Plan, layout: &Layout<'_>) -> Result<String, InternalError> {
    let made = formatted(plan, &Layout { gated: false, ..layout.clone() }, &|_, _| None)?;
    let mut files: BTreeMap<String, String> = made.into_iter().map(|(file, _)| (file.path, file.contents)).collect();
    let mut out = String::from(format::HEADER);
    for (module, root) in [
        ("entities", "src/entities/mod.rs"),
        ("enums", "src/enums.rs"),
        ("requests", "src/requests/mod.rs"),
        ("routes", "src/routes/mod.rs"),
        ("client", "src/client/mod.rs"),
    ] {
        let text = files.remove(root).unwrap_or_default();
        // A user calls few of the operations and must not be told of the others.
        out.push_str(&format!("\n#[allow(dead_code, unused_imports)]\npub mod {module} {{\n"));
        inline(&text, &format!("src/{module}/"), &files, &mut out);
        out.push_str("}\n");
    }
    // The same names as at the root of a generated crate.
    for line in files.remove("src/lib.rs").unwrap_or_default().lines().filter(|line| line.starts_with("pub use ")) {
        out.push_str(&format!("\n#[allow(unused_imports)]\n{line}\n"));
    }
    Ok(out)
}

/// Puts the text of `mod x;` in its place.
fn inline(text: &str, folder: &str, files: &BTreeMap<String, String>, out: &mut String) {
    for line in text.lines() {
        // Inner comments belong to a file, not to a module of one.
        let line = match line.strip_prefix("//!") {
            Some(_) => continue,
            None => line,
        };
        if line == format::HEADER.trim_end() || line.is_empty() {
            continue;
        }
        let module = line.strip_suffix(';').and_then(|line| line.rsplit_once("mod "));
        match module
            .and_then(|(before, name)| files.get(&format!("{folder}{name}.rs")).map(|text| (before, name, text)))
        {
            Some((before, name, text)) => {
                out.push_str(&format!("{before}mod {name} {{\n"));
                for line in text.lines().filter(|line| !line.starts_with("//!") && *line != format::HEADER.trim_end()) {
                    out.push_str(line);
                    out.push('\n');
                }
                out.push_str("}\n");
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
}

fn rendered(template: &impl Template, path: &str) -> Result<String, InternalError> {
    template.render().map_err(|error| InternalError(format!("a template of `{path}` cannot be rendered: {error}")))
}

/// Every file that templates make, formatted, with the hash of the text before that.
fn formatted(
    plan: &Plan,
    layout: &Layout<'_>,
    known: &Formatted<'_>,
) -> Result<Vec<(OutputFile, u128)>, InternalError> {
    let mut requests: Requests<'_> = BTreeMap::new();
    for entity in &plan.entities {
        if let Home::Requests(group) = &entity.home {
            requests.entry(group).or_default().push(entity);
        }
    }
    let made = crate::parallel(&makers(plan, layout, &requests), layout.threads, |make| {
        let raw = make()?;
        let hash = xxhash_rust::xxh3::xxh3_128(raw.text.as_bytes());
        let contents = known(&raw.path, hash).map_or_else(|| format::format(&raw.path, &raw.text), Ok)?;
        Ok((OutputFile::whole(raw.path, contents), hash))
    });
    made.into_iter().collect()
}

/// What the operations of each group are sent, by the group's module.
type Requests<'a> = BTreeMap<&'a Ident, Vec<&'a EntityPlan>>;

/// Renders one file when it is asked to: the text of a file is needed by nobody but who formats it.
type Maker<'a> = Box<dyn Fn() -> Result<Raw, InternalError> + Sync + 'a>;

fn makers<'a>(plan: &'a Plan, layout: &'a Layout<'_>, requests: &'a Requests<'_>) -> Vec<Maker<'a>> {
    let mut files: Vec<Maker<'a>> = Vec::new();
    for entity in plan.entities.iter().filter(|entity| entity.home == Home::Entities) {
        files.push(Box::new(move || {
            let path = format!("src/entities/{}.rs", entity.module);
            Ok(Raw { text: entity_file(&[entity], quote!(super), &path)?, path })
        }));
    }
    for group in &plan.groups {
        let carriers = requests.get(&group.module).map_or(&[][..], Vec::as_slice);
        files.push(Box::new(move || routes_file(group)));
        files.push(Box::new(move || client_file(group, carriers)));
        if !carriers.is_empty() {
            files.push(Box::new(move || requests_file(group, carriers)));
        }
    }
    files.push(Box::new(move || entities_root(plan, layout)));
    files.push(Box::new(move || requests_root(plan, requests, layout)));
    files.push(Box::new(move || routes_root(plan, layout)));
    files.push(Box::new(move || client_root(plan, layout)));
    files.push(Box::new(move || enums_file(&plan.enums, layout)));
    if layout.gated {
        files.push(Box::new(move || lib_file(plan)));
        files.push(Box::new(move || samples_table(plan, requests)));
    }
    files
}

fn requests_file(group: &GroupPlan, carriers: &[&EntityPlan]) -> Result<Raw, InternalError> {
    let path = format!("src/requests/{}.rs", group.module);
    let mut text = head(&format!("What the operations of `{}` are sent.", group.name.replace('`', "")));
    text.push_str(&entity_file(carriers, quote!(super::super::entities), &path)?);
    Ok(Raw { path, text })
}

fn lib_file(plan: &Plan) -> Result<Raw, InternalError> {
    let path = "src/lib.rs".to_owned();
    Ok(Raw { text: rendered(&LibTemplate { docs: docs(&front_page(plan)) }, &path)?, path })
}

fn samples_table(plan: &Plan, requests: &Requests<'_>) -> Result<Raw, InternalError> {
    let path = "tests/support/table.rs".to_owned();
    let rows = plan.bodies.iter().map(|body| RowText {
        uid: literal(&body.uid),
        response: number(body.response),
        ty: tokens(&body.ty),
    });
    let template =
        SamplesTemplate { modules: requests.keys().map(|module| ident(module)).collect(), rows: rows.collect() };
    Ok(Raw { text: rendered(&template, &path)?, path })
}

fn name(text: &str) -> proc_macro2::Ident {
    format_ident!("{text}")
}

/// `#[cfg(any(feature = "a", feature = "b"))]`, or nothing.
fn gate<'a>(gate: &Gate, layout: &Layout<'_>) -> Printed<'a> {
    built(&gate_tokens(gate, layout))
}

fn gate_tokens(gate: &Gate, layout: &Layout<'_>) -> TokenStream {
    match gate {
        Gate::Any(features) if layout.gated => match features.as_slice() {
            [only] => quote!(#[cfg(feature = #only)]),
            several => quote!(#[cfg(any(#(feature = #several),*))]),
        },
        _ => TokenStream::new(),
    }
}

/// `use path::Name;` or `use path::{A, B};`
fn use_tree(path: &TokenStream, names: &[proc_macro2::Ident]) -> TokenStream {
    match names {
        [only] => quote!(use #path::#only;),
        several => quote!(use #path::{#(#several),*};),
    }
}

fn use_lines(uses: &Uses, entities: &TokenStream, own: &[&str]) -> String {
    let mut lines = TokenStream::new();
    if uses.map {
        lines.extend(quote!(
            use std::collections::BTreeMap;
        ));
    }
    let runtime: Vec<_> = uses.runtime.iter().map(|word| name(word)).collect();
    if !runtime.is_empty() {
        lines.extend(use_tree(&quote!(superoffice_runtime), &runtime));
    }
    if uses.value {
        lines.extend(quote!(
            use superoffice_runtime::serde_json::Value;
        ));
    }
    let types: Vec<_> =
        uses.entities.iter().filter(|word| !own.contains(&word.as_str())).map(|word| name(word)).collect();
    if !types.is_empty() {
        lines.extend(use_tree(entities, &types));
    }
    let enums: Vec<_> = uses.enums.iter().map(|word| name(word)).collect();
    if !enums.is_empty() {
        lines.extend(use_tree(&quote!(super::super::enums), &enums));
    }
    format!("{lines}\n")
}

fn entity_file(entities: &[&EntityPlan], home: TokenStream, path: &str) -> Result<String, InternalError> {
    let mut uses = Uses::default();
    entities.iter().for_each(|entity| uses.add(&entity.uses));
    let own: Vec<&str> = entities.iter().map(|entity| entity.ident.as_str()).collect();
    let mut text = use_lines(&uses, &home, &own);
    for entity in entities {
        text.push_str(&rendered(&EntityTemplate { entity: EntityText::of(entity) }, path)?);
        text.push('\n');
        text.push_str(&type_aliases(&entity.was, &entity.ident, &TokenStream::new()));
    }
    Ok(text)
}

/// What a deprecated item tells who uses it.
fn renamed(now: &Ident) -> TokenStream {
    let note = format!("renamed to `{now}`");
    let doc = format!(" Renamed to `{now}`.");
    quote!(#[doc = #doc] #[deprecated(note = #note)])
}

fn type_aliases(was: &[Ident], now: &Ident, gate: &TokenStream) -> String {
    let aliases = was.iter().map(|old| {
        let (attributes, old, now) = (renamed(now), name(old.as_str()), name(now.as_str()));
        quote!(#gate #attributes pub type #old = #now;).to_string() + "\n"
    });
    aliases.collect()
}

/// Modules under the names that the module of a resource or agent had before.
fn module_aliases<'a>(group: &GroupPlan, gate: &TokenStream) -> Vec<Printed<'a>> {
    let now = name(group.module.as_str());
    let aliases = group.was.modules.iter().map(|old| {
        let (attributes, old) = (renamed(&group.module), name(old.as_str()));
        built(&quote!(#gate #attributes pub mod #old { pub use super::#now::*; }))
    });
    aliases.collect()
}

#[derive(Template)]
#[template(path = "entity.rs")]
struct EntityTemplate<'a> {
    entity: EntityText<'a>,
}

struct EntityText<'a> {
    ident: Printed<'a>,
    name: Printed<'a>,
    docs: Vec<Printed<'a>>,
    fields: Vec<FieldText<'a>>,
}

struct FieldText<'a> {
    index: Printed<'a>,
    ident: Printed<'a>,
    setter: Printed<'a>,
    key: Printed<'a>,
    key_text: Printed<'a>,
    ty: Printed<'a>,
    argument: Printed<'a>,
    value: Printed<'a>,
    docs: Vec<Printed<'a>>,
}

impl<'a> EntityText<'a> {
    fn of(plan: &'a EntityPlan) -> Self {
        let fields = plan
            .fields
            .iter()
            .enumerate()
            .map(|(index, field)| FieldText {
                index: number(index),
                ident: ident(&field.ident),
                setter: ident(&field.setter),
                key: literal(&field.key),
                key_text: code(&field.key),
                ty: tokens(&field.ty),
                argument: tokens(&field.argument),
                value: tokens(&field.value),
                docs: docs(&field.docs),
            })
            .collect();
        Self { ident: ident(&plan.ident), name: literal(&plan.name), docs: docs(&plan.docs), fields }
    }
}

#[derive(Template)]
#[template(path = "enum.rs")]
struct EnumTemplate<'a> {
    word_type: EnumText<'a>,
    gate: Printed<'a>,
}

struct EnumText<'a> {
    ident: Printed<'a>,
    docs: Vec<Printed<'a>>,
    words: Vec<WordText<'a>>,
}

struct WordText<'a> {
    ident: Printed<'a>,
    text: Printed<'a>,
    doc: Printed<'a>,
}

fn enums_file(enums: &[EnumPlan], layout: &Layout<'_>) -> Result<Raw, InternalError> {
    let path = "src/enums.rs".to_owned();
    let mut text = "//! Open enumerations: words the docs show, and whatever else the server sends.\n".to_owned();
    for plan in enums {
        let words = plan
            .words
            .iter()
            .map(|(name, word)| WordText { ident: ident(name), text: literal(word), doc: code(word) })
            .collect();
        let word_type = EnumText { ident: ident(&plan.ident), docs: docs(&plan.docs), words };
        text.push_str(&rendered(&EnumTemplate { word_type, gate: gate(&plan.gate, layout) }, &path)?);
        text.push('\n');
        let gate = gate_tokens(&plan.gate, layout);
        text.push_str(&type_aliases(&plan.was, &plan.ident, &gate));
        if !plan.words_were.is_empty() {
            let constants = plan.words_were.iter().map(|(old, now)| {
                let (attributes, old, now) = (renamed(now), name(old.as_str()), name(now.as_str()));
                quote!(#attributes pub const #old: Self = Self::#now;)
            });
            let ident = name(plan.ident.as_str());
            text.push_str(&quote!(#gate impl #ident { #(#constants)* }).to_string());
            text.push('\n');
        }
    }
    Ok(Raw { path, text })
}

#[derive(Template)]
#[template(path = "route.rs")]
struct RouteTemplate<'a> {
    route: RouteText<'a>,
}

struct RouteText<'a> {
    docs: Vec<Printed<'a>>,
    constant: Printed<'a>,
    uid: Printed<'a>,
    verb: Printed<'a>,
    path: Printed<'a>,
    parameters: Vec<ParameterText<'a>>,
    statuses: Vec<Printed<'a>>,
    others: Vec<Printed<'a>>,
}

struct ParameterText<'a> {
    name: Printed<'a>,
    place: Printed<'a>,
    required: Printed<'a>,
}

/// The first line of a module's rustdoc.
fn head(text: &str) -> String {
    prose::ours(text).iter().map(|line| format!("//! {}\n", line.as_str())).collect()
}

fn routes_file(group: &GroupPlan) -> Result<Raw, InternalError> {
    let path = format!("src/routes/{}.rs", group.module);
    let mut text = if group.operations.iter().any(|operation| !operation.parameters.is_empty()) {
        "use superoffice_runtime::{Method, Operation, Parameter, Place};\n".to_owned()
    } else {
        "use superoffice_runtime::{Method, Operation};\n".to_owned()
    };
    text.insert_str(0, &head(&format!("Routes of `{}`.", group.name.replace('`', ""))));
    for operation in &group.operations {
        let mut others = Vec::new();
        let accepts = &operation.accepts;
        if !accepts.is_empty() {
            others.push(built(&quote!(accepts: &[#(#accepts),*],)));
        }
        let produces = &operation.produces;
        if !produces.is_empty() {
            others.push(built(&quote!(produces: &[#(#produces),*],)));
        }
        if let Some(slow) = operation.slow_ms {
            let slow = proc_macro2::Literal::u32_unsuffixed(slow);
            others.push(built(&quote!(slow_ms: Some(#slow),)));
        }
        if let Some(text) = &operation.restricted {
            others.push(built(&quote!(restricted: Some(#text),)));
        }
        let route = RouteText {
            docs: docs(&operation.route_docs),
            constant: ident(&operation.constant),
            uid: literal(&operation.uid),
            verb: ident(&operation.verb),
            path: literal(&operation.path),
            parameters: operation
                .parameters
                .iter()
                .map(|parameter| ParameterText {
                    name: literal(&parameter.name),
                    place: ident(&parameter.place),
                    required: number(parameter.required),
                })
                .collect(),
            statuses: operation.statuses.iter().map(|status| number(*status)).collect(),
            others,
        };
        text.push_str(&rendered(&RouteTemplate { route }, &path)?);
        text.push('\n');
        for old in &operation.was {
            let (old, now) = (name(old.constant.as_str()), name(operation.constant.as_str()));
            let attributes = renamed(&operation.constant);
            text.push_str(&quote!(#attributes pub static #old: Operation = #now;).to_string());
            text.push('\n');
        }
    }
    Ok(Raw { path, text })
}

#[derive(Template)]
#[template(path = "client.rs")]
struct ClientTemplate<'a> {
    group: ClientText<'a>,
}

struct ClientText<'a> {
    client: Printed<'a>,
    docs: Vec<Printed<'a>>,
    operations: Vec<MethodText<'a>>,
    calls: Vec<CallText<'a>>,
}

struct MethodText<'a> {
    method: Printed<'a>,
    docs: Vec<Printed<'a>>,
    constant: Printed<'a>,
    arguments: Vec<ArgumentText<'a>>,
    steps: Vec<StepText<'a>>,
    /// The builder it returns; without one it returns a `Call`.
    call: Option<Printed<'a>>,
    output: Printed<'a>,
    /// What follows the output in `Call<...>`.
    select: Printed<'a>,
    /// The method under its earlier names.
    aliases: Vec<Printed<'a>>,
}

/// One thing that is put into a request.
struct StepText<'a> {
    method: Printed<'a>,
    /// Its name on the wire, if it has one.
    name: Option<Printed<'a>>,
    value: Printed<'a>,
}

struct ArgumentText<'a> {
    ident: Printed<'a>,
    name: Printed<'a>,
    ty: Printed<'a>,
    docs: Vec<Printed<'a>>,
}

struct CallText<'a> {
    ident: Printed<'a>,
    docs: Vec<Printed<'a>>,
    output: Printed<'a>,
    select: Printed<'a>,
    options: Vec<ArgumentText<'a>>,
}

fn parsed(text: &str) -> TokenStream {
    // The text came from `quote`, so it lexes; were it not so, syn would say so when the file is checked.
    text.parse().unwrap_or_default()
}

fn client_file(group: &GroupPlan, requests: &[&EntityPlan]) -> Result<Raw, InternalError> {
    let path = format!("src/client/{}.rs", group.module);
    let mut uses = group.uses.clone();
    uses.runtime.insert("Http".to_owned());
    if group.operations.iter().any(|operation| operation.call.is_none()) {
        uses.runtime.insert("Call".to_owned());
    }
    if group.operations.iter().any(|operation| operation.call.is_none() && operation.selectable) {
        uses.runtime.insert("Selectable".to_owned());
    }
    let carriers: Vec<String> = requests
        .iter()
        .map(|entity| entity.ident.as_str().to_owned())
        .filter(|carrier| uses.entities.remove(carrier))
        .collect();
    let head = format!("//! {}\n", group.docs.first().map(crate::plan::docs::DocLine::as_str).unwrap_or_default());
    let mut text = head + &use_lines(&uses, &quote!(super::super::entities), &[]);
    let module = name(group.module.as_str());
    if !carriers.is_empty() {
        let carriers: Vec<_> = carriers.iter().map(|carrier| name(carrier)).collect();
        text.push_str(&use_tree(&quote!(super::super::requests::#module), &carriers).to_string());
    }
    text.push_str(&quote!(use super::super::routes::#module as routes;).to_string());
    let operations = group.operations.iter().map(method_text).collect();
    let calls = group.operations.iter().filter_map(call_text).collect();
    let client = ClientText { client: ident(&group.client), docs: docs(&group.docs), operations, calls };
    text.push('\n');
    text.push_str(&rendered(&ClientTemplate { group: client }, &path)?);
    for old in &group.was.clients {
        let (attributes, old, now) = (renamed(&group.client), name(old.as_str()), name(group.client.as_str()));
        text.push_str(&quote!(#attributes pub type #old<'a> = #now<'a>;).to_string());
        text.push('\n');
    }
    for operation in &group.operations {
        if let Some(now) = &operation.call {
            let calls: Vec<Ident> = operation.was.iter().filter_map(|old| old.call.clone()).collect();
            text.push_str(&type_aliases(&calls, now, &TokenStream::new()));
        }
    }
    Ok(Raw { path, text })
}

fn argument_text(argument: &ArgumentPlan) -> ArgumentText<'_> {
    ArgumentText {
        ident: ident(&argument.ident),
        name: literal(&argument.name),
        ty: tokens(&argument.ty),
        docs: docs(&argument.docs),
    }
}

fn method_text(operation: &OperationPlan) -> MethodText<'_> {
    let mut arguments: Vec<ArgumentText<'_>> = operation.arguments.iter().map(argument_text).collect();
    let mut steps: Vec<StepText<'_>> = operation
        .arguments
        .iter()
        .map(|argument| StepText {
            method: fixed(if argument.in_path { "path" } else { "query" }),
            name: Some(literal(&argument.name)),
            value: ident(&argument.ident),
        })
        .collect();
    if let Some(body) = &operation.body {
        steps.push(StepText { method: ident(&body.send), name: None, value: tokens(&body.value) });
        arguments.push(ArgumentText {
            ident: ident(&body.ident),
            name: ident(&body.ident),
            ty: tokens(&body.ty),
            docs: Vec::new(),
        });
    }
    MethodText {
        method: ident(&operation.method),
        docs: docs(&operation.docs),
        constant: ident(&operation.constant),
        arguments,
        steps,
        call: operation.call.as_ref().map(ident),
        output: tokens(&operation.output),
        select: fixed(if operation.selectable { ", Selectable" } else { "" }),
        aliases: operation.was.iter().map(|old| forwarding(operation, &old.method)).collect(),
    }
}

/// A method under a name it had before.
fn forwarding<'a>(operation: &OperationPlan, old: &Ident) -> Printed<'a> {
    let arguments = operation.arguments.iter().map(|argument| (&argument.ident, &argument.ty));
    let arguments = arguments.chain(operation.body.as_ref().map(|body| (&body.ident, &body.ty)));
    let (names, types): (Vec<_>, Vec<_>) =
        arguments.map(|(argument, ty)| (name(argument.as_str()), parsed(ty.as_str()))).unzip();
    let (now, old) = (name(operation.method.as_str()), name(old.as_str()));
    let output = parsed(operation.output.as_str());
    let returns = match (&operation.call, operation.selectable) {
        (Some(call), _) => name(call.as_str()).into_token_stream(),
        (None, true) => quote!(Call<#output, Selectable>),
        (None, false) => quote!(Call<#output>),
    };
    let attributes = renamed(&operation.method);
    built(&quote!(#attributes pub fn #old(&self, #(#names: #types),*) -> #returns { self.#now(#(#names),*) }))
}

fn call_text(operation: &OperationPlan) -> Option<CallText<'_>> {
    let call = operation.call.as_ref()?;
    Some(CallText {
        ident: ident(call),
        docs: own_docs(prose::ours(&format!("A call of `{}`, with what is optional.", operation.uid.replace('`', "")))),
        output: tokens(&operation.output),
        select: fixed(if operation.selectable { ", select" } else { "" }),
        options: operation.options.iter().map(argument_text).collect(),
    })
}

#[derive(Template)]
#[template(path = "lib.rs")]
struct LibTemplate<'a> {
    docs: Vec<Printed<'a>>,
}

#[derive(Template)]
#[template(path = "samples_table.rs")]
struct SamplesTemplate<'a> {
    modules: Vec<Printed<'a>>,
    rows: Vec<RowText<'a>>,
}

struct RowText<'a> {
    uid: Printed<'a>,
    response: Printed<'a>,
    ty: Printed<'a>,
}

#[derive(Template)]
#[template(path = "client_root.rs")]
struct ClientRootTemplate<'a> {
    groups: Vec<GroupText<'a>>,
}

struct GroupText<'a> {
    module: Printed<'a>,
    client: Printed<'a>,
    docs: Vec<Printed<'a>>,
    gate: Printed<'a>,
    /// The module under its earlier names.
    modules_were: Vec<Printed<'a>>,
    /// The method of `Client` likewise.
    methods_were: Vec<Printed<'a>>,
}

#[derive(Template)]
#[template(path = "modules.rs")]
struct ModulesTemplate<'a> {
    docs: Vec<Printed<'a>>,
    modules: Vec<ModuleText<'a>>,
    names: Vec<NameText<'a>>,
    aliases: Vec<Printed<'a>>,
}

struct ModuleText<'a> {
    ident: Printed<'a>,
    visibility: Printed<'a>,
    gate: Printed<'a>,
}

struct NameText<'a> {
    /// Lints that a deprecated name needs to be silenced.
    attributes: Printed<'a>,
    module: Printed<'a>,
    ident: Printed<'a>,
    gate: Printed<'a>,
}

fn of_group(group: &GroupPlan) -> Gate {
    Gate::Any(vec![group.feature.clone()])
}

fn client_root(plan: &Plan, layout: &Layout<'_>) -> Result<Raw, InternalError> {
    let path = "src/client/mod.rs".to_owned();
    let groups = plan
        .groups
        .iter()
        .map(|group| GroupText {
            module: ident(&group.module),
            client: ident(&group.client),
            docs: docs(&group.docs),
            gate: gate(&of_group(group), layout),
            modules_were: module_aliases(group, &gate_tokens(&of_group(group), layout)),
            methods_were: client_aliases(group, &gate_tokens(&of_group(group), layout)),
        })
        .collect();
    Ok(Raw { text: rendered(&ClientRootTemplate { groups }, &path)?, path })
}

/// Methods of `Client` under the names they had before.
fn client_aliases<'a>(group: &GroupPlan, gate: &TokenStream) -> Vec<Printed<'a>> {
    let (now, client) = (name(group.module.as_str()), name(group.client.as_str()));
    let aliases = group.was.modules.iter().map(|old| {
        let (attributes, old) = (renamed(&group.module), name(old.as_str()));
        built(&quote!(#gate #attributes #[must_use] pub fn #old(&self) -> #now::#client<'_> { self.#now() }))
    });
    aliases.collect()
}

fn modules(
    path: &str,
    about: &str,
    modules: Vec<ModuleText<'_>>,
    names: Vec<NameText<'_>>,
    aliases: Vec<Printed<'_>>,
) -> Result<Raw, InternalError> {
    let template = ModulesTemplate { docs: own_docs(prose::ours(about)), modules, names, aliases };
    Ok(Raw { path: path.to_owned(), text: rendered(&template, path)? })
}

fn entities_root(plan: &Plan, layout: &Layout<'_>) -> Result<Raw, InternalError> {
    let own = || plan.entities.iter().filter(|entity| entity.home == Home::Entities);
    let files = own().map(|entity| ModuleText {
        ident: ident(&entity.module),
        visibility: built(&TokenStream::new()),
        gate: gate(&entity.gate, layout),
    });
    let names = own().flat_map(|entity| {
        let shown =
            std::iter::once((&entity.ident, "")).chain(entity.was.iter().map(|old| (old, "#[allow(deprecated)]")));
        shown.map(|(shown, attributes)| NameText {
            attributes: fixed(attributes),
            module: ident(&entity.module),
            ident: ident(shown),
            gate: gate(&entity.gate, layout),
        })
    });
    modules(
        "src/entities/mod.rs",
        "The object types. Every property is optional; what the docs do not list is kept in `extra`.",
        files.collect(),
        names.collect(),
        Vec::new(),
    )
}

fn requests_root(plan: &Plan, requests: &Requests<'_>, layout: &Layout<'_>) -> Result<Raw, InternalError> {
    let files = plan.groups.iter().filter(|group| requests.contains_key(&group.module)).map(|group| ModuleText {
        ident: ident(&group.module),
        visibility: built(&quote!(pub)),
        gate: gate(&of_group(group), layout),
    });
    modules(
        "src/requests/mod.rs",
        "What agents are sent: one type an operation, a module an agent.",
        files.collect(),
        Vec::new(),
        plan.groups
            .iter()
            .filter(|group| requests.contains_key(&group.module))
            .flat_map(|group| module_aliases(group, &gate_tokens(&of_group(group), layout)))
            .collect(),
    )
}

fn routes_root(plan: &Plan, layout: &Layout<'_>) -> Result<Raw, InternalError> {
    let files = plan.groups.iter().map(|group| ModuleText {
        ident: ident(&group.module),
        visibility: built(&quote!(pub)),
        gate: gate(&of_group(group), layout),
    });
    modules(
        "src/routes/mod.rs",
        "The operations as data: method, path, parameters, statuses.",
        files.collect(),
        Vec::new(),
        plan.groups.iter().flat_map(|group| module_aliases(group, &gate_tokens(&of_group(group), layout))).collect(),
    )
}

fn front_page(plan: &Plan) -> Vec<prose::DocLine> {
    let operations: usize = plan.groups.iter().map(|group| group.operations.len()).sum();
    let of = match plan.groups.len() {
        1 => "one resource or agent".to_owned(),
        several => format!("{several} resources and agents"),
    };
    let mut lines = prose::ours(&format!(
        "A typed client of the SuperOffice WebAPI: {} of {of}, {}.",
        counted(operations, "operation"),
        counted(plan.entities.len(), "type")
    ));
    lines.push(prose::blank());
    lines.extend(prose::ours(
        "A contact is a company, a person is a contact person. Each resource and agent stands behind a cargo feature of its \
         name; its types come along. Start at [`Client`].",
    ));
    lines.push(prose::blank());
    lines.extend(prose::ours("| method of `Client` | feature | operations |"));
    lines.extend(prose::ours("|---|---|---|"));
    for group in &plan.groups {
        lines.push(prose::line(&format!("| `{}` | `{}` | {} |", group.module, group.feature, group.operations.len())));
    }
    lines
}

/// The marker lines of the features in `Cargo.toml`.
const BEGIN: &str = "# @generated features begin";
const END: &str = "# @generated features end";

fn manifest(plan: &Plan, layout: &Layout<'_>) -> OutputFile {
    let mut features: Vec<&str> = plan.groups.iter().map(|group| group.feature.as_str()).collect();
    features.sort_unstable();
    let quoted = |names: &[&str]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let default: Vec<&str> =
        features.iter().copied().filter(|name| layout.default_features.iter().any(|wanted| wanted == name)).collect();
    let mut text = format!("default = [{}]\n", quoted(&[default.as_slice(), &["reqwest", "jiff"]].concat()));
    text.push_str("# Everything; slow to build.\nfull = [\n");
    for feature in &features {
        text.push_str(&format!("    \"{feature}\",\n"));
    }
    text.push_str("]\n");
    for feature in &features {
        text.push_str(&format!("{feature} = []\n"));
    }
    let mut renamed: Vec<(&String, &String)> =
        plan.groups.iter().flat_map(|group| group.was.features.iter().map(move |old| (old, &group.feature))).collect();
    renamed.sort();
    if !renamed.is_empty() {
        text.push_str("# Renamed.\n");
    }
    for (old, now) in renamed {
        text.push_str(&format!("{old} = [\"{now}\"]\n"));
    }
    let skeleton = format!(
        "[package]\nname = \"superoffice\"\ndescription = \"A typed client of the SuperOffice WebAPI\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         license = \"MIT OR Apache-2.0\"\npublish = false\n\n[lib]\npath = \"src/lib.rs\"\n\n[features]\n\
         # What sends, and dates as jiff's.\nreqwest = [\"superoffice-runtime/reqwest\"]\njiff = [\"superoffice-runtime/jiff\"]\n\
         {BEGIN}\n{END}\n\n[dependencies]\n{}\n\n[workspace]\n",
        layout.runtime
    );
    OutputFile::region("Cargo.toml", text, BEGIN, END, skeleton)
}
