//! Folders of pages, and requests in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;
use superoffice_mock::api::{Api, Operation};
use superoffice_mock::{Builder, MockServer};

/// The folder of the pages of this repository.
pub(crate) fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The pages of this repository, and those of the vendor if they are there.
pub(crate) fn trees() -> Vec<(&'static str, Arc<Api>)> {
    folders().into_iter().map(|(name, _, api)| (name, api)).collect()
}

/// As [`trees`], with the folder of each.
pub(crate) fn folders() -> Vec<(&'static str, PathBuf, Arc<Api>)> {
    let mut found = vec![("docs", docs(), Api::shared(&docs()).unwrap())];
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let reference = std::env::var_os("SUPEROFFICE_REFERENCE").map_or(beside, PathBuf::from);
    let vendor = reference.join("2023/restful");
    if vendor.is_dir() {
        let api = Api::shared(&vendor).unwrap();
        found.push(("2023", vendor, api));
    } else {
        println!(
            "skipped: {} does not exist; set SUPEROFFICE_REFERENCE to a folder with 2023/restful",
            vendor.display()
        );
    }
    found
}

/// A server of an API. Its port is not used.
pub(crate) fn server(api: &Arc<Api>, set: impl FnOnce(Builder) -> Builder) -> MockServer {
    let runtime = runtime();
    let started = runtime.block_on(set(MockServer::builder().api(Arc::clone(api))).start()).unwrap();
    runtime.shutdown_background();
    started
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The JSON of a response; `null` if it has none.
pub(crate) fn json(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap_or(Value::Null)
}

/// The example of an operation with another body and another last segment.
pub(crate) fn call(api: &Api, operation: &Operation, id: Option<i64>, body: Option<&Value>) -> Request<Bytes> {
    let mut request = api.example(operation);
    if let Some(id) = id {
        let path = request.uri().path().rsplit_once('/').unwrap().0.to_owned();
        *request.uri_mut() = format!("{path}/{id}").parse().unwrap();
    }
    if let Some(body) = body {
        *request.body_mut() = body.to_string().into();
    }
    request
}

/// Adds a query to the address of a request.
pub(crate) fn query(request: &mut Request<Bytes>, pairs: &[(&str, &str)]) {
    let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let with = if request.uri().query().is_some() { '&' } else { '?' };
    *request.uri_mut() = format!("{}{with}{text}", request.uri()).parse().unwrap();
}

/// Pseudo-random numbers.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }
}
