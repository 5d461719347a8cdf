//! A request that is being built.
//!
//! In: an [`Operation`], arguments, a body. Out: a [`Prepared`] request. This file must not know any operation or the
//! type of its response.
//!
//! A client method is one expression on a [`Draft`], which has no type parameters. So thousands of methods cost little
//! to compile, and the code they share is compiled once. Client methods return a call and not a `Result`: a draft
//! records the first problem, and returns the error when it is sent.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, IF_UNMODIFIED_SINCE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::whole;
use crate::argument::Argument;
use crate::body::{Patch, Upload};
use crate::error::{RequestError, Result};
use crate::http::{Http, Prepared, Retry, set_header};
use crate::json;
use crate::operation::{Operation, Parameter, Place};
use crate::slot::{Entity, Field};
use crate::transport::{Body, Response};

/// The characters that are not encoded in a path segment: the unreserved characters of RFC 3986, and the colon, which
/// occurs in the names of custom objects and which the server does not encode in its links either.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// The characters that are not encoded in the name of a query parameter.
const QUERY: &AsciiSet = &SEGMENT.remove(b'/').remove(b'$');

/// The query parameter that requests only some properties.
const SELECT: &str = "$select";

/// A request that is being built: an operation and the arguments set so far.
#[must_use = "a draft is not sent until a call made from it is awaited"]
#[derive(Clone)]
pub struct Draft {
    http: Http,
    prepared: Prepared,
    path: Vec<(&'static str, String)>,
    /// Names and values in the order of their first occurrence, encoded.
    query: Vec<(String, String)>,
    select: Vec<String>,
    /// The first reason why the request cannot be sent.
    problem: Option<String>,
}

// Defined here, so that the file with `Http` does not depend on the requests that it sends.
impl Http {
    /// Starts a request for an operation.
    pub fn request(&self, operation: &'static Operation) -> Draft {
        Draft {
            http: self.clone(),
            prepared: Prepared {
                operation,
                target: String::new(),
                headers: HeaderMap::new(),
                body: Body::default(),
                timeout: None,
                retry: None,
                body_limit: None,
            },
            path: Vec::new(),
            query: Vec::new(),
            select: Vec::new(),
            problem: None,
        }
    }
}

impl Draft {
    /// Sets a path parameter. The value becomes exactly one segment of the path.
    pub fn path(mut self, name: &'static str, value: &dyn Argument) -> Self {
        let mut text = join(value, ",");
        // The server decodes dots before it resolves them, and `.../../Image` would be a different operation.
        if text.is_empty() || text == "." || text == ".." {
            self.refuse(|| format!("`{text}` is not a valid value for `{name}` in the path"));
            text.clear();
        }
        self.path.push((name, text));
        self
    }

    /// Sets a query parameter, and replaces its earlier value. The items of an array are joined by commas.
    ///
    /// `None` and an array without items send nothing, unless the operation requires the parameter: then its value is
    /// empty.
    pub fn query(mut self, name: &str, value: &dyn Argument) -> Self {
        self.set_query(name, value);
        self
    }

    /// Sets a query parameter in place; see [`Draft::query`].
    pub fn set_query(&mut self, name: &str, value: &dyn Argument) {
        if name.eq_ignore_ascii_case(SELECT) {
            self.select.clear();
        }
        let text = join(value, ",");
        let mut given = false;
        value.pieces(&mut |_| given = true);
        let mut parameters = self.prepared.operation.parameters.iter();
        let required = |known: &Parameter| known.place == Place::Query && known.required && known.name == name;
        let encoded = utf8_percent_encode(name, QUERY).to_string();
        // The server does not distinguish case in the names of parameters.
        let earlier = self.query.iter().position(|(known, _)| known.eq_ignore_ascii_case(&encoded));
        match earlier.and_then(|at| self.query.get_mut(at)) {
            _ if !given && !parameters.any(required) => {
                self.query.retain(|(known, _)| !known.eq_ignore_ascii_case(&encoded))
            }
            Some(parameter) => *parameter = (encoded, text),
            None => self.query.push((encoded, text)),
        }
    }

    /// Sets a documented header. `None` sends nothing.
    pub fn header(mut self, name: &str, value: &dyn Argument) -> Self {
        let mut text = None;
        value.pieces(&mut |piece| match &mut text {
            None => text = Some(piece.to_owned()),
            Some(text) => {
                text.push(',');
                text.push_str(piece);
            }
        });
        if let Some(text) = text {
            self.set_header(name, &text);
        }
        self
    }

    /// Sets the body to an entity, a list or any other value as JSON.
    ///
    /// Dictionaries of strings, such as `CustomFields`, are sent without the side keys that the server adds to a response:
    /// `KEY:DisplayText`, `KEY:DisplayTooltip` and `KEY:org` are left out if `KEY` is present.
    pub fn json(mut self, value: &dyn Field) -> Self {
        if let Some(problem) = whole::problem(self.prepared.operation, value.view()) {
            self.refuse(|| problem);
        }
        match json::to_request_body(value) {
            Ok(body) => self.set_body("application/json", body.into()),
            Err(error) => self.refuse(|| format!("the body cannot be written: {error}")),
        }
        self
    }

    /// Sets the body to changes of an entity.
    pub fn patch(mut self, patch: &Patch) -> Self {
        if let Some(problem) = patch.problem() {
            self.refuse(|| problem);
        }
        self.json(&patch.content())
    }

    /// Sets the body to changes to an entity of this type. The paths must be those of its properties, unless the patch
    /// is [`unchecked`](Patch::unchecked).
    pub fn patch_of<E: Entity + Default>(mut self, patch: &Patch) -> Self {
        if let Some(unknown) = patch.unknown(&mut E::default()) {
            self.refuse(|| unknown);
        }
        self.patch(patch)
    }

