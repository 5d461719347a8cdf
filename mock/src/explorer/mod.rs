//! The explorer: a page that shows the operations and can call them, and the OpenAPI documents that it shows.
//!
//! In: a `GET` request for `/`, `/_mock/explorer` or `/_mock/openapi`. Out: files and documents. A header ensures that the page
//! sends requests only to this server. This module must not know records.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Response};
use serde_json::{Value, json};

use crate::api::{Api, Operation};
use crate::failure::{Failure, JSON, response};
use crate::request::Given;

mod documents;

/// The page may only load what this server sends. Inline styles are allowed, because the library sets styles of elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
                      img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// A file of the page.
enum File {
    Plain(&'static str, &'static [u8]),
    /// Compressed by gzip.
    Packed(&'static str, &'static [u8]),
}

fn file(name: &str) -> Option<File> {
    Some(match name {
        "" => File::Plain(HTML, include_bytes!("../../assets/explorer/index.html")),
        "explorer.js" => File::Plain(SCRIPT, include_bytes!("../../assets/explorer/explorer.js")),
        "explorer.css" => File::Plain(STYLE, include_bytes!("../../assets/explorer/explorer.css")),
        "openapi-explorer.js" => {
            File::Packed(SCRIPT, include_bytes!("../../assets/explorer/openapi-explorer.min.js.gz"))
        }
        "licenses.txt" => File::Packed(TEXT, include_bytes!("../../assets/explorer/licenses.txt.gz")),
        _ => return None,
    })
}

/// The page and the documents of one server.
#[derive(Debug, Default)]
pub(crate) struct Explorer {
    docs: Option<PathBuf>,
    /// The compressed index of the documents.
    index: OnceLock<Bytes>,
    documents: OnceLock<Result<BTreeMap<String, Bytes>, String>>,
}

impl Explorer {
    /// Makes documents from the pages of a folder, on the first request for one.
    pub(crate) fn new(docs: Option<&Path>) -> Self {
        Self { docs: docs.map(Path::to_owned), ..Self::default() }
    }

    /// Answers a `GET` request.
    pub(crate) fn answer(&self, given: &Given, api: &Api) -> Response<Bytes> {
        let mut path = given.segments.iter().map(String::as_str).filter(|segment| !segment.is_empty()).skip(1);
        match (path.next(), path.next(), path.next()) {
            (None | Some("explorer"), name, None) => match file(name.unwrap_or_default()) {
                Some(File::Plain(media, bytes)) => sent(media, Bytes::from_static(bytes)),
                Some(File::Packed(media, bytes)) => unpacked(given, media, Bytes::from_static(bytes)),
                None => Failure::new(404, "the explorer has no such file").response(),
            },
            (_, None, None) => unpacked(given, JSON, self.index.get_or_init(|| packed(index(api).as_bytes())).clone()),
            (_, Some(name), None) => self.document(given, api, name),
            _ => Failure::new(404, "the path of a document is /_mock/openapi/NAME.json").response(),
        }
    }

    fn document(&self, given: &Given, api: &Api, name: &str) -> Response<Bytes> {
        let Some(docs) = &self.docs else {
            return Failure::new(
                404,
                "documents are made from the pages, and this server was started without a folder of them",
            )
            .response();
        };
        let made = self.documents.get_or_init(|| documents::made(api, docs));
        match made.as_ref().map(|known| name.strip_suffix(".json").and_then(|name| known.get(name))) {
            Ok(Some(packed)) => unpacked(given, JSON, packed.clone()),
            Ok(None) => Failure::new(404, "no document has this name; /_mock/openapi lists them").response(),
            Err(message) => Failure::new(500, message.as_str()).response(),
        }
    }
}

/// The list of the documents, with the operations of each.
fn index(api: &Api) -> String {
    let mut resources: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        resources.entry(&operation.resource).or_default().push(operation);
    }
    let operation = |one: &&Operation| json!({"uid": one.uid, "method": one.method.as_str(), "path": one.path, "summary": one.summary});
    let resource = |(name, operations): (&str, Vec<&Operation>)| {
        let document = format!("/_mock/openapi/{name}.json");
        let operations: Vec<Value> = operations.iter().map(operation).collect();
        json!({"name": name, "document": document, "operations": operations})
    };
    json!({"resources": resources.into_iter().map(resource).collect::<Vec<_>>()}).to_string()
}

fn packed(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default().into()
}

/// Sends compressed bytes as they are if the client accepts them.
fn unpacked(given: &Given, media: &str, bytes: Bytes) -> Response<Bytes> {
    let accepts = given.header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip"));
    let mut response = if accepts {
        let mut response = sent(media, bytes);
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response
    } else {
        let mut plain = Vec::new();
        let _ = GzDecoder::new(&*bytes).read_to_end(&mut plain);
        sent(media, plain.into())
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn sent(media: &str, bytes: Bytes) -> Response<Bytes> {
    let mut response = response(200, Some((media, bytes)));
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
