//! Server routes: a trait per resource or agent, with a method for each operation.
//!
//! In: the operations of a resource or agent, and the methods of its client. Out: a [`ServicePlan`], whose methods have the same names
//! as those of the client, and take and return owned values. Printed by `emit/server.rs` through `templates/server.rs`.

use super::client::{ClientPlan, MethodPlan};
use super::docs::{self, DocLine};
use super::imports::Uses;
use super::route::{in_place, request_line};
use super::text::{Literal, RustText};
use super::types::{self, TypeNames};
use crate::model::{Body, Form, Operation, Parameter, Place, Type};
use crate::names::ident::{Ident, Taken};

/// The trait of a resource or agent.
#[derive(Debug, Clone)]
pub struct ServicePlan {
    /// Its name.
    pub ident: Ident,
    /// Its methods, sorted by name.
    pub methods: Vec<ServiceMethodPlan>,
    /// The names that its methods use.
    pub uses: Uses,
}

/// The method of an operation.
#[derive(Debug, Clone)]
pub struct ServiceMethodPlan {
    /// Its name, which is the same as that of the client's method.
    pub ident: Ident,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// The static of its route.
    pub constant: Ident,
    /// Path parameters, required query parameters, the body, `$select`, then the optional parameters.
    pub inputs: Vec<InputPlan>,
    /// The type of the response.
    pub output: RustText,
    /// The struct with the optional parameters.
    pub options: Option<ServerOptionsPlan>,
}

/// An argument of a method, and the function of the runtime's `Input` that reads it.
#[derive(Debug, Clone)]
pub struct InputPlan {
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: RustText,
    /// `path`, `integer`, `query`, `body`, `changes`, `upload`, `select` or `options`.
    pub function: Ident,
    /// The name of the parameter, if the function takes one.
    pub name: Option<Literal>,
}

/// The optional parameters of an operation.
#[derive(Debug, Clone)]
pub struct ServerOptionsPlan {
    /// The name of the struct.
    pub ident: Ident,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// Its fields.
    pub fields: Vec<OptionFieldPlan>,
}

/// An optional parameter.
#[derive(Debug, Clone)]
pub struct OptionFieldPlan {
    /// Its name, which is the same as that of the call's method.
    pub ident: Ident,
    /// Its type, without `Option`.
    pub ty: RustText,
    /// Name of the parameter.
    pub name: Literal,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
}

/// Plans the trait of a resource or agent. The operations and the methods of the client are in the same order.
pub(super) fn plan(names: &TypeNames, client: &ClientPlan, operations: &[&Operation]) -> ServicePlan {
    let mut uses = Uses::default();
    let outputs: Vec<(Vec<InputPlan>, RustText)> = operations
        .iter()
        .zip(&client.methods)
        .map(|(operation, method)| (inputs(names, operation, &mut uses), output(names, operation, method, &mut uses)))
        .collect();
    let mut taken = Taken::default();
    uses.entities.iter().chain(&uses.enums).for_each(|ident| taken.reserve(ident.as_str()));
    let stem = |ident: &Ident, end: &str| ident.as_str().strip_suffix(end).unwrap_or(ident.as_str()).to_owned();
    let ident = taken.type_ident(format!("{}Service", stem(&client.ident, "Client")));
    let mut methods = Vec::new();
    for ((operation, method), (mut inputs, output)) in operations.iter().zip(&client.methods).zip(outputs) {
        let options = method.call.as_ref().map(|call| ServerOptionsPlan {
            ident: taken.type_ident(format!("{}Options", stem(&call.ident, "Call"))),
            docs: docs::ours(&format!("The optional parameters of {}.", request_line(operation))),
            fields: fields(names, operation, method, &mut uses),
        });
        if let Some(options) = &options {
            let mut taken = Taken::default();
            inputs.iter().for_each(|input| taken.reserve(input.ident.as_str()));
            inputs.push(InputPlan {
                ident: taken.ident("options".to_owned()),
                ty: RustText::ident(&options.ident),
                function: Ident::of("options"),
                name: None,
            });
        }
        methods.push(ServiceMethodPlan {
            ident: method.ident.clone(),
            docs: method_docs(operation),
            constant: method.constant.clone(),
            inputs,
            output,
            options,
        });
    }
    ServicePlan { ident, methods, uses }
}

