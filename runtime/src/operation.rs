//! An operation of the API as data.
//!
//! In: the documented facts about one endpoint, from the generated half. Out: plain data that a client, a server or a
//! mock can read. This file must not know how a request is sent.

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The identifier of the page in the documentation, such as `v1ContactEntity_GetContactEntity`.
    pub uid: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters in braces, such as `/api/v1/Contact/{id}`.
    pub path: &'static str,
    /// The parameters in the path, the query and the headers.
    pub parameters: &'static [Parameter],
    /// The documented status codes. The server uses others too.
    pub statuses: &'static [u16],
    /// The media types of the request body. Empty if there is no body, or if they are not documented.
    pub accepts: &'static [&'static str],
    /// The media types of the response body. Empty if they are not documented.
    pub produces: &'static [&'static str],
    /// The duration in milliseconds above which the server considers a call slow.
    pub slow_ms: Option<u32>,
    /// The restriction on who may call the operation, in the words of the documentation.
    pub restricted: Option<&'static str>,
}

impl Operation {
    /// Creates an operation without parameters, status codes and the other optional facts.
    #[must_use]
    pub const fn new(uid: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            uid,
            method,
            path,
            parameters: &[],
            statuses: &[],
            accepts: &[],
            produces: &[],
            slow_ms: None,
            restricted: None,
        }
    }
}

/// One parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it is sent.
    pub place: Place,
    /// Whether the parameter is required according to the documentation.
    pub required: bool,
}

impl Parameter {
    /// Creates a parameter.
    #[must_use]
    pub const fn new(name: &'static str, place: Place, required: bool) -> Self {
        Self { name, place, required }
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the path, in braces.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// The HTTP methods the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET` reads.
    Get,
    /// `HEAD` reads without a response body.
    Head,
    /// `POST` creates, or calls a procedure.
    Post,
    /// `PUT` replaces.
    Put,
    /// `PATCH` changes.
    Patch,
    /// `DELETE` deletes.
    Delete,
    /// `OPTIONS` asks which methods are allowed.
    Options,
}

impl Method {
    /// Returns the method as it is written in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
