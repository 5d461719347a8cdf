//! The model in Rust's words: names, types, modules, features, order.
//!
//! In: a [`Checked`] model. Out: a [`Plan`] in which everything a template prints is decided. This room knows neither
//! layout nor disk.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Checked;
use crate::diagnostics::text::counted;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Api, Body, Class, Entity, EntityId, EnumId, Form, Method, OpenReason, Operation, Origin, Parameter, Place, Type,
};
use crate::page::MarkKind;

pub mod docs;
pub(crate) mod features;
mod leads;
pub mod lock;
pub mod methods;
pub mod names;
mod naming;
pub mod types;

use docs::DocLine;
use lock::{Lock, Section};
use names::{Ident, Taken};
use naming::{Named, Naming};
use types::{RustText, TypeNames, Uses};

/// A type that more features than this need is always compiled: a longer list of features helps nobody.
const ALWAYS: usize = 8;

/// The last segment of a controller's page folder, and the site that shows it.
const REFERENCE: &str = "https://docs.superoffice.com/en/api/reference/restful";

/// Methods that every call has.
const CALL_METHODS: &[&str] =
    &["call", "draft_mut", "into_future", "into_inner", "new", "query", "raw", "select", "send", "send_with_response"];

/// Names that generated files use for something else.
const RESERVED_TYPES: &[&str] = &[
    "Base64",
    "BTreeMap",
    "Binary",
    "Box",
    "Call",
    "CallOptions",
    "Client",
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "Default",
    "Drop",
    "Entity",
    "Eq",
    "Err",
    "Extra",
    "Field",
    "Fn",
    "From",
    "Http",
    "Into",
    "Iterator",
    "Method",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Ord",
    "Parameter",
    "PartialEq",
    "Patch",
    "Place",
    "Result",
    "Selectable",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Upload",
    "Value",
    "Vec",
    "Word",
];

/// Everything a generated crate consists of.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Entities in the order of their names.
    pub entities: Vec<EntityPlan>,
    /// Enumerations in the order of their names.
    pub enums: Vec<EnumPlan>,
    /// Resources and agents in the order of their modules.
    pub groups: Vec<GroupPlan>,
    /// The types of all JSON bodies, for the test of the samples.
    pub bodies: Vec<BodyType>,
    /// All names, for the next run.
    pub lock: Lock,
}

/// The type of a body of an operation.
#[derive(Debug, Clone)]
pub struct BodyType {
    /// The operation.
    pub uid: String,
    /// Whether it is the response.
    pub response: bool,
    /// The type, `null` allowed.
    pub ty: RustText,
}

/// Where an entity lives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// A file of its own in `entities`.
    Entities,
    /// The file of its group in `requests`.
    Requests(Ident),
}

/// Under which features an item is compiled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// Under all.
    Always,
    /// Under any of these.
    Any(Vec<String>),
}

/// A struct.
#[derive(Debug, Clone)]
pub struct EntityPlan {
    /// The entity of the model.
    pub id: EntityId,
    /// Its name.
    pub ident: Ident,
    /// Names it had before.
    pub was: Vec<Ident>,
    /// Its module.
    pub module: Ident,
    /// Its name on the wire, as messages show it.
    pub name: String,
    /// Where it lives.
    pub home: Home,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// Fields.
    pub fields: Vec<FieldPlan>,
    /// What its types refer to.
    pub uses: Uses,
    /// Features that need it.
    pub gate: Gate,
}

/// A field.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    /// Its name in Rust.
    pub ident: Ident,
    /// Its setter.
    pub setter: Ident,
    /// Its name on the wire.
    pub key: String,
    /// `Option<...>`.
    pub ty: RustText,
    /// Argument of the setter.
    pub argument: RustText,
    /// What the setter stores.
    pub value: RustText,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
}

/// An open enumeration.
#[derive(Debug, Clone)]
pub struct EnumPlan {
    /// Its name.
    pub ident: Ident,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// Names it had before.
    pub was: Vec<Ident>,
    /// Constant and word.
    pub words: Vec<(Ident, String)>,
    /// Earlier names of constants, and the names they have now.
    pub words_were: Vec<(Ident, Ident)>,
    /// Features that need it.
    pub gate: Gate,
}

