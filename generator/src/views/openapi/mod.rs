//! Exports the model as an OpenAPI 3.1 document, for other tools.
//!
//! In: a [`Checked`] model. Out: JSON text, which is the same for the same model. Every decided type has its certainty
//! as `x-evidence`. This module does not know Rust and decides nothing: an open type of the model is the schema `{}`.
//!
//! OpenAPI has no direct form for two things:
//! - *Operations with the same route, or with routes that differ only in the name of a parameter.* OpenAPI regards
//!   these as one path. The first operation has the path unchanged, the others have their uid as a fragment
//!   (`/a/{name}#uid`). Fragments are never sent, so a client that uses the path literally still calls the right URL.
//!   `x-path` is the path without the fragment.
//! - *Open enumerations.* They are strings with the known values as `x-extensible-enum`. A list that the docs call
//!   complete is an `enum`.

//!
//! [`openapi`] is one document about everything, and [`parts`](parts::parts) one per resource and agent.

mod document;
mod lines;
mod links;
mod names;
pub mod parts;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use document::{
    AdditionalProperties, Components, Document, Info, MediaType, OperationObject, Ordered, ParameterObject, PathItem,
    RequestBody, ResponseObject, Schema, SecurityScheme, Server, Tag,
};
use links::Links;
use names::Names;
use parts::{Details, Served};

use crate::check::Checked;
use crate::model::{Body, Form, MarkKind, Operation, Parameter, Place, Type};
use crate::source::Span;
use crate::text::prose;

/// Returns the document, indented, with a line break at the end.
#[must_use]
pub fn openapi(api: &Checked) -> String {
    let operations = api.operations.iter().collect();
    let (names, links) = (Names::new(api), Links::of(api));
    Export { api, names: &names, links: &links, operations, title: TITLE.to_owned(), details: None }.text()
}

const TITLE: &str = "SuperOffice WebAPI";

/// Escapes invisible characters in JSON text, where they can occur only inside strings.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\u{7f}' || (!c.is_ascii() && prose::is_hidden(c)) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

struct Export<'a> {
    api: &'a Checked,
    names: &'a Names,
    links: &'a Links,
    /// The operations of the document.
    operations: Vec<&'a Operation>,
    title: String,
    /// Data that only documents about a part of the API contain.
    details: Option<Details<'a>>,
}

