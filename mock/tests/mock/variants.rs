//! Sends requests made from the types of the pages: valid ones, which must be answered as documented, and ones with a single fault,
//! which must be rejected.
//!
//! A normal run sends a tenth of them. `SUPEROFFICE_MOCK_VARIANTS=all` sends all, as CONTRIBUTING.md says.

use std::collections::BTreeMap;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use superoffice_mock::api::{Api, Form, In, Operation, Parameter, Routed, Sample, Type};

use crate::support::{Random, json, server, trees};

/// The number of requests with random values for each operation.
const RANDOM: usize = 40;

/// The depth to which the properties of objects in a body are varied.
const DEPTH: usize = 2;

/// A request, and whether it is valid.
struct Variant {
    kind: &'static str,
    request: Request<Bytes>,
    valid: bool,
}

/// Makes the requests of an operation.
struct Maker<'a> {
    api: &'a Api,
    operation: &'a Operation,
    base: Request<Bytes>,
    path: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    random: Random,
    /// One out of this number of requests is made.
    each: usize,
    /// The number of requests so far.
    at: &'a mut usize,
    made: Vec<Variant>,
}

impl<'a> Maker<'a> {
    fn new(api: &'a Api, operation: &'a Operation, seed: usize, each: usize, at: &'a mut usize) -> Self {
        let base = api.example(operation);
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let segments: Vec<String> = base.uri().path().split('/').skip(1).map(decoded).collect();
        let path = api.path_values(operation, &segments).into_iter();
        let path = path.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let query = base.uri().query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self {
            api,
            operation,
            base,
            path,
            query,
            random: Random(u64::try_from(seed).unwrap() * 2 + 1),
            each,
            at,
            made: Vec::new(),
        }
    }

    /// Counts a request. Returns whether it must be made.
    fn is_next(&mut self) -> bool {
        *self.at += 1;
        (*self.at).is_multiple_of(self.each)
    }

    /// Adds a request with other parameters and, if given, another body.
    fn push(
        &mut self,
        kind: &'static str,
        valid: bool,
        path: &BTreeMap<String, String>,
        query: &[(String, String)],
        body: Option<Vec<u8>>,
    ) {
        if !self.is_next() {
            return;
        }
        let mut segments = Vec::new();
        let mut address = String::new();
        for segment in self.operation.path.split('/').filter(|text| !text.is_empty()) {
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let text = name.map_or(segment, |name| &path[name]);
            address.push('/');
            address.extend(utf8_percent_encode(text, NON_ALPHANUMERIC));
            segments.push(text.to_owned());
        }
        // With some values, the path belongs to another operation. These do not test this one.
        let uid = &self.operation.uid;
        let routed = self.api.route(&self.operation.method, &segments);
        if !matches!(routed, Routed::Operation(at) if self.api.operations[at].uid == *uid) {
            return;
        }
        if !query.is_empty() {
            address.push('?');
            address.push_str(&url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish());
        }
        let mut request = self.base.clone();
        *request.uri_mut() = address.parse().unwrap();
        if let Some(body) = body {
            *request.body_mut() = body.into();
        }
        self.made.push(Variant { kind, request, valid });
    }

    fn with_body(&mut self, kind: &'static str, valid: bool, body: &Value) {
        if !self.is_next() {
            return;
        }
        *self.at -= 1;
        let (path, query) = (self.path.clone(), self.query.clone());
        self.push(kind, valid, &path, &query, Some(serde_json::to_vec(body).unwrap()));
    }

    fn with_parameter(&mut self, kind: &'static str, valid: bool, parameter: &Parameter, text: String) {
        let (mut path, mut query) = (self.path.clone(), self.query.clone());
        if parameter.place == In::Path {
            path.insert(parameter.name.clone(), text);
        } else {
            query.retain(|(name, _)| *name != parameter.name);
            query.push((parameter.name.clone(), text));
        }
        self.push(kind, valid, &path, &query, None);
    }