/// A resource or an agent: a feature, a module of routes, a client.
#[derive(Debug, Clone)]
pub struct GroupPlan {
    /// Name in the docs.
    pub name: String,
    /// Cargo feature.
    pub feature: String,
    /// Module of routes and client; also the method of `Client`.
    pub module: Ident,
    /// The client struct.
    pub client: Ident,
    /// Features, modules and clients it had before.
    pub was: GroupWas,
    /// One line about it.
    pub docs: Vec<DocLine>,
    /// Its operations in the order of their methods.
    pub operations: Vec<OperationPlan>,
    /// What its methods refer to.
    pub uses: Uses,
}

/// What a resource or an agent was called before.
#[derive(Debug, Clone, Default)]
pub struct GroupWas {
    /// Cargo features.
    pub features: Vec<String>,
    /// Modules.
    pub modules: Vec<Ident>,
    /// Client structs.
    pub clients: Vec<Ident>,
}

/// A route and its method.
#[derive(Debug, Clone)]
pub struct OperationPlan {
    /// Identity.
    pub uid: String,
    /// Name of the static.
    pub constant: Ident,
    /// Name of the method.
    pub method: Ident,
    /// Names it had before.
    pub was: Vec<OperationWas>,
    /// Rustdoc of the method.
    pub docs: Vec<DocLine>,
    /// Rustdoc of the static.
    pub route_docs: Vec<DocLine>,
    /// Verb, as a variant of the runtime's `Method`.
    pub verb: Ident,
    /// Path template.
    pub path: String,
    /// Path and query parameters.
    pub parameters: Vec<RouteParameter>,
    /// Documented statuses.
    pub statuses: Vec<u16>,
    /// Media types of the request, where they are not the usual ones.
    pub accepts: Vec<String>,
    /// Media types of the response, where they are not the usual ones.
    pub produces: Vec<String>,
    /// Threshold.
    pub slow_ms: Option<u32>,
    /// Restriction.
    pub restricted: Option<String>,
    /// Required arguments.
    pub arguments: Vec<ArgumentPlan>,
    /// How the body is sent.
    pub body: Option<BodyPlan>,
    /// What the call gives.
    pub output: RustText,
    /// Whether `$select` is documented.
    pub selectable: bool,
    /// Optional parameters; with any, the method returns a call of its own.
    pub options: Vec<ArgumentPlan>,
    /// Name of that call.
    pub call: Option<Ident>,
}

/// What an operation was called before.
#[derive(Debug, Clone)]
pub struct OperationWas {
    /// The method.
    pub method: Ident,
    /// The static.
    pub constant: Ident,
    /// The call, if the method returns one of its own.
    pub call: Option<Ident>,
}

/// A parameter as data.
#[derive(Debug, Clone)]
pub struct RouteParameter {
    /// Name on the wire.
    pub name: String,
    /// A variant of the runtime's `Place`.
    pub place: Ident,
    /// Whether a call without it is wrong.
    pub required: bool,
}

/// An argument or setter.
#[derive(Debug, Clone)]
pub struct ArgumentPlan {
    /// Name in Rust.
    pub ident: Ident,
    /// Name on the wire.
    pub name: String,
    /// Whether it goes into the path.
    pub in_path: bool,
    /// Type in Rust.
    pub ty: RustText,
    /// Rustdoc, for setters.
    pub docs: Vec<DocLine>,
}

/// How a body is sent.
#[derive(Debug, Clone)]
pub struct BodyPlan {
    /// Name of the argument.
    pub ident: Ident,
    /// Its type.
    pub ty: RustText,
    /// The method of the draft: `json`, `patch` or `upload`.
    pub send: Ident,
    /// The expression given to it.
    pub value: RustText,
}