    /// Sets the body to bytes or to a stream of bytes.
    pub fn upload(mut self, upload: Upload) -> Self {
        self.set_body(&upload.content_type, upload.body);
        self
    }

    /// Requests only these properties or columns, replacing those set earlier.
    pub fn set_select<I: IntoIterator<Item: AsRef<str>>>(&mut self, columns: I) {
        self.select = columns.into_iter().map(|column| column.as_ref().to_owned()).collect();
        self.query.retain(|(name, _)| !name.eq_ignore_ascii_case(SELECT));
    }

    /// Sends the request and returns the response without decoding its body. Every status code except 2xx is an error.
    pub fn send(self) -> Pin<Box<dyn Future<Output = Result<Response>> + Send>> {
        Box::pin(async move {
            let (http, prepared) = self.finish()?;
            http.exchange(prepared).await.map(|(response, _)| response)
        })
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.prepared.operation
    }

    /// Returns the request without what the connection adds to it: the address of the tenant, the credentials and default
    /// headers. Its URI is the path with the query. The body is empty if it is a stream. Test doubles use this to compare the
    /// draft with requests that were sent.
    ///
    /// # Errors
    /// Returns an error if the request cannot be sent, for example because a path parameter is empty.
    pub fn request(&self) -> Result<http::Request<Bytes>> {
        let operation = self.prepared.operation;
        let (_, prepared) = self.clone().finish()?;
        let body = prepared.body.as_bytes().cloned().unwrap_or_default();
        let request = http::Request::builder().method(operation.method.as_str()).uri(prepared.target).body(body);
        let mut request =
            request.map_err(|error| RequestError::new(format!("the address is not valid: {error}")).at(operation))?;
        *request.headers_mut() = prepared.headers;
        Ok(request)
    }

    /// Sets the timeout of the whole exchange. `None` removes it.
    pub(super) fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.prepared.timeout = Some(timeout);
    }

    /// Sets when and how often the request is sent again.
    pub(super) fn set_retry(&mut self, retry: Retry) {
        self.prepared.retry = Some(retry);
    }

    /// Sets the maximum length of the response body.
    pub(super) fn set_body_limit(&mut self, bytes: usize) {
        self.prepared.body_limit = Some(bytes);
    }

    /// Returns the request in its final form, or the first problem.
    pub(crate) fn finish(mut self) -> Result<(Http, Prepared)> {
        self.fill_path();
        if !self.select.is_empty() {
            let select = std::mem::take(&mut self.select);
            self.set_query(SELECT, &select);
        }
        if let Some(problem) = self.problem {
            return Err(RequestError::new(problem).at(self.prepared.operation).into());
        }
        for (at, (name, value)) in self.query.iter().enumerate() {
            let target = &mut self.prepared.target;
            target.push(if at == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.push_str(value);
        }
        Ok((self.http, self.prepared))
    }

    /// Whether only some properties of the response are requested.
    pub(super) fn selects(&self) -> bool {
        !self.select.is_empty() || self.query.iter().any(|(name, _)| name.eq_ignore_ascii_case(SELECT))
    }

    /// Performs the operation only if there have been no changes since a date.
    pub(super) fn set_condition(&mut self, date: &str) {
        let statuses = self.prepared.operation.statuses;
        if !statuses.is_empty() && !statuses.contains(&412) {
            self.refuse(|| {
                "the operation does not document status 412, so it may ignore `If-Unmodified-Since`; set it with `header` if \
                 it does not"
                    .to_owned()
            });
        }
        self.set_known_header(IF_UNMODIFIED_SINCE, date);
    }

    /// Replaces the parameters in the operation's path with their values.
    fn fill_path(&mut self) {
        let mut rest = self.prepared.operation.path;
        let mut used = 0;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            self.prepared.target.push_str(before);
            match self.path.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => self.prepared.target.push_str(value),
                None => return self.refuse(|| format!("the path parameter `{name}` has no value")),
            }
            used += 1;
            rest = after;
        }
        self.prepared.target.push_str(rest);
        if used < self.path.len() {
            self.refuse(|| "there is a value for a parameter that the path does not have".to_owned());
        }
    }

    pub(super) fn set_header(&mut self, name: &str, value: &str) {
        match HeaderName::try_from(name) {
            Ok(name) => self.set_known_header(name, value),
            Err(_) => self.refuse(|| "the name of a header contains invalid characters".to_owned()),
        }
    }

    pub(super) fn set_known_header(&mut self, name: HeaderName, value: &str) {
        if let Err(error) = set_header(&mut self.prepared.headers, name, value) {
            self.refuse(|| error.message);
        }
    }

    fn set_body(&mut self, content_type: &str, body: Body) {
        self.set_known_header(CONTENT_TYPE, content_type);
        self.prepared.body = body;
    }

    /// Records a problem that prevents sending, unless there already is one.
    fn refuse(&mut self, why: impl FnOnce() -> String) {
        self.problem.get_or_insert_with(why);
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("operation", &self.prepared.operation.uid).finish_non_exhaustive()
    }
}

/// Returns a value in the form that a query contains.
pub(crate) fn encoded(value: &dyn Argument) -> String {
    join(value, ",")
}

/// Encodes and joins the pieces of a value. In a path they form one segment.
fn join(value: &dyn Argument, separator: &str) -> String {
    let mut text = String::new();
    let mut first = true;
    value.pieces(&mut |piece| {
        if !std::mem::take(&mut first) {
            text.push_str(separator);
        }
        text.extend(utf8_percent_encode(piece, SEGMENT));
    });
    text
}
