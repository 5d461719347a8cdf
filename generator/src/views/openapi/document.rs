//! The parts of an OpenAPI 3.1 document that this project writes.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A JSON object that keeps the order of its members.
#[derive(Debug, Clone)]
pub(super) struct Ordered<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Ordered<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Document {
    pub(super) openapi: &'static str,
    pub(super) info: Info,
    pub(super) servers: Vec<Server>,
    pub(super) security: Vec<Ordered<Vec<String>>>,
    pub(super) tags: Vec<Tag>,
    pub(super) paths: Ordered<PathItem>,
    pub(super) components: Components,
}

#[derive(Debug, Serialize)]
pub(super) struct Info {
    pub(super) title: String,
    pub(super) version: String,
    pub(super) description: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Server {
    pub(super) url: &'static str,
    pub(super) description: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Tag {
    pub(super) name: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct PathItem {
    #[serde(rename = "x-path", skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    #[serde(flatten)]
    pub(super) operations: Ordered<OperationObject>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperationObject {
    pub(super) operation_id: String,
    pub(super) tags: Vec<String>,
    pub(super) summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "no")]
    pub(super) deprecated: bool,
    #[serde(rename = "x-online-restricted", skip_serializing_if = "Option::is_none")]
    pub(super) restricted: Option<String>,
    #[serde(rename = "x-experimental", skip_serializing_if = "Option::is_none")]
    pub(super) experimental: Option<String>,
    #[serde(rename = "x-slow-threshold-ms", skip_serializing_if = "Option::is_none")]
    pub(super) slow_ms: Option<u32>,
    #[serde(rename = "x-calls-agent", skip_serializing_if = "Option::is_none")]
    pub(super) calls: Option<String>,
    #[serde(rename = "x-archive", skip_serializing_if = "Option::is_none")]
    pub(super) archive: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) parameters: Vec<ParameterObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_body: Option<RequestBody>,
    pub(super) responses: Ordered<ResponseObject>,
    #[serde(rename = "x-source", skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct ParameterObject {
    pub(super) name: String,
    #[serde(rename = "in")]
    pub(super) place: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    pub(super) required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) style: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) explode: Option<bool>,
    pub(super) schema: Schema,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) example: Option<Value>,
    #[serde(rename = "x-evidence")]
    pub(super) evidence: &'static str,
    #[serde(rename = "x-source", skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct RequestBody {
    #[serde(rename = "x-name")]
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    pub(super) required: bool,
    pub(super) content: Ordered<MediaType>,
    #[serde(rename = "x-evidence")]
    pub(super) evidence: &'static str,
    #[serde(rename = "x-source", skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct ResponseObject {
    pub(super) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<Ordered<MediaType>>,
    #[serde(skip_serializing_if = "Ordered::is_empty")]
    pub(super) links: Ordered<LinkObject>,
    #[serde(rename = "x-evidence", skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<&'static str>,
    #[serde(rename = "x-source", skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    /// Whether no page lists the status code.
    #[serde(rename = "x-unlisted", skip_serializing_if = "no")]
    pub(super) unlisted: bool,
}

/// An operation that can be called after a response, and its input.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkObject {
    pub(super) operation_id: String,
    #[serde(skip_serializing_if = "Ordered::is_empty")]
    pub(super) parameters: Ordered<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_body: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(super) struct MediaType {
    pub(super) schema: Schema,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) example: Option<Value>,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(rename = "allOf", skip_serializing_if = "Vec::is_empty")]
    pub(super) all_of: Vec<Self>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) ty: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) format: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(super) words: Vec<String>,
    #[serde(rename = "x-extensible-enum", skip_serializing_if = "Vec::is_empty")]
    pub(super) known_words: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) items: Option<Box<Self>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<Ordered<Self>>,
    #[serde(rename = "additionalProperties", skip_serializing_if = "Option::is_none")]
    pub(super) additional: Option<AdditionalProperties>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "no")]
    pub(super) deprecated: bool,
    #[serde(skip_serializing_if = "no")]
    pub(super) read_only: bool,
    #[serde(rename = "x-evidence", skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<&'static str>,
    #[serde(rename = "x-source", skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    #[serde(rename = "x-open", skip_serializing_if = "Option::is_none")]
    pub(super) open: Option<String>,
}

impl Schema {
    /// Creates the schema of a JSON type.
    pub(super) fn of(ty: &'static str) -> Self {
        Self { ty: Some(ty), ..Self::default() }
    }

    /// Creates a reference to a component.
    pub(super) fn reference(name: &str) -> Self {
        Self { reference: Some(format!("#/components/schemas/{name}")), ..Self::default() }
    }
}

/// The schema of the values of a dictionary.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(super) struct AdditionalProperties(pub(super) Box<Schema>);

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Components {
    pub(super) schemas: Ordered<Schema>,
    pub(super) security_schemes: Ordered<SecurityScheme>,
}

#[derive(Debug, Serialize)]
pub(super) struct SecurityScheme {
    #[serde(rename = "type")]
    ty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    place: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

impl SecurityScheme {
    /// Creates an HTTP scheme if the word is a registered one, otherwise an API key in the `Authorization` header.
    pub(super) fn of(word: &str) -> Self {
        let lower = word.to_ascii_lowercase();
        if ["basic", "bearer", "digest", "negotiate"].contains(&lower.as_str()) {
            Self { ty: "http", scheme: Some(lower), name: None, place: None, description: None }
        } else {
            let description = Some(format!("`Authorization: {word} ...`"));
            Self { ty: "apiKey", scheme: None, name: Some("Authorization"), place: Some("header"), description }
        }
    }
}

fn no(value: &bool) -> bool {
    !value
}
