//! Requests that a server has received, for tests and for the log.
//!
//! In: a request and its operation. Out: [`Received`] and [`Logged`], with typed access to parameters and the body.
//! Credentials in headers are never returned. Other secrets are removed when a request is shown.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::api::Operation;
use crate::redact::{MARK, Redactor, is_credential, is_harmless};
use crate::request::Given;

/// The maximum number of requests that are kept, and the maximum total size of their bodies in bytes.
const LOG: usize = 10_000;
const BODIES: usize = 16 << 20;

/// The longest body that the log shows.
const SHOWN: usize = 64 << 10;

/// A request, decoded.
///
/// Credentials are replaced by `***`: the values of `Authorization`, `Cookie` and other headers whose names indicate that they
/// hold secrets. `Debug` shows neither the body nor secrets in the address.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// The method.
    pub method: String,
    /// The path and the query as they were sent.
    pub address: String,
    /// The uid of the operation; empty if there is none.
    pub operation: String,
    /// The path of the operation, with placeholders.
    template: String,
    /// Lines with a name and a value, with credentials.
    headers: String,
    body: Bytes,
}

impl Received {
    pub(crate) fn new(given: &Given, operation: Option<&Operation>) -> Self {
        let (uid, path) = operation.map_or(("", ""), |operation| (operation.uid.as_str(), operation.path.as_str()));
        Self::of(given, uid, path)
    }

    /// The request of an operation with this uid and this path.
    pub(crate) fn of(given: &Given, operation: &str, template: &str) -> Self {
        let length = given.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 2).sum();
        let mut headers = String::with_capacity(length);
        for (name, value) in &given.headers {
            headers.extend([name.as_str(), ":", value.to_str().unwrap_or(MARK), "\n"]);
        }
        Self {
            method: given.method.to_string(),
            address: given.address.clone(),
            operation: operation.to_owned(),
            template: template.to_owned(),
            headers,
            // A copy, because the bytes of a connection are part of a larger buffer.
            body: Bytes::copy_from_slice(&given.body),
        }
    }

    /// Returns the decoded value of a path parameter.
    ///
    /// ```
    /// # use superoffice_mock::MockServer;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let server = MockServer::start().await.unwrap();
    /// let request = http::Request::get("/Cust1/api/v1/Contact/5?$select=Name").header("authorization", "Bearer x");
    /// server.respond(request.body(bytes::Bytes::new()).unwrap());
    /// let request = &server.requests()[0];
    /// assert_eq!(request.path("id").as_deref(), Some("5"));
    /// assert_eq!(request.query("$select").as_deref(), Some("Name"));
    /// assert_eq!(request.header("authorization"), Some("***"));
    /// # });
    /// ```
    #[must_use]
    pub fn path(&self, name: &str) -> Option<String> {
        let path = self.address.split('?').next().unwrap_or_default();
        let given = path.rsplit('/').filter(|segment| !segment.is_empty());
        let pairs = self.template.rsplit('/').zip(given);
        pairs.filter_map(|(segment, value)| Some((segment.strip_prefix('{')?.strip_suffix('}')?, value))).find_map(
            |(known, value)| {
                known.eq_ignore_ascii_case(name).then(|| percent_decode_str(value).decode_utf8_lossy().into_owned())
            },
        )
    }

    /// Returns the decoded value of a query parameter. If it occurs several times, the first value is returned. The case of names is
    /// ignored.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.query_parameters().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns the decoded names and values of all query parameters.
    #[must_use]
    pub fn query_parameters(&self) -> Vec<(String, String)> {
        let query = self.address.split_once('?').map_or("", |(_, query)| query);
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// Returns the value of a header. If it occurs several times, the first value is returned. Credentials are `***`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns the names, in lower case, and the values of all headers. Credentials are `***`.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.raw_headers().map(|(name, value)| (name, if is_credential(name) { MARK } else { value }))
    }

    fn raw_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.lines().filter_map(|line| line.split_once(':'))
    }

    /// Returns the body as it was sent, with its secrets.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Reads the body into an entity of the client or any other type that serde can read.
    ///
    /// # Errors
    /// Returns an error if the body is not JSON or does not fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::default();
        self.raw_headers().for_each(|(name, value)| redactor.learn_header(name, value));
        redactor
    }

    /// The method and the address without secrets.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.redactor().address(&self.address))
    }

    /// The request without secrets, as members of a JSON object.
    fn shown(&self) -> Map<String, Value> {
        let redactor = self.redactor();
        let harmless = |name, value| if is_harmless(name) { redactor.text(value) } else { MARK.to_owned() };
        let headers = self.headers().map(|(name, value)| (name.to_owned(), harmless(name, value).into()));
        let body = match serde_json::from_slice(&self.body) {
            _ if self.body.is_empty() => None,
            Ok(value) if self.body.len() <= SHOWN => Some(redactor.json(value)),
            _ => Some(format!("{} bytes", self.body.len()).into()),
        };
        let mut members = Map::new();
        members.insert("method".to_owned(), self.method.clone().into());
        members.insert("address".to_owned(), redactor.address(&self.address).into());
        members.insert("operation".to_owned(), self.operation.clone().into());
        members.insert("headers".to_owned(), Value::Object(headers.collect()));
        members.extend(body.map(|body| ("body".to_owned(), body)));
        members
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, body of {} bytes)", self.line(), self.operation, self.body.len())
    }
}

/// A request in the log, with the status of its response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Logged {
    /// The status of the response.
    pub status: u16,
    request: Received,
}

impl Logged {
    pub(crate) fn new(request: Received, status: u16) -> Self {
        Self { status, request }
    }

    /// The request and the status without secrets, as JSON.
    pub(crate) fn shown(&self) -> Value {
        let mut members = self.request.shown();
        members.insert("status".to_owned(), self.status.into());
        Value::Object(members)
    }
}

impl Deref for Logged {
    type Target = Received;

    fn deref(&self) -> &Received {
        &self.request
    }
}

/// The last requests.
#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: VecDeque<Logged>,
    /// The bytes of all bodies.
    bytes: usize,
}

impl Log {
    pub(crate) fn push(&mut self, entry: Logged) {
        self.bytes += entry.body.len();
        self.entries.push_back(entry);
        while self.entries.len() > LOG || (self.bytes > BODIES && self.entries.len() > 1) {
            let dropped = self.entries.pop_front();
            self.bytes -= dropped.map_or(0, |entry| entry.body.len());
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn list(&self) -> Vec<Logged> {
        self.entries.iter().cloned().collect()
    }
}