    fn all(mut self) -> Vec<Variant> {
        let operation = self.operation;
        let (path, query) = (self.path.clone(), self.query.clone());
        self.push("example", true, &path, &query, None);
        let parameters: Vec<&Parameter> = operation.parameters.iter().filter(|one| one.place != In::Header).collect();
        for parameter in &parameters {
            for text in texts(self.api, parameter) {
                self.with_parameter("value of a parameter", true, parameter, text);
            }
            for text in wrong_texts(self.api, &parameter.ty) {
                self.with_parameter("fault: type of a parameter", false, parameter, text.to_owned());
            }
            if parameter.place == In::Query && parameter.required {
                let rest: Vec<_> = query.iter().filter(|(name, _)| *name != parameter.name).cloned().collect();
                self.push("fault: required parameter", false, &path, &rest, None);
            }
        }
        let mut unknown = query.clone();
        unknown.push(("noSuchParameter".to_owned(), "1".to_owned()));
        self.push("fault: unknown parameter", false, &path, &unknown, None);
        let body = operation.request.as_ref();
        if let Some(body) = body.filter(|body| body.form == Form::Json) {
            self.body(&body.ty, body.sample.as_ref());
        } else if body.is_some_and(|body| body.form == Form::Patch) {
            self.patches();
        }
        self.random_requests(&parameters);
        self.made
    }

    fn body(&mut self, ty: &Type, sample: Option<&Sample>) {
        if let Some(sample) = sample.map(Sample::value).filter(|sample| !sample.is_null()) {
            self.with_body("documented sample", true, &sample);
        }
        if !matches!(ty, Type::Any | Type::Nothing) {
            for value in wrongs(ty) {
                self.with_body("fault: type of the body", false, &value);
            }
        }
        let (path, query) = (self.path.clone(), self.query.clone());
        for text in ["", "null", "{\"a\": ", "[1,", "\u{1}"] {
            self.push("fault: no JSON", false, &path, &query, Some(text.into()));
        }
        for value in values(self.api, ty, 0) {
            self.with_body("value of the body", true, &value);
        }
        self.properties(ty, DEPTH, &|value| value);
        if let Type::Entity(_) = ty {
            self.with_body("fault: unknown property", false, &json!({"NoSuchProperty": 1}));
            self.with_body("no optional property", true, &json!({}));
            let full = random_value(self.api, ty, &mut self.random, DEPTH, true);
            self.with_body("all optional properties", true, &full);
        }
    }

    /// Each property of an object, and of the objects in it, with each of its values and with wrong ones. `around` puts the
    /// object into the body.
    fn properties(&mut self, ty: &Type, depth: usize, around: &dyn Fn(Value) -> Value) {
        let Type::Entity(id) = ty else { return };
        let properties = &self.api.entities[*id].properties;
        for property in properties {
            let with = |value: Value| around(json!({ &property.name: value }));
            for value in values(self.api, &property.ty, 1) {
                self.with_body("value of a property", true, &with(value));
            }
            self.with_body("null in a property", true, &with(Value::Null));
            // Documented requests contradict the types of some properties, so these properties accept any scalar.
            let kind = if property.loose { "fault: contradictory property" } else { "fault: type of a property" };
            for value in wrongs(&property.ty) {
                self.with_body(kind, false, &with(value));
            }
            if !property.loose && matches!(property.ty, Type::Enum(id) if self.api.enums[id].complete) {
                self.with_body("fault: unknown enum value", false, &with(json!("NoSuchWord")));
            }
            if depth == 0 || property.loose {
                continue;
            }
            let lower = property.name.to_lowercase();
            self.with_body("another case of a property", true, &around(json!({ lower: null })));
            match &property.ty {
                inner @ Type::Entity(_) => {
                    self.with_body("fault: unknown property", false, &with(json!({"NoSuchProperty": 1})));
                    self.properties(inner, depth - 1, &with);
                }
                Type::Array(inner) => self.properties(inner, depth - 1, &|value| with(json!([value]))),
                Type::Map(inner) => self.properties(inner, depth - 1, &|value| with(json!({"key": value}))),
                _ => {}
            }
        }
    }

    /// Both kinds of patches of each property of the type that the operation returns.
    fn patches(&mut self) {
        let returned = self.operation.response.as_ref().map(|body| body.ty.clone());
        let Some(ty @ Type::Entity(id)) = &returned else { return };
        let _ = ty;
        for property in &self.api.entities[*id].properties {
            for value in values(self.api, &property.ty, 1) {
                // In a merge patch an object is merged and not replaced, and null deletes.
                if !value.is_object() {
                    self.with_body("merge patch", true, &json!({ &property.name: value }));
                }
                let replace = json!([{"op": "replace", "path": format!("/{}", property.name), "value": value}]);
                self.with_body("JSON patch", true, &replace);
            }
            let wrong = if property.loose { Vec::new() } else { wrongs(&property.ty) };
            for value in wrong.into_iter().filter(|value| !value.is_object()) {
                let replace = json!([{"op": "replace", "path": format!("/{}", property.name), "value": value}]);
                self.with_body("fault: type in a patch", false, &replace);
            }
        }
        for patch in [json!("text"), json!([{"op": "replace"}]), json!([{"op": "nothing", "path": "/x"}])] {
            self.with_body("fault: no patch", false, &patch);
        }
    }

