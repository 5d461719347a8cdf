//! Reads a folder of pages with the compiler, and keeps what a server needs.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use http::Method;
use serde_json::{Map, Number, Value};
use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::{Diagnostics, Level};
use superoffice_codegen::disk::Inputs;
use superoffice_codegen::source::{FileId, Sources, Span};
use superoffice_codegen::{Options, disk, model, openapi};
use xxhash_rust::xxh3::Xxh3;

use super::{
    Api, Body, Entity, Enum, Form, In, Operation, PageLine, Parameter, Property, Sample, Segment, Type, groups, routes,
};

/// The reason why there is nothing to serve.
#[derive(Debug)]
pub enum LoadError {
    /// The folder could not be read.
    Read(disk::LoadError),
    /// The folder has no endpoint page.
    Nothing(PathBuf),
    /// A bug in the generator.
    Internal(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Nothing(path) => {
                write!(f, "{} has no endpoint pages; pass a folder of reference pages", path.display())
            }
            Self::Internal(error) => f.write_str(error),
        }
    }
}

impl std::error::Error for LoadError {}

impl Api {
    /// Reads the pages of a folder.
    ///
    /// # Errors
    ///
    /// Returns a [`LoadError`] if the folder cannot be read or has no endpoint page.
    pub fn load(docs: &Path) -> Result<Self, LoadError> {
        Self::load_with_inputs(docs).map(|(api, _)| api)
    }

    /// Reads an API like [`Api::load`], and also returns the folders and files whose changes make it out of date.
    pub(crate) fn load_with_inputs(docs: &Path) -> Result<(Self, Inputs), LoadError> {
        let loaded = disk::load(docs).map_err(LoadError::Read)?;
        let inputs = loaded.inputs();
        let mut diagnostics = loaded.diagnostics;
        let checked = superoffice_codegen::model(&loaded.sources, &Options::default(), &mut diagnostics)
            .map_err(|error| LoadError::Internal(error.to_string()))?;
        if checked.operations.is_empty() {
            return Err(LoadError::Nothing(docs.to_owned()));
        }
        Ok((Self::of(&checked, &loaded.sources, &diagnostics), inputs))
    }

    /// Like [`Api::load`], but reads a folder only once in a process, so that many servers share it.
    ///
    /// # Errors
    ///
    /// As [`Api::load`].
    pub fn shared(docs: &Path) -> Result<Arc<Self>, LoadError> {
        static KNOWN: OnceLock<Mutex<HashMap<PathBuf, Arc<Api>>>> = OnceLock::new();
        let path = docs.canonicalize().unwrap_or_else(|_| docs.to_owned());
        let mut known = KNOWN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(api) = known.get(&path) {
            return Ok(Arc::clone(api));
        }
        let api = Arc::new(Self::load(docs)?);
        known.insert(path, Arc::clone(&api));
        Ok(api)
    }

    fn of(checked: &Checked, sources: &Sources, diagnostics: &Diagnostics) -> Self {
        let mut reader = Reader {
            checked,
            sources,
            lines: HashMap::new(),
            entities: BTreeMap::new(),
            enums: BTreeMap::new(),
            resources: resources(checked),
        };
        reader.entities = checked.entities.ids().enumerate().map(|(at, id)| (id, at)).collect();
        reader.enums = checked.enums.ids().enumerate().map(|(at, id)| (id, at)).collect();
        let entities = checked.entities.iter().map(|entity| reader.entity(entity)).collect();
        let enums = checked.enums.iter().map(one_enum).collect();
        let operations = checked.operations.iter().map(|operation| reader.operation(operation)).collect();
        let mut api = Self {
            operations,
            entities,
            enums,
            schemes: schemes(checked),
            groups: Vec::new(),
            roles: Vec::new(),
            stateless: Vec::new(),
            docs: hash(sources),
            errors: diagnostics.count(Level::Error),
            routes: routes::Routes::default(),
            columns: BTreeMap::new(),
        };
        api.routes = routes::Routes::new(&api.operations);
        api.columns = columns(&api.entities);
        api.loosen();
        api.samples();
        groups::find(&mut api);
        api
    }

    /// Marks the properties of which a documented request has a value of another type, so that it is accepted.
    fn loosen(&mut self) {
        let mut found = Vec::new();
        for body in self.operations.iter().filter_map(|operation| operation.request.as_ref()) {
            let samples = body.sample.iter().filter(|_| body.form == Form::Json);
            found.extend(
                samples.flat_map(|sample| self.problems(&body.ty, &sample.value())).filter_map(|problem| problem.owner),
            );
        }
        for (entity, name) in found {
            let known = self.entities.get_mut(entity);
            if let Some(property) = known.and_then(|known| known.properties.iter_mut().find(|one| one.name == name)) {
                property.loose = true;
            }
        }
    }

