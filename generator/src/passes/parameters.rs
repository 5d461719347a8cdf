//! Types of parameters, and the body that a page flattened into its query.
//!
//! ```text
//! `Enum: A, B`                       ->  an enumeration of these values
//! `array`, name `...Ids`             ->  array of int32, else of strings: in a URL both are text
//! `foo.bar`, `foo.baz.qux`           ->  one request body `foo`: an entity printed as query parameters
//! ```

use std::collections::BTreeMap;

use super::bodies::{names_ids, scalar};
use super::rules;
use crate::account::Reason;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Api, Aside, Body, Class, Entity, EntityId, Enum, EnumId, Evidence, Form, Known, OpenReason, Operation, Parameter,
    Place, Type, Word,
};
use crate::source::{Span, Spanned};

/// With fewer dotted names, the dots may be part of the names.
const DOTTED: usize = 3;

/// Decides every parameter.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut enums: BTreeMap<(String, Vec<String>), EnumId> =
        api.enums.with_ids().map(|(id, known)| ((known.name.to_ascii_lowercase(), known.words.clone()), id)).collect();
    let mut operations = std::mem::take(&mut api.operations);
    for operation in &mut operations {
        flattened(api, operation, diagnostics);
        for parameter in &mut operation.parameters {
            if parameter.ty.value.is_open() {
                parameter.ty = decide(api, &mut enums, parameter);
                api.tally.add(parameter.ty.rule, 1);
            }
        }
    }
    api.operations = operations;
}

fn decide(api: &mut Api, enums: &mut BTreeMap<(String, Vec<String>), EnumId>, parameter: &Parameter) -> Known<Type> {
    if !parameter.described {
        return Known::new(Type::String, Class::Assumed, &rules::PATH_PART, Vec::new());
    }
    let because = |says: &str| vec![Evidence { span: parameter.word.span, says: says.to_owned() }];
    match &parameter.word.value.word {
        Word::Words(list) if !list.is_empty() => {
            let name = parameter.name.value.trim_start_matches('$').to_owned();
            let key = (name.to_ascii_lowercase(), list.clone());
            let id = *enums.entry(key).or_insert_with(|| {
                let name = pascal(&name);
                api.enums.push(Enum::new(name, list.clone(), true, vec![parameter.word.span]))
            });
            Known::new(Type::Enum(id), Class::Proved, &rules::ENUM_LIST, because("the list of values"))
        }
        Word::Array => {
            let element = if names_ids(&parameter.name.value) { Type::Int32 } else { Type::String };
            Known::new(
                Type::array(element),
                Class::Assumed,
                &rules::ARRAY_PARAMETER,
                because("an array in a URL is text"),
            )
        }
        Word::Object | Word::Name(_) => {
            Known::new(Type::String, Class::Assumed, &rules::OBJECT_PARAMETER, because("an object in a URL is text"))
        }
        Word::Empty | Word::Unknown(_) => {
            Known::new(Type::String, Class::Assumed, &rules::UNKNOWN_PARAMETER, because("everything in a URL is text"))
        }
        word => match scalar(word) {
            Some(ty) => Known::new(ty, Class::Proved, &rules::STATED, because("the type word")),
            None => Known::new(
                Type::String,
                Class::Assumed,
                &rules::UNKNOWN_PARAMETER,
                because("everything in a URL is text"),
            ),
        },
    }
}

fn pascal(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// The dotted query parameters of a flattened body, and the name before their dots.
struct Dotted<'a> {
    root: String,
    first: &'a Parameter,
    last: &'a Parameter,
    members: Vec<&'a Parameter>,
}

fn dotted(operation: &Operation) -> Option<Dotted<'_>> {
    if operation.request.as_ref().is_some_and(|body| !body.ty.is_fixed()) {
        return None;
    }
    let mut roots: BTreeMap<String, Vec<&Parameter>> = BTreeMap::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.place == Place::Query) {
        if let Some((root, _)) = parameter.name.value.split_once('.').filter(|(root, _)| !root.is_empty()) {
            roots.entry(root.to_owned()).or_default().push(parameter);
        }
    }
    roots.into_iter().find_map(|(root, members)| match members.as_slice() {
        [first, .., last] if members.len() >= DOTTED => Some(Dotted { root, first, last, members }),
        _ => None,
    })
}

/// The entity that an operation flattened into its query, if it is known.
pub(super) fn flattened_root(api: &Api, operation: &Operation) -> Option<EntityId> {
    dotted(operation).and_then(|Dotted { root, members, .. }| whose_properties(api, &root, &members))
}

/// Turns an entity that is printed as dotted query parameters into a body.
fn flattened(api: &mut Api, operation: &mut Operation, diagnostics: &mut Diagnostics) {
    let Some(Dotted { root, first, last, members }) = dotted(operation) else { return };
    let span = Span { start: first.name.span.start, ..first.name.span };
    let entity = whose_properties(api, &root, &members);
    let (ty, class) = match entity {
        Some(id) => (Type::Entity(id), Class::Agreed),
        None => (Type::Open(OpenReason::NoSample), Class::Open),
    };
    diagnostics.push(
        Diagnostic::new(
            Code::FlattenedBody,
            span,
            format!("{} query parameters are the properties of one object `{root}`", members.len()),
        )
        .label("the first of them")
        .other(last.name.span, "the last of them")
        .note("this is too long for a query, so the object is sent as the request body")
        .help("describe the object under `## Request Body:`"),
    );
    let because = vec![Evidence { span, says: format!("{} parameters `{root}.*`", members.len()) }];
    let at = Span { end: span.start, ..span };
    let fixed = operation.request.take().map(|body| body.ty);
    operation.request = Some(Body {
        name: Spanned::new(root.clone(), span),
        kind: Spanned::new(String::new(), at),
        text: None,
        rows: None,
        sample: None,
        ty: fixed.unwrap_or_else(|| Known::new(ty, class, &rules::FLATTENED_BODY, because)),
        form: Form::Json,
    });
    let prefix = format!("{root}.");
    let (flat, kept) = std::mem::take(&mut operation.parameters)
        .into_iter()
        .partition(|parameter| parameter.name.value.starts_with(&prefix));
    operation.parameters = kept;
    let flat: Vec<Parameter> = flat;
    operation.asides.extend(flat.into_iter().map(|row| {
        let text = format!("{} {:?} {} {}", row.name.value, row.word.value, row.required, row.description.value);
        Aside { reason: Reason::FlattenedParameter, text: Spanned::new(text, row.name.span) }
    }));
    api.count(&rules::FLATTENED_BODY);
}

/// The entity that has the first parts of all dotted names. If several have them, the one whose name the root ends
/// with.
fn whose_properties(api: &Api, root: &str, members: &[&Parameter]) -> Option<EntityId> {
    let firsts: Vec<String> = members
        .iter()
        .filter_map(|parameter| parameter.name.value.split('.').nth(1))
        .map(str::to_ascii_lowercase)
        .collect();
    let has_all = |entity: &Entity| {
        let names: Vec<String> = entity.properties.iter().map(|property| property.name.to_ascii_lowercase()).collect();
        firsts.iter().all(|first| names.contains(first))
    };
    let fits: Vec<EntityId> = api.entities.with_ids().filter(|(_, entity)| has_all(entity)).map(|(id, _)| id).collect();
    let root = root.to_ascii_lowercase();
    let called = |id: &&EntityId| {
        let name = &api.entities[**id].name;
        !name.is_empty() && root.ends_with(&name.to_ascii_lowercase())
    };
    match fits.as_slice() {
        [only] => Some(*only),
        several => several.iter().find(called).copied(),
    }
}