    fn random_requests(&mut self, parameters: &[&Parameter]) {
        for _ in 0..RANDOM {
            if !self.is_next() {
                continue;
            }
            *self.at -= 1;
            let (mut path, mut query) = (self.path.clone(), self.query.clone());
            for parameter in parameters {
                let all = texts(self.api, parameter);
                let is_kept = !parameter.required && self.random.below(2) == 0;
                if all.is_empty() || is_kept {
                    continue;
                }
                let text = all[self.random.below(all.len())].clone();
                if parameter.place == In::Path {
                    path.insert(parameter.name.clone(), text);
                } else {
                    query.retain(|(name, _)| *name != parameter.name);
                    query.push((parameter.name.clone(), text));
                }
            }
            let body = self.operation.request.as_ref().filter(|body| body.form == Form::Json);
            let body = body.map(|body| random_value(self.api, &body.ty, &mut self.random, DEPTH, false));
            let body = body.map(|value| if value.is_null() { json!({}) } else { value });
            self.push("random values", true, &path, &query, body.map(|value| serde_json::to_vec(&value).unwrap()));
        }
    }
}

/// Texts of a type for a parameter. Parameters of the protocol, which begin with `$`, have a syntax that no type describes.
fn texts(api: &Api, parameter: &Parameter) -> Vec<String> {
    let protocol: &[&str] = match parameter.name.to_lowercase().as_str() {
        "$select" => &["name", "name,id", ""],
        "$filter" => &["name eq 'x'", "id gt 3 and (name begins 'a' or id lt 2)", ""],
        "$orderby" => &["name", "name desc,id asc", ""],
        "$top" => &["0", "1", "100000"],
        "$skip" => &["0", "3", "100000"],
        _ => &[],
    };
    if !protocol.is_empty() {
        return protocol.iter().map(|text| (*text).to_owned()).collect();
    }
    let mut found = of_type(api, &parameter.ty);
    // A segment of a path is not empty.
    found.retain(|text| parameter.place != In::Path || !text.is_empty());
    found
}

fn of_type(api: &Api, ty: &Type) -> Vec<String> {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match ty {
        Type::Bool => list(&["true", "false", "TRUE"]),
        Type::Int32 => list(&["0", "1", "-1", "2147483647", "-2147483648"]),
        Type::Int64 => list(&["0", "1", "-1", "9223372036854775807", "-9223372036854775808"]),
        Type::Double => list(&["0", "-1.5", "0.1", "1e10", "17"]),
        Type::DateTime => {
            list(&["2026-01-31", "2024-02-29T23:59:59", "2026-01-31T12:00:00.5+01:00", "0001-01-01T00:00:00Z"])
        }
        Type::Enum(id) => api.enums[*id].words.iter().take(50).cloned().collect(),
        Type::Array(element) => {
            let inner = of_type(api, element);
            let inner: Vec<String> = inner.into_iter().filter(|text| !text.contains(',')).collect();
            vec![String::new(), inner.first().cloned().unwrap_or_default(), inner.join(",")]
        }
        Type::String => {
            let mut found: Vec<String> = list(&["x", "Ünï cødé ✓", "a/b&c=d?e#f", "null"]);
            found.push("long".repeat(300));
            found
        }
        Type::Any | Type::Bytes | Type::Map(_) | Type::Entity(_) | Type::Nothing => list(&["x"]),
    }
}

/// Texts that do not have the type of a parameter.
fn wrong_texts(api: &Api, ty: &Type) -> Vec<&'static str> {
    match ty {
        Type::Bool => vec!["yes", "2", ""],
        Type::Int32 => vec!["wrong", "1.5", "2147483648", ""],
        Type::Int64 => vec!["wrong", "1.5", "9223372036854775808"],
        Type::Double => vec!["wrong", "1,5"],
        Type::DateTime => vec!["wrong", "31.12.2026", "2026-02-30"],
        Type::Enum(id) if api.enums[*id].complete => vec!["NoSuchWord"],
        Type::Array(element) => {
            let inner = wrong_texts(api, element);
            inner.into_iter().filter(|text| !text.contains(',') && !text.is_empty()).collect()
        }
        _ => Vec::new(),
    }
}