/// Decides everything. What the lock knows keeps its name.
#[must_use]
pub fn plan(api: &Checked, lock: &Lock, diagnostics: &mut Diagnostics) -> Plan {
    let mut naming = Naming::new(lock);
    let naming::Types { names, entities_were, enums_were } = naming.types(api);
    unusable_names(api, &names, diagnostics);
    let controllers = controllers(api);
    let owners = Owners::of(api, &controllers);
    let boxed = cycles(api);
    let mut groups = groups(api, &names, &controllers, &mut naming);
    let features: Vec<String> = groups.iter().map(|group| group.feature.clone()).collect();
    let modules: Vec<Ident> = groups.iter().map(|group| group.module.clone()).collect();

    let mut module_names = Taken::default();
    let mut order: Vec<usize> = (0..api.entities.len()).collect();
    order.sort_by(|a, b| names.entities.get(*a).cmp(&names.entities.get(*b)));
    let mut entities = Vec::new();
    for id in order {
        let (Some(entity), Some(ident)) = (api.entities.get(id), names.entities.get(id)) else { continue };
        let owned = owners.entities.get(&EntityId(id)).cloned().unwrap_or_default();
        // What no operation reaches would be dead weight in every build.
        if owned.is_empty() {
            continue;
        }
        let home = match (&entity.origin, owned.iter().next()) {
            (Origin::Carrier, Some(only)) if owned.len() == 1 => {
                modules.get(*only).cloned().map_or(Home::Entities, Home::Requests)
            }
            _ => Home::Entities,
        };
        let module = match home {
            Home::Entities => module_names.ident(names::module(ident.as_str())),
            Home::Requests(ref group) => group.clone(),
        };
        let gate = gate(&owned, &features);
        let was = entities_were.get(id).cloned().unwrap_or_default();
        entities.push(entity_plan(
            &names,
            &mut naming,
            EntityId(id),
            entity,
            (ident, was),
            (module, home),
            gate,
            &boxed,
        ));
    }
    let mut enums: Vec<EnumPlan> = (0..api.enums.len())
        .filter_map(|id| {
            let was = enums_were.get(id).cloned().unwrap_or_default();
            let owned = owners.enums.get(&EnumId(id))?;
            enum_plan(api, (&names, &mut naming), EnumId(id), was, owned, &features)
        })
        .collect();
    enums.sort_by(|a, b| a.ident.cmp(&b.ident));
    groups.sort_by(|a, b| a.module.cmp(&b.module));
    Plan { entities, enums, groups, bodies: bodies(api, &names), lock: naming.finish() }
}

fn bodies(api: &Api, names: &TypeNames) -> Vec<BodyType> {
    let mut found = Vec::new();
    for operation in &api.operations {
        for (body, response) in [(&operation.request, false), (&operation.response, true)] {
            let Some(body) = body.as_ref().filter(|body| body.sample.is_some()) else { continue };
            let inner = match body.form {
                Form::Patch => RustText::fixed("Value"),
                _ => types::plain(names, &body.ty.value, &mut Uses::default()),
            };
            found.push(BodyType {
                uid: operation.uid.value.clone(),
                response,
                ty: RustText::between("Option<", &inner, ">"),
            });
        }
    }
    found
}

/// Says which types cannot be called as the docs call them.
fn unusable_names(api: &Api, names: &TypeNames, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for (entity, ident) in api.entities.iter().zip(&names.entities) {
        if entity.origin != Origin::Docs {
            continue;
        }
        let pascal = names::pascal(naming::label(entity));
        let usable =
            seen.insert(pascal.clone()) && names::is_ident(&pascal) && !RESERVED_TYPES.contains(&pascal.as_str());
        if let Some(span) = entity.said.first().filter(|_| !usable) {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnusableName,
                    *span,
                    format!("`{}` cannot be the name of a Rust type here", entity.name),
                )
                .label(format!("the type is called `{ident}`"))
                .note(
                    "the name is a keyword, a name of Rust's prelude, another type's, or not written in ASCII letters",
                )
                .help("nothing to do: the wire keeps the name"),
            );
        }
    }
}

fn controllers(api: &Api) -> Vec<(String, Vec<&Operation>)> {
    let mut found: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        found.entry(operation.controller.as_str()).or_default().push(operation);
    }
    found.into_iter().map(|(name, operations)| (name.to_owned(), operations)).collect()
}

