//! Receives a response.
//!
//! In: a [`Draft`] to send. Out: the value in the response body, read as JSON, text or bytes. This file must not know any
//! operation.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use http::header::{ACCEPT, CONTENT_DISPOSITION, HeaderMap, LAST_MODIFIED, RANGE};

use super::draft::Draft;
use super::http_date::HttpDate;
use crate::error::{Error, Result};
use crate::http::{Http, Prepared, set_header};
use crate::json::value::Json;
use crate::json::{self, BYTE_ORDER_MARK, DecodeError};
use crate::media::{MediaType, file_types};
use crate::operation::Operation;
use crate::secrets::Secrets;
use crate::slot::{Field, Slot, View};
use crate::transport::Response;
use crate::values::Binary;

/// A value with the status code and the headers of its response.
#[derive(Clone)]
pub struct Answer<T> {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The value.
    pub value: T,
    secrets: Secrets,
}

impl<T> Answer<T> {
    /// Returns the date of the last change, for a later conditional call.
    #[must_use]
    pub fn last_modified(&self) -> Option<HttpDate> {
        let date = self.headers.get(LAST_MODIFIED)?.to_str().ok()?;
        Some(HttpDate::from(date))
    }
}

/// The value is displayed without the secrets that were sent.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if f.alternate() { format!("{:#?}", self.value) } else { format!("{:?}", self.value) };
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("value", &format_args!("{}", self.secrets.hide(&value)))
            .finish_non_exhaustive()
    }
}

/// A response whose body is not decoded yet, and the context that errors need.
pub(crate) struct Received {
    operation: &'static Operation,
    response: Response,
    secrets: Secrets,
    asked: Asked,
}

/// What a request asks for, apart from the resource.
pub(super) struct Asked {
    /// A part of the content.
    pub(super) range: bool,
    /// The content as JSON, as every request does unless it says otherwise.
    pub(super) json: bool,
    /// The content as HTML.
    page: bool,
    /// Only some properties.
    part: bool,
}

impl Asked {
    fn of(operation: &Operation, headers: &HeaderMap, part: bool) -> Self {
        let accept = headers.get(ACCEPT).map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase());
        let accepts = |kind: &str| accept.as_ref().is_some_and(|accept| accept.contains(kind));
        Self {
            range: headers.contains_key(RANGE),
            json: accept.is_none() || accepts("json") || accepts("*/*"),
            page: accepts("html") || operation.produces.iter().any(|kind| kind.contains("html")),
            part,
        }
    }
}

pub(crate) type Receiving = Pin<Box<dyn Future<Output = Result<Received>> + Send>>;

/// Sends a draft whose response is a `T`.
pub(super) fn receive<T: Field + Default>(draft: Draft) -> Receiving {
    let part = draft.selects();
    match draft.finish() {
        Ok((http, prepared)) => exchange(http, prepared, matches!(T::default().slot(), Slot::Bytes(_)), part),
        Err(error) => Box::pin(std::future::ready(Err(error))),
    }
}

/// Sends a request for a page of a list.
pub(crate) fn receive_prepared(http: Http, prepared: Prepared) -> Receiving {
    exchange(http, prepared, false, false)
}

/// Returns what a request asks for. A file is requested as bytes, unless the call sets `Accept`, because otherwise the
/// server would write it into a JSON string.
pub(super) fn ask(prepared: &mut Prepared, file: bool, part: bool) -> Result<Asked> {
    let operation = prepared.operation;
    let asked = Asked::of(operation, &prepared.headers, part);
    if file && !prepared.headers.contains_key(ACCEPT) {
        set_header(&mut prepared.headers, ACCEPT, &file_types(operation.produces))
            .map_err(|error| error.at(operation))?;
    }
    Ok(asked)
}

