//! A recorded call.
//!
//! In: a request. Out: its arguments by name, as they were before they were encoded. This file must not know rules.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde_core::de::DeserializeOwned;
use url::Url;

use crate::json::DecodeError;
use crate::json::value::Json;
use crate::operation::Operation;
use crate::transport::contract::Request;

/// A call that a [`Mock`](super::Mock) has recorded.
#[derive(Clone)]
pub struct MockCall {
    request: Request,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
}

impl MockCall {
    pub(super) fn new(request: Request) -> Self {
        let url = Url::parse(&request.url).ok();
        let path = url.as_ref().map_or_else(Vec::new, |url| path_values(request.operation.path, url.path()));
        let query = url.map_or_else(Vec::new, |url| url.query_pairs().into_owned().collect());
        Self { request, path, query }
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.request.operation
    }

    /// Returns the request, with its headers and its body.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Returns the value of a path parameter.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<String> {
        self.path.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    /// Returns the value of a query parameter; the first of several.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Returns the names and the values of all query parameters.
    #[must_use]
    pub fn query_parameters(&self) -> &[(String, String)] {
        &self.query
    }

    /// Reads the body into an entity, a [`Json`], or any other type that serde can read.
    ///
    /// # Errors
    /// Returns a [`DecodeError`] if the body is not JSON or does not fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        crate::json::from_slice::<Json>(self.request.body.as_bytes().map(|bytes| &**bytes).unwrap_or_default())?.parse()
    }

    /// Returns the method and the path with its query, without the address of the tenant.
    pub(super) fn target(&self) -> String {
        let segments = self.request.operation.path.split('/').count();
        let (path, query) = match self.request.url.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (self.request.url.as_str(), String::new()),
        };
        let mut last: Vec<&str> = path.rsplit('/').take(segments - 1).collect();
        last.reverse();
        format!("{} /{}{query}", self.request.method, last.join("/"))
    }
}

/// Returns the decoded values of the parameters in a path. The address of the tenant can precede the path.
fn path_values(template: &'static str, path: &str) -> Vec<(&'static str, String)> {
    let values = template.rsplit('/').zip(path.rsplit('/')).filter_map(|(template, segment)| {
        let (before, rest) = template.split_once('{')?;
        let (name, after) = rest.split_once('}')?;
        let value = segment.strip_prefix(before)?.strip_suffix(after)?;
        Some((name, percent_decode_str(value).decode_utf8_lossy().into_owned()))
    });
    values.collect()
}

impl fmt::Debug for MockCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}