    /// Gives every object type the documented response that is the fullest one.
    fn samples(&mut self) {
        let mut best: HashMap<usize, (usize, Sample)> = HashMap::new();
        for operation in &self.operations {
            let Some(Body { ty: Type::Entity(id), sample: Some(sample), .. }) = &operation.response else { continue };
            let value = sample.value();
            let members = value.as_object().map_or(0, Map::len);
            if members > best.get(id).map_or(0, |(known, _)| *known)
                && self.problems(&Type::Entity(*id), &value).is_empty()
            {
                best.insert(*id, (members, sample.clone()));
            }
        }
        for (id, (_, sample)) in best {
            if let Some(entity) = self.entities.get_mut(id) {
                entity.sample = Some(sample);
            }
        }
    }
}

/// A hash of the paths and the texts of all files.
fn hash(sources: &Sources) -> u128 {
    let mut hash = Xxh3::new();
    for part in sources.files().flat_map(|(_, file)| [&file.path, &file.text]) {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.digest128()
}

/// The scalar type that most properties with a name have.
fn columns(entities: &[Entity]) -> BTreeMap<String, Type> {
    let mut counts: HashMap<String, Vec<(&Type, usize)>> = HashMap::new();
    for property in entities.iter().flat_map(|entity| &entity.properties) {
        if matches!(property.ty, Type::Any | Type::Array(_) | Type::Map(_) | Type::Entity(_) | Type::Nothing) {
            continue;
        }
        let types = counts.entry(property.name.to_ascii_lowercase()).or_default();
        match types.iter_mut().find(|(ty, _)| **ty == property.ty) {
            Some((_, count)) => *count += 1,
            None => types.push((&property.ty, 1)),
        }
    }
    let most =
        |types: Vec<(&Type, usize)>| types.into_iter().rev().max_by_key(|(_, count)| *count).map(|(ty, _)| ty.clone());
    counts.into_iter().filter_map(|(name, types)| Some((name, most(types)?))).collect()
}

/// The schemes that rows about `Authorization` name in quotes.
fn schemes(checked: &Checked) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let parameters = checked.operations.iter().flat_map(|operation| &operation.parameters);
    for parameter in parameters.filter(|parameter| parameter.name.value.eq_ignore_ascii_case("authorization")) {
        for word in parameter.description.value.split('\'').skip(1).step_by(2) {
            let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric());
            if is_word && !found.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                found.push(word.to_owned());
            }
        }
    }
    found
}

/// The names of the resources and agents, by the uids of their operations.
fn resources(checked: &Checked) -> HashMap<String, String> {
    let index = openapi::parts::index(checked).into_iter();
    index.flat_map(|(name, uids)| uids.into_iter().map(move |uid| (uid.to_owned(), name.clone()))).collect()
}

fn one_enum(known: &model::Enum) -> Enum {
    Enum { name: known.name.clone(), words: known.words.clone(), complete: known.complete, flags: known.flags }
}

struct Reader<'a> {
    checked: &'a Checked,
    sources: &'a Sources,
    /// The path and the starts of the lines of each page.
    lines: HashMap<FileId, (Arc<str>, Vec<u32>)>,
    entities: BTreeMap<model::EntityId, usize>,
    enums: BTreeMap<model::EnumId, usize>,
    resources: HashMap<String, String>,
}

