//! Answers requests as a test wants.

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use super::{Mock, bytes_of};
use crate::api::Operation;
use crate::check::media::Encoding;
use crate::expect::{Kind, Wanted};
use crate::failure::{Failure, response};
use crate::received::Received;
use crate::request::Given;

impl Mock {
    /// The answer that a test wants for a valid request. `None` if the mock answers.
    pub(super) fn wanted(
        &self,
        operation: &Operation,
        given: &Given,
        encoding: &Encoding,
    ) -> Result<Option<Response<Bytes>>, Failure> {
        if self.expected.are_none() {
            return Ok(None);
        }
        let request = Received::new(given, Some(operation));
        // No lock is held while the function of the test runs, so that the function may use the server.
        let reply = match self.expected.wanted(operation, &request) {
            Wanted::Nothing => return Ok(None),
            Wanted::Refused(text) => return Err(Failure::new(501, text)),
            Wanted::Reply(answer) => answer(&request),
        };
        Ok(match reply.0 {
            Kind::Mocked => None,
            Kind::Response(response) => Some(response),
            Kind::Status(status) if status >= 400 => return Err(Failure::new(status, "the test asks for this status")),
            Kind::Status(status) => Some(response(status, None)),
            Kind::Json(value) => {
                // The body is sent as the test provides it: `$select` does not remove properties.
                let body = (operation.response.is_some() || value != Value::Null).then(|| match encoding {
                    Encoding::Bytes(_) => bytes_of(&value),
                    Encoding::Json => serde_json::to_vec(&value).unwrap_or_default().into(),
                });
                Some(response(operation.success, body.map(|body| (encoding.content_type(), body))))
            }
        })
    }
}