/// Sends a request.
fn exchange(http: Http, mut prepared: Prepared, file: bool, part: bool) -> Receiving {
    Box::pin(async move {
        let asked = ask(&mut prepared, file, part)?;
        let operation = prepared.operation;
        let (response, secrets) = http.exchange(prepared).await?;
        Ok(Received { operation, response, secrets, asked })
    })
}

impl Received {
    /// Returns the value together with status code and headers.
    pub(super) fn answer<T: Field + Default>(self) -> Result<Answer<T>> {
        let (status, headers, secrets) = (self.response.status, self.response.headers.clone(), self.secrets.clone());
        Ok(Answer { status, headers, value: self.value()?, secrets })
    }

    /// Returns the response without decoding its body.
    pub(super) fn into_response(self) -> Response {
        self.response
    }

    /// Whether the response says that there is no value. The slot shows the type of the value.
    pub(super) fn is_absent(&self, slot: &Slot<'_>) -> bool {
        let body = self.body().trim_ascii();
        match slot {
            Slot::Unit => false,
            // A file and a text can be empty.
            Slot::Bytes(_) | Slot::String(_) if body.is_empty() => self.response.status == 204,
            _ => {
                body.is_empty() && !MediaType::of(&self.response.headers).is_page()
                    || body == b"null" && self.response.is_json()
            }
        }
    }

    /// Returns the value.
    pub(super) fn value<T: Field + Default>(self) -> Result<T> {
        let mut value = T::default();
        self.fill(&mut value)?;
        Ok(value)
    }