/// The arguments except the optional parameters, in the order of the client's arguments.
fn inputs(names: &TypeNames, operation: &Operation, uses: &mut Uses) -> Vec<InputPlan> {
    // The first argument of every method is the request.
    let mut taken = Taken::with(&["context"]);
    let required = in_place(operation, Place::Query).filter(|parameter| parameter.required);
    let mut inputs: Vec<InputPlan> = in_place(operation, Place::Path)
        .chain(required)
        .map(|parameter| {
            let integer = matches!(parameter.ty.value, Type::Int32 | Type::Int64);
            let function = match parameter.place {
                Place::Path if integer => "integer",
                Place::Path => "path",
                _ => "query",
            };
            InputPlan {
                ident: taken.ident(crate::names::ident::snake(&parameter.name.value)),
                ty: parameter_type(names, parameter, uses),
                function: Ident::of(function),
                name: Some(Literal::of(&parameter.name.value)),
            }
        })
        .collect();
    if let Some(body) = &operation.request {
        inputs.push(self::body(names, body, &mut taken, uses));
    }
    if in_place(operation, Place::Query).any(is_select) {
        let (ident, ty) = (taken.ident("select".to_owned()), RustText::fixed("server::Select"));
        inputs.push(InputPlan { ident, ty, function: Ident::of("select"), name: None });
    }
    inputs
}

fn body(names: &TypeNames, body: &Body, taken: &mut Taken, uses: &mut Uses) -> InputPlan {
    let name = crate::names::ident::snake(&body.name.value);
    let (ty, function) = match body.form {
        Form::Patch => (RustText::fixed("server::Changes"), "changes"),
        Form::Binary => (RustText::fixed("server::Received"), "upload"),
        Form::Json => (types::plain(names, &body.ty.value, uses), "body"),
    };
    let ident = taken.ident(if name.is_empty() { "body".to_owned() } else { name });
    InputPlan { ident, ty, function: Ident::of(function), name: None }
}

/// The optional parameters of the call of the client, with owned types.
fn fields(names: &TypeNames, operation: &Operation, method: &MethodPlan, uses: &mut Uses) -> Vec<OptionFieldPlan> {
    let options = method.call.iter().flat_map(|call| &call.options);
    let parameters = in_place(operation, Place::Query).filter(|parameter| !parameter.required && !is_select(parameter));
    let fields = options.zip(parameters).map(|(option, parameter)| OptionFieldPlan {
        ident: option.ident.clone(),
        ty: parameter_type(names, parameter, uses),
        name: option.name.clone(),
        docs: option.docs.clone(),
    });
    fields.collect()
}

fn is_select(parameter: &Parameter) -> bool {
    parameter.name.value == "$select"
}

/// Returns the owned type of a parameter.
fn parameter_type(names: &TypeNames, parameter: &Parameter, uses: &mut Uses) -> RustText {
    match &parameter.ty.value {
        Type::Open(_) | Type::Map(_) | Type::Entity(_) => RustText::fixed("String"),
        ty => types::plain(names, ty, uses),
    }
}

/// Returns the type of the response, which is the same as that of the client's method.
fn output(names: &TypeNames, operation: &Operation, method: &MethodPlan, uses: &mut Uses) -> RustText {
    match operation.response.as_ref().map(|body| &body.ty.value) {
        Some(Type::Bytes) => {
            uses.runtime.insert("Binary");
        }
        Some(ty) => drop(types::plain(names, ty, uses)),
        None => {}
    }
    method.output.clone()
}

/// The first paragraph about the operation, its request line and its statuses. The client's method has the complete rustdoc.
fn method_docs(operation: &Operation) -> Vec<DocLine> {
    let summary = operation.summary.as_ref().map(|text| docs::block(&text.value)).unwrap_or_default();
    let mut lines: Vec<DocLine> = summary.into_iter().take_while(|line| !line.as_str().is_empty()).collect();
    let statuses: Vec<String> = operation.statuses.iter().map(|status| status.code.to_string()).collect();
    let statuses = if statuses.is_empty() { String::new() } else { format!(": {}", statuses.join(", ")) };
    docs::paragraph(&mut lines, vec![docs::line(&format!("{}{statuses}", request_line(operation)))]);
    lines
}