/// JSON values of a type: the limits, all values of an enumeration, empty and full arrays.
fn values(api: &Api, ty: &Type, depth: usize) -> Vec<Value> {
    match ty {
        Type::Any | Type::Nothing => vec![json!({}), json!({"a": [1, "x", null]})],
        Type::Bool => vec![json!(true), json!(false)],
        Type::Int32 => vec![json!(0), json!(i32::MAX), json!(i32::MIN), json!(5.0)],
        Type::Int64 => vec![json!(0), json!(i64::MAX), json!(i64::MIN)],
        Type::Double => vec![json!(0), json!(-1.5), json!(1e300), json!(i64::MAX)],
        Type::String => vec![json!(""), json!("Ünï cødé ✓ \u{0} \"quoted\""), json!("long".repeat(500))],
        Type::DateTime => of_type(api, ty).into_iter().map(Value::String).collect(),
        Type::Bytes => vec![json!(""), json!("bW9jaw==")],
        Type::Enum(id) => api.enums[*id].words.iter().take(50).map(|word| json!(word)).collect(),
        Type::Array(element) => {
            let mut found = vec![json!([])];
            if depth > 0 {
                let inner = values(api, element, depth - 1);
                found.push(json!([inner.first()]));
                found.push(Value::Array(inner));
            }
            found
        }
        Type::Map(of) => {
            let inner = if depth > 0 { values(api, of, depth - 1).into_iter().next() } else { None };
            vec![json!({}), json!({"key": inner, "Ünï ✓": null})]
        }
        Type::Entity(_) => vec![json!({})],
    }
}

/// Values that do not have a type: one of each other kind.
fn wrongs(ty: &Type) -> Vec<Value> {
    let (text, number, boolean, array, object) =
        (json!("wrong"), json!(17.5), json!(true), json!([1]), json!({"a": 1}));
    match ty {
        Type::Any | Type::Nothing => Vec::new(),
        Type::Bool => vec![text, number, array, object],
        Type::Int32 => vec![text, number, boolean, array, object, json!(2_147_483_648_i64)],
        Type::Int64 => vec![text, number, boolean, array, object, json!(1e19)],
        Type::Double => vec![text, boolean, array, object],
        Type::DateTime => vec![text, number, boolean, array, object, json!("2026-02-30")],
        Type::String | Type::Enum(_) | Type::Bytes => vec![number, boolean, array, object],
        Type::Array(_) => vec![text, number, boolean, object],
        Type::Map(_) | Type::Entity(_) => vec![text, number, boolean, array],
    }
}

/// A value of a type with random parts: all properties, or each of them with the probability of a half.
fn random_value(api: &Api, ty: &Type, random: &mut Random, depth: usize, all: bool) -> Value {
    match ty {
        Type::Entity(id) if depth > 0 => {
            let mut members = Map::new();
            for property in &api.entities[*id].properties {
                if all || random.below(2) == 0 {
                    let value = random_value(api, &property.ty, random, depth - 1, all);
                    members.insert(property.name.clone(), value);
                }
            }
            Value::Object(members)
        }
        Type::Array(element) if depth > 0 => {
            let count = random.below(4);
            (0..count).map(|_| random_value(api, element, random, depth - 1, all)).collect()
        }
        Type::Int32 => json!(i32::try_from(random.below(u32::MAX as usize)).unwrap_or(-1)),
        Type::String => {
            let letters = ['a', 'Z', '0', ' ', 'é', '✓', '"', '\\', '<', '\n'];
            let count = random.below(30);
            json!((0..count).map(|_| letters[random.below(letters.len())]).collect::<String>())
        }
        ty => {
            let all = values(api, ty, 0);
            if all.is_empty() { Value::Null } else { all[random.below(all.len())].clone() }
        }
    }
}

/// How often a kind of request was sent, and the responses that were wrong.
#[derive(Default)]
struct Count {
    sent: usize,
    as_expected: usize,
}