/// Which groups need a type.
struct Owners {
    entities: BTreeMap<EntityId, BTreeSet<usize>>,
    enums: BTreeMap<EnumId, BTreeSet<usize>>,
}

impl Owners {
    fn of(api: &Api, controllers: &[(String, Vec<&Operation>)]) -> Self {
        let mut owners = Self { entities: BTreeMap::new(), enums: BTreeMap::new() };
        for (group, (_, operations)) in controllers.iter().enumerate() {
            let mut stack: Vec<&Type> = Vec::new();
            for operation in operations {
                stack.extend(
                    [&operation.request, &operation.response]
                        .into_iter()
                        .flatten()
                        .filter(|body| body.form != Form::Patch)
                        .map(|body| &body.ty.value),
                );
                stack.extend(operation.parameters.iter().map(|parameter| &parameter.ty.value));
            }
            while let Some(ty) = stack.pop() {
                match ty.innermost() {
                    Type::Entity(id) => {
                        if owners.entities.entry(*id).or_default().insert(group)
                            && let Some(entity) = api.entity(*id)
                        {
                            stack.extend(entity.properties.iter().map(|property| &property.ty.value));
                        }
                    }
                    Type::Enum(id) => {
                        owners.enums.entry(*id).or_default().insert(group);
                    }
                    _ => {}
                }
            }
        }
        owners
    }
}

fn gate(owned: &BTreeSet<usize>, features: &[String]) -> Gate {
    if owned.len() > ALWAYS {
        return Gate::Always;
    }
    let mut list: Vec<String> = owned.iter().filter_map(|group| features.get(*group).cloned()).collect();
    list.sort();
    Gate::Any(list)
}

/// Properties that must be boxed: an entity that holds itself by value, directly or through others.
fn cycles(api: &Api) -> BTreeSet<(usize, usize)> {
    let direct = |id: usize| {
        api.entities.get(id).into_iter().flat_map(|entity| entity.properties.iter().enumerate()).filter_map(
            |(at, property)| match property.ty.value {
                Type::Entity(target) => Some((at, target.0)),
                _ => None,
            },
        )
    };
    let reaches = |from: usize, goal: usize| {
        let mut seen = BTreeSet::new();
        let mut stack = vec![from];
        while let Some(id) = stack.pop() {
            if id == goal {
                return true;
            }
            if seen.insert(id) {
                stack.extend(direct(id).map(|(_, target)| target));
            }
        }
        false
    };
    let mut found = BTreeSet::new();
    for id in 0..api.entities.len() {
        for (at, target) in direct(id) {
            if reaches(target, id) {
                found.insert((id, at));
            }
        }
    }
    found
}

#[allow(clippy::too_many_arguments, reason = "each is decided elsewhere and used once")]
fn entity_plan(
    names: &TypeNames,
    naming: &mut Naming,
    id: EntityId,
    entity: &Entity,
    (ident, was): (&Ident, Vec<Ident>),
    (module, home): (Ident, Home),
    gate: Gate,
    boxed: &BTreeSet<(usize, usize)>,
) -> EntityPlan {
    let mut uses = Uses::default();
    let words: Vec<&str> = entity.properties.iter().map(|property| property.name.as_str()).collect();
    let owners: Vec<&str> = std::iter::once(ident).chain(&was).map(Ident::as_str).collect();
    let named = naming.members(Section::Fields, &owners, &words, &["extra"], names::snake);
    let fields = entity
        .properties
        .iter()
        .zip(named)
        .enumerate()
        .map(|(at, (property, Named { ident: field, .. }))| {
            // `type_` has its underscore only because `type` is a keyword.
            let bare = field.as_str().strip_suffix('_').filter(|_| names::is_escaped(field.as_str()));
            let bare = bare.unwrap_or(field.as_str());
            // `_2nd` has its underscore only because no name begins with a digit.
            let digit = bare.strip_prefix('_').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let setter = Ident::of(&format!("with_{}", digit.unwrap_or(bare)));
            let boxed = boxed.contains(&(id.0, at));
            let ty = types::field(names, &property.ty.value, boxed, &mut uses);
            let (argument, value) = types::setter(names, &property.ty.value, boxed, &mut uses);
            let mut lines = property.description().map(|text| docs::block(&text.value)).unwrap_or_default();
            if lines.is_empty() {
                lines.extend(docs::ours(&format!("`{}`", code(&property.name))));
            }
            if let Some(twin) = &property.only_in {
                lines.extend(paragraph(&lines, &format!("Only `{twin}` has it.", twin = code(twin))));
            }
            if let Some(note) = guess(property) {
                lines.extend(paragraph(&lines, &note));
            }
            FieldPlan { ident: field, setter, key: property.name.clone(), ty, argument, value, docs: lines }
        })
        .collect();
    uses.entities.remove(ident.as_str());
    uses.runtime.extend(["Entity".to_owned(), "Extra".to_owned(), "Field".to_owned()]);
    EntityPlan {
        id,
        ident: ident.clone(),
        was,
        module,
        name: if entity.origin == Origin::Docs { entity.name.clone() } else { ident.as_str().to_owned() },
        home,
        docs: entity_docs(entity),
        fields,
        uses,
        gate,
    }
}