impl Reader<'_> {
    fn line(&mut self, span: Span) -> PageLine {
        let (file, starts) = self.lines.entry(span.file).or_insert_with(|| {
            let file = self.sources.file(span.file);
            let breaks = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            (Arc::from(file.path.as_str()), breaks.map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect())
        });
        let before = starts.partition_point(|start| *start < span.start);
        PageLine { file: Arc::clone(file), line: u32::try_from(before + 1).unwrap_or(u32::MAX) }
    }

    fn ty(&self, ty: &model::Type) -> Type {
        match ty {
            model::Type::Open(_) => Type::Any,
            model::Type::Bool => Type::Bool,
            model::Type::Int32 => Type::Int32,
            model::Type::Int64 => Type::Int64,
            model::Type::Double => Type::Double,
            model::Type::String => Type::String,
            model::Type::DateTime => Type::DateTime,
            model::Type::Bytes => Type::Bytes,
            model::Type::Enum(id) => self.enums.get(id).map_or(Type::String, |at| Type::Enum(*at)),
            model::Type::Array(element) => Type::Array(Box::new(self.ty(element))),
            model::Type::Map(value) => Type::Map(Box::new(self.ty(value))),
            model::Type::Entity(id) => self.entities.get(id).map_or(Type::Any, |at| Type::Entity(*at)),
            model::Type::Nothing => Type::Nothing,
        }
    }

    fn entity(&mut self, entity: &model::Entity) -> Entity {
        let properties: Vec<Property> = entity.properties.iter().map(|property| self.property(property)).collect();
        let by_name = Entity::index(&properties);
        Entity { name: entity.name.clone(), twins: entity.twins.clone(), properties, by_name, sample: None }
    }

    fn property(&mut self, property: &model::Property) -> Property {
        let sent = property.rows.iter().any(|row| row.side == model::Side::Request)
            || property.samples.iter().any(|sample| sample.side == model::Side::Request);
        // A line of a request table is the one that a message about a request needs.
        let row = property.rows.iter().find(|row| row.side == model::Side::Request).or(property.rows.first());
        let span = row.map(|row| row.name.span).or_else(|| property.samples.first().map(|sample| sample.json.span));
        Property {
            name: property.name.clone(),
            ty: self.ty(&property.ty.value),
            read_only: !sent && self.checked.read_only.contains(&property.name),
            loose: false,
            line: span.map(|span| self.line(span)),
        }
    }

    fn operation(&mut self, operation: &model::Operation) -> Operation {
        let parameters: Vec<Parameter> =
            operation.parameters.iter().map(|parameter| self.parameter(parameter)).collect();
        let lower = |media: &[String]| media.iter().map(|media| media.to_ascii_lowercase()).collect();
        let response = operation.response.as_ref().map(|body| self.body(body));
        Operation {
            uid: operation.uid.value.clone(),
            resource: self.resources.get(&operation.uid.value).cloned().unwrap_or_default(),
            summary: operation
                .summary
                .as_ref()
                .map_or("", |text| &text.value)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            method: method(operation.method),
            path: operation.path.value.clone(),
            segments: segments(&operation.path.value, &parameters),
            parameters,
            request: operation.request.as_ref().map(|body| self.body(body)),
            consumes: lower(&operation.consumes),
            produces: lower(&operation.produces),
            statuses: operation.statuses.iter().map(|status| status.code).collect(),
            success: success(operation),
            response,
            line: self.line(operation.uid.span),
        }
    }

    fn parameter(&mut self, parameter: &model::Parameter) -> Parameter {
        Parameter {
            name: parameter.name.value.clone(),
            place: match parameter.place {
                model::Place::Path => In::Path,
                model::Place::Query => In::Query,
                model::Place::Header => In::Header,
            },
            ty: self.ty(&parameter.ty.value),
            required: parameter.required,
            line: self.line(parameter.name.span),
        }
    }

    fn body(&mut self, body: &model::Body) -> Body {
        let rows = body.rows.iter().flatten();
        Body {
            rows: rows.map(|row| (row.name.value.clone(), self.line(row.name.span).line)).collect(),
            ty: self.ty(&body.ty.value),
            form: match body.form {
                model::Form::Json => Form::Json,
                model::Form::Patch => Form::Patch,
                model::Form::Binary => Form::Binary,
            },
            sample: body.sample.as_ref().map(|sample| Sample::new(&value(sample))),
            line: self.line(body.name.span),
        }
    }
}

/// The status of success: one that has a body, if there is a body. Some pages list no success.
fn success(operation: &model::Operation) -> u16 {
    let with_body = operation.response.is_some();
    let successes = || operation.statuses.iter().filter(|status| (200..300).contains(&status.code));
    let fitting = successes().find(|status| status.has_content() == with_body).or_else(|| successes().next());
    fitting.map_or(if with_body { 200 } else { 204 }, |status| status.code)
}

fn method(method: model::Method) -> Method {
    match method {
        model::Method::Get => Method::GET,
        model::Method::Post => Method::POST,
        model::Method::Put => Method::PUT,
        model::Method::Patch => Method::PATCH,
        model::Method::Delete => Method::DELETE,
        model::Method::Head => Method::HEAD,
        model::Method::Options => Method::OPTIONS,
    }
}

fn segments(path: &str, parameters: &[Parameter]) -> Vec<Segment> {
    let one = |text: &str| match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => {
            let known = parameters.iter().find(|parameter| parameter.place == In::Path && parameter.name == name);
            Segment::Parameter { name: name.to_owned(), integer: known.is_some_and(|known| known.ty.is_integer()) }
        }
        None => Segment::Literal(text.to_lowercase()),
    };
    path.split('/').filter(|text| !text.is_empty()).map(one).collect()
}

/// A value of a sample as a value of `serde_json`.
fn value(json: &model::Json) -> Value {
    match &json.kind {
        model::JsonKind::Null => Value::Null,
        model::JsonKind::Bool(value) => Value::Bool(*value),
        model::JsonKind::Number(text) => text.parse::<Number>().map_or(Value::Null, Value::Number),
        model::JsonKind::String(text) => Value::String(text.as_ref().to_owned()),
        model::JsonKind::Array(elements) => Value::Array(elements.iter().map(value).collect()),
        model::JsonKind::Object(members) => {
            Value::Object(members.iter().map(|(key, member)| (key.name.as_ref().to_owned(), value(member))).collect())
        }
    }
}
