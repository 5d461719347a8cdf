//! An operation of the API as a row of data.
//!
//! In: what the documentation says of one endpoint, printed by the generated half. Out: plain data that a client, a
//! server and a mock can all read. It must not know how a request is sent.

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The documentation's identifier of the page, as in `v1ContactEntity_GetContactEntity`.
    pub uid: &'static str,
    /// The verb.
    pub method: Method,
    /// The path with its parameters in braces: `/api/v1/Contact/{id}`.
    pub path: &'static str,
    /// What can be said in the path, the query and the headers.
    pub parameters: &'static [Parameter],
    /// The statuses the documentation lists; the server knows more.
    pub statuses: &'static [u16],
    /// The media types a request body may have; empty if there is none, or none is said.
    pub accepts: &'static [&'static str],
    /// The media types an answer may have; empty if none is said.
    pub produces: &'static [&'static str],
    /// From how many milliseconds on the server itself calls it slow.
    pub slow_ms: Option<u32>,
    /// Who may not call it, in the documentation's words.
    pub restricted: Option<&'static str>,
}

impl Operation {
    /// An operation of which only this is known.
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
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub place: Place,
    /// Whether the documentation requires it.
    pub required: bool,
}

impl Parameter {
    /// A parameter.
    #[must_use]
    pub const fn new(name: &'static str, place: Place, required: bool) -> Self {
        Self { name, place, required }
    }
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the path, in braces.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// The verbs the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads, without the body.
    Head,
    /// Creates, or calls a procedure.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Deletes.
    Delete,
    /// Asks what is possible.
    Options,
}

impl Method {
    /// The verb on the wire.
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