/// Text for backticks: what the docs put there cannot end them.
fn code(text: &str) -> String {
    crate::prose::code(text)
}

fn paragraph(before: &[DocLine], text: &str) -> Vec<DocLine> {
    let mut lines = Vec::new();
    if !before.is_empty() {
        lines.push(docs::blank());
    }
    lines.extend(docs::ours(text));
    lines
}

/// What a reader must know about a type that no cell states.
fn guess(property: &crate::model::Property) -> Option<String> {
    let note = match property.ty.value.innermost() {
        Type::Open(OpenReason::FreeForm) => return None,
        Type::Open(reason) => format!("Left open: {}.", docs::inline(&reason.words())),
        _ => match property.ty.rule {
            "array-elements" => return None,
            "same-property" => "Type as on the other entities that have this property.".to_owned(),
            "child-of-itself" => "Element type assumed: the samples stop before it.".to_owned(),
            "called-after" => "Type assumed: a call named after it answers with it.".to_owned(),
            "lost-by-name" => "Type found by its name: the docs print another one.".to_owned(),
            "stolen-name" => "Type read off the sample: the docs name another one.".to_owned(),
            "disagreement" => "The docs contradict themselves about the type.".to_owned(),
            "enum-words" => "Words read off the samples: there are more.".to_owned(),
            _ => return None,
        },
    };
    Some(note)
}

fn entity_docs(entity: &Entity) -> Vec<DocLine> {
    let mut lines = match entity.origin {
        Origin::Docs => {
            let mut lines = docs::ours(&format!("`{}`", code(&entity.name)));
            if let Some(text) = &entity.description {
                lines.push(docs::blank());
                lines.extend(docs::block(&text.value));
            }
            lines
        }
        Origin::Carrier => docs::ours(&format!("What `{}` is sent.", code(&entity.place))),
        Origin::Response => {
            docs::ours(&format!("What `{}` answers; the docs do not name the type.", code(&entity.place)))
        }
        Origin::Place => {
            let place = entity.place.trim_start_matches('.');
            docs::ours(&format!("An object in `{}`; the docs do not name the type.", code(place)))
        }
    };
    if !entity.twins.is_empty() {
        let twins: Vec<String> = entity.twins.iter().map(|twin| format!("`{}`", code(twin))).collect();
        lines.push(docs::blank());
        lines.extend(docs::ours(&format!("Also printed as {}.", twins.join(", "))));
    }
    lines
}