impl Export<'_> {
    fn text(&self) -> String {
        let mut text = escaped(&serde_json::to_string_pretty(&self.document()).unwrap_or_default());
        text.push('\n');
        text
    }

    fn document(&self) -> Document {
        let schemes = self.security_schemes();
        // Alternatives: a request needs only one of the schemes.
        let security =
            schemes.0.iter().map(|(name, _)| Ordered(vec![(name.clone(), Vec::<String>::new())])).collect::<Vec<_>>();
        let tags: BTreeSet<&str> = self.operations.iter().map(|operation| tag(operation)).collect();
        Document {
            openapi: "3.1.0",
            info: Info {
                title: self.title.clone(),
                version: self.version(),
                description: "Generated from reference pages. Any property may be absent or null. `x-evidence` is the \
                              certainty of a type: proved, agreed, single, contradicted, assumed or open.",
            },
            servers: vec![Server { url: "/", description: "The base address of an installation or tenant" }],
            security,
            tags: tags.into_iter().map(|name| Tag { name: name.to_owned() }).collect(),
            paths: Ordered(self.paths()),
            components: Components { schemas: Ordered(self.schemas()), security_schemes: schemes },
        }
    }

    /// Returns the version that all routes have in common, as in `/api/v1/...`. The pages do not state it elsewhere.
    fn version(&self) -> String {
        let of = |operation: &Operation| {
            let mut segments = operation.path.value.split('/');
            segments
                .find(|part| part.strip_prefix('v').is_some_and(|rest| rest.parse::<u32>().is_ok()))
                .map(str::to_owned)
        };
        let versions: BTreeSet<Option<String>> = self.api.operations.iter().map(of).collect();
        match versions.first() {
            Some(Some(version)) if versions.len() == 1 => version.clone(),
            _ => "unversioned".to_owned(),
        }
    }

    /// Returns the authentication schemes, which rows about `Authorization` name in quotes. OpenAPI does not allow that
    /// header as a parameter.
    fn security_schemes(&self) -> Ordered<SecurityScheme> {
        let mut found = BTreeMap::new();
        for parameter in self.api.operations.iter().flat_map(|operation| &operation.parameters) {
            if parameter.place != Place::Header || !parameter.name.value.eq_ignore_ascii_case("authorization") {
                continue;
            }
            for word in parameter.description.value.split('\'').skip(1).step_by(2) {
                if !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric()) {
                    found.entry(word.to_owned()).or_insert_with(|| SecurityScheme::of(word));
                }
            }
        }
        Ordered(found.into_iter().collect())
    }

    fn paths(&self) -> Vec<(String, PathItem)> {
        let mut paths: BTreeMap<String, PathItem> = BTreeMap::new();
        let mut shapes: BTreeMap<String, String> = BTreeMap::new();
        let mut routes = BTreeSet::new();
        for operation in &self.operations {
            let path = &operation.path.value;
            let shape: Vec<&str> = path.split('/').map(|part| if part.contains('{') { "{}" } else { part }).collect();
            let first = shapes.entry(shape.join("/")).or_insert_with(|| path.clone());
            let (key, bare) = if first == path && routes.insert((path, operation.method.as_str())) {
                (path.clone(), None)
            } else {
                (format!("{path}#{}", operation.uid.value), Some(path.clone()))
            };
            let item = paths.entry(key).or_default();
            item.path = bare;
            item.operations.0.push((operation.method.as_str().to_ascii_lowercase(), self.operation(operation)));
        }
        paths.into_iter().collect()
    }

    fn operation(&self, operation: &Operation) -> OperationObject {
        let served = self.details.map(|details| (details.served)(operation)).unwrap_or_default();
        let mut object = OperationObject {
            operation_id: operation.uid.value.clone(),
            tags: vec![tag(operation).to_owned()],
            // Some pages have no summary, but tools that display the document expect one.
            summary: (operation.summary.as_ref().map(|text| one_line(&text.value)).filter(|line| !line.is_empty()))
                .unwrap_or_else(|| format!("{} {}", operation.method.as_str(), operation.path.value)),
            description: text(
                &operation.description.iter().map(|text| paragraph(&text.value)).collect::<Vec<_>>().join("\n\n"),
            ),
            parameters: operation.parameters.iter().map(|parameter| self.parameter(parameter, &served)).collect(),
            request_body: operation.request.as_ref().map(|body| self.request(operation, body, &served)),
            responses: Ordered(self.responses(operation, &served)),
            source: self.line(operation.uid.span),
            ..OperationObject::default()
        };
        for mark in &operation.marks {
            match &mark.kind {
                MarkKind::Restricted(why) => object.restricted = Some(one_line(why)),
                MarkKind::Experimental(why) => object.experimental = Some(one_line(why)),
                MarkKind::Slow { milliseconds } => object.slow_ms = Some(*milliseconds),
                MarkKind::CallsAgent { agent, service } => object.calls = Some(format!("{agent}/{service}")),
                MarkKind::Archive(name) => object.archive = Some(name.clone()),
                MarkKind::Deprecated(_) => object.deprecated = true,
            }
        }
        object
    }

    /// Returns the place of a fact, in documents that have places.
    fn line(&self, span: Span) -> Option<String> {
        self.details.map(|details| details.lines.of(span))
    }

    fn parameter(&self, parameter: &Parameter, served: &Served) -> ParameterObject {
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        };
        let array = matches!(parameter.ty.value, Type::Array(_));
        ParameterObject {
            name: parameter.name.value.clone(),
            place,
            description: text(&paragraph(&parameter.description.value)),
            required: parameter.required,
            // The items of an array are joined by commas.
            style: (array && parameter.place == Place::Query).then_some("form"),
            explode: (array && parameter.place == Place::Query).then_some(false),
            schema: self.inline(&parameter.ty.value),
            example: served.parameters.get(&parameter.name.value).cloned(),
            evidence: parameter.ty.class.as_str(),
            source: self.line(parameter.name.span),
        }
    }

    /// Like [`Export::schema`], but a complete enumeration is written inline, because it belongs to one parameter.
    fn inline(&self, ty: &Type) -> Schema {
        match ty {
            Type::Enum(id) if self.api.enums[*id].complete => {
                Schema { words: self.api.enums[*id].words.clone(), ..Schema::of("string") }
            }
            Type::Array(element) => Schema { items: Some(Box::new(self.inline(element))), ..Schema::of("array") },
            _ => self.schema(ty),
        }
    }

    fn request(&self, operation: &Operation, body: &Body, served: &Served) -> RequestBody {
        let schema = match body.form {
            Form::Patch => self.patch(body),
            Form::Binary => Schema { format: Some("binary"), ..Schema::of("string") },
            Form::Json => self.body_schema(body),
        };
        let sentence = body.text.as_ref().map(|sentence| paragraph(&sentence.value)).unwrap_or_default();
        RequestBody {
            name: body.name.value.clone(),
            description: text(&sentence),
            required: true,
            content: content(&operation.consumes, &schema, served.body.as_ref()),
            evidence: body.ty.class.as_str(),
            source: self.line(body.name.span),
        }
    }

    /// Returns the schema of a JSON Patch, with the properties in its table. The same operation also accepts a merge
    /// patch, which is an object with the same media type, so the schema only mentions it in the description.
    fn patch(&self, body: &Body) -> Schema {
        let mut properties = Vec::new();
        for row in body.rows.iter().flatten() {
            let schema = match row.name.value.as_str() {
                "value" => Schema::default(),
                _ => Schema::of("string"),
            };
            properties.push((
                row.name.value.clone(),
                Schema { description: text(&paragraph(&row.description.value)), ..schema },
            ));
        }
        let element = Schema { properties: Some(Ordered(properties)), ..Schema::of("object") };
        Schema {
            description: Some(
                "A JSON Patch (RFC 6902). An object is treated as a JSON Merge Patch (RFC 7396).".to_owned(),
            ),
            items: Some(Box::new(element)),
            ..Schema::of("array")
        }
    }

    fn body_schema(&self, body: &Body) -> Schema {
        let twin = body.ty.value.innermost();
        let Type::Entity(id) = twin else { return self.schema(&body.ty.value) };
        let has = |name: &str| body.rows.iter().flatten().any(|row| row.name.value == name);
        let own = self.api.entities[*id].properties.iter();
        let own = own.filter(|property| property.only_in.is_some()).find(|property| has(&property.name));
        match own.and_then(|property| self.names.twins.get(property.only_in.as_ref()?)) {
            Some(name) => self.around(&body.ty.value, Schema::reference(name)),
            None => self.schema(&body.ty.value),
        }
    }

    /// Wraps a schema in the arrays and dictionaries of `ty`.
    fn around(&self, ty: &Type, innermost: Schema) -> Schema {
        match ty {
            Type::Array(element) => {
                Schema { items: Some(Box::new(self.around(element, innermost))), ..Schema::of("array") }
            }
            Type::Map(value) => Schema {
                additional: Some(AdditionalProperties(Box::new(self.around(value, innermost)))),
                ..Schema::of("object")
            },
            _ => innermost,
        }
    }

    fn responses(&self, operation: &Operation, served: &Served) -> Vec<(String, ResponseObject)> {
        let mut found: Vec<(String, ResponseObject)> = Vec::new();
        for status in &operation.statuses {
            let key = status.code.to_string();
            if found.iter().any(|(known, _)| *known == key) {
                continue;
            }
            let description = one_line(&status.description.value);
            let mut object = ResponseObject { description, ..ResponseObject::default() };
            let success = (200..300).contains(&status.code) && status.code != 204 && status.code != 205;
            if let Some(body) = operation.response.as_ref().filter(|_| success) {
                object.content = Some(content(&operation.produces, &self.response_schema(body), None));
                object.evidence = Some(body.ty.class.as_str());
                object.source = self.line(body.name.span);
            }
            if (200..300).contains(&status.code) {
                object.links = self.links.of_response(operation);
            }
            found.push((key, object));
        }
        // If no listed status code can have the body, it belongs to one that is not listed.
        let body = operation.response.as_ref().filter(|_| !operation.answers_with_body());
        if found.is_empty() || body.is_some() {
            let what = if found.is_empty() { "status code" } else { "status code for success" };
            let mut object =
                ResponseObject { description: format!("The page lists no {what}."), ..ResponseObject::default() };
            if let Some(body) = body {
                object.content = Some(content(&operation.produces, &self.response_schema(body), None));
                object.evidence = Some(body.ty.class.as_str());
                object.source = self.line(body.name.span);
            }
            found.push(("default".to_owned(), object));
        }
        for (code, description) in &served.statuses {
            let key = code.to_string();
            if !found.iter().any(|(known, _)| *known == key) {
                let object = ResponseObject { description: description.clone(), unlisted: true, ..Default::default() };
                found.push((key, object));
            }
        }
        found
    }

    fn response_schema(&self, body: &Body) -> Schema {
        match body.form {
            Form::Binary => Schema { format: Some("binary"), ..Schema::of("string") },
            _ => self.body_schema(body),
        }
    }
}

fn content(media: &[String], schema: &Schema, example: Option<&serde_json::Value>) -> Ordered<MediaType> {
    let json = ["application/json".to_owned()];
    // If the docs list no media type, JSON is assumed, as for all other operations.
    let media = if media.is_empty() { &json[..] } else { media };
    let mut found: Vec<(String, MediaType)> = Vec::new();
    for name in media {
        if !found.iter().any(|(known, _)| known == name) {
            let example = example.filter(|_| name.to_ascii_lowercase().ends_with("json")).cloned();
            found.push((name.clone(), MediaType { schema: schema.clone(), example }));
        }
    }
    Ordered(found)
}

fn tag(operation: &Operation) -> &str {
    let controller = operation.controller.as_str();
    controller.strip_suffix("Entity").filter(|rest| !rest.is_empty()).unwrap_or(controller)
}

fn one_line(text: &str) -> String {
    prose::plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn paragraph(text: &str) -> String {
    let lines: Vec<String> = prose::plain(text).lines().map(|line| line.trim().to_owned()).collect();
    lines.join("\n").trim().to_owned()
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