/// Whether a valid request was answered as documented. The error says what is wrong.
fn answered(api: &Api, operation: &Operation, status: u16, body: &Value, has_state: bool) -> Result<(), String> {
    if status != operation.success {
        // A record may be absent, or may not have the value that a patch tests. Not all pages about records document 404.
        let of_state = has_state && (status == 404 || status == 409 && operation.statuses.contains(&409));
        return if of_state { Ok(()) } else { Err(format!("status {status}")) };
    }
    let problems = match &operation.response {
        Some(described) if described.form != Form::Binary => api.problems(&described.ty, body),
        _ => Vec::new(),
    };
    problems.into_iter().next().map_or(Ok(()), |problem| Err(problem.message))
}

#[test]
fn variants_of_requests() {
    let whole = std::env::var_os("SUPEROFFICE_MOCK_VARIANTS").is_some_and(|value| value == "all");
    let each = if whole { 1 } else { 10 };
    let (name, api) = trees().remove(0);
    let server = server(&api, |builder| builder.records(3));
    let (mut counts, mut failed) = (BTreeMap::<&str, Count>::new(), Vec::new());
    // Of each kind and operation, the first failure is shown.
    let mut tried = std::collections::BTreeSet::new();
    let (mut at, started, mut made_in) = (0, Instant::now(), std::time::Duration::ZERO);
    for (index, operation) in api.operations.iter().enumerate() {
        server.reset();
        let has_state = api.roles[index].is_some() || operation.statuses.contains(&404);
        let begun = Instant::now();
        let all = Maker::new(&api, operation, index, each, &mut at).all();
        made_in += begun.elapsed();
        for Variant { kind, request, valid } in all {
            let shown =
                || format!("{} {} {:.200}", request.method(), request.uri(), String::from_utf8_lossy(request.body()));
            let text = failed.len().lt(&200).then(shown);
            if operation.method == Method::DELETE {
                server.reset();
            }
            let response = server.respond(request);
            let status = response.status().as_u16();
            let uid = response.headers().get("x-mock-operation").map(HeaderValue::as_bytes);
            let holds = match valid {
                _ if uid != Some(operation.uid.as_bytes()) => Err("another operation".to_owned()),
                true => answered(&api, operation, status, &json(&response), has_state),
                false if status == 400 => Ok(()),
                false => Err(format!("accepted with {status}")),
            };
            let count = counts.entry(kind).or_default();
            count.sent += 1;
            match holds {
                Ok(()) => count.as_expected += 1,
                Err(why) => failed.extend(text.filter(|_| tried.insert((kind, operation.uid.as_str()))).map(|text| {
                    let body = String::from_utf8_lossy(response.body()).into_owned();
                    format!("{kind}: {}: {why}: {text}\n  {body:.300}", operation.uid)
                })),
            }
        }
    }
    report(name, &counts, started, made_in);
    let sum = |is: &dyn Fn(&str) -> bool| {
        let of = counts.iter().filter(|(kind, _)| is(kind)).map(|(_, count)| count);
        of.fold((0, 0), |sum, count| (sum.0 + count.as_expected, sum.1 + count.sent))
    };
    let (rejected, faulty) = sum(&|kind| kind.starts_with("fault"));
    let (answered, valid) = sum(&|kind| !kind.starts_with("fault"));
    println!("{name}: {answered} of {valid} valid requests are answered as documented");
    println!("{name}: {rejected} of {faulty} requests with one fault are rejected");
    let first = failed.iter().take(30).cloned().collect::<Vec<_>>().join("\n");
    assert_eq!(answered, valid, "{name}:\n{first}");
    assert!(rejected * 100 >= faulty * 95, "{name}:\n{first}");
    assert!(valid + faulty >= if whole { 250_000 } else { 25_000 });
    println!("{first}");
}

fn report(name: &str, counts: &BTreeMap<&str, Count>, started: Instant, made_in: std::time::Duration) {
    println!("{name}: {:<28} {:>8} {:>12}", "kind", "sent", "as expected");
    for (kind, count) in counts {
        println!("{name}: {kind:<28} {:>8} {:>12}", count.sent, count.as_expected);
    }
    let sent: usize = counts.values().map(|count| count.sent).sum();
    println!(
        "{name}: {sent} requests in {:.1} s, of which {:.1} s were needed to make them",
        started.elapsed().as_secs_f32(),
        made_in.as_secs_f32()
    );
}