fn enum_plan(
    api: &Api,
    (names, naming): (&TypeNames, &mut Naming),
    id: EnumId,
    was: Vec<Ident>,
    owned: &BTreeSet<usize>,
    features: &[String],
) -> Option<EnumPlan> {
    let known = api.enums.get(id.0)?;
    let ident = names.enums.get(id.0)?.clone();
    let list: Vec<&str> = known.words.iter().map(String::as_str).collect();
    let owners: Vec<&str> = std::iter::once(&ident).chain(&was).map(Ident::as_str).collect();
    let (mut words, mut words_were) = (Vec::new(), Vec::new());
    let named = naming.members(Section::Constants, &owners, &list, &["KNOWN"], names::screaming);
    for (named, word) in named.into_iter().zip(&known.words) {
        words_were.extend(named.was.into_iter().map(|old| (old, named.ident.clone())));
        words.push((named.ident, word.clone()));
    }
    let text = if known.complete {
        "The words the docs list; others are kept as they come."
    } else {
        "The words the samples show; there are more, and they are kept as they come."
    };
    let mut lines = docs::ours(&format!("Words of `{}`.", code(&known.name)));
    lines.push(docs::blank());
    lines.extend(docs::ours(text));
    Some(EnumPlan { ident, docs: lines, was, words, words_were, gate: gate(owned, features) })
}

/// What a controller is called without the word that says what it is.
fn bare(controller: &str) -> &str {
    controller.strip_suffix("Entity").filter(|rest| !rest.is_empty()).unwrap_or(controller)
}

fn groups(
    api: &Api,
    names: &TypeNames,
    controllers: &[(String, Vec<&Operation>)],
    naming: &mut Naming,
) -> Vec<GroupPlan> {
    let mut named = |section, rule: fn(&str) -> String| {
        let items: Vec<(String, Vec<String>)> =
            controllers.iter().map(|(controller, _)| (controller.clone(), vec![rule(bare(controller))])).collect();
        naming.controllers(section, &items)
    };
    let modules = named(Section::Modules, names::module);
    let clients = named(Section::Clients, |bare| format!("{}Client", names::pascal(bare)));
    let features = named(Section::Features, names::kebab);
    controllers
        .iter()
        .zip(modules.into_iter().zip(clients).zip(features))
        .map(|((controller, operations), ((module, client), feature))| {
            group(api, names, naming, (controller, operations), (module, client, feature))
        })
        .collect()
}

fn group(
    api: &Api,
    names: &TypeNames,
    naming: &mut Naming,
    (controller, operations): (&str, &[&Operation]),
    (module, client, feature): (Named, Named, Named),
) -> GroupPlan {
    let bare = bare(controller);
    let (mut order, mut items) = (Vec::new(), Vec::new());
    for (at, wishes) in methods::wishes(api, operations) {
        if let Some(operation) = operations.get(at) {
            order.push(*operation);
            items.push((operation.uid.value.clone(), wishes));
        }
    }
    let methods = naming.methods(&items);
    let mut uses = Uses::default();
    let mut calls = Taken::with(&[client.ident.as_str()]);
    let mut planned: Vec<OperationPlan> = order
        .iter()
        .zip(methods)
        .map(|(operation, method)| {
            operation_plan(names, naming, operation, method, &names::pascal(bare), &mut calls, &mut uses)
        })
        .collect();
    planned.sort_by(|a, b| a.method.cmp(&b.method));
    let what = if controller.ends_with("Agent") { "agent" } else { "resource" };
    let lines = docs::ours(&format!("The {what} `{}`: {}.", code(bare), counted(planned.len(), "operation")));
    GroupPlan {
        name: bare.to_owned(),
        feature: feature.name,
        module: module.ident,
        client: client.ident,
        was: GroupWas { features: feature.were, modules: module.was, clients: client.was },
        docs: lines,
        operations: planned,
        uses,
    }
}

