//! A request, taken apart.

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use percent_encoding::percent_decode_str;

use crate::api::Api;

/// A request with its decoded address.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) method: Method,
    /// The path and the query as they were sent.
    pub(crate) address: String,
    /// The path as it was sent.
    pub(crate) path: String,
    /// The segments of the path, decoded. Slashes at the start and the end are ignored. An empty segment in the middle
    /// is kept, so that a path with a missing id is not taken for the path of another operation.
    pub(crate) segments: Vec<String>,
    /// The query parameters in the order of the request, decoded.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Given {
    pub(crate) fn new(request: Request<Bytes>) -> Self {
        let (head, body) = request.into_parts();
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let address = head.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let path = head.uri.path().to_owned();
        let inner = Some(path.trim_matches('/')).filter(|inner| !inner.is_empty());
        let query = url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
        Self {
            segments: inner.into_iter().flat_map(|inner| inner.split('/')).map(decoded).collect(),
            query: query.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
            method: head.method,
            address,
            path,
            headers: head.headers,
            body,
        }
    }

    /// A query parameter. Case is ignored.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The status in `Prefer: code=404`.
    pub(crate) fn preferred(&self) -> Option<&str> {
        let lines = self.headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        lines.flat_map(|line| line.split([',', ';'])).find_map(|part| part.trim().strip_prefix("code=")).map(str::trim)
    }

    /// The address of the tenant, as in the request.
    pub(crate) fn base(&self, api: &Api) -> String {
        let tenant = self.segments.get(..api.start(&self.segments)).unwrap_or_default().iter();
        let tenant: String = tenant.map(|segment| format!("/{segment}")).collect();
        format!("http://{}{tenant}", self.header("host").unwrap_or("localhost"))
    }

    /// The address with other values of one query parameter, for links to other pages of a list.
    pub(crate) fn link(&self, parameter: &str, value: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.query.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(parameter)));
        query.append_pair(parameter, value);
        format!("http://{}{}?{}", self.header("host").unwrap_or("localhost"), self.path, query.finish())
    }
}