    /// Whether the body is a JSON array.
    pub(crate) fn is_array(&self) -> bool {
        let body = self.response.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.response.body);
        body.trim_ascii_start().starts_with(b"[")
    }

    /// Returns the value, and the context that later errors about its parts need.
    pub(crate) fn take<T: Field + Default>(self) -> Result<(T, Source)> {
        let (operation, status, secrets) = (self.operation, self.response.status, self.secrets.clone());
        let headers = self.response.headers.clone();
        Ok((self.value()?, Source { operation, status, headers, secrets }))
    }

    fn fill(mut self, value: &mut dyn Field) -> Result<()> {
        self.decode(value).map_err(|cause| Error::from_decode(self.operation, self.response, cause, &self.secrets))
    }

    /// Returns the body without a byte order mark.
    fn body(&self) -> &[u8] {
        self.response.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.response.body)
    }

    /// Looks at the media type, then at the body.
    fn decode(&mut self, value: &mut dyn Field) -> Result<(), DecodeError> {
        let media_type = MediaType::of(&self.response.headers);
        let slot = value.slot();
        if self.response.status == 206 && !self.asked.range && !matches!(slot, Slot::Unit) {
            return Err(found_part());
        }
        let slot = match slot {
            Slot::Bytes(bytes) => {
                *bytes = self.file(&media_type)?;
                return Ok(());
            }
            slot => slot,
        };
        let body = self.body();
        match slot {
            _ if media_type.is_page() && !self.asked.page => return Err(found(&media_type)),
            // The body is ignored where no result is documented, unless it says that the call failed.
            Slot::Unit if self.response.is_json() && names_errors(body, 1) => return Err(found_error()),
            Slot::Unit => return Ok(()),
            Slot::String(string) if !self.response.is_json() => {
                *string = text(body)?;
                return Ok(());
            }
            // A 204, or a 200 with an empty body, for a type that can be empty.
            slot if body.trim_ascii().is_empty() => match slot {
                Slot::Nullable(_) | Slot::List(_) | Slot::Map(_) | Slot::Json(_) | Slot::Value(_) => {
                    return json::read(b"null", value);
                }
                slot => {
                    let expected = json::expected(&slot);
                    return Err(DecodeError::new(format!("expected {expected}, found an empty body")));
                }
            },
            _ => {}
        }
        match json::read_some(body, value, self.asked.part) {
            Ok(()) => match value.view() {
                View::Entity(entity) if entity.lent(|_, extra| extra.is_null()).unwrap_or(false) => {
                    Err(DecodeError::new(format!("expected {}, found null", entity.table().name)))
                }
                view if is_error(view, body) => Err(found_error()),
                _ => Ok(()),
            },
            Err(error) if !self.response.is_json() && error.path().is_empty() => Err(found(&media_type)),
            Err(_) if body.trim_ascii_start().starts_with(b"<") => {
                Err(DecodeError::new("expected JSON, found HTML or XML"))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns a file. The API writes it as base64 in a JSON string if JSON is accepted; a file can be JSON itself.
    fn file(&mut self, media_type: &MediaType) -> Result<Vec<u8>, DecodeError> {
        let attached = self.response.headers.contains_key(CONTENT_DISPOSITION);
        let mut decoded = Binary::default();
        if media_type.is_json() && !attached {
            if names_errors(self.body(), 2) {
                return Err(found_error());
            }
            if self.asked.json && json::read(&self.response.body, &mut decoded).is_ok() {
                return Ok(decoded.into_vec());
            }
        }
        // Without a copy, because nothing else refers to the body.
        Ok(std::mem::take(&mut self.response.body).into())
    }
}

/// The context of errors about a part of a response.
pub(crate) struct Source {
    operation: &'static Operation,
    status: u16,
    headers: HeaderMap,
    secrets: Secrets,
}

impl Source {
    /// Returns the error for a part of the response that does not fit its type.
    pub(crate) fn error(&self, part: &Json, cause: DecodeError) -> Error {
        let response = Response { status: self.status, headers: self.headers.clone(), ..Response::default() };
        Error::from_decode(self.operation, response.body(part.as_str().to_owned()), cause, &self.secrets)
    }
}

/// The members of errors. The server can send them with status 200, and any JSON object can be read into an entity.
const ERROR_MEMBERS: &[&str] = &[
    "Error",
    "ErrorMessage",
    "ErrorSource",
    "ErrorType",
    "ExceptionMessage",
    "ExceptionType",
    "Message",
    "MessageDetail",
    "ModelState",
    "StackTrace",
];

/// Whether a value that was read from a body is an error. An object with any keys, such as a dictionary, is an error only
/// if it has at least two members of errors, because one key can have another meaning.
fn is_error(value: View<'_>, body: &[u8]) -> bool {
    match value {
        View::Entity(entity) => {
            let is_member = |name: &str| ERROR_MEMBERS.contains(&name);
            let found = entity.lent(|_, extra| {
                let documented = entity.table().keys.iter().enumerate().filter(|(index, _)| extra.saw(*index));
                !extra.is_empty()
                    && documented.map(|(_, key)| *key).all(is_member)
                    && extra.iter().all(|(name, _)| is_member(&name))
            });
            found.unwrap_or(false)
        }
        View::Map(_) | View::Json(_) | View::Value(_) => names_errors(body, 2),
        _ => false,
    }
}

/// Whether a body is an object that has at least some members of errors, and nothing else.
pub(super) fn names_errors(body: &[u8], least: usize) -> bool {
    if !body.trim_ascii_start().starts_with(b"{") {
        return false;
    }
    let body: Json = json::from_slice(body).unwrap_or_default();
    let members = body.members();
    members.len() >= least && members.iter().all(|(name, _)| ERROR_MEMBERS.contains(&&**name))
}

pub(super) fn found_error() -> DecodeError {
    DecodeError::new("found an error of the server")
}

pub(super) fn found_part() -> DecodeError {
    DecodeError::new("found a part of the content, although the whole was requested")
}

fn found(media_type: &MediaType) -> DecodeError {
    DecodeError::new(format!("expected JSON, found `{media_type}`"))
}

fn text(body: &[u8]) -> Result<String, DecodeError> {
    String::from_utf8(body.to_vec()).map_err(|error| {
        DecodeError::new(format!("expected UTF-8, found other bytes at byte {}", error.utf8_error().valid_up_to() + 1))
    })
}