fn operation_plan(
    names: &TypeNames,
    naming: &mut Naming,
    operation: &Operation,
    Named { ident: method, was, .. }: Named,
    owner: &str,
    calls: &mut Taken,
    uses: &mut Uses,
) -> OperationPlan {
    let mut taken = Taken::default();
    let path: Vec<&Parameter> = in_place(operation, Place::Path).collect();
    let query: Vec<&Parameter> = in_place(operation, Place::Query).collect();
    let mut arguments: Vec<ArgumentPlan> = Vec::new();
    for parameter in path.iter().copied().chain(query.iter().copied().filter(|parameter| parameter.required)) {
        arguments.push(argument(names, parameter, &mut taken, uses));
    }
    let body = operation.request.as_ref().map(|body| body_plan(names, body, &mut taken, uses));
    let is_select = |parameter: &&&Parameter| parameter.name.value == "$select";
    let selectable = query.iter().any(|parameter| is_select(&parameter));
    let optional: Vec<&Parameter> =
        query.iter().copied().filter(|parameter| !parameter.required && !is_select(&parameter)).collect();
    let words: Vec<&str> = optional.iter().map(|parameter| parameter.name.value.as_str()).collect();
    let option_names = naming.members(Section::Options, &[&operation.uid.value], &words, CALL_METHODS, names::snake);
    let options: Vec<ArgumentPlan> = optional
        .iter()
        .zip(option_names)
        .map(|(parameter, named)| ArgumentPlan {
            ident: named.ident,
            ..argument(names, parameter, &mut Taken::default(), uses)
        })
        .collect();
    let call_name = |method: &Ident| format!("{owner}{}Call", names::pascal(method.as_str()));
    let call = (!options.is_empty()).then(|| calls.type_ident(call_name(&method)));
    let was = was
        .into_iter()
        .map(|old| OperationWas {
            constant: constant(&old),
            call: call.as_ref().map(|_| calls.type_ident(call_name(&old))),
            method: old,
        })
        .collect();
    let output = output(names, operation, uses);
    let mark = |find: fn(&MarkKind) -> Option<String>| operation.marks.iter().find_map(|mark| find(&mark.kind));
    let usual = |types: &[String]| if types.iter().all(|ty| is_usual(ty)) { Vec::new() } else { types.to_vec() };
    OperationPlan {
        uid: operation.uid.value.clone(),
        constant: constant(&method),
        was,
        docs: operation_docs(operation),
        route_docs: docs::ours(&format!("`{} {}`", operation.method.as_str(), code(&operation.path.value))),
        verb: verb(operation.method),
        path: operation.path.value.clone(),
        parameters: path
            .iter()
            .chain(&query)
            .map(|parameter| RouteParameter {
                name: parameter.name.value.clone(),
                place: Ident::of(if parameter.place == Place::Path { "Path" } else { "Query" }),
                required: parameter.required,
            })
            .collect(),
        statuses: operation.statuses.iter().map(|status| status.code).collect(),
        accepts: usual(&operation.consumes),
        produces: usual(&operation.produces),
        slow_ms: operation.marks.iter().find_map(|mark| match mark.kind {
            MarkKind::Slow { milliseconds } => Some(milliseconds),
            _ => None,
        }),
        restricted: mark(|kind| match kind {
            MarkKind::Restricted(text) => Some(crate::prose::strip_hidden(text).replace('\n', " ")),
            _ => None,
        }),
        arguments,
        body,
        output,
        selectable,
        options,
        call,
        method,
    }
}

/// The static of a method.
fn constant(method: &Ident) -> Ident {
    let bare = method.as_str().strip_suffix('_').filter(|_| names::is_escaped(method.as_str()));
    Ident::of(&bare.unwrap_or(method.as_str()).to_uppercase())
}

fn in_place(operation: &Operation, place: Place) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(move |parameter| parameter.place == place)
}

fn verb(method: Method) -> Ident {
    Ident::of(match method {
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
        Method::Head => "Head",
        Method::Options => "Options",
    })
}

/// JSON, XML and forms: every operation has them.
fn is_usual(media: &str) -> bool {
    media.ends_with("json") || media.ends_with("xml") || media == "application/x-www-form-urlencoded"
}

fn argument(names: &TypeNames, parameter: &Parameter, taken: &mut Taken, uses: &mut Uses) -> ArgumentPlan {
    let mut lines = docs::block(&parameter.description.value);
    if lines.is_empty() {
        lines = docs::ours(&format!("`{}`", code(&parameter.name.value)));
    }
    ArgumentPlan {
        ident: taken.ident(names::snake(&parameter.name.value)),
        name: parameter.name.value.clone(),
        in_path: parameter.place == Place::Path,
        ty: types::argument(names, &parameter.ty.value, uses),
        docs: lines,
    }
}

fn body_plan(names: &TypeNames, body: &Body, taken: &mut Taken, uses: &mut Uses) -> BodyPlan {
    let name = names::snake(&body.name.value);
    let ident = taken.ident(if name.is_empty() { "body".to_owned() } else { name });
    let runtime = |uses: &mut Uses, word: &str| {
        uses.runtime.insert(word.to_owned());
    };
    let value = RustText::ident(&ident);
    match body.form {
        Form::Patch => {
            runtime(uses, "Patch");
            BodyPlan { ty: RustText::fixed("&Patch"), send: Ident::of("patch"), value, ident }
        }
        Form::Binary => {
            runtime(uses, "Upload");
            BodyPlan { ty: RustText::fixed("Upload"), send: Ident::of("upload"), value, ident }
        }
        Form::Json => {
            let (ty, value) = types::body(names, &body.ty.value, &ident, uses);
            BodyPlan { ident, ty, send: Ident::of("json"), value }
        }
    }
}

/// What a call gives: agents answer `null` for what is not there, and strings may be `null` everywhere.
fn output(names: &TypeNames, operation: &Operation, uses: &mut Uses) -> RustText {
    let Some(body) = &operation.response else { return RustText::fixed("()") };
    let ty = &body.ty.value;
    if *ty == Type::Bytes {
        uses.runtime.insert("Binary".to_owned());
        return RustText::fixed("Binary");
    }
    let inner = types::plain(names, ty, uses);
    let agent = operation.controller.ends_with("Agent");
    let optional = match ty {
        Type::String | Type::DateTime | Type::Enum(_) => true,
        Type::Entity(_) | Type::Map(_) => agent,
        _ => false,
    };
    if optional { RustText::between("Option<", &inner, ">") } else { inner }
}

fn operation_docs(operation: &Operation) -> Vec<DocLine> {
    let mut lines = operation.summary.as_ref().map(|text| docs::block(&text.value)).unwrap_or_default();
    let mut paragraph = |text: Vec<DocLine>| {
        // A page may have no text of its own: then the first line is the route.
        if !lines.is_empty() && !text.is_empty() {
            lines.push(docs::blank());
        }
        lines.extend(text);
    };
    for text in &operation.description {
        paragraph(docs::block(&text.value));
    }
    for mark in &operation.marks {
        let note = match &mark.kind {
            MarkKind::Restricted(text) => format!("**Online restricted.** {}", docs::inline(text)),
            MarkKind::Experimental(text) => format!("**Experimental.** {}", docs::inline(text)),
            _ => continue,
        };
        paragraph(docs::ours(&note));
    }
    for (what, body) in [("request", &operation.request), ("response", &operation.response)] {
        let note = match body.as_ref().map(|body| (body.ty.class, body.ty.value.innermost(), body.form)) {
            Some((Class::Assumed, ..)) => format!("The docs do not show the {what}; its type is assumed."),
            Some((_, Type::Open(reason), Form::Json)) if *reason != OpenReason::FreeForm => {
                format!("The type of the {what} is left open: {}.", docs::inline(&reason.words()))
            }
            _ => continue,
        };
        paragraph(docs::ours(&note));
    }
    let route = format!("`{} {}`", operation.method.as_str(), code(&operation.path.value));
    paragraph(docs::ours(&route));
    paragraph(vec![docs::line(&format!("[Reference]({})", reference(operation)))]);
    lines
}

/// The vendor's page of a uid. Where only a part of the docs was read, its folder is guessed from the path.
fn reference(operation: &Operation) -> String {
    let uid: String =
        operation.uid.value.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
    let mut folders = operation.folder.rsplit('/');
    let folder = match (folders.next(), folders.next()) {
        (Some(resource), Some(kind)) => format!("{kind}/{resource}"),
        _ if operation.controller.ends_with("Agent") => {
            let name = operation.controller.strip_suffix("Agent").unwrap_or(&operation.controller);
            format!("agent/{name}_Agent")
        }
        _ => format!("rest/{}", operation.path.value.split('/').nth(3).unwrap_or_default()),
    };
    let folder: String = folder.chars().filter(|c| c.is_ascii_alphanumeric() || "_-/".contains(*c)).collect();
    format!("{REFERENCE}/{folder}/{uid}.html")
}
